"""Change the ranges of a sheet: extend those that appended rows continue, and set the drop-downs of single cells.

Tables: ECMA-376 part 1 section 18.5.1.2; the rest: section 18.3.1 (data validations: 18.3.1.32).
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from regionplan_xl.ooxml.common.references import Area, parse_area, parse_areas
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.reading.tables import ExcelTable, autofilter_area
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.ooxml.scanning.found_rows import UnsupportedSheet
from regionplan_xl.ooxml.scanning.sheet_scan import scan_sheet
from regionplan_xl.ooxml.xml.byte_edits import ByteEdit
from regionplan_xl.ooxml.xml.element import Element
from regionplan_xl.ooxml.xml.escaping import escape
from regionplan_xl.ooxml.xml.namespaces import EXCEL_AREAS

Choices = Mapping[tuple[int, int], tuple[str, ...]]
"""The words in the drop-down of a cell (row and column from 1); without words the cell has no drop-down."""

LONGEST_LIST = 255
# The elements before dataValidations in a sheet (section 18.3.1.99).
BEFORE_VALIDATIONS = (
    "sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState",
    "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
)  # fmt: skip


@dataclass(frozen=True)
class AppendedRows:
    """Rows appended below row `last`, down to row `end`, in columns `left` to `right`.

    `first_data` is the first row below the headings, as far as the sheet shows.
    """

    last: int
    end: int
    left: int
    right: int
    first_data: int

    def belong_to(self, area: Area) -> bool:
        """Return whether `area` covers the data down to its last row, and so should be extended to these rows."""
        touched = max(self.last, self.first_data)
        covers_data = area.top < touched or touched == self.first_data
        return covers_data and area.top <= touched <= area.bottom < self.end and self._share_columns(area)

    def follow(self, area: Area) -> bool:
        """Return whether `area`, including its headings, ends right above these rows."""
        return self.belong_to(area) or (
            area.top <= self.last <= area.bottom < self.end and self._share_columns(area)
        )

    def extend(self, area: Area) -> Area:
        """Return `area` extended to the last of these rows."""
        return area.down_to(self.end)

    def _share_columns(self, area: Area) -> bool:
        return area.left <= self.right and self.left <= area.right


def table_edits(table: ExcelTable, root: Element, appended: AppendedRows) -> Iterator[ByteEdit]:
    """Yield the edits to a table's part, `root`.

    A table with a totals row stays as it is: the rows are appended below it.
    """
    if table.totals_rows:
        return
    # Excel marks an empty table with `insertRow`: its one blank row is a placeholder (section 18.5.1.2).
    changes: dict[str, str | None] = {"insertRow": None} if root.get("insertRow") else {}
    if appended.end > table.area.bottom:
        changes["ref"] = str(appended.extend(table.area))
    if changes:
        yield root.set_attributes(changes)
    if appended.end <= table.area.bottom:
        return
    element, area = root.first("autoFilter"), table.autofilter
    if element and area and area.bottom == table.area.bottom:
        yield element.set_attributes({"ref": str(appended.extend(area))})


def continued_tables(tables: Iterable[ExcelTable], appended: AppendedRows, own: str) -> Iterator[ExcelTable]:
    """Yield the tables that the rows extend: the one in the part `own`, otherwise those that end where the data end."""
    for table in tables:
        ends_here = table.area.bottom >= appended.last and appended.follow(table.area.down_to(appended.last))
        if table.part == own if own else ends_here and not table.totals_rows:
            yield table


def first_data_row(root: Element, tables: Iterable[ExcelTable], first: int, last: int) -> int:
    """Return the first row below the headings (of a table, a filter or frozen rows), or below the first filled row."""
    filtered = autofilter_area(root)
    headings = [table.headings.bottom for table in tables if table.header_rows]
    headings += [filtered.top] if filtered else []
    return max([first, min(_frozen_rows(root), last), *(row for row in headings if row <= last)]) + 1


def _frozen_rows(root: Element) -> int:
    for view in root.grouped("sheetViews", "sheetView"):
        for pane in view.named("pane"):
            rows = pane.get("ySplit", "0")
            if pane.get("state", "").startswith("frozen") and rows.isdecimal():
                return int(rows)
    return 0


def extended_ranges(root: Element, appended: AppendedRows) -> Iterator[ByteEdit]:
    """Yield the edits to the sheet's own XML; `root` is the sheet without its rows."""
    element, area = root.first("autoFilter"), autofilter_area(root)
    if element and area and appended.follow(area):
        yield element.set_attributes({"ref": str(appended.extend(area))})
    ignored = root.grouped("ignoredErrors", "ignoredError")
    for ranged in (*root.named("conditionalFormatting"), *ignored):
        yield from _extended_list(ranged, appended)
    for extensions in root.named("extLst"):
        for owner in extensions.descendants():
            if owner.name in ("conditionalFormatting", "dataValidation"):
                yield from _extended_child(owner, appended)


