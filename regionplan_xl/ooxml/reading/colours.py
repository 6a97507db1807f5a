"""Resolve theme, tint and palette colours to `#RRGGBB`, and measure how different two colours look."""

import colorsys
import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from regionplan_xl.colour import channels, linear_rgb
from regionplan_xl.ooxml.xml.attribute_values import parse_boolean, parse_whole
from regionplan_xl.ooxml.xml.element import Element

# ECMA-376 part 1 section 18.8.27: colours 0-7 repeat as 8-15.
_EIGHT = ("000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF")
DEFAULT_PALETTE = tuple(
    f"#{rgb}"
    for rgb in (
        *_EIGHT, *_EIGHT,
        "800000", "008000", "000080", "808000", "800080", "008080", "C0C0C0", "808080",
        "9999FF", "993366", "FFFFCC", "CCFFFF", "660066", "FF8080", "0066CC", "CCCCFF",
        "000080", "FF00FF", "FFFF00", "00FFFF", "800080", "800000", "008080", "0000FF",
        "00CCFF", "CCFFFF", "CCFFCC", "FFFF99", "99CCFF", "FF99CC", "CC99FF", "FFCC99",
        "3366FF", "33CCCC", "99CC00", "FFCC00", "FF9900", "FF6600", "666699", "969696",
        "003366", "339966", "003300", "333300", "993300", "993366", "333399", "333333",
    )
)  # fmt: skip

# In the order of theme indexes: Excel swaps light and dark compared with the theme part.
_THEME_ORDER = (
    "lt1", "dk1", "lt2", "dk2",
    "accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink", "folHlink",
)  # fmt: skip
# The Office 2007-2010 theme, Excel's default for a workbook without a theme part.
DEFAULT_THEME = (
    "#FFFFFF", "#000000", "#EEECE1", "#1F497D",
    "#4F81BD", "#C0504D", "#9BBB59", "#8064A2", "#4BACC6", "#F79646", "#0000FF", "#800080",
)  # fmt: skip
_SYSTEM = {"windowText": "#000000", "window": "#FFFFFF"}

_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")

NEAR = 20.0
"""Beyond this distance (lightness counts half) a painted colour matches no colour of the palette."""
MARGIN = 10.0
"""How much nearer the best match must be than the second best."""
_SAME = 6.0
_NEAR_WHITE = 6.0

# Red, yellow and green as offered in the menus and built-in styles of Excel, LibreOffice and Google Sheets.
_FAMILIES = (
    ("#C00000", "#FF0000", "#CC0000", "#EA4335", "#E06666", "#F8696B", "#FFC7CE", "#F4CCCC"),
    ("#FFC000", "#FFFF00", "#FFD966", "#FFEB9C", "#FFF2CC", "#FFFF99", "#FFEB84"),
    ("#00A650", "#00B050", "#00FF00", "#92D050", "#70AD47", "#A9D08E", "#63BE7B", "#C6EFCE", "#D9EAD3", "#E2EFDA"),
)  # fmt: skip


def parse_rgb(text: str | None) -> str | None:
    """Return `#RRGGBB` for `AARRGGBB` or `RRGGBB`, ignoring alpha as Excel does; None for anything else."""
    match = _HEX.fullmatch(text.strip().lstrip("#")) if text else None
    return f"#{match[1].upper()}" if match else None


def parse_theme(root: Element) -> tuple[str | None, ...]:
    """Return the colours of a theme part, by theme index (ECMA-376 part 1 section 20.1.6.2)."""
    scheme = next(root.grouped("themeElements", "clrScheme"), None)
    if scheme is None:
        return DEFAULT_THEME
    named = {slot.name: _scheme_colour(slot) for slot in scheme.named()}
    return tuple(named.get(name) for name in _THEME_ORDER)


def _scheme_colour(slot: Element) -> str | None:
    for colour in slot.named("srgbClr"):
        return parse_rgb(colour.get("val"))
    for colour in slot.named("sysClr"):
        return parse_rgb(colour.get("lastClr")) or _SYSTEM.get(colour.get("val", ""))
    return None


def parse_colour(
    element: Element, theme: Sequence[str | None], palette: Sequence[str | None] = DEFAULT_PALETTE
) -> str | None:
    """Return the colour of a CT_Color element (section 18.8.19); None for automatic and system colours."""
    if parse_boolean(element.get("auto")):
        return None
    base: str | None = None
    if element.get("rgb") is not None:
        base = parse_rgb(element.get("rgb"))
    elif element.get("theme") is not None:
        base = _at(theme, parse_whole(element.get("theme")))
    elif element.get("indexed") is not None:
        base = _at(palette, parse_whole(element.get("indexed")))
    return tinted(base, _fraction(element.get("tint"))) if base else None


