"""The status of the plan over time in the case: always the numbers, and a chart if matplotlib is installed."""

from collections.abc import Iterator
from datetime import date

from regionplan_xl.excel.common import columns, count_headings
from regionplan_xl.locale import Catalog
from regionplan_xl.reports.charts.drawing import can_draw
from regionplan_xl.reports.charts.kinds import NO_STATUS, UNREAD_STATUS
from regionplan_xl.reports.charts.pictures import (
    area_name,
    case_series,
    point_name,
    share_done,
    status_pictures,
)
from regionplan_xl.reports.charts.series import NONE, UNREAD, PlanSeries
from regionplan_xl.reports.charts.status_chart import draw_status
from regionplan_xl.reports.word.rows import TextRun, WordCell, WordRow, plain_cell
from regionplan_xl.reports.word.writer import GOAL_BAND, HEADING_FILL, Writer
from regionplan_xl.text import Phrase, day_in_figures, phrase

_ROUND_MM, _NUMBER_MM = 28.0, 13.0


def show_over_time(writer: Writer) -> None:
    """Write how many measures had each status at the end of each round, if there are at least two points in time."""
    series = case_series(writer.contents)
    if series is None:
        return
    writer.heading(columns.OVER_TIME)
    writer.text("The counts at the end of each round, and as they are now.", with_next=True)
    shown = len(series.areas[0].rows)
    if shown < series.points:
        latest = phrase(
            "The latest {shown} of {all} points in time are shown; the web page has all.",
            shown=shown,
            all=series.points,
        )
        writer.text(latest, with_next=True)
    if can_draw():
        for picture in status_pictures(writer.contents, series, writer.width):
            writer.picture(draw_status(picture, "png"), picture.description)
    _show_numbers(writer, series)


def _show_numbers(writer: Writer, series: PlanSeries) -> None:
    translate = writer.translate
    others = (phrase("Total"), count_headings.SHARE_DONE, count_headings.OVERDUE_COUNT)
    headings: list[Phrase | WordCell] = [
        phrase("Round"),
        phrase("Date"),
        *(_heading(writer, kind) for kind in series.kinds),
        *(writer.centred(translate(one), HEADING_FILL) for one in others),
    ]
    least = (_ROUND_MM, 0.0, *[_NUMBER_MM] * (len(headings) - 2))
    rows = list(_rows(writer, series, len(headings)))
    writer.table(headings, rows, translate(columns.OVER_TIME), grows=0, least=least)


def _heading(writer: Writer, kind: str) -> WordCell:
    if kind in (NONE, UNREAD):
        return writer.centred(writer.translate(NO_STATUS if kind == NONE else UNREAD_STATUS), "")
    return writer.centred(writer.symbol_and_label(kind), writer.colour(kind))


def _rows(writer: Writer, series: PlanSeries, width: int) -> Iterator[WordRow]:
    """Yield a band for the whole plan and for each area, each followed by a row per point in time."""
    contents, translate = writer.contents, writer.translate
    for area in series.areas:
        name = area_name(area, translate)
        yield WordRow((plain_cell(name, bold=True, fill=GOAL_BAND, span=width),), with_next=True)
        for at, row in enumerate(area.rows):
            numbers = [*map(str, row.amounts), str(row.counts.counts.total)]
            numbers += [share_done(row, contents), str(row.counts.overdue)]
            yield WordRow(
                (
                    plain_cell(point_name(row, translate)),
                    plain_cell(_short_day(row.day, translate)),
                    *(WordCell(((TextRun(number),),), align="center") for number in numbers),
                ),
                with_next=at < len(area.rows) - 1,
            )


def _short_day(day: date, translate: Catalog) -> str:
    """Return a date short enough for a narrow column."""
    if translate.language == "en":
        return f"{day.day}\N{NO-BREAK SPACE}{translate.day(day).split()[1][:3]}\N{NO-BREAK SPACE}{day.year}"
    return day_in_figures(day)
