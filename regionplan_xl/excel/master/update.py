"""The master after a merge: only the cells that are to say something else, changed in place."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import TypeVar

from regionplan_xl.errors import Place
from regionplan_xl.excel.areas.accepted_proposals import accepted_rows, fitting
from regionplan_xl.excel.common.columns import DECLINE, ID, LOG_COLUMNS, Column
from regionplan_xl.excel.common.display import cell_content, changed_by, field_heading, value_words
from regionplan_xl.excel.common.master_model import DecisionsPlace, Master, NewRow, RowPlace, SheetPlace
from regionplan_xl.excel.common.row_height import height
from regionplan_xl.excel.common.unwritable import (
    CellPlace,
    UnwritableValues,
    no_column_reason,
    problems_by_cell,
    refused_cell_reason,
)
from regionplan_xl.excel.lists.update import WaitingChange, conflicts_change, proposals_change
from regionplan_xl.excel.master.restored_sheets import with_needed_sheets
from regionplan_xl.excel.overview.blocks import Response
from regionplan_xl.excel.overview.cached_results import recalculated
from regionplan_xl.excel.overview.update import Facts, overview_changes
from regionplan_xl.excel.shares.update import shares_change
from regionplan_xl.excel.trend.update import over_time_changes
from regionplan_xl.locale import Catalog, every_wording
from regionplan_xl.ooxml import Cached, Cell, Put, Refused, SheetChange, Workbook, changed
from regionplan_xl.ooxml.editing.cell_xml import Content
from regionplan_xl.plan.ids import goal_id, measure_id
from regionplan_xl.plan.merging.outcome import Change, MergeOutcome
from regionplan_xl.plan.merging.rules import ValueKey
from regionplan_xl.plan.model import Field, Goal, Measure, Plan
from regionplan_xl.text import Phrase, phrase

UNDONE = phrase("Merge {number} was undone.")

Cells = dict[tuple[int, int], Content | Put | Cached]
New = TypeVar("New", Content | Put, Content | Put | Cached)


@dataclass(frozen=True)
class Updated:
    """The new master, the plan it holds, and the identities that new rows were given."""

    book: bytes
    plan: Plan
    given_ids: tuple[Change, ...] = ()


@dataclass
class _Sheets:
    """Changes per sheet, gathered."""

    cells: dict[str, Cells] = field(default_factory=lambda: defaultdict(dict))
    append: dict[str, list[dict[int, Content | Put]]] = field(default_factory=lambda: defaultdict(list))
    heights: dict[str, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))
    meant: dict[CellPlace, ValueKey] = field(default_factory=dict)
    nowhere: dict[ValueKey, Phrase] = field(default_factory=dict)

    def without(self, refused: Set[CellPlace]) -> "_Sheets":
        """The same, but for some cells."""
        for at in refused:
            self.cells[at.sheet].pop((at.row, at.column), None)
        return self

    def as_they_will_be(self, workbook: Workbook) -> dict[str, Mapping[tuple[int, int], object]]:
        """What cells will hold, by sheet, those of appended rows too."""
        held: dict[str, Mapping[tuple[int, int], object]] = dict(self.cells)
        for sheet, rows in self.append.items():
            below = 1 + max((number for number, _ in workbook.rows(sheet)), default=0) if rows else 0
            held[sheet] = {
                **self.cells[sheet],
                **{
                    (number, at): new.content if isinstance(new, Put) else new
                    for number, cells in enumerate(rows, below)
                    for at, new in cells.items()
                },
            }
        return held

    def changes(self, workbook: Workbook) -> dict[str, SheetChange]:
        names = {*self.cells, *self.append, *self.heights}
        fitting = _as_it_is if workbook.styles.fills else _without_day
        return {
            name: SheetChange(
                cells={at: fitting(new) for at, new in self.cells[name].items()},
                append=[{at: fitting(new) for at, new in row.items()} for row in self.append[name]],
                heights=self.heights[name],
                append_heights=_fitted(workbook, name, self.append[name]),
            )
            for name in names
        }


def _as_it_is(new: New) -> New:
    return new


def _without_day(new: New) -> New:
    """A day as text (2025-03-15): in a workbook without cell formats it would show as a number."""
    return new.isoformat() if isinstance(new, date) else new


def _fitted(workbook: Workbook, sheet: str, rows: Sequence[Mapping[int, Content | Put]]) -> list[float]:
    """How tall the texts of each row make it, in columns as wide as they now are."""
    widths = workbook.widths(sheet) if rows else {}
    return [
        height((text, widths[at]) for at, text in row.items() if isinstance(text, str) and widths.get(at))
        for row in rows
    ]


def update_master(
    book: bytes,
    master: Master,
    outcome: MergeOutcome,
    *,
    number: int,
    now: datetime,
    translate: Catalog,
    responses: Sequence[Response],
    known_ids: frozenset[str] = frozenset(),
    round_name: str = "",
) -> Updated:
    """`book` with `outcome` in it, as merge `number`.

    `outcome.questions` carry their keys; `known_ids` are those never to be given again; `round_name` is the round
    that runs. Raises `UnwritableValues` where
    values have no cell that can hold them (a formula stands there, the column is gone), `Refused` where the
    workbook cannot be changed at all; nothing is lost then. What only informs (Oversikt, say) gives way.
    """
    book, master = with_needed_sheets(book, master, outcome, translate)
    workbook = Workbook.open(book)
    refused: frozenset[CellPlace] = frozenset()
    while True:
        plan, given = with_ids(
            master, fitting(master, outcome.plan, outcome.settled_proposals), known_ids, refused
        )
        ids = _id_changes(plan, given)
        sheets = _Sheets()
        _gather(sheets, workbook, master, outcome, plan, given, translate)
        told = [*outcome.hand, *outcome.changes, *ids]
        _write_log(sheets, master, told, number=number, now=now, translate=translate)
        development = over_time_changes(workbook, plan, now.date(), round_name, translate)
        if development is not None:
            sheets.cells[development.sheet] |= development.cells
            sheets.append[development.sheet] += development.append
        if master.overview:
            since = development.since if development else None
            facts = Facts(plan, now.date(), _places(master, given), responses, translate, since)
            sheets.cells[master.overview] |= overview_changes(workbook, master.overview, facts)
        if sheets.nowhere:
            raise UnwritableValues(sheets.nowhere, Place())
        sheets.without(refused)
        for sheet, results in recalculated(workbook, sheets.as_they_will_be(workbook)).items():
            sheets.cells[sheet] |= results
        try:
            return Updated(changed(book, sheets.without(refused).changes(workbook))[0], plan, tuple(ids))
        except Refused as refusal:
            refused |= _giving_way(sheets, refusal, refused)


def _giving_way(sheets: _Sheets, refusal: Refused, before: Set[CellPlace]) -> Set[CellPlace]:
    """The refused cells that nothing hangs on; `UnwritableValues`, or `refusal`, where something does."""
    found = problems_by_cell(refusal.problems)
    fields = {
        sheets.meant[at]: refused_cell_reason(problem) for at, problem in found.items() if at in sheets.meant
    }
    if fields:
        raise UnwritableValues(fields, refusal.problems[0].place) from refusal
    if len(found) < len(refusal.problems) or found.keys() <= before:
        raise refusal
    return found.keys()


def _gather(
    sheets: _Sheets,
    workbook: Workbook,
    master: Master,
    outcome: MergeOutcome,
    plan: Plan,
    given: Sequence[tuple[NewRow, str]],
    translate: Catalog,
) -> None:
    _write_ids(
        sheets, workbook, [*master.regained, *((row.place, identity) for row, identity in given)], translate
    )
    _write_measures(sheets, workbook, master, plan, translate)
    if master.shares is not None:
        change = shares_change(workbook, master.shares, master.plan, plan, translate)
        sheets.cells[master.shares.sheet] |= change.cells
        sheets.append[master.shares.sheet] += change.rows
        sheets.meant |= {CellPlace(master.shares.sheet, *at): meant for at, meant in change.meant.items()}
    if master.conflicts is not None:
        place = _with_id_column(sheets, workbook, master.conflicts, translate)
        _write_waiting(sheets, place, conflicts_change(place, outcome, plan.scale, translate))
    if master.proposals is not None:
        place = _with_id_column(sheets, workbook, master.proposals, translate)
        _write_waiting(sheets, place, proposals_change(place, outcome))
    for sheet, rows in accepted_rows(workbook, master, plan, outcome.settled_proposals, translate).items():
        sheets.append[sheet] += rows


def with_ids(
    master: Master, plan: Plan, known: frozenset[str], refused: Set[CellPlace] = frozenset()
) -> tuple[Plan, list[tuple[NewRow, str]]]:
    """The plan with an identity for every goal and measure, and which new row got which.

    A row whose cell for it is among `refused` stays without.
    """
    taken = {*known, *(g.id for g in plan.goals), *(m.id for m in plan.measures)}
    rows = {
        kind: iter([row for row in master.unidentified if row.kind == kind]) for kind in ("goal", "measure")
    }
    given: list[tuple[NewRow, str]] = []

    def measure(one: Measure) -> Measure:
        if one.id:
            return one
        row = next(rows["measure"])
        if _id_cell(row.place) in refused:
            return one
        identity = measure_id(f"{one.number}\n{one.text}", taken)
        taken.add(identity)
        given.append((row, identity))
        return replace(one, id=identity)

    def goal(one: Goal) -> Goal:
        measures = tuple(map(measure, one.measures))
        row = None if one.id else next(rows["goal"], None)
        if row is None or _id_cell(row.place) in refused:
            return replace(one, measures=measures)
        identity = goal_id(f"{one.number}\n{one.text}", taken)
        taken.add(identity)
        given.append((row, identity))
        return replace(one, id=identity, measures=measures)

    return plan.map_goals(goal), given


def _id_cell(place: RowPlace) -> CellPlace:
    return CellPlace(place.sheet, place.row, place.columns.get("id", 0))


def _write_ids(
    sheets: _Sheets, workbook: Workbook, rows: Sequence[tuple[RowPlace, str]], translate: Catalog
) -> None:
    """Each row's ID in its column; a sheet that has none gets one, to the right of all."""
    made: dict[str, int] = {}
    for place, identity in rows:
        column = place.columns.get("id") or made.get(place.sheet)
        if column is None:
            column = made[place.sheet] = _new_id_column(sheets, workbook, place, translate)
        sheets.cells[place.sheet][place.row, column] = identity


