"""Compute contrast and readable text colours (WCAG 2.2), and how different colours look to colour-blind people."""

import math
from collections.abc import Sequence

BLACK, WHITE = "#000000", "#FFFFFF"


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
