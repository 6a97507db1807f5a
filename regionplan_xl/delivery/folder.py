"""The folder channel: write workbooks to an outbox, and fetch returned files from an inbox."""

import os
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from regionplan_xl.delivery import left_behind
from regionplan_xl.delivery.channel import ReadyBook, Received
from regionplan_xl.delivery.mail.drafts import DRAFT, is_as_written, is_draft
from regionplan_xl.delivery.outbox import Outbox, not_writable_now, unwritable
from regionplan_xl.delivery.side_by_side import side_by_side
from regionplan_xl.errors import Place, Problem
from regionplan_xl.file_names import printable_name
from regionplan_xl.files import fingerprint, write_unflushed
from regionplan_xl.moments import moment_of
from regionplan_xl.system_files import BEGINNING, holds_no_answer
from regionplan_xl.text import phrase

TRY = "try"
"""The inbox folder for try-outs; nothing in it is an answer."""
OWN_TEXT = ".txt"
"""The suffix of texts that the program writes next to files."""
LARGEST_FILE = 50 * left_behind.MEGABYTE  # bytes

_HEAD_OF_DRAFT = 4096  # bytes; enough to find a draft's header `X-Unsent`
# Seconds. A file changed so recently may still be written to:
_RECENT = 2.0
# it is checked again at this interval, for this long.
_CHECK_EVERY = 0.3
_CHECK_FOR = 1.5


class FolderChannel:
    """Writes `outbox/<round>/<actor>.xlsx` and its draft; reads every file in `inbox` and the folders below it.

    `own_texts`: the folder with copies of the texts that the program wrote, each named by its hash.
    """

    def __init__(
        self, outbox: Path, inbox: Path, own_texts: Path | None = None, *, largest_file: int = LARGEST_FILE
    ) -> None:
        self._outbox = outbox
        self._inbox = inbox
        self._own_texts = own_texts
        self._largest_file = largest_file

    def check(self, round_: str, actors: Iterable[str]) -> Iterator[Problem]:
        """Yield a problem for each file that cannot be overwritten, or one for the whole folder."""
        outbox = Outbox(self._outbox)
        folder = outbox.folder(round_)
        there = next(path for path in (folder, *folder.parents) if path.exists())
        if not there.is_dir() or not os.access(there, os.W_OK):
            yield Problem(
                Place(file=str(there)),
                phrase("No workbook can be written there."),
                phrase("It must be a folder that you may write in; put it right, and send again."),
            )
            return
        for actor in actors:
            book = outbox.path(round_, actor)
            for path in (book, book.with_suffix(DRAFT)):
                try:
                    if path.exists():
                        path.open("r+b").close()
                except OSError as error:
                    yield unwritable(path, error)

    def to_write_over(self, round_: str, actors: Iterable[str]) -> Iterator[Path]:
        """Yield the path of each of these actors' workbooks that is in the outbox already.

        Raise `NotNow` if the outbox cannot be listed.
        """
        outbox = Outbox(self._outbox)
        yield from (path for actor in actors if (path := outbox.path(round_, actor)).is_file())

    def send_all(self, books: Iterable[ReadyBook]) -> Iterator[tuple[ReadyBook, str]]:
        """Write the workbooks, a few at a time; yield each one written, with its path.

        If one cannot be written, finish and yield all that were begun, then raise `NotNow`.
        """
        outbox = Outbox(self._outbox)

        def placed() -> Iterator[tuple[ReadyBook, Path]]:
            return ((book, outbox.path(book.dispatch.round, book.actor.name)) for book in books)

        try:
            yield from side_by_side(_write, placed())
        finally:
            outbox.flush()

    def count(self) -> int:
        """Return the number of files in the inbox that may be answers."""
        return sum(isinstance(entry, _Found) for entry in self._entries())

    def fetch(self) -> Iterator[Received | Problem]:
        """Yield each file in the inbox, oldest first (then by name), and a problem for each file left there.

        A file that is still being written is left for the next time. No file is removed until it is acknowledged.
        """
        found: list[_Found] = []
        for entry in self._entries():
            if isinstance(entry, Problem):
                yield entry
            else:
                found.append(entry)
        settled, changing = _settled(found)
        for file in sorted(settled, key=lambda file: (file.changed, os.fsencode(file.path))):
            received = self._read(file)
            if received is not None:
                yield received
        for file in changing:
            yield left_behind.changing(_place(self._inbox, file.path))

    def left(self) -> Iterator[Problem]:
        """Yield a problem for each file that `fetch` would leave in the inbox; files are opened but not read."""
        for entry in self._entries():
            if isinstance(entry, Problem):
                yield entry
                continue
            try:
                os.close(_open(entry.path))
            except FileNotFoundError:
                continue
            except OSError as error:
                yield left_behind.unreadable(_place(self._inbox, entry.path), error)

    def _entries(self) -> Iterator["_Found | Problem"]:
        """Yield the files in the inbox that may be answers, and a problem for each other one."""
        for entry in _walk(self._inbox):
            if isinstance(entry, _Found) and entry.size > self._largest_file:
                yield left_behind.too_large(_place(self._inbox, entry.path), entry.size, self._largest_file)
            elif isinstance(entry, _Found) and self._is_own(entry.path):
                yield left_behind.own(_place(self._inbox, entry.path))
            else:
                yield entry

    def _is_own(self, path: Path) -> bool:
        """Return whether a file is a draft or text that the program wrote, and unchanged since."""
        ending = path.suffix.lower()
        if ending not in (DRAFT, OWN_TEXT):
            return False
        try:
            with os.fdopen(_open(path), "rb") as file:
                head = file.read(_HEAD_OF_DRAFT)
                if ending == DRAFT:
                    return is_draft(head) and is_as_written(head + file.read())
                written = fingerprint(head + file.read())
            return self._own_texts is not None and (self._own_texts / f"{written}{OWN_TEXT}").is_file()
        except OSError:
            return False

    def _read(self, file: "_Found") -> Received | Problem | None:
        """Read the file; return None if it was removed meanwhile."""
        place = _place(self._inbox, file.path)
        try:
            data = _read_bytes(file, self._largest_file)
        except FileNotFoundError:
            return None
        except OSError as error:
            return left_behind.unreadable(place, error)
        if data is None:
            return left_behind.changing(place)
        digest = fingerprint(data)
        return Received(
            name=_printable(Path(file.path.name)),
            data=data,
            received=moment_of(min(file.changed / 1e9, time.time())),
            sender=_own_folder(self._inbox, file.path),
            acknowledge=lambda: _remove_if_same(file, digest),
        )


