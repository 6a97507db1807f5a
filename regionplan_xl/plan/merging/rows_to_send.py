"""The rows of each actor's workbook, and the name of the next round."""

import re
from collections.abc import Iterator, Sequence

from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.ids import is_indicator
from regionplan_xl.plan.indicator_reports import with_indicator_measures
from regionplan_xl.plan.merging.sent_and_returned import SentRow
from regionplan_xl.plan.model import FocusArea, Goal, Measure, Plan
from regionplan_xl.plan.overdue import is_finished
from regionplan_xl.plan.own_columns import SUB_AREA
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import normalise

# «Haust 2026» ends in a year, which is not a round number to count up.
_NUMBERED = re.compile(r"(?P<stem>.*?)(?P<number>(?<!\d)\d{1,3})")
_YEAR = re.compile(r"(\d{4})\D")


def rows_by_actor(plan: Plan, year: int = 0) -> dict[str, tuple[SentRow, ...]]:
    """Return actor name -> rows of its workbook, for every actor with something to answer, in the register's order.

    The rows are its own measures (finished ones last), the measures it is only involved in, and its indicators, which
    are asked about `year` (0: none are sent). Measures and indicators without an id are not sent.
    """
    register = Register(plan.actors)
    own: dict[str, list[SentRow]] = {}
    involved: dict[str, list[SentRow]] = {}
    for area, goal, measure in plan.placed():
        if not measure.id:
            continue
        owners = register.owners(measure)
        shared = register.is_shared(measure)
        to_answer = None if shared else _row(area, goal, measure, "", True)
        for name in owners:
            own.setdefault(name, []).append(to_answer or _row(area, goal, measure, name, True))
        for_information = _row(area, goal, measure, "", False)
        for name in _involved(register, measure):
            if name not in owners:
                involved.setdefault(name, []).append(for_information)
    indicators = _indicator_rows(plan, register, year)
    return {
        actor.name: (
            *sorted(own.get(actor.name, ()), key=lambda row: is_already_done(row, plan.scale)),
            *involved.get(actor.name, ()),
            *indicators.get(actor.name, ()),
        )
        for actor in plan.actors
        if actor.name in own or actor.name in indicators
    }


def _indicator_rows(plan: Plan, register: Register, year: int) -> dict[str, list[SentRow]]:
    """Return actor name -> a row for each indicator that the actor answers for, about `year`."""
    rows: dict[str, list[SentRow]] = {}
    if not plan.indicators or not year:
        return rows
    listed = {indicator.id: indicator for indicator in plan.indicators}
    for measure in with_indicator_measures(plan).measures[len(plan.measures) :]:
        of = listed[measure.id]
        last = next((f"{value} ({at})" for at, value in reversed(of.values) if at < year), "")
        row = SentRow(
            measure.id, "", of.name, str(year), measure.share(str(year)).report, area=of.area,
            responsible=", ".join(of.responsible), facts=(of.baseline, of.target, of.unit, of.year, last),
        )  # fmt: skip
        for name in register.owners(measure):
            rows.setdefault(name, []).append(row)
    return rows


def is_about_indicator(row: SentRow) -> bool:
    """Return whether a row is about a year of an indicator, not a measure."""
    return is_indicator(row.measure)


def is_already_done(row: SentRow, scale: Scale) -> bool:
    """Return whether the measure was finished when sent; a status that has left the scale does not count."""
    return row.base.status in scale and is_finished(row.base.status, scale)


def unasked(plan: Plan) -> tuple[Measure, ...]:
    """Return the measures without a responsible body that reports."""
    register = Register(plan.actors)
    return tuple(measure for measure in plan.measures if not register.owners(measure))


def next_round_name(rounds: Sequence[str], year: int) -> str:
    """Return a name for the round after `rounds` (oldest first): 2026-2 after 2026-1, R2 after R1, else `year`-1.

    The name is not in `rounds`, ignoring case. The count restarts at 1 in a new year.
    """
    stem, number = f"{year}-", 1
    if rounds and (found := _NUMBERED.fullmatch(rounds[-1])):
        is_year = _YEAR.fullmatch(found["stem"])
        if not is_year or int(is_year[1]) >= year:
            stem, number = found["stem"], int(found["number"]) + 1
    taken = {normalise(name) for name in rounds}
    while normalise(f"{stem}{number}") in taken:
        number += 1
    return f"{stem}{number}"


def _involved(register: Register, measure: Measure) -> Iterator[str]:
    """Yield each involved actor once, with groups expanded."""
    found = (register.resolve(name) for name in measure.involved)
    members = [member.name for actor in found if actor is not None for member in register.members_of(actor)]
    yield from dict.fromkeys(members)


def _with_sub_area(area: FocusArea, measure: Measure) -> str:
    return " – ".join(filter(None, (area.name, SUB_AREA.of(measure))))


def _row(area: FocusArea, goal: Goal, measure: Measure, member: str, answerable: bool) -> SentRow:
    return SentRow(
        measure=measure.id,
        number=measure.number,
        text=measure.text,
        member=member,
        base=measure.share(member).report if member else measure.report,
        answerable=answerable,
        goal=f"{goal.number} {goal.text}".strip(),
        area=_with_sub_area(area, measure) if measure.own else area.name,
        timeframe=measure.timeframe.written,
        responsible=", ".join(measure.responsible),
        involved=", ".join(measure.involved),
        reported_on=measure.reported_on,
        reported_by=measure.reported_by,
    )
