"""Rules of rows, cells and their values."""

import math
import re
from collections.abc import Iterator

from regionplan_xl.ooxml.common.references import LAST_COLUMN, LAST_ROW, parse_cell
from tests.excel_rules.rules.book import MAIN, Book, Cell, Fault

_ERRORS = {
    "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!",
}  # fmt: skip
_LAST_DAY = 2_958_466  # the day after 31.12.9999
_DATES = {14, 15, 16, 17, 22}
_LONGEST = 32_767
_MOST_LINES = 253


def rows_are_in_order(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        last = 0
        for row in sheet.each("sheetData/row"):
            number = int(row.get("r") or last + 1)
            if not last < number <= LAST_ROW:
                yield sheet.at(str(number)), f"this row comes after row {last}"
            last = number


def cells_are_in_order_in_their_row(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        last = (0, 0)
        for cell in sheet.cells:
            place = parse_cell(cell.ref) if cell.ref else (cell.row, cell.column)
            if place is None or place[0] != cell.row or (cell.row, cell.column) <= last:
                yield sheet.at(cell.ref), f"in row {cell.row} after column {last[1]}"
            last = (cell.row, cell.column)


def cells_rows_and_columns_have_a_format_that_exists(book: Book) -> Iterator[Fault]:
    known = len(book.style_group("cellXfs"))
    for sheet in book.sheets:
        styled = [(cell.ref, cell.element.get("s")) for cell in sheet.cells]
        styled += [(f"row {row.get('r')}", row.get("s")) for row in sheet.each("sheetData/row")]
        styled += [(f"column {column.get('min')}", column.get("style")) for column in sheet.each("cols/col")]
        for place, style in styled:
            if style is not None and int(style) >= known:
                yield sheet.at(place), f"cell format {style}"


def cells_point_to_shared_texts_that_exist(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        for cell in sheet.cells:
            if cell.kind == "s" and (not cell.stored.isdigit() or int(cell.stored) >= len(book.shared_texts)):
                yield sheet.at(cell.ref), f"shared text {cell.stored!r}"


def values_are_of_the_kind_that_the_cell_says(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        for cell in sheet.cells:
            if not _is_of_its_kind(cell):
                yield sheet.at(cell.ref), f"{cell.stored[:30]!r} as {cell.kind}"


def _is_of_its_kind(cell: Cell) -> bool:
    inline = cell.element.find(f"{MAIN}is") is not None
    if inline or cell.kind == "inlineStr":
        return inline and cell.kind == "inlineStr" and cell.element.find(f"{MAIN}v") is None
    if cell.element.find(f"{MAIN}v") is None:
        return cell.kind in ("n", "str")
    match cell.kind:
        case "n" if not cell.stored and cell.formula:
            return True  # an empty text as result
        case "n":
            return bool(
                re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", cell.stored)
            ) and math.isfinite(float(cell.stored))
        case "b":
            return cell.stored in ("0", "1")
        case "e":
            return cell.stored in _ERRORS
        case "d":
            return bool(re.match(r"\d{4}-\d\d-\d\d", cell.stored))
    return cell.kind in ("s", "str")


def dates_are_days_that_excel_can_show(book: Book) -> Iterator[Fault]:
    own = {
        int(e.get("numFmtId", "0"))
        for e in book.style_group("numFmts")
        if re.search("[dy]", re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", e.get("formatCode", "").lower()))
    }
    formats = [int(e.get("numFmtId", "0")) for e in book.style_group("cellXfs")]
    for sheet in book.sheets:
        for cell in sheet.cells:
            style = int(cell.element.get("s", "0"))
            if cell.kind == "n" and cell.stored and style < len(formats) and formats[style] in own | _DATES:
                try:
                    day = float(cell.stored)
                except ValueError:
                    continue
                if not 0 <= day < _LAST_DAY:
                    yield sheet.at(cell.ref), f"a date with the number {cell.stored}"


def texts_are_not_too_long(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        for (row, column), text in sheet.texts.items():
            # Excel counts UTF-16 code units.
            length = len(text.encode("utf-16-le", "surrogatepass")) // 2
            if length > _LONGEST or text.count("\n") > _MOST_LINES:
                yield sheet.at(f"R{row}C{column}"), f"{length} characters on {text.count(chr(10)) + 1} lines"


def texts_have_no_control_characters(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        for (row, column), text in sheet.texts.items():
            if re.search(r"_x00(0[0-8BCEF]|1[0-9A-F])_", text, re.IGNORECASE):
                yield sheet.at(f"R{row}C{column}"), f"an escaped control character in {text[:40]!r}"


def columns_are_in_order(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        last = 0
        for column in sheet.each("cols/col"):
            first, end = int(column.get("min", "0")), int(column.get("max", "0"))
            if not last < first <= end <= LAST_COLUMN:
                yield sheet.at(f"columns {first}-{end}"), f"after column {last}"
            last = end


def widths_and_heights_are_within_limits(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        for column in sheet.each("cols/col"):
            if not 0 <= float(column.get("width", "0")) <= 255:
                yield sheet.at(f"column {column.get('min')}"), f"width {column.get('width')}"
        for row in sheet.each("sheetData/row"):
            if not 0 <= float(row.get("ht", "0")) <= 409.5:
                yield sheet.at(f"row {row.get('r')}"), f"height {row.get('ht')}"


def outlines_are_seven_levels_deep_at_most(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        for element in (*sheet.each("cols/col"), *sheet.each("sheetData/row")):
            if int(element.get("outlineLevel", "0")) > 7:
                yield sheet.at(element.get("r", element.get("min", ""))), "deeper than seven levels"


RULES = (
    rows_are_in_order,
    cells_are_in_order_in_their_row,
    cells_rows_and_columns_have_a_format_that_exists,
    cells_point_to_shared_texts_that_exist,
    values_are_of_the_kind_that_the_cell_says,
    dates_are_days_that_excel_can_show,
    texts_are_not_too_long,
    texts_have_no_control_characters,
    columns_are_in_order,
    widths_and_heights_are_within_limits,
    outlines_are_seven_levels_deep_at_most,
)
