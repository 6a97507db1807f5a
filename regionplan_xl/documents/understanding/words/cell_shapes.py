"""The look of a column's cells: measure numbers, times, statuses, marks, names or running text."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from regionplan_xl.documents.blocks import TableCell
from regionplan_xl.documents.vocabulary.lookup import colour_word, status_key
from regionplan_xl.plan.timeframe import Timeframe, leading
from regionplan_xl.text import normalise, squeeze

NUMBER = re.compile(
    r"^(?:(?:tiltak|measure|action|maßnahme|massnahme|åtgärd)\s+)?"
    r"(?P<number>[^\W\d_]{0,4}[-. ]?\d{1,3}(?:\s?[.,]{1,2}\s?\d{1,3}){0,4}[a-z]?"
    r"|(?:[IVX]{1,5}|\d{1,2})\.[a-z])\s?[.:)]?$",
    re.IGNORECASE,
)
# A number before a text: at least two figures, or with a letter («A1.2», «M-01», «T3», «I.1», «I.a»).
NUMBER_BEFORE = re.compile(
    r"^(?P<number>(?:[A-ZÆØÅÄÖÜ]{1,4}[-. ]?)?\d{1,3}(?:\s?[.,]\s?\d{1,3}){1,4}|[A-ZÆØÅÄÖÜ]{1,3}[-.]?\d{1,3}"
    r"|(?:[IVX]{1,5}|\d{1,2})\.[a-z]|\d{1,2}[a-z](?=[.)]\s))"
    r"(?P<end>\s?[.:)]?)(?:\s+|(?<=[.:)])(?=[^\W\d]))(?P<rest>\S.*)$",
    re.DOTALL,
)
ORDINAL_BEFORE = re.compile(r"^(?P<number>\d{1,2})[.)]\s+(?P<rest>[A-ZÆØÅÄÖÜ«\"„].*)$", re.DOTALL)
"""A single figure before a capitalised text: «1. Bokbuss», not «3. klasse får svømming»."""
_MARKS = frozenset(("x", "✓", "✔", "☒", "☑", "•", "●", "■", "v", "ja", "yes", "1", "*", "✗", "🗸"))
_ANSWERS = frozenset((
    "ja", "nei", "nej", "nein", "no", "yes", "delvis", "delvist", "partly", "partially", "teilweise", "sí", "si", "oui",
    "non", "kyllä", "ei", "nee", "já", "nie", "tak",
))  # fmt: skip
_EMPTY_BOXES = frozenset(("\u2610", "\u25a1", "\u25fb", "\u2b1c", "[ ]", "[]"))
_NAME_WORDS = 6
_LONGEST_BODY = 45  # characters
_LONGEST_TIME = 30  # characters
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?!\d)")
_REPEATED = frozenset((
    "jährlich", "fortlaufend", "dauerhaft", "daueraufgabe", "løbende", "löpande", "årligen", "årligt", "halvårlig",
    "halvårleg", "varje år", "hvert år", "quarterly", "monthly", "biannually", "annuel", "annuellement", "en continu",
    "continu", "permanent", "anual", "anualmente", "continuo", "permanente", "doorlopend", "jaarlijks", "vuosittain",
    "jatkuva", "jatkuvasti", "annuale", "contínuo", "árlega", "tbc", "tbd", "kurzfristig", "mittelfristig",
    "langfristig", "ogni anno", "cada año", "chaque année", "elk jaar", "co roku", "corocznie", "na bieżąco", "stale",
    "short term", "medium term", "long term", "kort sikt", "mellomlang sikt", "lang sikt",
    "snarast", "snarest", "snarast råd", "snarest mulig", "så snart som mogleg", "så snart som mulig", "straks",
    "asap", "as soon as possible", "immediately", "umgehend", "sofort", "omgående", "snarast möjligt", "omgåande",
    "hurtigst muligt",
))  # fmt: skip
_WORDS_OF_TIME = max(len(word.split()) for word in _REPEATED)
# What names of bodies contain or end in.
_BODY = re.compile(
    r"\w*(?:kommun|etat|avdeling|avdelning|afdeling|abteilung|forvaltning|förvaltning|nämnd|utval|utskot|kontor|enhet|"
    r"enhed|eining|seksjon|sekretariat|styrelse|foretak|bolag|lautakunta|virasto|toimiala|behörde|council|department|"
    r"agency|ministr|committee|directorate|direction|direcci|service|servici|concejal|ayuntamiento|senter|centre|ufficio|comune|urząd|wydział|ośrod)\w*"
    r"|\b\w*(?:amt|verk|råd|rat|dienst|team|board|office|nav)\b"
)
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_PLACEHOLDER = re.compile(r"\[[^\[\]]*\]|<[^<>]*>|\{[^{}]*\}|[xX]{2,}|[.\u2026_\s]+|(?:lorem ipsum)\b.*")


@dataclass(frozen=True)
class Shape:
    """Shares (0.0-1.0) of the filled cells by look, the number of filled cells, and their mean length.

    `marks` includes painted empty cells, because plans by week or quarter are often painted. `answers` are yes, no and
    partly. `different` is the share of distinct texts; a merged text counts once per row.
    """

    filled: int
    length: float
    numbers: float
    times: float
    statuses: float
    marks: float
    names: float
    bodies: float = 0.0
    different: float = 1.0
    colours: float = 0.0
    answers: float = 0.0


class _Look(NamedTuple):
    """What a single text looks like."""

    number: bool
    time: bool
    status: bool
    mark: bool
    name: bool
    body: bool
    colour: bool
    answer: bool


# Cached, because a cell is looked at once for each row above it that may be a header.
@lru_cache(maxsize=8192)
def _look_of(text: str) -> _Look:
    return _Look(
        number=is_number(text),
        time=is_time(text),
        status=status_key(text) is not None,
        mark=is_mark(text),
        name=_is_name(text),
        body=len(text) <= _LONGEST_BODY and has_word_for_body(text),
        colour=is_colour(text) or (colour_word(text) is not None and " " not in text),
        answer=normalise(text) in _ANSWERS,
    )


def shape_of(cells: Sequence[TableCell]) -> Shape:
    """Return the look of a column's cells; merged cells count once."""
    own = [cell for cell in cells if not cell.continues]
    texts = [squeeze(cell.text) for cell in own if cell.text.strip() and not is_empty_box(cell.text)]
    painted = sum(1 for cell in own if cell.fill and not cell.text.strip())
    looks = [_look_of(text) for text in texts]

    def share(looks_like: Callable[[_Look], bool]) -> float:
        return sum(map(looks_like, looks)) / len(looks) if looks else 0.0

    marked = sum(look.mark for look in looks) + painted
    everywhere = [normalise(cell.text) for cell in cells if cell.text.strip()]
    return Shape(
        filled=len(texts) + painted,
        length=sum(map(len, texts)) / len(texts) if texts else 0.0,
        numbers=share(attrgetter("number")),
        times=share(attrgetter("time")),
        statuses=share(attrgetter("status")),
        marks=marked / (len(texts) + painted) if texts or painted else 0.0,
        names=share(attrgetter("name")),
        bodies=share(attrgetter("body")),
        different=len(set(everywhere)) / len(everywhere) if everywhere else 1.0,
        colours=share(attrgetter("colour")),
        answers=share(attrgetter("answer")),
    )


