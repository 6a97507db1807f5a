"""Update «Utvikling over tid» after a merge: the day's counts in the table, and the latest points above it."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType

from regionplan_xl.excel.common import count_headings
from regionplan_xl.excel.common.columns import Column, find_columns
from regionplan_xl.excel.common.named_cells import named_cell
from regionplan_xl.excel.common.workbook_update import RowColumn, SheetRows, WorkbookUpdate
from regionplan_xl.excel.trend.create import TABLE, TABLE_COLUMNS, TREND, earlier_heading, short_day
from regionplan_xl.excel.trend.points import POINTS, Point, current_point, point_to_compare, points_to_draw
from regionplan_xl.locale import Catalog, every_wording
from regionplan_xl.ooxml import Cell, ExcelTable, Workbook
from regionplan_xl.ooxml.editing.cell_values import Content
from regionplan_xl.ooxml.inserting.placement import ListHead
from regionplan_xl.plan.counts import AreaCounts, status_counts, sum_counts
from regionplan_xl.plan.model import Plan
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import Phrase, bare


def update_trend(
    update: WorkbookUpdate,
    plan: Plan,
    today: date,
    round_name: str,
    translate: Catalog,
    renamed: Mapping[str, str] = MappingProxyType({}),
    former: Point | None = None,
) -> date | None:
    """Write the counts of `today` over earlier ones of the same day and round, and the latest points.

    `renamed`: the present name of each area by its earlier one (bare), which takes its place on the sheet.
    `former`: the counts before a merge that is undone, in place of those that it wrote on its day.

    Return the day that the changes on Oversikt are counted from; None if the sheet or its table is not found.
    """
    found = find_table(update.workbook)
    if found is None:
        return None
    sheet, table = found
    rows = dict(update.workbook.rows(sheet))
    columns = _columns(table, plan.scale)
    if not {"when", "area", "measures"} <= columns.keys():
        return None
    recorded = dict(_recorded_points(rows, table, columns, plan.scale, renamed))
    now = current_point(plan, today, round_name)
    corrected = dict(_corrected(recorded, former, renamed, plan)) if former is not None else {}
    recorded |= corrected
    same_day = {
        bare(p.areas[0].name): row for row, p in recorded.items() if (p.day, p.round) == (now.day, now.round)
    }
    earlier = (point for row, point in recorded.items() if row not in same_day.values())
    points = [*_points_by_day(earlier), now]
    own = update.sheets[sheet]
    own.head = ListHead(table.area.top, tuple(columns.values()), columns["when"])
    own.cells |= {(row, columns["area"]): point.areas[0].name for row, point in recorded.items() if renamed}
    written = [(row, point, point.areas[0]) for row, point in corrected.items()]
    for area in (*now.areas, *_left_areas(now, [recorded[row].areas[0] for row in same_day.values()], plan)):
        row = same_day.get(bare(area.name))
        if row is None:
            own.append.append({**_table_row(now, area, columns)})
        else:
            written.append((row, now, area))
    for row, point, area in written:
        own.cells |= {(row, at): content for at, content in _table_row(point, area, columns).items()}
    corner = named_cell(update.workbook, TREND)
    if corner is not None and corner.sheet.casefold() == sheet.casefold():
        place = corner.row, corner.column
        own.cells |= dict(_trend_cells(rows, place, points, plan, translate, renamed))
    return point_to_compare(points).day


def find_table(workbook: Workbook) -> tuple[str, ExcelTable] | None:
    """Return the sheet and the table with all counts; None if it is gone."""
    for info in workbook.sheets:
        if info.kind == "worksheet":
            for table in workbook.tables(info):
                if table.name.casefold() == TABLE.casefold():
                    return info.name, table
    return None


def _columns(table: ExcelTable, scale: Scale) -> dict[str, int]:
    """Return the column of each count, by our keys; a status's key is `status <key>`."""
    labels = [(status.key, tuple(status.labels.values())) for status in scale.statuses]
    statuses = (Column(f"status {key}", Phrase(words[0]), 0, words) for key, words in labels if words)
    return find_columns(dict(enumerate(table.columns, start=table.area.left)), (*statuses, *TABLE_COLUMNS))


def _recorded_points(
    rows: SheetRows, table: ExcelTable, columns: Mapping[str, int], scale: Scale, renamed: Mapping[str, str]
) -> Iterator[tuple[int, Point]]:
    """Yield each table row as a point with one area; rows without a day or an area are skipped."""
    # Also beyond the table, since a note below it keeps appended rows from becoming part of it.
    for number, row in rows.items():
        if number <= table.area.top:
            continue
        cells = {key: row.get(column) for key, column in columns.items()}
        day, name = _day(cells["when"]), _text(cells["area"])
        if day is None or not name:
            continue
        name = renamed.get(bare(name), name)
        by_status = {key: _whole(cells.get("status " + key)) for key in scale.keys()}  # noqa: SIM118
        counts = status_counts(by_status, _whole(cells["measures"]), scale)
        area = AreaCounts(_text(cells.get("number")), name, counts, _whole(cells.get("overdue")))
        yield number, Point(day, _text(cells.get("round")), (area,))


