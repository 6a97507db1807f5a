"""Copies of the returned files for people: merged ones in archive/<round>/, held ones in held/."""

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

from regionplan_xl.file_names import disk_key, returned_name, unique_name
from regionplan_xl.files import fingerprint, writing_many
from regionplan_xl.ledger.entries import ReturnRecord
from regionplan_xl.moments import local_moment
from regionplan_xl.project.archive import read_archived
from regionplan_xl.project.folder import Project
from regionplan_xl.text import Phrase, for_sender, phrase

_NOTE = ".txt"  # what the name of a held file gets, for the text that says why
_NOT_KNOWN = for_sender(phrase("It does not show for certain which body the answers are from."))
_LOG = logging.getLogger("regionplan_xl")


def copy_missing_returns(project: Project) -> None:
    """Copy the returns of every merge that has not had its returns copied, as after an interrupted merge.

    A copy that cannot be made now is made by a later command; the ledger and the archive have the answers.
    """
    ledger = project.ledger
    copied = ledger.copied()
    merges = [merge for merge in ledger.merges() if merge.number > copied and merge.state != "begun"]
    for merge in merges:
        if merge.state != "undone":
            failed = copy_returns(project, ledger.returns_of(merge.number))
            for error in failed.values():
                _LOG.warning("The returns of merge %d are not copied yet: %s", merge.number, error)
                return
        ledger.set_copied(merge.number)


def copy_returns(project: Project, records: Sequence[ReturnRecord]) -> dict[str, OSError]:
    """Copy returned files under the names that they came with; a held file gets a text file that says why.

    Copies of files that are held no longer are removed. Returns the hashes of those that this cannot be done for now,
    and why; they stop no other.
    """
    failed: dict[str, OSError] = {}
    try:
        with writing_many() as write:
            copies = _Copies(project, write)
            for step in (copies.remove_held, copies.copy):
                for record in records:
                    try:
                        step(record)
                    except OSError as error:
                        failed.setdefault(record.hash, error)
    except OSError as error:
        return {record.hash: error for record in records}
    return failed


def _reason_text(project: Project, record: ReturnRecord) -> str:
    """The text next to a held file: which it is, why it waits, and a reply to copy and send."""
    lines = (
        phrase("File: {file}", file=record.name),
        phrase("Received: {moment}", moment=local_moment(record.received)),
        phrase("Why it waits: {reason}", reason=record.reason),
        phrase("To send back to whoever sent it:"),
        _reply(record.name, record.reason if record.reason.for_sender else _NOT_KNOWN),
    )
    return "\n\n".join(map(project.translate, lines)) + "\n"


def _reply(file: str, reason: Phrase) -> Phrase:
    """What goes back: nobody knows who sent the file, so nothing from the plan or the ledger is in it."""
    return phrase(
        "Hello! We have received your file «{file}», but could not take up the answers in it. {reason} "
        "If in doubt, answer once more in the workbook that we sent you, save it as .xlsx, and send that. "
        "Thank you for your help!",
        file=file,
        reason=reason,
    )


class _Copies:
    """Copies that are made together: each folder is listed once, and each held file read once."""

    def __init__(self, project: Project, write: Callable[[Path, bytes], None]) -> None:
        self._project = project
        self._write = write
        self._taken: dict[Path, set[str]] = {}

    @cached_property
    def _held(self) -> dict[str, list[Path]]:
        """The files in the folder for held ones, by hash."""
        found: dict[str, list[Path]] = defaultdict(list)
        folder = self._project.held
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.is_file():
                found[fingerprint(path.read_bytes())].append(path)
        return found

    def remove_held(self, record: ReturnRecord) -> None:
        """Remove the copies of a file that is held no longer; the archive keeps it."""
        if record.state in ("merged", "ignored"):
            for path in self._held.get(record.hash, ()):
                path.with_name(path.name + _NOTE).unlink(missing_ok=True)
                path.unlink(missing_ok=True)

    def copy(self, record: ReturnRecord) -> None:
        """Copy a file that is merged or held to where people look for it."""
        if record.state not in ("merged", "held"):
            return
        project = self._project
        data = read_archived(project, record)
        if data is None:
            _LOG.warning("«%s» is no longer in the archive, so it is not copied.", record.name)
        elif record.state == "merged":
            self._copy_to(project.archive / unique_name(project.archive, record.round), record.name, data)
        else:
            path = self._copy_to(project.held, record.name, data, also=_NOTE)
            reason = _reason_text(project, record).encode("utf-8", "replace")
            self._write(path.with_name(path.name + _NOTE), reason)

    def _copy_to(self, folder: Path, name: str, data: bytes, also: str = "") -> Path:
        """Return the path of a file with these bytes in `folder`, numbered if another file has the name.

        `also`: no file has the name with this added either; on a disk that knows no case, too.
        """
        name = returned_name(name)
        if folder not in self._taken:
            entries = folder.iterdir() if folder.is_dir() else ()
            self._taken[folder] = {disk_key(entry.name) for entry in entries}
        taken, path, number = self._taken[folder], folder / name, 2
        while not (path.is_file() and path.read_bytes() == data):
            if taken.isdisjoint({disk_key(path.name), disk_key(path.name + also)}):
                self._write(path, data)
                break
            path = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
            number += 1
        taken |= {disk_key(path.name), disk_key(path.name + also)}
        return path
