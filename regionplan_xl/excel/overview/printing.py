"""Print Oversikt on one A4 page, at 9 points or more, with as much of its lists as fits."""

from collections.abc import Mapping, Sequence
from typing import Any

from regionplan_xl.excel.common.sheet_builder import MARGINS
from regionplan_xl.excel.overview.layout import LINE, OverviewColumns
from regionplan_xl.ooxml import Workbook
from regionplan_xl.ooxml.common.references import parse_area
from regionplan_xl.text import Phrase, phrase

_SCALE = 0.82  # 11 points become 9.02
# Pixels on landscape A4; LibreOffice's columns are up to 6 per cent wider than Excel's.
_WIDTH = (11.693 - MARGINS["left"] - MARGINS["right"]) * 96 / _SCALE / 1.06
_TOP, _BOTTOM = 0.4, 0.5  # inches
_HEIGHT = (8.268 - _TOP - _BOTTOM) * 72 / _SCALE  # points
_PRINT_AREA = "_xlnm.Print_Area"
_FEWEST_LINES = 5


def last_printed_row(heights: Mapping[int, float], lists: int) -> int:
    """Return the last row (from 0) that fits on the page; the lists, with rows of height `LINE`, begin in row `lists`.

    `heights`: of the rows above, in points.
    """
    room = _HEIGHT - sum(heights.get(row, LINE) for row in range(lists))
    # Title, headings and a few lines always print, smaller if need be.
    return lists + max(int(room / LINE), _FEWEST_LINES + 2) - 1


def print_on_one_page(sheet: Any, at: OverviewColumns, last_row: int) -> None:
    """Print up to `last_row` (from 0); leave out changes and responses if they would make the print too small."""
    pixels = sum(at.width(column) * 7 + 5 for column in range(at.right + 1))
    sheet.print_area(0, 0, last_row, at.right if pixels <= _WIDTH else at.overdue)
    sheet.fit_to_pages(1, 1)
    sheet.set_margins(**{**MARGINS, "top": _TOP, "bottom": _BOTTOM})


def printed_lines(workbook: Workbook, sheet: str, header: int) -> int | None:
    """Return how many rows below row `header` (from 1) are printed; None if all.

    The print area adapts when people insert or delete rows.
    """
    names = [info.name for info in workbook.sheets]
    for name in workbook.defined_names:
        if name.name == _PRINT_AREA and name.sheet_index == names.index(sheet):
            area = parse_area(name.text.rpartition("!")[2].replace("$", ""))
            return max(area.bottom - header, 0) if area is not None else None
    return None


def with_printed(note: Phrase, items: Sequence[object], printed: int | None) -> Phrase:
    """Return a list's note, with the number of printed lines if not all are printed."""
    if printed is None or len(items) <= printed:
        return note
    first = phrase("{count} in print", count=printed)
    return Phrase("{note}  ·  {first}", (("note", note), ("first", first)))
