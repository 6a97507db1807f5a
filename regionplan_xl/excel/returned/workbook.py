"""A workbook that came back: which codes it bears, and what it answers, row by row."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from regionplan_xl.errors import Place
from regionplan_xl.excel.common import actor_marks
from regionplan_xl.excel.common.columns import ANSWERABLE, ID, MEASURE, STATUS
from regionplan_xl.excel.parsing import status_words
from regionplan_xl.excel.parsing.grid import Grid
from regionplan_xl.excel.parsing.painted_colour import status_of_paint
from regionplan_xl.excel.parsing.report_cells import AnswerValue, read_answer, shown
from regionplan_xl.excel.parsing.status_parser import status_of_words
from regionplan_xl.excel.returned.displaced_answers import (
    answers_moved,
    in_order,
    locked_cells_moved,
    whole_rows,
)
from regionplan_xl.excel.returned.measure_table import Table, TableRow, find_table
from regionplan_xl.excel.returned.proposals import read_proposals
from regionplan_xl.excel.returned.row_matching import Doubt, Matcher
from regionplan_xl.excel.returned.stray_text import (
    elsewhere,
    in_other_columns,
    naming_above,
    over_the_previous,
)
from regionplan_xl.locale import every_wording
from regionplan_xl.plan.codes import read_dispatch_code
from regionplan_xl.plan.merging.exchange import Answer, Dispatch, Held, SentRow, Submission, Unclear
from regionplan_xl.plan.model import Field
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import Phrase, fold, phrase, squeeze

_CODE_WORDS = tuple(dict.fromkeys(fold(word) for word in (*every_wording(actor_marks.CODE), "kode", "code")))
_CODE = re.compile(
    # Ours has two groups of three (`plan.codes`); people put spaces and other dashes between them.
    rf"\b(?:{'|'.join(_CODE_WORDS)})\s*[:：]\s*"
    r"(?P<code>[0-9a-z]{3}\s*[-–—]?\s*[0-9a-z]{3}(?![0-9a-z-])|[0-9a-z]+(?:-[0-9a-z]+)*)",
    re.IGNORECASE,
)
_MOST_HELD = 300  # places of one file, besides two for each of its measures
_CODE_WITHIN = 400  # characters: a cell with a longer text is a comment
_FIELDS = {Field(column.key): column for column in ANSWERABLE}

NO_TABLE = phrase("No sheet has the headings of the measures, so no answer could be read.")
ONLY_INVOLVED = phrase("The actor is only involved in this measure, so its answer does not count.")
MORE = phrase("{count} more places in this file wait; look into the file itself.")
TWICE = phrase("The same measure stands in several rows with different answers.")
DISTURBED = phrase("On this sheet answers seem to have moved away from their measures.")
UNMARKED = phrase(
    "The hidden IDs are gone from this sheet and its rows are not as they were sent, so it is not sure that "
    "answers and measures still belong together."
)


def find_codes(grid: Grid) -> set[str]:
    """Every code that the workbook bears, as the ledger writes it: on any sheet or in its properties."""
    found = {_normal(code) for code in grid.codes}
    for sheet in grid.sheets:
        for row in sheet.rows.values():
            for column, cell in row.items():
                if not isinstance(cell.value, str) or len(cell.value) > _CODE_WITHIN:
                    continue
                found.update(_normal(match["code"]) for match in _CODE.finditer(cell.value))
                if fold(cell.value).rstrip(": ") in _CODE_WORDS:
                    beside = row.get(column + 1)
                    found |= {_normal(beside.text)} if beside and not beside.is_blank else set()
    return found


def read_returned(
    grid: Grid, dispatch: Dispatch, *, scale: Scale, source_hash: str, file: str, received: datetime
) -> Submission:
    """What the workbook answers to what `dispatch` sent; what cannot surely be placed is held.

    Rows are found by ID and locked text on every visible sheet that has the headings. Blank and untouched
    fields give no answer.
    """
    tables = _tables(grid, scale)
    held: list[Held] = [] if tables else [Held(NO_TABLE, Place(file=file))]
    matcher = Matcher(dispatch)
    read: dict[str, list[list[_Row]]] = {row.measure: [] for row in dispatch.rows}
    for table in tables:
        placed, doubtful = _read_table(table, matcher, _Source(file, received.date(), scale))
        held += doubtful
        for measure, rows in placed.items():
            read[measure].append(rows)
    held += elsewhere(grid, {table.sheet.name for table in tables}, matcher, file, scale)
    answers: list[Answer] = []
    for sent in dispatch.rows:
        given, contradicting = _agreed(read[sent.measure])
        if contradicting:
            held += [_held(row, TWICE) for row in contradicting if row.answers]
        elif given and not sent.answerable:
            held += [_held(row, ONLY_INVOLVED) for rows in read[sent.measure] for row in rows if row.answers]
        else:
            answers += given
    proposals, refused = read_proposals(grid, {table.sheet.name for table in tables}, file)
    return Submission(
        source=source_hash,
        file=file,
        received=received,
        dispatch=dispatch,
        answers=tuple(answers),
        held=tuple(_bounded([*held, *refused], dispatch, file)),
        proposals=proposals,
    )


@dataclass(frozen=True)
class _Source:
    """The file that is read, the day it came, and the statuses that it may speak of."""

    file: str
    day: date
    scale: Scale


@dataclass(frozen=True)
class _Row:
    """A returned row whose measure is known, and what is new in it."""

    row: TableRow
    sent: SentRow
    place: Place
    answers: tuple[Answer, ...]

    @property
    def said(self) -> dict[Field, AnswerValue]:
        return {answer.field: answer.value for answer in self.answers}


def _tables(grid: Grid, scale: Scale) -> list[Table]:
    found = [(sheet, table) for sheet in grid.sheets if (table := find_table(sheet, scale)) is not None]
    visible = [table for sheet, table in found if sheet.visible]
    # Whoever hid the sheet itself still answered on it.
    return visible or [table for _, table in found]


def _read_table(table: Table, matcher: Matcher, source: _Source) -> tuple[dict[str, list[_Row]], list[Held]]:
    """The rows of each measure on one sheet, and what is held of it."""
    placed: dict[str, list[_Row]] = {}
    held: list[Held] = []
    for row in table.rows():
        matched = matcher.match(row)
        place = Place(table.sheet.name, row.number, file=source.file)
        sent = matched if isinstance(matched, SentRow) else None
        held += in_other_columns(row, sent, place, source.scale)
        if isinstance(matched, SentRow):
            answers = tuple(_answers(row, matched, source, place))
            placed.setdefault(matched.measure, []).append(_Row(row, matched, place, answers))
        elif content := _new_content(row, matched, source, place):
            held.append(Held(matched.reason, place, content))
    every = [row for rows in placed.values() for row in rows]
    sure = _surely_whole(table, every, matcher, source.scale, bool(held))
    held += over_the_previous(table, [(row.row, row.sent) for row in every], source.file, source.scale)
    held += naming_above(table, matcher, source.file)
    found = {row.row.number for row in every}
    between = [row for row in table.rows() if row.number not in found and not row.text(MEASURE.key)]
    moved = _astray(between, source.scale) or _moved(table, every, between)
    kept: dict[str, list[_Row]] = {}
    for one in every:
        if not moved and one.row.number in sure:
            kept.setdefault(one.sent.measure, []).append(one)
        elif one.answers:
            held.append(_held(one, DISTURBED if moved else UNMARKED))
    return kept, held


def _surely_whole(
    table: Table, rows: Sequence[_Row], matcher: Matcher, scale: Scale, some_held: bool
) -> Collection[int]:
    """The numbers of the rows whose answers went along wherever they were moved."""
    numbers = {row.row.number for row in rows}
    if any(row.row.ids() for row in rows):
        return numbers
    places = [matcher.order[row.sent.measure] for row in sorted(rows, key=lambda row: row.row.number)]
    if in_order(places) and not some_held:
        return numbers
    return whole_rows(table, [(row.row, row.sent) for row in rows], matcher.sent, scale)


def _moved(table: Table, rows: Sequence[_Row], between: Sequence[TableRow]) -> bool:
    """True where no row of a sheet is sure, although each by itself seems so."""
    counts = Counter(row.sent.measure for row in rows)
    once = [row for row in rows if counts[row.sent.measure] == 1]
    return locked_cells_moved(table, [(row.row, row.sent) for row in once], between) or answers_moved(
        [(row.sent, row.row, row.said) for row in once]
    )


def _astray(rows: Sequence[TableRow], scale: Scale) -> bool:
    """True where answers stand in rows of no measure (a band, a blank row): others have moved with them.

    A single remark was written there.
    """
    said = [row for row in rows if not row.ids() and any(row.text(column.key) for column in ANSWERABLE)]
    return len(said) > 1 or any(
        isinstance(row.cell(Field.EXPECTED.value).value, date)
        or isinstance(row.cell(Field.PROGRESS.value).value, (int, float))
        or isinstance(status_of_words(row.text(STATUS.key) or "?", scale), str)
        for row in said
    )


def _new_content(row: TableRow, doubt: Doubt, source: _Source, place: Place) -> str:
    """What is written in a row that cannot be placed, to be shown; empty where whomever it is of, it is nothing new."""
    if doubt.about and not any(True for sent in doubt.about for _ in _answers(row, sent, source, place)):
        return ""
    return _content(row, source.scale)


def _agreed(sheets: Sequence[Sequence[_Row]]) -> tuple[list[Answer], list[_Row]]:
    """The answers to one measure, or else the rows that contradict one another.

    On one sheet all its rows must say the same. Of several sheets (a copy, a second attempt) one may say more
    than another, but not otherwise.
    """
    rows = [row for rows in sheets for row in rows]
    answers: dict[Field, Answer] = {}
    for row in rows:
        for answer in row.answers:
            answers.setdefault(answer.field, answer)
    known = {name: answer.value for name, answer in answers.items()}
    torn = any(row.said != told[0].said for told in map(_telling, sheets) for row in told)
    otherwise = any(value != known[name] for row in rows for name, value in row.said.items())
    return ([], rows) if torn or otherwise else (list(answers.values()), [])


def _telling(rows: Sequence[_Row]) -> list[_Row]:
    """The rows that tell: of copied ones, IDs and all, those that say nothing new say nothing otherwise."""
    telling = [row for row in rows if row.said or len(set(row.row.ids().values())) != 1]
    return telling or list(rows)


def _bounded(held: Sequence[Held], dispatch: Dispatch, file: str) -> Iterator[Held]:
    """Each that is held, but no more than a person could go through: one file must not bury the others."""
    most = _MOST_HELD + 2 * len(dispatch.rows)
    yield from held[:most]
    if rest := held[most:]:
        reason = MORE.with_values(count=len(rest))
        yield Held(reason, Place(file=file), shown("; ".join(one.written for one in rest[:_MOST_HELD])))


def _answers(row: TableRow, sent: SentRow, source: _Source, place: Place) -> Iterator[Answer]:
    status: object = None
    for name, column in _FIELDS.items():
        ticks = _ticks(row) if name is Field.STATUS else ()
        base = sent.base.get(name)
        value = read_answer(name, row.cell(column.key), base, source.scale, ticks, source.day)
        if name is Field.STATUS:
            status = base if value is None else value
        if isinstance(value, Unclear) and name is Field.PROGRESS and _is_all_of_it(row, status):
            value = 1.0
        heading = row.table.headings.get(column.key, "")
        # A heading that was repeated further down, and shifted since, is no answer.
        if value is not None and row.text(column.key) != heading:
            yield Answer(sent.measure, sent.member, name, value, base, replace(place, column=heading))


def _is_all_of_it(row: TableRow, status: object) -> bool:
    # SheetJS loses the per cent format, and so does .csv by several programs; beside «done» a bare 1 is not 1 %.
    return status == "done" and row.text(Field.PROGRESS.value) in ("1", "1.0", "1,0")


def _ticks(row: TableRow) -> Sequence[str]:
    return [
        status
        for column, status in row.table.ticks.items()
        if column in row.cells and fold(row.cells[column].text) in status_words.MARKS
    ]


def _content(row: TableRow, scale: Scale) -> str:
    """What somebody wrote, ticked or painted in a row, to be shown; empty where there is nothing to lose."""
    cells = [(row.table.headings.get(column.key, ""), row.cell(column.key)) for column in ANSWERABLE]
    parts = [f"{heading}: {shown(squeeze(cell.text))}" for heading, cell in cells if not cell.is_blank]
    parts += [scale[status].label("") for status in _ticks(row)]
    paint = row.cell(STATUS.key).colour
    if paint and status_of_paint(paint, scale) is not None:
        parts.append(paint)
    if not row.text(ID.key):
        parts = [part for part in (shown(row.text(MEASURE.key)), *parts) if part]
    return "; ".join(parts)


def _held(row: _Row, reason: Phrase) -> Held:
    said = "; ".join(f"{answer.place.column}: {_said(answer, row.row)}" for answer in row.answers)
    return Held(reason, row.place, said, row.sent.measure)


def _said(answer: Answer, row: TableRow) -> str:
    """The answer as it was written; where it was painted or ticked, as it is read."""
    written = row.cell(answer.field.value)
    if isinstance(answer.value, Unclear):
        return answer.value.written
    return shown(squeeze(str(answer.value) if written.is_blank else written.text))


def _normal(code: str) -> str:
    return read_dispatch_code(code) or squeeze(code).upper()
