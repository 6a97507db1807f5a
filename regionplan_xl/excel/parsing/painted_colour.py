"""What a painted cell means: colours sorted into the few that people call by name."""

import colorsys

from regionplan_xl.excel.common.actor_marks import PROGRAM_FILLS
from regionplan_xl.excel.parsing.grid import MIXED
from regionplan_xl.ooxml.reading.colours import distance, nearest
from regionplan_xl.plan.merging.exchange import Unclear
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import phrase

# Hues in degrees, from and up to. Between them (orange, brick, lime, turquoise) people disagree, so we ask,
# even where one of the statuses is the nearest: #FF9900 is near amber, and #FF69B4 is near red.
_HUES = {"red": (345.0, 371.5), "yellow": (41.5, 62.0), "green": (76.0, 158.0), "blue": (195.0, 250.0)}
_DOUBTFUL = (
    15.0,
    168.0,
)  # traffic-light country: a colour here that has no name is asked about, however pale
_GREY = 0.06  # spread of the channels (0-1) up to which a colour is white, grey or black
_STRONG = 0.15  # paler ones that are no traffic light (a blue row) say nothing, stronger ones are asked about
_DARKEST = {"red": 0.45, "yellow": 0.6, "green": 0.25, "blue": 0.3}  # darker ones are brown, olive, black
_OWN, _SAME = 1.5, 6.0  # as `ooxml.colours.distance` counts: programs round when they convert colours


def family(colour: str) -> str | None:
    """`red`, `yellow`, `green` or `blue` where `#RRGGBB` surely is one of them, pale or strong."""
    hue, spread, brightness = _seen(colour)
    if spread < _GREY or _is_earthen(hue, spread, brightness):
        return None
    for name, (low, high) in _HUES.items():
        if (low <= hue < high or low <= hue + 360 < high) and brightness >= _DARKEST[name]:
            return name
    return None


def status_of_family(name: str, scale: Scale) -> str | None:
    """The key of the one status whose colour is of that family, or None."""
    found = [status.key for status in scale.statuses if family(status.colour) == name]
    return found[0] if len(found) == 1 else None


def status_of_paint(colour: str | None, scale: Scale) -> str | Unclear | None:
    """The status that somebody meant by painting a cell; None where nobody did, or in a faint other colour.

    The fills that our own workbooks come with are nobody's paint.
    """
    if colour == MIXED:
        return Unclear(colour, phrase("The cell is painted in several colours."))
    if colour is None or any(distance(colour, own) < _OWN for own in PROGRAM_FILLS):
        return None
    unclear = Unclear(
        colour,
        phrase("The cell is painted in a colour ({colour}) that is none of the statuses'.", colour=colour),
    )
    near = nearest(colour, {status.key: status.colour for status in scale.statuses})
    name = family(colour)
    named = status_of_family(name, scale) if name else None
    if named is not None:
        return named if near in (named, None) else unclear
    hue, spread, _ = _seen(colour)
    # Where no name settles it (two greens in the scale, a grey one), the colour itself must be near.
    if near is not None and (name or spread < _GREY or distance(colour, scale[near].colour) < _SAME):
        return near
    return unclear if spread >= _STRONG or (spread >= _GREY and _DOUBTFUL[0] <= hue < _DOUBTFUL[1]) else None


def _is_earthen(hue: float, spread: float, brightness: float) -> bool:
    """Whether a red or yellow is so dull that people call it brown, tan or beige."""
    if _HUES["yellow"][0] <= hue < _HUES["yellow"][1]:
        return spread < 0.12 or (brightness < 0.9 and spread < 0.6 * brightness)
    return 5.0 <= hue < _HUES["red"][1] - 360 and brightness < 0.62


def _seen(colour: str) -> tuple[float, float, float]:
    """Hue in degrees, spread of the channels and brightness (both 0-1)."""
    channels = tuple(bytes.fromhex(colour[1:7]))
    spread = (max(channels) - min(channels)) / 255
    return colorsys.rgb_to_hsv(*channels)[0] * 360, spread, max(channels) / 255
