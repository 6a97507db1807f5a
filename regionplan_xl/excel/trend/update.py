"""«Utvikling over tid» after a merge: today's counts in the table, and the last points above it."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from regionplan_xl.excel.common.columns import NUMBER
from regionplan_xl.excel.common.named_cells import named_cell
from regionplan_xl.excel.overview import blocks as blocks
from regionplan_xl.excel.trend.create import ROUND, TABLE, TREND, WHEN, heading_before, short_day
from regionplan_xl.excel.trend.points import POINTS, AreaCounts, Point, before, counted, share_done, told
from regionplan_xl.locale import Catalog, every_wording
from regionplan_xl.ooxml import Cell, Put, Workbook
from regionplan_xl.ooxml.editing.cell_xml import Content
from regionplan_xl.ooxml.reading.tables import Table
from regionplan_xl.plan.model import Plan
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import Phrase, bare

Cells = dict[tuple[int, int], Content]
Rows = list[dict[int, Content | Put]]


@dataclass(frozen=True)
class OverTime:
    """What changes on `sheet`: cells, and rows that are appended; the changes of a plan count `since` a day."""

    sheet: str
    cells: Cells
    append: Rows
    since: date


def over_time_changes(
    workbook: Workbook, plan: Plan, today: date, round_name: str, translate: Catalog
) -> OverTime | None:
    """Today's counts, in place of earlier ones of the same day and round; None where the sheet is gone."""
    found = _find(workbook)
    if found is None:
        return None
    sheet, table = found
    grid = dict(workbook.rows(sheet))
    columns = _columns(table, plan.scale)
    if not {"when", "area", "measures"} <= columns.keys():
        return None
    rows = {row: point for row, point in _rows(grid, table, columns, plan.scale) if point is not None}
    now = counted(plan, today, round_name)
    same = {bare(p.areas[0].name): row for row, p in rows.items() if (p.day, p.round) == (now.day, now.round)}
    points = [*_points(p for row, p in rows.items() if row not in same.values()), now]
    cells: Cells = {}
    append: Rows = []
    for area in now.areas:
        contents = _contents(now, area, columns)
        row = same.get(bare(area.name))
        if row is None:
            append.append({**contents})
        else:
            cells |= {(row, column): content for column, content in contents.items()}
    place = named_cell(workbook, TREND)
    if place is not None and place.sheet.casefold() == sheet.casefold():
        cells |= dict(_trend(grid, (place.row, place.column), points, plan, translate))
    return OverTime(sheet, cells, append, before(points).day)


def _find(workbook: Workbook) -> tuple[str, Table] | None:
    for info in workbook.sheets:
        if info.kind == "worksheet":
            for table in workbook.tables(info):
                if table.name.casefold() == TABLE.casefold():
                    return info.name, table
    return None


def _columns(table: Table, scale: Scale) -> dict[str, int]:
    """Where each count stands: our keys, and the keys of the statuses."""
    known: dict[str, str] = {}
    headings: tuple[tuple[str, Phrase], ...] = (
        ("number", NUMBER.heading), ("area", blocks.AREA), ("when", WHEN), ("round", ROUND),
        ("measures", blocks.MEASURE_COUNT), ("without", blocks.WITHOUT_STATUS), ("overdue", blocks.OVERDUE_COUNT),
    )  # fmt: skip
    for status in scale.statuses:
        known |= {bare(label): "status " + status.key for label in status.labels.values()}
    for key, heading in headings:
        known |= {bare(word): key for word in every_wording(heading)}
    found: dict[str, int] = {}
    for column, name in enumerate(table.columns, start=table.area.left):
        if bare(name) in known:
            found.setdefault(known[bare(name)], column)
    return found


def _rows(
    grid: Mapping[int, Mapping[int, Cell]], table: Table, columns: Mapping[str, int], scale: Scale
) -> Iterator[tuple[int, Point | None]]:
    """Each row of the table as a point of one area; None for what people made of it."""

    def whole(cell: Cell | None) -> int:
        value = cell.value if cell is not None else None
        return round(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0

    def text(cell: Cell | None) -> str:
        return str(cell.value) if cell is not None and cell.value is not None else ""

    # Beyond the table too: a note below it keeps what is appended from becoming part of it.
    for number in range(table.area.top + 1, max([table.area.bottom, *grid]) + 1):
        row = grid.get(number, {})
        at = {key: row.get(column) for key, column in columns.items()}
        cell = at["when"]
        day = _day(cell.value if cell is not None else None)
        name = text(at["area"])
        if day is None or not name:
            yield number, None
            continue
        statuses = {key: whole(at.get("status " + key)) for key in scale.keys()}  # noqa: SIM118
        counts = AreaCounts(
            text(at.get("number")), name, whole(at["measures"]), statuses, whole(at.get("overdue"))
        )
        yield number, Point(day, text(at.get("round")), (counts,))


def _day(value: object) -> date | None:
    if isinstance(value, str):
        # So a day stands in a workbook without cell formats.
        with suppress(ValueError):
            return date.fromisoformat(value)
    return value.date() if isinstance(value, datetime) else None


def _points(rows: Iterator[Point]) -> list[Point]:
    """The areas of one day and round together, oldest first."""
    together: dict[tuple[date, str], list[AreaCounts]] = {}
    for one in rows:
        together.setdefault((one.day, one.round), []).extend(one.areas)
    points = [Point(day, name, tuple(areas)) for (day, name), areas in together.items()]
    return sorted(points, key=lambda point: point.day)


def _contents(point: Point, area: AreaCounts, columns: Mapping[str, int]) -> dict[int, Content]:
    values: dict[str, Content] = {
        "number": area.number, "area": area.name, "when": point.day, "round": point.round,
        "measures": area.measures, "without": area.without, "overdue": area.overdue,
        **{"status " + key: count for key, count in area.statuses.items()},
    }  # fmt: skip
    return {column: values[key] for key, column in columns.items()}


def _trend(
    grid: Mapping[int, Mapping[int, Cell]],
    corner: tuple[int, int],
    points: list[Point],
    plan: Plan,
    translate: Catalog,
) -> Iterator[tuple[tuple[int, int], Content]]:
    header, first = corner[0], corner[1] + 2
    shown = told(points)
    blanks = POINTS - len(shown)
    for offset in range(POINTS):
        day = short_day(shown[offset - blanks].day) if offset >= blanks else None
        yield (header, first + offset), day
    compared = before(points)
    befores = {
        bare(word): status.key
        for status in plan.scale.statuses
        for label in status.labels.values()
        for word in every_wording(heading_before(label))
    }
    labels = {at: cell.value for at, cell in grid.get(header, {}).items() if at >= first + POINTS}
    keys = {at: befores[bare(str(label))] for at, label in labels.items() if bare(str(label)) in befores}
    names = {bare(area.name): area.name for area in plan.areas}
    whole = {bare(word) for word in every_wording(blocks.TOTAL)}
    row = header + 1
    while (cell := grid.get(row, {}).get(corner[1] + 1)) is not None and cell.value:
        name = bare(str(cell.value))
        if name in names or name in whole:
            of = [p.whole if name in whole else p.area(names[name]) for p in (*shown, compared)]
            for offset in range(POINTS):
                counts = of[offset - blanks] if offset >= blanks else None
                yield (row, first + offset), share_done(plan, counts) if counts else None
            last = of[-1]
            for at, key in keys.items():
                yield (row, at), last.statuses.get(key, 0) if last else None
        row += 1
