"""Add a row to the table of counts for each focus area that the secretariat has added since."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from regionplan_xl.excel.areas.count_formula import COUNTED_KEYS
from regionplan_xl.excel.common.columns import ID
from regionplan_xl.excel.common.id_column import next_column
from regionplan_xl.excel.common.master_model import Master
from regionplan_xl.excel.common.sheet_names import quoted_sheet_name
from regionplan_xl.excel.common.workbook_update import RowColumn
from regionplan_xl.excel.overview.blocks import find_header
from regionplan_xl.excel.overview.counts import AREA_COLUMNS, COUNTED_COLUMNS, rows_of_areas
from regionplan_xl.excel.parsing.grid import GridCell
from regionplan_xl.excel.statuses.area_link_and_trend import with_link, with_trend
from regionplan_xl.excel.statuses.cells import NewCell, cell_edits, cell_styles, same_height
from regionplan_xl.excel.statuses.count_table import find_count_table
from regionplan_xl.excel.statuses.uncounted_areas import find_areas_without_row
from regionplan_xl.ooxml import Cell, Workbook, changed
from regionplan_xl.ooxml.common.references import Area, column_letters
from regionplan_xl.ooxml.editing.cell_values import Content, Formula
from regionplan_xl.ooxml.inserting.insertion import with_insertion
from regionplan_xl.ooxml.inserting.reference_shift import Insertion, copied_formula, with_renamed_sheets
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.plan.model import FocusArea

_LEAST_AREAS = 2


@dataclass(frozen=True)
class _RowBelowAreas(Insertion):
    """A new row below those of the areas; a reference to all areas, from row `first` on, is extended to it."""

    first: int = 1

    def moved(self, area: Area) -> Area:
        """Return `area` after the insertion; it is extended if it has the rows of all areas."""
        found = super().moved(area)
        is_all = self.first == area.top < area.bottom == self.before - 1
        return replace(found, bottom=area.bottom + self.count) if is_all else found


def with_area_rows(book: bytes, master: Master) -> bytes:
    """Return the workbook in which each area with measures has its row of counts, below those of the others.

    The row counts as the one above it does, and has its link and its trend. An area is left out if its sheet lacks a
    column that is counted, or if it is doubtful whether a row can be inserted.
    """
    for area in find_areas_without_row(Workbook.opened(book), master.overview, master.plan.areas):
        book = _with_row(book, master, area) or book
    return book


def _with_row(book: bytes, master: Master, area: FocusArea) -> bytes | None:
    """Return the workbook with a row for `area`; None if that is not certain to be safe."""
    overview = master.overview
    workbook = Workbook.opened(book)
    rows = dict(workbook.rows(overview))
    header, table = find_header(rows, (*AREA_COLUMNS, *COUNTED_COLUMNS)), find_count_table(rows)
    found = rows_of_areas(rows, master.plan.areas)
    above = max(found, default=0)
    # With a single area, what refers to all areas looks like what refers to that one.
    if header is None or table is None or len(found) < _LEAST_AREAS or above not in table.rows:
        return None
    letters = _new_letters(*(_columns(workbook, master, one) for one in (found[above], area)))
    insertion = _RowBelowAreas(overview, above + 1, 1, first=min(found))
    with_row = with_insertion(book, insertion) if letters else None
    if letters is None or with_row is None:
        return None
    counted = (*table.columns, *table.others, header[1]["measures"], header[1]["share"])
    contents = {
        **_copied_counts(rows[above], counted, (found[above].sheet, area.sheet), letters),
        **_names(rows[above], header[1]["area"], found[above], area),
    }
    styles = cell_styles(workbook, overview, above)
    cells: dict[RowColumn, NewCell] = {
        (above + 1, column): (contents.get(column), styles.get(column)) for column in {*styles, *contents}
    }
    part = XmlPart.of(Workbook.opened(with_row).package, workbook.sheet(overview).part)
    heights = same_height(workbook, overview, above, above + 1)
    new = part.contents(list(cell_edits(part, cells, heights)))
    book = changed(with_row, {}, parts={part.name: new}, recalculate=False)[0]
    book = with_link(book, overview, (above, header[1]["area"]), area)
    return with_trend(book, overview, above, found[above], area)


def _copied_counts(
    above: Mapping[int, Cell], counted: Iterable[int], sheets: tuple[str, str], letters: Mapping[str, str]
) -> dict[int, Content | Formula]:
    """Return the formulas of the row above by column, changed from the first of two `sheets` to the second."""
    former, new = sheets
    return {
        column: Formula(
            _with_letters(
                copied_formula(with_renamed_sheets(formula, {former.casefold(): new}), down=1), new, letters
            )
        )
        for column in counted
        if (cell := above.get(column)) is not None and (formula := cell.formula)
    }


def _names(
    above: Mapping[int, Cell], at: int, former: FocusArea, area: FocusArea
) -> dict[int, Content | Formula]:
    """Return the name of an area in the column `at`, and its number left of it, as the row above has them."""
    number = above.get(at - 1)
    has_number = (
        number is not None and number.formula is None and GridCell(number.value).text == former.number
    )
    return {at: area.name, **({at - 1: area.number} if has_number and former.number else {})}


def _columns(workbook: Workbook, master: Master, area: FocusArea) -> Mapping[str, int]:
    """Return the columns of an area's sheet; they may have been moved, or be fewer on a sheet made by hand.

    A sheet without a column for IDs gets it in the same merge.
    """
    places = (*master.places.values(), *(row.place for row in master.unidentified))
    columns = next((place.columns for place in places if place.sheet == area.sheet), {})
    return columns if ID.key in columns else {**columns, ID.key: next_column(workbook, area.sheet)}


def _new_letters(old: Mapping[str, int], new: Mapping[str, int]) -> dict[str, str] | None:
    """Return the new letters of each counted column by its old ones; None if a sheet lacks one of them."""
    if not all(key in old and key in new for key in COUNTED_KEYS):
        return None
    return {column_letters(old[key]): column_letters(new[key]) for key in COUNTED_KEYS}


def _with_letters(formula: str, sheet: str, letters: Mapping[str, str]) -> str:
    """Return a formula with other letters for the whole columns of `sheet` (`'Kultur'!$M:$M`)."""
    whole_column = re.compile(rf"({re.escape(quoted_sheet_name(sheet))}!)\$([A-Z]+):\$\2(?![A-Z])")

    def moved(match: re.Match[str]) -> str:
        new = letters.get(match[2], match[2])
        return f"{match[1]}${new}:${new}"

    return whole_column.sub(moved, formula)
