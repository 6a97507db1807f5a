"""`collect`: what came back, into safe keeping, before anybody is told that it was received."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from regionplan_xl.actions import Result
from regionplan_xl.delivery.names import shown_name
from regionplan_xl.errors import Problem
from regionplan_xl.files import fingerprint, sync_folder, write_atomically
from regionplan_xl.project.folder import Project
from regionplan_xl.sandbox import Reader, open_reader

_HASH = "?" * 64


@dataclass(frozen=True)
class Collected:
    """The returns that were taken in: (name, hash) of the new ones and of those already known; what was left."""

    new: tuple[tuple[str, str], ...] = ()
    known: tuple[tuple[str, str], ...] = ()
    left: tuple[tuple[str, str], ...] = ()


def collect(project: Project) -> Result:
    """Take every file in the inbox into the archive and the ledger; the file leaves the inbox only after that."""
    with project.locked():
        collected = take_in(project)
    data = {
        "received": [{"file": name, "hash": digest} for name, digest in collected.new],
        "known": [{"file": name, "hash": digest} for name, digest in collected.known],
        "left": [{"file": name, "why": why} for name, why in collected.left],
    }
    lines = [f"Received {len(collected.new)} new files."]
    lines += [f"  {name}" for name, _ in collected.new]
    lines += [f"  {name}: received before, nothing new" for name, _ in collected.known]
    lines += [f"  {name}: left in the inbox; {why}" for name, why in collected.left]
    if collected.new:
        lines.append("Next: regionplan merge")
    return Result(data, tuple(lines), waits=bool(collected.left))


def take_in(project: Project) -> Collected:
    """Collect while the project is locked."""
    new: list[tuple[str, str]] = []
    known: list[tuple[str, str]] = []
    left: list[tuple[str, str]] = []
    with open_reader(project.config.engine) as reader:
        for fetched in project.channel.fetch():
            if isinstance(fetched, Problem):
                left.append((str(fetched.place), f"{fetched.what} {fetched.fix}".strip()))
                continue
            raw = Raw(fetched.name, fetched.data, "folder", fetched.received, fetched.sender)
            for kept in keep(project, raw, reader):
                (new if kept.new else known).append((kept.name, kept.hash))
            fetched.acknowledge()
        # Last, for a file that still lies in the inbox has its name there.
        for raw in _off_the_record(project):
            new += [(kept.name, kept.hash) for kept in keep(project, raw, reader) if kept.new]
    return Collected(tuple(new), tuple(known), tuple(left))


@dataclass(frozen=True)
class Raw:
    """A file as it came: by which channel, when (None: now), and from whom the channel says."""

    name: str
    data: bytes
    channel: str
    received: datetime | None = None
    sender: str = ""


@dataclass(frozen=True)
class Kept:
    """A return in safe keeping."""

    name: str
    hash: str
    new: bool


def keep(project: Project, raw: Raw, reader: Reader) -> Iterator[Kept]:
    """Store the raw bytes under their hash, then record them; the same bytes twice are one return.

    A zip of returns is stored as it came, and each file in it is a return of its own.
    """
    files = reader.files_in(raw.name, raw.data)
    if files != ((raw.name, raw.data),):
        _store(project, raw.name, raw.data)
    for given, data in files:
        name = shown_name(given)
        digest, path = _store(project, name, data)
        new = project.ledger.record_return(
            hash_=digest, name=name, received=raw.received or project.now(), channel=raw.channel,
            sender=raw.sender, path=path.relative_to(project.folder).as_posix(),
        )  # fmt: skip
        yield Kept(name, digest, new)


def _store(project: Project, name: str, data: bytes) -> tuple[str, Path]:
    """The hash of the bytes, and the path where they lie for good."""
    digest = fingerprint(data)
    path = raw_path(project, digest, name)
    if not path.exists() or fingerprint(path.read_bytes()) != digest:
        write_atomically(path, data)
    else:
        # A run that was stopped may have left it without telling the disk.
        sync_folder(path.parent)
    return digest, path


def _off_the_record(project: Project) -> Iterator[Raw]:
    """What lies in the archive and not in the ledger, as when an older copy of the ledger was put back.

    A zip is left alone: the files in it lie beside it.
    """
    known = {record.hash for record in project.ledger.returns()}
    for path in sorted(_received(project).glob(f"{_HASH}*")):
        if path.stem in known or path.suffix == ".zip" or not path.is_file():
            continue
        data = path.read_bytes()
        if fingerprint(data) == path.stem:
            yield Raw(path.name, data, "folder", datetime.fromtimestamp(path.stat().st_mtime, UTC))


def raw_path(project: Project, digest: str, name: str) -> Path:
    """Where the bytes with that hash lie."""
    ending = Path(name).suffix.lower()
    return _received(project) / f"{digest}{ending if ending.isascii() and len(ending) <= 6 else ''}"


def _received(project: Project) -> Path:
    return project.archive / "received"
