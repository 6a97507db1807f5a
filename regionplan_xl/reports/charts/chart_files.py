"""The charts of the case as separate files (.svg), for a web page or a presentation."""

from regionplan_xl.reports.charts.drawing import can_draw
from regionplan_xl.reports.charts.indicator_chart import draw_indicators
from regionplan_xl.reports.charts.indicator_pictures import indicator_pictures
from regionplan_xl.reports.charts.pictures import case_series, status_pictures
from regionplan_xl.reports.charts.status_chart import WIDTH_MM, draw_status
from regionplan_xl.reports.contents import ReportContents


def chart_files(contents: ReportContents) -> dict[str, bytes]:
    """Return the charts by file name; empty if there is nothing to draw or matplotlib is missing.

    Text in a chart stays text in the file, and the file also describes the chart in words.
    """
    if not can_draw():
        return {}
    series = case_series(contents)
    status = status_pictures(contents, series) if series else ()
    goals = indicator_pictures(contents.figures.indicators, contents.translate, WIDTH_MM)
    found: dict[str, bytes] = {}
    for title, data in (
        *((one.title, draw_status(one, "svg")) for one in status),
        *((one.title, draw_indicators(one, "svg")) for one in goals),
    ):
        name, number = title.lower(), 2
        while name in found:
            name, number = f"{title.lower()} {number}", number + 1
        found[name] = data
    return found
