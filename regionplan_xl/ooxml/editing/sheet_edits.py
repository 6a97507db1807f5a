"""What changes in one sheet's XML: decided, with every reason against it, before anything is written."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from regionplan_xl.errors import Place, Problem
from regionplan_xl.ooxml.common.references import (
    LAST_COLUMN,
    LAST_ROW,
    Area,
    column_letters,
    parse_area,
)
from regionplan_xl.ooxml.editing.cell_xml import (
    EMPTY,
    Cached,
    Cell,
    Content,
    Put,
    Written,
    new_cell_xml,
    written,
    written_result,
)
from regionplan_xl.ooxml.editing.date_styles import DateStyles, styles_in_column
from regionplan_xl.ooxml.editing.range_extension import (
    Growth,
    Table,
    filter_area,
    first_data_row,
    grown_ranges,
)
from regionplan_xl.ooxml.editing.row_xml import NewCell, RowCells, dimension_edit, read_cells, row_edits
from regionplan_xl.ooxml.editing.sheet_scan import Survey, Unsupported, survey
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.xml.byte_edits import Edit
from regionplan_xl.ooxml.xml.markup import truth, whole
from regionplan_xl.ooxml.xml.outline import Element
from regionplan_xl.text import Phrase, phrase


@dataclass(frozen=True)
class SheetChange:
    """New contents of one sheet.

    `cells` are by row and column, both from 1. `append` are rows, by column, that come after the last row
    that holds anything; rows that are there but blank are filled first. `heights` (points, by row): where a
    row changes and has a height of its own, it becomes at least that tall. `append_heights` are those of the
    appended rows, which then have one.
    """

    cells: Mapping[tuple[int, int], Content | Put | Cached] = field(default_factory=dict)
    append: Sequence[Mapping[int, Content | Put]] = ()
    heights: Mapping[int, float] = field(default_factory=dict)
    append_heights: Sequence[float] = ()


@dataclass(frozen=True)
class Sheet:
    """A sheet to be changed, and what there is to know of its workbook."""

    name: str
    part: XmlPart
    tables: tuple[Table, ...]
    pivots: tuple[Area, ...]
    epoch_1904: bool
    shared_texts: Callable[[Iterable[int]], Mapping[int, str]]
    formats: Callable[[], DateStyles | None]


@dataclass
class Outcome:
    """What a change comes to: `edits` of the sheet and of its tables, or `problems` that forbid it."""

    appended: tuple[int, ...] = ()
    edits: list[Edit] = field(default_factory=list)
    table_edits: list[tuple[Table, list[Edit]]] = field(default_factory=list)
    filter_grown: tuple[Area, Area] | None = None
    has_formulas: bool = False
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Wish:
    """One cell that shall hold something; if it is `appended`, `above` is the style that its row follows."""

    row: int
    column: int
    new: Put | Cached
    above: int | None = None
    appended: bool = False


def decide(sheet: Sheet, change: SheetChange) -> Outcome:
    """What `change` comes to in `sheet`; `Rejected` where the sheet's XML is broken."""
    try:
        return _decided(sheet, change)
    except Unsupported:
        what = phrase("The sheet is built in a way that cannot be changed safely.")
        fix = phrase("Open the workbook in Excel, save it, and try again.")
        return Outcome(problems=[Problem(Place(sheet.name), what, fix)])


