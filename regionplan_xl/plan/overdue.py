"""What should have been done by now."""

from collections.abc import Iterator
from datetime import date

from regionplan_xl.plan.model import FocusArea, Goal, Measure, Plan
from regionplan_xl.plan.status import Scale


def done_key(scale: Scale) -> str:
    """The key of the status that means done: `done`, else the last of the scale."""
    return "done" if "done" in scale else scale.keys()[-1]


def is_overdue(measure: Measure, scale: Scale, today: date) -> bool:
    """True where the timeframe has ended and the measure is neither done nor beyond it (dropped)."""
    keys = scale.keys()
    status = measure.report.status
    closed = status in keys and keys.index(status) >= keys.index(done_key(scale)) if status else False
    return measure.timeframe.ends_before(today) and not closed


def overdue(plan: Plan, today: date) -> Iterator[tuple[FocusArea, Goal, Measure]]:
    """Every overdue measure with its place, in the plan's order."""
    return (placed for placed in plan.placed() if is_overdue(placed[2], plan.scale, today))
