"""Parse the text of a status cell into a status of the scale, or the reason to ask."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from os.path import commonprefix

from regionplan_xl.excel.common.cell_formats import status_symbol
from regionplan_xl.excel.parsing import status_grammar as grammar
from regionplan_xl.excel.parsing import status_words
from regionplan_xl.excel.parsing.dates import Span, replace_spans
from regionplan_xl.excel.parsing.painted_colour import status_of_colour_name
from regionplan_xl.excel.parsing.status_grammar import Term
from regionplan_xl.plan.merging.sent_and_returned import Unclear
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import bare, normalise, phrase, shortened

# How forms and systems without Norwegian letters spell them.
_SPELLINGS: tuple[Mapping[str, str], ...] = (
    {"æ": "ae", "ø": "o", "å": "a"},
    {"æ": "ae", "ø": "oe", "å": "aa"},
    {"æ": "", "ø": "", "å": ""},
)
_LOST_LETTERS_FROM = 6  # letters; a shorter word with missing letters is not recognised
_TYPO_FROM = 8  # letters; a shorter word with a typing error is not recognised
_LONGEST_WORDING = 7  # words
_LONGEST = 500  # characters; a longer text is taken for a comment
_MOST_WORDS = 40  # between two signs
_MOJIBAKE = re.compile(r"[ÃÂ]\S")
_LOST_LETTER = re.compile(r"\w[?\ufffd]+\w")  # «gjennomf?rt»
_PERCENT = re.compile(
    r"(?<![\w.,–-])(?P<number>\d{1,3}(?:[.,]\d+)?)\s*(?:"
    + "|".join(re.escape(w) for w in status_words.PERCENT_WORDS)
    + r")(?!\w)"
)
# «ca. 40 %» is started, as 40 % is; «ca. 100 %» is not done.
_ABOUT = re.compile(r"\b(?:ca\.?|cirka|omtrent|om lag|rundt|about)\s*(?=\d{1,2}(?:[.,]\d+)?\s*(?:%|prosent))")
_SYMBOL = re.compile(r"(?P<symbol>[○◐●])\s+(?=\S)")
_BULLET = re.compile(r"^[*•·–—-]+\s+")
_EMPTY_BOX = re.compile(r"[\[({]\s*[\])}]")
_BETWEEN_STATEMENTS = re.compile(r"\s[-–—]+\s|[,;.:!()\[\]{}/|•·–—]+|(?<!\w)-+|-+(?!\w)")
_PUNCTUATION = frozenset("-–—.,:;!()[]{}/|«»\"“”„‘’‚'`´…•·_")
_QUOTES = dict.fromkeys(map(ord, "«»\"“”„‘’‚'`´…"), None)
# Invisible characters from phones and right-to-left systems; variation selectors only choose how a sign is drawn.
_INVISIBLE = dict.fromkeys(
    [0x202A, 0x202B, 0x202C, *range(0x2066, 0x206A), *range(0xFE00, 0xFE0F), 0x61C], None
)
_SPAN_MARK, _PERCENT_MARK = "\ue000", "\ue001"


def parse_status(written: str, scale: Scale, today: date | None = None) -> str | Unclear:
    """Return the key of the status that `written` (not blank) unambiguously names, else `Unclear`.

    A word of config.yaml, letter for letter, is that status, whatever signs it contains. Otherwise every word must be
    known and all statements must agree: one unknown word may reverse the meaning. `today`: «ferdig 12.3.2025» means
    done only if that day has passed.
    """
    if named := scale.status_of_word(written):
        return named
    unclear = Unclear(written, phrase("«{shown}» is none of the statuses.", shown=shortened(written)))
    if len(written) > _LONGEST:
        return unclear
    if marked := _SYMBOL.match(written):
        # Gnumeric saves a status as displayed; in workbooks sent by earlier versions the format put a symbol before it.
        word = parse_status(written[marked.end() :], scale, today)
        return unclear if isinstance(word, str) and status_symbol(scale, word) != marked["symbol"] else word
    text = normalise(written.translate(_INVISIBLE))
    words = _words(scale)
    if (
        _LOST_LETTER.search(written)
        or fix_encoding(written) != written
        or _EMPTY_BOX.search(text)
        or any(sign in text for sign in ("?", _SPAN_MARK, _PERCENT_MARK))
    ):
        return unclear
    whole = words.terms.get(bare(text))
    if whole and whole.status and all(c.isalnum() or c.isspace() or c in _PUNCTUATION for c in text):
        return whole.status
    statements = _statements(text, words, today)
    status = grammar.common_status([grammar.meaning_of(one) for one in statements or ()])
    return status if status is not None and status in scale else unclear


def status_of_heading(heading: str, scale: Scale) -> str | None:
    """Return the status that a heading names («Grøn», «Gjennomført»); people tick rows in its column."""
    words, word = _words(scale), bare(heading)
    terms = (words.terms.get(word), words.respelt.get(_unaccented(word))) if word else ()
    return next((term.status for term in terms if term and term.status), None)


def fix_encoding(text: str) -> str:
    """Repair UTF-8 that was decoded as Windows-1252 or Latin-1 («GjennomfÃ¸rt»)."""
    if not _MOJIBAKE.search(text):
        return text
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text


@dataclass(frozen=True)
class _Words:
    """The term that each known wording contributes. Words are compared in the form that `text.bare` returns.

    `respelt`: other spellings of the wordings of statuses, except those that two statuses share. `signs`: ✓ etc.
    """

    terms: Mapping[str, Term]
    respelt: Mapping[str, Term]
    signs: Mapping[str, Term]

    def term(self, word: str) -> Term | None:
        """Return the term that `word` contributes; None if it is unknown."""
        return self.terms.get(word) or self.respelt.get(_unaccented(word))

    def mistyped(self, word: str) -> Term | None:
        """Return the term of a long word with one typing error; None if it is unknown."""
        if len(word) < _TYPO_FROM - 1 or word in status_words.OTHER_WORDS:
            return None
        found = {term for known, term in self.terms.items() if term.status and _has_one_typo(word, known)}
        return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=64)
def _words(scale: Scale) -> _Words:
    begun = _listed(status_words.BEGUN_WORDS)
    statuses: dict[str, str] = {}
    for key, listed in (("started", begun), *((k, _listed(w)) for k, w in status_words.STATUS_WORDS.items())):
        if key in scale:
            statuses.update(dict.fromkeys(listed, key))
    if len(scale.statuses) > 3:
        for word in _listed(status_words.CLOSED_WORDS):
            statuses.pop(word, None)
    signs = {sign: Term(status="done") for sign in status_words.DONE_SIGNS if "done" in scale}
    signs |= {sign: Term("cheer") for sign in status_words.CHEERS}
    coloured: dict[str, str] = {}
    for name, words in status_words.COLOUR_WORDS.items():
        key_of_colour = status_of_colour_name(name, scale)
        for wording in map(str.strip, words.split(",")):
            if key_of_colour is None:
                statuses.pop(bare(wording), None)
            elif bare(wording):
                coloured[bare(wording)] = key_of_colour
            else:
                signs[wording] = Term(status=key_of_colour, colour=True)
    statuses |= coloured | scale.words()
    terms = {word: Term(role) for role, words in status_words.ROLE_WORDS.items() for word in _listed(words)}
    named = {
        word: Term(status=key, begun=word in begun, colour=word in coloured) for word, key in statuses.items()
    }
    return _Words(terms | named, _respelt(named), signs)


def _listed(words: str) -> list[str]:
    return [bare(word) for word in words.split(",")]


def _respelt(named: Mapping[str, Term]) -> dict[str, Term]:
    respelt: dict[str, Term | None] = {}
    for word, term in named.items():
        for spelling in _spellings(word):
            known = respelt.setdefault(spelling, term)
            if known is not None and known.status != term.status:
                respelt[spelling] = None
    return {word: term for word, term in respelt.items() if term is not None}


def _spellings(word: str) -> Iterator[str]:
    for spelling in _SPELLINGS:
        other = "".join(spelling.get(letter, letter) for letter in word)
        if len(other) >= len(word) or len(word) >= _LOST_LETTERS_FROM:
            yield other


def _statements(text: str, words: _Words, today: date | None) -> list[list[Term]] | None:
    """Return the statements that `text` consists of; None if any part of it is unknown."""
    text = _ABOUT.sub("", _BULLET.sub("", text))
    percents = [float(found["number"].replace(",", ".")) for found in _PERCENT.finditer(text)]
    spans, text = replace_spans(_PERCENT.sub(f" {_PERCENT_MARK} ", text), _SPAN_MARK)
    for sign in {c for c in text if c in words.signs}:
        text = text.replace(sign, f" {sign} ")
    if not all(_is_known_character(c, words) for c in text):
        return None
    text = re.sub(r"\bpr\.", "pr", text.translate(_QUOTES))
    statements: list[list[Term]] = [[]]
    marked = (iter(spans), iter(percents))
    for part in _BETWEEN_STATEMENTS.split(text):
        tokens = re.split(r"[\s-]+", part)
        terms = _terms_of([token for token in tokens if token], words, marked, today)
        if terms is None:
            return None
        statements.append([])
        for term in terms:
            # «påstarta ikkje ferdig»: the part before the «not» is a separate statement.
            if term.role == "between" or (term.role == "not" and any(a.status for a in statements[-1])):
                statements.append([])
            # «Ikkje påstarta: nei» denies the words before it.
            if term.role == "no" and any(statements):
                return None
            if term.role != "between":
                statements[-1].append(term)
    return [statement for statement in statements if statement]


def _terms_of(
    tokens: list[str], words: _Words, marked: tuple[Iterator[Span], Iterator[float]], today: date | None
) -> list[Term] | None:
    spans, percents = marked
    if "no" in tokens and any(token in status_words.ENGLISH for token in tokens):
        return None
    terms: list[Term] = []
    for is_word, group in groupby(tokens, lambda token: bool(bare(token))):
        if is_word:
            found = _wordings_in(tuple(group), words)
        else:
            # A sign is not part of a word, nor is a day.
            found = [
                _term_of_span(next(spans), today)
                if token == _SPAN_MARK
                else Term(grammar.PERCENT, percent=next(percents))
                if token == _PERCENT_MARK
                else words.signs.get(token)
                for token in group
            ]
        if found is None or None in found:
            return None
        terms += [term for term in found if term is not None]
    return terms


def _wordings_in(tokens: tuple[str, ...], words: _Words) -> list[Term | None] | None:
    """Split the tokens into known wordings, the longest first; None if that is impossible."""
    bares = [bare(token) for token in tokens]
    dead_ends: set[int] = set()

    def split_from(at: int) -> list[Term | None] | None:
        if at == len(bares):
            return []
        for count in range(min(_LONGEST_WORDING, len(bares) - at), 0, -1):
            term = (
                Term("between")
                if bares[at] in status_words.BETWEEN
                else words.term("".join(bares[at : at + count]))
            )
            if count == 1 and term is None:
                term = words.mistyped(bares[at])
            if term is None or (term.role == "between" and count > 1) or at + count in dead_ends:
                continue
            if (rest := split_from(at + count)) is not None:
                return [term, *rest]
        dead_ends.add(at)
        return None

    return split_from(0) if len(bares) <= _MOST_WORDS else None


def _term_of_span(span: Span, today: date | None) -> Term | None:
    """Return the term for a span in the past, in the future or now; None if `today` is unknown."""
    if today is None:
        return None
    if span.end <= today:
        return Term(grammar.SPAN_PAST)
    return Term(grammar.SPAN_LATER) if span.start > today else Term(grammar.SPAN_NOW)


def _has_one_typo(word: str, known: str) -> bool:
    """Return whether `word` is `known` with one letter too many, too few, wrong or swapped, in the middle.

    The end must be intact, since «gjennomført» and «gjennomføre» differ.
    """
    if len(known) < _TYPO_FROM or word == known or word[:2] != known[:2] or word[-3:] != known[-3:]:
        return False
    same = len(commonprefix((word, known)))  # noqa: RUF071  (of letters, not of paths)
    rest, known_rest = word[same:], known[same:]
    swapped = known_rest[1::-1] + known_rest[2:]
    return rest[1:] in (known_rest, known_rest[1:]) or rest in (known_rest[1:], swapped)


def _is_known_character(character: str, words: _Words) -> bool:
    return (
        character.isalnum()
        or character.isspace()
        or character in (_SPAN_MARK, _PERCENT_MARK)
        or character in words.signs
        or unicodedata.combining(character) > 0
        or character in _PUNCTUATION
    )


def _unaccented(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word)
    kept = "".join(c for c in decomposed if not unicodedata.combining(c) or c == "\u030a")
    return unicodedata.normalize("NFC", kept)
