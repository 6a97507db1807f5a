"""Find the place of a value in the master, and describe values that an undo has kept."""

from collections.abc import Iterable
from dataclasses import replace

from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.common.columns import PROPOSALS
from regionplan_xl.excel.common.display import EMPTIED, field_heading, indicator_heading, value_words
from regionplan_xl.excel.common.master_model import Master
from regionplan_xl.excel.shares.headings import share_heading
from regionplan_xl.locale import Catalog
from regionplan_xl.plan.ids import is_indicator
from regionplan_xl.plan.merging.outcome import Change
from regionplan_xl.plan.merging.undo import KeptValue
from regionplan_xl.plan.model import Field
from regionplan_xl.text import called, phrase

_GONE = phrase("The measure {number} is no longer in the master, so nothing was put back.")
_GOAL_GONE = phrase("The result goal {number} is no longer in the master, so nothing was put back.")
_ROW_LEFT = phrase("The measure {number} was made of a proposal in merge {merge}; its row was left as it is.")
_DELETE_OR_DECLINE = phrase(
    "Delete the row, or else decline the proposal, which waits again on the sheet «{sheet}»."
)
_WRITTEN_BY_HAND = phrase(
    "«{now}» was written by hand after merge {merge}, so it was left as it is (measure {number})."
)
_KEEP_OR_WRITE = phrase("Keep it; or write «{was}», as it was before the merge.")
_KEEP_OR_EMPTY = phrase("Keep it; or empty the cell, as it was before the merge.")
_GOAL_BY_HAND = phrase(
    "«{now}» was written by hand after merge {merge}, so it was left as it is (result goal {number})."
)


def kept_value_problems(
    kept: Iterable[KeptValue], master: Master, translate: Catalog, merge: int
) -> tuple[Problem, ...]:
    """Return a problem with place and fix for each value written by hand since merge number `merge`."""
    return tuple(_problem(one, master, translate, merge) for one in kept)


def value_place(change: Change, master: Master, translate: Catalog) -> Place:
    """Return the cell of a change: on Delstatus for a member's value, otherwise on the area sheet."""
    heading = field_heading(change.field, translate)
    if is_indicator(change.measure):
        row = master.places.get(change.measure)
        is_value = change.field == Field.VALUE
        heading = change.member if is_value else indicator_heading(change.field, change.member, translate)
        return Place(row.sheet, row.row, heading) if row else Place(column=heading)
    if not change.member:
        row = master.places.get(change.measure)
        return Place(row.sheet, row.row, heading) if row else Place(column=heading)
    shares = master.shares
    return Place(
        shares.sheet if shares else "",
        shares.rows.get(change.measure) if shares else None,
        share_heading(change.member, change.field, translate),
    )


def _problem(kept: KeptValue, master: Master, translate: Catalog, merge: int) -> Problem:
    change = kept.change
    if change.kind == "proposal":
        what = _ROW_LEFT.with_values(number=change.number, merge=merge)
        place = replace(value_place(change, master, translate), column="")
        return Problem(place, what, _DELETE_OR_DECLINE.with_values(sheet=PROPOSALS))
    was = _words(change, change.before, master, translate)
    if kept.gone:
        what = _GOAL_GONE if is_indicator(change.measure) else _GONE
        fix = phrase("Nothing needs to be done; before the merge it said «{was}».", was=was)
        named = what.with_values(number=called(change.number, change.text))
        return Problem(value_place(change, master, translate), named, fix)
    now = _words(change, kept.now, master, translate)
    fix = _KEEP_OR_WRITE.with_values(was=was) if was != translate(EMPTIED) else _KEEP_OR_EMPTY
    by_hand = _GOAL_BY_HAND if is_indicator(change.measure) else _WRITTEN_BY_HAND
    what = by_hand.with_values(now=now, merge=merge, number=called(change.number, change.text))
    return Problem(value_place(change, master, translate), what, fix)


def _words(change: Change, value: object, master: Master, translate: Catalog) -> str:
    return value_words(change.field, value, master.plan.scale, translate) or translate(EMPTIED)