def _write(placed: tuple[ReadyBook, Path]) -> tuple[ReadyBook, str]:
    book, path = placed
    data = book.pack()
    try:
        write_unflushed(path, data)
        path = path.with_suffix(DRAFT)
        if book.draft is not None:
            write_unflushed(path, book.draft(data))
        else:
            _remove_draft(path)
    except OSError as error:
        raise not_writable_now(path, error) from error
    return book, str(placed[1])


def _remove_draft(path: Path) -> None:
    """Remove an earlier draft, since it has an outdated workbook; leave a message that is not ours."""
    with suppress(FileNotFoundError):
        with path.open("rb") as file:
            is_ours = is_draft(file.read(_HEAD_OF_DRAFT))
        if is_ours:
            path.unlink()


@dataclass(frozen=True)
class _Found:
    """The state of a file when it was checked; `changed` is in nanoseconds since 1970."""

    path: Path
    size: int
    changed: int
    identity: tuple[int, int]

    def check_again(self) -> "_Found | None":
        """Return the present state of the file at this path; None if it is not a regular file."""
        try:
            seen = self.path.lstat()
        except OSError:
            return None
        return _found(self.path, seen) if stat.S_ISREG(seen.st_mode) else None


def _found(path: Path, seen: os.stat_result) -> _Found:
    return _Found(path, seen.st_size, seen.st_mtime_ns, (seen.st_dev, seen.st_ino))


