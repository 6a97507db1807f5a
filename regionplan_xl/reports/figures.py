"""The figures of a plan: what is done, overdue, changed and unanswered."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Literal

from regionplan_xl.colour import WHITE
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.counts import StatusCounts, count_measures, count_statuses, undecided_measures
from regionplan_xl.plan.indicator_state import State, newest
from regionplan_xl.plan.model import FocusArea, Indicator, Measure, Plan
from regionplan_xl.plan.overdue import measures_due_this_year, overdue_measures
from regionplan_xl.plan.status import Scale, Status

ChangeKind = Literal["changed", "new", "gone"]
Reservation = Literal["", "last_merge", "unknown_body"]
"""What a comparison leaves out: manual edits that no merge had read, or reports of a body under another name."""


@dataclass(frozen=True)
class AreaFigures:
    """The counts of one focus area."""

    number: str
    name: str
    counts: StatusCounts


@dataclass(frozen=True)
class BodyFigures:
    """The counts of one body."""

    name: str
    counts: StatusCounts


@dataclass(frozen=True)
class MeasureLine:
    """One measure in a list.

    `ends` is the last day of its timeframe, or None if unknown; `unread` as in `plan.model.Measure`. `undecided`: it
    has an open question; `disputed`: answers disagree about it. `own`: the contents of the secretariat's own columns,
    as (heading, text).
    """

    id: str
    number: str
    text: str
    area: str
    timeframe: str
    ends: date | None
    responsible: tuple[str, ...]
    status: str | None
    unread: str = ""
    undecided: bool = False
    own: tuple[tuple[str, str], ...] = ()
    disputed: bool = False

    @property
    def has_status(self) -> bool:
        """Whether anybody has given it a status, read or unread."""
        return self.status is not None or bool(self.unread)


@dataclass(frozen=True)
class StatusChange:
    """A measure that differs from the previous report. A status of None means not reported.

    `before_unread` and `after_unread`: as `MeasureLine.unread`.
    """

    kind: ChangeKind
    id: str
    number: str
    text: str
    before: str | None
    after: str | None
    before_unread: str = ""
    after_unread: str = ""


@dataclass(frozen=True)
class ChangesSince:
    """The differences from the plan on the day `since`, or from the report to the meeting `meeting`."""

    since: date
    measures: tuple[StatusChange, ...]
    meeting: str = ""
    reservation: Reservation = ""


@dataclass(frozen=True)
class EarlierPlan:
    """The measures of the plan as of `today`."""

    today: date
    measures: tuple[MeasureLine, ...]
    reservation: Reservation = ""


@dataclass(frozen=True)
class Replies:
    """Who has answered, and who was asked but has not."""

    answered: tuple[str, ...]
    waiting: tuple[str, ...]


@dataclass(frozen=True)
class IndicatorLine(Indicator):
    """An indicator with its newest value, the year of that value, and whether the target is reached."""

    newest: str = ""
    newest_year: int | None = None
    state: State = "not_known"


@dataclass(frozen=True)
class Figures:
    """All the numbers of a report, as of `today`.

    `responsible` counts measures under each name that the plan prints as responsible (a group with its rolled-up
    status); `reporting` counts what each body has reported itself (a member of a group: its own share). `overdue`: the
    timeframe ended before today; `due`: it ends later this year. A finished measure is in neither (`plan.overdue`).
    `replies` is None if it is unknown who was asked, `changes` if there is no previous report.
    """

    plan: str
    today: date
    scale: Scale
    goals: int
    total: StatusCounts
    areas: tuple[AreaFigures, ...]
    responsible: tuple[BodyFigures, ...]
    reporting: tuple[BodyFigures, ...]
    measures: tuple[MeasureLine, ...]
    overdue: tuple[MeasureLine, ...]
    due: tuple[MeasureLine, ...]
    replies: Replies | None = None
    changes: ChangesSince | None = None
    indicators: tuple[IndicatorLine, ...] = ()

    @property
    def overdue_unanswered(self) -> tuple[MeasureLine, ...]:
        """The overdue measures without a status and without an answer that waits for a decision."""
        return tuple(line for line in self.overdue if not line.has_status and not line.undecided)

    @property
    def overdue_undecided(self) -> tuple[MeasureLine, ...]:
        """The overdue measures without a status that wait for a decision, for example about an answer."""
        return tuple(line for line in self.overdue if not line.has_status and line.undecided)

    @property
    def overdue_unfinished(self) -> tuple[MeasureLine, ...]:
        """The overdue measures that have a status, read or unread, and are not finished."""
        return tuple(line for line in self.overdue if line.has_status)

    @property
    def undecided(self) -> tuple[MeasureLine, ...]:
        """The measures that wait for a decision."""
        return tuple(line for line in self.measures if line.undecided)

    @property
    def disputed(self) -> tuple[MeasureLine, ...]:
        """The measures that wait for a decision because answers disagree."""
        return tuple(line for line in self.undecided if line.disputed)

    @property
    def waiting(self) -> tuple[MeasureLine, ...]:
        """The measures that wait for a decision for any other reason."""
        return tuple(line for line in self.undecided if not line.disputed)


def figures(
    plan: Plan,
    *,
    today: date,
    answered: Mapping[str, bool] | None,
    previous: Figures | EarlierPlan | None = None,
    previous_meeting: str = "",
    asked_about: Collection[str] = (),
    disputed: Collection[str] = (),
) -> Figures:
    """Return the figures of `plan` as of `today`.

    `answered`: for each body that was asked, whether it has answered; None if unknown. `previous`: the figures to
    compare with, those of the report to `previous_meeting` if given. `asked_about`: the IDs of the measures with an
    open question; `disputed`: those about which answers disagree. A measure without a status is counted as `without`,
    never as not started. A status that has left the scale is counted under its own key.
    """
    scale = _scale(plan)
    lines = tuple(
        replace(line, disputed=line.undecided and line.id in disputed)
        for line in measure_lines(plan, asked_about)
    )
    return Figures(
        plan=plan.name,
        today=today,
        scale=scale,
        goals=len(plan.goals),
        total=count_measures(plan.measures, scale, asked_about),
        areas=tuple(_area(area, scale, asked_about) for area in plan.areas),
        responsible=_bodies([(name, line) for line in lines for name in line.responsible], scale),
        reporting=_bodies(_reported_by_each(plan, asked_about), scale),
        measures=lines,
        overdue=tuple(
            _line(area, measure, asked_about) for area, _, measure in overdue_measures(plan, today)
        ),
        due=tuple(
            _line(area, measure, asked_about) for area, _, measure in measures_due_this_year(plan, today)
        ),
        replies=None if answered is None else _replies(answered),
        changes=None
        if previous is None
        else ChangesSince(
            previous.today,
            _changes(previous.measures, lines),
            previous_meeting,
            previous.reservation if isinstance(previous, EarlierPlan) else "",
        ),
        indicators=tuple(map(_indicator, plan.indicators)),
    )


def _scale(plan: Plan) -> Scale:
    known = plan.scale.keys()
    strays = dict.fromkeys(m.report.status for m in plan.measures if m.report.status not in (None, *known))
    return Scale((*plan.scale.statuses, *(Status(key, WHITE, {}) for key in strays if key)))


def _indicator(indicator: Indicator) -> IndicatorLine:
    known = {one.name: getattr(indicator, one.name) for one in fields(indicator)}
    found = newest(indicator)
    return IndicatorLine(**known, newest=found.value, newest_year=found.year, state=found.state)


def measure_lines(plan: Plan, asked_about: Collection[str] = ()) -> tuple[MeasureLine, ...]:
    """Return a line per measure, in the plan's order. `asked_about`: as in `figures`."""
    return tuple(_line(area, measure, asked_about) for area, _, measure in plan.placed())


