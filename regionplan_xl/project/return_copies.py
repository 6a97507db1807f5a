"""Copies for people: merged returns and former masters in archive/, held returns in held/."""

import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path

from regionplan_xl.file_names import disk_key, returned_name, unique_name
from regionplan_xl.files import fingerprint, write_many
from regionplan_xl.ledger.entries import ReturnRecord
from regionplan_xl.moments import local_moment
from regionplan_xl.project.archived_files import read_archived
from regionplan_xl.project.folder import Project
from regionplan_xl.project.former_masters import archive_former_master
from regionplan_xl.text import Phrase, for_sender, phrase

_NOTE = ".txt"  # added to the name of a held file, for the text that says why
_NOT_KNOWN = for_sender(phrase("It does not show for certain which body the answers are from."))
_AT_ONCE = 200  # files to read and write together
_LOG = logging.getLogger("regionplan_xl")


def copy_missing_returns(project: Project) -> None:
    """Copy the returns of every merge whose returns are not copied yet, as after an interrupted merge.

    For a roll-over, the former master is archived too. If a copy cannot be made now, those of later merges are made all
    the same, and a later command tries all of them again; the ledger and the archive have the answers.
    """
    ledger = project.ledger
    copied = ledger.copied()
    merges = [merge for merge in ledger.merges() if merge.number > copied and merge.state != "begun"]
    is_complete = True
    for merge in merges:
        if merge.state != "undone":
            failed = copy_returns(project, ledger.returns_of(merge.number))
            try:
                archive_former_master(project, merge)
            except OSError as error:
                failed[""] = error
            for reason in failed.values():
                _LOG.warning("The files of merge %d are not copied yet: %s", merge.number, reason)
            is_complete = is_complete and not failed
        if is_complete:
            ledger.set_copied(merge.number)


def copy_returns(project: Project, records: Sequence[ReturnRecord]) -> dict[str, OSError]:
    """Copy returned files under their original names; a held file gets a text file that says why.

    Copies of files that are no longer held are removed. Return hash -> error of files for which this failed; the others
    are copied.
    """
    failed: dict[str, OSError] = {}
    copies = _Copies(project)
    for record in records:
        with _noted(failed, record):
            copies.remove_held(record)
    for start in range(0, len(records), _AT_ONCE):
        files: dict[Path, tuple[ReturnRecord, bytes]] = {}
        notes: dict[Path, tuple[ReturnRecord, bytes]] = {}
        for record in records[start : start + _AT_ONCE]:
            with _noted(failed, record):
                for path, data, is_note in copies.missing(record):
                    (notes if is_note else files)[path] = record, data
        _write(files, failed)
        # A note without its file would block the file's name the next time.
        _write({path: one for path, one in notes.items() if one[0].hash not in failed}, failed)
    return failed


def _write(files: Mapping[Path, tuple[ReturnRecord, bytes]], failed: dict[str, OSError]) -> None:
    for path, error in write_many([(path, data) for path, (_, data) in files.items()]).items():
        failed.setdefault(files[path][0].hash, error)


@contextmanager
def _noted(failed: dict[str, OSError], record: ReturnRecord) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        failed.setdefault(record.hash, error)


def _reason_text(project: Project, record: ReturnRecord) -> str:
    """Return the text next to a held file: its name, why it waits, and a reply to copy and send."""
    lines = (
        phrase("File: {file}", file=record.name),
        phrase("Received: {moment}", moment=local_moment(record.received)),
        phrase("Why it waits: {reason}", reason=record.reason),
        phrase("To send back to whoever sent it:"),
        _reply(record.name, record.reason if record.reason.for_sender else _NOT_KNOWN),
    )
    return "\n\n".join(map(project.translate, lines)) + "\n"


def _reply(file: str, reason: Phrase) -> Phrase:
    """Return the reply to a file's sender. The sender is unknown, so nothing from the plan or the ledger is in it."""
    return phrase(
        "Hello! We have received your file «{file}», but could not take up the answers in it. {reason} "
        "If in doubt, answer once more in the workbook that we sent you, save it as .xlsx, and send that. "
        "Thank you for your help!",
        file=file,
        reason=reason,
    )


class _Copies:
    """Makes copies together, so that each folder is listed once and each file there read once."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._taken: dict[Path, set[str]] = {}
        # For each wanted path: the files with lower numbers in their names, by hash, and the number to look at next.
        self._numbered: dict[Path, dict[str, Path]] = defaultdict(dict)
        self._next: dict[Path, int] = defaultdict(lambda: 1)
        self._folder = cache(self._find_folder)

    def _find_folder(self, round_: str) -> Path:
        """Return the folder for the merged returns of a round."""
        return self._project.archive / unique_name(self._project.archive, round_)

    @cached_property
    def _held(self) -> dict[str, list[Path]]:
        """Hash -> the files in the folder `held` with this content."""
        found: dict[str, list[Path]] = defaultdict(list)
        folder = self._project.held
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.is_file():
                found[fingerprint(path.read_bytes())].append(path)
        return found

    def remove_held(self, record: ReturnRecord) -> None:
        """Remove the copies of a file that is no longer held; the archive keeps it."""
        if record.state in ("merged", "ignored"):
            for path in self._held.get(record.hash, ()):
                path.with_name(path.name + _NOTE).unlink(missing_ok=True)
                path.unlink(missing_ok=True)

    def missing(self, record: ReturnRecord) -> Iterator[tuple[Path, bytes, bool]]:
        """Yield (path, bytes, is note) of each file to write for a return that is merged or held.

        A note says why a file is held.
        """
        if record.state not in ("merged", "held"):
            return
        project = self._project
        data = read_archived(project, record)
        if data is None:
            _LOG.warning("«%s» is no longer in the archive, so it is not copied.", record.name)
        elif record.state == "merged":
            path, is_there = self._place(self._folder(record.round), record.name, data)
            if not is_there:
                yield path, data, False
        else:
            path, is_there = self._place(project.held, record.name, data, also=_NOTE)
            if not is_there:
                yield path, data, False
            reason = _reason_text(project, record).encode("utf-8", "replace")
            yield path.with_name(path.name + _NOTE), reason, True

    def _place(self, folder: Path, name: str, data: bytes, also: str = "") -> tuple[Path, bool]:
        """Return the path in `folder` for a file with these bytes, and whether it is there already.

        A number is added if the name is taken, ignoring case. `also`: the name with this suffix must be free too.
        """
        wanted, digest = folder / returned_name(name), fingerprint(data)
        if folder not in self._taken:
            entries = folder.iterdir() if folder.is_dir() else ()
            self._taken[folder] = {disk_key(entry.name) for entry in entries}
        # Hundreds of returns may have the same name, so look at each file with that name only once.
        taken, found = self._taken[folder], self._numbered[wanted]
        while digest not in found:
            path = _with_number(wanted, self._next[wanted])
            if path.is_file():
                found.setdefault(fingerprint(path.read_bytes()), path)
            elif taken.isdisjoint({disk_key(path.name), disk_key(path.name + also)}):
                break
            self._next[wanted] += 1
        is_there = digest in found
        path = found.setdefault(digest, _with_number(wanted, self._next[wanted]))
        taken |= {disk_key(path.name), disk_key(path.name + also)}
        return path, is_there


def _with_number(path: Path, number: int) -> Path:
    return path if number == 1 else path.with_name(f"{path.stem} ({number}){path.suffix}")
