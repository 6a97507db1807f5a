"""The pictures of result goals over the years, with descriptions in words."""

from collections.abc import Iterator, Sequence

from regionplan_xl.locale import Catalog
from regionplan_xl.plan.indicator_state import baseline_number
from regionplan_xl.plan.targets import as_number, shown_number, with_unit
from regionplan_xl.reports.charts.indicator_chart import MOST_IN_A_PICTURE, IndicatorPanel, IndicatorPicture
from regionplan_xl.reports.figures import IndicatorLine
from regionplan_xl.text import phrase, sentences

OVER_TIME = phrase("Indicators over time")
_LEAST_VALUES = 2
_DASHES, _DOTS = "– – –", "· · ·"


def indicators_over_time(indicators: Sequence[IndicatorLine]) -> tuple[IndicatorLine, ...]:
    """Return the indicators that have numbers for at least two years."""
    return tuple(one for one in indicators if len(_numbers(one)) >= _LEAST_VALUES)


def indicator_pictures(
    indicators: Sequence[IndicatorLine], translate: Catalog, width: float
) -> tuple[IndicatorPicture, ...]:
    """Return pictures of the indicators that have values over time, each small enough for a page."""
    shown = indicators_over_time(indicators)
    parts = [shown[at : at + MOST_IN_A_PICTURE] for at in range(0, len(shown), MOST_IN_A_PICTURE)]
    return tuple(
        IndicatorPicture(
            translate(OVER_TIME),
            _in_words(part, translate),
            tuple(_panel(one, translate) for one in part),
            width,
        )
        for part in parts
    )


def target_in_words(one: IndicatorLine, language: str) -> str:
    """Return a target with its unit."""
    return with_unit(one.target, one.unit, language)


def _numbers(one: IndicatorLine) -> list[tuple[int, float, str]]:
    """Return the numeric values: year, number, and the value as written."""
    read = ((year, as_number(written), written) for year, written in one.values)
    return [(year, float(number), written) for year, number, written in read if number is not None]


def _panel(one: IndicatorLine, translate: Catalog) -> IndicatorPanel:
    years, values, written = zip(*_numbers(one), strict=True)
    target, baseline = as_number(one.target), baseline_number(one)
    return IndicatorPanel(
        one.name,
        "   ".join(_notes(one, translate)),
        years,
        values,
        tuple(shown_number(value, translate.language) for value in written),
        None if target is None else float(target),
        None if baseline is None else float(baseline),
    )


def _notes(one: IndicatorLine, translate: Catalog) -> Iterator[str]:
    if as_number(one.target) is not None:
        year = f" ({one.year})" if one.year else ""
        yield f"{_DASHES} {translate('Target')}: {target_in_words(one, translate.language)}{year}"
    if one.baseline and baseline_number(one) is not None:
        yield f"{_DOTS} {translate('Baseline')}: {shown_number(one.baseline, translate.language)}"


def _in_words(indicators: Sequence[IndicatorLine], translate: Catalog) -> str:
    what = phrase("Lines that show the values of each result goal against its target.")
    return translate(sentences(what, *(_one_in_words(one, translate) for one in indicators)))


def _one_in_words(one: IndicatorLine, translate: Catalog) -> str:
    (first_year, _, first), *_, (last_year, _, last) = _numbers(one)
    values = {
        "name": one.name,
        "first": shown_number(first, translate.language),
        "first_year": first_year,
        "last": shown_number(last, translate.language),
        "last_year": last_year,
        "target": target_in_words(one, translate.language),
    }
    said = phrase("{name}: {first} ({first_year}), {last} ({last_year}).")
    if one.target:
        said = phrase("{name}: {first} ({first_year}), {last} ({last_year}), target {target}.")
    return translate(said.with_values(**values))
