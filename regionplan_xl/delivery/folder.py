"""The folder channel: workbooks are put in an outbox, and returned ones are dropped in an inbox."""

import os
import stat
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path

from regionplan_xl.delivery import Received
from regionplan_xl.delivery.names import free_name
from regionplan_xl.errors import NotNow, Place, Problem
from regionplan_xl.files import fingerprint, write_atomically
from regionplan_xl.plan.merging.exchange import Dispatch
from regionplan_xl.plan.model import Actor
from regionplan_xl.text import phrase

_MEGABYTE = 1024 * 1024  # as Windows counts
LARGEST_FILE = 50 * _MEGABYTE  # bytes

# Lock files, half-finished downloads and what the system itself puts in a folder.
_NOT_ANSWERS = ("~$*", ".*", "*.tmp", "*.part", "*.crdownload", "desktop.ini", "thumbs.db")

# Seconds: a file changed so recently may still be written to; it is looked at again so often, so long.
_YOUNG = 2.0
_LOOK_AGAIN = 0.3
_PATIENCE = 1.5


class FolderChannel:
    """Writes to `outbox/<round>/<actor>.xlsx`; reads every file in `inbox` and the folders in it."""

    def __init__(self, outbox: Path, inbox: Path, *, largest_file: int = LARGEST_FILE) -> None:
        self._outbox = outbox
        self._inbox = inbox
        self._largest_file = largest_file

    def send(self, dispatch: Dispatch, actor: Actor, book: bytes) -> str:
        """The path where the workbook now lies; `NotNow` where it cannot be written."""
        path = self._outbox
        try:
            path = path / free_name(path, dispatch.round)
            path = path / free_name(path, actor.name, ".xlsx")
            write_atomically(path, book)
        except OSError as error:
            raise NotNow(
                phrase("The workbook could not be written ({why}).", why=error.strerror or str(error)),
                phrase("Close it where it is open, see that there is room on the disk, and try again."),
                Place(file=str(path)),
            ) from error
        return str(path)

    def fetch(self) -> Iterator[Received | Problem]:
        """Each file in the inbox, oldest first (then by name); before them, what could not be read.

        A file that is still being written is left for the next time. None is removed unacknowledged.
        """
        found: list[_Found] = []
        for entry in _walk(self._inbox):
            if isinstance(entry, Problem):
                yield entry
            elif entry.size > self._largest_file:
                yield _too_large(self._inbox, entry, self._largest_file)
            else:
                found.append(entry)
        for file in sorted(_settled(found), key=lambda file: (file.changed, os.fsencode(file.path))):
            received = self._read(file)
            if received is not None:
                yield received

    def _read(self, file: "_Found") -> Received | Problem | None:
        """The file's bytes; None where it was changed or taken away meanwhile."""
        try:
            data = _read_bytes(file, self._largest_file)
        except FileNotFoundError:
            return None
        except OSError as error:
            return _unreadable(self._inbox, file.path, error)
        if data is None:
            return None
        digest = fingerprint(data)
        return Received(
            name=_shown(Path(file.path.name)),
            data=data,
            received=datetime.fromtimestamp(min(file.changed / 1e9, time.time()), UTC),
            sender="",
            acknowledge=lambda: _remove_if_same(file, digest),
        )


@dataclass(frozen=True)
class _Found:
    """A file as it stood when it was looked at; `changed` in nanoseconds since 1970."""

    path: Path
    size: int
    changed: int
    identity: tuple[int, int]

    def again(self) -> "_Found | None":
        """The same path looked at anew; None where no regular file is there."""
        try:
            seen = self.path.lstat()
        except OSError:
            return None
        return _found(self.path, seen) if stat.S_ISREG(seen.st_mode) else None


def _found(path: Path, seen: os.stat_result) -> _Found:
    return _Found(path, seen.st_size, seen.st_mtime_ns, (seen.st_dev, seen.st_ino))


