"""The master after a merge: only the cells that are to say something else, changed in place."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from regionplan_xl.errors import InputError, Place
from regionplan_xl.excel.layout import COMMENT, CONFLICT_COLUMNS, ID, LOG_COLUMNS, Column
from regionplan_xl.excel.master import Master, NewRow, RowPlace, SheetPlace
from regionplan_xl.excel.overview_blocks import Response
from regionplan_xl.excel.overview_formulas import recalculated
from regionplan_xl.excel.overview_update import Facts, overview_changes
from regionplan_xl.excel.row_height import height
from regionplan_xl.excel.shares_update import shares_change
from regionplan_xl.excel.words import cell_content, field_words, shown_value
from regionplan_xl.locale import Catalog
from regionplan_xl.ooxml import Cached, Put, SheetChange, Workbook, changed
from regionplan_xl.ooxml.cell_xml import Content
from regionplan_xl.plan.ids import goal_id, measure_id
from regionplan_xl.plan.model import Field, FocusArea, Goal, Measure, Plan
from regionplan_xl.plan.outcome import Change, Outcome, Question
from regionplan_xl.text import Phrase, say

SECRETARIAT = say("The secretariat")
ROLLED_UP = say("Rolled up")
ID_GIVEN = say("New row")

Cells = dict[tuple[int, int], Content | Put | Cached]


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

    def changes(self) -> dict[str, SheetChange]:
        names = {*self.cells, *self.append, *self.heights}
        return {
            name: SheetChange(cells=self.cells[name], append=self.append[name], heights=self.heights[name])
            for name in names
        }


def update_master(
    book: bytes,
    master: Master,
    outcome: Outcome,
    *,
    number: int,
    now: datetime,
    said: Catalog,
    responses: Sequence[Response],
    known_ids: frozenset[str] = frozenset(),
) -> Updated:
    """`book` with `outcome` in it, as merge `number`.

    `outcome.questions` carry their keys; `known_ids` are those never to be given again. Raises `InputError` with
    the place where a cell that must change cannot be (a formula, a missing column); nothing is lost then.
    """
    workbook = Workbook.open(book)
    sheets = _Sheets()
    plan, given = _with_ids(master, outcome.plan, known_ids)
    for row, identity in given:
        _write_id(sheets, row, identity)
    _write_measures(sheets, master, plan, said)
    if master.shares is not None:
        cells, append = shares_change(workbook, master.shares, master.plan, plan, said)
        sheets.cells[master.shares.sheet] |= cells
        sheets.append[master.shares.sheet] += append
    _write_conflicts(sheets, workbook, master, outcome, said)
    ids = _id_changes(plan, given)
    _write_log(sheets, master, [*outcome.changes, *ids], number=number, now=now, said=said)
    if master.overview:
        places = _places(master, given)
        facts = Facts(plan, now.date(), places, responses, said)
        sheets.cells[master.overview] |= overview_changes(workbook, master.overview, facts)
    for sheet, results in recalculated(workbook, sheets.cells).items():
        sheets.cells[sheet] |= results
    return Updated(changed(book, sheets.changes())[0], plan, tuple(ids))


def _with_ids(master: Master, plan: Plan, known: frozenset[str]) -> tuple[Plan, list[tuple[NewRow, str]]]:
    """The plan with an identity for every goal and measure, and which new row got which."""
    taken = {*known, *(g.id for g in plan.goals), *(m.id for m in plan.measures)}
    rows = {
        kind: iter([row for row in master.unidentified if row.kind == kind]) for kind in ("goal", "measure")
    }
    given: list[tuple[NewRow, str]] = []

    def measure(one: Measure) -> Measure:
        if one.id:
            return one
        identity = measure_id(f"{one.number}\n{one.text}", taken)
        taken.add(identity)
        given.append((next(rows["measure"]), identity))
        return replace(one, id=identity)

    def goal(one: Goal) -> Goal:
        measures = tuple(map(measure, one.measures))
        row = None if one.id else next(rows["goal"], None)
        if row is None:
            return replace(one, measures=measures)
        identity = goal_id(f"{one.number}\n{one.text}", taken)
        taken.add(identity)
        given.append((row, identity))
        return replace(one, id=identity, measures=measures)

    def area(one: FocusArea) -> FocusArea:
        return replace(one, goals=tuple(map(goal, one.goals)))

    return replace(plan, areas=tuple(map(area, plan.areas))), given


def _write_id(sheets: _Sheets, new: NewRow, identity: str) -> None:
    place = new.place
    column = place.columns.get("id")
    if column is None:
        raise InputError(
            say("The sheet has no column «{column}».", column=ID.heading),
            say("Write the heading «ID» above an empty column of that sheet; the merge fills it in."),
            Place(place.sheet),
        )
    sheets.cells[place.sheet][place.row, column] = identity


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


def _write_measures(sheets: _Sheets, master: Master, plan: Plan, said: Catalog) -> None:
    before = {m.id: m for m in master.plan.measures}
    for measure in plan.measures:
        old = before.get(measure.id)
        if old is None or old == measure:
            continue
        place = master.places[measure.id]
        for key, content in _differing(old, measure, plan, said):
            sheets.cells[place.sheet][place.row, _column(place, key)] = content
        fitted = height([(measure.report.comment, COMMENT.width)]) if measure.report.comment else 0.0
        if measure.report.comment != old.report.comment and fitted:
            sheets.heights[place.sheet][place.row] = fitted


def _differing(old: Measure, new: Measure, plan: Plan, said: Catalog) -> Iterator[tuple[str, Content]]:
    for name in Field:
        value = new.report.get(name)
        if value != old.report.get(name):
            yield name.value, cell_content(name, value, plan.scale, said)
    if new.reported_on != old.reported_on:
        yield "reported_on", new.reported_on
    if new.reported_by != old.reported_by:
        yield "reported_by", new.reported_by or None


def _column(place: RowPlace, key: str) -> int:
    if key not in place.columns:
        from regionplan_xl.excel.layout import MEASURE_COLUMNS

        heading = next(column.heading for column in MEASURE_COLUMNS if column.key == key)
        raise InputError(
            say("The sheet has no column «{column}», so an answer cannot be written.", column=heading),
            say("Put the column back, with that heading. The answers are kept meanwhile."),
            Place(place.sheet, place.row),
        )
    return place.columns[key]


def _write_conflicts(
    sheets: _Sheets, workbook: Workbook, master: Master, outcome: Outcome, said: Catalog
) -> None:
    place = master.conflicts
    if place is None:
        if outcome.questions:
            raise InputError(
                say("The master has no sheet «{sheet}», where questions are put.", sheet=say("Conflicts")),
                say("Put the sheet back (a copy is in workbooks/backups). The answers are kept meanwhile."),
            )
        return
    keys = {settled.key for settled in outcome.settled}
    free: list[int] = []
    for number, row in workbook.rows(place.sheet):
        cell = row.get(place.columns.get("id", 0))
        if number > place.header and cell is not None and str(cell.value) in keys:
            free.append(number)
    rows = [_conflict_row(place, question, outcome.plan, said) for question in outcome.questions]
    ours = [place.columns[column.key] for column in CONFLICT_COLUMNS if column.key in place.columns]
    for number in free:
        contents = rows.pop(0) if rows else {}
        sheets.cells[place.sheet] |= {(number, column): contents.get(column) for column in ours}
    sheets.append[place.sheet] += rows


def _conflict_row(
    place: SheetPlace, question: Question, plan: Plan, said: Catalog
) -> dict[int, Content | Put]:
    name = question.field.value if question.field else ""

    def words(value: object) -> str:
        return shown_value(name, value, plan.scale, said)

    return _row(
        place,
        CONFLICT_COLUMNS,
        {
            "number": question.number,
            "text": question.text,
            "actor": question.actor,
            "field": field_words(name, said) if name else "",
            "base": words(question.base),
            "answer": words(question.answer),
            "now": words(question.now),
            "reason": said(question.reason),
            "when": question.asked.astimezone().strftime("%Y-%m-%d %H:%M"),
            "file": question.file,
            "id": question.key,
        },
    )


def _write_log(
    sheets: _Sheets, master: Master, changes: Sequence[Change], *, number: int, now: datetime, said: Catalog
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
                    "actor": said(_who(change)),
                    "field": field_words(change.field, said),
                    "before": shown_value(change.field, change.before, master.plan.scale, said),
                    "after": shown_value(change.field, change.after, master.plan.scale, said),
                    "file": change.file,
                    "merge": str(number),
                    "id": change.measure,
                },
            )
        )


def _who(change: Change) -> Phrase | str:
    words: Mapping[str, Phrase] = {
        "rollup": ROLLED_UP, "decision": SECRETARIAT, "hand": SECRETARIAT, "new": ID_GIVEN, "deleted": SECRETARIAT,
    }  # fmt: skip
    return words.get(change.kind, change.actor)


def _row(place: SheetPlace, columns: Sequence[Column], texts: Mapping[str, str]) -> dict[int, Content | Put]:
    return {
        place.columns[column.key]: texts[column.key]
        for column in columns
        if column.key in place.columns and texts.get(column.key)
    }


def bears_merge(book: bytes, log: SheetPlace | None, number: int) -> bool:
    """True where the master's own log tells of merge `number`."""
    if log is None or "merge" not in log.columns:
        return False
    column = log.columns["merge"]
    rows = Workbook.open(book).rows(log.sheet)
    return any(column in row and str(row[column].value) == str(number) for at, row in rows if at > log.header)