def _new_id_column(
    sheets: _Sheets, workbook: Workbook, place: RowPlace | SheetPlace, translate: Catalog
) -> int:
    column = 1 + max((at for _, cells in workbook.rows(place.sheet, blanks=True) for at in cells), default=0)
    sheets.cells[place.sheet][place.header, column] = translate(ID.heading)
    return column


def _with_id_column(
    sheets: _Sheets, workbook: Workbook, place: DecisionsPlace, translate: Catalog
) -> DecisionsPlace:
    """Without its IDs a row is nobody's, and what waits would be written again by every merge."""
    if "id" in place.columns:
        return place
    return replace(place, columns={**place.columns, "id": _new_id_column(sheets, workbook, place, translate)})


def _id_changes(plan: Plan, given: Sequence[tuple[NewRow, str]]) -> list[Change]:
    measures = {m.id: m for m in plan.measures}
    return [
        Change("new", identity, measures[identity].number, measures[identity].text, "id", None, identity)
        for row, identity in given
        if row.kind == "measure"
    ]


def _places(master: Master, given: Sequence[tuple[NewRow, str]]) -> dict[str, tuple[str, int]]:
    known = {key: (place.sheet, place.row) for key, place in master.places.items()}
    return known | {identity: (row.place.sheet, row.place.row) for row, identity in given}


