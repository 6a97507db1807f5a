"""How alike words and texts are (rapidfuzz)."""

from collections.abc import Iterable, Mapping

from regionplan_xl.text import fold

_LEAST_NEAR = 70  # per cent of equal letters in the nearest word


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is most like `word`, or None if none is much like it."""
    from rapidfuzz import fuzz, process

    by_folded: Mapping[str, str] = {fold(k): k for k in known}
    found = process.extractOne(fold(word), list(by_folded), scorer=fuzz.ratio, score_cutoff=_LEAST_NEAR)
    return by_folded[found[0]] if found else None


def is_similar(one: str, other: str, *, least: float) -> bool:
    """Tell whether at least the share `least` (0.0-1.0) of the letters of two texts are equal and in order.

    The time it takes grows with the product of their lengths: bound texts from outside.
    """
    if 2 * min(len(one), len(other)) < least * (len(one) + len(other)):
        return False  # the library, which takes a while to load, would say the same

    from rapidfuzz import fuzz

    return fuzz.ratio(one, other, score_cutoff=100 * least) > 0


def likeness(one: str, other: str) -> float:
    """Return how alike two names are, in whatever order their words come: 0.0-1.0."""
    from rapidfuzz import fuzz

    return fuzz.token_set_ratio(one, other) / 100
