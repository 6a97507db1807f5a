"""The grammar of timeframes: turn tokens into a kind and days."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from regionplan_xl.plan.times.tokens import (
    BETWEEN,
    Days,
    TimeToken,
    span_of,
    tokens_of,
    with_parts,
    with_portions,
    with_repetition,
    with_two_years,
)

_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
_AND_WITH = re.compile(r"\b(?P<first>t(?:ill?)?|f(?:r[åa]n?)?)\.?\s?(?:og|och|o)\.?\s?(?:med|m)\b\.?")
_ROMAN_ONE = re.compile(r"\bi\b(?=\.?\s(?:kvartal|quartal|halvår|halbjahr|tertial)\w*\s(?:19|20)\d\d)")
_BRACKETS = re.compile(r"\((?P<text>[^()\d?]*)\)")
_OPENINGS = ("within", "before", "after", "from")


class TimeMeaning(NamedTuple):
    """The meaning of a timeframe; `start` and `end` are inclusive days, None if the text does not name them."""

    kind: Literal["span", "yearly", "continuous"]
    start: date | None = None
    end: date | None = None


def understand_timeframe(text: str) -> TimeMeaning | None:
    """Return the meaning of a timeframe (a text from `text.normalise`); None if it is not understood."""
    text = _ROMAN_ONE.sub("1", text.translate(_DASHES))
    text = _AND_WITH.sub(lambda found: " til " if found["first"][0] == "t" else " fra ", text)
    try:
        tokens = tokens_of(_BRACKETS.sub(_outside_brackets, text).strip(" ,;:."))
        if not tokens or tokens[-1].kind == "filler":
            return None
        for step in (with_repetition, with_parts, with_portions, with_two_years):
            tokens = step(tokens)
        return _repeating(tokens) or _span(tokens)
    except ValueError:
        return None


def _outside_brackets(found: re.Match[str]) -> str:
    """Return the text to put in place of brackets: «(årleg)» is kept since it repeats, «(etter vedtak)» is dropped."""
    try:
        tokens = tokens_of(found["text"])
    except ValueError:
        return " "
    return f" {found['text']} " if any(token.kind == "repeats" for token in tokens) else " "


def _repeating(tokens: Sequence[TimeToken]) -> TimeMeaning | None:
    """Return the meaning of a yearly or continuous timeframe, with the days it names; None if it is neither."""
    at = next((number for number, token in enumerate(tokens) if token.kind == "repeats"), None)
    if at is None:
        return None
    kind: Literal["yearly", "continuous"] = "yearly" if tokens[at].value == "yearly" else "continuous"
    before, after = ([t for t in side if t.kind != "repeats"] for side in (tokens[:at], tokens[at + 1 :]))
    said_before, said_after = _trimmed(before), _trimmed(after)
    if said_before and said_after:
        raise ValueError
    said = said_before or said_after
    if not any(token.kind in ("year", "span") for token in said):
        return TimeMeaning(kind)  # «årleg i mai»
    found = _span(said)
    if said_before:  # «2025-2027 (årleg)», and «2025, deretter årleg», which has no end
        return TimeMeaning(kind, found.start, found.end if len(before) == len(said_before) else None)
    until = said[0].kind in ("within", "before") or said[0].value == "to"
    return TimeMeaning(kind, None if until else found.start, found.end)


def _trimmed(tokens: list[TimeToken]) -> list[TimeToken]:
    """Return the tokens without connecting ones («og», «-») and fillers at both ends; a leading «to» stays."""
    while tokens and (tokens[-1].kind in BETWEEN or tokens[-1].kind == "filler"):
        tokens = tokens[:-1]
    while tokens and (tokens[0].kind == "filler" or (tokens[0].kind in BETWEEN and tokens[0].value != "to")):
        tokens = tokens[1:]
    return tokens


def _span(tokens: Sequence[TimeToken]) -> TimeMeaning:
    """Return the meaning of tokens that do not repeat; raise `ValueError` if they make no sense."""
    tokens = [token for token in tokens if token.kind not in ("filler", "period")]
    opening = 0
    while opening < len(tokens) and (tokens[opening].kind in _OPENINGS or tokens[opening].value == "to"):
        opening += 1
    said = {token.kind for token in tokens[:opening]}
    points = tokens[opening:]
    onwards = False
    while points and points[-1].kind in ("onwards", "and") and (onwards or points[-1].kind == "onwards"):
        onwards, points = True, points[:-1]
    start, end, ranged = _first_and_last(_placed(points))
    if "before" in said:
        day = start - timedelta(days=1)
        return TimeMeaning("span", day, day)
    if "after" in said:
        return TimeMeaning("continuous", end + timedelta(days=1))
    if onwards or ("from" in said and not ranged):
        return TimeMeaning("continuous", start)
    return TimeMeaning("span", start, end)


def _placed(tokens: Sequence[TimeToken]) -> list[TimeToken]:
    """Return the tokens with each part of a year placed in its year; raise `ValueError` if a part has none.

    A year applies to the parts before it («Q1-Q3 2026»), or after it if the text begins with it («2025 K2 K3»).
    """
    kinds = [token.kind for token in tokens]
    year_first = kinds[:1] == ["year"] and "part" in (kinds[1:2] + kinds[-1:])
    if year_first and kinds[-2:] == ["part", "year"]:
        raise ValueError  # «2025 Q1 2026»: of which year?
    ordered = list(tokens if year_first else reversed(tokens))
    year = next((int(token.value) for token in ordered if token.kind == "year"), None)  # type: ignore[arg-type]
    done: list[TimeToken] = []
    used = False  # whether the year just read belongs to a part
    for at, token in enumerate(ordered):
        if token.kind in BETWEEN:
            done += [token] * (not used)
            continue
        used = False
        if token.kind == "part" and token.of_year and year is not None:
            done.append(span_of(token.of_year(year)))
        elif token.kind == "year" and isinstance(token.value, int):
            year = token.value
            used = next((k.kind for k in ordered[at + 1 :] if k.kind not in BETWEEN), "") == "part"
            done += [] if used else [span_of((date(year, 1, 1), date(year, 12, 31)))]
        elif token.kind == "span" and token.days:
            year = token.days[0].year
            done.append(token)
        else:
            raise ValueError
    return done if year_first else done[::-1]


def _first_and_last(tokens: Sequence[TimeToken]) -> tuple[date, date, bool]:
    """Return the first and last day, and whether the tokens form a range; raise `ValueError` if it is out of order."""
    spans: list[Days] = []
    between = ""
    ranged = False
    for token in tokens:
        if token.days is None:
            if not spans or (between and {between, token.kind} != {"list", "and"}):
                raise ValueError
            between = token.kind
            continue
        if between == "range":
            ranged = True
            if not (spans[-1][0] <= token.days[0] and spans[-1][1] <= token.days[1]):
                raise ValueError
        spans.append(token.days)
        between = ""
    if not spans or between:
        raise ValueError
    return min(days[0] for days in spans), max(days[1] for days in spans), ranged
