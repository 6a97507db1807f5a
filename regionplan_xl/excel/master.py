"""A master as read: the plan in it, and where each thing stands. All rows and columns count from 1."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from regionplan_xl.errors import Problem
from regionplan_xl.plan.model import Field, Plan
from regionplan_xl.plan.outcome import Decision


@dataclass(frozen=True)
class RowPlace:
    """A row; `columns` maps our column keys (`status`, `id` …) to column numbers."""

    sheet: str
    row: int
    columns: Mapping[str, int] = field(hash=False)


@dataclass(frozen=True)
class NewRow:
    """A goal or a measure that has no identity of its own yet; in the plan its id is "".

    In the plan's order: the first `NewRow` of kind `measure` is the first measure without id.
    `copied_from` is the identity that the row shares with an earlier one, of which it is a copy.
    """

    kind: Literal["goal", "measure"]
    place: RowPlace
    copied_from: str = ""


@dataclass(frozen=True)
class SheetPlace:
    """A sheet that is a list: its header row, its last row with content, and where its columns stand."""

    sheet: str
    header: int
    last: int
    columns: Mapping[str, int] = field(hash=False)


@dataclass(frozen=True)
class SharesPlace(SheetPlace):
    """Delstatus: `members` is the column of each member's field, `rows` the row of each measure's id."""

    members: Mapping[tuple[str, Field], int] = field(hash=False, default_factory=dict)
    rows: Mapping[str, int] = field(hash=False, default_factory=dict)


@dataclass(frozen=True)
class Master:
    """One reading of the master.

    `fingerprint` is the file's SHA-256. `places` is where each goal and measure with an id stands. A sheet
    that was not found is None (or "").
    """

    plan: Plan
    fingerprint: str
    places: Mapping[str, RowPlace] = field(hash=False)
    unidentified: tuple[NewRow, ...] = ()
    overview: str = ""
    shares: SharesPlace | None = None
    actors: SheetPlace | None = None
    indicators: SheetPlace | None = None
    conflicts: SheetPlace | None = None
    log: SheetPlace | None = None
    decisions: tuple[Decision, ...] = ()
    problems: tuple[Problem, ...] = ()
