"""The rows of each actor's workbook: which measures it is asked about."""

from collections.abc import Iterator
from datetime import date

from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.merging.exchange import SentRow
from regionplan_xl.plan.model import FocusArea, Goal, Measure, Plan


def rows_by_actor(plan: Plan) -> dict[str, tuple[SentRow, ...]]:
    """Return the rows of every actor with a measure to answer for: its own measures, then those it is involved in.

    Keyed by actor name, in the register's order. Measures without an id are not sent.
    """
    register = Register(plan.actors)
    own: dict[str, list[SentRow]] = {}
    involved: dict[str, list[SentRow]] = {}
    for area, goal, measure in plan.placed():
        if not measure.id:
            continue
        owners = register.owners(measure)
        shared = register.is_shared(measure)
        for name in owners:
            own.setdefault(name, []).append(_row(area, goal, measure, name if shared else "", True))
        for name in _involved(register, measure):
            if name not in owners:
                involved.setdefault(name, []).append(_row(area, goal, measure, "", False))
    return {
        actor.name: (*own[actor.name], *involved.get(actor.name, ()))
        for actor in plan.actors
        if actor.name in own
    }


def unasked(plan: Plan) -> tuple[Measure, ...]:
    """Return the measures that nobody is asked about."""
    register = Register(plan.actors)
    return tuple(measure for measure in plan.measures if not register.owners(measure))


def default_round(rounds: dict[str, date], today: date) -> str:
    """Return the round that `send` means if none is named: the latest while it runs, else this year's next.

    `rounds`: name -> deadline, oldest first.
    """
    if rounds:
        latest = list(rounds)[-1]
        if rounds[latest] >= today:
            return latest
    number = 1
    while f"{today.year}-{number}" in rounds:
        number += 1
    return f"{today.year}-{number}"


def _involved(register: Register, measure: Measure) -> Iterator[str]:
    for name in measure.involved:
        actor = register.resolve(name)
        if actor is not None:
            yield from (member.name for member in register.members_of(actor))


def _row(area: FocusArea, goal: Goal, measure: Measure, member: str, answerable: bool) -> SentRow:
    return SentRow(
        measure=measure.id,
        number=measure.number,
        text=measure.text,
        member=member,
        base=measure.share(member).report if member else measure.report,
        answerable=answerable,
        goal=f"{goal.number} {goal.text}".strip(),
        area=area.name,
        timeframe=measure.timeframe.written,
        responsible=", ".join(measure.responsible),
        involved=", ".join(measure.involved),
        reported_on=measure.reported_on,
        reported_by=measure.reported_by,
    )
