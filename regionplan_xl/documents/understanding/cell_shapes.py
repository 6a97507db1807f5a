"""What the cells of a column look like: numbers of measures, times, statuses, marks, names or running text."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from regionplan_xl.documents.blocks import Cell
from regionplan_xl.documents.understanding.vocabulary import status_key
from regionplan_xl.plan.timeframe import Timeframe, leading
from regionplan_xl.text import fold, squeeze

NUMBER = re.compile(
    r"^(?:(?:tiltak|measure|action|maßnahme|massnahme|åtgärd)\s+)?"
    r"(?P<number>[^\W\d_]{0,4}[-. ]?\d{1,3}(?:\s?[.,]\s?\d{1,3}){0,4}[a-z]?)\s?[.:)]?$",
    re.IGNORECASE,
)
# A number before a text: of two figures at least, or with a letter («A1.2», «M-01», «T3»).
NUMBER_BEFORE = re.compile(
    r"^(?P<number>(?:[A-ZÆØÅÄÖÜ]{1,4}[-. ]?)?\d{1,3}(?:\s?[.,]\s?\d{1,3}){1,4}|[A-ZÆØÅÄÖÜ]{1,3}-?\d{1,3})"
    r"(?P<end>\s?[.:)]?)(?:\s+|(?<=[.:)])(?=[^\W\d]))(?P<rest>\S.*)$",
    re.DOTALL,
)
_MARKS = frozenset(("x", "✓", "✔", "☒", "☑", "•", "●", "■", "v", "ja", "yes", "1", "*", "✗", "🗸"))
_NAME_WORDS = 6


@dataclass(frozen=True)
class Shape:
    """Shares (0.0-1.0) of the filled cells that look like something, how many are filled, and their mean length.

    `marks` counts painted empty cells too: a plan of weeks or quarters is often painted.
    """

    filled: int
    length: float
    numbers: float
    times: float
    statuses: float
    marks: float
    names: float


def shape_of(cells: Sequence[Cell]) -> Shape:
    """Return what the cells of a column look like; the cells that a merged one covers count once."""
    own = [cell for cell in cells if not cell.continues]
    texts = [squeeze(cell.text) for cell in own if cell.text.strip()]
    painted = sum(1 for cell in own if cell.fill and not cell.text.strip())

    def share(looks_like: Callable[[str], bool]) -> float:
        return sum(map(looks_like, texts)) / len(texts) if texts else 0.0

    marked = sum(map(is_mark, texts)) + painted
    return Shape(
        filled=len(texts) + painted,
        length=sum(map(len, texts)) / len(texts) if texts else 0.0,
        numbers=share(is_number),
        times=share(is_time),
        statuses=share(lambda text: status_key(text) is not None),
        marks=marked / (len(texts) + painted) if texts or painted else 0.0,
        names=share(_is_name),
    )


def is_number(text: str) -> bool:
    """True for the number of a measure alone: «1.1.2.», «M-01», «Tiltak 4»; not for a year."""
    return NUMBER.match(text) is not None and not re.fullmatch(r"(?:19|20)\d\d", text)


def is_time(text: str) -> bool:
    """True for a timeframe: a year, a span, a month, a season, «årleg»."""
    return Timeframe.parse(text).kind not in ("none", "unclear") or leading(text) is not None


def is_mark(text: str) -> bool:
    """True for a tick or a cross alone."""
    return fold(text) in _MARKS


def _is_name(text: str) -> bool:
    return text[:1].isupper() and len(text.split()) <= _NAME_WORDS and not text.endswith(".")
