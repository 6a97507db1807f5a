"""Find quickly whether words occur in a collection of texts; asked for every cell of a document."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import fields, is_dataclass

from regionplan_xl.text import bare

BETWEEN_CELLS = " | "
"""What separates the cells in the text of a row."""
_FEW = 2  # figures; so few occur in other numbers by chance, as «2» in «2026»


class KeptTexts:
    """Texts normalised with `text.bare`; `words in kept` tells whether one of them contains those words in order.

    One or two figures are kept only where they are a whole text, or a whole cell in the text of a row.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        texts = list(texts)
        self._joined = "\n".join(dict.fromkeys(map(bare, texts)))
        self._whole = {bare(part) for text in texts for part in (text, *text.split(BETWEEN_CELLS))}
        self._asked: dict[str, bool] = {}

    def __contains__(self, words: object) -> bool:
        # Nearly every cell is a whole text; searching the joined text takes time proportional to its length.
        if words in self._whole:
            return True
        if not isinstance(words, str) or (len(words) <= _FEW and words.isdigit()):
            return False
        if words not in self._asked:
            self._asked[words] = words in self._joined
        return self._asked[words]

    def has_whole(self, words: str) -> bool:
        """Return whether one of the texts consists of exactly these words."""
        return words in self._whole


def texts_within(value: object, but: Collection[str]) -> Iterator[str]:
    """Yield every text in a plan or draft, except in the fields named in `but`."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from texts_within(one, but)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            if one.name not in but:
                yield from texts_within(getattr(value, one.name), but)
