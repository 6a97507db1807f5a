"""Read the rows of a table as measures, areas and goals; keep everything else as unplaced."""

import re
from dataclasses import replace
from itertools import pairwise, takewhile, zip_longest

from regionplan_xl.documents.blocks import Row, Table
from regionplan_xl.documents.draft import NONE, DraftMeasure, Value
from regionplan_xl.documents.understanding.columns.header import Header
from regionplan_xl.documents.understanding.tables.bands import (
    Band,
    BandFinder,
    RowLook,
    is_called_total,
    is_total,
    look_of,
)
from regionplan_xl.documents.understanding.tables.heading_boxes import heading_in
from regionplan_xl.documents.understanding.tables.joined_measures import (
    counted_in_one_cell,
    in_one_cell,
    own_cells,
    with_rest,
)
from regionplan_xl.documents.understanding.tables.measure_row import RowReader
from regionplan_xl.documents.understanding.tables.trees import tree_of
from regionplan_xl.documents.understanding.words.cell_shapes import begins_within, is_placeholder
from regionplan_xl.documents.understanding.words.legend import row_entries
from regionplan_xl.documents.understanding.words.levels import (
    BAND,
    COLUMN,
    GOAL_BAND,
    TOPIC,
    UNSTYLED,
    Item,
    Level,
    Path,
    inside,
    level,
)
from regionplan_xl.documents.understanding.words.numbers import figures_in, with_mended_number
from regionplan_xl.documents.vocabulary.lookup import find_label
from regionplan_xl.text import bare, normalise, squeeze

_COUNTED = re.compile(r"(?:[^\W\d_]|[ivx]{1,4})[.)]\s")  # «b) Fagbrev på jobb»
_LISTED_CERTAINTY = 0.8


