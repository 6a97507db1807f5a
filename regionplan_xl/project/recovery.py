"""Recovery: end the merge or undo that an interrupted command began. The master on disk shows whether it happened."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING

import yaml

from regionplan_xl.config.source import config_with_plan_name, plan_name_in
from regionplan_xl.errors import InputError, NotNow, Place, RegionplanError, system_reason
from regionplan_xl.files import fingerprint, sync_folder, write_atomically
from regionplan_xl.project.former_masters import remove_archived_master
from regionplan_xl.text import phrase

if TYPE_CHECKING:
    from regionplan_xl.excel.common.master_model import Master
    from regionplan_xl.ledger.entries import MergeRecord
    from regionplan_xl.project.folder import Project

_LOG = logging.getLogger("regionplan_xl")
_FOUND_IN_MASTER = ("hand", "moved", "renamed", "deleted")
"""The kinds of changes that a merge finds in the master and does not write."""


def recover(project: Project) -> bool:
    """Finish the pending merge or undo if the master on disk has it; otherwise remove it from the ledger.

    Return whether it was finished. If the master cannot be read now, it stays pending.
    """
    ledger, pending = project.ledger, project.ledger.pending_merge()
    if pending is None:
        return False
    undoing = pending.state == "undoing"
    try:
        book = project.read_master_bytes()
        happened = (_is_undone if undoing else _is_merged)(project, pending, book)
    except RegionplanError as reason:
        _LOG.warning("The interrupted merge %d cannot be ended yet: %s", pending.number, reason)
        return False
    # The rename must be flushed before the ledger records it; the command may have been stopped between the two.
    sync_folder(project.master_path.parent)
    if happened is not undoing:
        end_merge(project, pending.number)
    elif undoing:
        end_undo(project, pending)
    else:
        ledger.undo_begun_merge(pending.number)
        if fingerprint(book) == pending.before:
            with suppress(OSError):
                (project.folder / pending.backup).unlink()
    return happened


def end_merge(project: Project, number: int) -> None:
    """Record that the new master is on disk; for a new plan, first write its name in config.yaml."""
    names = project.ledger.plan_names(number)
    if names:
        _rename_plan(project, *names)
    project.ledger.finish_merge(number)


def end_undo(project: Project, merge: MergeRecord) -> None:
    """Record that the former master is back on disk; undo also what a roll-over archived and renamed."""
    remove_archived_master(project, merge)
    names = project.ledger.plan_names(merge.number)
    if names:
        _rename_plan(project, names[1], names[0])
    project.ledger.undo_merge(merge.number)


def _rename_plan(project: Project, before: str, after: str) -> None:
    """Change the plan's name in config.yaml from `before` to `after`; leave any other name, which a person wrote.

    Raise `NotNow` if the file cannot be written now; a later command then ends the merge.
    """
    path = project.folder / "config.yaml"
    try:
        text = path.read_bytes().decode()
        if plan_name_in(text) == before:
            write_atomically(path, config_with_plan_name(text, after).encode())
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        why = system_reason(error) if isinstance(error, OSError) else str(error)
        raise NotNow(
            phrase("config.yaml cannot be written now ({why}).", why=why),
            phrase("The plan is called «{name}» there when it can: run any command again.", name=after),
            Place(file=project.display_path(path)),
        ) from error
    project.rename_plan(plan_name_in(path.read_bytes().decode()) or after)


def refuse_restored_copy(project: Project, master: Master) -> None:
    """Raise `InputError` if the master is a copy from before a merge, since that merge's answers would be lost."""
    from regionplan_xl.plan.merging.undo import is_as_before

    ledger = project.ledger
    merges = [merge for merge in ledger.merges() if merge.state == "done"]
    if not merges or master.fingerprint == merges[-1].after:
        return
    missing = next((merge for merge in merges if merge.before == master.fingerprint), None)
    if missing is None:
        # The copy may have been saved again after it was restored.
        missing = merges[-1]
        if not is_as_before(master.plan, ledger.changes_of(missing.number)):
            return
        if _mentions_merge(project, missing, project.read_master_bytes()):
            return
    since = [merge for merge in merges if merge.number >= missing.number]
    if not any(
        change.kind not in _FOUND_IN_MASTER for one in since for change in ledger.changes_of(one.number)
    ):
        return  # they wrote only figures and lists, and the next merge writes those again
    steps = len(since)
    raise InputError(
        phrase(
            "The master is as it was before merge {number}, so what was merged since is missing from it.",
            number=missing.number,
        ),
        phrase(
            "Run «{command}»: what you put back stays, and the answers wait for the next merge.",
            command=f"regionplan undo{f' --steps {steps}' if steps > 1 else ''}",
        ),
        Place(file=project.display_path(project.master_path)),
    )


def _is_merged(project: Project, merge: MergeRecord, book: bytes) -> bool:
    """Return whether the master is the one that the merge wrote, possibly saved by hand since."""
    on_disk = fingerprint(book)
    return on_disk == merge.after or (on_disk != merge.before and _mentions_merge(project, merge, book))


def _is_undone(project: Project, merge: MergeRecord, book: bytes) -> bool:
    """Return whether the master is the one that the undo wrote, possibly saved by hand since."""
    from regionplan_xl.excel.lists.log import log_has_undo

    on_disk = fingerprint(book)
    before, after = project.ledger.undo_fingerprints()
    if on_disk in (before, after):
        return on_disk == after
    log = project.parse_master(book).log
    return log_has_undo(book, log, merge.number) or not _mentions_merge(project, merge, book)


def _mentions_merge(project: Project, merge: MergeRecord, book: bytes) -> bool:
    """Return whether the master's log has the merge, or its sheet Konfliktar one of the merge's questions."""
    from regionplan_xl.excel.lists.conflicts import has_any_question
    from regionplan_xl.excel.lists.log import log_has_merge

    master = project.parse_master(book)
    opened, _ = project.ledger.questions_of(merge.number)
    return log_has_merge(book, master.log, merge.number) or has_any_question(
        book, master.conflicts, {question.key for question in opened}
    )
