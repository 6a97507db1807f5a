"""Oversikt after a merge: the as-of line, overdue measures and answers, wherever on the sheet they now stand."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from regionplan_xl.excel.common.named_cells import named_cell
from regionplan_xl.excel.overview import blocks as blocks
from regionplan_xl.excel.overview.blocks import OverdueRow, Response
from regionplan_xl.locale import Catalog, every_wording
from regionplan_xl.ooxml import Cell, Workbook
from regionplan_xl.ooxml.editing.cell_xml import Content
from regionplan_xl.plan.model import Plan
from regionplan_xl.plan.overdue import is_overdue
from regionplan_xl.text import Phrase, bare, phrase

Grid = Mapping[int, Mapping[int, Cell]]
Changes = dict[tuple[int, int], Content]

_USUAL_WIDTH = 8.43  # characters; Excel's own for a column that nobody has set


@dataclass(frozen=True)
class Facts:
    """What the sheet is to say: as of when, which measures stand where (sheet, row from 1), who has answered.

    `since` is the day that changes are counted from, None where nobody knows.
    """

    plan: Plan
    today: date
    places: Mapping[str, tuple[str, int]]
    responses: Sequence[Response]
    translate: Catalog
    since: date | None = None


def overview_changes(workbook: Workbook, sheet: str, facts: Facts) -> Changes:
    """The cells of Oversikt that are to say something else.

    Each block is found by its headings; a block that the secretariat has removed is left removed.
    """
    grid = dict(workbook.rows(sheet))
    changes: Changes = {}
    changes |= dict(_overdue_counts(grid, facts))
    changes |= dict(_overdue_list(grid, workbook.widths(sheet), facts))
    changes |= dict(_answers(grid, facts))
    changes |= dict(_named_lines(workbook, sheet, facts))
    return {place: new for place, new in changes.items() if not _says(grid, place, new)}


def _says(grid: Grid, place: tuple[int, int], new: Content) -> bool:
    cell = grid.get(place[0], {}).get(place[1])
    now = cell.value if cell is not None else None
    return now == new or (new is None and now in (None, ""))


def _is(cell: Cell | None, heading: Phrase) -> bool:
    return (
        cell is not None
        and isinstance(cell.value, str)
        and bare(cell.value) in {bare(w) for w in every_wording(heading)}
    )


def _find(row: Mapping[int, Cell], headings: Iterable[Phrase]) -> dict[str, int] | None:
    """Where each heading stands in a row (by its English name), or None where one is missing."""
    found: dict[str, int] = {}
    for heading in headings:
        column = next((at for at in sorted(row) if _is(row[at], heading) and at not in found.values()), None)
        if column is None:
            return None
        found[heading.template] = column
    return found


def _named_lines(workbook: Workbook, sheet: str, facts: Facts) -> Iterator[tuple[tuple[int, int], Content]]:
    lines: dict[str, Phrase] = {
        blocks.AS_OF: blocks.as_of(facts.today),
        blocks.OVERDUE_NOTE_CELL: blocks.overdue_note(facts.plan, facts.today),
    }
    if facts.since is not None:
        lines[blocks.CHANGE_SINCE] = blocks.change_since(facts.since)
    if facts.responses:
        lines[blocks.ANSWERS_NOTE_CELL] = blocks.answers_note(facts.responses)
    for name, line in lines.items():
        place = named_cell(workbook, name)
        if place is not None and place.sheet.casefold() == sheet.casefold():
            yield (place.row, place.column), facts.translate(line)


def _overdue_counts(grid: Grid, facts: Facts) -> Iterator[tuple[tuple[int, int], Content]]:
    """How many measures of each area are overdue; the areas are found by name."""
    header = _header(grid, (blocks.AREA, blocks.OVERDUE_COUNT))
    if header is None:
        return
    row_number, columns = header
    name, count = columns[blocks.AREA.template], columns[blocks.OVERDUE_COUNT.template]
    late = {
        bare(area.name): sum(is_overdue(m, facts.plan.scale, facts.today) for m in area.measures)
        for area in facts.plan.areas
    }
    for number in range(row_number + 1, row_number + 1 + 4 * len(late)):
        cell = grid.get(number, {}).get(name)
        if cell is None or not isinstance(cell.value, str):
            continue
        if bare(cell.value) in late:
            yield (number, count), late[bare(cell.value)]


def _header(grid: Grid, headings: Sequence[Phrase], after: int = 0) -> tuple[int, dict[str, int]] | None:
    for number in sorted(grid):
        if number > after:
            found = _find(grid[number], headings)
            if found is not None:
                return number, found
    return None


def _overdue_list(
    grid: Grid, widths: Mapping[int, float], facts: Facts
) -> Iterator[tuple[tuple[int, int], Content]]:
    heading = next(
        (n for n in sorted(grid) if any(_is(c, blocks.OVERDUE_HEADING) for c in grid[n].values())), None
    )
    if heading is None:
        return
    headings = (phrase("No."), phrase("Measure"), phrase("Timeframe"), phrase("Responsible"), blocks.TARGET)
    header = _header(grid, headings, after=heading)
    if header is None or header[0] > heading + 3:
        return
    row, columns = header

    def room(column: int) -> float:
        """How far a cell's text runs: to the next heading."""
        others = [at for at, cell in grid[row].items() if at > column and cell.value not in (None, "")]
        return sum(widths.get(at, _USUAL_WIDTH) for at in range(column, min(others, default=column + 1)))

    late = blocks.overdue_rows(
        facts.plan,
        facts.today,
        facts.places,
        room=room(columns["Measure"]),
        room_for_names=room(columns["Responsible"]),
    )
    if late:
        yield from _cleared(grid, (heading,), blocks.NOTHING_OVERDUE)
    yield from _rows(
        grid, row + 1, [columns[h.template] for h in headings], [_overdue_cells(one) for one in late]
    )


def _overdue_cells(one: OverdueRow) -> tuple[Content, ...]:
    return one.number, one.text, one.timeframe, one.responsible, one.target


def _answers(grid: Grid, facts: Facts) -> Iterator[tuple[tuple[int, int], Content]]:
    header = _header(grid, blocks.ANSWER_COLUMNS)
    if header is None or not facts.responses:
        return
    row, columns = header
    yield from _cleared(grid, (row - 1, row - 2), blocks.NOBODY_ASKED)
    places = [columns[heading.template] for heading in blocks.ANSWER_COLUMNS]
    responses = blocks.sorted_responses(facts.responses)
    yield from _rows(grid, row + 1, places, [(r.actor, r.sent, r.answered, r.open) for r in responses])


def _cleared(grid: Grid, rows: Iterable[int], hint: Phrase) -> Iterator[tuple[tuple[int, int], Content]]:
    """The hint emptied, which a master made before its cell had a name would go on saying."""
    for row in rows:
        for at, cell in grid.get(row, {}).items():
            if _is(cell, hint):
                yield (row, at), None


def _rows(
    grid: Grid, first: int, columns: Sequence[int], rows: Sequence[tuple[Content, ...]]
) -> Iterator[tuple[tuple[int, int], Content]]:
    """The rows of a block from `first` on, and blanks over what is left of a longer one."""
    last = first
    while any(_filled(grid, last, column) for column in columns):
        last += 1
    for offset in range(max(len(rows), last - first)):
        contents = rows[offset] if offset < len(rows) else (None,) * len(columns)
        for column, content in zip(columns, contents, strict=True):
            yield (first + offset, column), None if content == "" else content


def _filled(grid: Grid, row: int, column: int) -> bool:
    cell = grid.get(row, {}).get(column)
    return cell is not None and cell.value not in (None, "")
