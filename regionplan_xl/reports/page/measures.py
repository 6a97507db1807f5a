"""Prepare the measures for the page: texts in its language, and the values that its filters compare."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from regionplan_xl.excel.common.display import changed_by, changed_field, value_words
from regionplan_xl.locale import Catalog
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.model import Measure, Plan, Report
from regionplan_xl.plan.overdue import is_overdue
from regionplan_xl.plan.rollup import answered_words
from regionplan_xl.plan.status import Scale
from regionplan_xl.plan.timeframe import Timeframe
from regionplan_xl.reports.page.statuses import StatusMark, StatusMarks
from regionplan_xl.reports.past import History, PastChange, public_changes
from regionplan_xl.text import Phrase, alphabetical, counted, phrase, readable

ANY_YEAR = "*"
_AS_ANCHOR = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,40}")
_MOST_YEARS = 60

_NEVER = phrase("Not reported")


@dataclass(frozen=True)
class ShownReport:
    """A report as shown: a status mark, and texts ("" if none). `member`: the body, "" for the measure itself."""

    member: str
    status: StatusMark
    progress: str
    expected: str
    comment: str


@dataclass(frozen=True)
class ShownChange:
    """One row of a measure's history."""

    day: str
    who: str
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class ShownMeasure:
    """A measure as the page shows it; `bodies` and `years` are space-separated words for the filters."""

    anchor: str
    number: str
    text: str
    timeframe: str
    responsible: str
    involved: str
    report: ShownReport
    shares: tuple[ShownReport, ...]
    answered: str
    history: tuple[ShownChange, ...]
    overdue: bool
    undecided: bool
    bodies: str
    years: str


@dataclass(frozen=True)
class MeasureView:
    """Makes what the page shows of measures; `undecided` are ids, `known_scale` has former statuses too."""

    plan: Plan
    translate: Catalog
    marks: StatusMarks
    history: History
    known_scale: Scale
    today: date
    undecided: frozenset[str]

    @cached_property
    def _register(self) -> Register:
        return Register(self.plan.actors)

    @cached_property
    def bodies(self) -> dict[str, int]:
        """Every body named in a measure, in alphabetical order, with its number in the filter."""
        named = {name for one in self.plan.measures for name in self._bodies(one)}
        return {name: n for n, name in enumerate(sorted(named, key=alphabetical))}

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Every year within a timeframe."""
        spans = {one.timeframe.written: years_of(one.timeframe) for one in self.plan.measures}
        return tuple(sorted({year for years in spans.values() for year in years if isinstance(year, int)}))

    def shown(self, measure: Measure, fallback: str) -> ShownMeasure:
        """Return a measure as the page shows it; `fallback` is its anchor if its ID cannot be one."""
        usable = _AS_ANCHOR.fullmatch(measure.id)
        return ShownMeasure(
            anchor=measure.id if usable else fallback,
            number=readable(measure.number),
            text=readable(measure.text),
            timeframe=readable(measure.timeframe.written),
            responsible=readable(", ".join(measure.responsible)),
            involved=readable(", ".join(measure.involved)),
            report=self._report("", measure.report, measure.unread),
            shares=tuple(self._report(one.member, one.report) for one in measure.shares if one.report),
            answered=self._answered(measure),
            history=tuple(self._changes(public_changes(self.history.get(measure.id, ())))),
            overdue=is_overdue(measure, self.plan.scale, self.today),
            undecided=measure.id in self.undecided,
            bodies=" ".join(str(self.bodies[name]) for name in self._bodies(measure)),
            years=" ".join(map(str, years_of(measure.timeframe))),
        )

    def _bodies(self, measure: Measure) -> Iterable[str]:
        """Return the bodies that a measure names, including the members of groups."""
        found: dict[str, None] = {}
        for name in (*measure.responsible, *measure.involved):
            actor = self._register.resolve(name)
            members = self._register.members_of(actor) if actor and actor.kind == "group" else ()
            found |= dict.fromkeys(map(readable, (name, *(one.name for one in members))))
        return [name for name in found if name.strip()]

    def _report(self, member: str, report: Report, unread: str = "") -> ShownReport:
        return ShownReport(
            member=readable(member),
            status=self.marks.of_measure(report.status, unread),
            progress="" if report.progress is None else self.translate.percent(report.progress),
            expected="" if report.expected is None else self.translate.day(report.expected),
            comment=readable(report.comment or ""),
        )

    def _answered(self, measure: Measure) -> str:
        """Return the date of the last answer, who gave it, and how old it is."""
        if measure.reported_on is None:
            return self.translate(_NEVER)
        said = phrase("{day} by {body}", day=measure.reported_on, body=measure.reported_by)
        shares = self._register.shares_to_count(measure)
        if shares and self._register.resolve(measure.reported_by) is None:
            # The master has the number of answers there, in the language of the plan.
            said = phrase("{day}, {answered}", day=measure.reported_on, answered=answered_words(shares))
        words = self.translate(said) if measure.reported_by else self.translate.day(measure.reported_on)
        days = (self.today - measure.reported_on).days
        # The page of an earlier day shows what was reported later too.
        return readable(words) if days < 0 else f"{readable(words)} ({self.translate(age(days))})"

    def _changes(self, changes: Sequence[PastChange]) -> Iterator[ShownChange]:
        for one in reversed(changes):
            change = one.change
            yield ShownChange(
                day=self.translate.day(one.at.astimezone().date()),
                who=readable(self.translate(changed_by(change))),
                field=readable(changed_field(change, self.translate)),
                before=self._words(change.field, change.before),
                after=self._words(change.field, change.after),
            )

    def _words(self, field: str, value: object) -> str:
        return readable(value_words(field, value, self.known_scale, self.translate))


def age(days: int) -> Phrase:
    """Return the age of an answer in words."""
    if days == 0:
        return phrase("today")
    return counted("{count} day old", "{count} days old", count=days)


def years_of(timeframe: Timeframe) -> tuple[int | str, ...]:
    """Return the years of a timeframe for the filter; `ANY_YEAR` if it is yearly or continuous."""
    if timeframe.kind in ("yearly", "continuous"):
        return (ANY_YEAR,)
    if timeframe.end is None:
        return ()
    first = (timeframe.start or timeframe.end).year
    return tuple(range(max(first, timeframe.end.year - _MOST_YEARS), timeframe.end.year + 1))
