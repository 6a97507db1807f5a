"""The shade of blue of each row's cells for answers: what a program moves together with an answer.

Excel and others move the fill of a cell when they sort, cut or shift it, and keep it when somebody writes in it. The
eye hardly tells two shades apart, and each of up to 62 rows has one of its own.
"""

from collections.abc import Iterable
from functools import lru_cache
from zlib import crc32

from regionplan_xl.excel.common.actor_marks import INPUT, PALE
from regionplan_xl.excel.common.cell_formats import BAND

_INPUT = tuple(bytes.fromhex(INPUT[1:]))
_STEPS = tuple(
    (grey + red, grey, grey + blue)
    for grey in range(-3, 4)
    for red in range(-1, 2)
    for blue in range(-1, 2)
    if (grey, red, blue) != (0, 0, 0)
)
_ROUNDED_WITHIN = 6  # in each channel, of 255

SHADES = tuple(
    "#" + "".join(f"{base + step:02X}" for base, step in zip(_INPUT, steps, strict=True)) for steps in _STEPS
)
"""All shades; `INPUT` itself is none of them."""
OTHER_ROWS = frozenset({BAND, PALE})
"""What the program fills the cells for answers with in rows that ask for none: bands, and rows for information."""
_SENT_FILLS = OTHER_ROWS.union(SHADES)


def shades_of(measures: Iterable[str]) -> dict[str, str]:
    """Return the shade of each measure (by ID) in a workbook with just these; repeated only if there are too many.

    A measure mostly has the same one in the next workbook, so that a column that is pasted from there fits.
    """
    shades: dict[str, str] = {}
    taken: set[int] = set()
    for measure in sorted(measures):
        at = crc32(measure.encode()) % len(SHADES)
        while at in taken:
            at = (at + 1) % len(SHADES)
        taken.add(at)
        shades[measure] = SHADES[at]
        if len(taken) == len(SHADES):
            taken.clear()
    return shades


def shade_at(position: int) -> str:
    """Return the shade of a row of Indikatorar, by its position from 0: the template has them already."""
    return SHADES[position % len(SHADES)]


def shades_in_order(indicators: Iterable[str]) -> dict[str, str]:
    """Return the shade of each row of Indikatorar (by ID), from the top."""
    return {indicator: shade_at(position) for position, indicator in enumerate(indicators)}


def is_sent_fill(colour: str | None) -> bool:
    """Return whether the program fills cells for answers with this: an own row's shade, or that of other rows."""
    return colour in _SENT_FILLS


@lru_cache(maxsize=1024)
def is_rounded(colour: str | None) -> bool:
    """Return whether a program has made this of a shade or of `INPUT`, so that none of its shades can be trusted."""
    if colour is None or colour in _SENT_FILLS or colour == INPUT or len(colour) != len(INPUT):
        return False
    channels = bytes.fromhex(colour[1:])
    return all(abs(channel - base) <= _ROUNDED_WITHIN for channel, base in zip(channels, _INPUT, strict=True))
