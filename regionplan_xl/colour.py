"""Colours that can be read: contrast, and black or white text on a fill (WCAG 2.2)."""

BLACK, WHITE = "#000000", "#FFFFFF"


def text_colour(fill: str) -> str:
    """Return the one of black and white that has the highest contrast on `fill` (`#RRGGBB`), at least 4.58:1."""
    return max(BLACK, WHITE, key=lambda colour: contrast(colour, fill))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (`#RRGGBB`), 1.0 to 21.0 (WCAG 2.2, 1.4.3 asks for 4.5)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
