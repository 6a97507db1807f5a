"""The words in the subjects of our own letters: from the ledger, the plan's name and the letter templates."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from regionplan_xl.delivery.mail.letters import built_in_letters
from regionplan_xl.ledger.entries import DispatchRecord
from regionplan_xl.ledger.ledger import Ledger
from regionplan_xl.locale import catalog
from regionplan_xl.plan.status import LANGUAGES

_WORD = re.compile(r"\w+")
_SUBJECT = re.compile(r"^\s*(?:emne|subject)\s*:(.*)$", re.IGNORECASE | re.MULTILINE)
_PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_LETTERS = "letters"  # the folder with the project's own letters
_SUBJECT_WITHIN = 10_000  # bytes; a letter begins with a comment, followed by its subject


def normalised_words(text: str) -> tuple[str, ...]:
    """Return the words of a text, normalised for comparison."""
    return tuple(_WORD.findall(unicodedata.normalize("NFC", text).casefold()))


@dataclass(frozen=True)
class OurNames:
    """The project's names that may occur in a subject, read when first needed."""

    ledger: Ledger
    plan: str
    folder: Path

    def is_subject(self, words: Sequence[str], besides: frozenset[str]) -> bool:
        """Return whether the words are the subject of one of our letters, with only words of `besides` added.

        It must contain the plan's whole name or the code of a workbook.
        """
        is_named = any(_is_in(name, words) for name in (normalised_words(self.plan), *self._codes))
        return is_named and all(one in self._words or one.isdecimal() or one in besides for one in words)

    def count(self, words: frozenset[str]) -> Counter[str]:
        """Return the highest number of times that each of `words` can occur in the subject of one of our letters."""
        actors = {one.actor for one in self._dispatches}
        groups = ([self.plan], [one.name for one in self.ledger.rounds()], actors, self._subjects)
        return sum((_most(texts, words) for texts in groups), Counter())

    def is_in_plan(self, words: Sequence[str]) -> bool:
        """Return whether a subject begins with the text of a measure, goal or area, or such a text begins with it."""
        texts = map(normalised_words, self.ledger.sent_texts())
        return any(
            tuple(words[: len(text)]) == text or (len(words) > 1 and text[: len(words)] == tuple(words))
            for text in texts
            if text
        )

    @cached_property
    def _dispatches(self) -> Sequence[DispatchRecord]:
        return [sent for one in self.ledger.rounds() for sent in self.ledger.dispatches(one.name)]

    @cached_property
    def _codes(self) -> frozenset[tuple[str, ...]]:
        return frozenset(normalised_words(one.code) for one in self._dispatches)

    @cached_property
    def _words(self) -> frozenset[str]:
        """The words that our subjects are made of."""
        months = (catalog(one).day(date(2000, month, 1)) for one in LANGUAGES for month in range(1, 13))
        rounds, actors = (one.name for one in self.ledger.rounds()), {one.actor for one in self._dispatches}
        texts = (self.plan, *rounds, *actors, *self._subjects, *months)
        return frozenset(word for words in (*map(normalised_words, texts), *self._codes) for word in words)

    @cached_property
    def _subjects(self) -> tuple[str, ...]:
        """The fixed text in the subjects of letters, both built-in ones and the project's own."""
        letters = (*built_in_letters().values(), *_own_letters(self.folder))
        found = (_SUBJECT.search(one[:_SUBJECT_WITHIN].decode("utf-8", "replace")) for one in letters)
        return tuple(_PLACEHOLDER.sub(" ", one[1]) for one in found if one)


def _own_letters(folder: Path) -> Iterator[bytes]:
    with suppress(OSError):
        for path in sorted((folder / _LETTERS).glob("*.txt")):
            yield path.read_bytes()


def _is_in(name: Sequence[str], words: Sequence[str]) -> bool:
    """Return whether `name` occurs in `words` as consecutive words."""
    starts = range(len(words) - len(name) + 1)
    return bool(name) and any(tuple(words[at : at + len(name)]) == tuple(name) for at in starts)


def _most(texts: Iterable[str], words: frozenset[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for text in texts:
        found |= Counter(word for word in normalised_words(text) if word in words)
    return found
