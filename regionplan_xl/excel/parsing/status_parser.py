"""The one reader of status words: what somebody wrote -> a status of the scale, or why we must ask."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby

from regionplan_xl.excel.common.cell_formats import symbol
from regionplan_xl.excel.parsing import status_words
from regionplan_xl.excel.parsing.dates import Span, take_spans
from regionplan_xl.excel.parsing.painted_colour import status_of_family
from regionplan_xl.excel.parsing.status_grammar import PERCENT, SPAN_LATER, SPAN_PAST, Atom, sense_of, verdict
from regionplan_xl.plan.merging.exchange import Unclear
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import bare, fold, phrase

# Norwegian letters as they come back from forms and systems that lack them.
_SPELLINGS: tuple[Mapping[str, str], ...] = (
    {"æ": "ae", "ø": "o", "å": "a"},
    {"æ": "ae", "ø": "oe", "å": "aa"},
    {"æ": "", "ø": "", "å": ""},
)
_LOST_LETTERS_FROM = 6  # a shorter word is not recognised with letters missing
_TYPO_FROM = 8  # nor a shorter one with a typing error
_LONGEST_WORDING = 7  # words
_LONGEST = 500  # characters
_MOST_WORDS = 40  # whoever writes more than this wrote a comment
_MOJIBAKE = re.compile(r"[ÃÂ]\S")
_LOST_LETTER = re.compile(r"\w[?\ufffd]+\w")
_PERCENT = re.compile(
    r"(?<![\w.,–-])(?P<number>\d{1,3}(?:[.,]\d+)?)\s*(?:"
    + "|".join(re.escape(w) for w in status_words.PERCENT_WORDS)
    + r")(?!\w)"
)
# «ca. 40 %» is begun as surely as 40 %; «ca. 100 %» is not done.
_ABOUT = re.compile(r"\b(?:ca\.?|cirka|omtrent|om lag|rundt|about)\s*(?=\d{1,2}(?:[.,]\d+)?\s*(?:%|prosent))")
_SYMBOL = re.compile(r"(?P<symbol>[○◐●])\s+(?=\S)")
_BULLET = re.compile(r"^[*•·–—-]+\s+")
_EMPTY_BOX = re.compile(r"[\[({]\s*[\])}]")
_APART = re.compile(
    r"\s[-–—]+\s|[,;.:!()\[\]{}/|•·–—]+|(?<!\w)-+|-+(?!\w)"
)  # parts one statement from the next
_QUOTES = dict.fromkeys(map(ord, "«»\"“”„‘’‚'`´…"), None)
# What phones and right-to-left systems put in unseen; selectors choose how a sign is drawn.
_UNSEEN = dict.fromkeys([0x202A, 0x202B, 0x202C, *range(0x2066, 0x206A), *range(0xFE00, 0xFE0F), 0x61C], None)
_SPAN_MARK, _PERCENT_MARK = "\ue000", "\ue001"


def status_of_words(written: str, scale: Scale, today: date | None = None) -> str | Unclear:
    """The key of the status that `written` surely names (it is not blank), else `Unclear` with the reason.

    Every word of it must be known and every statement in it agree; a word or sign that is not known may turn
    it all around. `today`: «ferdig 12.3.2025» tells what was done only if that day has been.
    """
    unclear = Unclear(written, phrase("«{shown}» is none of the statuses.", shown=_short(written)))
    if len(written) > _LONGEST:
        return unclear
    if marked := _SYMBOL.match(written):
        # Gnumeric writes a status as it is shown, with the symbol that the cell's format puts before it.
        word = status_of_words(written[marked.end() :], scale, today)
        return unclear if isinstance(word, str) and symbol(scale, word) != marked["symbol"] else word
    text = fold(written.translate(_UNSEEN))
    words = _words(scale)
    if (
        _is_damaged(written)
        or _EMPTY_BOX.search(text)
        or any(sign in text for sign in ("?", _SPAN_MARK, _PERCENT_MARK))
    ):
        return unclear
    if all(c.isalnum() or c.isspace() or _is_punctuation(c) for c in text) and (
        key := words.exact.get(bare(text))
    ):
        return key
    clauses = _clauses(text, words, today)
    meant = verdict([sense_of(clause) for clause in clauses]) if clauses is not None else None
    return meant if meant is not None and meant in scale else unclear


def status_of_heading(heading: str, scale: Scale) -> str | None:
    """The status that a column's heading names («Grøn», «Gjennomført»), under which people tick off rows."""
    return _words(scale).sure(bare(heading)) if bare(heading) else None


def mended(text: str) -> str:
    """UTF-8 that some program took for Windows' own letters («GjennomfÃ¸rt»), put right."""
    if not _MOJIBAKE.search(text):
        return text
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text