def _write_measures(
    sheets: _Sheets, workbook: Workbook, master: Master, plan: Plan, translate: Catalog
) -> None:
    before = {m.id: m for m in master.plan.measures}
    widths = cache(workbook.widths)
    for measure in plan.measures:
        old = before.get(measure.id)
        if old is None or old == measure:
            continue
        place = master.places[measure.id]
        for key, content in _differing(old, measure, plan, translate):
            meant = (measure.id, "", key)
            if key not in place.columns:
                sheets.nowhere[meant] = no_column_reason(place.sheet, key)
                continue
            at = CellPlace(place.sheet, place.row, place.columns[key])
            sheets.cells[at.sheet][at.row, at.column] = content
            sheets.meant[at] = meant
        texts = {"comment": measure.report.comment, "reported_by": measure.reported_by}
        wide = widths(place.sheet)
        sheets.heights[place.sheet][place.row] = height(
            (text, wide[place.columns[key]])
            for key, text in texts.items()
            if key in place.columns and wide.get(place.columns[key])
        )


def _differing(old: Measure, new: Measure, plan: Plan, translate: Catalog) -> Iterator[tuple[str, Content]]:
    for name in Field:
        value = new.report.get(name)
        if value != old.report.get(name):
            yield name.value, cell_content(name, value, plan.scale, translate)
    if new.reported_on != old.reported_on:
        yield "reported_on", new.reported_on
    if new.reported_by != old.reported_by:
        yield "reported_by", new.reported_by or None


