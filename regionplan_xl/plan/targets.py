"""Parse targets of result goals («redusert med 25 % frå 2009») if they are unambiguous, and numbers in cells."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from regionplan_xl.text import normalise, squeeze

Direction = Literal["up", "down", ""]

# U+2212 and dashes before a figure mean minus.
_MINUS = re.compile(r"(?<![\w.,])[−–‒‐]\s?(?=\d)")
_NUMBER = r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
_PER_CENT = r"%-?poeng|%|prosentpoeng|prosent|percentage points?|per\s?cent|percent|pst\b\.?|prozent|procent"
_WHOLE = re.compile(rf"(?P<sign>[-+]?)\s?(?P<number>{_NUMBER})\s?(?P<unit>{_PER_CENT})?", re.IGNORECASE)
# A number as a program writes it. «2.500» is typed, and may be two thousand and five hundred.
_DECIMAL = re.compile(r"-?\d+\.\d*[1-9](?:\s?%)?")
_GROUPED = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_YEAR = r"(?:19|20)\d\d"
_COMPARED_UP = (
    "fleire enn|flere enn|meir enn|mer enn|høgare enn|høyere enn|more than|higher than|mehr als|höher als|mer än|"
    "fler än|högre än"
)
_COMPARED_DOWN = (
    "færre enn|mindre enn|lågare enn|lavere enn|less than|fewer than|lower than|weniger als|niedriger als|mindre än|"
    "färre än|lägre än"
)
_NEGATIONS = "ikkje|ikke|not|no|nicht|inte|ej"


def _negated(listed: str) -> str:
    """Return comparisons after each negation, which reverses them: «ikkje meir enn» means at most."""
    return "|".join(f"{no} {words}" for no in _NEGATIONS.split("|") for words in listed.split("|"))


_MORE = f"{_COMPARED_UP}|over|above|>"
_AT_LEAST = (
    f"{_negated(_COMPARED_DOWN)}|minst|at least|mindestens|ikkje under|ikke under|inte under|not below|≥|>="
)
_LESS = f"{_COMPARED_DOWN}|under|below|<"
_AT_MOST = (
    f"{_negated(_COMPARED_UP)}|høgst|høyst|maksimalt|maks|at most|ikkje over|ikke over|inte över|not above|höchstens|≤|"
    "<="
)
_SIGNS = {">": _MORE, "≥": _AT_LEAST, "<": _LESS, "≤": _AT_MOST}


def _words(listed: str) -> str:
    words = sorted(listed.split("|"), key=len, reverse=True)
    return "|".join(rf"\b{re.escape(w)}\b" if w[0].isalpha() else re.escape(w) for w in words)


_GOAL_NUMBER = re.compile(
    rf"(?:(?P<limit>{'|'.join(_words(listed) for listed in _SIGNS.values())})\s*)?"
    r"(?:(?P<by>\b(?:med|by|with|um|mit)\b)\s*)?(?:(?P<to>\b(?:til|to|auf|till)\b)\s*)?"
    rf"(?<![\w.,/])(?<!\d[-\u2013/])(?P<sign>[-+])?\s?(?P<number>{_NUMBER})(?![\w]|[.,/-]\d)\s?(?P<unit>{_PER_CENT})?",
    re.IGNORECASE,
)
_FROM_YEAR = re.compile(
    r"\b(?:frå|fra|from|sidan|siden|since|samanlikna med|sammenlignet med|compared (?:to|with)|mot|gegenüber|från)\s+"
    rf"(?P<baseline>(?:[^\W\d]+\s+){{0,2}}{_YEAR})(?!\d)(?:\s?-?niv[åa]et)?",
    re.IGNORECASE,
)
_BY_YEAR = re.compile(
    rf"\b(?:innan|innen|by|within|bis|til og med|i løpet av|utgangen av|i|in|före)\s+(?:utgangen av\s+|år(?:et)?\s+|the"
    rf"\s+end\s+of\s+)?(?P<year>{_YEAR})(?!\d)",
    re.IGNORECASE,
)
_FROM_TO = re.compile(
    rf"\b(?:frå|fra|from|von|från)\s+(?P<baseline>{_NUMBER})\s?(?:{_PER_CENT})?(?:\s+[^\W\d]+){{0,2}}\s+(?:til|to|auf|till)\s+"
    rf"(?={_NUMBER})",
    re.IGNORECASE,
)
_UNIT_WORD = re.compile(r"\s*(?P<word>[^\W\d_][\w-]*)")
_PER = re.compile(r"\s*(?P<per>(?:per|pr\.?)\s+[\d ]*[^\W\d_]*)", re.IGNORECASE)
_NO_UNIT = frozenset(
    [
        "på",
        "i",
        "for",
        "til",
        "per",
        "pr",
        "innan",
        "innen",
        "frå",
        "fra",
        "og",
        "av",
        "ved",
        "med",
        "som",
        "er",
        "skal",
        "av",
        "ved",
        "in",
        "at",
        "of",
        "on",
        "by",
        "for",
        "to",
        "and",
        "or",
        "from",
        "per",
        "the",
        "a",
        "an",
        "som",
        "har",
        "blir",
        "vart",
        "enn",
        "mot",
        "etter",
        "før",
        "sidan",
        "siden",
        "mellom",
        "under",
        "over",
        "und",
        "von",
        "bis",
        "och",
        "av",
        "dei",
        "den",
        "det",
        "i",
    ]
)
_NEW = re.compile(r"^\s*(?:nye|ny|nytt|nya|new|neue|fleire|flere|fler|more)(?=\s+[^\W\d_])", re.IGNORECASE)
_NOUN_AFTER_PLACES = frozenset(("places", "jobs", "homes"))
_DOWN = re.compile(
    r"\b(?:ned til|down to|redus\w+|minsk\w+|minka|lågare|lavere|færre|kutt\w*|nedgang\w*|senk\w+|mindre|decreas\w+|"
    r"reduc\w+|lower\w*|fewer|cut|less|senken|verringer\w+|minska\w*)\b",
    re.IGNORECASE,
)
_UP = re.compile(
    r"\b(?:auk\w*|øk\w*|vekst\w*|stig\w*|steget|fleire|flere|høgare|høyere|meir|increas\w+|rise[sn]?|rose|grow\w*|more|"
    r"higher|erhöh\w+|steiger\w+|öka\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Target:
    """The target of a result goal, each part as the master has it; "" for a part that is missing or ambiguous.

    `target` has its sign («-25» for a change, «> 40»). `doubtful`: the text has numbers that are ambiguous.
    """

    baseline: str = ""
    target: str = ""
    unit: str = ""
    year: str = ""
    direction: Direction = ""
    doubtful: bool = False


def read_target(text: str) -> Target:
    """Parse the target in the text of a result goal.

    If the text has exactly one number besides the years, it is the target in two cases: a sign, a word («minst»,
    «med») or «%» marks it, or its unit follows it, and it is the first word or follows «til» or a verb such as «ha».
    """
    line = normal(text)
    baseline_year, by_year = _FROM_YEAR.search(line), _BY_YEAR.search(line)
    from_to = _FROM_TO.search(line)
    cut = line
    for found in (baseline_year, by_year, from_to):
        if found:
            cut = cut[: found.start()] + " " * len(found[0]) + cut[found.end() :]
    year = by_year["year"] if by_year else ""
    direction = _direction(line)
    # «per 1000 innbyggjar» is part of the unit, not the target.
    numbers = [found for found in _GOAL_NUMBER.finditer(cut) if not _is_rate(cut, found.start("number"))]
    if not numbers:
        # «GRØN VEKST» in the middle of a sentence does not mean growth.
        opening = direction if _UP.match(line) or _DOWN.match(line) else ""
        return Target(direction=opening, year=year, doubtful=bool(re.search(r"\d", _without_names(cut))))
    only = numbers[0]
    if len(numbers) > 1 or as_number(only["number"]) is None or not (from_to or _is_certain(cut, only)):
        return Target(direction=direction, doubtful=True)
    sign = _sign(only, direction)
    start = squeeze(from_to["baseline"]) if from_to else (baseline_year["baseline"] if baseline_year else "")
    if from_to and not direction:
        direction = _between(as_number(start), as_number(only["number"]))
    limit = {">": "up", "≥": "up", "<": "down", "≤": "down", "+": "up", "-": "down"}.get(sign)
    written = f"{sign} {only['number']}" if sign in _SIGNS else f"{sign}{only['number']}"
    return Target(start, written, _unit(cut, only), year, limit or direction)  # type: ignore[arg-type]


def normal(text: str) -> str:
    """Return a text on one line with plain spaces and minus signs."""
    return _MINUS.sub("-", squeeze(text))


@lru_cache(maxsize=4096)
def as_number(written: str) -> Decimal | None:
    """Return the number in a cell: «1 234,5», «−25», «12,5 %», «> 40»; None for anything else.

    The sign of a limit is ignored. «1.234» may be about a thousand or about one, so it gives None.
    """
    line = normal(written).lstrip("<>≤≥= ")
    found = _WHOLE.fullmatch(line)
    if found is None or _GROUPED.fullmatch(found["number"]):
        return None
    return Decimal(found["sign"] + found["number"].replace(" ", "").replace(",", "."))


def is_per_cent(written: str) -> bool:
    """Return whether a number is followed by a sign or word for per cent."""
    found = _WHOLE.fullmatch(normal(written).lstrip("<>≤≥= "))
    return found is not None and bool(found["unit"])


def counts_per_cent(unit: str) -> bool:
    """Return whether a unit is the sign or a word for per cent («%», «prosent»)."""
    return bool(unit.strip()) and is_per_cent(f"1 {unit}")


def plain_number(number: Decimal) -> str:
    """Return a number as a cell holds it: digits and a decimal point, without needless zeros."""
    return f"{number.normalize():f}" if number else "0"


def shown_number(written: str, language: str) -> str:
    """Return a plain number («12.5», «12.5 %») with the decimal sign of a language; any other text as it is."""
    return written.replace(".", ",") if language != "en" and _DECIMAL.fullmatch(written) else written


def with_unit(written: str, unit: str, language: str) -> str:
    """Return what a cell says, as `shown_number` has it, with its unit: «40 %», also where the cell says it itself."""
    return unit_added(shown_number(written, language), unit)


def unit_added(written: str, unit: str) -> str:
    """Return a number with its unit after it; any other text («mange», or with its own unit) is unchanged."""
    said = bool(unit) and normalise(written).endswith(normalise(unit))
    if not written[-1:].isdigit() or said or (counts_per_cent(unit) and is_per_cent(written)):
        return written
    return f"{written} {unit}".strip()


def _direction(line: str) -> Direction:
    up, down = _UP.search(line), _DOWN.search(line)
    return "" if bool(up) == bool(down) else "up" if up else "down"


def _between(start: Decimal | None, end: Decimal | None) -> Direction:
    if start is None or end is None or start == end:
        return ""
    return "up" if end > start else "down"


def _is_rate(line: str, at: int) -> bool:
    return re.search(r"\b(?:per|pr\.?)\s*$", line[:at], re.IGNORECASE) is not None


def _without_names(line: str) -> str:
    """Return the line without figures that are part of a name («Rv7», «5G», «Klimakur 2030»)."""
    return re.sub(rf"\w*[^\W\d_]\w*\d\w*|\d+[^\W\d_]\w*|\b{_YEAR}\b", "", line)


def _is_certain(line: str, found: re.Match[str]) -> bool:
    if re.fullmatch(_YEAR, found["number"]) and not (found["unit"] or found["limit"] or found["sign"]):
        return False
    if found["unit"] and not (found["limit"] or found["sign"] or found["by"] or found["to"]):
        # «Kutte bruken 50 %» may be a change or what is left.
        return not _direction(line[: found.start()])
    if found["unit"] or found["limit"] or found["sign"] or found["by"]:
        return True
    before = line[: found.start()].strip().split()
    having = {
        "tilby",
        "tilbyr",
        "ha",
        "har",
        "tilbyd",
        "få",
        "offer",
        "have",
        "has",
        "provide",
        "etablert",
        "skapt",
        "talet",
    }
    return bool(_unit(line, found)) and (not before or bool(found["to"]) or normalise(before[-1]) in having)


def _sign(found: re.Match[str], direction: Direction) -> str:
    if found["limit"]:
        word = normalise(found["limit"])
        return next(sign for sign, listed in _SIGNS.items() if word in listed.split("|"))
    if found["sign"]:
        return found["sign"]
    if found["by"] and direction:
        return "-" if direction == "down" else "+"
    return ""


def _unit(line: str, found: re.Match[str]) -> str:
    """Return the unit: «%», or the words after the number («studieplassar», «lærlingplassar per 1000»)."""
    rest = line[found.end() :]
    if found["unit"]:
        return "%" if normalise(found["unit"]).rstrip(".") in _ONE_PER_CENT else found["unit"]
    words: list[str] = []
    rest = _NEW.sub("", rest)
    while (word := _UNIT_WORD.match(rest)) and normalise(word["word"]) not in _NO_UNIT and len(words) < 2:
        if words and normalise(word["word"]) not in _NOUN_AFTER_PLACES:
            break
        words.append(word["word"])
        rest = rest[word.end() :]
    if words and (per := _PER.match(rest)):
        words.append(squeeze(per["per"]))
    return " ".join(words)


_ONE_PER_CENT = {"%", "prosent", "pst", "percent", "per cent", "prozent", "procent"}
