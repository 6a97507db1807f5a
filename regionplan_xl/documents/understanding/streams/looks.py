"""Score how well a piece of text fits a column by its look."""

import re
from collections.abc import Collection, Hashable
from dataclasses import dataclass
from functools import cached_property

from regionplan_xl.documents.understanding.words.cell_shapes import NUMBER_BEFORE, is_number, is_time
from regionplan_xl.documents.vocabulary.lookup import find_label, match_heading, status_key
from regionplan_xl.documents.wording import is_bullet
from regionplan_xl.plan.timeframe import leading
from regionplan_xl.text import bare, normalise, squeeze

NAMES = frozenset(("responsible", "involved"))
TIMES = frozenset(("timeframe", "start", "end"))
FAR = 4
"""Empty lines: after this many, only a list can still belong to a row that has its names."""
TEXTS = frozenset(("text", "description"))
_NAME_WORDS = 6
_JOINING = frozenset((
    "for", "i", "og", "av", "på", "til", "of", "the", "and", "für", "der", "die", "und", "von", "för", "och", "af",
))  # fmt: skip
_AFTER_TIME = 2  # extra words in a time cell: «2025 (revidert)»
_NAME_PARTS = re.compile(r"\s*(?:[,;/]|\s(?:og|and|och|und|y|et)\s)\s*")
_CLOSING = re.compile(
    r"(?:(?:forslag|framlegg|innstilling|tilråding|förslag)\s+til+\s+(?:vedtak|uttale|innstilling|beslut)(?:\s.{0,40}:)?"
    r"|vedtak|vedtaksforslag|tilråding|tilrådning|innstilling|indstilling|konklusjon|saksvurdering|vurdering|oppsummering"
    r"|beslutsförslag|beschlussvorschlag|proposal|proposed decision)\s*:?"
)
_PAGE = re.compile(
    r"(?:side|page|seite|sida|s\.)?\s*[-–]?\s*\d{1,3}\s*(?:(?:av|of|von|/)\s*\d{1,3})?\s*[-–]?", re.IGNORECASE
)
_PLACE_AND_DAY = re.compile(r"[^\W\d][\w .-]{1,40},\s*(?:den\s+)?\d{1,2}\.?\s*[^\W\d]{3,}\s+(?:19|20)\d\d\.?")
_ENDS_SENTENCE = re.compile(r"[.:!?]$")


