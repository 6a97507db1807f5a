"""A workbook that came back: which codes it bears, and what it answers, row by row."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from regionplan_xl.errors import Place
from regionplan_xl.excel import actor_layout, wordings
from regionplan_xl.excel.answers import Said, read_answer, read_comment, shown
from regionplan_xl.excel.grid import Grid, GridCell, GridSheet
from regionplan_xl.excel.grid_xlsx import read_xlsx
from regionplan_xl.excel.layout import ANSWERABLE, HEADER_WITHIN_ROWS, ID, MEASURE, STATUS, find_columns
from regionplan_xl.excel.matching import Matcher, Table, TableRow, find_table
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
DISTURBED = say("The row's ID is of measure {number}, its text of another, and answers seem to have moved.")


def read_grid(source: bytes, name: str) -> Grid:
    """The cells of a returned file, called `name` as it came.

    `Rejected`, with a reason for the sender, if it cannot be read. Only .xlsx and .xlsm yet, by content.
    """
    return read_xlsx(source)


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
    read: dict[str, list[_Row]] = {row.measure: [] for row in dispatch.rows}
    for table in tables:
        rows = _undisturbed([_read_row(row, matcher, scale, file) for row in table.rows()])
        held += [row for row in rows if isinstance(row, Held)]
        placed = [row for row in rows if isinstance(row, _Row)]
        # A sheet that nobody touched (somebody's copy) has nothing to say about the others.
        if any(row.answers for row in placed) or len(tables) == 1:
            for row in placed:
                read[row.sent.measure].append(row)
    answers: list[Answer] = []
    for sent in dispatch.rows:
        rows_of_it = read[sent.measure]
        if len({row.said for row in rows_of_it}) > 1:
            held += [_held(row, TWICE) for row in rows_of_it]
        elif rows_of_it and rows_of_it[0].answers:
            if sent.answerable:
                answers += rows_of_it[0].answers
            else:
                held += [_held(row, ONLY_INVOLVED) for row in rows_of_it]
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
class _Row:
    """A returned row whose measure is known. `claimed` is the one of its ID, where the text overruled it."""

    sent: SentRow
    place: Place
    answers: tuple[Answer, ...]
    claimed: SentRow | None = None

    @property
    def said(self) -> frozenset[tuple[Field, Said]]:
        return frozenset((answer.field, answer.value) for answer in self.answers)


def _tables(grid: Grid, scale: Scale) -> list[Table]:
    found = [(sheet, table) for sheet in grid.sheets if (table := find_table(sheet, scale)) is not None]
    visible = [table for sheet, table in found if sheet.visible]
    # Whoever hid the sheet itself still answered on it.
    return visible or [table for _, table in found]


def _read_row(row: TableRow, matcher: Matcher, scale: Scale, file: str) -> _Row | Held | None:
    """The row's measure and answers; why it is held; None for rows that say nothing (bands, empty ones)."""
    matched = matcher.match(row)
    place = Place(row.table.sheet.name, row.number, file=file)
    if isinstance(matched, Phrase):
        content = _content(row, scale)
        return Held(matched, place, content) if content else None
    answers = tuple(_answers(row, matched.sent, scale, place))
    return _Row(matched.sent, place, answers, matched.claimed)


def _undisturbed(rows: Iterable[_Row | Held | None]) -> list[_Row | Held | None]:
    """The rows, those held whose text may have moved away from its answers.

    Where ID and text are of two measures, the text counts; unless somewhere on the sheet the answers beside such
    a text are those that were sent for the ID's measure. Then it was the texts that moved.
    """
    known = list(rows)
    claimed = [row for row in known if isinstance(row, _Row) and row.claimed is not None]
    if not any(row.answers and _are_those_sent(row.answers, row.claimed) for row in claimed if row.claimed):
        return known
    return [
        _held(row, Phrase(DISTURBED.template, (("number", row.claimed.number),)))
        if isinstance(row, _Row) and row.claimed is not None and row.answers
        else row
        for row in known
    ]


def _answers(row: TableRow, sent: SentRow, scale: Scale, place: Place) -> Iterator[Answer]:
    for name, column in _FIELDS.items():
        ticks = _ticks(row) if name is Field.STATUS else ()
        base = sent.base.get(name)
        value = read_answer(name, row.cell(column.key), base, scale, ticks)
        if value is not None:
            heading = row.table.headings.get(column.key, "")
            yield Answer(sent.measure, sent.member, name, value, base, replace(place, column=heading))


def _ticks(row: TableRow) -> Sequence[str]:
    return [
        status
        for column, status in row.table.ticks.items()
        if column in row.cells and fold(row.cells[column].text) in wordings.MARKS
    ]


def _are_those_sent(answers: Sequence[Answer], claimed: SentRow) -> bool:
    """Whether all that is new for one measure was sent for another: its cells stayed when texts moved."""
    return all(answer.value == claimed.base.get(answer.field) for answer in answers)


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
