"""Files on disk: replaced atomically, and identified by their fingerprint."""

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

_FEW = 16  # files that are written one after the other; of more, so many at a time
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
# As `staged_file` names them: a dot, the name, and eight letters and digits (other ones in earlier versions).
_TEMP_NAME = re.compile(r"\..+\.[a-z0-9_]{8}\.tmp")
_RANDOM = len(".abcd1234.tmp")
# Some network drives cannot flush a folder, and say so in one of these ways.
_NO_SUCH_CALL = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF}


def fingerprint(data: bytes) -> str:
    """Return the SHA-256 of `data` as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def write_atomically(path: Path, data: bytes) -> None:
    """Replace the file at `path` with `data`; raise `OSError` if that fails, with the old file intact."""
    write_unflushed(path, data)
    sync_folder(path.parent)


def write_unflushed(path: Path, data: bytes) -> None:
    """Write as `write_atomically`, for callers that flush the folder (`sync_folder`) once after many files."""
    with staged_file(path, data) as staged:
        staged.temp.replace(path)


def write_many(files: Sequence[tuple[Path, bytes]]) -> dict[Path, OSError]:
    """Replace each file with its data, as `write_atomically` does; return which could not be, and why.

    All others are on disk then. Each folder is flushed once, and of many files several at a time: a disk flushes them
    together.
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


@dataclass(frozen=True)
class StagedFile:
    """A temp file, flushed and verified, that can replace the file at `path`."""

    path: Path
    temp: Path

    def replace(self) -> None:
        """Replace the file, whatever it is."""
        self.temp.replace(self.path)
        sync_folder(self.path.parent)

    def replace_if(self, expected: str) -> bool:
        """Replace the file if it has that fingerprint; what another program saved in the last moment stays (False).

        That moment is not seen on a disk without links.
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
    """Write `data` to a temp file in the folder of `path`, flush and verify it; give it, to replace `path` with.

    The temp file is removed when the block ends, unless it was put in place. Raises `OSError` before anything is
    replaced.
    """
    make_folder(path.parent)
    temp = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    # With the mode of a new file, by the system itself: to ask for it is to change it for all threads.
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
        # What cannot be removed now is removed by the next command.
        with suppress(OSError):
            temp.unlink(missing_ok=True)


def _keep_mode_and_owner(path: Path, temp: Path) -> None:
    if os.name == "nt":
        return
    try:
        old = path.stat()
    except FileNotFoundError:
        return
    # Only root may give a file away; a service that runs as root must not take the master from its owner.
    with suppress(OSError):
        os.chown(temp, old.st_uid, old.st_gid)
    temp.chmod(old.st_mode & 0o777)


def make_folder(folder: Path) -> None:
    """Create the folder and its parents, so that they are on disk even after a power cut."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    if not missing:
        return
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
    """Remove what an interrupted `staged_file` left in `folders`, and return the paths.

    Only files older than `older_than` seconds; with 0, the caller knows that nobody is writing there.
    `of`: only those of a file whose name begins like this, in a folder that others use too.
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