def _is_damaged(written: str) -> bool:
    """Whether a program has spoilt letters of it: «GjennomfÃ¸rt», «gjennomf?rt»."""
    return bool(_LOST_LETTER.search(written)) or mended(written) != written


@dataclass(frozen=True)
class _Words:
    """Every wording -> what it adds to a statement; `exact` and `spelt` are those of statuses alone."""

    exact: Mapping[str, str]
    spelt: Mapping[str, str]
    atoms: Mapping[str, Atom]
    signs: Mapping[str, Atom]

    def sure(self, word: str) -> str | None:
        """The status that `word` (as `text.bare` has it) surely means."""
        return self.exact.get(word) or self.spelt.get(_unaccented(word))

    def atom(self, word: str) -> Atom | None:
        """What `word` adds to a statement; None where it is not known."""
        if word in self.atoms:
            return self.atoms[word]
        if key := self.spelt.get(_unaccented(word)):
            original = next((w for w in self.exact if self.exact[w] == key and _same_spelt(w, word)), "")
            return self.atoms.get(original, Atom(status=key))
        return None

    def mistyped(self, word: str) -> Atom | None:
        """What a long word with one typing error inside it adds."""
        if len(word) < _TYPO_FROM - 1 or word in status_words.OTHER_WORDS:
            return None
        found = {self.atoms[known] for known in self.exact if known in self.atoms and _one_slip(word, known)}
        return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=64)
def _words(scale: Scale) -> _Words:
    exact: dict[str, str] = {}
    signs = {sign: Atom(status="done") for sign in status_words.DONE_SIGNS if "done" in scale}
    signs |= {sign: Atom("cheer") for sign in status_words.CHEERS}
    for key, listed in (("started", status_words.BEGUN_WORDS), *status_words.STATUS_WORDS.items()):
        if key in scale:
            exact.update(dict.fromkeys(_listed(listed), key))
    if len(scale.statuses) > 3:
        for word in _listed(status_words.CLOSED_WORDS):
            exact.pop(word, None)
    coloured: dict[str, str] = {}
    for name, listed in status_words.COLOUR_WORDS.items():
        meant = status_of_family(name, scale)
        for wording in map(str.strip, listed.split(",")):
            if meant is None:
                exact.pop(bare(wording), None)
            elif bare(wording):
                coloured[bare(wording)] = meant
            else:
                signs[wording] = Atom(status=meant, colour=True)
    own = scale.words()
    exact |= coloured | own
    return _Words(exact, _misspelt(exact), _atoms(exact, coloured), signs)


def _atoms(exact: Mapping[str, str], coloured: Mapping[str, str]) -> dict[str, Atom]:
    begun = set(_listed(status_words.BEGUN_WORDS))
    atoms = {
        bare(word): Atom(role)
        for role, listed in (
            ("filler", status_words.FILLERS), ("not", status_words.NOT), ("still", status_words.STILL),
            ("nearly", status_words.NEARLY), ("partly", status_words.PARTLY), ("well", status_words.WELL),
            ("fully", status_words.FULLY), ("expected", status_words.EXPECTED),
            ("start_later", status_words.WILL_START), ("yes", status_words.YES),
            ("no", status_words.NO), ("past", status_words.PAST),
            ("since", status_words.SINCE), ("on", status_words.ON),
        )
        for word in listed.split(",")
    }  # fmt: skip
    for word, key in exact.items():
        atoms[word] = Atom(status=key, begun=word in begun, colour=word in coloured)
    return atoms


def _listed(wordings_with_commas: str) -> list[str]:
    return [bare(wording) for wording in wordings_with_commas.split(",")]


def _misspelt(exact: Mapping[str, str]) -> dict[str, str]:
    """Other spellings of the wordings, those left out that two statuses share."""
    spelt: dict[str, str | None] = {}
    for word, key in exact.items():
        for other in _spellings(word):
            spelt[other] = key if spelt.get(other, key) == key else None
    return {word: key for word, key in spelt.items() if key is not None}


def _spellings(word: str) -> Iterator[str]:
    for spelling in _SPELLINGS:
        other = "".join(spelling.get(letter, letter) for letter in word)
        if len(other) >= len(word) or len(word) >= _LOST_LETTERS_FROM:
            yield other


def _same_spelt(known: str, word: str) -> bool:
    return _unaccented(word) in _spellings(known)


