"""Draw the values of result goals over the years, with target and baseline."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from regionplan_xl.letter_widths import BOLD
from regionplan_xl.reports.charts.drawing import EDGE, INK, RULE, PictureFormat, cut, draw_picture
from regionplan_xl.text import readable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_IN_A_PICTURE = 10
_COLUMNS = 2
_TITLE_MM, _LINES_MM, _YEARS_MM, _GAP_MM, _SIDE_MM = 11.0, 20.0, 8.0, 10.0, 4.0
_TITLE_PT, _NOTE_PT, _VALUE_PT = 9.0, 7.5, 7.5
_ROOM = 0.22  # share of space above and below the lines, for labels
_MOST_YEARS = 8  # labelled below a line


@dataclass(frozen=True)
class IndicatorPanel:
    """One result goal: its values by year, as numbers and as written. `note` states the target and baseline."""

    title: str
    note: str
    years: tuple[int, ...]
    values: tuple[float, ...]
    written: tuple[str, ...]
    target: float | None
    baseline: float | None


@dataclass(frozen=True)
class IndicatorPicture:
    """The contents of a picture, in order; `width` in millimetres."""

    title: str
    description: str
    panels: tuple[IndicatorPanel, ...]
    width: float


@lru_cache(maxsize=8)  # the PDF of the case is rendered twice
def draw_indicators(picture: IndicatorPicture, form: PictureFormat) -> bytes:
    """Return the picture as PNG or SVG."""
    rows = -(-len(picture.panels) // _COLUMNS)
    high = rows * (_TITLE_MM + _LINES_MM + _YEARS_MM)

    def draw(figure: "Figure") -> None:
        for at, panel in enumerate(picture.panels):
            _draw_panel(figure, (picture.width, high), at, panel)

    return draw_picture(draw, (picture.width, high), form, picture.title, picture.description)


def _draw_panel(figure: "Figure", size: tuple[float, float], at: int, panel: IndicatorPanel) -> None:
    width, high = size
    row, column = divmod(at, _COLUMNS)
    wide = (width - (_COLUMNS - 1) * _GAP_MM) / _COLUMNS
    left = column * (wide + _GAP_MM)
    top = high - row * (_TITLE_MM + _LINES_MM + _YEARS_MM)
    title = cut(panel.title, wide, _TITLE_PT * BOLD)
    figure.text(
        left / width, (top - 1) / high, title, va="top", fontsize=_TITLE_PT, fontweight="bold", color=INK
    )
    note = cut(panel.note, wide, _NOTE_PT)
    figure.text(left / width, (top - 5.5) / high, note, va="top", fontsize=_NOTE_PT, color=EDGE)
    bottom = top - _TITLE_MM - _LINES_MM
    place = (left + _SIDE_MM) / width, bottom / high, (wide - 2 * _SIDE_MM) / width, _LINES_MM / high
    _draw_lines(figure.add_axes(place), panel)


def _draw_lines(axes: "Axes", panel: IndicatorPanel) -> None:
    numbers = [*panel.values, *(one for one in (panel.target, panel.baseline) if one is not None)]
    lowest, highest = min(numbers), max(numbers)
    room = (highest - lowest or abs(highest) or 1.0) * _ROOM
    axes.set_ylim(lowest - room, highest + room)
    axes.set_xlim(panel.years[0] - 0.2, panel.years[-1] + 0.2)
    for edge in ("top", "right", "left"):
        axes.spines[edge].set_visible(False)
    axes.spines["bottom"].set_color(RULE)
    axes.set_yticks([])
    axes.set_xticks(_few(panel.years), [str(year) for year in _few(panel.years)])
    axes.tick_params(length=2, colors=EDGE)
    if panel.target is not None:
        axes.axhline(panel.target, color=EDGE, linewidth=0.9, dashes=(6, 3))
    if panel.baseline is not None:
        axes.axhline(panel.baseline, color=RULE, linewidth=0.9, dashes=(1, 2))
    axes.plot(panel.years, panel.values, color=INK, linewidth=1.6, marker="o", markersize=4)
    shown = _few(range(len(panel.years)))
    for at in shown:
        axes.annotate(
            readable(panel.written[at]), (panel.years[at], panel.values[at]), (0, 4), textcoords="offset points",
            ha="center", va="bottom", fontsize=_VALUE_PT, fontweight="bold", color=INK, annotation_clip=False,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4},
        )  # fmt: skip


def _few(things: Sequence[int]) -> list[int]:
    """Return all items, or only the first and last if there are many."""
    return list(things) if len(things) <= _MOST_YEARS else [things[0], things[-1]]
