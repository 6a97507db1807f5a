"""Backups of the master from before each merge: their names, and which are kept."""

import logging
import os
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from regionplan_xl.files import write_atomically

Then = Literal["monthly", "none", "all"]

ALWAYS_KEPT = 10
"""How many of the newest copies stay, whatever their dates say."""
_AT_ONCE = 3  # copies that one merge removes, at most
_WITNESSES = 3  # newest copies, and the clock: the day is not after any of theirs

_LOG = logging.getLogger("regionplan_xl")
_NAME = re.compile(r"master (\d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d) before (?:undo of )?merge (\d{1,9})\.xls[xm]")
_STAMP = "%Y-%m-%d %H.%M.%S"


@dataclass(frozen=True, order=True)
class _Backup:
    """A backup by the number of the merge that it was made before; `made` is what a clock said then."""

    merge: int
    made: datetime
    name: str


def write_backup(folder: Path, book: bytes, now: datetime, cause: str, suffix: str = ".xlsx") -> Path:
    """Write a copy of the master from before `cause` (such as «merge 3») and return its path; `now` is local time."""
    made = now.replace(microsecond=0, tzinfo=None)
    while (path := folder / f"master {_stamp(made)} before {cause}{suffix}").exists():
        # A clock that was put back may give the same second again.
        made += timedelta(seconds=1)
    write_atomically(path, book)
    return path


def expired_backups(names: Iterable[str], today: date, keep_days: int, then: Then) -> tuple[str, ...]:
    """Return the backups that the rule does not keep: all of `keep_days` days stay, then the last of each month.

    `then`: `none` keeps none that are older, `all` keeps them all. Files with other names are never returned, nor are
    the newest copies (`ALWAYS_KEPT`). Any clock may have been wrong, so a day counts only if others confirm it.
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
    """Remove a few of the backups that the rule does not keep, but those in `needed`; return the names removed."""
    try:
        names = [entry.name for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False)]
    except OSError:
        return ()
    removed = []
    expired = [name for name in expired_backups(names, today, keep_days, then) if name not in needed]
    for name in expired[:_AT_ONCE]:
        try:
            (folder / name).unlink()
        except OSError as error:
            _LOG.warning("The backup «%s» could not be removed: %s.", name, error.strerror)
            continue
        _LOG.info("Removed the backup «%s», by the rule under «backups» in config.yaml.", name)
        removed.append(name)
    return tuple(removed)


def _confirmed_days(backups: Iterable[_Backup], today: date) -> Iterator[tuple[date, _Backup]]:
    """Yield each backup, in the order of the merges, with the day that it was made: never before an earlier one.

    A backup with a day to come was made by a clock that was wrong: its age is not known, and it is left out.
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


def _stamp(made: datetime) -> str:
    # Not `strftime`, which writes the year 1 as one digit on some systems.
    return made.isoformat(" ").replace(":", ".")
