"""Update the master after a merge, in place: only cells that change."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime

from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.areas.accepted_proposals import append_accepted, without_unwritable_remarks
from regionplan_xl.excel.areas.dropped_rows import empty_rows, rows_with_own_content
from regionplan_xl.excel.areas.update import update_measures, write_ids
from regionplan_xl.excel.areas.waiting_marks import with_waiting_marks
from regionplan_xl.excel.common.master_model import CellPlace, Master, RowPlace, RowWithoutId
from regionplan_xl.excel.common.unwritable import UnwritableValues, problems_by_cell, refused_cell_reason
from regionplan_xl.excel.common.workbook_update import WorkbookUpdate
from regionplan_xl.excel.lists.conflicts import update_conflicts
from regionplan_xl.excel.lists.indicator_values import update_indicators
from regionplan_xl.excel.lists.log import append_log
from regionplan_xl.excel.lists.proposals import update_proposals
from regionplan_xl.excel.lists.remarks import update_remarks
from regionplan_xl.excel.master.new_ids import id_changes, with_ids
from regionplan_xl.excel.master.plan_name import with_plan_name
from regionplan_xl.excel.master.restored_sheets import with_needed_sheets
from regionplan_xl.excel.master.room import rows_elsewhere, with_room_below_goals, with_room_below_lists
from regionplan_xl.excel.master.status_words import write_labels
from regionplan_xl.excel.overview.cached_results import recalculated
from regionplan_xl.excel.overview.chart_values import changed_charts
from regionplan_xl.excel.overview.counts import uncounted_statuses
from regionplan_xl.excel.overview.renamed_sheets import with_present_names
from regionplan_xl.excel.overview.responses import Response
from regionplan_xl.excel.overview.update import OverviewFacts, names_of_areas, update_overview
from regionplan_xl.excel.shares.update import update_shares
from regionplan_xl.excel.statuses.area_rows import with_area_rows
from regionplan_xl.excel.statuses.calculation_chain import chain_parts
from regionplan_xl.excel.statuses.follow import with_statuses
from regionplan_xl.excel.statuses.symbol_formats import without_symbol_formats
from regionplan_xl.excel.statuses.unread_counts import with_unread_counts
from regionplan_xl.excel.trend.points import Point
from regionplan_xl.excel.trend.update import update_trend
from regionplan_xl.locale import Catalog
from regionplan_xl.ooxml import Put, Refused, Workbook, changed
from regionplan_xl.ooxml.editing.dependents import must_recalculate
from regionplan_xl.plan.merging.outcome import Change, MergeOutcome, in_plan_order
from regionplan_xl.plan.model import Measure, Plan


@dataclass(frozen=True)
class UpdatedMaster:
    """The new master and its plan; `further` changes are new IDs and labels, `notices` rows without room.

    `statuses` are those changed in config.yaml since the master was made; they are among the `further` changes.
    """

    book: bytes
    plan: Plan
    further: tuple[Change, ...] = ()
    notices: tuple[Problem, ...] = ()
    statuses: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Recorded:
    """What the ledger knows that the master does not say.

    `ids`: every ID that must not be reused. `round`: the name of the current round. `bodies`: former names of those who
    were asked. `last_merged`: the measures as after the last merge, by ID. `former`: as in `update_trend`.
    """

    ids: frozenset[str] = frozenset()
    round: str = ""
    bodies: frozenset[str] = frozenset()
    last_merged: Mapping[str, Measure] = field(default_factory=dict)
    former: Point | None = None


def update_master(
    book: bytes,
    master: Master,
    outcome: MergeOutcome,
    *,
    number: int,
    now: datetime,
    translate: Catalog,
    responses: Sequence[Response],
    recorded: Recorded,
) -> UpdatedMaster:
    """Return `book` with `outcome` in it, as merge `number`. `outcome.questions` have their keys.

    Raises `UnwritableValues` if values have no cell that can hold them (it has a formula, the column is gone), and
    `Refused` if the workbook cannot be changed at all. Refused cells that are only informative (such as on Oversikt)
    stay unchanged.
    """
    book = with_plan_name(book, master.overview, master.plan.name)
    book = without_symbol_formats(book)
    book = with_unread_counts(book, master.overview)
    book = with_present_names(book, master.overview, master.plan.areas)
    book, statuses = with_statuses(book, master.overview, master.plan.scale, translate)
    book = with_area_rows(book, master)
    book, master = with_needed_sheets(book, master, outcome, translate)
    book = with_waiting_marks(book, master, outcome.asked_about)
    book, master, new_rows = with_room_below_goals(book, master, outcome.plan, outcome.settled_proposals)
    has_room, refused = False, frozenset[CellPlace]()
    while True:
        writable = without_unwritable_remarks(master, outcome.plan, outcome.settled_proposals)
        plan, given = with_ids(master, writable, recorded.ids, refused)
        update = WorkbookUpdate(Workbook.opened(book))
        _update_sheets(update, master, outcome, plan, given, new_rows, recorded.last_merged, translate)
        labels = write_labels(update, master, plan, given, refused, translate)
        further = (*statuses, *id_changes(plan, given), *labels)
        log_changes = [*outcome.hand, *outcome.changes, *outcome.not_taken, *further]
        merge = _Merge(number, now, recorded, translate, outcome.asked_about)
        rows = _measure_rows(master, given, new_rows)
        _update_summaries(update, master, in_plan_order(log_changes, plan), plan, rows, responses, merge)
        if not has_room:
            has_room, before = True, book
            book, master = with_room_below_lists(book, master, update)
            if book is not before:
                continue
        try:
            new = _written(book, master, update, refused)
            notices = _notices(update, master, outcome, bool(statuses))
            return UpdatedMaster(new, plan, further, tuple(notices), statuses)
        except Refused as refusal:
            refused |= _dispensable_cells(update, refusal, refused)


def _notices(
    update: WorkbookUpdate, master: Master, outcome: MergeOutcome, new_statuses: bool
) -> Iterator[Problem]:
    """Yield rows without room, rows of dropped measures that stay visible, and new statuses without a column."""
    yield from rows_elsewhere(update)
    yield from rows_with_own_content(update.workbook, master, outcome.dropped)
    if new_statuses and master.overview:
        scale, language = master.plan.scale, master.plan.language
        yield from uncounted_statuses(update.workbook, master.overview, scale, language)


@dataclass(frozen=True)
class _Merge:
    """The merge being written: number and time, the master's language, and the measures with open questions."""

    number: int
    now: datetime
    recorded: Recorded
    translate: Catalog
    asked_about: frozenset[str]


