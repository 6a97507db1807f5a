"""Find focus areas without a row in the table of counts, and rows without an area."""

from collections.abc import Iterator, Sequence

from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.overview.blocks import find_header, written
from regionplan_xl.excel.overview.counts import AREA_COLUMNS, uncounted_areas
from regionplan_xl.excel.overview.renamed_sheets import lost_references
from regionplan_xl.excel.statuses.count_table import find_count_table
from regionplan_xl.ooxml.inserting.reference_shift import LOST_REFERENCE, has_lost_reference
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.plan.model import FocusArea
from regionplan_xl.text import phrase


def areas_without_row(workbook: Workbook, overview: str, areas: Sequence[FocusArea]) -> Iterator[Problem]:
    """Yield a problem for each area that the table of counts on the sheet `overview` does not count."""
    for area in find_areas_without_row(workbook, overview, areas):
        what = phrase(
            "Oversikt has no row for «{area}», so its measures are not counted there.", area=area.name
        )
        fix = phrase(
            "The next merge adds it. If it does not, something is in the way: insert a row above the sums, copy "
            "the row of another area into it, and write «{sheet}» for its sheet in the formulas.",
            sheet=area.sheet,
        )
        yield Problem(Place(overview), what, fix)


def rows_without_sheet(workbook: Workbook, overview: str) -> Iterator[Problem]:
    """Yield a problem for each row of counts on the sheet `overview` whose sheet was deleted."""
    rows = dict(workbook.rows(overview))
    table, header = find_count_table(rows), find_header(rows, AREA_COLUMNS)
    if table is None or header is None:
        return
    for row in table.rows:
        cells = [cell for at in table.columns if (cell := rows[row].get(at)) is not None]
        if any(has_lost_reference(cell.formula or "") for cell in cells):
            name = written(rows[row].get(header[1]["area"]))
            what = phrase(
                "The sheet of «{area}» is gone, so its row shows {error}, and the sums do too.",
                area=name, error=LOST_REFERENCE,
            )  # fmt: skip
            yield Problem(
                Place(overview, row), what, phrase("Delete the row, or undo the deletion of the sheet.")
            )


def find_areas_without_row(
    workbook: Workbook, overview: str, areas: Sequence[FocusArea]
) -> Sequence[FocusArea]:
    """Return the areas that the table of counts on the sheet `overview` does not count; none if that is doubtful."""
    # Where a formula has lost its sheet, an area without a row may be that one, renamed.
    if not overview or any(lost_references(workbook, overview, areas)):
        return ()
    return uncounted_areas(dict(workbook.rows(overview)), areas)
