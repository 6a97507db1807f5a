"""Checks of goals and measures: texts, who is responsible, and timeframes."""

from collections.abc import Iterable, Iterator

from regionplan_xl.errors import Place, Problem
from regionplan_xl.plan.checks.finding import Check, CheckContext, Finding
from regionplan_xl.plan.development_goals import unknown_goals
from regionplan_xl.plan.model import FocusArea, Measure
from regionplan_xl.plan.overdue import done_key
from regionplan_xl.text import bare, called, counted, phrase, workbook_text


def goal_without_measures(context: CheckContext) -> Iterator[Finding]:
    """A goal has no measures."""
    for area in context.plan.areas:
        for goal in area.goals:
            if not goal.measures:
                what = phrase("Goal {number} has no measures.", number=goal.number)
                fix = phrase("Add a measure, or remove the goal.")
                yield context.finding("goal-without-measures", area, goal, what, fix)


def text_empty(context: CheckContext) -> Iterator[Finding]:
    """A measure or goal has no text."""
    for area, item in context.numbered():
        if not bare(item.text) and (item.number or isinstance(item, Measure)):
            what, fix = phrase("The measure has no text."), phrase("Write the text, or delete the row.")
            if item.number:
                what = phrase("{number} has no text.", number=item.number)
                fix = phrase("Write what it is about.")
            yield context.finding("text-empty", area, item, what, fix, "Measure")


def text_twice(context: CheckContext) -> Iterator[Finding]:
    """Two measures have the same text, so a return cannot be matched by text."""
    first: dict[str, Measure] = {}
    for area, _, measure in context.plan.placed():
        key = bare(measure.text)
        if key and key in first:
            what = phrase(
                "Measure {number} has the same text as {other}.",
                number=called(measure.number, measure.text),
                other=called(first[key].number, measure.text),
            )
            fix = phrase("Remove one, or word them so that they can be told apart.")
            yield context.finding("text-twice", area, measure, what, fix, "Measure")
        first.setdefault(key, measure)


def progress_contradicts(context: CheckContext) -> Iterator[Finding]:
    """A measure is done, but its progress is less than 100 %; or not started, but there is progress."""
    scale = context.plan.scale
    first, done = scale.keys()[0], done_key(scale)
    for area, _, measure in context.plan.placed():
        for report in (measure.report, *(share.report for share in measure.shares)):
            status, progress = report.status, report.progress
            if status is None or progress is None or status not in scale:
                continue
            if (status == done and progress < 1) or (status == first and progress > 0):
                what = phrase(
                    "Measure {number} is «{status}», but its progress is {progress} %.",
                    number=called(measure.number, measure.text),
                    status=scale[status].label(context.plan.language),
                    progress=f"{round(progress * 100, 1):g}",
                )
                fix = phrase("Correct the one that is wrong.")
                yield context.finding("progress-contradicts", area, measure, what, fix, "Progress")
                break


def responsible_missing(context: CheckContext) -> Iterator[Finding]:
    """A measure has no responsible body."""
    for area, _, measure in context.plan.placed():
        if not measure.responsible:
            what = phrase(
                "Nobody is responsible for measure {number}.", number=called(measure.number, measure.text)
            )
            fix = phrase("Write who is responsible; until then nobody is asked about it.")
            yield context.finding("responsible-missing", area, measure, what, fix, "Responsible")


def name_unknown(context: CheckContext) -> Iterator[Finding]:
    """A responsible or involved name is not in the register."""
    for area, _, measure in context.plan.placed():
        yield from _unknown_names(context, area, measure, "Responsible", measure.responsible)
        yield from _unknown_names(context, area, measure, "Involved", measure.involved)


def one_of_several_unknown(context: CheckContext) -> Iterator[Finding]:
    """One of the bodies responsible for a measure is not in the register, so only the others are asked."""
    for area, _, measure in context.plan.placed():
        if context.register.owners(measure):
            yield from _unknown_names(context, area, measure, "Responsible", measure.responsible)


