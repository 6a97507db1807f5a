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
    red, green, blue = linear_rgb(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear_rgb(colour: str) -> list[float]:
    """Return the three channels of `#RRGGBB` in proportion to their light, 0.0 to 1.0 (sRGB, IEC 61966-2-1)."""
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels(colour)]


def is_grey(colour: str) -> bool:
    """Return whether `#RRGGBB` has no colour of its own: black, grey or white."""
    return max(channels(colour)) - min(channels(colour)) < 0.1


def channels(colour: str) -> list[float]:
    """Return red, green and blue of `#RRGGBB` as written, 0.0 to 1.0."""
    return [channel / 255 for channel in bytes.fromhex(colour[1:7])]


def is_coloured(colour: str) -> bool:
    """True if `#RRGGBB` is neither grey nor nearly white, so that it may mean something."""
    parts = channels(colour)
    return max(parts) - min(parts) > 0.2
