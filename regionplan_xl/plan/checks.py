"""What a person should look at in a plan: small checks, each finding with its place and its fix."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from regionplan_xl.errors import Place, Problem
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.model import FocusArea, Goal, Measure, Plan
from regionplan_xl.text import Phrase, bare, phrase


@dataclass(frozen=True)
class Finding:
    """One problem of a plan; `code` never changes, `measure_id` is of the measure or goal, or "".

    The place's column is the heading in English, which every catalog knows.
    """

    code: str
    problem: Problem
    measure_id: str = ""


@dataclass(frozen=True)
class CheckContext:
    """What the checks know beside the plan.

    `places`: where a measure or goal (by id), an area (by number) or an actor (by name) stands.
    `today`: given, measures that should be done by then are found. `by_mail`: actors need an address.
    """

    places: Mapping[str, Place] = field(default_factory=dict)
    today: date | None = None
    by_mail: bool = False


Check = Callable[[Plan, CheckContext], Iterable[Finding]]


def check_plan(
    plan: Plan,
    places: Mapping[str, Place] | None = None,
    *,
    today: date | None = None,
    by_mail: bool = False,
    checks: Iterable[Check] | None = None,
) -> tuple[Finding, ...]:
    """Everything in `plan` that a person should look at, check by check (`CHECKS` where none are named)."""
    surroundings = CheckContext(places or {}, today, by_mail)
    chosen = CHECKS if checks is None else tuple(checks)
    return tuple(finding for check in chosen for finding in check(plan, surroundings))


def number_twice(plan: Plan, around: CheckContext) -> Iterator[Finding]:
    """Two measures, or two goals, bear the same number."""
    first: dict[str, str] = {}
    for area, item in _numbered(plan):
        if item.number in first:
            what = phrase(
                "The number {number} is used twice: here and for «{text}».",
                number=item.number,
                text=first[item.number],
            )
            fix = phrase("Give one of them its own number; both are kept until then.")
            yield _finding("number-twice", around, area, item, what, fix, "No.")
        elif item.number:
            first[item.number] = item.text


def number_misplaced(plan: Plan, around: CheckContext) -> Iterator[Finding]:
    """A number is not under the goal or the area that it stands in."""
    for area in plan.areas:
        for goal in area.goals:
            if area.number and goal.number and not _under(goal.number, area.number):
                what = phrase("Goal {number} stands in area {area}.", number=goal.number, area=area.number)
                fix = phrase("Move it, or correct its number.")
                yield _finding("number-misplaced", around, area, goal, what, fix, "No.")
            for measure in goal.measures:
                if goal.number and measure.number and not _under(measure.number, goal.number):
                    what = phrase(
                        "Measure {number} stands under goal {goal}.", number=measure.number, goal=goal.number
                    )
                    fix = phrase("Move it, or correct its number.")
                    yield _finding("number-misplaced", around, area, measure, what, fix, "No.")


def number_missing(plan: Plan, around: CheckContext) -> Iterator[Finding]:
    """A measure or goal has no number at all."""
    for area, item in _numbered(plan):
        if not item.number.strip():
            what = phrase("«{text}» has no number.", text=item.text)
            yield _finding("number-missing", around, area, item, what, phrase("Give it a number."), "No.")


def gap_in_numbering(plan: Plan, around: CheckContext) -> Iterator[Finding]:
    """A number is skipped between two goals of an area, or two measures of a goal."""
    for area in plan.areas:
        rows: list[tuple[Goal | Measure, ...]] = [area.goals, *(goal.measures for goal in area.goals)]
        for row in rows:
            expected = 1
            for item in row:
                last = _last(item.number)
                if last is None:
                    continue
                if last > expected:
                    missing = f"{item.number.rpartition('.')[0]}.{expected}"
                    what = phrase(
                        "{missing} is missing before {number}.", missing=missing, number=item.number
                    )
                    fix = phrase("Add what is missing, or leave it if the number was dropped on purpose.")
                    yield _finding("gap-in-numbering", around, area, item, what, fix, "No.")
                expected = max(expected, last + 1)


def goal_without_measures(plan: Plan, around: CheckContext) -> Iterator[Finding]:
    """A goal has no measures."""
    for area in plan.areas:
        for goal in area.goals:
            if not goal.measures:
                what = phrase("Goal {number} has no measures.", number=goal.number)
                yield _finding(
                    "goal-without-measures",
                    around,
                    area,
                    goal,
                    what,
                    phrase("Add a measure, or remove the goal."),
                )


def text_empty(plan: Plan, around: CheckContext) -> Iterator[Finding]:
    """A measure or goal says nothing."""
    for area, item in _numbered(plan):
        if not bare(item.text):
            what = phrase("{number} has no text.", number=item.number)
            yield _finding(
                "text-empty", around, area, item, what, phrase("Write what it is about."), "Measure"
            )


def text_twice(plan: Plan, around: CheckContext) -> Iterator[Finding]:
    """Two measures have the same text, and cannot be told apart by it."""
    first: dict[str, Measure] = {}
    for area, _, measure in plan.placed():
        key = bare(measure.text)
        if key and key in first:
            what = phrase(
                "Measure {number} has the same text as {other}.",
                number=measure.number,
                other=first[key].number,
            )
            fix = phrase("Remove one, or word them so that they can be told apart.")
            yield _finding("text-twice", around, area, measure, what, fix, "Measure")
        first.setdefault(key, measure)


def responsible_missing(plan: Plan, around: CheckContext) -> Iterator[Finding]:
    """Nobody is responsible for a measure."""
    for area, _, measure in plan.placed():
        if not measure.responsible:
            what = phrase("Nobody is responsible for measure {number}.", number=measure.number)
            fix = phrase("Write who is responsible; until then nobody is asked about it.")
            yield _finding("responsible-missing", around, area, measure, what, fix, "Responsible")


def name_unknown(plan: Plan, around: CheckContext) -> Iterator[Finding]:
    """A responsible or involved name is not in the register."""
    register = Register(plan.actors)
    for area, _, measure in plan.placed():
        for column, names in (("Responsible", measure.responsible), ("Involved", measure.involved)):
            for name in names:
                if register.resolve(name) is None:
                    what = phrase("«{name}» is not an actor in this plan.", name=name)
                    yield _finding(
                        "name-unknown", around, area, measure, what, _fix_for(name, register), column
                    )


def nobody_reports(plan: Plan, around: CheckContext) -> Iterator[Finding]:
    """Every responsible body of a measure is one that gets no workbook."""
    register = Register(plan.actors)
    for area, _, measure in plan.placed():
        known = [actor for actor in map(register.resolve, measure.responsible) if actor is not None]
        if known and not register.owners(measure):
            names = ", ".join(actor.name for actor in known)
            what = phrase(
                "Nobody who is responsible for measure {number} reports ({names}).",
                number=measure.number,
                names=names,
            )
            fix = phrase("Add a responsible body that reports, or say «yes» under Reports for one of them.")
            yield _finding("nobody-reports", around, area, measure, what, fix, "Responsible")


def timeframe_missing(plan: Plan, around: CheckContext) -> Iterator[Finding]:
    """A measure has no timeframe."""
    for area, _, measure in plan.placed():
        if measure.timeframe.kind == "none":
            what = phrase("Measure {number} has no timeframe.", number=measure.number)
            fix = phrase("Write when it should be done, for example 2026.")
            yield _finding("timeframe-missing", around, area, measure, what, fix, "Timeframe")


def timeframe_unclear(plan: Plan, around: CheckContext) -> Iterator[Finding]:
    """A timeframe is not understood."""
    for area, _, measure in plan.placed():
        if measure.timeframe.kind == "unclear":
            what = phrase(
                "The timeframe «{written}» of measure {number} is not understood.",
                written=measure.timeframe.written,
                number=measure.number,
            )
            fix = phrase("Write a year, a span such as 2025-2026, or a word such as «yearly».")
            yield _finding("timeframe-unclear", around, area, measure, what, fix, "Timeframe")


def ended_without_status(plan: Plan, around: CheckContext) -> Iterator[Finding]:
    """The time of some measures is up, and nobody has said how they went; one finding for all of them."""
    today = around.today
    if today is None:
        return
    late = [
        measure.number or measure.text
        for measure in plan.measures
        if measure.timeframe.ends_before(today)
        and not (measure.report.status or any(share.report.status for share in measure.shares))
    ]
    if late:
        what = phrase(
            "The time is up for {count} measures that have no status: {numbers}.",
            count=len(late),
            numbers=", ".join(late),
        )
        fix = phrase("Ask those responsible, or set the status.")
        yield Finding("ended-without-status", Problem(Place(), what, fix))


def alias_shared(plan: Plan, around: CheckContext) -> Iterator[Finding]:
    """Two actors are known by the same name."""
    bearers: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for actor in plan.actors:
        for name in (actor.name, actor.short, *actor.aliases):
            if bare(name):
                bearers[bare(name)].setdefault(actor.name, name)
    for names in bearers.values():
        if len(names) > 1:
            first, *others = names
            what = phrase(
                "Both {first} and {other} are called «{name}».",
                first=first,
                other=others[0],
                name=names[first],
            )
            fix = phrase("Take the name away from one of them; until then it means nobody.")
            yield _about_actor("alias-shared", around, others[0], what, fix, "Also called")


def actor_twice(plan: Plan, around: CheckContext) -> Iterator[Finding]:
    """The register has the same actor on two rows."""
    seen: set[str] = set()
    for actor in plan.actors:
        if actor.name in seen:
            what = phrase("«{name}» stands twice among the actors.", name=actor.name)
            yield _about_actor(
                "actor-twice", around, actor.name, what, phrase("Make one row of the two."), "name"
            )
        seen.add(actor.name)


def group_without_members(plan: Plan, around: CheckContext) -> Iterator[Finding]:
    """A group has no members, so that nobody answers for it."""
    register = Register(plan.actors)
    for actor in plan.actors:
        if actor.kind == "group" and not register.members_of(actor):
            what = phrase("The group «{name}» has no members.", name=actor.name)
            fix = phrase("List its members; until then nobody is asked about its measures.")
            yield _about_actor("group-without-members", around, actor.name, what, fix, "Members")


def member_unknown(plan: Plan, around: CheckContext) -> Iterator[Finding]:
    """A group's member is not in the register."""
    register = Register(plan.actors)
    for actor in plan.actors:
        for member in actor.members:
            if register.resolve(member) is None:
                what = phrase(
                    "«{member}», a member of «{name}», is not an actor in this plan.",
                    member=member,
                    name=actor.name,
                )
                fix = _fix_for(member, register)
                yield _about_actor("member-unknown", around, actor.name, what, fix, "Members")


