"""Make a consistent copy of an SQLite database while other processes may use it."""

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path


@contextmanager
def sqlite_copy(database: Path, folder: Path) -> Iterator[Path]:
    """Copy a database to a temp file in `folder` and give its path; the file is removed when the block ends.

    The copy is one consistent state of the database (SQLite's backup API), flushed to disk. Raise `sqlite3.Error` if
    the database is damaged or busy, and `OSError` if the folder cannot be written.
    """
    # Named like other temp files, so that a later command sweeps one left by an interrupted command.
    temp = folder / f".{database.name}.{secrets.token_hex(4)}.tmp"
    try:
        with closing(_connect(database)) as source, closing(sqlite3.connect(temp)) as target:
            # An incomplete copy is discarded, so it needs no journal.
            for setting in ("journal_mode = OFF", "synchronous = OFF"):
                target.execute(f"PRAGMA {setting}").close()
            source.backup(target)
        _flush(temp)
        yield temp
    finally:
        with suppress(OSError):
            temp.unlink(missing_ok=True)


def is_whole(database: Path) -> bool:
    """Return whether the file is an SQLite database that passes SQLite's quick check."""
    try:
        with closing(_connect(database)) as connection:
            return connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    except sqlite3.Error:
        return False


def _connect(database: Path) -> sqlite3.Connection:
    # Read-only, so that a missing file is not created.
    return sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)


def _flush(path: Path) -> None:
    # Windows flushes only a file that is open for writing.
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
