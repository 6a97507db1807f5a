"""Cell styles: find which ones fill a cell, strike its text through, or show a number as a date or percentage.

ECMA-376 part 1 section 18.8.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.dates import is_date_format
from regionplan_xl.ooxml.common.limits import STANDARD, Limits
from regionplan_xl.ooxml.reading.colours import DEFAULT_PALETTE, DEFAULT_THEME, parse_colour, parse_rgb
from regionplan_xl.ooxml.xml.attribute_values import parse_boolean, parse_whole
from regionplan_xl.ooxml.xml.element import Element

_PERCENTS = frozenset({9, 10})  # built in (section 18.8.30)
_NOT_SYMBOLS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


@dataclass(frozen=True)
class Styles:
    """The meaning of a workbook's cell styles, by style id (a cell's `s`)."""

    fills: tuple[str | None, ...] = ()
    dates: frozenset[int] = frozenset()
    percents: frozenset[int] = frozenset()
    mixed: frozenset[int] = frozenset()
    struck: frozenset[int] = frozenset()

    @property
    def count(self) -> int:
        """The number of cell styles in the workbook."""
        return len(self.fills)

    def fill(self, style: int) -> str | None:
        """Return the fill colour `#RRGGBB` of a style; None for no fill and for gradients."""
        return self.fills[style] if 0 <= style < len(self.fills) else None

    def is_mixed(self, style: int) -> bool:
        """Return whether the style fills a cell with several colours: a gradient, or a coloured pattern."""
        return style in self.mixed

    def is_date(self, style: int) -> bool:
        """Return whether the style shows a number as a date; elapsed time and times of day do not count."""
        return style in self.dates


def parse_styles(
    root: Element, theme: Sequence[str | None] = DEFAULT_THEME, limits: Limits = STANDARD, part: str = ""
) -> Styles:
    """Parse the styles part; raise `Rejected` if it has more styles than Excel allows."""
    palette = _palette(root)
    codes = {
        number: element.get("formatCode", "")
        for element in root.grouped("numFmts", "numFmt")
        if (number := parse_whole(element.get("numFmtId"))) is not None
    }
    painted = [(_fill(e, theme, palette), _is_of_several_colours(e)) for e in root.grouped("fills", "fill")]
    cell_styles = list(root.grouped("cellXfs", "xf"))
    if len(cell_styles) > limits.styles:
        raise refusals.too_many(part, limits.styles)
    # Ignore applyFill and applyNumberFormat, which concern named cell styles; Excel goes by the ids.
    fill_ids = [parse_whole(element.get("fillId")) or 0 for element in cell_styles]
    fills = [painted[fill] if 0 <= fill < len(painted) else (None, False) for fill in fill_ids]
    formats = [parse_whole(element.get("numFmtId")) or 0 for element in cell_styles]
    date_formats = {number for number in set(formats) if is_date_format(number, codes.get(number))}
    percent_formats = {number for number in set(formats) if is_percent_format(number, codes.get(number))}
    return Styles(
        fills=tuple(colour for colour, _ in fills),
        dates=frozenset(style for style, number in enumerate(formats) if number in date_formats),
        percents=frozenset(style for style, number in enumerate(formats) if number in percent_formats),
        mixed=frozenset(style for style, (_, mixed) in enumerate(fills) if mixed),
        struck=_struck_styles(root, cell_styles),
    )


def is_percent_format(number: int, code: str | None) -> bool:
    """Return whether a number format, built in or with a `code` of the workbook, shows a percentage."""
    return number in _PERCENTS or (code is not None and "%" in _NOT_SYMBOLS.sub("", code))


def _struck_styles(root: Element, cell_styles: Sequence[Element]) -> frozenset[int]:
    fonts = [font.first("strike") for font in root.grouped("fonts", "font")]
    struck = {str(at) for at, strike in enumerate(fonts) if strike and parse_boolean(strike.get("val"), True)}
    return frozenset(at for at, style in enumerate(cell_styles) if struck and style.get("fontId") in struck)


def fills_use_theme(root: Element) -> bool:
    """Return whether any fill uses a theme colour."""
    fills = root.grouped("fills", "fill")
    return any("theme" in element.attributes for fill in fills for element in fill.descendants())


def _palette(root: Element) -> tuple[str | None, ...]:
    custom = next(root.grouped("colors", "indexedColors"), None)
    if custom is None:
        return DEFAULT_PALETTE
    own = [parse_rgb(element.get("rgb")) for element in custom.named("rgbColor")]
    # 64 and 65 are always the system's colours, whatever the palette says.
    return (*own[:64], *DEFAULT_PALETTE[len(own) :])


def _fill(element: Element, theme: Sequence[str | None], palette: Sequence[str | None]) -> str | None:
    pattern = element.first("patternFill")
    if pattern is None or pattern.get("patternType", "none") == "none":
        return None
    # The visible colour of a solid fill is the "foreground" (section 18.8.32); a pattern is drawn in it.
    colour = pattern.first("fgColor")
    return parse_colour(colour, theme, palette) if colour is not None else None


def _is_of_several_colours(element: Element) -> bool:
    if element.first("gradientFill") is not None:
        return True
    pattern = element.first("patternFill")
    if pattern is None or pattern.get("patternType", "none") in ("none", "solid"):
        return False
    # 64 and 65 are the system's black and white (section 18.8.27).
    return any(
        not parse_boolean(colour.get("auto")) and parse_whole(colour.get("indexed")) not in (64, 65)
        for colour in pattern.named("fgColor", "bgColor")
    )
