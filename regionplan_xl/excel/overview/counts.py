"""The counts of Oversikt: measures per area and status, as formulas with results, and the headline above them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.areas.count_formula import (
    measure_count_formula,
    status_count_formula,
    unread_count_formula,
)
from regionplan_xl.excel.common import count_headings
from regionplan_xl.excel.common.cell_formats import status_symbol, with_symbol
from regionplan_xl.excel.common.cells import cell_at, write_text
from regionplan_xl.excel.common.columns import OVERVIEW, Column
from regionplan_xl.excel.common.row_height import height
from regionplan_xl.excel.common.sheet_builder import (
    HINT_HEIGHT,
    HINT_ROW,
    TITLE_HEIGHT,
    TITLE_ROW,
    MasterBuilder,
)
from regionplan_xl.excel.common.sheet_names import quoted_sheet_name
from regionplan_xl.excel.overview.blocks import find_header
from regionplan_xl.excel.overview.formula import named_sheets
from regionplan_xl.excel.overview.layout import FIRST_STATUS, HEADER, MEASURES, NAME, OverviewColumns
from regionplan_xl.ooxml import Cell, Workbook
from regionplan_xl.ooxml.common.references import column_letters
from regionplan_xl.plan.counts import AreaCounts, count_areas, sum_counts
from regionplan_xl.plan.model import FocusArea, Plan
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import bare, phrase

if TYPE_CHECKING:
    from regionplan_xl.excel.common.workbook_update import RowColumn, SheetRows

_ROW_HEIGHT = 18
_HEADLINE_HEIGHT = 24.0
AREA_COLUMNS = (
    Column("area", count_headings.AREA, 0), Column("overdue", count_headings.OVERDUE_COUNT, 0),
)  # fmt: skip
"""Headings by which the area names are found."""
COUNTED_COLUMNS = (
    Column("measures", count_headings.MEASURE_COUNT, 0), Column("share", count_headings.SHARE_DONE, 0),
)  # fmt: skip
"""Headings by which the table of counts is found."""
_HEADLINE = phrase("{done}: {count} of {all} measures  ·  Overdue: {overdue}  ·  Without status: {without}")


def labels_range(plan: Plan, name: str) -> str:
    """Return the range with the status labels on the sheet `name`, as the source of a drop-down."""
    first, last = (column_letters(at + 1) for at in (FIRST_STATUS, OverviewColumns(plan.scale).without - 1))
    return f"={quoted_sheet_name(name)}!${first}${HEADER + 1}:${last}${HEADER + 1}"


def write_counts(builder: MasterBuilder, sheet: Any, at: OverviewColumns, today: date) -> int:
    """Write the table of counts; return its last row."""
    translate, plan = builder.translate, builder.plan
    _write_headings(builder, sheet, at)
    areas = count_areas(plan, today)
    for position, (area, found) in enumerate(zip(plan.areas, areas, strict=True), start=1):
        row = HEADER + position
        _write_area_name(builder, sheet, row, area, f"Area_{position}")
        _write_area_counts(builder, sheet, at, row, area, found)
    if not areas:
        return HEADER
    last = HEADER + len(areas) + 1
    whole = sum_counts(areas, plan.scale)
    _write_totals(builder, sheet, at, last, whole)
    _write_headline(builder, sheet, at, last, whole)
    builder.mark_headings(translate(OVERVIEW), 1, (HEADER, 0), (last, at.overdue))
    return last


def status_heading_format(builder: MasterBuilder, index: int) -> Any:
    """Return the heading format of a status (by its index in the scale): its colour and symbol."""
    status = builder.plan.scale.statuses[index]
    shape = with_symbol(status_symbol(builder.plan.scale, status.key))
    return builder.formats.filled("header", status.colour, align="center", num_format=shape)


def row_heights(plan: Plan, at: OverviewColumns, last: int) -> dict[int, float]:
    """Return the heights in points of the rows above and in the table of counts; `last` is the table's last row."""
    above = {TITLE_ROW: TITLE_HEIGHT, HINT_ROW: HINT_HEIGHT, HEADER - 1: _HEADLINE_HEIGHT}
    counts = dict.fromkeys(range(HEADER + 1, last + 1), float(_ROW_HEIGHT))
    return {**above, HEADER: _heading_height(plan, at), **counts}


def _heading_height(plan: Plan, at: OverviewColumns) -> float:
    labels = (f"○ {status.label(plan.language)}" for status in plan.scale.statuses)
    cells = [(label, at.width(column)) for column, label in enumerate(labels, start=FIRST_STATUS)]
    return height(cells, bold=True, least=36)


