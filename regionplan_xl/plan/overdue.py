"""The rules for «finished», «overdue» and «due this year»."""

from collections.abc import Iterator
from datetime import date

from regionplan_xl.plan.model import FocusArea, Goal, Measure, Plan
from regionplan_xl.plan.status import Scale


def done_key(scale: Scale) -> str:
    """Return the key of the status that means done: `done`, else the last of the scale."""
    return "done" if "done" in scale else scale.keys()[-1]


def is_finished(status: str | None, scale: Scale) -> bool:
    """Return whether a status means that the measure is finished: done, or configured after done (dropped).

    A status that the scale no longer has counts as finished.
    """
    if not status:
        return False
    keys = scale.keys()
    return status not in keys or keys.index(status) >= keys.index(done_key(scale))


def is_overdue(measure: Measure, scale: Scale, today: date) -> bool:
    """Return whether the timeframe ended before `today` and the measure is not finished."""
    return measure.timeframe.ends_before(today) and not is_finished(measure.report.status, scale)


def is_due_this_year(measure: Measure, scale: Scale, today: date) -> bool:
    """Return whether the timeframe ends between `today` and the end of its year, and the measure is not finished."""
    ends = measure.timeframe.ends_within(today, date(today.year, 12, 31))
    return ends and not is_finished(measure.report.status, scale)


def overdue_measures(plan: Plan, today: date) -> Iterator[tuple[FocusArea, Goal, Measure]]:
    """Yield every overdue measure with its focus area and goal, in the plan's order."""
    return (placed for placed in plan.placed() if is_overdue(placed[2], plan.scale, today))


def measures_due_this_year(plan: Plan, today: date) -> Iterator[tuple[FocusArea, Goal, Measure]]:
    """Yield every measure that is due later this year with its focus area and goal, in the plan's order."""
    return (placed for placed in plan.placed() if is_due_this_year(placed[2], plan.scale, today))