def _write_waiting(sheets: _Sheets, place: DecisionsPlace, change: WaitingChange) -> None:
    sheets.cells[place.sheet] |= change.cells
    sheets.append[place.sheet] += change.append
    sheets.heights[place.sheet] |= change.heights


def _write_log(
    sheets: _Sheets,
    master: Master,
    changes: Sequence[Change],
    *,
    number: int,
    now: datetime,
    translate: Catalog,
) -> None:
    if master.log is None:
        return
    for change in changes:
        if change.kind == "rollup" and change.field != Field.STATUS:
            continue
        sheets.append[master.log.sheet].append(
            _row(
                master.log,
                LOG_COLUMNS,
                {
                    "when": now.strftime("%Y-%m-%d %H:%M"),
                    "number": change.number,
                    "text": change.text,
                    "actor": translate(changed_by(change)),
                    "field": _field(change, translate),
                    "before": value_words(change.field, change.before, master.plan.scale, translate),
                    "after": translate(DECLINE)
                    if change.kind == "proposal" and change.after is None
                    else value_words(change.field, change.after, master.plan.scale, translate),
                    "file": change.file,
                    "merge": str(number),
                    "id": change.measure,
                },
            )
        )


def _field(change: Change, translate: Catalog) -> str:
    words = field_heading(change.field, translate)
    return f"{words} ({change.member})" if change.member and change.kind in ("hand", "decision") else words


def _row(place: SheetPlace, columns: Sequence[Column], texts: Mapping[str, str]) -> dict[int, Content | Put]:
    return {
        place.columns[column.key]: texts[column.key]
        for column in columns
        if column.key in place.columns and texts.get(column.key)
    }


def log_has_merge(book: bytes, log: SheetPlace | None, number: int) -> bool:
    """True where the master's own log tells of merge `number`."""
    if log is None or "merge" not in log.columns:
        return False
    return any(str(cell.value) == str(number) for cell in _column(book, log, "merge"))


def log_has_undo(book: bytes, log: SheetPlace | None, number: int) -> bool:
    """True where the master's own log tells that merge `number` was undone."""
    if log is None or "text" not in log.columns:
        return False
    told = {wording.format(number=number) for wording in every_wording(UNDONE)}
    return any(str(cell.value) in told for cell in _column(book, log, "text"))


def has_any_question(book: bytes, conflicts: SheetPlace | None, keys: Set[str]) -> bool:
    """True where one of the questions stands in Konfliktar."""
    if conflicts is None or not keys or "id" not in conflicts.columns:
        return False
    return any(str(cell.value) in keys for cell in _column(book, conflicts, "id"))


def _column(book: bytes, place: SheetPlace, key: str) -> Iterator[Cell]:
    """The cells below the heading, but for totals (a count is no number of a merge)."""
    column = place.columns[key]
    for at, row in Workbook.open(book).rows_without_totals(place.sheet):
        if at > place.header and column in row:
            yield row[column]
