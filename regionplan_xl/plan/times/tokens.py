"""Split a timeframe into tokens, and find the days that each means in any year.

A text with an unknown word is not understood: it raises `ValueError`.
"""

import calendar
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from regionplan_xl.plan.times.words import WORDS

Days = tuple[date, date]  # both inclusive
_OfYear = Callable[[int], Days]  # raises ValueError for a day that the year does not have


@dataclass(frozen=True)
class TimeToken:
    """A token: `kind` is that of a `words.Word`, or `year`, `number`, `part` (of any year), `span`, `range` or `list`.

    `range` («-») and `list` («,») connect two others.
    """

    kind: str
    value: int | str | tuple[int, int] = ""
    of_year: _OfYear | None = None
    days: Days | None = None


_LEXER = re.compile(
    r"(?P<iso>(?:19|20)\d\d-\d\d-\d\d)(?!\d)"
    r"|(?P<day>\d{1,2})(?P<mark>\.\s?|/)(?P<month>\d{1,2})(?P<again>\.\s?|/)(?P<of>(?:19|20)\d\d)(?!\d)"
    r"|(?P<day_month>\d{1,2}\.\s?(?:0?[1-9]|1[0-2]))\.?(?=\s*(?:-|til\b|to\b|bis\b)\s*\d{1,2}\.\s?\d{1,2}\.)"
    r"|(?P<month_only>0?[1-9]|1[0-2])\.(?P<month_year>(?:19|20)\d\d)(?!\d)"
    r"|(?P<long>(?:19|20)\d\d)(?P<dash>\.?\s?[-/]\s?)(?P<short>\d\d)(?![\d.])"
    r"|(?P<letter>[qkht])\s?(?P<which>[1-4])(?:(?:\s?[-/'’]\s?|\s)(?P<two>\d\d)(?!\d))?(?![^\W_]{2})"
    r"|(?P<first>[1-4])\s?(?P<after>[qh])(?![^\W\d_])"
    r"|(?P<year>(?:19|20)\d\d)(?!\d)"
    r"|(?P<number>\d{1,2})(?:st\b|nd\b|rd\b|th\b|:[ae]\b)?(?!\d)"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<range>->|→|-)|(?P<list>[,/&+;])|(?P<nothing>[\s.:])"
)
_MONTHS_OF_A = {"quarter": 3, "half": 6, "third": 4}
_NUMBERS = ("number", "ordinal")
BETWEEN = ("range", "list", "and")
_LETTERS = {"q": "quarter", "k": "quarter", "h": "half", "t": "third"}


# Words


def tokens_of(text: str) -> list[TimeToken]:
    """Split a text into tokens; raise `ValueError` for a word that timeframes do not use."""
    tokens: list[TimeToken] = []
    at = 0
    while at < len(text):
        found = _LEXER.match(text, at)
        if found is None:
            raise ValueError
        tokens += _of_match(found)
        at = found.end()
    return tokens


def _of_match(found: re.Match[str]) -> list[TimeToken]:
    kind = found.lastgroup
    if kind == "nothing":
        return []
    if kind in ("range", "list"):
        return [TimeToken(kind)]
    if kind in ("year", "number"):
        return [TimeToken(kind, int(found[kind]))]
    if kind != "word":
        return _of_figures(found)
    word = WORDS.get(found["word"])
    if word is None:
        raise ValueError
    return [TimeToken("range", "to") if word.kind == "to" else TimeToken(word.kind, word.value)]


