"""Shades of blue that mark the answer cells of each row, so that moved answers are recognised.

Excel and other programs move a cell's fill when they sort, cut or shift it, and keep it when somebody types into it.
The eye can hardly tell two shades apart, and each of up to 62 rows has its own.
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
_ROUNDED_WITHIN = 6  # per channel, of 255

SHADES = tuple(
    "#" + "".join(f"{base + step:02X}" for base, step in zip(_INPUT, steps, strict=True)) for steps in _STEPS
)
"""All shades; `INPUT` itself is not among them."""
OTHER_ROWS = frozenset({BAND, PALE})
"""The fills of answer columns in rows without answers: bands, and rows for information."""
_SENT_FILLS = OTHER_ROWS.union(SHADES)


def shades_of(measures: Iterable[str]) -> dict[str, str]:
    """Return the shade of each measure (by ID) in a workbook with these measures; shades repeat only if many."""
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
    """Return the shade of a row of Indikatorar by position, from 0; the template has them already."""
    return SHADES[position % len(SHADES)]


def shades_in_order(indicators: Iterable[str]) -> dict[str, str]:
    """Return the shade of each row of Indikatorar (by ID), from the top."""
    return {indicator: shade_at(position) for position, indicator in enumerate(indicators)}


def is_sent_fill(colour: str | None) -> bool:
    """Return whether the program uses this fill in answer columns: a row's own shade, or that of other rows."""
    return colour in _SENT_FILLS


@lru_cache(maxsize=1024)
def is_rounded(colour: str | None) -> bool:
    """Return whether a program has rounded a shade or `INPUT` to this colour, so that its shades cannot be trusted."""
    if colour is None or colour in _SENT_FILLS or colour == INPUT or len(colour) != len(INPUT):
        return False
    channels = bytes.fromhex(colour[1:])
    return all(abs(channel - base) <= _ROUNDED_WITHIN for channel, base in zip(channels, _INPUT, strict=True))
