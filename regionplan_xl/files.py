"""Files on disk: replaced whole or not at all, and known by their fingerprint."""

import errno
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# As `written_beside` names them: a dot, the name, and what `tempfile` adds.
_BESIDE = re.compile(r"\..+\.[a-z0-9_]{8}\.tmp")
# Some network drives cannot flush a folder, and say so in one of these ways.
_NO_SUCH_CALL = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF}


def fingerprint(data: bytes) -> str:
    """The SHA-256 of `data` as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def write_atomically(path: Path, data: bytes) -> None:
    """`path` holds all of `data` afterwards, on disk, or what it held before."""
    with written_beside(path, data) as put_in_place:
        put_in_place()


@contextmanager
def written_beside(path: Path, data: bytes) -> Iterator[Callable[[], None]]:
    """All of `data` lies beside `path`, on disk and read back; calling what is given puts it in its place.

    What was not put in place when the block ends is removed. `OSError` before anything is replaced.
    """
    make_folder(path.parent)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    beside = Path(name)

    def put_in_place() -> None:
        beside.replace(path)
        sync_folder(path.parent)

    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        _keep_mode_and_owner(path, beside)
        if beside.read_bytes() != data:
            raise OSError(errno.EIO, "What was written is not what is read back", str(path))
        yield put_in_place
    finally:
        # What cannot be removed now is swept by the next command.
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _keep_mode_and_owner(path: Path, beside: Path) -> None:
    if os.name == "nt":
        return
    try:
        there = path.stat()
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        beside.chmod(0o666 & ~umask)
        return
    # Only root may give a file away; a service that runs as root must not take the master from its owner.
    with suppress(OSError):
        os.chown(beside, there.st_uid, there.st_gid)
    beside.chmod(there.st_mode & 0o777)


def make_folder(folder: Path) -> None:
    """The folder is there, and will be after a power cut."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    if not missing:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for made in missing:
        sync_folder(made.parent)


def sync_folder(folder: Path) -> None:
    """A rename in `folder` is on disk afterwards (Windows has no such call, and needs none)."""
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


def sweep_beside(folders: Iterable[Path], older_than: float = 0.0, of: str = "") -> list[Path]:
    """The files that an interrupted `written_beside` left in `folders`, now removed.

    Only those older than `older_than` seconds; with 0, the caller knows that nobody is writing there.
    `of`: only those whose names begin so, in a folder that others use too.
    """
    swept = []
    for folder in folders:
        with suppress(OSError):
            for entry in os.scandir(folder):
                ours = _BESIDE.fullmatch(entry.name) and entry.name.startswith(f".{of}")
                if not ours or not entry.is_file(follow_symlinks=False):
                    continue
                if older_than and time.time() - entry.stat().st_mtime < older_than:
                    continue
                Path(entry).unlink()
                swept.append(Path(entry))
    return swept
