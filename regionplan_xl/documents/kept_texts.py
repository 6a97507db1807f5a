"""What texts have in common: whether one is within another, asked for every cell of a document."""

from collections.abc import Iterable

from regionplan_xl.text import bare


class KeptTexts:
    """Texts as `text.bare` gives them; `words in kept` tells whether one of them has those words, in that order."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._whole = dict.fromkeys(map(bare, texts))
        self._joined = "\n".join(self._whole)
        self._asked: dict[str, bool] = {}

    def __contains__(self, words: object) -> bool:
        # Nearly every cell is a whole text; to search all of them takes as long as they are.
        if words in self._whole:
            return True
        if not isinstance(words, str):
            return False
        if words not in self._asked:
            self._asked[words] = words in self._joined
        return self._asked[words]

    def has_whole(self, words: str) -> bool:
        """True if one of the texts has those words and no others."""
        return words in self._whole