class TableReader:
    """Reads the rows below a table's header one by one.

    `items` are the measures read so far; those of this table are appended. `before` is the reader of the table that
    this one continues (from the previous page, or across a line of text): its levels still apply, and the page break
    may have cut a row.
    """

    def __init__(
        self, table: Table, header: Header, path: Path, items: list[Item], before: "TableReader | None" = None
    ) -> None:
        self.table = table
        self._header = header
        self._rows = RowReader(table, header)
        self._items = items
        self._before = before
        self.path = path
        if header.topic:
            self.path = inside(path, level(TOPIC, Value(header.topic, table.rows[header.first].place)))
        elif before is not None:
            self.path = before.path
        self.bands: Path = before.bands if before is not None else ()
        self.columns: Path = before.columns if before is not None else ()
        self.ranks: dict[RowLook, int] = before.ranks if before is not None else {}
        self.stacked: set[RowLook] = before.stacked if before is not None else set()
        self.headings = header.headings
        self.after_band = False
        self._is_first_row = True
        self._finder = BandFinder(table, header, self._rows)
        self._tree = tree_of(table, header)
        self.unplaced: list[Value] = []

    def read(self, *, is_titled: bool = False) -> None:
        """Read every row. `is_titled`: it is one of several tables on a sheet, each with its title right above it."""
        self._read_above_header(is_titled)
        rows = [
            row for row in self.table.rows[self._header.end :] if any(cell.text.strip() for cell in row.cells)
        ]
        for row, following in zip_longest(rows, rows[1:]):
            if self._is_header_again(row):
                self._read_topic(row)
                continue
            is_above = following is not None and self._is_header_again(following) and _is_single(row)
            if is_above and not (self._is_first_on_page(row) and begins_within(_first_text(row))):
                self._leave_table_for(row)
                continue
            if is_total(row, self._header):
                self._keep_unplaced(row)
                continue
            if self._is_rest_of_band(row) or self._is_in_tree(row):
                continue
            if band := self._band(row):
                self._read_levels(row)
                over_goal = following is not None and _calls_itself(following) == "goal"
                self._open(band, is_over=self._is_over_band(band, following), is_over_goal=over_goal)
            else:
                self._measure(row)
            self._is_first_row = False

    def _read_above_header(self, is_titled: bool) -> None:
        """Read the rows above the header: headings that say what they are or that recur, titles, and others."""
        above = self.table.rows[: self._header.first]
        again = any(self._is_header_again(row) for row in self.table.rows[self._header.end :])
        areas = areas_above(self.table, self._header)
        for at, row in enumerate(above):
            if _calls_itself(row):
                self._open((Value(_heading(row), row.place), NONE, look_of(row, spanned=False)))
            elif row in areas:
                self._open(
                    (Value(_first_text(row), row.place), NONE, look_of(row, spanned=False)), is_over_goal=True
                )
            elif (again or is_titled) and at == len(above) - 1 and _is_single(row):
                self._leave_table_for(row)
            else:
                self._keep_unplaced(row)

    def _is_in_tree(self, row: Row) -> bool:
        """Read a row that contains other rows or adds to a measure; return False if it is a measure."""
        relation = self._tree.relation(row) if self._tree is not None else ""
        if self._tree is None or not relation:
            return False
        text, number = self._rows.value(row, "text"), self._rows.value(row, "number")
        if relation == "above":
            self.bands = inside(self.bands, level(BAND + self._tree.depth(row), text, number=number))
            return True
        last = self._items[-1] if self._items else None
        if last is None or not isinstance(last.content, DraftMeasure):
            self._keep_unplaced(row)
            return True
        said = [cell.text.strip() for cell in row.cells if cell.text.strip() and not cell.continues]
        remark = replace(text, text=": ".join(dict.fromkeys(said[1:])))
        remarks = (*last.content.remarks, remark)
        self._items[-1] = replace(last, content=replace(last.content, remarks=remarks))
        return True

    def _is_rest_of_band(self, row: Row) -> bool:
        """Add the row to the heading that the page break cut on the previous page; return False if none was cut."""
        own = [cell for cell in row.cells if cell.text.strip() and not cell.continues]
        goes_on = self._is_first_on_page(row) and len(own) == 1 and begins_within(own[0].text)
        if not goes_on or self._before is None or not self._before.after_band or not self.bands:
            return False
        last = self.bands[-1]
        text = replace(last.text, text=f"{last.text.text} {squeeze(own[0].text)}")
        self.bands = (*self.bands[:-1], replace(last, text=text))
        return True

    def _is_first_on_page(self, row: Row) -> bool:
        """Return whether this is the first row of a table continued from the previous page."""
        before = self._before.table.place.page if self._before is not None else None
        return self._is_first_row and before is not None and row.place.page not in (None, before)

    def _keep_unplaced(self, row: Row) -> None:
        words = " | ".join(dict.fromkeys(squeeze(cell.text) for cell in row.cells if cell.text.strip()))
        if words:
            self.unplaced.append(Value(words, row.place))

    def _is_header_again(self, row: Row) -> bool:
        return _is_header_again(row, self._header)

    def _read_topic(self, row: Row) -> None:
        """Read a header in the middle of a table, which may name the topic of the measures below it."""
        at = self._header.first_of("text")
        text = Value(squeeze(row.cells[at].text), row.place) if at is not None else NONE
        if at is not None and text and normalise(text.text) != normalise(self._header.columns[at].heading):
            self.path = inside(self.path, level(TOPIC, text))
            self.bands = ()

    def _leave_table_for(self, row: Row) -> None:
        """Read a heading between two tables that were taken for one."""
        text = Value(_first_text(row), row.place)
        label = find_label(text.text)
        if label and label.means in ("area", "goal"):
            self._open((text, NONE, look_of(row, spanned=False)))
            return
        self.path = inside(self.path, level(UNSTYLED, text))
        self.bands = ()

    # Rows that are headings.

    def _band(self, row: Row) -> Band | None:
        return self._finder.find(row, is_first_on_page=self._is_first_on_page(row))

    def _is_over_band(self, band: Band, following: Row | None) -> bool:
        """Return whether the next row is a heading that looks the same but has another kind of number."""
        below = self._band(following) if following is not None else None
        if below is None or below[2] != band[2]:
            return False
        mine, its = (level(BAND, one[0], number=one[1]) for one in (band, below))
        same_number = mine.number and figures_in(mine.number.text) == figures_in(its.number.text)
        return not (mine.means or its.means or same_number)

    def _open(self, band: Band, *, is_over: bool = False, is_over_goal: bool = False) -> None:
        text, number, look = band
        if is_over and not self.bands:
            self.stacked.add(look)  # areas and goals that look alike, directly below each other
        found = level(BAND, text, number=number)
        if found.means == "goal" and figures_in(found.number.text) == 1 and self._finder.usual_figures > 2:
            found = replace(found, means="area")  # «Mål 6» above «Mål 6.1» and 6.1.1
        last = self.bands[-1] if self.bands and self.after_band else None
        if last is not None and last.number and bare(last.text.text) == bare(last.label) and not found.means:
            self.bands = (
                *self.bands[:-1],
                replace(last, text=text, label=""),
            )  # «Mål 1.1:» on a separate line
            return
        rank = BAND + 3 if is_over_goal and not found.means else self._rank(found, look, is_over)
        self.bands = inside(self.bands, replace(found, rank=rank))
        self.after_band = True

    def _rank(self, found: Level, look: RowLook, is_over: bool) -> int:
        if found.means == "area":
            return BAND
        if found.means == "goal":
            return GOAL_BAND
        if look in self.stacked:
            return BAND + (1 if is_over else 3)
        if look in self.ranks:
            return self.ranks[look]
        if self.bands and self.after_band:
            rank = self.bands[-1].rank + 1
        elif look.capitals or not self.bands:
            rank = BAND + (1 if look.capitals else 3)
        else:
            rank = self.bands[-1].rank
        return self.ranks.setdefault(look, rank)

    # Rows that are measures.

    def _measure(self, row: Row) -> None:
        self.after_band = False
        if self._is_same_measure(row) and self._go_on(self._rows.measure(own_cells(row)), certain=True):
            return
        rows, doubt = counted_in_one_cell(row, self._header)
        if rows:
            self._read_levels(row)
            path = (*self.path, *self.bands, *self.columns)
            for one in map(self._rows.measure, rows):
                text = replace(one.text, certainty=_LISTED_CERTAINTY, doubt=doubt)
                self._items.append(Item(path, replace(one, text=text)))
            return
        measure = self._rows.measure(row)
        if measure.number:
            measure = self._with_mended_number(measure)
        if self._is_rest_of_row(row, measure):
            self._go_on(measure)
        elif parts := in_one_cell(measure):
            self._read_levels(row)
            self._items += [Item((*self.path, *self.bands, *self.columns), part) for part in parts]
        elif not measure.text and not (measure.number and (measure.timeframe or measure.responsible)):
            if not self._items or self._is_first_row or not self._go_on(measure):
                self._keep_unplaced(row)
        elif not _may_be_measure(measure) or (_is_single(row) and any(row_entries(row))):
            self._keep_unplaced(row)
        else:
            self._read_levels(row)
            self._items.append(Item((*self.path, *self.bands, *self.columns), measure))

    def _with_mended_number(self, measure: DraftMeasure) -> DraftMeasure:
        """Return a measure with its number corrected to fit the numbers above it."""
        above = (*self.path, *self.bands, *self.columns)
        goal = next((one.number.text for one in reversed(above) if one.number), "")
        last = self._items[-1].content if self._items else None

        def nth() -> int:
            return 1 + sum(1 for _ in takewhile(lambda item: item.path == above, reversed(self._items)))

        return with_mended_number(measure, goal, last.number.text if last is not None else "", nth)

    def _read_levels(self, row: Row) -> None:
        """Read the cells for area and goal; an empty cell below a filled one repeats it."""
        for rank, means in enumerate(("area", "sub_area", "goal"), start=COLUMN):
            if value := self._rows.value(row, means):
                self.columns = inside(self.columns, level(rank, value, means))

    def _is_rest_of_row(self, row: Row, measure: DraftMeasure) -> bool:
        """Return whether a row is the rest of the last row on the previous page, cut by the page break."""
        last = self._items[-1].content if self._items else None
        if not self._is_first_on_page(row) or not isinstance(last, DraftMeasure) or measure.number:
            return False
        has_numbers = self._rows.has_numbers or bool(last.number)
        is_whole = measure.text and measure.timeframe and measure.responsible
        is_low = begins_within(measure.text.text) and not last.text.text[:1].islower()
        goes_on = is_low and _COUNTED.match(measure.text.text) is None
        return (has_numbers and not is_whole) or goes_on or not last.text

    def _is_same_measure(self, row: Row) -> bool:
        """Return whether the text of the measure above spans this row, which then adds to it (as a body per row)."""
        at, number = self._header.first_of("text"), self._header.first_of("number")
        merged = at is not None and row.cells[at].continues == "above" and bool(row.cells[at].text.strip())
        own_number = number is not None and not row.cells[number].continues and row.cells[number].text.strip()
        return merged and not own_number and not self._is_first_row

    def _go_on(self, rest: DraftMeasure, *, certain: bool = False) -> bool:
        """Add the content of a row to the measure above it; return False if there is none."""
        last = self._items[-1] if self._items else None
        if last is None or not isinstance(last.content, DraftMeasure):
            return False
        self._items[-1] = replace(last, content=with_rest(last.content, rest, certain=certain))
        return True


