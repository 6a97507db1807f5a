"""Checks of numbers (missing, used twice, in the wrong place, or skipped), and of areas with the same name."""

from collections.abc import Iterator

from regionplan_xl.errors import Place, Problem
from regionplan_xl.plan.checks.finding import Check, CheckContext, Finding
from regionplan_xl.plan.model import FocusArea, Goal, Measure
from regionplan_xl.text import bare, phrase


def number_twice(context: CheckContext) -> Iterator[Finding]:
    """Two measures, or two goals, have the same number."""
    first: dict[tuple[type, str], str] = {}
    for area, item in context.numbered():
        key = type(item), item.number
        if key in first:
            what = phrase(
                "The number {number} is used twice: here and for «{text}».",
                number=item.number,
                text=first[key],
            )
            fix = phrase("Give one of them its own number; both are kept until then.")
            yield context.finding("number-twice", area, item, what, fix, "No.")
        elif item.number:
            first[key] = item.text


def area_name_twice(context: CheckContext) -> Iterator[Finding]:
    """Two focus areas have the same name, by which their former counts are known."""
    first: dict[str, FocusArea] = {}
    for area in context.plan.areas:
        other = first.setdefault(bare(area.name), area)
        if other is not area:
            what = phrase(
                "The focus area on «{sheet}» is called «{name}» too, so their figures over time cannot be told apart.",
                sheet=other.sheet or other.name,
                name=area.name,
            )
            problem = Problem(
                Place(sheet=area.sheet or area.name), what, phrase("Give one of them another name.")
            )
            yield Finding("area-twice", problem)


def number_misplaced(context: CheckContext) -> Iterator[Finding]:
    """A number does not begin with the number of its goal or area; one without a dot in it need not."""
    fix = phrase("Move it, or correct its number.")
    for area in context.plan.areas:
        for goal in area.goals:
            if area.number and goal.number and not _under(goal.number, area.number):
                what = phrase("Goal {number} is in area {area}.", number=goal.number, area=area.number)
                yield context.finding("number-misplaced", area, goal, what, fix, "No.")
            for measure in goal.measures:
                if goal.number and measure.number and not _under(measure.number, goal.number):
                    what = phrase(
                        "Measure {number} is under goal {goal}.", number=measure.number, goal=goal.number
                    )
                    yield context.finding("number-misplaced", area, measure, what, fix, "No.")


def number_missing(context: CheckContext) -> Iterator[Finding]:
    """A measure (or goal) has no number although other measures (or goals) have one."""
    numbered = {type(item) for _, item in context.numbered() if item.number.strip()}
    for area, item in context.numbered():
        # A goal without a text only holds the measures that belong to none.
        if type(item) in numbered and item.text.strip() and not item.number.strip():
            what = phrase("«{text}» has no number.", text=item.text)
            yield context.finding("number-missing", area, item, what, phrase("Give it a number."), "No.")


def gap_in_numbering(context: CheckContext) -> Iterator[Finding]:
    """A number is skipped between two goals of an area, or two measures of a goal."""
    # The numbering may continue from goal to goal: 1.1, 1.2 under one goal and 1.3 under the next.
    counted: dict[tuple[type, str], int] = {}
    for area in context.plan.areas:
        rows: list[tuple[Goal | Measure, ...]] = [area.goals, *(goal.measures for goal in area.goals)]
        for row in rows:
            expected = 1
            for item in row:
                last = _last(item.number)
                if last is None:
                    continue
                above, _, _ = item.number.strip(" .").rpartition(".")
                before = counted.get((type(item), above), 0)
                counted[type(item), above] = last
                expected = max(expected, before + 1) if last > before else expected
                if last > expected:
                    missing = f"{above}.{expected}" if above else str(expected)
                    what = phrase(
                        "{missing} is missing before {number}.", missing=missing, number=item.number
                    )
                    fix = phrase("Add what is missing, or leave it if the number was dropped on purpose.")
                    yield context.finding("gap-in-numbering", area, item, what, fix, "No.")
                expected = max(expected, last + 1)


NUMBERING: tuple[Check, ...] = (
    number_missing,
    number_twice,
    area_name_twice,
    number_misplaced,
    gap_in_numbering,
)


def _under(number: str, parent: str) -> bool:
    return "." not in number.strip(" .") or number.strip(" .").startswith(parent.strip(" .") + ".")


def _last(number: str) -> int | None:
    last = number.strip(" .").rpartition(".")[2]
    return int(last) if last.isdecimal() else None
