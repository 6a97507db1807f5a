"""The result goals in the council's case: each with its target, and its values over time."""

from collections.abc import Iterator, Sequence

from regionplan_xl.excel.common import columns
from regionplan_xl.plan.indicator_state import STATE_WORDS
from regionplan_xl.plan.targets import shown_number
from regionplan_xl.reports.charts.drawing import can_draw
from regionplan_xl.reports.charts.indicator_chart import draw_indicators
from regionplan_xl.reports.charts.indicator_pictures import (
    OVER_TIME,
    indicator_pictures,
    indicators_over_time,
    target_in_words,
)
from regionplan_xl.reports.figures import IndicatorLine
from regionplan_xl.reports.word.rows import WordCell, WordRow, text_row
from regionplan_xl.reports.word.writer import Writer
from regionplan_xl.text import Phrase, phrase

_MISSING = phrase("Missing")
_MOST_YEARS = 8


def show_indicators(writer: Writer) -> None:
    """Write every result goal with its target, and the values of those with two or more, if there are any."""
    indicators, translate = writer.figures.indicators, writer.translate
    if not indicators:
        return
    writer.heading("Indicators")
    headings = ("Indicator", "Baseline", "Target", "Year", "Newest value", "Reached?")
    writer.table(headings, list(_rows(writer)), translate("Indicators"), grows=0)
    shown = indicators_over_time(indicators)
    if shown:
        writer.heading(OVER_TIME, level=2)
        if can_draw():
            for picture in indicator_pictures(indicators, translate, writer.width):
                writer.picture(draw_indicators(picture, "png"), picture.description)
        _show_values(writer, shown)


def _rows(writer: Writer) -> Iterator[WordRow]:
    """Yield a row per result goal: baseline, target, newest value, and whether the target is reached."""
    translate = writer.translate
    for one in writer.figures.indicators:
        newest = f"{_shown(writer, one.newest)} ({one.newest_year})" if one.newest else translate(_MISSING)
        yield text_row(
            one.name,
            _shown(writer, one.baseline),
            target_in_words(one, translate.language),
            one.year,
            newest,
            translate(STATE_WORDS[one.state]),
        )


def _show_values(writer: Writer, indicators: Sequence[IndicatorLine]) -> None:
    """Write the values of the latest years."""
    years = sorted({year for one in indicators for year, _ in one.values})[-_MOST_YEARS:]
    rows = []
    for one in indicators:
        values = dict(one.values)
        rows.append(text_row(one.name, *(_shown(writer, values.get(year, "")) or "–" for year in years)))
    headings: list[str | Phrase | WordCell] = [columns.INDICATOR.heading, *map(str, years)]
    writer.table(headings, rows, writer.translate(OVER_TIME), grows=0)


def _shown(writer: Writer, value: str) -> str:
    """Return a value with the decimal sign of the report's language."""
    return shown_number(value, writer.translate.language)