def _may_be_measure(measure: DraftMeasure) -> bool:
    """Return False for a line of totals, for numbers alone, and for a template's placeholder."""
    text = squeeze(measure.text.text)
    if is_placeholder(text) or (text and not any(map(str.isalpha, text))):
        return False
    return not is_called_total(text) or bool(measure.responsible or measure.timeframe)


def areas_above(table: Table, header: Header) -> list[Row]:
    """Return the rows above a header that are areas over a goal, if the header is repeated below other goals."""
    above = table.rows[: header.first]
    if not any(_is_header_again(row, header) for row in table.rows[header.end :]):
        return []
    return [
        row
        for row, below in pairwise(above)
        if _is_single(row) and not _calls_itself(row) and _calls_itself(below) == "goal"
    ]


def _is_header_again(row: Row, header: Header) -> bool:
    """Return whether the header is repeated here, as on a new page; one cell may differ."""
    headings = [normalise(column.heading) for column in header.columns]
    texts = [normalise(cell.text) for cell in row.cells]
    same = sum(1 for text, heading in zip(texts, headings, strict=True) if text and text in heading)
    filled = sum(1 for text in texts if text)
    return filled > 1 and same >= max(2, filled - 1)


def _calls_itself(row: Row) -> str:
    """Return "area" or "goal" if a row says that it is one («Mål 1.1: …», «Mål | Song»); else ""."""
    label = find_label(_heading(row))
    return label.means if label is not None and label.means in ("area", "goal") else ""


def _heading(row: Row) -> str:
    return _first_text(row) if _is_single(row) else heading_in(row)


def _first_text(row: Row) -> str:
    return next(squeeze(cell.text) for cell in row.cells if cell.text.strip())


def _is_single(row: Row) -> bool:
    return len({cell.text for cell in row.cells if cell.text.strip()}) == 1
