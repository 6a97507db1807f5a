"""Dependencies between measures, read from the master's own column «Depends on», which names them by number."""

import re

from regionplan_xl.plan.model import Measure, Plan
from regionplan_xl.plan.own_columns import DEPENDS_ON

_NUMBER = re.compile(r"\d+(?:\.\d+)*")


def dependencies(plan: Plan) -> tuple[tuple[Measure, Measure], ...]:
    """Return pairs of (measure, measure that it depends on), in the plan's order.

    A number is ignored if no measure has it, or several do.
    """
    named: dict[str, list[Measure]] = {}
    for measure in plan.measures:
        named.setdefault(measure.number.rstrip("."), []).append(measure)
    return tuple(
        (measure, found[0])
        for measure in plan.measures
        if measure.own
        for number in dict.fromkeys(_NUMBER.findall(DEPENDS_ON.of(measure)))
        if len(found := named.get(number, [])) == 1 and found[0] is not measure
    )
