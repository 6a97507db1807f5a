"""Draw the status of a plan over time: a bar per point in time, for the whole plan and each area.

Colour, hatch and count all show the status.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from regionplan_xl.letter_widths import BOLD
from regionplan_xl.reports.charts.drawing import (
    EDGE,
    INK,
    LABEL_PT,
    RULE,
    PictureFormat,
    cut,
    draw_picture,
    wide,
)
from regionplan_xl.reports.charts.kinds import ChartKind
from regionplan_xl.text import readable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH_MM, HIGHEST_MM = 176.0, 215.0
_LABELS_MM, _GAP_MM, _RIGHT_MM = 30.0, 7.0, 3.0
_BAR_MM, _TITLE_MM, _AXIS_MM, _LEGEND_MM = 5.4, 7.5, 5.0, 6.0
_TITLE_PT, _LEGEND_PT, _COUNT_PT = 9.0, 8.5, 7.5
_MARK_MM, _BETWEEN_MM = 9.0, 5.0  # a colour in the legend, and the gap to the next
LEAST_LABELLED = 0.045
"""The smallest share of a bar with room for its count."""
_PLACES: tuple[Literal["left", "center", "right"], ...] = ("left", "center", "right")
_THICK = 0.76  # of the height available to a bar


@dataclass(frozen=True)
class Panel:
    """One part of a picture: its title, and the count and share (0.0-1.0) of each kind at each point."""

    title: str
    counts: tuple[tuple[int, ...], ...]
    shares: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class StatusPicture:
    """The contents of a picture: a panel for the plan and each area, a bar for each of `points`.

    `ends`: the labels below the bars for 0, a half and the whole.
    """

    title: str
    description: str
    points: tuple[str, ...]
    kinds: tuple[ChartKind, ...]
    panels: tuple[Panel, ...]
    ends: tuple[str, str, str]
    width: float = WIDTH_MM


def panels_in_a_picture(points: int) -> int:
    """Return how many panels fit on a page."""
    rows = (HIGHEST_MM - 2 * _LEGEND_MM - _AXIS_MM) // _row_height(points)
    return max(1, int(rows)) * 2


def picture_height(picture: StatusPicture) -> float:
    """Return the height of a picture in millimetres."""
    rows = -(-len(picture.panels) // 2)
    return _legend_height(picture) + rows * _row_height(len(picture.points)) + _AXIS_MM


def _row_height(points: int) -> float:
    return _TITLE_MM + points * _BAR_MM


def _legend_height(picture: StatusPicture) -> float:
    return _LEGEND_MM * -(-len(picture.kinds) // _legend_columns(picture))


def _legend_columns(picture: StatusPicture) -> int:
    """Return how many columns the legend has; each column is as wide as its own longest label."""
    widths = [_MARK_MM + wide(kind.label, _LEGEND_PT) + _BETWEEN_MM for kind in picture.kinds]
    for columns in range(len(widths), 1, -1):
        lines = -(-len(widths) // columns)
        if sum(max(widths[at : at + lines]) for at in range(0, len(widths), lines)) <= picture.width:
            return columns
    return 1


@lru_cache(maxsize=8)  # the PDF of the case is rendered twice
def draw_status(picture: StatusPicture, form: PictureFormat) -> bytes:
    """Return the picture as PNG or SVG."""

    def draw(figure: "Figure") -> None:
        _draw_legend(figure, picture)
        for at, panel in enumerate(picture.panels):
            _draw_panel(figure, picture, at, panel)

    size = picture.width, picture_height(picture)
    return draw_picture(draw, size, form, picture.title, picture.description)


def _draw_legend(figure: "Figure", picture: StatusPicture) -> None:
    from matplotlib.patches import Patch

    handles = [
        Patch(
            facecolor=one.colour, edgecolor=one.ink, hatch=one.hatch, linewidth=0.5, label=readable(one.label)
        )
        for one in picture.kinds
    ]
    figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0.0, 1.0), ncols=_legend_columns(picture),
        frameon=False, fontsize=_LEGEND_PT, handlelength=2.4, handleheight=1.2, borderaxespad=0.0, borderpad=0.1,
        columnspacing=1.6,
    )  # fmt: skip


def _draw_panel(figure: "Figure", picture: StatusPicture, at: int, panel: Panel) -> None:
    high, width = picture_height(picture), picture.width
    row, column = divmod(at, 2)
    wide = (width - _LABELS_MM - _GAP_MM - _RIGHT_MM) / 2
    bars = len(picture.points) * _BAR_MM
    left = _LABELS_MM + column * (wide + _GAP_MM)
    top = high - _legend_height(picture) - row * _row_height(len(picture.points)) - _TITLE_MM
    axes = figure.add_axes((left / width, (top - bars) / high, wide / width, bars / high))
    axes.set_xlim(0, 1.004)
    axes.set_ylim(len(picture.points) - 0.5, -0.5)
    for edge in ("top", "right", "bottom"):
        axes.spines[edge].set_visible(False)
    axes.spines["left"].set_color(RULE)
    title = cut(panel.title, wide, _TITLE_PT * BOLD)
    axes.set_title(title, loc="left", fontsize=_TITLE_PT, fontweight="bold", color=INK, pad=3)
    names = [cut(name, _LABELS_MM - 2, LABEL_PT) if column == 0 else "" for name in picture.points]
    axes.set_yticks(range(len(picture.points)), names)
    axes.tick_params(length=0, colors=EDGE)
    last = at + 2 >= len(picture.panels)
    axes.set_xticks((0, 0.5, 1), picture.ends if last else ("", "", ""))
    for label, place in zip(axes.get_xticklabels(), _PLACES, strict=True):
        label.set_horizontalalignment(place)
    for point, (counts, shares) in enumerate(zip(panel.counts, panel.shares, strict=True)):
        _draw_bar(axes, point, counts, shares, picture.kinds)


def _draw_bar(
    axes: "Axes", point: int, counts: Sequence[int], shares: Sequence[float], kinds: Sequence[ChartKind]
) -> None:
    start = 0.0
    for count, share, kind in zip(counts, shares, kinds, strict=True):
        if not count:
            continue
        axes.barh(
            point, share, left=start, height=_THICK, color=kind.colour, edgecolor=kind.ink, hatch=kind.hatch,
            linewidth=0,
        )  # fmt: skip
        axes.barh(
            point, share, left=start, height=_THICK, color="none", edgecolor=EDGE, linewidth=0.5, zorder=5
        )
        if share >= LEAST_LABELLED:
            behind = {"facecolor": kind.colour, "edgecolor": "none", "pad": 1.5}
            axes.text(
                start + share / 2, point, str(count), ha="center", va="center_baseline", fontsize=_COUNT_PT,
                fontweight="bold", color=kind.ink, bbox=behind,
            )  # fmt: skip
        start += share
