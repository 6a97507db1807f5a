"""Find what people wrote outside the answer cells: possible answers are held, the rest become remarks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from regionplan_xl.errors import Place
from regionplan_xl.excel.actor import layout
from regionplan_xl.excel.actor.previous_answer import catalog_of_heading, previous_answer
from regionplan_xl.excel.common.columns import ANSWERABLE, ID, MEASURE, REMARK
from regionplan_xl.excel.parsing.dates import written_days
from regionplan_xl.excel.parsing.excerpt import excerpt
from regionplan_xl.excel.parsing.grid import BLANK, GridCell, GridRow
from regionplan_xl.excel.parsing.report_cells import read_answer
from regionplan_xl.excel.parsing.status_parser import parse_status
from regionplan_xl.excel.parsing.status_words import TICKS
from regionplan_xl.excel.returned.measure_table import MeasureTable, ReturnedRow
from regionplan_xl.excel.returned.program_texts import (
    is_one_of,
    is_program_text,
    labels,
    locked_texts,
)
from regionplan_xl.excel.returned.row_matching import MatchedRow, RowMatcher
from regionplan_xl.excel.returned.rows_as_sent import Bands
from regionplan_xl.ooxml.common.references import column_letters
from regionplan_xl.plan.ids import has_form_of_id
from regionplan_xl.plan.merging.sent_and_returned import Held, SentRow
from regionplan_xl.plan.model import Field
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import Phrase, bare, normalise, phrase, squeeze

NAMES_A_MEASURE = phrase(
    "This names measure {number}, but the sheet lacks the headings that tell which cells are answers."
)
NAMES_ON_HIDDEN = phrase(
    "This names measure {number}, but the sheet is hidden, so it is not certain that it is an answer."
)
UNKNOWN_COLUMN = phrase("The column «{column}» is unknown, and one of the columns for answers is missing.")
NO_HEADING = phrase("This was written in a column without a heading, so it is not read as an answer.")
NOT_FOR_ANSWERS = phrase(
    "This was written in «{column}», which is not a column for answers, so it is not read as an answer."
)

IN_COLUMN = phrase("In the column «{column}»")
NO_COLUMN = phrase("In a column without a heading")
OWN_HEADING = phrase("A heading of their own")
CHANGED = phrase("Changed in «{column}»")
STRUCK = phrase("Struck through")
COVERED = phrase("Under merged cells")
OWN_ROW = phrase("In a row of no measure")
ABOVE = phrase("Above the measures")
OWN_SHEET = phrase("On a sheet of their own")

_MOST = 200  # places held one by one
_LONGEST_STATUS = 60  # letters
_LOCKED = ("number", "text", "timeframe", "responsible", "involved")
_REPORTED = ("reported_on", "reported_by")


@dataclass(frozen=True)
class Stray:
    """A text outside the answer cells: its kind, its place, and the row it is about, if known.

    The column of `place` is a number from 1, as text.
    """

    kind: Phrase
    written: str
    place: Place
    sent: SentRow | None = None


def at_column(place: Place, column: int) -> Place:
    """Return the place of a cell in a row."""
    return replace(place, column=str(column))


def text_in_other_columns(
    row: ReturnedRow, sent: SentRow | None, place: Place, scale: Scale, bands: Bands | None = None
) -> Iterator[Held | Stray]:
    """Yield the texts of a row of `sent` in columns that are not ours, except those of `bands`."""
    table = row.table
    if all(row.cells.get(column, BLANK).is_blank for column in table.unknown):
        return
    answers_missing = any(column.key not in table.columns for column in ANSWERABLE)
    locked, answer_names = locked_texts(sent), tuple(name for one in ANSWERABLE for name in one.names())
    for column, heading in table.unknown.items():
        cell = row.cells.get(column, BLANK)
        if cell.is_blank or normalise(cell.text) in locked or (bands and cell.text in bands):
            continue
        reason, text = None, squeeze(cell.text)
        if answers_missing:
            reason = UNKNOWN_COLUMN.with_values(column=heading) if heading else NO_HEADING
        elif heading and bare(heading).startswith(answer_names):  # «Kommentar 2», a second «Status»
            if normalise(cell.text) in {normalise(row.text(column.key)) for column in ANSWERABLE}:
                continue
            reason = NOT_FOR_ANSWERS.with_values(column=heading)
        elif not heading and bare(cell.text) in labels(scale):
            reason = NO_HEADING
        if reason is not None:
            at = replace(place, column=heading or column_letters(column))
            yield Held(reason, at, excerpt(text), sent.measure if sent else "")
        else:
            kind = IN_COLUMN.with_values(column=heading) if heading else NO_COLUMN
            yield Stray(kind, cell.text, at_column(place, column), sent)


def text_in_our_columns(row: MatchedRow, file_scale: Scale) -> Iterator[Stray]:
    """Yield the texts of a matched row in our columns that are not for answers, and those under merged cells."""
    yield from _over_locked_texts(row)
    yield from _over_ids(row)
    yield from _over_ticks(row)
    for name, column, cell in row.returned.covered():
        if read_answer(Field(name), cell, row.sent.base.get(Field(name)), file_scale) is not None:
            yield Stray(COVERED, cell.text, at_column(row.place, column), row.sent)


def _over_locked_texts(row: MatchedRow) -> Iterator[Stray]:
    returned, sent = row.returned, row.sent
    table = returned.table
    for key in (*_LOCKED, *_REPORTED, REMARK.key):
        column = table.columns.get(key, 0)
        cell = returned.cells.get(column, BLANK)
        if cell.value == getattr(sent, key, None) and not cell.struck:
            continue
        if cell.is_blank or (key in _REPORTED and isinstance(cell.value, (date, int, float))):
            continue
        heading = table.headings.get(key, "")
        if normalise(cell.text) == normalise(heading):
            continue
        if not _is_as_sent(cell, str(getattr(sent, key, ""))) and not _is_moved(cell, key, sent):
            kind = (IN_COLUMN if key == REMARK.key else CHANGED).with_values(column=heading)
            yield Stray(kind, cell.text, at_column(row.place, column), sent)
        elif cell.struck:
            yield Stray(STRUCK, cell.text, at_column(row.place, column), sent)


def _over_ids(row: MatchedRow) -> Iterator[Stray]:
    table, cells = row.returned.table, row.returned.cells
    for column in filter(cells.get, table.ids):
        if _is_over_id(cells[column]):
            heading = table.headings.get(ID.key, "") if column == table.columns.get(ID.key) else ""
            kind = CHANGED.with_values(column=heading) if heading else NO_COLUMN
            yield Stray(kind, cells[column].text, at_column(row.place, column), row.sent)


def _over_ticks(row: MatchedRow) -> Iterator[Stray]:
    for column, ticks in row.returned.table.ticks.items():
        cell = row.returned.cells.get(column, BLANK)
        if not cell.is_blank and normalise(cell.text) not in TICKS:
            kind = IN_COLUMN.with_values(column=ticks.heading)
            yield Stray(kind, cell.text, at_column(row.place, column), row.sent)


def _is_over_id(cell: GridCell) -> bool:
    """Return whether a cell in a column of IDs has another text; the columns are hidden, but not in a .csv."""
    return not cell.is_blank and not has_form_of_id(squeeze(cell.text).upper())


def _is_as_sent(cell: GridCell, sent: str) -> bool:
    if cell.text == sent or is_one_of(cell.text, frozenset([normalise(sent)])):
        return True
    try:
        return isinstance(cell.value, (int, float)) and float(sent.replace(",", ".")) == cell.value
    except ValueError:
        return False


def _is_moved(cell: GridCell, key: str, sent: SentRow) -> bool:
    """Return whether a cell has another locked text of its row, or a day as some program writes it."""
    is_day = not any(letter.isalpha() for letter in cell.text) or bool(written_days(normalise(cell.text)))
    return (key in _REPORTED and is_day) or normalise(cell.text) in locked_texts(sent)


def text_over_previous_answer(
    table: MeasureTable, rows: Sequence[MatchedRow], file: str, scale: Scale
) -> Iterator[Held | Stray]:
    """Yield the texts written over previous answers; a status there may be an answer."""
    heading = table.headings.get(layout.PREVIOUS.key, "")
    translate = catalog_of_heading(heading)
    if translate is None:
        return
    written = [(row, text) for row in rows if (text := row.returned.text(layout.PREVIOUS.key))]
    new = [
        (row, text)
        for row, text in written
        if not row.as_sent.locked
        and normalise(text) != normalise(previous_answer(row.sent, translate, scale))
    ]
    if new:
        languages = (translate, translate.former())
        sent = {
            normalise(previous_answer(row.sent, language, scale)) for row in rows for language in languages
        }
        new = [(row, text) for row, text in new if normalise(text) not in sent]
    # If most of them differ, the program's wording has changed since.
    if len(new) * 2 > len(written) > 1:
        return
    for row, text in new:
        place = Place(table.sheet.name, row.number, column=heading, file=file)
        if _is_status(text, scale):
            reason = NOT_FOR_ANSWERS.with_values(column=heading)
            yield Held(reason, place, excerpt(text), row.sent.measure)
        else:
            kind = CHANGED.with_values(column=heading)
            column = table.columns[layout.PREVIOUS.key]
            yield Stray(kind, row.returned.cell(layout.PREVIOUS.key).text, at_column(place, column), row.sent)


def text_in_header(table: MeasureTable, file: str) -> Iterator[Stray]:
    """Yield headings that people added above empty columns, and texts that they added to or beside our headings."""
    below = {
        column
        for column in table.unknown
        if any(
            number > table.header and not cells.get(column, BLANK).is_blank
            for number, cells in table.sheet.rows.items()
        )
    }
    ours = set(table.columns.values())
    headings = table.sheet.rows[table.header]
    for column, cell in headings.items():
        if column in ours or (column in table.unknown and column not in below):
            yield from _own_heading(cell, Place(table.sheet.name, table.header, str(column), file))
    for number, cells in table.repeated_headers():
        for column, cell in cells.items():
            if squeeze(cell.text) != squeeze(headings.get(column, BLANK).text):
                yield from _own_heading(cell, Place(table.sheet.name, number, str(column), file))


def _own_heading(cell: GridCell, place: Place) -> Iterator[Stray]:
    written = (cell.text, cell.text.rstrip(" .:*"))
    if not cell.is_blank and not any(map(is_program_text, written)):
        yield Stray(OWN_HEADING, cell.text, place)


def text_above_header(
    table: MeasureTable, matcher: RowMatcher, file: str, scale: Scale
) -> Iterator[Held | Stray]:
    """Yield the new texts above the header row of the measures."""
    above = {number: cells for number, cells in table.sheet.rows.items() if number < table.header}
    yield from new_text(table.sheet.name, above, matcher, file, scale, ABOVE, matcher.is_ours)


def text_in_unmatched_row(row: ReturnedRow, place: Place, matcher: RowMatcher, held: bool) -> Iterator[Stray]:
    """Yield the new texts in a row of no measure; `held`: its answers and measure text are already held."""
    table = row.table
    elsewhere = {*table.unknown, *table.ticks}
    claimed = {table.columns.get(column.key, 0) for column in ANSWERABLE} if held else set()
    if held and not row.text("id"):
        claimed.add(table.columns.get(MEASURE.key, 0))
    for column, cell in row.cells.items():
        if column in elsewhere or column in claimed or cell.is_blank:
            continue
        if column in table.ids and not _is_over_id(cell):
            continue
        if not (is_program_text(cell.text) or is_one_of(cell.text, matcher.known)):
            yield Stray(OWN_ROW, cell.text, at_column(place, column))


def new_text(
    sheet: str,
    rows: Mapping[int, GridRow],
    matcher: RowMatcher,
    file: str,
    scale: Scale,
    kind: Phrase,
    is_ours: Callable[[str], bool] = is_program_text,
    reason: Phrase = NAMES_A_MEASURE,
) -> Iterator[Held | Stray]:
    """Yield the new texts in rows without our headings, cell by cell.

    A row that names a measure is grouped with the rows up to the next such row. If one of them contains a status, the
    whole group is held for `reason`, since it may be an answer.
    """
    if all(is_ours(cell.text) for row in rows.values() for cell in row.values() if not cell.is_blank):
        return
    groups: list[tuple[SentRow | None, list[tuple[int, int, GridCell]]]] = [(None, [])]
    for number in sorted(rows):
        cells = [(number, at, cell) for at, cell in sorted(rows[number].items()) if not cell.is_blank]
        sent = next((one for _, _, c in cells if (one := matcher.named_in(squeeze(c.text)))), None)
        if sent is not None:
            groups.append((sent, []))
        groups[-1][1].extend(cells)
    count = 0
    for sent, cells in groups:
        new = [
            one for one in cells if not (_is_known(one[2].text, sent, matcher.known) or is_ours(one[2].text))
        ]
        if sent is not None and count < _MOST and any(_is_status(cell.text, scale) for _, _, cell in new):
            count += 1
            # A possible answer comes first, since it must not be cut off.
            answer_first = sorted(
                (cell for _, _, cell in cells), key=lambda cell: not _is_status(cell.text, scale)
            )
            texts = "; ".join(squeeze(cell.text) for cell in answer_first)
            place = Place(sheet, cells[0][0], file=file)
            yield Held(reason.with_values(number=sent.number), place, excerpt(texts), sent.measure)
            continue
        for number, column, cell in new:
            yield Stray(kind, cell.text, Place(sheet, number, str(column), file), sent)


def _is_known(text: str, sent: SentRow | None, known: frozenset[str]) -> bool:
    return normalise(text) in locked_texts(sent) or is_one_of(text, known)


def _is_status(text: str, scale: Scale) -> bool:
    return len(text) <= _LONGEST_STATUS and isinstance(parse_status(text, scale), str)
