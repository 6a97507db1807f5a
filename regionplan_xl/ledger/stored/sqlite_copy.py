"""A consistent copy of an SQLite database, made while others may use it."""

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path


@contextmanager
def sqlite_copy(database: Path, folder: Path) -> Iterator[Path]:
    """Copy a database to a temp file in `folder`, and give its path; it is removed when the block ends.

    The copy is one state of the database (SQLite's backup API) and flushed to disk. Raises `sqlite3.Error` if the
    database is damaged or busy, `OSError` if the folder cannot be written.
    """
    # As other temp files are named, so that one that is left by a stopped program is swept.
    temp = folder / f".{database.name}.{secrets.token_hex(4)}.tmp"
    try:
        with closing(_connect(database)) as source, closing(sqlite3.connect(temp)) as target:
            # A copy that is not whole is thrown away: it needs no journal.
            for setting in ("journal_mode = OFF", "synchronous = OFF"):
                target.execute(f"PRAGMA {setting}").close()
            source.backup(target)
        _flush(temp)
        yield temp
    finally:
        with suppress(OSError):
            temp.unlink(missing_ok=True)


def is_whole(database: Path) -> bool:
    """Return whether the file is an SQLite database that SQLite finds nothing wrong in."""
    try:
        with closing(_connect(database)) as connection:
            return connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    except sqlite3.Error:
        return False


def _connect(database: Path) -> sqlite3.Connection:
    # To read only: a missing file is not made.
    return sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)


def _flush(path: Path) -> None:
    # Windows flushes only what may be written.
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