def is_number(text: str) -> bool:
    """Return whether a text is a measure number alone: «1.1.2.», «M-01», «Tiltak 4»; a year is not."""
    return NUMBER.match(text) is not None and not re.fullmatch(r"(?:19|20)\d\d", text)


def is_time(text: str) -> bool:
    """Return whether a text is a timeframe: a year, a span, a month, a season, «årleg»."""
    if len(text) <= _LONGEST_TIME and (_YEAR.search(text) or normalise(text).rstrip(".") in _REPEATED):
        return True
    return Timeframe.parse(text).kind not in ("none", "unclear") or leading(text) is not None


def leading_time(text: str) -> tuple[str, str] | None:
    """Return the timeframe at the start of a text, and the rest; None if there is none."""
    words = text.split()
    for count in range(min(_WORDS_OF_TIME, len(words)), 0, -1):
        time = " ".join(words[:count])
        if normalise(time).rstrip(".,") in _REPEATED:
            return leading(text) or (time, " ".join(words[count:]))
    return leading(text)


def has_word_for_body(text: str) -> bool:
    """True for a text with a word in it, or the end of one, that names of bodies have: «Teknisk etat»."""
    return _BODY.search(normalise(text)) is not None


def is_colour(text: str) -> bool:
    """Return whether a text is a colour written as «#C00000»."""
    return _COLOUR.fullmatch(text) is not None


def is_placeholder(text: str) -> bool:
    """Return whether a text is a template's placeholder: «[Sett inn tiltak]», «<action>», «xxx», «…»."""
    return _PLACEHOLDER.fullmatch(squeeze(text)) is not None


def is_empty_box(text: str) -> bool:
    """Return whether a text is a box that nobody has ticked."""
    return text.strip() in _EMPTY_BOXES


def begins_within(text: str) -> bool:
    """Return whether a text begins in the middle of a sentence: with a small letter, a bracket or a comma."""
    first = text.strip()[:1]
    return first.islower() or (first != "" and first in "(,;/&+)")


def is_mark(text: str) -> bool:
    """Return whether a text is a tick or cross alone."""
    return normalise(text) in _MARKS


def _is_name(text: str) -> bool:
    return text[:1].isupper() and len(text.split()) <= _NAME_WORDS and not text.endswith(".")
