"""Problems with merged cells on an area sheet."""

from collections.abc import Iterator

from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.areas.read import AreaSheet
from regionplan_xl.excel.parsing.headed_sheet import HeadedSheet
from regionplan_xl.text import phrase

_OVER_ROWS = phrase("Cells are merged over several rows ({area}); their value counts for the first row only.")
_OVER_COLUMNS = phrase(
    "Cells are merged over several columns ({area}); only the first of them says anything."
)


def merged_cells(sheet: HeadedSheet, read: AreaSheet) -> Iterator[Problem]:
    """Yield a problem for each merged range that hides values or prevents answers from being written."""
    columns = set(sheet.columns.values())
    measures = {place.row for identity, place in read.places.items() if identity.startswith("M-")}
    measures |= {new.place.row for new in read.new if new.kind == "measure"}
    for area in sheet.workbook.merged(sheet.name):
        covered = columns & set(range(area.left, area.right + 1))
        place = Place(sheet.name, area.top, sheet.headings.get(area.left, ""))
        if area.bottom > max(area.top, sheet.header) and covered:
            fix = phrase("Unmerge them, and write the value in each row.")
            yield Problem(place, _OVER_ROWS.with_values(area=str(area)), fix)
        elif area.top in measures and len(covered) > 1:
            fix = phrase("Unmerge them; answers to the others cannot be written until then.")
            yield Problem(place, _OVER_COLUMNS.with_values(area=str(area)), fix)