def _whole(cell: Cell | None) -> int:
    value = cell.value if cell is not None else None
    return round(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0


def _text(cell: Cell | None) -> str:
    return str(cell.value) if cell is not None and cell.value is not None else ""


def _day(cell: Cell | None) -> date | None:
    value = cell.value if cell is not None else None
    if isinstance(value, str):
        # In a workbook without cell formats days are written as text.
        with suppress(ValueError):
            return date.fromisoformat(value)
    return value.date() if isinstance(value, datetime) else None


def recorded_areas(workbook: Workbook, scale: Scale) -> dict[str, str]:
    """Return the name of each area that the table has counts of, by its bare form."""
    found = find_table(workbook)
    if found is None:
        return {}
    sheet, table = found
    points = _recorded_points(dict(workbook.rows(sheet)), table, _columns(table, scale), scale, {})
    return {bare(point.areas[0].name): point.areas[0].name for _, point in points}


def _left_areas(now: Point, same_day: Iterable[AreaCounts], plan: Plan) -> Iterator[AreaCounts]:
    """Yield the areas of the same day that the plan has no more, without measures: those are counted where they are."""
    for area in same_day:
        if now.area(area.name) is None:
            yield AreaCounts(area.number, area.name, status_counts({}, 0, plan.scale), 0)


def _corrected(
    recorded: Mapping[int, Point], former: Point, renamed: Mapping[str, str], plan: Plan
) -> Iterator[tuple[int, Point]]:
    """Yield the rows of the day and round of `former`, each with its counts; an area that it lacks has no measures."""
    areas = {bare(renamed.get(bare(area.name), area.name)): area for area in former.areas}
    for row, point in recorded.items():
        if (point.day, point.round) == (former.day, former.round):
            (was,) = point.areas
            counted = areas.get(bare(was.name))
            counts = counted.counts if counted else status_counts({}, 0, plan.scale)
            overdue = counted.overdue if counted else 0
            yield row, replace(point, areas=(replace(was, counts=counts, overdue=overdue),))


def _points_by_day(rows: Iterable[Point]) -> list[Point]:
    """Put the areas of one day and round together; the oldest first."""
    areas: dict[tuple[date, str], dict[str, AreaCounts]] = {}
    for one in rows:
        areas.setdefault((one.day, one.round), {}).update({bare(area.name): area for area in one.areas})
    points = [Point(day, name, tuple(found.values())) for (day, name), found in areas.items()]
    return sorted(points, key=lambda point: point.day)


def _table_row(point: Point, area: AreaCounts, columns: Mapping[str, int]) -> dict[int, Content]:
    counts = area.counts
    values: dict[str, Content] = {
        "number": area.number, "area": area.name, "when": point.day, "round": point.round,
        "measures": counts.total, "without": counts.without, "overdue": area.overdue,
        **{"status " + key: count for key, count in counts.by_status.items()},
    }  # fmt: skip
    return {column: values[key] for key, column in columns.items()}


def _trend_cells(
    rows: SheetRows,
    corner: RowColumn,
    points: list[Point],
    plan: Plan,
    translate: Catalog,
    renamed: Mapping[str, str],
) -> Iterator[tuple[RowColumn, Content]]:
    """Yield the days, the shares done and the earlier counts; `corner` is the cell of the first heading."""
    header, name_column, first = corner[0], corner[1] + 1, corner[1] + 2
    drawn, compared = points_to_draw(points), point_to_compare(points)
    blanks = POINTS - len(drawn)
    for offset in range(POINTS):
        yield (header, first + offset), short_day(drawn[offset - blanks].day) if offset >= blanks else None
    statuses = {
        bare(word): status.key
        for status in plan.scale.statuses
        for label in status.labels.values()
        for word in every_wording(earlier_heading(label))
    }
    headings = {at: bare(_text(cell)) for at, cell in rows.get(header, {}).items() if at >= first + POINTS}
    keys = {at: statuses[heading] for at, heading in headings.items() if heading in statuses}
    names = {bare(area.name) for area in plan.areas}
    whole = {bare(word) for word in every_wording(count_headings.WHOLE_PLAN)}
    row = header + 1
    while (name := _text(rows.get(row, {}).get(name_column))) != "":
        if bare(name) in renamed:
            name = renamed[bare(name)]
            yield (row, name_column), name
        if bare(name) in names | whole:
            found = [
                sum_counts(p.areas, plan.scale) if bare(name) in whole else p.area(name)
                for p in (*drawn, compared)
            ]
            for offset in range(POINTS):
                area = found[offset - blanks] if offset >= blanks else None
                yield (row, first + offset), area.counts.shown_share_done if area else None
            earlier = found[-1]
            for at, key in keys.items():
                yield (row, at), earlier.counts.by_status[key] if earlier else None
        row += 1
