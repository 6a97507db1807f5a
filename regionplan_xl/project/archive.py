"""The archive: returned files are stored under their hash and recorded before they are acknowledged."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from regionplan_xl.delivery.left_behind import not_removed
from regionplan_xl.errors import NotNow, Place, Problem, Rejected
from regionplan_xl.file_names import name_ending, printable_name
from regionplan_xl.files import fingerprint, sync_folder, write_atomically
from regionplan_xl.ledger.entries import ReturnRecord
from regionplan_xl.moments import moment_of
from regionplan_xl.project.folder import Project
from regionplan_xl.text import sentences

if TYPE_CHECKING:
    from regionplan_xl.sandbox.reader import File, Reader

_HASH_PATTERN = "?" * 64
_READ_AGAIN_AFTER = (0.1, 0.5)  # seconds; a network drive that refuses once seldom does so twice


@dataclass(frozen=True)
class ReceivedFile:
    """A file as it was received: through which channel, the time on it, and from whom, if the channel knows."""

    name: str
    data: bytes
    channel: str
    received: datetime | None = None
    sender: str = ""


@dataclass(frozen=True)
class Archived:
    """A returned file in the archive. `new` is False if the same bytes were received before."""

    name: str
    hash: str
    new: bool


@dataclass(frozen=True)
class Collected:
    """What the inbox held: files archived, and why others had to be left there."""

    archived: tuple[Archived, ...] = ()
    left: tuple[Problem, ...] = ()


def collect_inbox(project: Project) -> Collected:
    """Archive every file in the inbox, then acknowledge it. The project is locked."""
    from regionplan_xl.sandbox.reader import open_reader

    archived: list[Archived] = []
    left: list[Problem] = []
    with open_reader(project.config.engine) as reader:
        for fetched in project.channel.fetch():
            if isinstance(fetched, Problem):
                left.append(fetched)
                continue
            file = ReceivedFile(fetched.name, fetched.data, "folder", fetched.received, fetched.sender)
            try:
                files = unpack(reader, file.name, file.data)
            except NotNow as error:
                left.append(Problem(Place(file=printable_name(file.name)), sentences(error.what, error.fix)))
                continue
            archived += _archive_files(project, file, files)
            if not fetched.acknowledge():
                left.append(not_removed(Place(file=printable_name(file.name))))
        # Last: a file that is still in the inbox is recorded with its name there.
        for file in _unrecorded(project):
            archived += [one for one in archive_file(project, file, reader) if one.new]
    return Collected(tuple(archived), tuple(left))


def archive_file(project: Project, file: ReceivedFile, reader: Reader) -> list[Archived]:
    """Store the bytes under their hash, then record them; the same bytes twice are one return.

    A zip is stored as it came, and each file in it is a return of its own. `NotNow` if it cannot be unpacked now; then
    nothing is recorded.
    """
    return _archive_files(project, file, unpack(reader, file.name, file.data))


def _archive_files(project: Project, file: ReceivedFile, files: tuple[File, ...]) -> list[Archived]:
    """Archive a file and, if it is a zip, the `files` in it."""
    if files != ((file.name, file.data),):
        _store(project, file.name, file.data)
    archived, received = [], _when_received(project, file)
    for name, data in files:
        name = printable_name(name)
        digest, path = _store(project, name, data)
        record = ReturnRecord(
            hash=digest, name=name, received=received, channel=file.channel,
            sender=file.sender, path=path.relative_to(project.folder).as_posix(),
        )  # fmt: skip
        archived.append(Archived(name, digest, project.ledger.record_return(record)))
    return archived


def _when_received(project: Project, file: ReceivedFile) -> datetime:
    """Return when a file came: now, if the time on it is none or cannot be right, as before anything was sent."""
    now = project.now()
    opened = min((round_.opened for round_ in project.ledger.rounds()), default=now)
    return file.received if file.received is not None and opened <= file.received <= now else now


def unpack(reader: Reader, name: str, data: bytes) -> tuple[File, ...]:
    """Return the files in a zip, or the file itself; `NotNow` if it cannot be unpacked now."""
    try:
        return reader.files_in(name, data)
    except Rejected as unread:
        raise NotNow(unread.reason, place=Place(file=printable_name(name))) from None


def read_archived(project: Project, record: ReturnRecord) -> bytes | None:
    """Return a file as it was received, or None if somebody has removed it from the archive.

    A disk that refuses is asked again; `OSError` if it still does.
    """
    path = project.folder / record.path
    for pause in _READ_AGAIN_AFTER:
        with suppress(OSError):
            return _bytes_or_none(path)
        time.sleep(pause)
    return _bytes_or_none(path)


def _bytes_or_none(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def archive_path(project: Project, digest: str, name: str) -> Path:
    """Return where the file with that hash and name is stored."""
    return _received(project) / f"{digest}{name_ending(name).lower()}"


def _store(project: Project, name: str, data: bytes) -> tuple[str, Path]:
    """Store the bytes durably; return their hash and path."""
    digest = fingerprint(data)
    path = archive_path(project, digest, name)
    if not _is_stored(path, digest):
        write_atomically(path, data)
    else:
        # An interrupted run may have stored it without a flush of the folder.
        sync_folder(path.parent)
    return digest, path


def _is_stored(path: Path, digest: str) -> bool:
    """True if the bytes are there; what cannot be read is written once more."""
    try:
        return fingerprint(path.read_bytes()) == digest
    except OSError:
        return False


def _unrecorded(project: Project) -> Iterator[ReceivedFile]:
    """Files in the archive that the ledger does not know, as when an older copy of the ledger was put back.

    Zips are left out: the files in them are stored too.
    """
    known = {record.hash for record in project.ledger.returns()}
    files = [path for path in sorted(_received(project).glob(f"{_HASH_PATTERN}*")) if path.is_file()]
    unknown = [path for path in files if path.stem not in known and path.suffix != ".zip"]
    names = _names_of_copies(project) if unknown else {}
    for path in unknown:
        data = path.read_bytes()
        if fingerprint(data) == path.stem:
            name = names.get(path.stem, path.name)
            yield ReceivedFile(name, data, "folder", moment_of(path.stat().st_mtime))


def _names_of_copies(project: Project) -> dict[str, str]:
    """Return the names that files came with, by hash, as their copies for people have them."""
    folders = [folder for folder in project.archive.iterdir() if folder != _received(project)]
    found: dict[str, str] = {}
    for folder in (*folders, project.held):
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.is_file():
                found.setdefault(fingerprint(path.read_bytes()), path.name)
    return found


def _received(project: Project) -> Path:
    return project.archive / "received"
