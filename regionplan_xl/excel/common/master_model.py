"""A master as read: the plan, and the place of everything in it. All rows and columns count from 1."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from regionplan_xl.errors import Problem
from regionplan_xl.ooxml.inserting.placement import ListHead
from regionplan_xl.plan.merging.outcome import CarryOverDecision, Decision, ProposalDecision
from regionplan_xl.plan.merging.sent_and_returned import Unclear
from regionplan_xl.plan.model import Field, Plan, Share


@dataclass(frozen=True)
class CellPlace:
    """A cell of a workbook; row and column count from 1."""

    sheet: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class RowPlace:
    """A row; `columns` maps our column keys (`status`, `id` …) to column numbers, `header` is the heading row.

    `headings` are the headings of all columns, by number.
    """

    sheet: str
    row: int
    columns: Mapping[str, int] = field(hash=False)
    header: int = 0
    headings: Mapping[int, str] = field(hash=False, compare=False, repr=False, default_factory=dict)


@dataclass(frozen=True)
class RowWithoutId:
    """A goal, measure or indicator whose row has no ID of its own yet; in the plan its id is "".

    They are in the plan's order: the first `RowWithoutId` of kind `measure` is the first measure without an ID.
    `copied_from` is the ID of the earlier row that this row copies.
    """

    kind: Literal["goal", "measure", "indicator"]
    place: RowPlace
    copied_from: str = ""


@dataclass(frozen=True)
class SheetPlace:
    """A sheet that is a list: its header row, its last row with content, and the column numbers by key."""

    sheet: str
    header: int
    last: int
    columns: Mapping[str, int] = field(hash=False)

    @property
    def head(self) -> ListHead:
        """The head of the list, for appending rows to it."""
        return ListHead(self.header, tuple(self.columns.values()), self.columns.get("id", 0))


@dataclass(frozen=True)
class DecisionsPlace(SheetPlace):
    """Konfliktar, Framlegg or Merknader: `rows` are the rows of each key, `blank` the blank rows among them.

    `annotated` are rows with content in columns that are not ours, `decided` rows where the secretariat has written a
    decision. `texts` are the texts of each row, by key, that follow the plan or the decisions.
    """

    rows: Mapping[str, tuple[int, ...]] = field(hash=False, default_factory=dict)
    blank: tuple[int, ...] = ()
    annotated: frozenset[int] = frozenset()
    decided: frozenset[int] = frozenset()
    texts: Mapping[int, Mapping[str, str]] = field(hash=False, default_factory=dict)


@dataclass(frozen=True)
class RegisterPlace(SheetPlace):
    """Aktørar: `rows` are the rows of each name (one, unless it is listed twice), `headings` those of all columns."""

    rows: Mapping[str, tuple[int, ...]] = field(hash=False, default_factory=dict)
    headings: Mapping[int, str] = field(hash=False, repr=False, default_factory=dict)


@dataclass(frozen=True)
class SharesRow:
    """A row of Delstatus; `problem` is reported if it has shares and belongs to no measure."""

    row: int
    id: str
    number: str
    text: str
    shares: tuple[Share, ...]
    problem: Problem


@dataclass(frozen=True)
class SharesPlace(SheetPlace):
    """Delstatus: `members` is the column of each member's field, `rows` the row of each measure, by ID.

    `found` are all rows that say something, also those of no measure.
    """

    members: Mapping[tuple[str, Field], int] = field(hash=False, default_factory=dict)
    rows: Mapping[str, int] = field(hash=False, default_factory=dict)
    found: tuple[SharesRow, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True)
class Master:
    """One reading of the master.

    `fingerprint` is the file's SHA-256. `places` is the row of each goal, measure and indicator with an ID;
    `restored_ids` are the rows that get a lost ID back (`excel.master.row_ids`). A sheet that was not found is None (or
    ""). `unparsed` are the cells that were not understood, by sheet, row and column; `reworded` are the texts of status
    cells that were understood but are not the label ("" if only painted), and `spaced` those of status cells that say
    nothing, but have spaces. `earlier_name`: the plan's name before it was changed in config.yaml.
    """

    plan: Plan
    fingerprint: str
    places: Mapping[str, RowPlace] = field(hash=False)
    unidentified: tuple[RowWithoutId, ...] = ()
    restored_ids: tuple[tuple[RowPlace, str], ...] = ()
    overview: str = ""
    shares: SharesPlace | None = None
    actors: RegisterPlace | None = None
    indicators: SheetPlace | None = None
    conflicts: DecisionsPlace | None = None
    proposals: DecisionsPlace | None = None
    remarks: DecisionsPlace | None = None
    log: SheetPlace | None = None
    decisions: tuple[Decision, ...] = ()
    proposal_decisions: tuple[ProposalDecision, ...] = ()
    carry_over: SheetPlace | None = None
    carry_over_decisions: tuple[CarryOverDecision, ...] = ()
    read_remarks: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    unparsed: Mapping[tuple[str, int, int], Unclear] = field(hash=False, default_factory=dict)
    earlier_name: str = ""
    reworded: Mapping[tuple[str, int, int], str] = field(hash=False, default_factory=dict)
    spaced: Mapping[tuple[str, int, int], str] = field(hash=False, default_factory=dict)