def _at(colours: Sequence[str | None], index: int | None) -> str | None:
    return colours[index] if index is not None and 0 <= index < len(colours) else None


def _fraction(text: str | None) -> float:
    try:
        tint = float(text or 0)
    except ValueError:
        return 0.0
    return max(-1.0, min(1.0, tint)) if math.isfinite(tint) else 0.0


def tinted(colour: str, tint: float) -> str:
    """Return `colour` darkened (tint below 0) or lightened (above 0), computed in HLS as in section 18.8.19."""
    if not tint:
        return colour
    hue, lightness, saturation = colorsys.rgb_to_hls(*channels(colour))
    lightness = lightness * (1 + tint) if tint < 0 else lightness * (1 - tint) + tint
    return "#" + "".join(f"{round(c * 255):02X}" for c in colorsys.hls_to_rgb(hue, lightness, saturation))


@lru_cache(maxsize=4096)
def lab(colour: str) -> tuple[float, float, float]:
    """Return `colour` as CIE L*a*b* (sRGB, D65)."""
    red, green, blue = linear_rgb(colour)
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def distance(a: str, b: str, lightness: float = 1.0) -> float:
    """Return how different two colours look (CIEDE2000, CIE 142-2001): 1 is barely visible, 100 is black and white.

    `lightness` is the formula's parameter k_L: the higher, the less lightness counts.
    """
    return ciede2000(lab(a), lab(b), lightness)


def ciede2000(
    first: tuple[float, float, float], second: tuple[float, float, float], k_l: float = 1.0
) -> float:
    """Return the CIEDE2000 difference of two L*a*b* colours."""
    l1, a1, b1 = first
    l2, a2, b2 = second
    mean_c7 = ((math.hypot(a1, b1) + math.hypot(a2, b2)) / 2) ** 7
    g = 0.5 * (1 - math.sqrt(mean_c7 / (mean_c7 + 25**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = math.degrees(math.atan2(b1, a1)) % 360, math.degrees(math.atan2(b2, a2)) % 360
    turn, mean_h = _hues(h1, h2, c1 * c2 == 0)
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    t = (
        1
        - 0.17 * _cos(mean_h - 30)
        + 0.24 * _cos(2 * mean_h)
        + 0.32 * _cos(3 * mean_h + 6)
        - 0.20 * _cos(4 * mean_h - 63)
    )
    s_l = 1 + 0.015 * (mean_l - 50) ** 2 / math.sqrt(20 + (mean_l - 50) ** 2)
    s_c, s_h = 1 + 0.045 * mean_c, 1 + 0.015 * mean_c * t
    r_c = 2 * math.sqrt(mean_c**7 / (mean_c**7 + 25**7))
    r_t = -r_c * math.sin(math.radians(60 * math.exp(-(((mean_h - 275) / 25) ** 2))))
    light, chroma = (l2 - l1) / (k_l * s_l), (c2 - c1) / s_c
    hue = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2)) / s_h
    return math.sqrt(light**2 + chroma**2 + hue**2 + r_t * chroma * hue)


def _hues(h1: float, h2: float, grey: bool) -> tuple[float, float]:
    """Return the angle from one hue to the other and the hue in the middle, in degrees (modulo 360)."""
    if grey:
        return 0.0, h1 + h2
    turn = (h2 - h1 + 180) % 360 - 180
    return turn, (h1 + turn / 2) % 360


def _cos(degrees: float) -> float:
    return math.cos(math.radians(degrees))


def is_white(colour: str) -> bool:
    """Return whether a cell with this fill looks unpainted."""
    return distance(colour, "#FFFFFF") < _NEAR_WHITE


def nearest_colour(colour: str | None, palette: Mapping[str, str], margin: float = MARGIN) -> str | None:
    """Return the key of the palette colour that `colour` unambiguously means; None if in doubt.

    In doubt: it looks white, nothing is within `NEAR`, or the second best is less than `margin` farther away. Lightness
    counts half. The shades that programs offer under one name count as one colour, as long as only one colour of the
    palette is in that family.
    """
    if colour is None or is_white(colour):
        return None
    families = [_family(known) for known in palette.values()]
    ranked = []
    for (key, known), family in zip(palette.items(), families, strict=True):
        shades = (known, *family) if families.count(family) == 1 else (known,)
        ranked.append((min(distance(colour, shade, lightness=2.0) for shade in shades), key))
    (best, key), (second, _) = sorted([*ranked, (math.inf, ""), (math.inf, "")])[:2]
    return key if best <= NEAR and second - best >= margin else None


@lru_cache(maxsize=256)
def _family(colour: str) -> tuple[str, ...]:
    return next((f for f in _FAMILIES if any(distance(colour, shade) < _SAME for shade in f)), ())
