"""Colours that can be read: black or white on a status's own colour."""

BLACK, WHITE = "#000000", "#FFFFFF"


def ink_on(fill: str) -> str:
    """The one of black and white that stands out most on `fill` (`#RRGGBB`).

    Its contrast is never below 4.58:1 (WCAG 2.2, 1.4.3 asks for 4.5:1).
    """
    return max(BLACK, WHITE, key=lambda ink: contrast(ink, fill))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (`#RRGGBB`), 1.0 to 21.0, as WCAG 2.2 defines it."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
