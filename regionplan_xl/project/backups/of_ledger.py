"""Copies of an SQLite ledger as zip files in the backups folder, from which a lost ledger is restored."""

import logging
import os
import re
import secrets
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from regionplan_xl.files import make_folder, sync_folder
from regionplan_xl.ledger.stored.sqlite_copy import is_whole, sqlite_copy
from regionplan_xl.moments import file_stamp
from regionplan_xl.project.backups.expired import file_names, remove_expired

ALWAYS_KEPT = 10
"""The number of newest copies that are always kept, whatever their dates."""
# Fast compression: each copy is soon superseded by the next, so a better ratio gains little.
_LEVEL = 1

_LOG = logging.getLogger("regionplan_xl")
_BACKUP_OF_MASTER = re.compile(r"master (\d{4}-\d\d-\d\d)")
_NAME = re.compile(r"ledger (\d{4}-\d\d-\d\d) \d\d\.\d\d\.\d\d after .*\.zip")


@dataclass(frozen=True)
class LedgerCopy:
    """A usable copy of the ledger: the zip file, and the name of the ledger in it."""

    path: Path
    member: str


def write_ledger_copy(ledger: Path, folder: Path, now: datetime, cause: str) -> Path | None:
    """Copy the ledger to a zip file in `folder`, named after `cause` (such as «merge 3»); `now` is local time.

    A failure is logged and returns None, so that it does not make a finished command fail.
    """
    try:
        make_folder(folder)
        with sqlite_copy(ledger, folder) as copy:
            return _pack(copy, ledger.name, _free(folder, now, cause))
    except (OSError, sqlite3.Error, zipfile.LargeZipFile) as error:
        _LOG.warning("The ledger could not be copied to «%s»: %s", folder.name, error)
        return None


def prune_ledger_copies(folder: Path) -> tuple[str, ...]:
    """Remove a few expired copies and return their names.

    The newest copies are kept, the last of each month, and the last of each day that has a backup of the master.
    """
    names = file_names(folder)
    backed_up = {found[1] for name in names if (found := _BACKUP_OF_MASTER.match(name))}
    return remove_expired(folder, _superfluous(names, backed_up))


def newest_ledger_copy(folder: Path) -> LedgerCopy | None:
    """Return the newest copy that is intact, or None."""
    for name in reversed(_copies(folder)):
        with _unpacked(folder / name, folder) as found:
            if found is not None:
                return LedgerCopy(folder / name, found[1])
    return None


def put_back_ledger(copy: LedgerCopy, ledger: Path) -> None:
    """Restore the ledger from a copy, atomically; raise `OSError` if that fails or the copy is damaged."""
    make_folder(ledger.parent)
    with _unpacked(copy.path, ledger.parent) as found:
        if found is None:
            raise OSError(f"«{copy.path.name}» is damaged.")
        found[0].replace(ledger)
    sync_folder(ledger.parent)


def _pack(database: Path, name: str, target: Path) -> Path:
    temp = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temp.open("wb") as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as packed:
                packed.write(database, name)
            out.flush()
            os.fsync(out.fileno())
        temp.replace(target)
    finally:
        temp.unlink(missing_ok=True)
    sync_folder(target.parent)
    return target


@contextmanager
def _unpacked(path: Path, folder: Path) -> Iterator[tuple[Path, str] | None]:
    """Unpack a copy to a temp file in `folder`; give its path and the ledger's name, or None if it is damaged."""
    temp = folder / f".{path.stem[:40]}.{secrets.token_hex(4)}.tmp"
    try:
        yield _unpack(path, temp)
    finally:
        temp.unlink(missing_ok=True)


def _unpack(path: Path, temp: Path) -> tuple[Path, str] | None:
    try:
        with zipfile.ZipFile(path) as packed:
            (member,) = packed.infolist()
            with packed.open(member) as source, temp.open("wb") as target:
                shutil.copyfileobj(source, target)
                target.flush()
                os.fsync(target.fileno())
    except (OSError, ValueError, zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError):
        return None
    return (temp, Path(member.filename).name) if is_whole(temp) else None


def _free(folder: Path, now: datetime, cause: str) -> Path:
    made = now
    stamps = {name[: len("ledger 2026-01-31 12.00.00")] for name in _copies(folder)}
    # A second copy in the same second gets the next one, so that names sort in the order of creation.
    while (start := f"ledger {file_stamp(made)}") in stamps:
        made += timedelta(seconds=1)
    return folder / f"{start} after {cause}.zip"


def _copies(folder: Path) -> list[str]:
    """Return the names of the copies, the oldest first."""
    return sorted(filter(_NAME.fullmatch, file_names(folder)))


def _superfluous(names: Sequence[str], backed_up: set[str]) -> list[str]:
    """Return the expired copies, the oldest first, judged by the dates in their names."""
    copies = sorted((found[1], name) for name in names if (found := _NAME.fullmatch(name)))
    last_of_day = {day: name for day, name in copies if day in backed_up}
    last_of_month = {day[:7]: name for day, name in copies}
    kept = {*(name for _, name in copies[-ALWAYS_KEPT:]), *last_of_day.values(), *last_of_month.values()}
    return [name for _, name in copies if name not in kept]