def _walk(inbox: Path) -> Iterator[_Found | Problem]:
    """The regular files in `inbox` and below that may be answers, without following links."""
    root = os.path.realpath(inbox)
    folders = [inbox]
    while folders:
        folder = folders.pop()
        try:
            entries = sorted(folder.iterdir())
        except FileNotFoundError:
            continue
        except OSError as error:
            yield _unreadable(inbox, folder, error)
            continue
        for path in entries:
            if any(fnmatchcase(path.name.lower(), pattern) for pattern in _NOT_ANSWERS):
                continue
            try:
                seen = path.lstat()
            except FileNotFoundError:
                continue
            except OSError as error:
                yield _unreadable(inbox, path, error)
                continue
            if stat.S_ISLNK(seen.st_mode) or not _lies_in(path, root):
                yield Problem(
                    Place(file=_shown(path.relative_to(inbox))),
                    phrase("This is a link to another place, and links in the inbox are not followed."),
                    phrase("Put the file itself in the inbox."),
                )
            elif stat.S_ISDIR(seen.st_mode):
                folders.append(path)
            elif stat.S_ISREG(seen.st_mode):
                yield _found(path, seen)


def _lies_in(path: Path, root: str) -> bool:
    # A Windows junction does not call itself a link, but leads elsewhere all the same.
    return os.name != "nt" or Path(os.path.realpath(path)).is_relative_to(root)


def _settled(files: list[_Found]) -> list[_Found]:
    """The files that nobody is writing to; the young ones are looked at until they stand still."""
    now = time.time()
    still = [file for file in files if now - file.changed / 1e9 >= _YOUNG]
    young = [file for file in files if now - file.changed / 1e9 < _YOUNG]
    until = time.monotonic() + _PATIENCE
    while young and time.monotonic() < until:
        time.sleep(_LOOK_AGAIN)
        pairs = [(before, before.again()) for before in young]
        still += [now_seen for before, now_seen in pairs if now_seen is not None and now_seen == before]
        young = [now_seen for before, now_seen in pairs if now_seen is not None and now_seen != before]
    return still


def _read_bytes(file: _Found, largest: int) -> bytes | None:
    """All of the file; None where it is no longer the one that was found."""
    # It may have become a link or a pipe since; and Windows would change line ends.
    flags = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
    handle = os.open(file.path, flags)
    with os.fdopen(handle, "rb") as source:
        before = os.fstat(handle)
        if not stat.S_ISREG(before.st_mode) or (before.st_size, before.st_mtime_ns) != (
            file.size,
            file.changed,
        ):
            return None
        data = source.read(largest + 1)
        after = os.fstat(handle)
    same = (after.st_size, after.st_mtime_ns) == (file.size, file.changed)
    return data if same and len(data) == file.size else None


def _remove_if_same(file: _Found, digest: str) -> bool:
    """True where the file still held the very bytes that were read, and is gone now."""
    try:
        # The clock of a file system may be too coarse to tell of a change, so the bytes are compared too.
        if file.again() != file or fingerprint(file.path.read_bytes()) != digest or file.again() != file:
            return False
        file.path.unlink()
    except OSError:
        return False
    return True


def _shown(path: Path) -> str:
    """A path as text that can be stored anywhere: one Unicode form, and no halves of characters."""
    text = os.fsencode(path.as_posix()).decode("utf-8", "replace")
    return unicodedata.normalize("NFC", text)


def _too_large(inbox: Path, file: _Found, largest: int) -> Problem:
    return Problem(
        Place(file=_shown(file.path.relative_to(inbox))),
        phrase(
            "The file is {size} MB; at most {largest} MB can be taken in. It was left where it is.",
            size=-(-file.size // _MEGABYTE),
            largest=largest // _MEGABYTE,
        ),
        phrase("Ask for the workbook as it was sent out, with only the answers filled in."),
    )


def _unreadable(inbox: Path, path: Path, error: OSError) -> Problem:
    return Problem(
        Place(file=_shown(path.relative_to(inbox))),
        phrase("It cannot be read ({why}). It was left where it is.", why=error.strerror or str(error)),
        phrase("Close it where it is open, or see that you may read it; the next collect tries again."),
    )