def _line(area: FocusArea, measure: Measure, asked_about: Collection[str]) -> MeasureLine:
    return MeasureLine(
        id=measure.id,
        number=measure.number,
        text=measure.text,
        area=area.name,
        timeframe=measure.timeframe.written,
        ends=measure.timeframe.end,
        responsible=tuple(dict.fromkeys(measure.responsible)),
        status=measure.report.status,
        unread=measure.unread,
        undecided=bool(undecided_measures((measure,), asked_about)),
        own=measure.own,
    )


def _area(area: FocusArea, scale: Scale, asked_about: Collection[str]) -> AreaFigures:
    return AreaFigures(area.number, area.name, count_measures(area.measures, scale, asked_about))


def _bodies(reported: Iterable[tuple[str, MeasureLine]], scale: Scale) -> tuple[BodyFigures, ...]:
    """Return the counts for each name, from one line per measure."""
    found: dict[str, list[MeasureLine]] = {}
    for name, line in reported:
        found.setdefault(name, []).append(line)
    return tuple(
        BodyFigures(
            name,
            replace(
                count_statuses(
                    (line.status for line in lines), scale, sum(bool(line.unread) for line in lines)
                ),
                undecided=sum(line.undecided for line in lines),
            ),
        )
        for name, lines in found.items()
    )


def _reported_by_each(plan: Plan, asked_about: Collection[str]) -> Iterator[tuple[str, MeasureLine]]:
    """Yield each owner of a measure with the measure as that owner reported it."""
    register = Register(plan.actors)
    for area, _, measure in plan.placed():
        line = _line(area, measure, asked_about)
        for name in register.owners(measure):
            own = register.is_shared(measure)
            yield name, replace(line, status=measure.share(name).report.status, unread="") if own else line


def _replies(answered: Mapping[str, bool]) -> Replies:
    return Replies(
        answered=tuple(name for name, has in answered.items() if has),
        waiting=tuple(name for name, has in answered.items() if not has),
    )


def _changes(before: Sequence[MeasureLine], after: Sequence[MeasureLine]) -> tuple[StatusChange, ...]:
    # A row that the secretariat has just added has no ID yet, so it has no history.
    then = {line.id: line for line in before if line.id}
    now = {line.id for line in after}
    rows: list[tuple[ChangeKind, MeasureLine, MeasureLine | None, MeasureLine | None]] = [
        *(("changed", line, then[line.id], line) for line in after if line.id in then),
        *(("new", line, None, line) for line in after if line.id not in then),
        *(("gone", line, line, None) for line in then.values() if line.id not in now),
    ]
    return tuple(
        StatusChange(
            kind,
            line.id,
            line.number,
            line.text,
            before=was.status if was else None,
            after=new.status if new else None,
            before_unread=was.unread if was else "",
            after_unread=new.unread if new else "",
        )
        for kind, line, was, new in rows
        if was is None or new is None or (was.status, bool(was.unread)) != (new.status, bool(new.unread))
    )