def _clauses(text: str, words: _Words, today: date | None) -> list[list[Atom]] | None:
    """The statements that `text` consists of; None where something in it is not known."""
    text = _ABOUT.sub("", _BULLET.sub("", text))
    percents = [float(found["number"].replace(",", ".")) for found in _PERCENT.finditer(text)]
    spans, text = take_spans(_PERCENT.sub(f" {_PERCENT_MARK} ", text), _SPAN_MARK)
    for sign in {c for c in text if c in words.signs}:
        text = text.replace(sign, f" {sign} ")
    if not all(_is_known_character(c, words) for c in text):
        return None
    text = re.sub(r"\bpr\.", "pr", text.translate(_QUOTES))
    clauses: list[list[Atom]] = [[]]
    marked = (iter(spans), iter(percents))
    for part in _APART.split(text):
        tokens = re.split(r"[\s-]+", part)
        atoms = _atoms_of([token for token in tokens if token], words, marked, today)
        if atoms is None:
            return None
        clauses.append([])
        for atom in atoms:
            # «påstarta ikkje ferdig»: what was said before the «not» is a statement of its own.
            if atom.role == "between" or (atom.role == "not" and any(a.status for a in clauses[-1])):
                clauses.append([])
            # «Ikkje påstarta: nei» denies what went before.
            if atom.role == "no" and any(clauses):
                return None
            if atom.role != "between":
                clauses[-1].append(atom)
    return [clause for clause in clauses if clause]


def _atoms_of(
    tokens: list[str], words: _Words, marked: tuple[Iterator[Span], Iterator[float]], today: date | None
) -> list[Atom] | None:
    spans, percents = marked
    if "no" in tokens and any(token in status_words.ENGLISH for token in tokens):
        return None
    atoms: list[Atom] = []
    for is_word, group in groupby(tokens, lambda token: bool(bare(token))):
        if is_word:
            found = _wordings_in(tuple(group), words)
        else:
            # A sign is no part of a word, and neither is a day.
            found = [
                _of_span(next(spans), today)
                if token == _SPAN_MARK
                else Atom(PERCENT, percent=next(percents))
                if token == _PERCENT_MARK
                else words.signs.get(token)
                for token in group
            ]
        if found is None or None in found:
            return None
        atoms += [atom for atom in found if atom is not None]
    return atoms


def _wordings_in(tokens: tuple[str, ...], words: _Words) -> list[Atom | None] | None:
    """The tokens parted into known wordings, the longest first; None where they cannot be."""
    bares = [bare(token) for token in tokens]
    stuck: set[int] = set()

    def parted(at: int) -> list[Atom | None] | None:
        if at == len(bares):
            return []
        for count in range(min(_LONGEST_WORDING, len(bares) - at), 0, -1):
            atom = (
                Atom("between")
                if bares[at] in status_words.BETWEEN
                else words.atom("".join(bares[at : at + count]))
            )
            if count == 1 and atom is None:
                atom = words.mistyped(bares[at])
            if atom is None or (atom.role == "between" and count > 1) or at + count in stuck:
                continue
            if (rest := parted(at + count)) is not None:
                return [atom, *rest]
        stuck.add(at)
        return None

    return parted(0) if len(bares) <= _MOST_WORDS else None


def _of_span(span: Span, today: date | None) -> Atom | None:
    """A day that has been, or one to come; None where it is not known or lies between."""
    if today is None:
        return None
    if span.end <= today:
        return Atom(SPAN_PAST)
    return Atom(SPAN_LATER) if span.start > today else Atom("span_now")


def _one_slip(word: str, known: str) -> bool:
    """Whether `word` is `known` with one letter too many, too few, wrong or swapped, well inside it.

    Its end must be whole: «gjennomført» and «gjennomføre» are not the same.
    """
    if len(known) < _TYPO_FROM or abs(len(word) - len(known)) > 1 or word == known:
        return False
    if word[:2] != known[:2] or word[-3:] != known[-3:]:
        return False
    head = next(
        (i for i, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), min(len(word), len(known))
    )
    if len(word) == len(known):
        swapped = word[:head] + word[head + 1 : head + 2] + word[head : head + 1] + word[head + 2 :]
        return word[head + 1 :] == known[head + 1 :] or swapped == known
    longer, shorter = (word, known) if len(word) > len(known) else (known, word)
    return longer[head + 1 :] == shorter[head:]


def _is_known_character(character: str, words: _Words) -> bool:
    return (
        character.isalnum()
        or character.isspace()
        or character in (_SPAN_MARK, _PERCENT_MARK)
        or character in words.signs
        or unicodedata.combining(character) > 0
        or _is_punctuation(character)
    )


def _is_punctuation(character: str) -> bool:
    return character in "-–—.,:;!()[]{}/|«»\"“”„‘’‚'`´…•·_"


def _unaccented(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word)
    kept = "".join(c for c in decomposed if not unicodedata.combining(c) or c == "\u030a")
    return unicodedata.normalize("NFC", kept)


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"