def _write_headings(builder: MasterBuilder, sheet: Any, at: OverviewColumns) -> None:
    formats, plan = builder.formats, builder.plan
    labels = [status.label(plan.language) for status in plan.scale.statuses]
    sheet.set_row(HEADER, _heading_height(plan, at))
    write_text(sheet, HEADER, 0, "", formats["header"])
    for column, heading in (
        (NAME, count_headings.AREA),
        (MEASURES, count_headings.MEASURE_COUNT),
        (at.without, count_headings.WITHOUT_STATUS),
        (at.unread, count_headings.UNREAD_STATUS),
        (at.share, count_headings.SHARE_DONE),
        (at.overdue, count_headings.OVERDUE_COUNT),
    ):
        style = formats["header"] if column == NAME else formats.variant("header", align="center")
        write_text(sheet, HEADER, column, builder.translate(heading), style)
    for index, label in enumerate(labels):
        write_text(sheet, HEADER, FIRST_STATUS + index, label, status_heading_format(builder, index))


def _write_area_name(builder: MasterBuilder, sheet: Any, row: int, area: FocusArea, link: str) -> None:
    formats = builder.formats
    # The link goes to a defined name, which follows a sheet that is renamed or moved.
    builder.name_cell(link, area.sheet, 0, 0)
    sheet.set_row(row, _ROW_HEIGHT)
    write_text(sheet, row, 0, area.number, formats.variant("number", valign="vcenter"))
    tip = builder.translate(phrase("Go to the sheet"))
    style = formats.variant("link", valign="vcenter", text_wrap=False)
    sheet.write_url(row, NAME, f"internal:{link}", style, area.name[:32_767], tip)


def _write_area_counts(
    builder: MasterBuilder, sheet: Any, at: OverviewColumns, row: int, area: FocusArea, found: AreaCounts
) -> None:
    count = builder.formats["count"]
    sheet.write_formula(row, MEASURES, f"={measure_count_formula(area)}", count, found.counts.total)
    for column, number in enumerate(found.counts.by_status.values(), start=FIRST_STATUS):
        label = f"{column_letters(column + 1)}${HEADER + 1}"
        formula = f"={status_count_formula(area, label)}"
        sheet.write_formula(row, column, formula, count, number)
    reported = f"SUM({cell_at(row, FIRST_STATUS)}:{cell_at(row, at.without - 1)})"
    formula = f"={unread_count_formula(area, reported)}"
    sheet.write_formula(row, at.unread, formula, count, found.counts.unread)
    _write_derived(sheet, at, row, found, count, builder.formats["share"])
    sheet.write_number(row, at.overdue, found.overdue, count)


def _write_totals(
    builder: MasterBuilder, sheet: Any, at: OverviewColumns, row: int, whole: AreaCounts
) -> None:
    formats = builder.formats
    sheet.set_row(row, _ROW_HEIGHT)
    write_text(sheet, row, 0, "", formats["sum_name"])
    write_text(sheet, row, NAME, builder.translate(count_headings.WHOLE_PLAN), formats["sum_name"])
    values = (whole.counts.total, *whole.counts.by_status.values(), whole.counts.unread, whole.overdue)
    for column, value in zip((*range(MEASURES, at.without), at.unread, at.overdue), values, strict=True):
        formula = f"=SUM({cell_at(HEADER + 1, column)}:{cell_at(row - 1, column)})"
        sheet.write_formula(row, column, formula, formats["sum"], value)
    _write_derived(sheet, at, row, whole, formats["sum"], formats["sum_share"])


def _write_derived(
    sheet: Any, at: OverviewColumns, row: int, found: AreaCounts, count: Any, share: Any
) -> None:
    """Write how many have no status, and the share that is done."""
    total, done = cell_at(row, MEASURES), cell_at(row, at.done)
    reported = f"SUM({cell_at(row, FIRST_STATUS)}:{cell_at(row, at.without - 1)})"
    others = f"={total}-{reported}-{cell_at(row, at.unread)}"
    sheet.write_formula(row, at.without, others, count, found.counts.without)
    # The formula equivalent of `within_whole_per_cent`.
    within = f"MAX(0.01,MIN(0.99,{done}/{total}))"
    formula = f"=IF({done}=0,0,IF({done}={total},1,{within}))"
    sheet.write_formula(row, at.share, formula, share, found.counts.shown_share_done)


def _write_headline(
    builder: MasterBuilder, sheet: Any, at: OverviewColumns, totals_row: int, whole: AreaCounts
) -> None:
    """Write the plan's headline, a formula of the totals below it."""
    done = builder.plan.scale.statuses[at.done - FIRST_STATUS]
    columns = {"count": at.done, "all": MEASURES, "overdue": at.overdue, "without": at.without}
    counts = (whole.counts.by_status[done.key], whole.counts.total, whole.overdue, whole.counts.without)
    values = dict(zip(columns, counts, strict=True))
    label = done.label(builder.plan.language)
    text = builder.translate(_HEADLINE.with_values(done=label, **values))
    marked = builder.translate(
        _HEADLINE.with_values(done=label, **{name: f"\ue000{name}\ue000" for name in columns})
    )
    pieces = [
        cell_at(totals_row, columns[piece]) if index % 2 else '"' + piece.replace('"', '""') + '"'
        for index, piece in enumerate(marked.split("\ue000"))
        if piece
    ]
    sheet.set_row(HEADER - 1, _HEADLINE_HEIGHT)
    sheet.write_formula(HEADER - 1, 0, "=" + "&".join(pieces), builder.formats["headline"], text)