@dataclass(frozen=True)
class LinePiece:
    """A line of a stream, or part of one. `first`: it begins its line; `gap`: empty lines above.

    `is_topic`: it is in the place of a heading for the measures' column. `is_apart`: the document has several heading
    rows and it is right above none of them, so it is hardly a heading over measures. `unsure`: it was split from the
    text before it without clear evidence. `is_shorter`: it begins with a number that has fewer figures than those of
    the measures («1.1» above «1.1.1»).
    """

    text: str
    line: int
    first: bool = True
    gap: int = 0
    is_topic: bool = False
    is_apart: bool = False
    unsure: bool = False
    is_shorter: bool = False
    is_odd_number: bool = False

    @cached_property
    def words(self) -> int:
        return len(self.text.split())

    @cached_property
    def is_number(self) -> bool:
        """Whether it is a number with at least two figures or a letter; a single figure may be anything."""
        text = self.text.strip()
        several = re.search(r"\d\D+\d|[^\W\d]", text)
        if self.label or self.is_shorter or self.is_odd_number:
            return False
        return bool(is_number(text) and several and not self.is_time)

    @cached_property
    def is_time(self) -> bool:
        found = leading(self.text)
        rest = len(found[1].split()) if found else max(self.words - 1, 0)
        return is_time(self.text) and rest <= _AFTER_TIME

    @cached_property
    def is_status(self) -> bool:
        return status_key(self.text) is not None

    @cached_property
    def is_low(self) -> bool:
        """Whether it begins with a lower-case letter, like the rest of a sentence."""
        return self.text[:1].islower()

    @cached_property
    def ends_sentence(self) -> bool:
        return _ENDS_SENTENCE.search(self.text) is not None

    @cached_property
    def is_bullet(self) -> bool:
        return is_bullet(self.text)

    @cached_property
    def is_capitals(self) -> bool:
        return self.text.isupper() and len(bare(self.text)) > 3

    @cached_property
    def label(self) -> str:
        """What it says it is: "area", "goal" or ""."""
        found = find_label(self.text)
        return found.means if found and found.means in ("area", "goal") and found.number else ""

    @cached_property
    def is_bare_label(self) -> bool:
        """Whether it is only a label and its number («Mål 1.1:»), so that its text is still to come."""
        found = find_label(self.text)
        return bool(self.label and found and not found.rest)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Its parts, if it were a list of names."""
        return tuple(part for part in _NAME_PARTS.split(squeeze(self.text)) if part)

    @cached_property
    def goes_on(self) -> str:
        """How it shows that its cell continues on the next line: "word", "cell" or ""."""
        if re.search(r"\w[-\u00ad\u2010\u2011]$", self.text):
            return "word"
        return "cell" if re.search(r"[-,/&\u00ad\u2010\u2011]$", self.text) else ""

    @cached_property
    def shape(self) -> Hashable:
        """Everything that determines the step from one piece to the next."""
        return (
            self.first, min(self.gap, FAR), bool(self.text), self.label, self.is_bare_label, self.is_capitals,
            self.is_low, self.is_bullet, self.goes_on,
        )  # fmt: skip

    def looks_like_names(self) -> bool:
        """Return whether all parts are short and capitalised and it is not a sentence."""
        return bool(self.names) and all(map(_looks_like_name, self.names))


def _looks_like_name(text: str) -> bool:
    words = text.split()
    if text.isupper() and len(words) > 2:
        return False
    low = [word for word in words if word.lstrip("«\"'(")[:1].islower() and word.casefold() not in _JOINING]
    return text[:1].isupper() and len(words) <= _NAME_WORDS and len(low) < 2 and not text.endswith((".", ":"))


def fit(piece: LinePiece, field: str, known: Collection[str]) -> float:
    """Return how well a piece fits a column: above 0 if it looks like the usual content, otherwise below."""
    if field == "number":
        return 5.0 if piece.is_number else -9.0
    if piece.is_number:
        return -7.0
    if field in TIMES:
        return 5.0 if piece.is_time else -1.5 - min(piece.words, 10) * 0.6
    if field == "status":
        return 5.0 if piece.is_status else -5.0
    if field == "progress":
        return 4.0 if re.fullmatch(r"\d{1,3}\s?%", piece.text) else -5.0
    if piece.is_time:
        return -5.0
    if field in NAMES:
        return _fit_of_names(piece, known)
    if field in TEXTS:
        return _fit_of_text(piece, known)
    return -0.5 if piece.words < 3 else 0.5


def _fit_of_names(piece: LinePiece, known: Collection[str]) -> float:
    if piece.is_bullet:
        return -4.0
    if all(bare(name) in known for name in piece.names):
        return -0.5 if piece.ends_sentence else 3.0
    if piece.ends_sentence:
        return -4.0 if piece.words > 2 else -1.5
    if any(bare(name) in known for name in piece.names):
        return 2.0
    if piece.looks_like_names():
        return 1.5 if piece.words <= 3 else 0.5
    return 0.0 if piece.words <= 2 else -1.0 - 0.5 * min(piece.words, 10)


def _fit_of_text(piece: LinePiece, known: Collection[str]) -> float:
    if piece.is_bullet:
        return 2.0
    if all(bare(name) in known for name in piece.names):
        return 0.0 if piece.ends_sentence else -2.5
    if piece.is_capitals:
        return -1.5
    if piece.words >= 4:
        return 2.5
    return 0.5 if piece.words > 1 or piece.is_low else -1.0


def band_fit(piece: LinePiece) -> float:
    """Return how well a piece fits as a heading over the measures below it."""
    if piece.is_topic:
        return 9.0
    if piece.label:
        return 6.0
    if piece.is_shorter:
        return 4.0
    if piece.is_number or piece.is_time or piece.is_bullet:
        return -8.0
    if piece.words == 1 and match_heading(normalise(piece.text)):
        return -6.0
    if piece.is_capitals:
        return -2.0 if piece.is_apart else 3.0
    return -4.5


def number_before(text: str) -> tuple[str, str] | None:
    """Return the measure number at the start of a line, and the rest of the line."""
    found = NUMBER_BEFORE.match(text)
    if not found or (found["rest"].islower() and found["rest"].isalpha()):
        return None  # «3.2 million»
    if re.search(r"(?<!\d)0\d", found["number"]):
        return None  # «15.03.25» is a date
    return found["number"] + found["end"].strip(), found["rest"]


def is_closing(text: str) -> bool:
    """Return whether a text follows the plan in a case: «Forslag til vedtak:», or place and date of signature."""
    return (
        _CLOSING.fullmatch(normalise(text)) is not None or _PLACE_AND_DAY.fullmatch(squeeze(text)) is not None
    )


def is_page_number(text: str) -> bool:
    """Return whether a text is a page number: «3», «Side 3», «3 av 12», «- 3 -»."""
    return _PAGE.fullmatch(squeeze(text)) is not None
