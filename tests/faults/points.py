"""Count every point at which a command touches the disk or the ledger, and inject a fault at one of them."""

import errno
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import sqlalchemy.exc
from sqlalchemy import Connection

from regionplan_xl.cli import main
from regionplan_xl.ledger.database import Database

Fault = Literal["killed before", "killed after", "ENOSPC", "EIO"]
FAULTS: tuple[Fault, ...] = ("killed before", "killed after", "ENOSPC", "EIO")
KILLED = 137
_CALLS = (
    "fsync",
    "replace",
    "rename",
    "unlink",
    "remove",
    "mkdir",
    "chmod",
    "rmdir",
    "truncate",
    "ftruncate",
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class Points:
    """Counts the points; at point number `at` the fault happens. Only ever installed in a child process."""

    def __init__(self, at: int = 0, fault: Fault | None = None) -> None:
        self.at = at
        self.fault = fault
        self.seen: list[str] = []

    def before(self, what: str, half: Callable[[], object] | None = None) -> bool:
        """Register a point; return True if the fault shall follow the operation. `half` does part of the operation."""
        self.seen.append(what)
        if len(self.seen) != self.at:
            return False
        if self.fault == "killed after":
            return True
        if half is not None:
            half()
        if self.fault == "killed before":
            os._exit(KILLED)
        number = errno.ENOSPC if self.fault == "ENOSPC" else errno.EIO
        raise OSError(number, os.strerror(number), what)

    def done(self, fatal: bool) -> None:
        """End the process if the fault shall follow the operation."""
        if fatal:
            os._exit(KILLED)

    def put_up(self) -> None:
        """Install the counting in this process."""
        for name in _CALLS:
            setattr(os, name, self._passing(name, getattr(os, name)))
        open_, fdopen = os.open, os.fdopen

        def opened(path: Any, flags: int, *more: Any, **named: Any) -> int:
            if not flags & _WRITING:
                return open_(path, flags, *more, **named)
            fatal = self.before(f"open {Path(str(path)).suffix}")
            try:
                return open_(path, flags, *more, **named)
            finally:
                self.done(fatal)

        os.open = opened
        # Only files: how many frames go through the pipes to the readers of returns depends on time.
        os.fdopen = lambda handle, mode="r", *more, **named: (  # type: ignore[assignment]
            _Written(fdopen(handle, mode), self)
            if "w" in mode and stat.S_ISREG(os.fstat(handle).st_mode)
            else fdopen(handle, mode, *more, **named)
        )
        writing = Database.writing

        @contextmanager
        def watched(database: Database) -> Iterator[Connection]:
            with writing(database) as connection:
                yield connection
                try:
                    fatal = self.before("ledger")
                except OSError as error:
                    raise _from_sqlite(error) from error
            self.done(fatal)

        Database.writing = watched  # type: ignore[method-assign, assignment]

    def _passing(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def passing(*given: Any, **named: Any) -> Any:
            fatal = self.before(name)
            try:
                return call(*given, **named)
            finally:
                self.done(fatal)

        return passing


class _Written:
    """A file open for writing; a fault writes only half of the data."""

    def __init__(self, file: Any, points: Points) -> None:
        self._file = file
        self._points = points

    def __enter__(self) -> "_Written":
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()

    def write(self, data: bytes) -> int:
        def half() -> None:
            self._file.write(data[: len(data) // 2])
            self._file.flush()

        fatal = self._points.before("write", half)
        count = int(self._file.write(data))
        self._file.flush()
        self._points.done(fatal)
        return count

    def flush(self) -> None:
        self._file.flush()

    def fileno(self) -> int:
        return int(self._file.fileno())


def _from_sqlite(error: OSError) -> sqlalchemy.exc.OperationalError:
    full = error.errno == errno.ENOSPC
    raised = sqlite3.OperationalError("database or disk is full" if full else "disk I/O error")
    raised.sqlite_errorcode = sqlite3.SQLITE_FULL if full else sqlite3.SQLITE_IOERR
    return sqlalchemy.exc.OperationalError("COMMIT", None, raised)


def run_apart(folder: Path, words: tuple[str, ...], points: Points) -> tuple[int, list[str]]:
    """Run a command in a child process with `points` installed; return its exit status and the points it passed."""
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        _run_in_child(folder, words, points, tell)
    os.close(tell)
    with os.fdopen(told, "rb") as pipe:
        passed = pipe.read().decode()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), passed.split("\n") if passed else []


def _run_in_child(folder: Path, words: tuple[str, ...], points: Points, tell: int) -> None:
    status = 70
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        points.put_up()
        try:
            main(["--project", str(folder), *words])
            status = 0
        except SystemExit as end:
            status = int(end.code or 0)
        os.write(tell, "\n".join(points.seen).encode())
    finally:
        os._exit(status)
