"""What the council's case says of the UN's goals: how many measures serve each, and how many of these are done."""

from collections import Counter

from regionplan_xl.locale import Catalog
from regionplan_xl.plan.development_goals import goal_name, goals_of
from regionplan_xl.plan.model import Plan
from regionplan_xl.plan.overdue import is_finished
from regionplan_xl.text import phrase


def development_goal_lines(plan: Plan, translate: Catalog) -> tuple[tuple[str, str], ...]:
    """Return a heading and a line per goal that measures serve, with their styles; nothing if the plan names none."""
    served, done = Counter[int](), Counter[int]()
    for measure in plan.measures:
        goals = goals_of(measure) if measure.own else ()
        served.update(goals)
        if is_finished(measure.report.status, plan.scale):
            done.update(goals)
    line = phrase("{number} {name}: {count} ({done} done)")
    lines = (
        line.with_values(number=n, name=goal_name(n, translate.language), count=served[n], done=done[n])
        for n in sorted(served)
    )
    heading = (translate(phrase("Measures for the UN's goals")), "Heading 1")
    return (heading, *((translate(one), "List Bullet") for one in lines)) if served else ()
