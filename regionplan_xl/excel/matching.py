"""Which of the measures that were sent a returned row is about: by ID and locked text together."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from regionplan_xl.excel.grid import BLANK, GridCell, GridRow, GridSheet
from regionplan_xl.excel.layout import ANSWERABLE, HEADER_WITHIN_ROWS, MEASURE_COLUMNS, find_columns
from regionplan_xl.excel.status_words import status_of_heading
from regionplan_xl.plan.exchange import Dispatch, SentRow
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import Phrase, bare, fold, say, squeeze

_LOOKS_LIKE_ID = re.compile(r"[A-Z]-[0-9A-Z]{4,8}")
_LOCKED = ("id", "text", "number")
_CLOSE = 0.8  # share of the letters that are the same, for a text with a mended typo
_CLOSE_WITHIN = 2_000  # letters

NOT_SENT = say("This row's ID is of a measure that was not in the workbook that was sent.")
ANOTHER_TEXT = say("The row's ID is of measure {number}, but its text is not.")
UNKNOWN = say("It is not clear which measure this row is about.")


@dataclass(frozen=True)
class Table:
    """The part of a sheet under a header row: where each column stands, and the rows."""

    sheet: GridSheet
    header: int
    columns: Mapping[str, int]
    headings: Mapping[str, str]
    ticks: Mapping[int, str] = field(default_factory=dict)  # column -> status that its heading names

    def rows(self) -> list["TableRow"]:
        """The rows below the header, without headers that somebody repeated."""
        rows = [
            TableRow(self, number, cells) for number, cells in self.sheet.rows.items() if number > self.header
        ]
        return [
            row for row in rows if any(row.text(key) != heading for key, heading in self.headings.items())
        ]


@dataclass(frozen=True)
class TableRow:
    """One row of a table, its cells by the key of their column."""

    table: Table
    number: int
    cells: GridRow

    def cell(self, key: str) -> GridCell:
        """The cell under a heading; a blank one where there is none."""
        return self.cells.get(self.table.columns.get(key, 0), BLANK)

    def text(self, key: str) -> str:
        """Its text on one line."""
        return squeeze(self.cell(key).text)


def find_table(sheet: GridSheet, scale: Scale) -> Table | None:
    """The measures of a sheet: under the best header row among the first 20, if any names enough of them."""
    best: Table | None = None
    for number in sorted(n for n in sheet.rows if n <= HEADER_WITHIN_ROWS):
        texts = _texts(sheet.rows[number])
        columns = find_columns(texts, MEASURE_COLUMNS)
        if not any(key in columns for key in _LOCKED) or not any(c.key in columns for c in ANSWERABLE):
            continue
        if best is None or len(columns) > len(best.columns):
            known = set(columns.values())
            ticks = {
                column: status
                for column, text in texts.items()
                if column not in known and (status := status_of_heading(text, scale)) is not None
            }
            headings = {key: squeeze(texts[column]) for key, column in columns.items()}
            best = Table(sheet, number, columns, headings, ticks)
        if best is not None and len(best.columns) == len(MEASURE_COLUMNS):
            break
    return best


@dataclass(frozen=True)
class Matched:
    """The measure that a row is about. `claimed` is the one that its ID says, where the text overruled it."""

    sent: SentRow
    claimed: SentRow | None = None


class Matcher:
    """Finds the sent row of each returned row of one dispatch."""

    def __init__(self, dispatch: Dispatch) -> None:
        self._by_id = {row.measure.upper(): row for row in dispatch.rows}
        self._by_text: dict[str, list[SentRow]] = defaultdict(list)
        self._by_number: dict[str, list[SentRow]] = defaultdict(list)
        for row in dispatch.rows:
            self._by_text[_key(row.text)].append(row)
            self._by_number[_key(row.number)].append(row)

    def match(self, row: TableRow) -> Matched | Phrase:
        """The sent row, or why there is none."""
        written = row.text("id").upper()
        by_id = self._by_id.get(written)
        if by_id is None and _LOOKS_LIKE_ID.fullmatch(written):
            return NOT_SENT
        if by_id is not None and self._agrees(by_id, row):
            return Matched(by_id)
        by_text = self._unique(row)
        if by_text is not None:
            return Matched(by_text, by_id)
        if by_id is not None:
            return Phrase(ANOTHER_TEXT.template, (("number", by_id.number),))
        return UNKNOWN

    def _agrees(self, sent: SentRow, row: TableRow) -> bool:
        text, number = _key(row.text("text")), _key(row.text("number"))
        if text == _key(sent.text) and text:
            return True
        same_number = number == _key(sent.number)
        if not text and not sent.text.strip():
            return same_number
        if not text:
            return bool(number) and same_number and len(self._by_number[number]) == 1
        # A mended typo: the number still says so, and it is no other measure's text.
        return same_number and text not in self._by_text and _close(text, _key(sent.text))

    def _unique(self, row: TableRow) -> SentRow | None:
        text, number = _key(row.text("text")), _key(row.text("number"))
        if not text:
            return None
        found = self._by_text.get(text, [])
        if len(found) > 1:
            found = [sent for sent in found if _key(sent.number) == number]
        return found[0] if len(found) == 1 else None


def _texts(cells: GridRow) -> dict[int, str]:
    return {column: cell.value for column, cell in cells.items() if isinstance(cell.value, str)}


def _key(text: str) -> str:
    """What a locked text is compared by; a text of signs alone still counts."""
    return bare(text) or fold(text)


def _close(one: str, other: str) -> bool:
    if max(len(one), len(other)) > _CLOSE_WITHIN:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _CLOSE
