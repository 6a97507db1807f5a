"""The similarity of words and texts (rapidfuzz)."""

from collections.abc import Iterable, Mapping

from regionplan_xl.text import normalise

_LEAST_NEAR = 70  # least similarity in per cent


class KnownWords:
    """Known words, folded once, to find those that are similar to many others."""

    def __init__(self, known: Iterable[str]) -> None:
        self._by_folded: Mapping[str, str] = {normalise(k): k for k in known}
        self._folded = list(self._by_folded)

    def nearest(self, word: str) -> str | None:
        """Return the known word most similar to `word`, or None if none is similar enough."""
        from rapidfuzz import fuzz, process

        found = process.extractOne(normalise(word), self._folded, scorer=fuzz.ratio, score_cutoff=_LEAST_NEAR)
        return self._by_folded[found[0]] if found else None


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most similar to `word`, or None if none is similar enough."""
    return KnownWords(known).nearest(word)


def is_similar(one: str, other: str, *, least: float) -> bool:
    """Return whether at least the share `least` (0.0-1.0) of the letters of two texts are equal and in order.

    The running time grows with the product of their lengths, so limit the length of outside texts.
    """
    if 2 * min(len(one), len(other)) < least * (len(one) + len(other)):
        return False  # a shortcut with the same result, which avoids loading the library

    from rapidfuzz import fuzz

    return fuzz.ratio(one, other, score_cutoff=100 * least) > 0


def likeness(one: str, other: str) -> float:
    """Return the similarity of two names, 0.0-1.0, regardless of the order of their words."""
    from rapidfuzz import fuzz

    return fuzz.token_set_ratio(one, other) / 100
