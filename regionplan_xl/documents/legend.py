"""The legend: which colour a document says stands for which status."""

import re
from collections.abc import Iterable

from regionplan_xl.plan.status import Scale
from regionplan_xl.text import bare, fold, squeeze

_MARKING = re.compile(
    r"^(?P<colour>[^\W\d_]+)\s*(?:[-–:=]|merk\w*|betyr|means)\s*(?P<meaning>.+)$", re.IGNORECASE
)
_FILLING = {"er", "har", "blitt", "vorte", "vorten", "is", "has", "been", "yet", "enno", "ennå"}


def parse_legend(lines: Iterable[str], scale: Scale) -> tuple[tuple[str, str], ...]:
    """The colour words in lines such as «GRØN Merking betyr at tiltaket er gjennomført» -> status keys.

    What the document says of a colour counts, not what the scale would have made of the colour.
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
        said = next((word for word in wordings if meaning.endswith(word)), None)
        if said is not None:
            found[match["colour"]] = words[said]
    return tuple(found.items())
