"""Find the status meant by the colour that a cell is painted in."""

from functools import lru_cache

from regionplan_xl.colour import GREY_SPREAD, colour_name, hue_spread_brightness, painted_words
from regionplan_xl.excel.common.actor_marks import MARK, PROGRAM_FILLS
from regionplan_xl.excel.parsing.grid import MIXED
from regionplan_xl.ooxml.reading.colours import distance, nearest_colour
from regionplan_xl.plan.merging.sent_and_returned import Unclear
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import phrase

# We ask about a traffic-light hue outside those ranges, however pale it is.
_TRAFFIC_LIGHT_HUES = (15.0, 168.0)
_STRONG = (
    0.15  # paler colours that are no traffic light (a blue row) mean nothing; we ask about stronger ones
)
# CIEDE2000 distances, since programs round when they convert colours.
_PROGRAM_FILL_WITHIN, _STATUS_COLOUR_WITHIN = 1.5, 6.0

_OF_NO_STATUS = phrase("The cell is {painted}, which is not the colour of a status.")


@lru_cache(maxsize=4096)
def status_of_paint(colour: str | None, scale: Scale) -> str | Unclear | None:
    """Return the key of the status whose colour a cell is painted in, `Unclear`, or None.

    `colour` is `#RRGGBB` or `MIXED`. None: not painted, painted by the program itself, or in a faint other colour.
    """
    if colour == MIXED:
        return Unclear(colour, phrase("The cell is painted in several colours."))
    if colour is None or any(distance(colour, fill) < _PROGRAM_FILL_WITHIN for fill in PROGRAM_FILLS):
        return None
    unclear = Unclear(colour, _OF_NO_STATUS.with_values(painted=painted_words(colour)))
    near = nearest_colour(colour, {status.key: status.colour for status in scale.statuses})
    name = colour_name(colour)
    named = status_of_colour_name(name, scale) if name else None
    if named is not None:
        return named if near in (named, None) else unclear
    hue, spread, _ = hue_spread_brightness(colour)
    # Where the name does not settle it (two greens in the scale, or a grey), the colour itself must be near.
    if near is not None and (
        name or spread < GREY_SPREAD or distance(colour, scale[near].colour) < _STATUS_COLOUR_WITHIN
    ):
        return near
    low, high = _TRAFFIC_LIGHT_HUES
    return unclear if spread >= _STRONG or (spread >= GREY_SPREAD and low <= hue < high) else None


def is_marked(colour: str | None) -> bool:
    """Return whether a cell is painted as one that must be corrected."""
    return colour not in (None, MIXED) and distance(str(colour), MARK) < _PROGRAM_FILL_WITHIN


def status_of_colour_name(name: str, scale: Scale) -> str | None:
    """Return the key of the only status whose colour has that name; None if there are none or several."""
    found = [status.key for status in scale.statuses if colour_name(status.colour) == name]
    return found[0] if len(found) == 1 else None
