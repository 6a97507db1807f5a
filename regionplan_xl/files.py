"""Write files atomically and durably, and identify them by their fingerprint."""

import errno
import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

_FEW = 16  # up to so many files are written one by one; more are written so many at a time
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
# Temp files of `staged_file`: a dot, the name, and eight characters (hexadecimal; others in earlier versions).
_TEMP_NAME = re.compile(r"\..+\.[a-z0-9_]{8}\.tmp")
_RANDOM = len(".abcd1234.tmp")
_MAKING_FOLDER = Lock()
# Errors of network drives that cannot flush a folder.
_NO_SUCH_CALL = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF}


def fingerprint(data: bytes) -> str:
    """Return the SHA-256 of `data` as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def write_atomically(path: Path, data: bytes) -> None:
    """Replace the file at `path` with `data`; raise `OSError` if that fails, with the old file intact."""
    write_unflushed(path, data)
    sync_folder(path.parent)


def write_unflushed(path: Path, data: bytes) -> None:
    """Write like `write_atomically`, for callers that flush the folder (`sync_folder`) once after many files."""
    with staged_file(path, data) as staged:
        staged.temp.replace(path)


def write_many(files: Sequence[tuple[Path, bytes]]) -> dict[Path, OSError]:
    """Replace each file with its data, like `write_atomically`; return path -> error of those that failed.

    All others are then on disk. Each folder is flushed once. Many files are written in parallel, since a disk flushes
    them together.
    """
    failed: dict[Path, OSError] = {}

    def write(path: Path, data: bytes) -> None:
        try:
            write_unflushed(path, data)
        except OSError as error:
            failed[path] = error

    if len(files) <= _FEW:
        for path, data in files:
            write(path, data)
    else:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(_FEW) as pool:
            list(pool.map(lambda file: write(*file), files))
    for folder in dict.fromkeys(path.parent for path, _ in files):
        try:
            sync_folder(folder)
        except OSError as error:
            failed |= {path: error for path, _ in files if path.parent == folder}
    return failed


def intended_file(path: Path) -> Path:
    """Return the file that a temp file of `staged_file` was to replace; any other path is returned as it is."""
    if not _TEMP_NAME.fullmatch(path.name):
        return path
    return path.with_name(path.name[1:-_RANDOM])


@dataclass(frozen=True)
class StagedFile:
    """A temp file, flushed and verified, that can replace the file at `path`."""

    path: Path
    temp: Path

    def replace(self) -> None:
        """Replace the file unconditionally."""
        self.temp.replace(self.path)
        sync_folder(self.path.parent)

    def replace_if(self, expected: str) -> bool:
        """Replace the file if it has the fingerprint `expected`; return whether it was replaced.

        A file that another program saved at the last moment is kept (False). A disk without hard links cannot detect
        that.
        """
        kept = self.path.with_name(f".{self.path.name}.kept{self.temp.name[-_RANDOM:]}")
        with suppress(OSError):
            kept.hardlink_to(self.path)
        try:
            self.replace()
        finally:
            replaced = kept.exists() and not kept.samefile(self.path)
            if saved := replaced and fingerprint(kept.read_bytes()) != expected:
                kept.replace(self.path)
                sync_folder(self.path.parent)
            else:
                kept.unlink(missing_ok=True)
        return not saved


@contextmanager
def staged_file(path: Path, data: bytes) -> Iterator[StagedFile]:
    """Write `data` to a temp file in the folder of `path`, flush and verify it; give it as a `StagedFile`.

    The temp file is removed when the block ends unless it has replaced the file. Raise `OSError` if writing fails,
    before anything is replaced.
    """
    with suppress(FileExistsError):  # a file has the name of the folder: opening the temp file reports it
        make_folder(path.parent)
    temp = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    # Let the system apply the umask: reading the umask means changing it for all threads.
    handle = os.open(temp, _NEW, 0o666)

    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        _keep_mode_and_owner(path, temp)
        if temp.read_bytes() != data:
            raise OSError(errno.EIO, "What was written is not what is read back", str(path))
        yield StagedFile(path, temp)
    finally:
        # If it cannot be removed now, the next command removes it.
        with suppress(OSError):
            temp.unlink(missing_ok=True)


def _keep_mode_and_owner(path: Path, temp: Path) -> None:
    if os.name == "nt":
        return
    try:
        old = path.stat()
    except FileNotFoundError:
        return
    # Only root may change the owner; a service that runs as root must not take the master from its owner.
    with suppress(OSError):
        os.chown(temp, old.st_uid, old.st_gid)
    temp.chmod(old.st_mode & 0o777)


def make_folder(folder: Path) -> None:
    """Create the folder and its parents durably, so that they survive a power cut.

    Of several threads one creates it, and the others wait until it is durable.
    """
    with _MAKING_FOLDER:
        if folder.is_dir():
            return
        missing = [one for one in (folder, *folder.parents) if not one.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        for made in missing:
            sync_folder(made.parent)


def sync_folder(folder: Path) -> None:
    """Flush a rename in `folder` to disk (Windows has no such call, and needs none)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_SUCH_CALL:
            raise
    finally:
        os.close(handle)


def remove_temp_files(folders: Iterable[Path], older_than: float = 0.0, of: str = "") -> list[Path]:
    """Remove temp files that an interrupted `staged_file` left in `folders`, and return their paths.

    Remove only files older than `older_than` seconds; with 0, the caller must know that nobody is writing there.
    `of`: remove only temp files of a file whose name begins so, in a folder that other programs use too.
    """
    removed = []
    for folder in folders:
        with suppress(OSError):
            for entry in os.scandir(folder):
                ours = _TEMP_NAME.fullmatch(entry.name) and entry.name.startswith(f".{of}")
                if not ours or not entry.is_file(follow_symlinks=False):
                    continue
                if older_than and time.time() - entry.stat().st_mtime < older_than:
                    continue
                Path(entry).unlink()
                removed.append(Path(entry))
    return removed
