"""A workbook that came back: which codes it bears, and what it answers, row by row."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from regionplan_xl.errors import Place
from regionplan_xl.excel import actor_layout, wordings
from regionplan_xl.excel.answers import Said, read_answer, read_comment, shown
from regionplan_xl.excel.grid import Grid, GridCell, GridSheet
from regionplan_xl.excel.layout import ANSWERABLE, HEADER_WITHIN_ROWS, ID, MEASURE, STATUS, find_columns
from regionplan_xl.excel.matching import Doubt, Matcher, Table, TableRow, find_table
from regionplan_xl.excel.moved import answers_moved, in_order, locked_cells_moved
from regionplan_xl.excel.painted import status_of_paint
from regionplan_xl.locale import every_wording
from regionplan_xl.plan.codes import read_dispatch_code
from regionplan_xl.plan.exchange import Answer, Dispatch, Held, SentRow, Submission, Unclear
from regionplan_xl.plan.model import Field
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import Phrase, fold, say, squeeze

_CODE_WORDS = tuple(dict.fromkeys(fold(word) for word in (*every_wording(actor_layout.CODE), "kode", "code")))
_CODE = re.compile(
    # Ours has two groups of three (`plan.codes`); people put spaces and other dashes between them.
    rf"\b(?:{'|'.join(_CODE_WORDS)})\s*[:：]\s*"
    r"(?P<code>[0-9a-z]{3}\s*[-–—]?\s*[0-9a-z]{3}(?![0-9a-z-])|[0-9a-z]+(?:-[0-9a-z]+)*)",
    re.IGNORECASE,
)
_CODE_WITHIN = 400  # characters: a cell with a longer text is a comment
_FIELDS = {Field(column.key): column for column in ANSWERABLE}

NO_TABLE = say("No sheet has the headings of the measures, so no answer could be read.")
ONLY_INVOLVED = say("The actor is only involved in this measure, so its answer does not count.")
TWICE = say("The same measure stands in several rows with different answers.")
DISTURBED = say("On this sheet answers seem to have moved away from their measures.")
UNMARKED = say(
    "The hidden IDs are gone from this sheet and its rows are not as they were sent, so it is not sure that "
    "answers and measures still belong together."
)
ELSEWHERE = say(
    "This names measure {number}, but the sheet has not the headings that tell what is an answer."
)
STRANGE = say("The column «{column}» is not known, and one of those for the answers is missing.")


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
    held += _elsewhere(grid, tables, matcher, file)
    answers: list[Answer] = []
    for sent in dispatch.rows:
        given, contradicting = _agreed(read[sent.measure])
        if contradicting:
            held += [_held(row, TWICE) for row in contradicting]
        elif given and not sent.answerable:
            held += [_held(row, ONLY_INVOLVED) for rows in read[sent.measure] for row in rows if row.answers]
        else:
            answers += given
    proposals, refused = _proposals(grid, {table.sheet.name for table in tables}, file)
    return Submission(
        source=source_hash,
        file=file,
        received=received,
        dispatch=dispatch,
        answers=tuple(answers),
        held=(*held, *refused),
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
    def said(self) -> dict[Field, Said]:
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
        held += _in_strange_columns(row, place)
        if isinstance(matched, SentRow):
            answers = tuple(_answers(row, matched, source, place))
            placed.setdefault(matched.measure, []).append(_Row(row, matched, place, answers))
        elif content := _new_content(row, matched, source, place):
            held.append(Held(matched.reason, place, content))
    every = [row for rows in placed.values() for row in rows]
    found = {row.row.number for row in every}
    between = [row for row in table.rows() if row.number not in found and not row.text(MEASURE.key)]
    doubt = _doubt_of_sheet(table, every, between, matcher, bool(held))
    if doubt is not None:
        return {}, [*held, *(_held(row, doubt) for row in every if row.answers)]
    return placed, held


def _doubt_of_sheet(
    table: Table, rows: Sequence[_Row], between: Sequence[TableRow], matcher: Matcher, some_held: bool
) -> Phrase | None:
    """Why no row of a sheet is sure, although each by itself seems so; None where there is no reason."""
    if not any(row.row.ids() for row in rows):
        places = [matcher.order[row.sent.measure] for row in rows]
        if some_held or not table.as_sent() or not in_order([row.row for row in rows], places):
            return UNMARKED
    counts = Counter(row.sent.measure for row in rows)
    once = [row for row in rows if counts[row.sent.measure] == 1]
    if locked_cells_moved(table, [(row.row, row.sent) for row in once], between):
        return DISTURBED
    return DISTURBED if answers_moved([(row.sent, row.row, row.said) for row in once]) else None


def _new_content(row: TableRow, doubt: Doubt, source: _Source, place: Place) -> str:
    """What is written in a row that cannot be placed, to be shown; empty where whomever it is of, it is nothing new."""
    if doubt.about and not any(True for sent in doubt.about for _ in _answers(row, sent, source, place)):
        return ""
    return _content(row, source.scale)


def _in_strange_columns(row: TableRow, place: Place) -> Iterator[Held]:
    """What stands under headings that nobody knows, where a column for answers is missing: it may be that one."""
    if all(column.key in row.table.columns for column in ANSWERABLE):
        return
    for column, heading in row.table.strange.items():
        cell = row.cells.get(column)
        if cell is not None and not cell.is_blank:
            reason = Phrase(STRANGE.template, (("column", heading),))
            yield Held(reason, replace(place, column=heading), shown(squeeze(cell.text)))


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
    torn = any(row.said != of_sheet[0].said for of_sheet in sheets for row in of_sheet)
    otherwise = any(value != known[name] for row in rows for name, value in row.said.items())
    return ([], rows) if torn or otherwise else (list(answers.values()), [])


def _elsewhere(grid: Grid, tables: Sequence[Table], matcher: Matcher, file: str) -> Iterator[Held]:
    """Rows about a measure on other sheets than those with its headings, so that they are not lost."""
    taken = {table.sheet.name for table in tables}
    for sheet in grid.sheets:
        if sheet.name in taken or not sheet.visible or any(True for _ in _proposal_rows(sheet)):
            continue
        for number, cells in sheet.rows.items():
            headings = find_columns(
                {at: cell.text for at, cell in cells.items()}, actor_layout.PROPOSAL_COLUMNS
            )
            if len(headings) > 1:
                continue  # the headings of Framlegg may be worded like a measure
            filled = [shown(squeeze(cell.text)) for cell in cells.values() if not cell.is_blank]
            sent = matcher.named(cells) if len(filled) > 1 else None
            if sent is not None:
                reason = Phrase(ELSEWHERE.template, (("number", sent.number),))
                yield Held(reason, Place(sheet.name, number, file=file), "; ".join(filled))


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
        if column in row.cells and fold(row.cells[column].text) in wordings.MARKS
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
    said = "; ".join(f"{answer.place.column}: {_said(answer.value)}" for answer in row.answers)
    return Held(reason, row.place, said, row.sent.measure)


def _said(value: Said) -> str:
    return value.shown if isinstance(value, Unclear) else shown(squeeze(str(value)))


def _normal(code: str) -> str:
    return read_dispatch_code(code) or squeeze(code).upper()


def _proposals(grid: Grid, taken: set[str], file: str) -> tuple[tuple[tuple[str, ...], ...], list[Held]]:
    """The filled-in rows of Framlegg, cells as `PROPOSAL_COLUMNS`; and those that no workbook can hold."""
    proposals: list[tuple[str, ...]] = []
    refused: list[Held] = []
    for sheet in grid.sheets:
        if sheet.name in taken:
            continue
        for number, cells in _proposal_rows(sheet):
            said = [read_comment(cell, None) for cell in cells]
            place = Place(sheet.name, number, file=file)
            refused += [Held(one.reason, place, one.shown) for one in said if isinstance(one, Unclear)]
            texts = tuple(one if isinstance(one, str) else "" for one in said)
            if any(texts) and not any(isinstance(one, Unclear) for one in said):
                proposals.append(texts)
    return tuple(proposals), refused


def _proposal_rows(sheet: GridSheet) -> Iterator[tuple[int, list[GridCell]]]:
    for header in sorted(number for number in sheet.rows if number <= HEADER_WITHIN_ROWS):
        texts = {column: cell.text for column, cell in sheet.rows[header].items()}
        columns = find_columns(texts, actor_layout.PROPOSAL_COLUMNS)
        if "what" in columns and len(columns) > 1:
            for number in sorted(number for number in sheet.rows if number > header):
                cells = sheet.rows[number]
                wanted = [columns.get(column.key, 0) for column in actor_layout.PROPOSAL_COLUMNS]
                yield number, [cells.get(column, GridCell()) for column in wanted]
            return
