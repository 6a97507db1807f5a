"""Compute contrast and readable text colours (WCAG 2.2), how colours differ to colour-blind people, and their names."""

import colorsys
import math
import re
from collections.abc import Sequence

from regionplan_xl.text import Phrase, Translate, phrase

BLACK, WHITE = "#000000", "#FFFFFF"
MIXED = "#mixed"
"""The colour of a cell with several colours (a gradient, a coloured pattern)."""
_WRITTEN = re.compile(rf"(?<![^ (])(?:#[0-9A-F]{{6}}|{MIXED})(?![^;)])")
# Hues in degrees, from and up to. Between these ranges (orange, brick, lime, turquoise) people disagree, so we ask
# what a status is, even if the colour is nearest to a status: #FF9900 is near amber, and #FF69B4 is near red.
_HUES = {"red": (345.0, 371.5), "yellow": (41.5, 62.0), "green": (76.0, 158.0), "blue": (195.0, 250.0)}
GREY_SPREAD = 0.06  # up to this spread of the channels (0-1) a colour is white, grey or black
_DARKEST = {"red": 0.45, "yellow": 0.6, "green": 0.25, "blue": 0.3}  # darker ones are brown, olive, black
# The names that people give to hues, each up to a number of degrees, where `_HUES` does not settle it.
_NAMES = (
    (15.0, "red"), (41.5, "orange"), (62.0, "yellow"), (168.0, "green"), (195.0, "turquoise"), (255.0, "blue"),
    (290.0, "purple"), (345.0, "pink"), (360.0, "red"),
)  # fmt: skip
_PAINTED = {
    "red": phrase("painted red"), "orange": phrase("painted orange"), "yellow": phrase("painted yellow"),
    "green": phrase("painted green"), "turquoise": phrase("painted turquoise"), "blue": phrase("painted blue"),
    "purple": phrase("painted purple"), "pink": phrase("painted pink"), "brown": phrase("painted brown"),
    "beige": phrase("painted beige"), "grey": phrase("painted grey"), "black": phrase("painted black"),
    "white": phrase("painted white"),
}  # fmt: skip


def text_colour(fill: str) -> str:
    """Return black or white, whichever has the higher contrast on `fill` (`#RRGGBB`); it is at least 4.58:1."""
    return max(BLACK, WHITE, key=lambda colour: contrast(colour, fill))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (`#RRGGBB`), 1.0 to 21.0 (WCAG 2.2, 1.4.3 requires 4.5)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = linear_rgb(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear_rgb(colour: str) -> list[float]:
    """Return the linear-light channels of `#RRGGBB`, 0.0 to 1.0 (sRGB, IEC 61966-2-1)."""
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels(colour)]


def is_grey(colour: str) -> bool:
    """Return whether `#RRGGBB` is black, grey or white, or nearly so."""
    return max(channels(colour)) - min(channels(colour)) < 0.1


def channels(colour: str) -> list[float]:
    """Return red, green and blue of `#RRGGBB` as written, 0.0 to 1.0."""
    return [channel / 255 for channel in bytes.fromhex(colour[1:7])]


def is_coloured(colour: str) -> bool:
    """Return whether `#RRGGBB` is neither grey nor nearly white, so that it may mean a status."""
    parts = channels(colour)
    return max(parts) - min(parts) > 0.2


# Matrices for linear RGB: normal vision, and vision without red, green or blue cones (Machado, Oliveira and Fernandes
# 2009, «A Physiologically-based Model for Simulation of Color Vision Deficiency», table 1, severity 1.0).
_SIGHTS = (
    ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
)
_TO_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
_WHITE_POINT = (0.9505, 1.0, 1.089)  # D65


def least_difference(one: str, other: str) -> float:
    """Return the least difference of two colours over all kinds of vision (CIE 1976 ΔE; 2.3 is just noticeable)."""
    return min(math.dist(_lab(one, sight), _lab(other, sight)) for sight in _SIGHTS)


def _lab(colour: str, sight: Sequence[Sequence[float]]) -> tuple[float, float, float]:
    """Return L*, a* and b* of a colour as seen with a kind of vision (CIE 15:2004, section 8.2.1)."""
    seen = [min(max(value, 0.0), 1.0) for value in _times(sight, linear_rgb(colour))]
    ratios = (value / white for value, white in zip(_times(_TO_XYZ, seen), _WHITE_POINT, strict=True))
    x, y, z = (
        ratio ** (1 / 3) if ratio > 216 / 24389 else (24389 / 27 * ratio + 16) / 116 for ratio in ratios
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _times(matrix: Sequence[Sequence[float]], vector: Sequence[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def colour_name(colour: str) -> str | None:
    """Return `red`, `yellow`, `green` or `blue` if people agree that `#RRGGBB`, pale or strong, is that colour."""
    hue, spread, brightness = hue_spread_brightness(colour)
    if spread < GREY_SPREAD or _is_earthen(hue, spread, brightness):
        return None
    for name, (low, high) in _HUES.items():
        if (low <= hue < high or low <= hue + 360 < high) and brightness >= _DARKEST[name]:
            return name
    return None


def with_colours_in_words(written: str, translate: Translate) -> str:
    """Return what was read of cells, with words for the colours: «Starta (painted red)» for «Starta (#C00000)»."""
    return _WRITTEN.sub(lambda found: translate(painted_words(found[0])), written)


def painted_words(colour: str) -> Phrase:
    """Return how a planner would say that a cell has a colour (`#RRGGBB` or `MIXED`): «painted green»."""
    if colour == MIXED:
        return phrase("painted in several colours")
    hue, spread, brightness = hue_spread_brightness(colour)
    if (agreed := colour_name(colour)) is not None:
        name = agreed
    elif spread < GREY_SPREAD:
        name = "white" if brightness > 0.95 else "black" if brightness < 0.25 else "grey"
    elif _is_earthen(hue, spread, brightness) or (hue < _HUES["yellow"][0] and brightness < 0.62):
        name = "brown" if brightness < 0.8 else "beige"
    else:
        name = next(name for end, name in _NAMES if hue < end)
    return _PAINTED[name]


def _is_earthen(hue: float, spread: float, brightness: float) -> bool:
    """Return whether a red or yellow is so dull that people call it brown, tan or beige."""
    if _HUES["yellow"][0] <= hue < _HUES["yellow"][1]:
        return spread < 0.12 or (brightness < 0.9 and spread < 0.6 * brightness)
    return 5.0 <= hue < _HUES["red"][1] - 360 and brightness < 0.62


def hue_spread_brightness(colour: str) -> tuple[float, float, float]:
    """Return the hue in degrees, the spread of the channels and the brightness (both 0-1)."""
    channels = tuple(bytes.fromhex(colour[1:7]))
    spread = (max(channels) - min(channels)) / 255
    return colorsys.rgb_to_hsv(*channels)[0] * 360, spread, max(channels) / 255