def _extended_list(element: Element, appended: AppendedRows) -> Iterator[ByteEdit]:
    written = element.get("sqref", "")
    new = extended_names(written, appended, [])
    if new != written:
        yield element.set_attributes({"sqref": new})


def _extended_child(owner: Element, appended: AppendedRows) -> Iterator[ByteEdit]:
    for child in owner.children:
        if child.name == "sqref" and child.namespace == EXCEL_AREAS:
            new = extended_names(child.text, appended, [])
            if new != child.text:
                yield ByteEdit(child.inside, child.close, new.encode())


def extended_names(written: str, appended: AppendedRows, taken: Sequence[Area]) -> str:
    """Return the list of areas, with those that reach the last data row extended unless the cells below are `taken`."""
    names = []
    for name in written.split():
        area = parse_area(name)
        if area and appended.belong_to(area):
            below = Area(area.bottom + 1, area.left, appended.end, area.right)
            if not any(other.overlaps(below) for other in taken):
                name = str(appended.extend(area))
        names.append(name)
    return " ".join(names) if names != written.split() else written


def inline_list(words: Iterable[str]) -> tuple[str, ...]:
    """Return the first `words` that fit in a validation's inline list, skipping words with a comma or quote."""
    kept: list[str] = []
    for word in words:
        if "," not in word and '"' not in word and len(",".join([*kept, word])) <= LONGEST_LIST:
            kept.append(word)
    return tuple(kept)


def differing_choices(workbook: Workbook, sheet: str, choices: Choices) -> Choices:
    """Return those `choices` that differ from the drop-downs of their cells; none if the sheet cannot be changed."""
    part = next(info.part for info in workbook.sheets if info.name == sheet)
    try:
        root = scan_sheet(XmlPart.of(workbook.package, part), ()).root
    except UnsupportedSheet:
        return {}
    validations = list(root.grouped("dataValidations", "dataValidation"))
    return _differing(root, validations, {v.start: v.get("sqref", "") for v in validations}, choices)


def validation_edits(root: Element, appended: AppendedRows | None, choices: Choices) -> Iterator[ByteEdit]:
    """Yield the edits to the validations of a sheet, for appended rows and for cells with their own `choices`.

    `root` is the sheet without its rows. Cells that already have the same words are left alone.
    """
    validations = list(root.grouped("dataValidations", "dataValidation"))
    written = {v.start: v.get("sqref", "") for v in validations}
    taken = [area for names in written.values() for area in parse_areas(names)]
    after = {
        v.start: extended_names(written[v.start], appended, taken) if appended else written[v.start]
        for v in validations
    }
    wanted = _differing(root, validations, after, choices)
    cells = _Cells(wanted)
    left = {start: _without(names, cells) for start, names in after.items()}
    kept = sum(map(bool, left.values()))
    owner = root.first("dataValidations")
    if wanted and owner is not None and not kept and not any(wanted.values()):
        yield ByteEdit(owner.start, owner.end, b"")
        return
    for validation in validations:
        names = left[validation.start]
        if not names and wanted:
            yield ByteEdit(validation.start, validation.end, b"")
        elif names != written[validation.start]:
            yield validation.set_attributes({"sqref": names})
    if wanted:
        yield from _new_validations(root, wanted, kept)