def _unknown_names(
    context: CheckContext, area: FocusArea, measure: Measure, column: str, names: Iterable[str]
) -> Iterator[Finding]:
    for name in names:
        if context.register.resolve(name) is None:
            what = phrase("«{name}» is not an actor in this plan.", name=name)
            yield context.finding("name-unknown", area, measure, what, context.fix_name(name), column)


def nobody_reports(context: CheckContext) -> Iterator[Finding]:
    """No responsible body of a measure reports, so nobody is asked about it."""
    for area, _, measure in context.plan.placed():
        known = [actor for actor in map(context.register.resolve, measure.responsible) if actor is not None]
        if known and not context.register.owners(measure):
            what = phrase(
                "Nobody who is responsible for measure {number} reports ({names}).",
                number=called(measure.number, measure.text),
                names=", ".join(actor.name for actor in known),
            )
            fix = phrase(
                "Add a responsible body that reports, or say «{yes}» under «{reports}» for one of them.",
                yes=workbook_text("Yes"),
                reports=workbook_text("Reports"),
            )
            yield context.finding("nobody-reports", area, measure, what, fix, "Responsible")


def timeframe_missing(context: CheckContext) -> Iterator[Finding]:
    """A measure has no timeframe."""
    for area, _, measure in context.plan.placed():
        if measure.timeframe.kind == "none":
            what = phrase("Measure {number} has no timeframe.", number=called(measure.number, measure.text))
            fix = phrase("Write when it should be done, for example 2026.")
            yield context.finding("timeframe-missing", area, measure, what, fix, "Timeframe")


def timeframe_unclear(context: CheckContext) -> Iterator[Finding]:
    """A timeframe is not understood."""
    for area, _, measure in context.plan.placed():
        if measure.timeframe.kind == "unclear":
            what = phrase(
                "The timeframe «{written}» of measure {number} is not understood.",
                written=measure.timeframe.written,
                number=called(measure.number, measure.text),
            )
            fix = (
                phrase("Write of which year.")
                if measure.timeframe.lacks_year
                else phrase("Write a year, a span such as 2025-2026, or a word such as «yearly».")
            )
            yield context.finding("timeframe-unclear", area, measure, what, fix, "Timeframe")


def development_goal_unknown(context: CheckContext) -> Iterator[Finding]:
    """A measure's column for UN goals names none of the 17, or a number outside 1-17."""
    for area, _, measure in context.plan.placed():
        if measure.own and (said := unknown_goals(measure)):
            what = phrase(
                "«{written}» of measure {number} names none of the UN's goals, or one that there is not.",
                written=said,
                number=called(measure.number, measure.text),
            )
            fix = phrase("Write their numbers, from 1 to 17, with a comma between them.")
            yield context.finding("development-goal-unknown", area, measure, what, fix, "UN goals")


def ended_without_status(context: CheckContext) -> Iterator[Finding]:
    """Measures whose timeframe has ended have no status; one finding lists them all."""
    today = context.today
    if today is None:
        return
    late = [
        called(measure.number, measure.text)
        for measure in context.plan.measures
        if measure.timeframe.ends_before(today)
        and not (measure.report.status or any(share.report.status for share in measure.shares))
    ]
    if late:
        what = counted(
            "The time is up for {count} measure that has no status: {numbers}.",
            "The time is up for {count} measures that have no status: {numbers}.",
            count=len(late),
            numbers=", ".join(late),
        )
        fix = phrase("Ask those responsible, or set the status.")
        yield Finding("ended-without-status", Problem(Place(), what, fix))


MEASURES: tuple[Check, ...] = (
    goal_without_measures, text_empty, text_twice, progress_contradicts, responsible_missing, name_unknown,
    nobody_reports, timeframe_missing, timeframe_unclear, development_goal_unknown, ended_without_status,
)  # fmt: skip