def _update_summaries(
    update: WorkbookUpdate,
    master: Master,
    changes: Sequence[Change],
    plan: Plan,
    rows: Mapping[str, tuple[str, int]],
    responses: Sequence[Response],
    merge: _Merge,
) -> None:
    """Update the log, the counts over time and Oversikt."""
    today, translate = merge.now.date(), merge.translate
    if master.log is not None:
        append_log(
            update, master.log, changes,
            number=merge.number, now=merge.now, scale=plan.scale, translate=translate, round_name=merge.recorded.round,
        )  # fmt: skip
    renamed = names_of_areas(update.workbook, master.overview, plan)
    since = update_trend(update, plan, today, merge.recorded.round, translate, renamed, merge.recorded.former)
    if master.overview:
        facts = OverviewFacts(
            plan, today, rows, responses, translate, since, merge.asked_about, merge.recorded.bodies
        )
        update_overview(update, master.overview, facts)


def _written(book: bytes, master: Master, update: WorkbookUpdate, refused: Set[CellPlace]) -> bytes:
    """Return the workbook after the update, with the results of our formulas; raise `UnwritableValues` if needed."""
    if update.unwritable:
        raise UnwritableValues(update.unwritable, Place())
    update.drop(refused)
    workbook = update.workbook
    indicators = master.indicators.sheet if master.indicators else ""
    figures = recalculated(workbook, update.contents_after(), indicators)
    for sheet, results in figures.results.items():
        update.sheets[sheet].cells = {**results, **update.sheets[sheet].cells}
    update.drop(refused)
    contents = update.contents_after()
    parts = changed_charts(workbook, master.overview, contents) if master.overview else {}
    for sheet, own in update.sheets.items():
        emptied = {at for at, new in own.cells.items() if isinstance(new, Put) and new.over}
        parts |= chain_parts(workbook, sheet, emptied)
    known = figures.known - {(cell.sheet, cell.row, cell.column) for cell in refused}
    stale = must_recalculate(workbook, contents, known)
    del contents, figures  # for a large plan these take as much memory as the sheets being changed
    return changed(book, update.changes(), parts=parts, recalculate=stale)[0]


def _dispensable_cells(update: WorkbookUpdate, refusal: Refused, before: Set[CellPlace]) -> Set[CellPlace]:
    """Return the refused cells if none holds a value of the plan; otherwise raise `UnwritableValues` or `refusal`."""
    found = problems_by_cell(refusal.problems)
    values = update.values
    fields = {values[at]: refused_cell_reason(problem) for at, problem in found.items() if at in values}
    if fields:
        raise UnwritableValues(fields, refusal.problems[0].place) from refusal
    if len(found) < len(refusal.problems) or found.keys() <= before:
        raise refusal
    return found.keys()


def _update_sheets(
    update: WorkbookUpdate,
    master: Master,
    outcome: MergeOutcome,
    plan: Plan,
    given: Sequence[tuple[RowWithoutId, str]],
    new_rows: Mapping[str, RowPlace],
    last_merged: Mapping[str, Measure],
    translate: Catalog,
) -> None:
    """Update every sheet with the plan or with things that wait for a person."""
    new_ids = [(row.place, identity) for row, identity in given]
    write_ids(update, [*master.restored_ids, *new_ids], translate)
    update_measures(update, master, plan, translate)
    empty_rows(update, master, outcome.dropped)
    update_indicators(update, master, plan, translate)
    if master.shares is not None:
        update_shares(update, master.shares, master.plan, plan, translate)
    if master.conflicts is not None:
        problems = [*outcome.problems, *master.problems]
        update_conflicts(update, master.conflicts, outcome, problems, translate, last_merged)
    if master.proposals is not None:
        update_proposals(update, master.proposals, outcome, translate)
    if master.remarks is not None:
        update_remarks(update, master.remarks, outcome, translate)
    append_accepted(update, master, plan, outcome.settled_proposals, new_rows, translate)
    for place in (master.shares, master.conflicts, master.proposals, master.remarks):
        if place is not None and place.sheet in update.sheets:
            update.sheets[place.sheet].head = place.head


def _measure_rows(
    master: Master, given: Sequence[tuple[RowWithoutId, str]], new_rows: Mapping[str, RowPlace]
) -> dict[str, tuple[str, int]]:
    places = {**master.places, **{identity: row.place for row, identity in given}, **new_rows}
    return {identity: (place.sheet, place.row) for identity, place in places.items()}