def _of_figures(found: re.Match[str]) -> list[TimeToken]:
    """Return the tokens of a match written in figures: a day, a month, a span of years, a quarter."""
    if found["iso"]:
        year, month, day = map(int, found["iso"].split("-"))
        return [span_of(_day(month, day)(year))]
    if found["of"]:
        return [span_of(_written_day(found))]
    if found["day_month"]:
        day, month = map(int, found["day_month"].split("."))
        return [_part(_day(month, day))]
    if found["month_year"]:
        month = int(found["month_only"])
        return [span_of(_months(month, month)(int(found["month_year"])))]
    if found["long"]:
        return _year_and_two_figures(int(found["long"]), int(found["short"]), found["dash"])
    if found["first"]:
        return [_part(_nth(_LETTERS[found["after"]], int(found["first"])))]
    of_year = _nth(_LETTERS[found["letter"]], int(found["which"]))
    return [span_of(of_year(2000 + int(found["two"]))) if found["two"] else _part(of_year)]


def _written_day(found: re.Match[str]) -> Days:
    """Return a day written as three numbers, day first; with slashes either order, so an ambiguous one raises."""
    day, month = int(found["day"]), int(found["month"])
    if "/" in found["mark"] and day != month:
        if day <= 12 and month <= 12:
            raise ValueError  # 03/04/2026 may be in March or in April
        day, month = max(day, month), min(day, month)
    return _day(month, day)(int(found["of"]))


def _year_and_two_figures(year: int, short: int, dash: str) -> list[TimeToken]:
    """Return «2025-27» as a span of years and «2026-03» as a month."""
    last = year - year % 100 + short
    if last >= year:
        return [TimeToken("year", year), TimeToken("range"), TimeToken("year", last)]
    if dash != "-":
        raise ValueError
    return [span_of(_months(short, short)(year))]


# Steps: each combines some tokens into fewer


def with_repetition(tokens: Sequence[TimeToken]) -> list[TimeToken]:
    """Combine «kvart år», «2 gonger i året» and «heile perioden» into one `repeats` token."""
    done: list[TimeToken] = []
    at = 0
    while at < len(tokens):
        token, rest = tokens[at], [one.kind for one in tokens[at + 1 : at + 3]]
        at += 1
        if token.kind == "times":
            while done and done[-1].kind in ("number", "range", "filler"):
                done.pop()
            while at < len(tokens) and tokens[at].kind in ("filler", "per", "each"):
                at += 1
            if at == len(tokens) or tokens[at].kind not in ("unit", "repeats"):
                raise ValueError
            at += 1
            done.append(TimeToken("repeats", "yearly"))
        elif token.kind in ("each", "per") and rest[:1] in (["unit"], ["season"], ["month"]):
            at += 1
            done.append(TimeToken("repeats", "yearly"))
        elif token.kind == "each" and rest in (["number", "unit"], ["ordinal", "unit"]):
            at += 2
            done.append(TimeToken("repeats", "continuous"))
        elif token.kind == "whole" and rest[:1] in (["unit"], ["period"], ["whole"]):
            at += rest[0] != "whole"
            done += [TimeToken("repeats", "continuous")] * (rest[0] != "whole")
        elif token.kind in ("whole", "per"):
            done.append(TimeToken("filler"))
        else:
            done.append(token)
    return done


def with_parts(tokens: Sequence[TimeToken]) -> list[TimeToken]:
    """Combine numbers, units and months into parts of a year; raise `ValueError` if a number is left over."""
    done: list[TimeToken] = []
    pending: list[TimeToken] = []  # numbers, with connecting tokens, that a unit or a month must follow
    at = 0
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if token.kind in _NUMBERS or (pending and token.kind in BETWEEN):
            pending.append(token)
        elif token.kind in ("unit", "month") and pending:
            done += [_numbered(token, one) if one.kind in _NUMBERS else one for one in pending]
            pending = []
        elif token.kind in ("unit", "month") and token.value != "year":
            after = _numbers_after(tokens, at)
            at += len(after)
            done += [_numbered(token, one) if one.kind in _NUMBERS else one for one in after] or [
                _alone(token)
            ]
        elif pending:
            raise ValueError
        else:
            done.append(_alone(token))
    if pending:
        raise ValueError
    return done


