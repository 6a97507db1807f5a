"""The pictures of a plan's status over time, with descriptions in words."""

from collections.abc import Sequence

from regionplan_xl.excel.common import columns, count_headings
from regionplan_xl.locale import Catalog
from regionplan_xl.plan.counts import shown_share
from regionplan_xl.plan.overdue import done_key
from regionplan_xl.reports.charts.indicator_pictures import indicators_over_time
from regionplan_xl.reports.charts.kinds import chart_kinds
from regionplan_xl.reports.charts.series import LEAST_POINTS, AreaSeries, PlanSeries, SeriesRow, plan_series
from regionplan_xl.reports.charts.status_chart import WIDTH_MM, Panel, StatusPicture, panels_in_a_picture
from regionplan_xl.reports.contents import ReportContents
from regionplan_xl.reports.past import TrendPoint
from regionplan_xl.text import phrase

LATEST = 10
"""How many points in time the case shows; the web page and the data have all of them."""
BEFORE_FIRST = phrase("Before the first round")


def has_pictures(contents: ReportContents) -> bool:
    """Whether the case shows anything over time; a case for one body shows only indicators."""
    return has_status_pictures(contents) or bool(indicators_over_time(contents.figures.indicators))


def has_status_pictures(contents: ReportContents) -> bool:
    """Whether the case shows statuses over time."""
    return not contents.actor and len(contents.trend) >= LEAST_POINTS


def case_series(contents: ReportContents) -> PlanSeries | None:
    """Return the series that the case shows; None if it shows none."""
    return (
        plan_series(contents.trend, contents.figures.scale, LATEST) if has_status_pictures(contents) else None
    )


def status_pictures(
    contents: ReportContents, series: PlanSeries, width: float = WIDTH_MM
) -> tuple[StatusPicture, ...]:
    """Return the pictures of the whole plan and its areas, each small enough for a page."""
    translate = contents.translate
    points = tuple(point_name(row, translate) for row in series.areas[0].rows)
    kinds = chart_kinds(series.kinds, contents.figures.scale, translate)
    most = panels_in_a_picture(len(points))
    parts = [series.areas[at : at + most] for at in range(0, len(series.areas), most)]
    ends = (translate.percent(0.0), translate.percent(0.5), translate.percent(1.0))
    return tuple(
        StatusPicture(
            translate(columns.OVER_TIME),
            _in_words(contents, part),
            points,
            kinds,
            tuple(_panel(one, translate) for one in part),
            ends,
            width,
        )
        for part in parts
    )


def area_name(area: AreaSeries, translate: Catalog) -> str:
    """Return the name of an area with its number, or the name for the whole plan."""
    whole = not (area.name or area.number)
    return translate(count_headings.WHOLE_PLAN) if whole else f"{area.number} {area.name}".strip()


def point_name(point: SeriesRow | TrendPoint, translate: Catalog) -> str:
    """Return the name of the round that ended at this point, or the words for «before the first round»."""
    return point.round or translate(BEFORE_FIRST)


def _panel(area: AreaSeries, translate: Catalog) -> Panel:
    amounts, shares = zip(*((row.amounts, row.shares) for row in area.rows), strict=True)
    return Panel(area_name(area, translate), amounts, shares)


def _in_words(contents: ReportContents, areas: Sequence[AreaSeries]) -> str:
    """Describe a picture in words, for screen readers."""
    translate, scale = contents.translate, contents.figures.scale
    first, last = areas[0].rows[0], areas[0].rows[-1]
    each = ", ".join(
        translate(
            phrase(
                "{area} from {before} to {after}",
                area=area_name(area, translate),
                before=share_done(area.rows[0], contents),
                after=share_done(area.rows[-1], contents),
            )
        )
        for area in areas
    )
    what = phrase(
        "Bars that show how large a part of the measures has each status, from {first} to {last}. {status}: {each}.",
        first=first.day,
        last=last.day,
        status=scale[done_key(scale)].label(translate.language),
        each=each,
    )
    return translate(what)


def share_done(row: SeriesRow, contents: ReportContents) -> str:
    """Return the share that is done in whole per cent; «–» if there are no measures."""
    counts = row.counts.counts
    share = shown_share(counts.by_status[done_key(contents.figures.scale)], counts.total)
    return "–" if share is None else contents.translate.percent(share)
