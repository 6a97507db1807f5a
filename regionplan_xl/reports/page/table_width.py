"""How wide the tables of counts are, in letters, so that the style sheet can choose letters that fit."""

from collections.abc import Iterable
from dataclasses import dataclass

from regionplan_xl.letter_widths import BOLD, text_width

_WIDER = 1.35  # than Calibri are the fonts that browsers choose
_PADDING = 1.5  # of a cell, and of the mark in it
_LEAST_NAME, _LONGEST_NAME = 7.0, 16.0
_UPRIGHT = 3.4  # a column whose heading is turned
_FITS = 80.0  # on a page of A4, in the smallest letters that are printed


@dataclass(frozen=True)
class TableWidth:
    """The width of a whole table and of its column of names, in parts of the size of the letters.

    `upright`: the headings are turned, because with headings that lie the table is too wide for a page.
    """

    whole: float
    names: float
    upright: bool = False


def table_width(names: Iterable[str], headings: Iterable[str], *, days: Iterable[str] = ()) -> TableWidth:
    """Return what a table needs so that no word of its names and headings is broken, and each day is on one line."""
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