def _numbers_after(tokens: Sequence[TimeToken], at: int) -> Sequence[TimeToken]:
    """Return the numbers from `at` on, with the tokens that connect them."""
    end = at
    while end < len(tokens) and tokens[end].kind == "number":
        end += 1
        if [one.kind in BETWEEN for one in tokens[end : end + 1]] == [True] and [
            one.kind for one in tokens[end + 1 : end + 2]
        ] == ["number"]:
            end += 1
    return tokens[at:end]


def _numbered(unit: TimeToken, number: TimeToken) -> TimeToken:
    """Return the part of a year that a number and a unit or month mean: «2. halvår», «veke 24», «31. desember»."""
    which = int(str(number.value))
    if unit.kind == "month":
        return _part(_day(int(str(unit.value)), which))
    return _part(_week(which) if unit.value == "week" else _nth(str(unit.value), which))


def _alone(token: TimeToken) -> TimeToken:
    if token.kind == "month" and isinstance(token.value, int):
        return replace(_part(_months(token.value, token.value)), value=token.value)
    if token.kind == "season" and isinstance(token.value, tuple) and token.value[0] < token.value[1]:
        return _part(_months(*token.value))
    return TimeToken("filler") if token.kind == "unit" and token.value == "year" else token


def with_portions(tokens: Sequence[TimeToken]) -> list[TimeToken]:
    """Combine «slutten av 2026» and «medio juni» into a part: a third of the year or month."""
    done: list[TimeToken] = []
    portion: int | None = None
    for token in tokens:
        if token.kind == "portion" and isinstance(token.value, int):
            if portion is not None:
                raise ValueError
            portion = token.value
            continue
        if portion is not None and token.kind in ("filler", "range"):
            continue  # «mid-2026»
        if portion is not None and token.kind == "year":
            done.append(_part(_months(4 * portion + 1, 4 * portion + 4)))
        elif portion is not None and token.kind == "part" and isinstance(token.value, int):
            token = _part(_third_of_month(token.value, portion))
        portion = None
        done.append(token)
    if portion is not None:
        raise ValueError
    return done


def with_two_years(tokens: Sequence[TimeToken]) -> list[TimeToken]:
    """Combine «vinteren 2025/26» and «skoleåret 2025-2026» into a span of days."""
    done: list[TimeToken] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if token.kind not in ("season", "unit"):
            done.append(token)
            continue
        first, between, last = tokens[at : at + 3]
        at += 3
        if between.kind not in BETWEEN or not isinstance(first.value, int) or last.value != first.value + 1:
            raise ValueError
        year = first.value
        if token.kind == "season":
            done.append(span_of((date(year, 12, 1), _end_of(year + 1, 2))))
        elif token.value == "school":
            done.append(span_of((date(year, 8, 1), _end_of(year + 1, 7))))
        else:
            raise ValueError
    return done


# Days


def _part(of_year: _OfYear) -> TimeToken:
    return TimeToken("part", of_year=of_year)


def span_of(days: Days) -> TimeToken:
    return TimeToken("span", days=days)


def _end_of(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _day(month: int, day: int) -> _OfYear:
    return lambda year: (date(year, month, day), date(year, month, day))


def _months(first: int, last: int) -> _OfYear:
    return lambda year: (date(year, first, 1), _end_of(year, last))


def _third_of_month(month: int, portion: int) -> _OfYear:
    return lambda year: (
        date(year, month, 10 * portion + 1),
        _end_of(year, month) if portion == 2 else date(year, month, 10 * portion + 10),
    )


def _week(number: int) -> _OfYear:
    return lambda year: (date.fromisocalendar(year, number, 1), date.fromisocalendar(year, number, 7))


def _nth(unit: str, number: int) -> _OfYear:
    """Return the quarter, half or third of a year with this number (-1: the last); raise `ValueError` if none."""
    if unit not in _MONTHS_OF_A:
        raise ValueError
    length = _MONTHS_OF_A[unit]
    number = 12 // length if number == -1 else number
    if not 1 <= number <= 12 // length:
        raise ValueError
    return _months(length * (number - 1) + 1, length * number)
