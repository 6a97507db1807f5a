"""Backups of the master before each merge: write them, and remove expired ones."""

import logging
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from regionplan_xl.files import write_atomically
from regionplan_xl.moments import file_stamp
from regionplan_xl.project.backups.expired import file_names, remove_expired

Then = Literal["monthly", "none", "all"]

ALWAYS_KEPT = 10
"""The number of newest backups that are always kept, whatever their dates."""
_WITNESSES = 3  # today is taken as the earliest of the clock's date and the dates of so many newest backups

_LOG = logging.getLogger("regionplan_xl")
_NAME = re.compile(r"master (\d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d) before (?:undo of )?merge (\d{1,9})\.xls[xm]")
_STAMP = "%Y-%m-%d %H.%M.%S"


@dataclass(frozen=True, order=True)
class _Backup:
    """A backup, ordered by the number of the merge that it was made before; `made` is the clock's time."""

    merge: int
    made: datetime
    name: str


def write_backup(folder: Path, book: bytes, now: datetime, cause: str, suffix: str = ".xlsx") -> Path:
    """Write a backup of the master, named after `cause` (such as «merge 3»); return its path. `now` is local time."""
    made = now
    while (path := folder / f"master {file_stamp(made)} before {cause}{suffix}").exists():
        # The clock may have been set back to a second that a backup already has.
        made += timedelta(seconds=1)
    write_atomically(path, book)
    return path


def expired_backups(names: Iterable[str], today: date, keep_days: int, then: Then) -> tuple[str, ...]:
    """Return the expired backups: older than `keep_days` days, and not kept by `then`.

    `then` keeps the last older one of each month (`monthly`), `none` or `all`. Files with other names and the newest
    backups (`ALWAYS_KEPT`) never expire. The clock may have been wrong, so a date counts only if others confirm it.
    """
    backups = sorted(_backups(names))
    if then == "all":
        return ()
    today = min([today, *(backup.made.date() for backup in backups[-_WITNESSES:])])
    by_clock = sorted(backups, key=lambda backup: (backup.made, backup))
    newest = {*backups[-ALWAYS_KEPT:], *by_clock[-ALWAYS_KEPT:]}
    old = [
        (made, backup)
        for made, backup in _confirmed_days(backups, today)
        if (today - made).days > keep_days and backup not in newest
    ]
    last_of_month = {} if then == "none" else {(made.year, made.month): backup for made, backup in old}
    return tuple(backup.name for _, backup in old if backup not in last_of_month.values())


def prune_backups(
    folder: Path, today: date, keep_days: int, then: Then, needed: Collection[str]
) -> tuple[str, ...]:
    """Remove a few expired backups, except those in `needed`; return the names removed."""
    expired = expired_backups(file_names(folder), today, keep_days, then)
    removed = remove_expired(folder, [name for name in expired if name not in needed])
    for name in removed:
        _LOG.info("Removed the backup «%s», by the rule under «backups» in config.yaml.", name)
    return removed


def _confirmed_days(backups: Iterable[_Backup], today: date) -> Iterator[tuple[date, _Backup]]:
    """Yield (day made, backup) in the order of the merges; a day is never before that of an earlier merge.

    A backup with a future date is skipped: the clock was wrong, so its age is unknown.
    """
    latest = date.min
    for backup in backups:
        if backup.made.date() <= today:
            latest = max(latest, backup.made.date())
            yield latest, backup


def _backups(names: Iterable[str]) -> Iterator[_Backup]:
    for name in names:
        found = _NAME.fullmatch(name)
        try:
            if found:
                made = datetime.strptime(found[1], _STAMP)  # noqa: DTZ007  (a local time in a name)
                yield _Backup(int(found[2]), made, name)
        except ValueError:
            continue
