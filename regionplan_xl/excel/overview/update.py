"""Update Oversikt after a merge: the as-of line, overdue measures and answers, wherever people have moved them."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from regionplan_xl.excel.common.named_cells import named_cell
from regionplan_xl.excel.common.workbook_update import RowColumn, SheetRows, WorkbookUpdate
from regionplan_xl.excel.overview import changes, overdue_list, responses
from regionplan_xl.excel.overview.cached_results import recalculated
from regionplan_xl.excel.overview.counts import renamed_areas, update_overdue_counts
from regionplan_xl.excel.overview.create import AS_OF_CELL, as_of
from regionplan_xl.excel.overview.overdue_list import MeasureRows, update_overdue_list
from regionplan_xl.excel.overview.printing import printed_lines
from regionplan_xl.excel.overview.renamed_sheets import renamed_formulas
from regionplan_xl.excel.overview.responses import Response, update_responses
from regionplan_xl.excel.trend.update import recorded_areas
from regionplan_xl.locale import Catalog
from regionplan_xl.ooxml import Workbook
from regionplan_xl.ooxml.editing.cell_values import Content, Put
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.counts import undecided_measures
from regionplan_xl.plan.model import Plan
from regionplan_xl.text import Phrase, bare


@dataclass(frozen=True)
class OverviewFacts:
    """What Oversikt shows as of `today`: which measures are on which rows, and who has answered.

    `since` is the day that changes are counted from, None if unknown. `asked_about` has the ids of the measures with an
    open question. `bodies` are former names of those who were asked.
    """

    plan: Plan
    today: date
    places: MeasureRows
    responses: Sequence[Response]
    translate: Catalog
    since: date | None = None
    asked_about: Collection[str] = ()
    bodies: Collection[str] = ()

    @cached_property
    def _register(self) -> Register:
        return Register(self.plan.actors)

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(map(bare, (*self.bodies, *(response.actor for response in self.responses))))

    def is_body(self, name: str) -> bool:
        """Return whether the list of answers may have had this name."""
        return bare(name) in self._names or self._register.resolve(name) is not None


def update_overview(update: WorkbookUpdate, sheet: str, facts: OverviewFacts) -> None:
    """Change those cells of the sheet named `sheet`, Oversikt, that differ.

    Each block is found by its headings. A block that the secretariat has removed stays removed.
    """
    workbook = update.workbook
    rows = dict(workbook.rows(sheet))
    cells: dict[RowColumn, Content | Put] = {
        **dict(_area_names(workbook, rows, facts.plan)),
        **dict(update_overdue_counts(rows, facts.plan, facts.today)),
    }
    late = update_overdue_list(rows, workbook.widths(sheet), facts.plan, facts.today, facts.places)
    lists = [one for one in (late, update_responses(rows, facts.responses, facts.is_body)) if one]
    for one in lists:
        cells |= one.cells
    cells |= _named_lines(workbook, sheet, facts)
    own = update.sheets[sheet]
    own.cells |= {at: new for at, new in cells.items() if not _holds(rows, at, new)}
    own.crowded += [one.crowded(lists) for one in lists if one.missing]


def has_stale_figures(workbook: Workbook, sheet: str, plan: Plan, today: date) -> bool:
    """Return whether the figures on the sheet named `sheet`, Oversikt, differ from those of the plan.

    Its formulas may also have lost their results, as when a program that does not calculate has saved the master.
    """
    stale = has_stale_overdue_counts(workbook, sheet, plan, today)
    renamed = renamed_formulas(workbook, sheet, plan.areas)
    names = names_of_areas(workbook, sheet, plan)
    return stale or bool(names or renamed or recalculated(workbook, {}).results)


def names_of_areas(workbook: Workbook, sheet: str, plan: Plan) -> dict[str, str]:
    """Return the present name of each area that Oversikt, the sheet named `sheet`, has by an earlier one (bare)."""
    if not sheet:
        return {}
    rows = dict(workbook.rows(sheet))
    found = renamed_areas(rows, plan.areas, recorded_areas(workbook, plan.scale))
    return {earlier: area.name for earlier, area in found.values()}


def _area_names(workbook: Workbook, rows: SheetRows, plan: Plan) -> Iterator[tuple[RowColumn, Content]]:
    found = renamed_areas(rows, plan.areas, recorded_areas(workbook, plan.scale))
    return ((at, area.name) for at, (_, area) in found.items())


def has_stale_overdue_counts(workbook: Workbook, sheet: str, plan: Plan, today: date) -> bool:
    """Return whether Oversikt shows other numbers of overdue measures than the plan has as of `today`."""
    rows = dict(workbook.rows(sheet))
    return any(
        not _holds(rows, at, count) and rows[at[0]][at[1]].formula is None
        for at, count in update_overdue_counts(rows, plan, today)
        if at[1] in rows[at[0]]
    )


def _holds(rows: SheetRows, at: RowColumn, new: Content | Put) -> bool:
    cell = rows.get(at[0], {}).get(at[1])
    now = cell.value if cell is not None else None
    return now == new or (new is None and now in (None, ""))


def _named_lines(workbook: Workbook, sheet: str, facts: OverviewFacts) -> Iterator[tuple[RowColumn, Content]]:
    undecided = len(undecided_measures(facts.plan.measures, facts.asked_about))
    # The headings of a list are on the row below its note.
    lines: dict[str, Callable[[int], Phrase]] = {
        AS_OF_CELL: lambda _: as_of(facts.today, undecided),
        overdue_list.NOTE_CELL: lambda row: overdue_list.overdue_note(
            facts.plan, facts.today, printed_lines(workbook, sheet, row + 1)
        ),
    }
    if (since := facts.since) is not None:
        lines[changes.SINCE_CELL] = lambda _: changes.since_heading(since)
    if facts.responses:
        lines[responses.NOTE_CELL] = lambda row: responses.responses_note(
            facts.responses, printed_lines(workbook, sheet, row + 1)
        )
    for name, line in lines.items():
        cell = named_cell(workbook, name)
        if cell is not None and cell.sheet.casefold() == sheet.casefold():
            yield (cell.row, cell.column), facts.translate(line(cell.row))
