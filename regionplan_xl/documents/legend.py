"""The legend of a document: which colour means which status."""

import re
from collections.abc import Iterable

from regionplan_xl.plan.status import Scale
from regionplan_xl.text import bare, fold, squeeze

_MARKING = re.compile(
    r"^(?P<colour>[^\W\d_]+)\s*(?:[-–:=]|merk\w*|betyr|means)\s*(?P<meaning>.+)$", re.IGNORECASE
)
_FILLING = {"er", "har", "blitt", "vorte", "vorten", "is", "has", "been", "yet", "enno", "ennå"}


def parse_legend(lines: Iterable[str], scale: Scale) -> tuple[tuple[str, str], ...]:
    """Return (colour word, status key) for lines such as «GRØN Merking betyr at tiltaket er gjennomført».

    What the document says about a colour counts, not what the scale would make of it.
    """
    words = scale.words()
    # «ikkje påstarta» ends in «påstarta»: the longest wording wins.
    wordings = sorted(words, key=len, reverse=True)
    found: dict[str, str] = {}
    for line in lines:
        match = _MARKING.match(squeeze(line))
        if match is None or bare(match["colour"]) not in words:
            continue
        # «ikkje er påstarta» is «ikkje påstarta».
        meaning = "".join(bare(word) for word in match["meaning"].split() if fold(word) not in _FILLING)
        known = next((word for word in wordings if meaning.endswith(word)), None)
        if known is not None:
            found[match["colour"]] = words[known]
    return tuple(found.items())
