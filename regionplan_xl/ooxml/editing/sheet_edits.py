"""Turn a change of one sheet into edits of its XML, or into the list of reasons against it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from regionplan_xl.errors import Place, Problem
from regionplan_xl.ooxml.common.references import LAST_COLUMN, LAST_ROW, Area, column_letters
from regionplan_xl.ooxml.editing.calculated_columns import calculated_cells
from regionplan_xl.ooxml.editing.cell_values import Content, Put, is_plain_text
from regionplan_xl.ooxml.editing.cell_writer import CellWriter
from regionplan_xl.ooxml.editing.protected_cells import protected_cells
from regionplan_xl.ooxml.editing.range_extension import (
    AppendedRows,
    continued_tables,
    extended_ranges,
    first_data_row,
    table_edits,
    validation_edits,
)
from regionplan_xl.ooxml.editing.row_xml import RowCells, dimension_edit, parse_row, row_edits
from regionplan_xl.ooxml.editing.sheet_change import CellChange, Sheet, SheetChange, cell_changes, is_empty
from regionplan_xl.ooxml.reading.tables import ExcelTable, autofilter_area
from regionplan_xl.ooxml.scanning.found_rows import SheetScan, UnsupportedSheet
from regionplan_xl.ooxml.scanning.sheet_scan import scan_sheet
from regionplan_xl.ooxml.xml.byte_edits import ByteEdit
from regionplan_xl.text import phrase


@dataclass
class SheetEdits:
    """The result of a change to the sheet `part`: `edits` of it and of its tables' parts, or `problems`.

    `extended_filter` is the area of the sheet's filter before and after.
    """

    part: str
    appended: tuple[int, ...] = ()
    edits: list[ByteEdit] = field(default_factory=list)
    table_edits: dict[str, list[ByteEdit]] = field(default_factory=dict)
    extended_filter: tuple[Area, Area] | None = None
    has_formulas: bool = False
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class _ChangedCells:
    """The cells that change in one sheet.

    `rows` are the parsed rows that change. `changes` are all cells to write except those of `text_rows`, which are new
    rows of plain texts. New rows take the styles in `followed`, by column.
    """

    rows: Mapping[int, RowCells]
    changes: Sequence[CellChange]
    text_rows: Mapping[int, Mapping[int, str]]
    followed: Mapping[int, int]
    appended: AppendedRows | None

    @classmethod
    def of(cls, scanned: "ScannedSheet") -> "_ChangedCells":
        """Return the cells of a change; raise `UnsupportedSheet` for a row with unexpected content."""
        sheet, change, found, numbers = scanned.sheet, scanned.change, scanned.found, scanned.numbers
        rows = {number: parse_row(row, found.prefix, sheet.part.name) for number, row in found.rows.items()}
        appended = _appended(change, found, sheet.tables, scanned.last, numbers)
        followed = _followed_styles(rows, appended, scanned.model)
        contents = dict(zip(numbers, change.append, strict=bool(numbers)))
        calculated = list(calculated_cells(sheet, rows, appended, change, numbers, followed))
        text_rows = {} if calculated else dict(_text_rows(sheet, found, rows, contents))
        others = {number: cells for number, cells in contents.items() if number not in text_rows}
        changes = (*cell_changes(change, others, followed), *calculated)
        return cls(rows, changes, text_rows, followed, appended)

    def shared_strings(self) -> frozenset[int]:
        """Return the indexes of the shared strings that must be compared with new texts."""
        texts = (c for c in self.changes if isinstance(c.new, Put) and isinstance(c.new.content, str))
        compared = (
            cell
            for change in texts
            if (row := self.rows.get(change.row)) and (cell := row.by_column.get(change.column))
        )
        return frozenset(number for cell in compared if (number := cell.shared_string) is not None)


@dataclass(frozen=True)
class ScannedSheet:
    """What a change needs from a sheet: the XML of the rows that change.

    `numbers` are the appended rows, which follow row `last` and look like row `model` (0: none). `shared_strings` are
    the indexes of those compared with new texts. `cells` is None if there were too many to keep in memory.
    """

    sheet: Sheet
    change: SheetChange
    found: SheetScan = field(default_factory=SheetScan)
    numbers: tuple[int, ...] = ()
    last: int = 0
    model: int = 0
    problems: tuple[Problem, ...] = ()
    shared_strings: frozenset[int] = frozenset()
    cells: _ChangedCells | None = None

    @property
    def rows_kept(self) -> int:
        """The number of rows whose cells are in memory."""
        return len(self.cells.rows) if self.cells else 0


def scan_for_change(sheet: Sheet, change: SheetChange, keep: int) -> ScannedSheet:
    """Scan `sheet` for what `change` needs; raise `Rejected` if the sheet's XML is broken.

    Keeps the cells of up to `keep` rows; with more, `edits_of_sheet` parses the rows again.
    """
    try:
        scanned = _scanned(sheet, change)
        if scanned.problems:
            return scanned
        cells = _ChangedCells.of(scanned)
        kept = cells if len(cells.rows) <= keep else None
        return replace(scanned, shared_strings=cells.shared_strings(), cells=kept)
    except UnsupportedSheet:
        return ScannedSheet(sheet, change, problems=(_unsupported(sheet),))


def _unsupported(sheet: Sheet) -> Problem:
    what = phrase("The sheet is built in a way that cannot be changed safely.")
    return Problem(Place(sheet.name), what, phrase("Open the workbook in Excel, save it, and try again."))


def _scanned(sheet: Sheet, change: SheetChange) -> ScannedSheet:
    wanted = {row for row, _ in change.cells if 1 <= row <= LAST_ROW}
    if change.append_at:
        wanted |= {change.append_after, *range(change.append_at, change.append_at + len(change.append))} - {0}
    found = scan_sheet(sheet.part, wanted)
    totals = [table.totals for table in sheet.tables if table.totals]
    if change.append_at:
        last = change.append_after
        numbers = tuple(range(change.append_at, change.append_at + len(change.append)))
    else:
        last = _last_row(found)
        numbers = _appended_rows(change, last, [*found.merged, *sheet.pivots, *totals])
    problems = tuple(_beyond_the_sheet(sheet, change, numbers))
    if problems:
        return ScannedSheet(sheet, change, problems=problems)
    model = next((area.top - 1 for area in totals if area.top <= last <= area.bottom), last)
    further = {*numbers, *([model] if model else [])} if numbers else ()
    if not found.add_from_end(further):
        found = scan_sheet(sheet.part, {*wanted, *further})
    return ScannedSheet(sheet, change, found, numbers, last, model)


def _text_rows(
    sheet: Sheet,
    found: SheetScan,
    rows: Mapping[int, RowCells],
    appended: Mapping[int, Mapping[int, Content | Put]],
) -> Iterator[tuple[int, Mapping[int, str]]]:
    """Yield the appended rows that are new, have only texts, and are in no merged, formula, pivot or heading area."""
    areas = [*found.merged, *found.formula_areas, *sheet.pivots, *(table.headings for table in sheet.tables)]
    last = max((area.bottom for area in areas), default=0)
    for number, cells in appended.items():
        if number > last and number not in rows and cells and all(map(is_plain_text, cells.values())):
            yield number, cells  # type: ignore[misc]  # texts, as was just seen


def edits_of_sheet(scanned: ScannedSheet, shared_strings: Mapping[int, str]) -> SheetEdits:
    """Return the edits of the change; `shared_strings` must have at least the ones that it compares."""
    sheet, change, found = scanned.sheet, scanned.change, scanned.found
    if scanned.problems:
        return SheetEdits(sheet.part.name, problems=[*scanned.problems])
    cells, numbers = scanned.cells or _ChangedCells.of(scanned), scanned.numbers
    rows, appended = cells.rows, cells.appended
    writer = CellWriter(sheet, found, rows, shared_strings)
    problems = list(protected_cells(sheet, found, rows, cells.changes, shared_strings))
    new_cells = [new for cell in cells.changes if (new := writer.new_cell(cell))]
    problems += writer.problems
    made = SheetEdits(sheet.part.name, numbers, has_formulas=found.has_formulas, problems=problems)
    if problems:
        return made
    if not (new_cells or cells.text_rows):
        made.edits = list(map(found.in_part, validation_edits(found.root, None, change.choices)))
        return made
    texts = {number: writer.text_row(number, row, cells.followed) for number, row in cells.text_rows.items()}

    heights = {**change.heights, **dict(zip(numbers, change.append_heights, strict=False))}
    shown = {**dict.fromkeys(change.hidden, False), **dict.fromkeys(numbers, True)}
    made.edits = list(row_edits(found, rows, new_cells, heights, texts, shown))
    filled = [(new.row, new.column) for new in new_cells if new.filled]
    filled += [(number, at) for number, row in cells.text_rows.items() for at in (min(row), max(row))]
    made.edits += map(found.in_part, dimension_edit(found.root, filled))
    of_cells = {
        **change.choices,
        **{
            (number, at): words
            for number, choices in zip(numbers, change.append_choices, strict=False)
            for at, words in choices.items()
        },
    }
    made.edits += map(found.in_part, validation_edits(found.root, appended, of_cells))
    if appended:
        _extend(made, sheet, found, appended, change.append_to)
    return made


def _extend(made: SheetEdits, sheet: Sheet, found: SheetScan, appended: AppendedRows, own: str) -> None:
    """Add to `made` the edits that extend ranges; `own` is the part of the table that the appended rows belong to."""
    made.edits += map(found.in_part, extended_ranges(found.root, appended))
    parse = sheet.workbook.package.parse
    tables = continued_tables(sheet.tables, appended, own)
    made.table_edits = {t.part: list(table_edits(t, parse(t.part), appended)) for t in tables}
    area = autofilter_area(found.root)
    if area and appended.follow(area):
        made.extended_filter = (area, appended.extend(area))


def _last_row(found: SheetScan) -> int:
    """Return the last row with content, including the rest of a merged range or of a formula over several cells."""
    last = max([found.last, *(area.bottom for area in found.formula_areas)])
    for area in sorted(found.merged, key=lambda area: area.top):
        if area.top <= last < area.bottom:
            last = area.bottom
    return last


def _appended_rows(change: SheetChange, last: int, taken: Iterable[Area]) -> tuple[int, ...]:
    """Return the rows below all content and below `taken` areas, even empty ones: merged cells, pivots, totals."""
    if not change.append:
        return ()
    filled = [row for (row, _), new in change.cells.items() if not is_empty(new)]
    start = max([last, *filled]) + 1
    for area in sorted(taken, key=lambda area: area.bottom):
        rows = range(max(start, area.top), min(start + len(change.append) - 1, area.bottom) + 1)
        if any(area.left <= column <= area.right for row in rows for column in change.append[row - start]):
            start = area.bottom + 1
    return tuple(range(start, start + len(change.append)))


def _beyond_the_sheet(sheet: Sheet, change: SheetChange, numbers: Sequence[int]) -> Iterator[Problem]:
    appended_cells = [(row, c) for row, new in zip(numbers, change.append, strict=True) for c in new]
    for row, column in (*change.cells, *appended_cells):
        if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
            letters = column_letters(column) if column > 0 else str(column)
            yield Problem(Place(sheet.name, row, letters), phrase("No sheet has such a cell."))


def _appended(
    change: SheetChange, found: SheetScan, tables: Sequence[ExcelTable], last: int, numbers: Sequence[int]
) -> AppendedRows | None:
    """Return the appended rows; None if they are empty or do not directly follow the data."""
    appended = zip(numbers, change.append, strict=True)
    filled = [(row, at) for row, cells in appended for at, new in cells.items() if not is_empty(new)]
    if not filled or numbers[0] != last + 1:
        return None
    rows, columns = zip(*filled, strict=True)
    first_data = first_data_row(found.root, tables, found.first, last)
    return AppendedRows(last, max(rows), min(columns), max(columns), first_data)


def _followed_styles(
    rows: Mapping[int, RowCells], appended: AppendedRows | None, model: int
) -> Mapping[int, int]:
    """Return the styles by column for appended rows: those of the last data row, if there is a data row."""
    if appended is None or model < appended.first_data or model not in rows:
        return {}
    return {column: cell.style for column, cell in rows[model].by_column.items()}
