"""The contents of a report for programs: JSON with the plan, its statuses, figures, history and indicators."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from regionplan_xl.plan.model import FocusArea, Goal, Measure, Report, Value
from regionplan_xl.reports.body_plan import plan_of_body
from regionplan_xl.reports.contents import ReportContents
from regionplan_xl.reports.figures import Figures
from regionplan_xl.reports.past import TrendPoint, public_changes


@dataclass(frozen=True)
class ReportedStatus:
    """What was reported about a measure. `member` is the body that reported its share, "" for the measure itself.

    `status` is a key of the scale, `progress` 0.0 to 1.0. `reported_on` and `reported_by` are those of the measure.
    """

    measure: str
    number: str
    member: str
    status: str | None
    unread: str
    progress: float | None
    expected: date | None
    comment: str | None
    reported_on: date | None
    reported_by: str


@dataclass(frozen=True)
class MeasureData:
    """A measure with its area and goal; the timeframe as written, and its first and last day."""

    id: str
    number: str
    text: str
    area_number: str
    area: str
    goal_number: str
    goal: str
    timeframe: str
    starts: date | None
    ends: date | None
    responsible: tuple[str, ...]
    involved: tuple[str, ...]
    remark: str


@dataclass(frozen=True)
class HistoryEntry:
    """A change that is still in force: the field, before and after, time, actor and round."""

    measure: str
    number: str
    at: datetime
    round: str
    field: str
    member: str
    actor: str
    kind: str
    before: Value
    after: Value


@dataclass(frozen=True)
class ReportData(Figures):
    """The figures and the data behind them: the plan, the reports, the history, and the trend.

    `plan_measures`, `statuses` and `history` cover the measures in the report. In a report for one body these are the
    measures it is responsible for, alone or with others, then those it is involved in. `trend` covers the whole plan;
    it is empty in a report for a body.
    """

    plan_measures: tuple[MeasureData, ...] = ()
    statuses: tuple[ReportedStatus, ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    trend: tuple[TrendPoint, ...] = ()


Placed = tuple[FocusArea, Goal, Measure]
_DATA = TypeAdapter(ReportData)


def report_data(contents: ReportContents) -> ReportData:
    """Return a report's contents as data. Its history has the same changes as the public page."""
    found = contents.figures
    placed = tuple(_shown_measures(contents))
    return ReportData(
        **{one.name: getattr(found, one.name) for one in fields(Figures)},
        plan_measures=tuple(_measure(*one) for one in placed),
        statuses=tuple(one for *_, measure in placed for one in _statuses(measure)),
        history=tuple(_history(contents, {measure.id for *_, measure in placed})),
        trend=() if contents.actor else contents.trend,
    )


def render_json(contents: ReportContents) -> bytes:
    """Render a report as indented JSON in UTF-8. Lone surrogates, which UTF-8 cannot represent, become `?`."""
    values = _DATA.dump_python(report_data(contents), mode="json")
    return (json.dumps(values, ensure_ascii=False, indent=2) + "\n").encode("utf-8", errors="replace")


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of the output of `render_json`."""
    schema = _DATA.json_schema(mode="serialization")
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema}


def _shown_measures(contents: ReportContents) -> Iterator[Placed]:
    """Yield the measures in the report, each with its area and goal."""
    if not contents.actor:
        yield from contents.plan.placed()
        return
    body = plan_of_body(contents.plan, contents.actor)
    yield from body.together.placed()
    involved = frozenset(map(id, body.involved))
    yield from (one for one in contents.plan.placed() if id(one[2]) in involved)


def _measure(area: FocusArea, goal: Goal, one: Measure) -> MeasureData:
    return MeasureData(
        id=one.id, number=one.number, text=one.text,
        area_number=area.number, area=area.name, goal_number=goal.number, goal=goal.text,
        timeframe=one.timeframe.written, starts=one.timeframe.start, ends=one.timeframe.end,
        responsible=one.responsible, involved=one.involved, remark=one.remark,
    )  # fmt: skip


def _statuses(measure: Measure) -> Iterator[ReportedStatus]:
    yield _reported(measure, "", measure.report)
    for share in measure.shares:
        if share.report:
            yield _reported(measure, share.member, share.report)


def _reported(measure: Measure, member: str, report: Report) -> ReportedStatus:
    unread = "" if member else measure.unread
    return ReportedStatus(
        measure=measure.id, number=measure.number, member=member, status=report.status, unread=unread,
        progress=report.progress, expected=report.expected, comment=report.comment,
        reported_on=measure.reported_on, reported_by=measure.reported_by,
    )  # fmt: skip


def _history(contents: ReportContents, shown: Collection[str]) -> Iterator[HistoryEntry]:
    for measure, changes in contents.history.items():
        # A measure that is no longer in the plan has no owner, so it is in no body's report.
        if contents.actor and measure not in shown:
            continue
        for one in public_changes(changes):
            change = one.change
            yield HistoryEntry(
                measure=measure, number=change.number, at=one.at, round=change.round, field=change.field,
                member=change.member, actor=change.actor, kind=change.kind,
                before=change.before, after=change.after,
            )  # fmt: skip
