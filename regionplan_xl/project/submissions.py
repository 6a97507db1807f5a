"""Returned files read into submissions: whose each is, and what it says. The ledger alone says whose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from regionplan_xl.config.settings import EngineSettings
from regionplan_xl.errors import Rejected
from regionplan_xl.excel.parsing.grid import Grid
from regionplan_xl.excel.returned.sender_clues import find_ids, named_in_titles
from regionplan_xl.excel.returned.workbook import find_codes, read_returned
from regionplan_xl.files import fingerprint
from regionplan_xl.ledger.dispatch_lookup import Clues, whose
from regionplan_xl.ledger.entries import ReturnRecord
from regionplan_xl.ledger.ledger import Ledger
from regionplan_xl.plan.merging.exchange import Dispatch, Submission
from regionplan_xl.plan.status import Scale
from regionplan_xl.sandbox import read_grids
from regionplan_xl.text import Phrase, phrase

OTHER_ROUND = phrase("The workbook belongs to round {round}; the round now is {now}.")
LOST = phrase("The file is no longer in the archive as it was received.")


@dataclass(frozen=True)
class TurnedAway:
    """A return that waits for a person as a whole, and why; nothing of it is written."""

    record: ReturnRecord
    reason: Phrase
    dispatch: Dispatch | None = None


@dataclass(frozen=True)
class Read:
    """What the waiting returns say: those understood, and those that a person must look at."""

    submissions: tuple[Submission, ...] = ()
    turned_away: tuple[TurnedAway, ...] = ()


# What is being done, the items, how many there are -> the items again, shown as they go by.
Progress = Callable[[str, Iterable[Any], int], AbstractContextManager[Iterable[Any]]]


@contextmanager
def unseen(what: str, items: Iterable[Any], total: int) -> Iterator[Iterable[Any]]:
    """The items, with nothing shown."""
    yield items


def read_returns(
    waiting: Iterable[tuple[ReturnRecord, bytes]],
    ledger: Ledger,
    scale: Scale,
    engine: EngineSettings,
    progress: Progress = unseen,
) -> Read:
    """Read every waiting return; one that cannot be read costs only itself."""
    returns = list(waiting)
    grids = read_grids(((record.name, data) for record, data in returns), engine)
    rounds = ledger.rounds()
    current = rounds[-1].name if rounds else ""
    submissions: list[Submission] = []
    turned_away: list[TurnedAway] = []
    with progress("Reading returns", zip(returns, grids, strict=True), len(returns)) as pairs:
        for (record, data), grid in pairs:
            read = _read(record, data, grid, ledger, scale, current)
            if isinstance(read, Submission):
                submissions.append(read)
            else:
                turned_away.append(read)
    return Read(tuple(submissions), tuple(turned_away))


def _read(
    record: ReturnRecord, data: bytes, grid: Grid | Rejected, ledger: Ledger, scale: Scale, current: str
) -> Submission | TurnedAway:
    if fingerprint(data) != record.hash:
        return TurnedAway(record, LOST)
    if isinstance(grid, Rejected):
        return TurnedAway(record, grid.reason)
    try:
        dispatch = whose(ledger, _clues(grid, record.name))
        if dispatch.round != current:
            return TurnedAway(record, OTHER_ROUND.with_values(round=dispatch.round, now=current), dispatch)
        return read_returned(
            grid,
            dispatch,
            scale=scale,
            source_hash=record.hash,
            file=record.name,
            received=_local(record.received),
        )
    except Rejected as rejected:
        return TurnedAway(record, rejected.reason)


def _clues(grid: Grid, file: str) -> Clues:
    return Clues(file, find_codes(grid), find_ids(grid), lambda names: named_in_titles(grid, names))


def _local(moment: datetime) -> datetime:
    return moment.astimezone()