def _decided(sheet: Sheet, change: SheetChange) -> Outcome:
    rows = {row for row, _ in change.cells if 1 <= row <= LAST_ROW}
    found = survey(sheet.part, rows)
    last = _last_row(found)
    totals = [table.totals for table in sheet.tables if table.totals]
    appended = _appended_rows(change, last, [*_merged(found), *sheet.pivots, *totals])
    problems = [*_beyond_the_sheet(sheet, change, appended)]
    if problems:
        return Outcome(problems=problems)
    model = next((area.top - 1 for area in totals if area.top <= last <= area.bottom), last)
    if appended:
        found = survey(sheet.part, {*rows, *appended, *([model] if model else [])})

    cells = {number: read_cells(row, found.prefix, sheet.part.name) for number, row in found.rows.items()}
    growth = _growth(change, found, sheet.tables, last, appended)
    wishes = list(_wishes(change, appended, _followed(cells, growth, model)))
    problems = list(_forbidden(sheet, found, cells, wishes))
    writer = _Writer(sheet, found, cells, wishes)
    new_cells = [new for wish in wishes if (new := writer.new_cell(wish))]
    problems += writer.problems
    outcome = Outcome(appended, has_formulas=found.has_formulas, problems=problems)
    if problems or not new_cells:
        return outcome

    heights = {**change.heights, **dict(zip(appended, change.append_heights, strict=False))}
    outcome.edits = [*row_edits(found, cells, new_cells, heights), *dimension_edit(found, new_cells)]
    if growth:
        outcome.edits += grown_ranges(found.root, found.tag, growth)
        outcome.table_edits = [(t, edits) for t in sheet.tables if (edits := t.edits(growth))]
        area = filter_area(found.root)
        if area and growth.continues(area):
            outcome.filter_grown = (area, growth.grown(area))
    return outcome


def _last_row(found: Survey) -> int:
    """The last row that holds anything, be it the rest of merged cells or of a formula over several."""
    last = max([found.last, *(area.bottom for area in found.formula_areas)])
    for area in sorted(_merged(found), key=lambda area: area.top):
        if area.top <= last < area.bottom:
            last = area.bottom
    return last


def _merged(found: Survey) -> list[Area]:
    merges = (merge for group in found.root.named("mergeCells") for merge in group.named("mergeCell"))
    return [area for merge in merges if (area := parse_area(merge.attributes.get("ref", "")))]


def _appended_rows(change: SheetChange, last: int, taken: Iterable[Area]) -> tuple[int, ...]:
    """The rows below everything, and below what is `taken` though it may hold nothing: merged cells, pivots, totals."""
    if not change.append:
        return ()
    put = [row for (row, _), new in change.cells.items() if not _is_empty(new)]
    start = max([last, *put]) + 1
    for area in sorted(taken, key=lambda area: area.bottom):
        rows = range(max(start, area.top), min(start + len(change.append) - 1, area.bottom) + 1)
        if any(area.left <= column <= area.right for row in rows for column in change.append[row - start]):
            start = area.bottom + 1
    return tuple(range(start, start + len(change.append)))


def _is_empty(new: Content | Put | Cached) -> bool:
    content = new.content if isinstance(new, Put) else new
    return content is None or content == ""


def _beyond_the_sheet(sheet: Sheet, change: SheetChange, appended: Sequence[int]) -> Iterator[Problem]:
    appended_cells = [(row, c) for row, new in zip(appended, change.append, strict=True) for c in new]
    for row, column in (*change.cells, *appended_cells):
        if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
            letters = column_letters(column) if column > 0 else str(column)
            yield Problem(Place(sheet.name, row, letters), phrase("No sheet has such a cell."))


def _growth(
    change: SheetChange, found: Survey, tables: Sequence[Table], last: int, appended: Sequence[int]
) -> Growth | None:
    """What the appended rows stretch; nothing where they hold nothing, or do not follow the data at once."""
    filled = [
        (row, column)
        for row, cells in zip(appended, change.append, strict=True)
        for column, new in cells.items()
        if not _is_empty(new)
    ]
    if not filled or appended[0] != last + 1:
        return None
    columns = [column for _, column in filled]
    first_data = first_data_row(found.root, tables, found.first, last)
    return Growth(last, max(row for row, _ in filled), min(columns), max(columns), first_data)


def _followed(cells: Mapping[int, RowCells], growth: Growth | None, model: int) -> Mapping[int, int]:
    """The styles by column that appended rows follow: those of the last row of data, unless that is the headings."""
    if growth is None or model < growth.first_data or model not in cells:
        return {}
    return {column: cell.style for column, cell in cells[model].by_column.items()}


