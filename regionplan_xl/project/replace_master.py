"""Replace the master: write a temp file, verify it, journal the change, replace atomically."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from regionplan_xl.errors import InputError, InUse, NotNow, Place, RegionplanError, system_reason
from regionplan_xl.excel.areas.read_again import read_again
from regionplan_xl.excel.common.master_model import Master
from regionplan_xl.excel.common.unwritable import UnwritableValues
from regionplan_xl.files import StagedFile, fingerprint, staged_file
from regionplan_xl.moments import local_moment
from regionplan_xl.plan.merging.rules import Unwritable
from regionplan_xl.plan.model import Plan, as_compared
from regionplan_xl.project.backups.of_master import write_backup
from regionplan_xl.project.folder import Project
from regionplan_xl.project.master_lock import refuse_if_in_use
from regionplan_xl.project.recovery import recover
from regionplan_xl.text import phrase

_LOG = logging.getLogger("regionplan_xl")
Decided = TypeVar("Decided")
Written = TypeVar("Written")


@dataclass(frozen=True)
class Replacement:
    """A new master and the one that it replaces, both as bytes.

    `plan`: the plan that must be found in the new one (None: a former master, which is not verified). `read`: the old
    one as read. `cause`: names the backup, such as «merge 3»; "" makes no backup.
    """

    old: bytes
    new: bytes
    plan: Plan | None = None
    cause: str = ""
    read: Master | None = None


def replace_master(
    project: Project, change: Replacement, begin: Callable[[str], object], finish: Callable[[], None]
) -> None:
    """Replace the master on disk, with a journal in the ledger. After a crash it is either the old or the new one.

    `begin(backup)` journals the change, with the backup's path in the project; `finish()` closes the journal.
    Raise `NotNow` if the master is in use, was changed since it was read, or cannot be written.
    """
    _verify(project, change)
    with _temp_file(project, change.new) as staged:
        backup = _back_up(project, change)
        _journal(begin, project, backup)
        try:
            refuse_if_in_use(project.master_path)
            expect_master(project, fingerprint(change.old))
            # Excel may have saved the master between the last check and the rename.
            if not staged.replace_if(fingerprint(change.old)):
                raise _changed_meanwhile(project)
        except BaseException as error:
            # If only the flush after the rename failed, recovery finishes the change.
            if _recovered(project) and isinstance(error, OSError):
                return
            raise
        finish()


def write_what_fits(
    decide: Callable[[Unwritable], Decided], write: Callable[[Decided], Written], unwritable: Unwritable
) -> tuple[Decided, Written]:
    """Decide and write; if values do not fit in the master, add them to `unwritable` and decide again.

    Return the decision that was written and the result of `write`. Raise `UnwritableValues` if only values already in
    `unwritable` do not fit.
    """
    while True:
        decided = decide(unwritable)
        try:
            return decided, write(decided)
        except UnwritableValues as found:
            if found.fields.keys() <= unwritable.keys():
                raise
            unwritable = {**unwritable, **found.fields}


def expect_master(project: Project, expected: str) -> bytes:
    """Return the bytes of the master on disk; raise `NotNow` if their fingerprint is not `expected`."""
    book = project.read_master_bytes()
    if fingerprint(book) != expected:
        raise _changed_meanwhile(project)
    return book


def _changed_meanwhile(project: Project) -> InUse:
    return InUse(
        phrase("The master was changed while the command was at work."),
        phrase("Nothing was written to it; run the command again. No answer is lost meanwhile."),
        Place(file=project.display_path(project.master_path)),
    )


def _verify(project: Project, change: Replacement) -> None:
    """Read the new master and raise `NotNow` unless it has the decided plan.

    If it differs from the old one only in rows of measures and lists, only these are read. Otherwise, or if they do not
    match, all of it is read.
    """
    if change.plan is None:
        return
    try:
        if _differing_parts_agree(project, change, change.plan):
            return
        found = project.with_removed_statuses(project.parse_master(change.new)).plan
    except InputError as error:
        raise _unsafe(project, "?") from error
    if as_compared(found) != as_compared(change.plan):
        pairs = zip(found.measures, change.plan.measures, strict=False)
        differing = [measure.number for measure, wanted in pairs if measure != wanted]
        raise _unsafe(project, ", ".join(differing[:5]) or "?")


def _differing_parts_agree(project: Project, change: Replacement, plan: Plan) -> bool:
    """Return whether the differing parts could be read alone and give the decided plan."""
    if change.read is None:
        return False
    with project.master_errors():
        again = read_again(change.old, change.new, change.read, project.ledger.last_texts())
    return again is not None and as_compared(project.with_removed_statuses(again).plan) == as_compared(plan)


def _unsafe(project: Project, measures: str) -> NotNow:
    return NotNow(
        phrase("The master could not be updated safely (measures {measures}).", measures=measures),
        phrase("Nothing was changed, and the answers are kept. Send the developers a copy of the master."),
        Place(file=project.display_path(project.master_path)),
    )


@contextmanager
def _temp_file(project: Project, book: bytes) -> Iterator[StagedFile]:
    """Write the new master to a temp file next to the old one; turn any `OSError` in the block into `NotNow`."""
    try:
        with staged_file(project.master_path, book) as staged:
            yield staged
    except OSError as error:
        raise NotNow(
            phrase("The master cannot be replaced now ({why}).", why=system_reason(error)),
            phrase(
                "Close it in Excel, check that the folder may be written to and that the disk has free space, and run "
                "the command again. No answer is lost meanwhile."
            ),
            Place(file=project.display_path(project.master_path)),
        ) from error


def _back_up(project: Project, change: Replacement) -> Path | None:
    if not change.cause:
        return None
    suffix = project.master_path.suffix.lower()
    return write_backup(project.backups, change.old, local_moment(project.now()), change.cause, suffix)


def _journal(begin: Callable[[str], object], project: Project, backup: Path | None) -> None:
    """Journal the change; if that fails, remove its backup."""
    try:
        begin(backup.relative_to(project.folder).as_posix() if backup else "")
    except BaseException:
        if backup is not None:
            with suppress(OSError):
                backup.unlink()
        raise


def _recovered(project: Project) -> bool:
    """Return whether recovery found that the change happened, and finished it."""
    try:
        return recover(project)
    except (OSError, RegionplanError) as error:
        _LOG.warning("An interrupted change of the master is not ended; the next command ends it: %s", error)
        return False
