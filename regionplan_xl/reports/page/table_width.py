"""Compute the width of the tables of counts, in units of the font size, so that the style sheet can choose a size."""

from collections.abc import Iterable
from dataclasses import dataclass

from regionplan_xl.letter_widths import BOLD, text_width

_WIDER = 1.35  # browsers' fonts, relative to Calibri
_PADDING = 1.5  # of a cell, and of the mark in it
_LEAST_NAME, _LONGEST_NAME = 7.0, 16.0
_UPRIGHT = 3.4  # a column with a rotated heading
_FITS = 80.0  # the width of an A4 page, in the smallest letters that are printed


@dataclass(frozen=True)
class TableWidth:
    """The width of a table and of its column of names, in multiples of the font size.

    `upright`: the headings are rotated, because the table would be too wide for a page with horizontal ones.
    """

    whole: float
    names: float
    upright: bool = False


def table_width(names: Iterable[str], headings: Iterable[str], *, days: Iterable[str] = ()) -> TableWidth:
    """Return the width at which no word in names and headings is broken and each day fits on one line."""
    longest = max((_bold(word) for name in names for word in name.split()), default=0.0)
    first = min(_LONGEST_NAME, max(_LEAST_NAME, longest + _PADDING))
    day = max((_bold(one) + _PADDING for one in days), default=0.0)
    widths = [max(map(_bold, heading.split()), default=0.0) + _PADDING for heading in headings]
    lying = first + day + sum(widths)
    upright = first + day + _UPRIGHT * len(widths)
    return TableWidth(
        round(min(lying, upright) if lying > _FITS else lying, 2), round(first, 2), lying > _FITS
    )


def _bold(text: str) -> float:
    return text_width(text) * BOLD * _WIDER