def _wishes(change: SheetChange, appended: Sequence[int], followed: Mapping[int, int]) -> Iterator[_Wish]:
    for (row, column), new in sorted(change.cells.items(), key=lambda item: item[0]):
        yield _Wish(row, column, new if isinstance(new, Put | Cached) else Put(new))
    for row, contents in zip(appended, change.append, strict=True):
        for column, content in sorted(contents.items(), key=lambda item: item[0]):
            put = content if isinstance(content, Put) else Put(content)
            yield _Wish(row, column, put, followed.get(column), appended=True)


def _forbidden(
    sheet: Sheet, found: Survey, cells: Mapping[int, RowCells], wishes: Sequence[_Wish]
) -> Iterator[Problem]:
    """Every wish that would harm what is there."""
    ordered = sorted(wishes, key=lambda wish: (wish.row, wish.column))
    in_merged = {
        (wish.row, wish.column): area
        for area, wish in _within(_merged(found), ordered)
        if (wish.row, wish.column) != (area.top, area.left)
    }
    in_formula = {(wish.row, wish.column) for _, wish in _within(found.formula_areas, ordered)}
    in_pivot = {(wish.row, wish.column) for _, wish in _within(sheet.pivots, ordered)}
    headings = [table.headings for table in sheet.tables if table.header_rows]
    is_heading = {(wish.row, wish.column) for _, wish in _within(headings, ordered)}
    for wish in wishes:
        place = (wish.row, wish.column)
        there = cells.get(wish.row)
        cell = there.by_column.get(wish.column) if there else None
        if wish.row in found.twice or (there and wish.column in there.twice):
            yield _problem(
                sheet, wish, phrase("The cell is in the file twice, so it is not clear which one counts.")
            )
        elif isinstance(wish.new, Cached):
            if not (cell and cell.has_formula) and place not in in_formula:
                yield _problem(sheet, wish, phrase("The cell has no formula, so it has no result to renew."))
        elif cell and cell.has_formula:
            yield _problem(sheet, wish, phrase("The cell holds a formula, which would be lost."))
        elif place in in_formula:
            yield _problem(sheet, wish, phrase("The cell belongs to a formula that fills several cells."))
        elif place in in_pivot:
            yield _problem(
                sheet, wish, phrase("The cell belongs to a pivot table, which would write over it.")
            )
        elif place in in_merged:
            merge = str(in_merged[place])
            yield _problem(
                sheet,
                wish,
                phrase(
                    "The cell is hidden under the merged cells {area}; only the first of them shows.",
                    area=merge,
                ),
            )
        elif place in is_heading and not (cell and _says(sheet, cell, wish.new)):
            yield _problem(
                sheet,
                wish,
                phrase("The cell is a heading of a table, and formulas know the column by that name."),
            )


def _says(sheet: Sheet, cell: Cell, new: Put) -> bool:
    text = written(new.content, epoch_1904=sheet.epoch_1904)
    shared = cell.shared_text
    return isinstance(text, Written) and cell.holds(
        text, sheet.shared_texts([shared]) if shared is not None else {}
    )


def _within(areas: Iterable[Area], wishes: Sequence[_Wish]) -> Iterator[tuple[Area, _Wish]]:
    """Each area with each wish in it; `wishes` are in the order of rows."""
    rows = [wish.row for wish in wishes]
    for area in areas:
        for i in range(bisect_left(rows, area.top), bisect_left(rows, area.bottom + 1)):
            if area.left <= wishes[i].column <= area.right:
                yield area, wishes[i]


def _problem(sheet: Sheet, wish: _Wish, what: Phrase) -> Problem:
    return Problem(Place(sheet.name, wish.row, column_letters(wish.column)), what)


