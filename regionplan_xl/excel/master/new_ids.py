"""IDs for the goals, measures and indicators in rows that have none yet."""

from collections.abc import Callable, Sequence, Set
from dataclasses import replace
from typing import TypeVar

from regionplan_xl.excel.common.columns import ID
from regionplan_xl.excel.common.master_model import CellPlace, Master, RowPlace, RowWithoutId
from regionplan_xl.plan.ids import goal_id, indicator_id, measure_id
from regionplan_xl.plan.merging.outcome import Change
from regionplan_xl.plan.model import Goal, Indicator, Measure, Plan

Item = TypeVar("Item", Goal, Measure, Indicator)


def with_ids(
    master: Master, plan: Plan, known: frozenset[str], refused: Set[CellPlace] = frozenset()
) -> tuple[Plan, list[tuple[RowWithoutId, str]]]:
    """Return the plan with an ID for every goal, measure and indicator, and the new ID of each row.

    `known` are IDs that must not be reused. A row whose ID cell is among `refused` gets none.
    """
    taken = {*known, *(g.id for g in plan.goals), *(m.id for m in plan.measures)}
    taken |= {indicator.id for indicator in plan.indicators}
    rows = {
        kind: iter([row for row in master.unidentified if row.kind == kind])
        for kind in ("goal", "measure", "indicator")
    }
    given: list[tuple[RowWithoutId, str]] = []

    def identified(one: Item, kind: str, new_id: Callable[[str, Set[str]], str]) -> Item:
        row = None if one.id else next(rows[kind], None)
        if row is None or _id_cell(row.place) in refused:
            return one
        seed = f"{one.area}\n{one.name}" if isinstance(one, Indicator) else f"{one.number}\n{one.text}"
        identity = new_id(seed, taken)
        taken.add(identity)
        given.append((row, identity))
        return replace(one, id=identity)

    plan = plan.map_measures(lambda measure: identified(measure, "measure", measure_id))
    plan = plan.map_goals(lambda goal: identified(goal, "goal", goal_id))
    if all(indicator.id for indicator in plan.indicators):
        return plan, given
    indicators = tuple(identified(one, "indicator", indicator_id) for one in plan.indicators)
    return replace(plan, indicators=indicators), given


def _id_cell(place: RowPlace) -> CellPlace:
    return CellPlace(place.sheet, place.row, place.columns.get(ID.key, 0))


def id_changes(plan: Plan, given: Sequence[tuple[RowWithoutId, str]]) -> list[Change]:
    """Return the changes to log for measures that were given an ID."""
    measures = {m.id: m for m in plan.measures}
    return [
        Change.of("new", measures[identity], "id", None, identity)
        for row, identity in given
        if row.kind == "measure"
    ]
