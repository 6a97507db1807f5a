"""Headings that are recognisable only by their number: «1 Klima» above goal 1.1 and measure 1.1.1."""

import re
from collections.abc import Sequence

from regionplan_xl.documents.understanding.words.cell_shapes import NUMBER, NUMBER_BEFORE
from regionplan_xl.documents.vocabulary.lookup import find_label
from regionplan_xl.text import squeeze

_ORDINAL = re.compile(r"^(?P<figure>\d{1,2})\s?[.):]?\s+(?P<rest>[^\W\d].*)$")
_MOST_WORDS = 9
_ENDS = (".", ",", ";", ":", "?", "!")


def first_figure(text: str) -> int | None:
    """Return the first figure of the goal or measure number at the start of a text; None if there is none."""
    text = squeeze(text)
    label = find_label(text)
    if label is not None:
        number = label.number
    else:
        found = NUMBER_BEFORE.match(text) or NUMBER.match(text)
        number = found["number"] if found else ""
    figures = re.findall(r"\d+", number)
    is_day = any(figure.startswith("0") for figure in figures)
    return int(figures[0]) if len(figures) > 1 and number[:1].isdigit() and not is_day else None


def numbered_headings(texts: Sequence[str], figures: Sequence[int | None]) -> frozenset[int]:
    """Return the indexes of texts that are headings over the numbers below; of several candidates, the last.

    `figures` are the first figures of the numbers in the texts (`first_figure`), None where there is none.
    """
    found: set[int] = set()
    following: int | None = None
    taken = False
    for at in range(len(texts) - 1, -1, -1):
        if (figure := figures[at]) is not None:
            # Only numbers of a single area may follow the heading.
            following, taken = figure, taken and figure == following
            continue
        heading = _ORDINAL.match(squeeze(texts[at])) if following is not None and not taken else None
        if heading and int(heading["figure"]) == following and _is_short(heading["rest"]):
            found.add(at)
            taken = True
    return frozenset(found)


def _is_short(text: str) -> bool:
    return text[:1].isupper() and len(text.split()) <= _MOST_WORDS and not text.endswith(_ENDS)
