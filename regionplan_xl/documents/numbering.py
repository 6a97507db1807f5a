"""The numbers that a plan's lines begin with: areas, goals, measures, and page furniture."""

import re
from dataclasses import dataclass

from regionplan_xl.text import bare, fold, squeeze

_GOAL = re.compile(
    r"^(?:Del|DEL|Hovud|HOVUD|Hoved|HOVED)?\s?(?:[Mm]ål|MÅL)\s*(?:nr\.?\s*)?"
    r"(?P<number>\d{1,2}\s?\.\s?\d{1,2})(?![\d.]*\d)\s*[.:;)]*\s*(?:[-–—]\s+)?(?P<rest>.*)$"
)
_AREA = re.compile(
    r"^(?:mål|satsingsområde|innsatsområde|satsningsområde|fokusområde|område|kapittel|del)\s*(?:nr\.?\s*)?"
    r"(?P<number>\d{1,2})\s*(?:[.:;)]|[-–—]\s|\s|$)\s*(?:[-–—]\s+)?(?P<rest>(?!\d).*)$",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"^(?P<number>\d{1,2})\s*[.:)]?\s+(?P<rest>\D.*)$")
_MEASURE = re.compile(
    r"^(?:[Tt]iltak\s+)?(?P<number>[.,]?\d{1,2}(?:\s?[.,]{1,2}\s?\d{1,2}){1,3})(?!\d)(?P<end>\s?[.:;)]*)(?P<rest>.*)$"
)
_PAGE = re.compile(
    r"^(?:(?:side|page|s\.)\s*)?[-–]?\s*\d{1,3}\s*(?:(?:av|of|/)\s*\d{1,3})?\s*[-–]?$", re.IGNORECASE
)
_CLOSING = re.compile(
    r"^(?:(?:forslag|framlegg|innstilling|tilråding)\s+til\s+(?:vedtak|uttale|innstilling)(?:\s.{0,40}:)?"
    r"|vedtak|vedtaksforslag|tilråding|tilrådning|innstilling|konklusjon|saksvurdering|vurdering|oppsummering"
    r"|proposal|proposed decision)\s*:?$"
)
_HEADINGS = frozenset((
    "nr", "nummer", "no", "tiltak", "tid", "tidsramme", "frist", "når", "ansvar", "ansvarleg", "ansvarlig",
    "ansvarlege", "involvering", "involverte", "innovering", "deltakarar", "status", "merknad", "merknader",
    "kommentar", "measure", "timeframe", "responsible", "involved",
))  # fmt: skip


@dataclass(frozen=True)
class Numbered:
    """A number at the start of a line, normalised (no spaces, no dot at the ends), and the rest of the line.

    `printed` is the number as printed. `headless`: it began with a dot.
    """

    number: str
    printed: str
    rest: str
    headless: bool = False

    @property
    def parts(self) -> tuple[int, ...]:
        """The figures of the number: (4, 5, 2)."""
        return tuple(int(part) for part in self.number.split("."))

    @property
    def clean(self) -> bool:
        """True if it was printed as numbers usually are (`1.1.3` or `1.1.3.`)."""
        return self.printed.rstrip(".:;) ") == self.number


def goal_number(text: str) -> Numbered | None:
    """Return the number of the goal that a line begins: «Mål 1.2:», «MÅL 4.4.», «Mål 4.5 Hallingdal jobbar …»."""
    return _numbered(_GOAL.match(squeeze(text)))


def area_number(text: str) -> Numbered | None:
    """Return the number of the area that a line begins: «MÅL 6. INTERKOMMUNALE TENESTER»."""
    return _numbered(_AREA.match(squeeze(text)))


def ordinal(text: str) -> Numbered | None:
    """Return the number of a heading that begins with a figure: «3. KOMMUNIKASJON»."""
    return _numbered(_ORDINAL.match(squeeze(text)))


def _numbered(found: re.Match[str] | None) -> Numbered | None:
    return Numbered(_normal(found["number"]), found["number"], found["rest"]) if found else None


def measure_number(text: str) -> Numbered | None:
    """Return a number of two to four figures at the start of a line: `1.1.1.`, `1.2.4 Utarbeide …`, `.5.2.`."""
    found = _MEASURE.match(squeeze(text))
    if found is None:
        return None
    rest, printed = found["rest"], found["number"] + found["end"].rstrip()
    if rest[:1] and not (rest[:1].isspace() or rest[:1].isalpha() or rest[:1] in "«\"'("):
        return None  # «2.5 %», «1.1.1/2»
    figures = re.findall(r"\d+", found["number"])
    if any(len(figure) > 1 and figure.startswith("0") for figure in figures):
        return None  # «15.03.25» is a day
    return Numbered(_normal(found["number"]), printed, rest.strip(), found["number"][0] in ".,")


def is_table_header(text: str) -> bool:
    """True for «Tiltak Tid Ansvar Involvering», in any order and language."""
    words = [bare(word) for word in text.split()]
    return len(words) > 1 and set(words) <= _HEADINGS


def is_heading_word(text: str) -> bool:
    """True for one column's heading alone on a line."""
    return bare(text) in _HEADINGS


def is_page_number(text: str) -> bool:
    """True for «3», «Side 3», «3 av 12», «- 3 -»."""
    return _PAGE.match(squeeze(text)) is not None


def is_closing(text: str) -> bool:
    """True for the heading of what follows the tables: «Forslag til vedtak:»."""
    return _CLOSING.match(fold(text)) is not None


def _normal(number: str) -> str:
    return ".".join(str(int(figure)) for figure in re.findall(r"\d+", number))
