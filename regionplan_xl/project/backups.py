"""The copies of the master from before each merge: how they are named, and which are kept."""

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


def back_up(folder: Path, book: bytes, now: datetime, what: str, ending: str = ".xlsx") -> Path:
    """A copy of the master as it is before `what` (such as «merge 3»); `now` is local time."""
    path = folder / f"master {now.strftime(_STAMP)} before {what}{ending}"
    write_atomically(path, book)
    return path


def superfluous(names: Iterable[str], today: date, keep_days: int, then: Then) -> tuple[str, ...]:
    """The backups that the rule does not keep: all of `keep_days` days stay, then the last of each month.

    `then`: `none` keeps none that are older, `all` keeps them all. What we did not name is never among them.
    """
    old: list[tuple[datetime, str]] = []
    for name in names:
        made = _made(name)
        if made is not None and (today - made.date()).days > keep_days:
            old.append((made, name))
    if then == "all":
        return ()
    last_of_month = {} if then == "none" else {(made.year, made.month): name for made, name in sorted(old)}
    return tuple(name for _, name in sorted(old) if name not in last_of_month.values())


def prune(folder: Path, today: date, keep_days: int, then: Then, needed: Collection[str]) -> tuple[str, ...]:
    """The backups now removed by the rule; never one in `needed`. One that cannot be removed stays."""
    try:
        names = [entry.name for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False)]
    except OSError:
        return ()
    removed = []
    for name in superfluous(names, today, keep_days, then):
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


def _made(name: str) -> datetime | None:
    found = _NAME.fullmatch(name)
    try:
        return datetime.strptime(found[1], _STAMP) if found else None  # noqa: DTZ007  (a local time in a name)
    except ValueError:
        return None
