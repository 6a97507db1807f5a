"""Copies of an SQLite ledger: small zip files next to the master's backups, from which a lost ledger is put back."""

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

ALWAYS_KEPT = 10
"""How many of the newest copies stay, whatever their dates say."""
_AT_ONCE = 3  # copies that one command removes, at most
# Each later copy has all that an earlier one has, so that little is gained by packing it well.
_LEVEL = 1

_LOG = logging.getLogger("regionplan_xl")
_NAME = re.compile(r"ledger (\d{4}-\d\d-\d\d) \d\d\.\d\d\.\d\d after .*\.zip")


@dataclass(frozen=True)
class LedgerCopy:
    """A usable copy of the ledger: the zip file, and the name of the ledger in it."""

    path: Path
    member: str


def write_ledger_copy(ledger: Path, folder: Path, now: datetime, cause: str) -> Path | None:
    """Copy the ledger to a zip file in `folder`, called after `cause` (such as «merge 3»); `now` is local time.

    Nothing that a command has done fails for want of a copy: None, and a line in the log, if it cannot be made.
    """
    try:
        make_folder(folder)
        with sqlite_copy(ledger, folder) as copy:
            return _pack(copy, ledger.name, _free(folder, now, cause))
    except (OSError, sqlite3.Error, zipfile.LargeZipFile) as error:
        _LOG.warning("The ledger could not be copied to «%s»: %s", folder.name, error)
        return None


def prune_ledger_copies(folder: Path) -> tuple[str, ...]:
    """Remove a few old copies: the newest stay, and of earlier days the last of each month.

    Those of a day on which a backup of the master is kept stay too, but only the last of that day.
    """
    try:
        names = [entry.name for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False)]
    except OSError:
        return ()
    backups = {found[0] for name in names if (found := re.match(r"master (\d{4}-\d\d-\d\d)", name))}
    removed = []
    for name in _superfluous(names, {day.removeprefix("master ") for day in backups})[:_AT_ONCE]:
        try:
            (folder / name).unlink()
        except OSError as error:
            _LOG.warning("The copy «%s» could not be removed: %s.", name, error.strerror)
            continue
        removed.append(name)
    return tuple(removed)


def newest_ledger_copy(folder: Path) -> LedgerCopy | None:
    """Return the newest copy that can be used, or None; each is tried, the newest first."""
    for name in reversed(_copies(folder)):
        with _unpacked(folder / name, folder) as found:
            if found is not None:
                return LedgerCopy(folder / name, found[1])
    return None


def put_back_ledger(copy: LedgerCopy, ledger: Path) -> None:
    """Put the ledger of a copy in place, whole or not at all; `OSError` if that fails or the copy is damaged."""
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
    """Give the ledger in a copy as a temp file in `folder`, and its name; None if it cannot be used."""
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
    made = now.replace(microsecond=0, tzinfo=None)
    stamps = {name[: len("ledger 2026-01-31 12.00.00")] for name in _copies(folder)}
    # Two copies in one second have different ones, so that their names are in the order in which they were made.
    while (start := f"ledger {made.isoformat(' ').replace(':', '.')}") in stamps:
        made += timedelta(seconds=1)
    return folder / f"{start} after {cause}.zip"


def _copies(folder: Path) -> list[str]:
    """Return the names of the copies, the oldest first."""
    try:
        return sorted(entry.name for entry in os.scandir(folder) if _NAME.fullmatch(entry.name))
    except OSError:
        return []


def _superfluous(names: Sequence[str], backed_up: set[str]) -> list[str]:
    """Return the copies that are not kept, the oldest first, by the days in their names."""
    copies = sorted((found[1], name) for name in names if (found := _NAME.fullmatch(name)))
    last_of_day = {day: name for day, name in copies if day in backed_up}
    last_of_month = {day[:7]: name for day, name in copies}
    kept = {*(name for _, name in copies[-ALWAYS_KEPT:]), *last_of_day.values(), *last_of_month.values()}
    return [name for _, name in copies if name not in kept]
