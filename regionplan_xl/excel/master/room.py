"""Make room for new rows: move what is below a list or goal down, if that is certain to be safe."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.common.master_model import (
    DecisionsPlace,
    Master,
    RegisterPlace,
    RowPlace,
    SharesPlace,
    SheetPlace,
)
from regionplan_xl.excel.common.workbook_update import WorkbookUpdate
from regionplan_xl.ooxml import Workbook
from regionplan_xl.ooxml.inserting.insertion import with_insertion
from regionplan_xl.ooxml.inserting.placement import ListHead, RowInsertion, own_table
from regionplan_xl.ooxml.inserting.reference_shift import Insertion
from regionplan_xl.plan.merging.outcome import SettledProposal
from regionplan_xl.plan.model import FocusArea, Goal, Plan
from regionplan_xl.text import counted, phrase

AnyPlace = TypeVar("AnyPlace", bound=SheetPlace)
_ELSEWHERE = phrase("Move it to another sheet, or to the right of the list.")


def with_room_below_lists(book: bytes, master: Master, update: WorkbookUpdate) -> tuple[bytes, Master]:
    """Return the workbook and the master with obstacles to appended and rewritten rows moved down."""
    for name in list(update.sheets):
        for crowded in sorted(update.sheets[name].crowded, key=lambda one: one.before, reverse=True):
            insertion = Insertion(name, crowded.before, crowded.count + 1)  # a blank row stays between
            roomier = with_insertion(book, insertion) if crowded.can_move else None
            if roomier is not None:
                book, master = roomier, moved_master(master, insertion)
        placement = update.placement(name)
        if placement is None or not placement.blocked_by:
            continue
        part = placement.table.part if placement.table else ""
        for insertion in _insertions(update.workbook, name, placement):
            roomier = with_insertion(book, insertion, part)
            if roomier is not None:
                book, master = roomier, moved_master(master, insertion)
                break
    return book, master


def rows_elsewhere(update: WorkbookUpdate) -> Iterator[Problem]:
    """Yield a notice for each list without room, saying where its new rows are, or how many are left out."""
    for name in list(update.sheets):
        for crowded in update.sheets[name].crowded:
            what = counted(
                "{count} line of the list is left out: what is in row {blocked} is in the way below it, and could "
                "not safely be moved down.",
                "{count} lines of the list are left out: what is in row {blocked} is in the way below it, and "
                "could not safely be moved down.",
                count=crowded.count,
                blocked=crowded.before,
            )
            yield Problem(Place(name, crowded.before), what, _ELSEWHERE)
        placement = update.placement(name)
        if placement is not None and placement.blocked_by:
            what = phrase(
                "The new rows are from row {row} on: what is in row {blocked} is in the way below the list, and "
                "could not safely be moved down.",
                row=placement.start,
                blocked=placement.blocked_by,
            )
            yield Problem(Place(name, placement.start), what, _ELSEWHERE)


def with_room_below_goals(
    book: bytes, master: Master, plan: Plan, settled: tuple[SettledProposal, ...]
) -> tuple[bytes, Master, Mapping[str, RowPlace]]:
    """Return workbook, master and a new blank row under the goal for each accepted proposal, by measure.

    A measure that goes at the end of its sheet, or whose row cannot be inserted, is left out.
    """
    wanted = {one.measure for one in settled if one.measure}
    rows: dict[str, RowPlace] = {}
    for area in plan.areas:
        for goal in area.goals:
            new = [measure.id for measure in goal.measures if measure.id in wanted]
            above = _last_of_goal(master, area, goal) if new else None
            if above is None:
                continue
            insertion = Insertion(area.sheet, above.row + 1, len(new))
            tables = Workbook.opened(book).tables(area.sheet)
            own = own_table(tables, ListHead(above.header, tuple(above.columns.values())))
            roomier = with_insertion(book, insertion, own.part if own else "")
            if roomier is not None:
                book, master = roomier, moved_master(master, insertion)
                rows = {one: _moved_row(place, insertion) for one, place in rows.items()}
                rows |= {one: replace(above, row=above.row + n) for n, one in enumerate(new, start=1)}
    return book, master, rows


def _last_of_goal(master: Master, area: FocusArea, goal: Goal) -> RowPlace | None:
    """Return the last row of a goal; None if no other goal's row is below it on the sheet."""
    places = master.places
    own = [places[one] for one in (goal.id, *(m.id for m in goal.measures)) if one in places]
    own = [place for place in own if place.sheet == area.sheet]
    if not own:
        return None
    last = max(own, key=lambda place: place.row)
    bands = {other.id for other in area.goals if other.id != goal.id}
    new_bands = [one.place for one in master.unidentified if one.kind == "goal"]
    below = [places[one] for one in bands if one in places] + new_bands
    nexts = [place.row for place in below if place.sheet == area.sheet and place.row > last.row]
    if not nexts:
        return None
    others = [one.place for one in master.unidentified if one.kind == "measure"]
    typed = [place for place in others if place.sheet == area.sheet and last.row < place.row < min(nexts)]
    return max([last, *typed], key=lambda place: place.row)


