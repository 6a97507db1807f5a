"""What the subjects of our letters are made of: names that the ledger knows, the plan's, and the letters themselves."""

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
_SUBJECT_WITHIN = 10_000  # bytes; a letter begins with a comment, and then its subject


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text, as they are compared."""
    return tuple(_WORD.findall(unicodedata.normalize("NFC", text).casefold()))


@dataclass(frozen=True)
class OurNames:
    """The names in a project that may be in a subject; each is read when it is first needed."""

    ledger: Ledger
    plan: str
    folder: Path

    def is_subject(self, words: Sequence[str], besides: frozenset[str]) -> bool:
        """Return whether words are the subject of a letter of ours, with nothing but `besides` added.

        The plan's whole name is in it, or the code of a workbook.
        """
        is_named = any(_is_in(name, words) for name in (words_of(self.plan), *self._codes))
        return is_named and all(one in self._words or one.isdecimal() or one in besides for one in words)

    def count(self, words: frozenset[str]) -> Counter[str]:
        """Return how often each of some words may be in the subject of a message that answers one of ours."""
        actors = {one.actor for one in self._dispatches}
        groups = ([self.plan], [one.name for one in self.ledger.rounds()], actors, self._subjects)
        return sum((_most(texts, words) for texts in groups), Counter())

    def is_in_plan(self, words: Sequence[str]) -> bool:
        """Return whether a measure, goal or area is called like a subject: its whole text, or how the text begins."""
        texts = map(words_of, self.ledger.sent_texts())
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
        return frozenset(words_of(one.code) for one in self._dispatches)

    @cached_property
    def _words(self) -> frozenset[str]:
        """The words that our subjects are made of."""
        months = (catalog(one).day(date(2000, month, 1)) for one in LANGUAGES for month in range(1, 13))
        rounds, actors = (one.name for one in self.ledger.rounds()), {one.actor for one in self._dispatches}
        texts = (self.plan, *rounds, *actors, *self._subjects, *months)
        return frozenset(word for words in (*map(words_of, texts), *self._codes) for word in words)

    @cached_property
    def _subjects(self) -> tuple[str, ...]:
        """What is always the same in the subjects of letters, the built-in ones and the project's own."""
        letters = (*built_in_letters().values(), *_own_letters(self.folder))
        found = (_SUBJECT.search(one[:_SUBJECT_WITHIN].decode("utf-8", "replace")) for one in letters)
        return tuple(_PLACEHOLDER.sub(" ", one[1]) for one in found if one)


def _own_letters(folder: Path) -> Iterator[bytes]:
    with suppress(OSError):
        for path in sorted((folder / _LETTERS).glob("*.txt")):
            yield path.read_bytes()


def _is_in(name: Sequence[str], words: Sequence[str]) -> bool:
    """Return whether these words are among others, one after the other."""
    starts = range(len(words) - len(name) + 1)
    return bool(name) and any(tuple(words[at : at + len(name)]) == tuple(name) for at in starts)


def _most(texts: Iterable[str], words: frozenset[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for text in texts:
        found |= Counter(word for word in words_of(text) if word in words)
    return found
