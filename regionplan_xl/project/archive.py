"""The archive: returned files are stored under their hash and recorded before they are acknowledged."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from regionplan_xl.delivery.left_behind import not_removed
from regionplan_xl.errors import NotNow, Place, Problem, Rejected
from regionplan_xl.file_names import name_ending, printable_name
from regionplan_xl.files import fingerprint, sync_folder, write_many
from regionplan_xl.ledger.entries import ReturnRecord
from regionplan_xl.moments import moment_of
from regionplan_xl.project.folder import Project
from regionplan_xl.text import Phrase, phrase, sentences

if TYPE_CHECKING:
    from regionplan_xl.delivery.channel import Received
    from regionplan_xl.sandbox.reader import File, Reader

    # A file, and those in it if it is a zip of returns; else itself.
    Unpacked = tuple["ReceivedFile", tuple[File, ...]]

LOST = phrase("The file is no longer in the archive as it was received.")
UNREADABLE = phrase(
    "The file in the archive cannot be read now. See that it may be opened; the next merge tries again."
)
_HASH_PATTERN = "?" * 64
_READ_AGAIN_AFTER = (0.1, 0.5)  # seconds; a network drive that refuses once seldom does so twice
# A portion of files is on disk together, and recorded in one transaction.
_FILES_AT_ONCE, _BYTES_AT_ONCE = 200, 64 * 1024 * 1024
_File = TypeVar("_File")


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


def _nothing_begins(_record: ReturnRecord, _data: bytes) -> None:
    pass


Begin = Callable[[ReturnRecord, bytes], None]


def collect_inbox(project: Project, begin: Begin = _nothing_begins) -> Collected:
    """Archive every file in the inbox, then acknowledge it. The project is locked.

    `begin` is given each file as it is about to be archived.
    """
    archived: list[Archived] = []
    left: list[Problem] = []
    reader = project.open_reader()
    for fetched in _portions(project.channel.fetch(), lambda one: getattr(one, "data", b"")):
        unpacked: list[tuple[Received, Unpacked]] = []
        for one in fetched:
            if isinstance(one, Problem):
                left.append(one)
                continue
            file = ReceivedFile(one.name, one.data, "folder", one.received, one.sender)
            try:
                unpacked.append((one, (file, unpack(reader, file.name, file.data))))
            except NotNow as error:
                left.append(Problem(Place(file=printable_name(file.name)), sentences(error.what, error.fix)))
        archived += _archive(project, [files for _, files in unpacked], begin)
        for one, _ in unpacked:
            if not one.acknowledge():
                left.append(not_removed(Place(file=printable_name(one.name))))
    # Last: a file that is still in the inbox is recorded with its name there.
    for files in _portions(_unrecorded(project), lambda file: file.data):
        archived += [one for one in archive_files(project, files, reader, begin) if one.new]
    return Collected(tuple(archived), tuple(left))


def archive_files(
    project: Project, files: Iterable[ReceivedFile], reader: Reader, begin: Begin = _nothing_begins
) -> list[Archived]:
    """Store the bytes of files under their hashes, then record them; the same bytes twice are one return.

    A zip is stored as it came, and each file in it is a return of its own. `NotNow` if one cannot be unpacked now; then
    nothing is recorded. `begin` is given each as it is about to be archived.
    """
    return _archive(project, [(file, unpack(reader, file.name, file.data)) for file in files], begin)


def _archive(project: Project, unpacked: Sequence[Unpacked], begin: Begin) -> list[Archived]:
    """Archive files and, of zips, the files in them: the bytes of all are on disk before any is recorded."""
    if not unpacked:
        return []
    records, to_store, opened = [], dict[Path, bytes](), _first_opened(project)
    for file, files in unpacked:
        if files != ((file.name, file.data),):
            to_store[archive_path(project, fingerprint(file.data), file.name)] = file.data
        received = _when_received(project, file, opened)
        for name, data in files:
            name, digest = printable_name(name), fingerprint(data)
            path = archive_path(project, digest, name)
            to_store[path] = data
            records.append(ReturnRecord(
                hash=digest, name=name, received=received, channel=file.channel,
                sender=file.sender, path=path.relative_to(project.folder).as_posix(),
            ))  # fmt: skip
            begin(records[-1], data)
    _store(to_store)
    new = set(project.ledger.record_returns(records))
    archived = []
    for record in records:
        archived.append(Archived(record.name, record.hash, record.hash in new))
        new.discard(record.hash)
    return archived


def _portions(files: Iterable[_File], data: Callable[[_File], bytes]) -> Iterator[list[_File]]:
    """Yield the files in portions of so many, or so many bytes, that memory holds them."""
    portion: list[_File] = []
    size = 0
    for file in files:
        portion.append(file)
        size += len(data(file))
        if len(portion) == _FILES_AT_ONCE or size >= _BYTES_AT_ONCE:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _first_opened(project: Project) -> datetime | None:
    """Return when the first round was opened, None before that."""
    return min((round_.opened for round_ in project.ledger.rounds()), default=None)


def _when_received(project: Project, file: ReceivedFile, opened: datetime | None) -> datetime:
    """Return when a file came: now, if the time on it is none or cannot be right, as before anything was sent."""
    now = project.now()
    return file.received if file.received is not None and (opened or now) <= file.received <= now else now


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


StoredFile = tuple[ReturnRecord, bytes | Phrase]
"""A return on record, and its bytes, or why they cannot be read from the archive."""


def waiting_files(project: Project, hashes: Iterable[str] | None = None) -> list[StoredFile]:
    """Return the files that wait to be merged; or those of `hashes` that wait or are held."""
    records = project.ledger.returns("waiting")
    if hashes is not None:
        wanted = set(hashes)
        records = tuple(r for r in (*records, *project.ledger.returns("held")) if r.hash in wanted)
    return [file_of(project, record) for record in records]


def file_of(project: Project, record: ReturnRecord) -> StoredFile:
    """Return a return on record with its bytes, or with why they cannot be read now."""
    try:
        data = read_archived(project, record)
    except OSError:
        return record, UNREADABLE
    return record, LOST if data is None else data


def archive_path(project: Project, digest: str, name: str) -> Path:
    """Return where the file with that hash and name is stored."""
    return _received(project) / f"{digest}{name_ending(name).lower()}"


def _store(files: Mapping[Path, bytes]) -> None:
    """Store the bytes of files in the archive durably; `OSError` if that fails for any."""
    missing = [(path, data) for path, data in files.items() if not _is_stored(path, data)]
    for error in write_many(missing).values():
        raise error
    # One that is there may be from an interrupted run, which has not flushed the folder.
    for folder in dict.fromkeys(path.parent for path in files) if len(missing) < len(files) else ():
        sync_folder(folder)


def _is_stored(path: Path, data: bytes) -> bool:
    """True if the bytes are there; what cannot be read is written once more."""
    try:
        return path.read_bytes() == data
    except OSError:
        return False


def _unrecorded(project: Project) -> Iterator[ReceivedFile]:
    """Files in the archive that the ledger does not know, as when an older copy of the ledger was put back.

    Zips are left out: the files in them are stored too.
    """
    known = project.ledger.hashes()
    files = sorted(_received(project).glob(f"{_HASH_PATTERN}*"))
    unknown = [path for path in files if path.stem not in known and path.suffix != ".zip" and path.is_file()]
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