def _differing(
    root: Element, validations: Iterable[Element], areas: Mapping[int, str], choices: Choices
) -> Choices:
    """Return the cells whose words differ, except those with a validation in the newer extension list."""
    extended = [
        area
        for extensions in root.named("extLst")
        for owner in extensions.descendants()
        if owner.name == "dataValidation"
        for child in owner.children
        if child.name == "sqref" and child.namespace == EXCEL_AREAS
        for area in parse_areas(child.text)
    ]
    cells = _Cells(choices)
    has: dict[tuple[int, int], str] = {}
    for validation in validations:
        formula = validation.first("formula1")
        for area in parse_areas(areas[validation.start]):
            has |= dict.fromkeys(cells.inside(area), formula.text if formula else "")
    kept = {cell for area in extended for cell in cells.inside(area)}
    return {
        cell: words
        for cell, words in choices.items()
        if has.get(cell, "") != _formula(words) and cell not in kept
    }


class _Cells:
    """Cells (row and column), indexed by column so that those in an area are found quickly."""

    def __init__(self, cells: Iterable[tuple[int, int]]) -> None:
        self._rows: dict[int, list[int]] = defaultdict(list)
        for row, column in sorted(cells):
            self._rows[column].append(row)

    def rows_in(self, area: Area) -> Mapping[int, Sequence[int]]:
        """Return the rows of the cells in an area, by column; only columns with such cells are included."""
        return {
            column: rows[first:last]
            for column, rows in sorted(self._rows.items())
            if area.left <= column <= area.right
            and (first := bisect_left(rows, area.top)) < (last := bisect_right(rows, area.bottom))
        }

    def inside(self, area: Area) -> Iterator[tuple[int, int]]:
        """Yield the cells in an area."""
        return ((row, column) for column, rows in self.rows_in(area).items() for row in rows)


def _formula(words: Collection[str]) -> str:
    return f'"{",".join(words)}"' if words else ""


def _without(names: str, cells: _Cells) -> str:
    """Return the list of areas with `cells` taken out."""
    kept: list[str] = []
    for name in names.split():
        area = parse_area(name)
        hit = cells.rows_in(area) if area else {}
        if area is None or not hit:
            kept.append(name)
            continue
        left = area.left
        for column, rows in hit.items():
            if left < column:
                kept.append(str(Area(area.top, left, area.bottom, column - 1)))
            kept += map(str, _gaps(area.top, area.bottom, column, rows))
            left = column + 1
        if left <= area.right:
            kept.append(str(Area(area.top, left, area.bottom, area.right)))
    return " ".join(kept)


def _gaps(top: int, bottom: int, column: int, rows: Iterable[int]) -> Iterator[Area]:
    """Yield the parts of a column from `top` to `bottom` without `rows`, which are sorted."""
    start = top
    for row in rows:
        if start < row:
            yield Area(start, column, row - 1, column)
        start = row + 1
    if start <= bottom:
        yield Area(start, column, bottom, column)


def _new_validations(root: Element, wanted: Choices, kept: int) -> Iterator[ByteEdit]:
    """Yield the edit that adds a validation for each group of cells with the same words."""
    groups: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    for cell, words in wanted.items():
        if words:
            groups[words].append(cell)
    prefix = root.prefix
    new = "".join(
        f'<{prefix}dataValidation type="list" errorStyle="warning" allowBlank="1" showInputMessage="1" '
        f'showErrorMessage="1" sqref="{" ".join(str(Area(r, c, r, c)) for r, c in sorted(cells))}">'
        f"<{prefix}formula1>{escape(_formula(words))}</{prefix}formula1></{prefix}dataValidation>"
        for words, cells in groups.items()
    )
    owner, count = root.first("dataValidations"), kept + len(groups)
    if owner is not None and not owner.is_empty_tag:
        yield owner.set_attributes({"count": str(count)})
        yield ByteEdit(owner.close, owner.close, new.encode())
    elif new and owner is None:
        place = max(element.end for element in root.named(*BEFORE_VALIDATIONS))
        whole = f'<{prefix}dataValidations count="{count}">{new}</{prefix}dataValidations>'
        yield ByteEdit(place, place, whole.encode())
