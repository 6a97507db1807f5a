"""Which of the measures that were sent a returned row is about: by its IDs and locked text together."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from regionplan_xl.excel import actor_layout
from regionplan_xl.excel.grid import BLANK, GridCell, GridRow, GridSheet
from regionplan_xl.excel.layout import ANSWERABLE, HEADER_WITHIN_ROWS, MEASURE_COLUMNS, find_columns
from regionplan_xl.excel.status_words import status_of_heading
from regionplan_xl.plan.exchange import Dispatch, SentRow
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import Phrase, bare, fold, say, squeeze

_LOOKS_LIKE_ID = re.compile(r"[A-Z]-[0-9A-Z]{4,8}")
_LOCKED = ("id", "text", "number")
_ORDER = tuple(column.key for column in actor_layout.COLUMNS if column in MEASURE_COLUMNS)
_CLOSE = 0.8  # share of the letters that are the same, for a text with a mended typo
_CLOSE_WITHIN = 2_000  # letters

NOT_SENT = say("This row's ID is of a measure that was not in the workbook that was sent.")
ANOTHER_TEXT = say("The row's ID is of measure {number}, but its text is not.")
TORN = say(
    "Parts of this row are of measure {number}, others of another; it is not clear whose the answers are."
)
UNKNOWN = say("It is not clear which measure this row is about.")


@dataclass(frozen=True)
class Table:
    """The part of a sheet under a header row: where each column stands, and the rows.

    `ids`: the columns that hold IDs, headed so or not, from the left. `strange`: headings that say nothing to us.
    """

    sheet: GridSheet
    header: int
    columns: Mapping[str, int]
    headings: Mapping[str, str]
    ticks: Mapping[int, str] = field(default_factory=dict)  # column -> status that its heading names
    ids: tuple[int, ...] = ()
    strange: Mapping[int, str] = field(default_factory=dict)

    def rows(self) -> list["TableRow"]:
        """The rows below the header, without headers that somebody repeated."""
        rows = [
            TableRow(self, number, cells) for number, cells in self.sheet.rows.items() if number > self.header
        ]
        return [
            row for row in rows if any(row.text(key) != heading for key, heading in self.headings.items())
        ]

    def as_sent(self) -> bool:
        """True where those columns that are left stand in the order that they were sent in."""
        places = [self.columns[key] for key in _ORDER if key in self.columns]
        return places == sorted(places)

    def encloses_answers(self, ids: Collection[int], others: Collection[int]) -> bool:
        """True where all answers stand between the text and one of `ids`, and none of `others` does."""
        text = self.columns.get("text", 0)
        answers = [self.columns[column.key] for column in ANSWERABLE if column.key in self.columns]
        return any(
            all(low < answer < high for answer in answers) and not any(low < other < high for other in others)
            for low, high in ((min(text, column), max(text, column)) for column in ids)
        )


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

    def ids(self) -> dict[int, str]:
        """What its ID columns say, by column; without those that say nothing like an ID."""
        texts = {column: squeeze(self.cells.get(column, BLANK).text).upper() for column in self.table.ids}
        return {column: text for column, text in texts.items() if text}


def find_table(sheet: GridSheet, scale: Scale) -> Table | None:
    """The measures of a sheet: under the best header row among the first 20, if any names enough of them."""
    found: dict[int, dict[str, int]] = {}
    for number in sorted(n for n in sheet.rows if n <= HEADER_WITHIN_ROWS):
        columns = find_columns(_texts(sheet.rows[number]), MEASURE_COLUMNS)
        if any(key in columns for key in _LOCKED) and any(c.key in columns for c in ANSWERABLE):
            found[number] = columns
    if not found:
        return None
    best = max(found, key=lambda number: (len(found[number]), -number))
    # A header that is repeated further down may be the better kept one; the rows above it count all the same.
    top = min(number for number in found if _same_places(found[number], found[best]))
    return _table(sheet, top, best, found[best], scale)


def _same_places(columns: Mapping[str, int], best: Mapping[str, int]) -> bool:
    shared = [key for key in columns if key in best]
    return len(shared) * 2 >= len(best) and all(columns[key] == best[key] for key in shared)


def _table(sheet: GridSheet, header: int, named: int, columns: dict[str, int], scale: Scale) -> Table:
    """The table from row `header` on, with the headings that row `named` has."""
    texts = _texts(sheet.rows[named])
    ids = _id_columns(sheet, header, set(columns.values()) - {columns.get("id")})
    known = {*columns.values(), *ids, *find_columns(texts, (actor_layout.PREVIOUS,)).values()}
    strange = {column: squeeze(text) for column, text in texts.items() if column not in known}
    ticks = {
        column: status
        for column, text in strange.items()
        if (status := status_of_heading(text, scale)) is not None
    }
    strange = {column: text for column, text in strange.items() if column not in ticks}
    found = {**columns, **_by_place(columns, strange)}
    return Table(
        sheet,
        header,
        found,
        {key: squeeze(texts[column]) for key, column in found.items()},
        ticks,
        tuple(sorted({*ids, *({found["id"]} if "id" in found else ())})),
        {column: text for column, text in strange.items() if column not in found.values()},
    )


def _id_columns(sheet: GridSheet, header: int, known: Collection[int]) -> list[int]:
    """The columns below the header, `known` ones apart, that hold hardly anything but IDs."""
    counted: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for number, row in sheet.rows.items():
        if number > header:
            for column, cell in row.items():
                if column not in known and not cell.is_blank:
                    counts = counted[column]
                    counts[0] += 1
                    counts[1] += _LOOKS_LIKE_ID.fullmatch(squeeze(cell.text).upper()) is not None
    return [column for column, (filled, ids) in sorted(counted.items()) if ids * 2 > filled]


def _by_place(columns: Mapping[str, int], strange: Mapping[int, str]) -> dict[str, int]:
    """Columns whose headings somebody changed: between the same neighbours, just as many as are missing there."""
    found: dict[str, int] = {}
    for start, key in enumerate(_ORDER):
        if key in columns or (start and _ORDER[start - 1] not in columns):
            continue
        end = next((n for n in range(start, len(_ORDER)) if _ORDER[n] in columns), len(_ORDER))
        left = columns[_ORDER[start - 1]] if start else 0
        right = columns[_ORDER[end]] if end < len(_ORDER) else 1 << 20
        between = sorted(column for column in strange if left < column < right)
        if len(between) == end - start and end < len(_ORDER):
            found |= dict(zip(_ORDER[start:end], between, strict=True))
    return found


@dataclass(frozen=True)
class Doubt:
    """Why a row is not read, and the measures that it may be about."""

    reason: Phrase
    about: tuple[SentRow, ...] = ()


class Matcher:
    """Finds the sent row of each returned row of one dispatch."""

    def __init__(self, dispatch: Dispatch) -> None:
        shown = sorted(dispatch.rows, key=lambda row: not row.answerable)
        self.order = {row.measure: place for place, row in enumerate(shown)}
        """Where each measure stands in the workbook as it was sent."""
        self._by_id = {row.measure.upper(): row for row in dispatch.rows}
        self._by_text: dict[str, list[SentRow]] = defaultdict(list)
        self._by_number: dict[str, list[SentRow]] = defaultdict(list)
        for row in dispatch.rows:
            self._by_text[_key(row.text)].append(row)
            self._by_number[_key(row.number)].append(row)

    def match(self, row: TableRow) -> SentRow | Doubt:
        """The sent row whose answers stand in `row`, or why that is not sure.

        The IDs and the text must say the same. An ID outside (to the right of an ID that stands beside the
        answers, say) may say otherwise: it was left behind when the rest was sorted.
        """
        written = row.ids()
        claimed = {column: self._by_id[text] for column, text in written.items() if text in self._by_id}
        if any(text not in self._by_id and _LOOKS_LIKE_ID.fullmatch(text) for text in written.values()):
            return Doubt(NOT_SENT)
        if not claimed:
            return self._by_text_alone(row)
        agreeing = {column: sent for column, sent in claimed.items() if self._agrees(sent, row)}
        if len(agreeing) == len(claimed) == 1 or _same(claimed.values()):
            (sent, *_) = claimed.values()
            if agreeing or (len(claimed) > 1 and not row.text("text") and not row.text("number")):
                return sent
            meant = self._with_text(row)
            return Doubt(_numbered(TORN, sent), (sent, *meant)) if meant else Doubt(
                _numbered(ANOTHER_TEXT, sent), (sent,)
            )  # fmt: skip
        if _same(agreeing.values()) and row.table.encloses_answers(agreeing, set(claimed) - set(agreeing)):
            return next(iter(agreeing.values()))
        about = {sent.measure: sent for sent in (*claimed.values(), *self._with_text(row))}
        return Doubt(_numbered(TORN, next(iter(claimed.values()))), tuple(about.values()))

    def named(self, cells: GridRow) -> SentRow | None:
        """A sent row whose ID or whole text stands in one of the cells, wherever that is."""
        for cell in cells.values():
            if isinstance(cell.value, str):
                by_text = self._by_text.get(_key(cell.value), ()) if len(cell.value) > 3 else ()
                found = self._by_id.get(squeeze(cell.value).upper()) or next(iter(by_text), None)
                if found is not None:
                    return found
        return None

    def _by_text_alone(self, row: TableRow) -> SentRow | Doubt:
        text, number = _key(row.text("text")), _key(row.text("number"))
        found = self._with_text(row) if text else ()
        numbered = self._by_number.get(number, []) if number else []
        if len(found) == 1:
            if numbered and found[0] not in numbered:
                return Doubt(_numbered(TORN, numbered[0]), (*found, *numbered))
            return found[0]
        if text and not found and len(numbered) == 1 and _close(text, _key(numbered[0].text)):
            return numbered[0]
        return Doubt(UNKNOWN)

    def _agrees(self, sent: SentRow, row: TableRow) -> bool:
        text, number = _key(row.text("text")), _key(row.text("number"))
        if text and text == _key(sent.text):
            # Of several measures with one text, the number says which.
            return number == _key(sent.number) or not any(
                twin.number != sent.number and _key(twin.number) == number for twin in self._by_text[text]
            )
        same_number = number == _key(sent.number)
        if not text and not sent.text.strip():
            return same_number
        if not text:
            return bool(number) and same_number and len(self._by_number[number]) == 1
        # A mended typo: the number still says so, and it is no other measure's text.
        return same_number and text not in self._by_text and _close(text, _key(sent.text))

    def _with_text(self, row: TableRow) -> tuple[SentRow, ...]:
        """The sent rows with just this text; of several, those with this number too."""
        found = self._by_text.get(_key(row.text("text")), [])
        if len(found) > 1:
            number = _key(row.text("number"))
            found = [sent for sent in found if _key(sent.number) == number] or found
        return tuple(found)


def _same(rows: Collection[SentRow]) -> bool:
    return len({row.measure for row in rows}) == 1


def _numbered(reason: Phrase, sent: SentRow) -> Phrase:
    return Phrase(reason.template, (("number", sent.number),))


def _texts(cells: GridRow) -> dict[int, str]:
    return {column: cell.value for column, cell in cells.items() if isinstance(cell.value, str)}


def _key(text: str) -> str:
    """What a locked text is compared by; a text of signs alone still counts."""
    return bare(text) or fold(text)


def _close(one: str, other: str) -> bool:
    if max(len(one), len(other)) > _CLOSE_WITHIN:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _CLOSE
