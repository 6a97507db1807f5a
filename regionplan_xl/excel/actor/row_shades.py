"""The shade of blue of each row's cells for answers: what a program moves together with an answer.

Excel and others move the fill of a cell when they sort, cut or shift it, and keep it when somebody writes in it. No
two shades next to each other can be told apart by eye, and each row of up to 64 has one of its own.
"""

from collections.abc import Iterable
from functools import lru_cache
from zlib import crc32

from regionplan_xl.excel.common.actor_marks import INPUT, PALE
from regionplan_xl.excel.common.cell_formats import BAND

_INPUT = tuple(bytes.fromhex(INPUT[1:]))
_STEPS = tuple(
    (green + red, green, green + blue)
    for green in range(-4, 5)
    for red in range(-2, 3)
    for blue in range(-1, 2)
    # Every second colour only: one that a program has rounded is seldom taken for another shade.
    if (green + red + blue) % 2 == 0 and (green, red, blue) != (0, 0, 0) and green + blue <= 255 - _INPUT[2]
)
_NEARLY = 8  # in each channel, of 255

SHADES = tuple(
    "#" + "".join(f"{base + step:02X}" for base, step in zip(_INPUT, steps, strict=True)) for steps in _STEPS
)
"""All shades; `INPUT` itself is none of them."""
_KNOWN = frozenset(SHADES)


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


def is_sent_fill(colour: str | None) -> bool:
    """Return whether the program itself fills cells of Tiltak with this: an own row's shade, or that of other rows."""
    return colour in _KNOWN or colour in (BAND, PALE)


@lru_cache(maxsize=1024)
def is_rounded(colour: str | None) -> bool:
    """Return whether a program has made this of a shade or of `INPUT`, so that no shade of its can be trusted."""
    if colour is None or colour in _KNOWN or colour == INPUT or len(colour) != len(INPUT):
        return False
    channels = bytes.fromhex(colour[1:])
    return all(abs(one - base) <= _NEARLY for one, base in zip(channels, _INPUT, strict=True))
