"""The same data as tables (.csv) for Excel: plan, statuses, history, indicators, and the counts over time.

UTF-8 with a byte order mark and `;` as separator: Excel opens this on a double click where the decimal sign is a comma,
as in Norway. A text that Excel would take for a formula starts with an apostrophe (`text.as_csv_text`).
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from regionplan_xl.excel.common import columns
from regionplan_xl.excel.common.count_headings import OVERDUE_COUNT, WHOLE_PLAN
from regionplan_xl.excel.common.display import field_heading, value_words
from regionplan_xl.locale import Catalog
from regionplan_xl.moments import local_minute
from regionplan_xl.plan.targets import shown_number
from regionplan_xl.reports.charts.kinds import NO_STATUS, UNREAD_STATUS
from regionplan_xl.reports.charts.pictures import point_name
from regionplan_xl.reports.contents import ReportContents
from regionplan_xl.reports.data.report_data import ReportData, report_data
from regionplan_xl.reports.past import TrendPoint
from regionplan_xl.text import Phrase, as_csv_text, phrase, writable

_AREA, _GOAL = phrase("Focus area"), phrase("Goal")
_PLAN = (
    _AREA, _GOAL, columns.NUMBER.heading, columns.MEASURE.heading, columns.TIMEFRAME.heading,
    columns.RESPONSIBLE.heading, columns.INVOLVED.heading, columns.STATUS.heading, columns.COMMENT.heading,
)  # fmt: skip
_STATUSES = (
    columns.ID.heading, columns.NUMBER.heading, columns.MEASURE.heading, phrase("Actor"), columns.STATUS.heading,
    columns.PROGRESS.heading, columns.EXPECTED.heading, columns.COMMENT.heading, columns.REPORTED_ON.heading,
    columns.REPORTED_BY.heading,
)  # fmt: skip
_HISTORY = (
    columns.ID.heading, columns.NUMBER.heading, phrase("Date"), phrase("Round"), phrase("Who"), phrase("Actor"),
    phrase("Field"), phrase("From"), phrase("To"),
)  # fmt: skip
_INDICATORS = (
    columns.ID.heading, columns.INDICATOR.heading, _AREA, phrase("Baseline"), phrase("Target"), phrase("Unit"),
    phrase("Year of the target"), phrase("Year"), columns.VALUE.heading, columns.COMMENT.heading,
)  # fmt: skip

_POINT = phrase("Round"), phrase("Date"), _AREA
_COUNTS = NO_STATUS, UNREAD_STATUS, phrase("Total"), OVERDUE_COUNT

Cell = str | float | date | datetime | None
Row = Sequence[Cell]


def csv_tables(contents: ReportContents) -> dict[str, bytes]:
    """Return the tables by file name suffix. The one with suffix "" is the plan, which `import` can read."""
    translate, data = contents.translate, report_data(contents)
    tables: dict[Phrase | None, tuple[Sequence[Phrase | str], Iterable[Row]]] = {
        None: (_PLAN, _plan(contents)),
        phrase("statuses"): (_STATUSES, _statuses(data, contents)),
        phrase("history"): (_HISTORY, _history(data, contents)),
        columns.INDICATORS: (_INDICATORS, _indicators(contents)),
    }
    if data.trend:
        labels = (status.label(contents.language) for status in contents.figures.scale.statuses)
        tables[columns.OVER_TIME] = (*_POINT, *labels, *_COUNTS), _over_time(data.trend, contents)
    return {
        translate(name).lower() if name else "": render_csv(headings, rows, translate)
        for name, (headings, rows) in tables.items()
    }


def render_csv(headings: Sequence[Phrase | str], rows: Iterable[Row], translate: Catalog) -> bytes:
    """Render a table: dates as 2026-03-15, numbers with the decimal sign of the language."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        [_cell(translate(one) if isinstance(one, Phrase) else one, translate) for one in headings]
    )
    for row in rows:
        writer.writerow([_cell(one, translate) for one in row])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Cell, translate: Catalog) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return as_csv_text(writable(value))
    if isinstance(value, datetime):
        return local_minute(value)
    if isinstance(value, date):
        return value.isoformat()
    return translate.number(value)


def _plan(contents: ReportContents) -> Iterator[Row]:
    """Yield a row per measure in the form that `import` reads: one body per line within a cell."""
    scale, language = contents.figures.scale, contents.language
    for area, goal, one in contents.plan.placed():
        status = one.report.status
        yield (
            f"{area.number} {area.name}".strip(),
            f"{goal.number} {goal.text}".strip(),
            one.number,
            one.text,
            one.timeframe.written,
            "\n".join(one.responsible),
            "\n".join(one.involved),
            one.unread or (scale[status].label(language) if status in scale and status else ""),
            one.report.comment,
        )


def _statuses(data: ReportData, contents: ReportContents) -> Iterator[Row]:
    scale, language = contents.figures.scale, contents.language
    texts = {one.id: one.text for one in contents.plan.measures}
    for one in data.statuses:
        status = scale[one.status].label(language) if one.status in scale and one.status else ""
        yield (
            one.measure, one.number, texts[one.measure], one.member, one.unread or status,
            None if one.progress is None else value_words("progress", one.progress, scale, contents.translate),
            one.expected, one.comment, one.reported_on, one.reported_by,
        )  # fmt: skip


def _history(data: ReportData, contents: ReportContents) -> Iterator[Row]:
    scale, translate = contents.known_scale, contents.translate
    for one in data.history:
        before, after = (value_words(one.field, value, scale, translate) for value in (one.before, one.after))
        field = field_heading(one.field, translate)
        yield one.measure, one.number, one.at, one.round, one.actor, one.member, field, before, after


def _indicators(contents: ReportContents) -> Iterator[Row]:
    for one in contents.figures.indicators:
        baseline, target = (shown_number(value, contents.language) for value in (one.baseline, one.target))
        known = one.id, one.name, one.area, baseline, target, one.unit, one.year
        values, comments = dict(one.values), dict(one.comments)
        for year in sorted(values.keys() | comments.keys()):
            yield *known, str(year), shown_number(values.get(year, ""), contents.language), comments.get(year)
        if not values and not comments:
            yield *known, None, None, None


def _over_time(points: Sequence[TrendPoint], contents: ReportContents) -> Iterator[Row]:
    """Yield the counts of the whole plan and of each area, at each point in time."""
    translate, keys = contents.translate, contents.figures.scale.keys()
    for point in points:
        for name, one in ((translate(WHOLE_PLAN), point.total), *((area.name, area) for area in point.areas)):
            counts = one.counts
            by_status = (counts.by_status.get(key, 0) for key in keys)
            named = point_name(point, translate), point.day, f"{one.number} {name}".strip()
            yield *named, *by_status, counts.without, counts.unread, counts.total, one.overdue