class _Writer:
    """Turns wishes into cells; collects what cannot be written."""

    def __init__(
        self, sheet: Sheet, found: Survey, cells: Mapping[int, RowCells], wishes: Sequence[_Wish]
    ) -> None:
        self.problems: list[Problem] = []
        self._sheet = sheet
        self._prefix = found.prefix
        self._cells = cells
        self._column_styles = list(_column_styles(found.root))
        self._in_column: dict[int, list[int]] = {}
        self._shared = sheet.shared_texts(self._shared_among(wishes))

    def new_cell(self, wish: _Wish) -> NewCell | None:
        """The cell that `wish` asks for; None where it is so already, or cannot be."""
        new, cell = self._written(wish), self._existing(wish)
        if isinstance(new, Phrase):
            self.problems.append(_problem(self._sheet, wish, new))
            return None
        style = self._style(wish, new, cell)
        if style is None:
            return None
        if cell and style == cell.style and cell.holds(new, self._shared):
            return None
        if cell:
            xml = cell.rewritten(new, style, keep_formula=isinstance(wish.new, Cached))
        elif new == EMPTY and (isinstance(wish.new, Cached) or wish.new.style is None):
            return None
        else:
            xml = new_cell_xml(self._prefix, wish.row, wish.column, style, new)
        return NewCell(wish.row, wish.column, xml, cell, filled=new != EMPTY)

    def _shared_among(self, wishes: Iterable[_Wish]) -> set[int]:
        found = set()
        for wish in wishes:
            cell = self._existing(wish)
            is_text = isinstance(wish.new, Put) and isinstance(wish.new.content, str)
            if is_text and cell and cell.shared_text is not None:
                found.add(cell.shared_text)
        return found

    def _existing(self, wish: _Wish) -> Cell | None:
        there = self._cells.get(wish.row)
        return there.by_column.get(wish.column) if there else None

    def _written(self, wish: _Wish) -> Written | Phrase:
        if isinstance(wish.new, Cached):
            return written_result(wish.new.value)
        return written(wish.new.content, epoch_1904=self._sheet.epoch_1904)

    def _style(self, wish: _Wish, new: Written, cell: Cell | None) -> int | None:
        """The style of the cell when written; None (and a problem) where there can be none."""
        if isinstance(wish.new, Put) and wish.new.style is not None:
            return self._chosen(wish, wish.new.style)
        default = self._default_style(wish)
        style = cell.style if cell else default if wish.above is None else wish.above
        if not new.is_date:
            others = (default, 0) if wish.appended else (default,)
            if (cell and not wish.appended) or not self._mistaken(new, style):
                return style
            return next((s for s in others if not self._mistaken(new, s)), default)
        styles = self._sheet.formats()
        if styles is None or not styles.count:
            what = phrase("The workbook has no cell formats, so a date would show as a number.")
            self.problems.append(_problem(self._sheet, wish, what))
            return None
        if styles.is_date(style):
            return style
        candidates = (default, *self._styles_in_column(wish.column))
        like = next((s for s in candidates if styles.is_date(s)), None)
        return styles.like(style, with_time=new.has_time) if like is None else like

    def _mistaken(self, new: Written, style: int) -> bool:
        """Whether a new number would show as a date."""
        if new.type or new.text is None or not style:
            return False
        styles = self._sheet.formats()
        return styles is not None and styles.is_date(style)

    def _chosen(self, wish: _Wish, style: int) -> int | None:
        styles = self._sheet.formats()
        if style == 0 or (styles and 0 < style < styles.count):
            return style
        what = phrase("The workbook has no cell format number {number}.", number=style)
        self.problems.append(_problem(self._sheet, wish, what))
        return None

    def _default_style(self, wish: _Wish) -> int:
        """The style of a cell that is not there: the row's where the row has one, else the column's."""
        there = self._cells.get(wish.row)
        attributes = there.element.attributes if there else {}
        if truth(attributes.get("customFormat")):
            return whole(attributes.get("s")) or 0
        column = wish.column
        return next((s for first, last, s in self._column_styles if first <= column <= last), 0)

    def _styles_in_column(self, column: int) -> list[int]:
        if column not in self._in_column:
            self._in_column[column] = list(styles_in_column(self._sheet.part, column))
        return self._in_column[column]


def _column_styles(root: Element) -> Iterator[tuple[int, int, int]]:
    for group in root.named("cols"):
        for column in group.named("col"):
            get = column.attributes.get
            first, last, style = whole(get("min")), whole(get("max")), whole(get("style"))
            if first and last and style:
                yield first, last, style