def address_missing(plan: Plan, around: CheckContext) -> Iterator[Finding]:
    """Delivery is by mail, and an actor who reports has no e-mail address."""
    if not around.by_mail:
        return
    register = Register(plan.actors)
    asked = {name for measure in plan.measures for name in register.owners(measure)}
    for actor in plan.actors:
        if actor.name in asked and "@" not in actor.email:
            what = phrase("«{name}» has no e-mail address.", name=actor.name)
            fix = phrase("Write the address; until then no workbook can be sent by e-mail.")
            yield _about_actor("address-missing", around, actor.name, what, fix, "E-mail")


NUMBERING: tuple[Check, ...] = (number_missing, number_twice, number_misplaced, gap_in_numbering)
MEASURES: tuple[Check, ...] = (
    goal_without_measures, text_empty, text_twice, responsible_missing, name_unknown, nobody_reports,
    timeframe_missing, timeframe_unclear, ended_without_status,
)  # fmt: skip
REGISTER: tuple[Check, ...] = (
    actor_twice, alias_shared, group_without_members, member_unknown, address_missing,
)  # fmt: skip
CHECKS: tuple[Check, ...] = (*NUMBERING, *MEASURES, *REGISTER)


def _numbered(plan: Plan) -> Iterator[tuple[FocusArea, Goal | Measure]]:
    for area in plan.areas:
        for goal in area.goals:
            yield area, goal
            for measure in goal.measures:
                yield area, measure


def _under(number: str, parent: str) -> bool:
    return number.strip(" .").startswith(parent.strip(" .") + ".")


def _last(number: str) -> int | None:
    last = number.strip(" .").rpartition(".")[2]
    return int(last) if last.isdecimal() else None


def _fix_for(name: str, register: Register) -> Phrase:
    suggestion = register.suggest(name)
    if suggestion is None:
        return phrase("Correct the name, or add the actor to the register.")
    return phrase("Did you mean «{suggestion}»?", suggestion=suggestion)


def _finding(
    code: str,
    around: CheckContext,
    area: FocusArea,
    item: Goal | Measure,
    what: Phrase,
    fix: Phrase,
    column: str = "",
) -> Finding:
    place = around.places.get(item.id) or Place(sheet=area.sheet or area.name)
    return Finding(code, Problem(replace(place, column=place.column or column), what, fix), item.id)


def _about_actor(
    code: str, around: CheckContext, name: str, what: Phrase, fix: Phrase, column: str
) -> Finding:
    place = around.places.get(name) or Place()
    return Finding(code, Problem(replace(place, column=place.column or column), what, fix))
