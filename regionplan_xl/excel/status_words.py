"""The one reader of status words: what somebody wrote -> a status of the scale, or why we must ask."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from regionplan_xl.excel import wordings
from regionplan_xl.excel.painted import status_of_family
from regionplan_xl.plan.exchange import Unclear
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import bare, fold, say

# Norwegian letters as they come back from forms and systems that lack them.
_SPELLINGS: tuple[Mapping[str, str], ...] = (
    {"æ": "ae", "ø": "o", "å": "a"},
    {"æ": "ae", "ø": "oe", "å": "aa"},
    {"æ": "", "ø": "", "å": ""},
)
_LOST_LETTERS_FROM = 6  # a shorter word is not recognised with letters missing
_MOJIBAKE = re.compile(r"Ã[^\s]|Â[^\s]")
_PERCENT = re.compile(
    r"(?P<number>\d{1,3}(?:[.,]\d+)?)\s*(?:"
    + "|".join(re.escape(w) for w in wordings.PERCENT_WORDS)
    + r")(?!\w)"
)


def status_of_words(written: str, scale: Scale) -> str | Unclear:
    """The key of the status that `written` surely names (it is not blank), else `Unclear` with the reason."""
    text = fold(_mended(written))
    unclear = Unclear(written, say("«{shown}» is none of the statuses.", shown=_short(written)))
    if any(sign in text for sign in wordings.NO_SIGNS):
        return unclear
    words = _words(scale)
    signs, text = _take_signs(text, words)
    percents, text = _take_percents(text)
    meant = set(signs)
    rest = _without_fillers(text)
    if bare(rest):
        if "?" in rest and not _lost_letter(rest):
            return unclear
        key = words.sure(bare(text)) or words.sure(bare(rest))
        if key is None:
            return unclear
        meant.add(key)
    if percents and not all(_fits(percent, meant) for percent in percents):
        return unclear
    if percents and not meant:
        meant = {_of_percent(percent) for percent in percents}
    if len(meant) != 1 or not meant <= set(scale.keys()):
        return unclear
    return meant.pop()


def status_of_heading(heading: str, scale: Scale) -> str | None:
    """The status that a column's heading names («Grøn», «Gjennomført»), under which people tick off rows."""
    return _words(scale).sure(bare(heading)) if bare(heading) else None


@dataclass(frozen=True)
class _Words:
    exact: Mapping[str, str]
    spelt: Mapping[str, str]
    signs: Mapping[str, str]

    def sure(self, word: str) -> str | None:
        """The status that `word` (as `text.bare` has it) surely means."""
        return self.exact.get(word) or self.spelt.get(_unaccented(word))


@lru_cache(maxsize=64)
def _words(scale: Scale) -> _Words:
    exact: dict[str, str] = {}
    signs = {sign: "done" for sign in wordings.DONE_SIGNS if "done" in scale}
    for key, listed in wordings.STATUS_WORDS.items():
        if key in scale:
            exact.update({bare(wording): key for wording in listed.split(",")})
    for name, listed in wordings.COLOUR_WORDS.items():
        meant = status_of_family(name, scale)
        for wording in map(str.strip, listed.split(",")):
            if meant is None:
                exact.pop(bare(wording), None)
            elif bare(wording):
                exact[bare(wording)] = meant
            else:
                signs[wording] = meant
    exact.update(scale.words())
    spelt: dict[str, str | None] = {}
    for word, key in exact.items():
        for spelling in _SPELLINGS:
            other = "".join(spelling.get(letter, letter) for letter in word)
            if other == word or (len(other) < len(word) < _LOST_LETTERS_FROM):
                continue
            # A spelling that two statuses share says nothing.
            spelt[other] = key if spelt.get(other, key) == key else None
    return _Words(exact, {word: key for word, key in spelt.items() if key is not None}, signs)


def _take_signs(text: str, words: _Words) -> tuple[list[str], str]:
    found = [words.signs[character] for character in text if character in words.signs]
    return found, "".join(" " if character in words.signs else character for character in text)


def _take_percents(text: str) -> tuple[list[float], str]:
    found = [float(match["number"].replace(",", ".")) for match in _PERCENT.finditer(text)]
    return found, _PERCENT.sub(" ", text)


def _without_fillers(text: str) -> str:
    words = re.split(r"[\s.,;:!()\[\]/«»\"']+", text)
    return " ".join(word for word in words if word and word not in wordings.FILLERS)


def _fits(percent: float, meant: set[str]) -> bool:
    """Whether a percentage says the same as the words around it."""
    if not meant:
        return percent in (0, 100)
    return meant == {_of_percent(percent)}


def _of_percent(percent: float) -> str:
    if percent > 100:
        return ""
    return "not_started" if percent == 0 else "done" if percent == 100 else "started"


def _lost_letter(text: str) -> bool:
    # «gjennomf?rt»: a question mark inside a word is a letter that some program could not write.
    return bool(re.search(r"\w\?\w", text)) and not text.rstrip().endswith("?")


def _unaccented(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word)
    kept = "".join(c for c in decomposed if not unicodedata.combining(c) or c == "\u030a")
    return unicodedata.normalize("NFC", kept)


def _mended(text: str) -> str:
    """UTF-8 that some program took for Windows' own letters («GjennomfÃ¸rt»), put right."""
    if not _MOJIBAKE.search(text):
        return text
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"