def update_overdue_counts(rows: SheetRows, plan: Plan, today: date) -> Iterator[tuple[RowColumn, int]]:
    """Yield the number of overdue measures per area, the only count without a formula."""
    header = find_header(rows, AREA_COLUMNS)
    if header is None:
        return
    late = {id(area): found.overdue for area, found in zip(plan.areas, count_areas(plan, today), strict=True)}
    for row, area in rows_of_areas(rows, plan.areas).items():
        yield (row, header[1]["overdue"]), late[id(area)]


def rows_of_areas(rows: SheetRows, areas: Sequence[FocusArea]) -> dict[int, FocusArea]:
    """Return the areas that have a row in the table of counts, by row."""
    header = find_header(rows, AREA_COLUMNS)
    return dict(_area_rows(rows, header, areas)) if header else {}


def uncounted_areas(rows: SheetRows, areas: Sequence[FocusArea]) -> list[FocusArea]:
    """Return the areas with measures that have no row in the table of counts, such as one added later."""
    if find_header(rows, AREA_COLUMNS) is None:
        return []
    counted = {id(area) for area in rows_of_areas(rows, areas).values()}
    return [area for area in areas if area.sheet and area.measures and id(area) not in counted]


def renamed_areas(
    rows: SheetRows, areas: Sequence[FocusArea], recorded: Mapping[str, str]
) -> dict[RowColumn, tuple[str, FocusArea]]:
    """Return the cells with the earlier name of an area (bare) that has another one now, by its count's formula.

    `recorded`: the names (bare) that areas had at earlier merges; any other text is the secretariat's own.
    """
    header = find_header(rows, AREA_COLUMNS)
    if header is None:
        return {}
    column, names = header[1]["area"], {bare(area.name) for area in areas}
    found = {}
    for row, area in rows_of_areas(rows, areas).items():
        cell = rows[row][column]
        name = bare(cell.value) if isinstance(cell.value, str) and cell.formula is None else ""
        if name in recorded and name not in names:
            found[row, column] = name, area
    return found


def _area_rows(
    rows: SheetRows, header: tuple[int, Mapping[str, int]], areas: Sequence[FocusArea]
) -> Iterator[tuple[int, FocusArea]]:
    """Yield the row of each area: the one whose formulas count its sheet, else the one with its name."""
    first, columns = header
    by_sheet = {area.sheet.casefold(): area for area in areas if area.sheet}
    by_name: dict[str, list[FocusArea]] = defaultdict(list)  # several may have one name: in the plan's order
    for area in areas:
        by_name[bare(area.name)].append(area)
    found: set[int] = set()  # an area has one row; the name of an area further down is the secretariat's text
    for number in range(first + 1, first + 1 + 4 * len(areas)):
        cells = rows.get(number, {})
        name = cells.get(columns["area"])
        if name is None or not isinstance(name.value, str):
            continue
        counted, same = by_sheet.get(_counted_sheet(cells)), by_name[bare(name.value)]
        new = next((one for one in ([counted] if counted else same) if id(one) not in found), None)
        if new is not None:
            found.add(id(new))
            yield number, new


def _counted_sheet(cells: Mapping[int, Cell]) -> str:
    """Return the one sheet that the formulas of a row count (casefolded); "" if they name none, or several."""
    named = {
        sheet.casefold()
        for cell in cells.values()
        if cell.formula and "COUNTIFS(" in cell.formula
        for sheet in named_sheets(cell.formula)
    }
    return named.pop() if len(named) == 1 else ""


def uncounted_statuses(workbook: Workbook, overview: str, scale: Scale, language: str) -> Iterator[Problem]:
    """Yield a problem for each status without a column on the sheet `overview`, such as one configured later."""
    rows = dict(workbook.rows(overview))
    header = find_header(rows, COUNTED_COLUMNS)
    if header is None:
        return
    headings = {bare(cell.value) for cell in rows[header[0]].values() if isinstance(cell.value, str)}
    counted = [one for one in scale.statuses if headings & set(map(bare, one.labels.values()))]
    for status in scale.statuses:
        if counted and status not in counted:
            label, neighbour = status.label(language), counted[-1].label(language)
            what = phrase(
                "Oversikt has no column for «{status}», so it counts those as unread.", status=label
            )
            fix = phrase(
                "The next merge adds it. If it does not, something is in the way: copy the column «{beside}» there, "
                "insert the copy to the left of it, and write «{status}» as its heading.",
                beside=neighbour, status=label,
            )  # fmt: skip
            yield Problem(Place(overview, header[0]), what, fix)