def _walk(inbox: Path) -> Iterator[_Found | Problem]:
    """Yield the regular files in and below `inbox` that may be answers, and a problem for each other entry.

    Links are not followed. Files that cannot contain an answer are skipped silently.
    """
    root = os.path.realpath(inbox)
    folders = [inbox]
    while folders:
        folder = folders.pop()
        try:
            paths = sorted(folder.iterdir())
        except FileNotFoundError:
            if folder == inbox and inbox.is_symlink():
                yield left_behind.lost_inbox(Place(file=str(inbox)))
            continue
        except OSError as error:
            yield left_behind.unreadable(_place(inbox, folder), error)
            continue
        for path in paths:
            if folder == inbox and path.name.casefold() == TRY:
                continue
            try:
                entry = _entry(path, _place(inbox, path), root)
            except FileNotFoundError:
                continue
            except OSError as error:
                yield left_behind.unreadable(_place(inbox, path), error)
                continue
            if isinstance(entry, Path):
                folders.append(entry)
            elif entry is not None:
                yield entry


def _entry(path: Path, place: Place, root: str) -> "Path | _Found | Problem | None":
    """Return a folder to list, a file that may be an answer, a problem, or None if it cannot contain an answer."""
    if holds_no_answer(path.name, lambda: _beginning(path)):
        return None
    if problem := left_behind.placeholder(path, place):
        return problem
    seen = path.lstat()
    if stat.S_ISLNK(seen.st_mode) or not _is_inside(path, root):
        return left_behind.link(place)
    if problem := left_behind.doubtful(path, seen.st_mode, place):
        return problem
    if stat.S_ISDIR(seen.st_mode):
        return path
    return _found(path, seen)


def _beginning(path: Path) -> bytes:
    """Return the first bytes of a file; b"" if it is not a file or cannot be read, such as Excel's lock file."""
    try:
        handle = _open(path)
    except OSError:
        return b""
    with os.fdopen(handle, "rb") as source:
        return source.read(BEGINNING) or b""


def _own_folder(inbox: Path, path: Path) -> str:
    """Return the topmost folder of the inbox that a file is in; "" if it is in the inbox itself."""
    first, *below = path.relative_to(inbox).parts
    return _printable(Path(first)) if below else ""


def _open(path: Path) -> int:
    # The path may have become a link or a pipe meanwhile; O_BINARY keeps Windows from changing line ends.
    flags = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
    return os.open(path, flags)


def _is_inside(path: Path, root: str) -> bool:
    # The mode of a Windows junction is not that of a link, but it leads elsewhere like one.
    return os.name != "nt" or Path(os.path.realpath(path)).is_relative_to(root)


def _settled(files: list[_Found]) -> tuple[list[_Found], list[_Found]]:
    """Return the files that no program is writing to, and those that still change after several checks."""
    now = time.time()
    settled = [file for file in files if now - file.changed / 1e9 >= _RECENT]
    recent = [file for file in files if now - file.changed / 1e9 < _RECENT]
    until = time.monotonic() + _CHECK_FOR
    while recent and time.monotonic() < until:
        time.sleep(_CHECK_EVERY)
        pairs = [(before, before.check_again()) for before in recent]
        settled += [after for before, after in pairs if after is not None and after == before]
        recent = [after for before, after in pairs if after is not None and after != before]
    return settled, recent


def _read_bytes(file: _Found, largest: int) -> bytes | None:
    """Return all bytes of the file; None if it has changed since it was found."""
    handle = _open(file.path)
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
    """Remove the file if it still has the bytes that were read; return whether it was removed."""
    try:
        # A file system's timestamps may be too coarse to show a change, so compare the bytes too.
        checked = file.check_again() == file and fingerprint(file.path.read_bytes()) == digest
        if not checked or file.check_again() != file:
            return False
        file.path.unlink()
    except OSError:
        return False
    return True


def _printable(path: Path) -> str:
    """Return a path as text that can be stored and displayed, even if its bytes are not valid text."""
    return printable_name(os.fsencode(path.as_posix()).decode("utf-8", "replace"))


def _place(inbox: Path, path: Path) -> Place:
    return Place(file=_printable(path.relative_to(inbox)))
