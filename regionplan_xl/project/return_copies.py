"""Copies of the returned files for people: merged ones in archive/<round>/, held ones in held/."""

import logging
from collections.abc import Collection, Iterable
from pathlib import Path

from regionplan_xl.file_names import disk_key, returned_name, unique_name
from regionplan_xl.files import fingerprint, write_atomically
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
        try:
            if merge.state != "undone":
                copy_returns(project, ledger.returns_of(merge.number))
        except OSError as error:
            _LOG.warning("The returns of merge %d are not copied yet: %s", merge.number, error)
            return
        ledger.set_copied(merge.number)


def copy_returns(project: Project, records: Iterable[ReturnRecord]) -> None:
    """Copy returned files under the names that they came with; a held file gets a text file that says why."""
    records, there = tuple(records), _Folders()
    _remove_held(project.held, {record.hash for record in records if record.state in ("merged", "ignored")})
    for record in records:
        if record.state not in ("merged", "held"):
            continue
        data = read_archived(project, record)
        if data is None:
            _LOG.warning("«%s» is no longer in the archive, so it is not copied.", record.name)
            continue
        if record.state == "merged":
            there.copy(project.archive / unique_name(project.archive, record.round), record.name, data)
            continue
        path = there.copy(project.held, record.name, data, also=_NOTE)
        reason = _reason_text(project, record).encode("utf-8", "replace")
        write_atomically(path.with_name(path.name + _NOTE), reason)


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


def _remove_held(folder: Path, hashes: Collection[str]) -> None:
    """Remove the copies of files that are held no longer; the archive keeps them."""
    for path in sorted(folder.iterdir()) if hashes and folder.is_dir() else ():
        if path.is_file() and fingerprint(path.read_bytes()) in hashes:
            path.with_name(path.name + _NOTE).unlink(missing_ok=True)
            path.unlink()


class _Folders:
    """Folders that files are copied to, each listed once, because a listing for every file takes time."""

    def __init__(self) -> None:
        self._taken: dict[Path, set[str]] = {}

    def copy(self, folder: Path, name: str, data: bytes, also: str = "") -> Path:
        """Return the path of a file with these bytes in `folder`, numbered if another file has the name.

        `also`: no file has the name with this added either; on a disk that knows no case, too.
        """
        name = returned_name(name)
        if folder not in self._taken:
            entries = folder.iterdir() if folder.is_dir() else ()
            self._taken[folder] = {disk_key(entry.name) for entry in entries}
        taken, path, number = self._taken[folder], folder / name, 2
        while not (path.is_file() and fingerprint(path.read_bytes()) == fingerprint(data)):
            if taken.isdisjoint({disk_key(path.name), disk_key(path.name + also)}):
                write_atomically(path, data)
                break
            path = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
            number += 1
        taken |= {disk_key(path.name), disk_key(path.name + also)}
        return path
