"""How charts and tables of the case show each kind of measure: word, symbol, colour and hatch."""

from collections.abc import Sequence
from dataclasses import dataclass

from regionplan_xl.colour import WHITE, text_colour
from regionplan_xl.excel.common import cell_formats
from regionplan_xl.excel.common.cell_formats import status_symbol
from regionplan_xl.locale import Catalog
from regionplan_xl.plan.status import Scale
from regionplan_xl.reports.charts.series import NONE, UNREAD
from regionplan_xl.text import phrase, readable

NO_STATUS, UNREAD_STATUS = phrase("No status"), phrase("Unread status")
_HATCHES = ("xx", "///", "..", "\\\\", "--", "oo", "||", "++", "OO", "**")


@dataclass(frozen=True)
class ChartKind:
    """A kind of measure in a chart. `hatch` is matplotlib's; `ink` is black or white, whichever suits `colour`."""

    label: str
    colour: str
    hatch: str
    ink: str


def chart_kinds(kinds: Sequence[str], scale: Scale, translate: Catalog) -> tuple[ChartKind, ...]:
    """Return how to show each of the `kinds` of a `PlanSeries`."""
    return tuple(_kind(key, at, scale, translate) for at, key in enumerate(kinds))


def _kind(key: str, at: int, scale: Scale, translate: Catalog) -> ChartKind:
    if key == NONE:
        colour, label, hatch = cell_formats.UNREPORTED, translate(NO_STATUS), ""
    elif key == UNREAD:
        colour, label, hatch = cell_formats.UNREAD, translate(UNREAD_STATUS), "*"
    else:
        status = scale[key]
        # A status removed from the settings is white, which would be invisible.
        colour = cell_formats.UNREPORTED if status.colour == WHITE else status.colour
        label = f"{status_symbol(scale, key)} {readable(status.label(translate.language))}"
        hatch = _HATCHES[at % len(_HATCHES)]
    return ChartKind(label, colour, hatch, text_colour(colour))
