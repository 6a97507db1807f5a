"""Backups of the master from before each merge: their names, and which are kept."""

import logging
import os
import re
from collections.abc import Collection, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from regionplan_xl.files import write_atomically

Then = Literal["monthly", "none", "all"]

_LOG = logging.getLogger("regionplan_xl")
_NAME = re.compile(r"master (\d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d) before (?:undo of )?merge \d+\.xls[xm]")
_STAMP = "%Y-%m-%d %H.%M.%S"


def write_backup(folder: Path, book: bytes, now: datetime, cause: str, suffix: str = ".xlsx") -> Path:
    """Write a copy of the master from before `cause` (such as «merge 3») and return its path; `now` is local time."""
    path = folder / f"master {now.strftime(_STAMP)} before {cause}{suffix}"
    write_atomically(path, book)
    return path


def expired_backups(names: Iterable[str], today: date, keep_days: int, then: Then) -> tuple[str, ...]:
    """Return the backups that the rule does not keep: all of `keep_days` days stay, then the last of each month.

    `then`: `none` keeps none that are older, `all` keeps them all. Files with other names are never returned.
    """
    old: list[tuple[datetime, str]] = []
    for name in names:
        made = _backup_time(name)
        if made is not None and (today - made.date()).days > keep_days:
            old.append((made, name))
    if then == "all":
        return ()
    last_of_month = {} if then == "none" else {(made.year, made.month): name for made, name in sorted(old)}
    return tuple(name for _, name in sorted(old) if name not in last_of_month.values())


def prune_backups(
    folder: Path, today: date, keep_days: int, then: Then, needed: Collection[str]
) -> tuple[str, ...]:
    """Remove the backups that the rule does not keep, but those in `needed`; return the names removed."""
    try:
        names = [entry.name for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False)]
    except OSError:
        return ()
    removed = []
    for name in expired_backups(names, today, keep_days, then):
        if name in needed:
            continue
        try:
            (folder / name).unlink()
        except OSError as error:
            _LOG.warning("The backup «%s» could not be removed: %s.", name, error.strerror)
            continue
        _LOG.info("Removed the backup «%s», by the rule under «backups» in config.yaml.", name)
        removed.append(name)
    return tuple(removed)


def _backup_time(name: str) -> datetime | None:
    found = _NAME.fullmatch(name)
    try:
        return datetime.strptime(found[1], _STAMP) if found else None  # noqa: DTZ007  (a local time in a name)
    except ValueError:
        return None
