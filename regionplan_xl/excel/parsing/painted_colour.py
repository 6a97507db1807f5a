"""Find the status meant by the colour that a cell is painted in."""

import colorsys
from functools import lru_cache

from regionplan_xl.excel.common.actor_marks import MARK, PROGRAM_FILLS
from regionplan_xl.excel.parsing.grid import MIXED
from regionplan_xl.ooxml.reading.colours import distance, nearest_colour
from regionplan_xl.plan.merging.sent_and_returned import Unclear
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import phrase

# Hues in degrees, from and up to. Between these ranges (orange, brick, lime, turquoise) people disagree, so we ask,
# even if the colour is nearest to a status: #FF9900 is near amber, and #FF69B4 is near red.
_HUES = {"red": (345.0, 371.5), "yellow": (41.5, 62.0), "green": (76.0, 158.0), "blue": (195.0, 250.0)}
# We ask about a traffic-light hue outside those ranges, however pale it is.
_TRAFFIC_LIGHT_HUES = (15.0, 168.0)
_GREY = 0.06  # up to this spread of the channels (0-1) a colour is white, grey or black
_STRONG = (
    0.15  # paler colours that are no traffic light (a blue row) mean nothing; we ask about stronger ones
)
_DARKEST = {"red": 0.45, "yellow": 0.6, "green": 0.25, "blue": 0.3}  # darker ones are brown, olive, black
# CIEDE2000 distances, since programs round when they convert colours.
_PROGRAM_FILL_WITHIN, _STATUS_COLOUR_WITHIN = 1.5, 6.0


@lru_cache(maxsize=4096)
def status_of_paint(colour: str | None, scale: Scale) -> str | Unclear | None:
    """Return the key of the status whose colour a cell is painted in, `Unclear`, or None.

    `colour` is `#RRGGBB` or `MIXED`. None: not painted, painted by the program itself, or in a faint other colour.
    """
    if colour == MIXED:
        return Unclear(colour, phrase("The cell is painted in several colours."))
    if colour is None or any(distance(colour, fill) < _PROGRAM_FILL_WITHIN for fill in PROGRAM_FILLS):
        return None
    unclear = Unclear(
        colour,
        phrase(
            "The cell is painted in a colour ({colour}) that is not the colour of a status.", colour=colour
        ),
    )
    near = nearest_colour(colour, {status.key: status.colour for status in scale.statuses})
    name = colour_name(colour)
    named = status_of_colour_name(name, scale) if name else None
    if named is not None:
        return named if near in (named, None) else unclear
    hue, spread, _ = _hue_spread_brightness(colour)
    # Where the name does not settle it (two greens in the scale, or a grey), the colour itself must be near.
    if near is not None and (
        name or spread < _GREY or distance(colour, scale[near].colour) < _STATUS_COLOUR_WITHIN
    ):
        return near
    low, high = _TRAFFIC_LIGHT_HUES
    return unclear if spread >= _STRONG or (spread >= _GREY and low <= hue < high) else None


def is_marked(colour: str | None) -> bool:
    """Return whether a cell is painted as one that must be corrected."""
    return colour not in (None, MIXED) and distance(str(colour), MARK) < _PROGRAM_FILL_WITHIN


def colour_name(colour: str) -> str | None:
    """Return `red`, `yellow`, `green` or `blue` if people agree that `#RRGGBB`, pale or strong, is that colour."""
    hue, spread, brightness = _hue_spread_brightness(colour)
    if spread < _GREY or _is_earthen(hue, spread, brightness):
        return None
    for name, (low, high) in _HUES.items():
        if (low <= hue < high or low <= hue + 360 < high) and brightness >= _DARKEST[name]:
            return name
    return None


def status_of_colour_name(name: str, scale: Scale) -> str | None:
    """Return the key of the only status whose colour has that name; None if there are none or several."""
    found = [status.key for status in scale.statuses if colour_name(status.colour) == name]
    return found[0] if len(found) == 1 else None


def _is_earthen(hue: float, spread: float, brightness: float) -> bool:
    """Return whether a red or yellow is so dull that people call it brown, tan or beige."""
    if _HUES["yellow"][0] <= hue < _HUES["yellow"][1]:
        return spread < 0.12 or (brightness < 0.9 and spread < 0.6 * brightness)
    return 5.0 <= hue < _HUES["red"][1] - 360 and brightness < 0.62


def _hue_spread_brightness(colour: str) -> tuple[float, float, float]:
    """Return the hue in degrees, the spread of the channels and the brightness (both 0-1)."""
    channels = tuple(bytes.fromhex(colour[1:7]))
    spread = (max(channels) - min(channels)) / 255
    return colorsys.rgb_to_hsv(*channels)[0] * 360, spread, max(channels) / 255
