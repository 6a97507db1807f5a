"""Cell styles: which paint the cell, and which make a number a date (ECMA-376 part 1 section 18.8)."""

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.limits import STANDARD, Limits
from regionplan_xl.ooxml.reading.colours import DEFAULT_PALETTE, DEFAULT_THEME, parse_colour, parse_rgb
from regionplan_xl.ooxml.reading.dates import is_date_format
from regionplan_xl.ooxml.xml.markup import child, children, truth, whole


@dataclass(frozen=True)
class Styles:
    """What the cell styles of a workbook mean, by style id (a cell's `s`)."""

    fills: tuple[str | None, ...] = ()
    dates: frozenset[int] = frozenset()
    mixed: frozenset[int] = frozenset()

    def fill(self, style: int) -> str | None:
        """The colour `#RRGGBB` that the style paints a cell with; None for none, and for gradients."""
        return self.fills[style] if 0 <= style < len(self.fills) else None

    def is_mixed(self, style: int) -> bool:
        """Whether the style paints a cell in several colours: a gradient, or a pattern in colours."""
        return style in self.mixed

    def is_date(self, style: int) -> bool:
        """Whether the style shows a number as a day or a time of day."""
        return style in self.dates


def parse_styles(
    root: etree._Element,
    theme: Sequence[str | None] = DEFAULT_THEME,
    limits: Limits = STANDARD,
    part: str = "",
) -> Styles:
    """The styles part as colours and dates; `Rejected` with more styles than Excel allows."""
    palette = _palette(root)
    codes = {
        number: element.get("formatCode", "")
        for element in _listed(root, "numFmts", "numFmt")
        if (number := whole(element.get("numFmtId"))) is not None
    }
    fill_elements = _listed(root, "fills", "fill")
    painted = [_fill(element, theme, palette) for element in fill_elements]
    of_several = [_is_of_several_colours(element) for element in fill_elements]
    cell_styles = _listed(root, "cellXfs", "xf")
    if len(cell_styles) > limits.styles:
        raise refusals.too_many(part, limits.styles)
    dates_by_format: dict[int, bool] = {}
    fills: list[str | None] = []
    dates: list[int] = []
    mixed: list[int] = []
    for style, element in enumerate(cell_styles):
        # applyFill and applyNumberFormat are about cell styles by name; Excel shows what the ids say.
        fill = whole(element.get("fillId")) or 0
        fills.append(painted[fill] if 0 <= fill < len(painted) else None)
        if 0 <= fill < len(painted) and of_several[fill]:
            mixed.append(style)
        number = whole(element.get("numFmtId")) or 0
        if number not in dates_by_format:
            dates_by_format[number] = is_date_format(number, codes.get(number))
        if dates_by_format[number]:
            dates.append(style)
    return Styles(tuple(fills), frozenset(dates), frozenset(mixed))


def _listed(root: etree._Element, group: str, name: str) -> list[etree._Element]:
    return [element for parent in children(root, group) for element in children(parent, name)]


def _palette(root: etree._Element) -> tuple[str | None, ...]:
    colours = child(root, "colors")
    custom = child(colours, "indexedColors") if colours is not None else None
    if custom is None:
        return DEFAULT_PALETTE
    own = [parse_rgb(element.get("rgb")) for element in children(custom, "rgbColor")]
    # 64 and 65 are the system's own colours, whatever a palette says.
    return (*own[:64], *DEFAULT_PALETTE[len(own) :])


def _fill(element: etree._Element, theme: Sequence[str | None], palette: Sequence[str | None]) -> str | None:
    pattern = child(element, "patternFill")
    if pattern is None or pattern.get("patternType", "none") == "none":
        return None
    # Of a solid fill the colour seen is the "foreground" (section 18.8.32); a pattern is drawn in it.
    colour = child(pattern, "fgColor")
    return parse_colour(colour, theme, palette) if colour is not None else None


def _is_of_several_colours(element: etree._Element) -> bool:
    if child(element, "gradientFill") is not None:
        return True
    pattern = child(element, "patternFill")
    if pattern is None or pattern.get("patternType", "none") in ("none", "solid"):
        return False
    # Colours 64 and 65 are the system's own black and white (section 18.8.27).
    return any(
        (colour := child(pattern, name)) is not None
        and not truth(colour.get("auto"))
        and whole(colour.get("indexed")) not in (64, 65)
        for name in ("fgColor", "bgColor")
    )