def _insertions(workbook: Workbook, sheet: str, placement: RowInsertion) -> Iterator[Insertion]:
    """Yield the ways to make room, the best first: whole rows, then only the list's columns."""
    before, count = placement.blocked_by, placement.wanted
    block = placement.block
    beside: set[int] = set()
    below: set[int] = set()
    for number, cells in workbook.rows(sheet):
        filled = {at for at, c in cells.items() if c.value is not None and at not in block}
        if number >= before:
            below |= filled
        else:
            beside |= filled
    if not below & beside:
        yield Insertion(sheet, before, count)
    if not below & {block[0] - 1, block[-1] + 1}:
        yield Insertion(sheet, before, count, block[0], block[-1])


def moved_master(master: Master, insertion: Insertion) -> Master:
    """Return the master with every row moved as by the insertion."""

    def listed(place: AnyPlace | None) -> AnyPlace | None:
        return _moved_list(place, insertion) if place is not None else None

    return replace(
        master,
        places={one: _moved_row(place, insertion) for one, place in master.places.items()},
        unidentified=tuple(
            replace(one, place=_moved_row(one.place, insertion)) for one in master.unidentified
        ),
        reworded=_moved_texts(master.reworded, insertion),
        spaced=_moved_texts(master.spaced, insertion),
        restored_ids=tuple((_moved_row(place, insertion), one) for place, one in master.restored_ids),
        shares=listed(master.shares),
        actors=listed(master.actors),
        indicators=listed(master.indicators),
        conflicts=listed(master.conflicts),
        proposals=listed(master.proposals),
        remarks=listed(master.remarks),
        log=listed(master.log),
    )


def _moved(sheet: str, row: int, insertion: Insertion) -> int:
    return row + insertion.count if sheet == insertion.sheet and row >= insertion.before else row


def _moved_texts(
    texts: Mapping[tuple[str, int, int], str], insertion: Insertion
) -> Mapping[tuple[str, int, int], str]:
    return {(sheet, _moved(sheet, row, insertion), column): t for (sheet, row, column), t in texts.items()}


def _moved_row(place: RowPlace, insertion: Insertion) -> RowPlace:
    return replace(place, row=_moved(place.sheet, place.row, insertion))


def _moved_list(place: AnyPlace, insertion: Insertion) -> AnyPlace:
    def moved(row: int) -> int:
        return _moved(place.sheet, row, insertion)

    place = replace(place, last=moved(place.last))
    if isinstance(place, DecisionsPlace | RegisterPlace):
        place = replace(place, rows={key: tuple(map(moved, rows)) for key, rows in place.rows.items()})
    if isinstance(place, DecisionsPlace):
        place = replace(
            place,
            blank=tuple(map(moved, place.blank)),
            annotated=frozenset(map(moved, place.annotated)),
        )
    elif isinstance(place, SharesPlace):
        place = replace(place, rows={key: moved(row) for key, row in place.rows.items()})
    return place
