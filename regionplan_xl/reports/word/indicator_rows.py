"""The table of result goals in the council's case."""

from collections.abc import Sequence

from regionplan_xl.locale import Catalog
from regionplan_xl.plan.indicator_state import STATE_WORDS
from regionplan_xl.plan.targets import shown_number
from regionplan_xl.reports.figures import Figures
from regionplan_xl.reports.word.rows import WordRow, text_row
from regionplan_xl.text import phrase

_MISSING = phrase("Missing")


def indicator_rows(figures: Figures, translate: Catalog) -> Sequence[WordRow]:
    """Return a row per result goal: where from, where to, the newest value, and whether it is reached."""

    def shown(value: str) -> str:
        """Return a value with the decimal sign of the report's language."""
        return shown_number(value, translate.language)

    return [
        text_row(
            one.name,
            shown(one.baseline),
            " ".join(filter(None, (shown(one.target), one.unit))),
            one.year,
            f"{shown(one.newest)} ({one.newest_year})" if one.newest else translate(_MISSING),
            translate(STATE_WORDS[one.state]),
        )
        for one in figures.indicators
    ]
