"""Parse the few kinds of formulas that we write, and compute them as Excel does."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Protocol

from regionplan_xl.ooxml.common.references import LAST_ROW, Area, parse_area

Scalar = str | float | bool | None


class UnknownFormula(Exception):  # noqa: N818  (a verdict on one formula, which is then left to Excel)
    """The formula is not of a kind that we write, or its cells have values that we cannot compute with."""


@dataclass(frozen=True)
class Range:
    """A range that a formula refers to; whole columns have all rows."""

    sheet: str
    area: Area


class Cells(Protocol):
    """The cells that a formula is computed from."""

    def value(self, sheet: str, row: int, column: int) -> Scalar:
        """Return the value of a cell (the result, for a formula)."""
        ...

    def column(self, sheet: str, column: int, top: int, bottom: int) -> Iterator[Scalar]:
        """Yield the filled cells of a column from row `top` to row `bottom`."""
        ...

    def rows(self, found: Range, matches: Callable[[Scalar], bool], wanted: str) -> frozenset[int]:
        """Return the rows of a single-column range whose filled cells match the criterion `wanted`."""
        ...


@dataclass(frozen=True, slots=True)
class _Given:
    """The input of a formula: the cells, and the ranges that it refers to, in order."""

    cells: Cells
    ranges: Sequence[Range]


Formula = Callable[[_Given], "Scalar | Range"]

_SHEET_OR_TEXT = re.compile(r"""\"(?:[^"]|"")*\"|('(?:[^']|'')+'|[^\W\d][\w.]*)!""")
_TEXT_OR_RANGE = re.compile(
    r"""
      "(?:[^"]|"")*"
    | (?<![\w.$!'])
      (?:(?P<sheet>'(?:[^']|'')+'|[^\W\d][\w.]*)!\s*)?
      (?P<range>\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)? | \$?[A-Z]{1,3}:\$?[A-Z]{1,3})(?![\w(.])
    """,
    re.VERBOSE,
)
_NAMED = "\0"
"""A placeholder for a range in a formula; no formula in a workbook contains it."""
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>"(?:[^"]|"")*")
    | (?P<named>\0)
    | (?P<name>[A-Z][A-Z.]*)(?=\()
    | (?P<number>\d+(?:\.\d+)?)
    | (?P<sign><>|<=|>=|[-+*/&=<>(),])
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Parsed:
    """A formula and the ranges that it refers to."""

    formula: Formula
    ranges: tuple[Range, ...]

    def compute(self, cells: Cells) -> str | float | bool:
        """Return the result. Raises `UnknownFormula` if it is not a plain value."""
        given = _Given(cells, self.ranges)
        result = _scalar(self.formula(given), given)
        return 0.0 if result is None else result


def named_sheets(formula: str) -> Iterator[str]:
    """Yield the sheets that a formula refers to, much faster than by parsing it."""
    return (_sheet_name(found[1]) for found in _SHEET_OR_TEXT.finditer(formula) if found[1])


def parse_formula(formula: str, sheet: str) -> Parsed:
    """Parse a formula (without `=`) on `sheet`. Raises `UnknownFormula` if it is not of a kind that we write."""
    parsed = _parsed(formula, sheet)
    if parsed is None:
        raise UnknownFormula
    return parsed


# A command uses the same formulas several times: for names, for results, and to verify.
@lru_cache(maxsize=4096)
def _parsed(formula: str, sheet: str) -> Parsed | None:
    ranges: list[Range | None] = []

    def named(found: re.Match[str]) -> str:
        if found["range"] is None:
            return found[0]
        ranges.append(_range(_sheet_name(found["sheet"]) if found["sheet"] else sheet, found["range"]))
        return _NAMED

    shape = _parsed_shape(_TEXT_OR_RANGE.sub(named, formula))
    known = tuple(one for one in ranges if one is not None)
    return None if shape is None or len(known) < len(ranges) else Parsed(shape, known)


# Hundreds of formulas on a sheet differ only in their ranges.
@lru_cache(maxsize=1024)
def _parsed_shape(shape: str) -> Formula | None:
    try:
        return _Parser(list(_tokens(shape))).whole()
    except UnknownFormula:
        return None


def _sheet_name(written: str) -> str:
    return written[1:-1].replace("''", "'") if written.startswith("'") else written


def _tokens(formula: str) -> Iterator[tuple[str, str]]:
    at = 0
    for found in _TOKEN.finditer(formula):
        if found.start() != at or found.lastgroup is None:
            raise UnknownFormula
        yield found.lastgroup, found[found.lastgroup]
        at = found.end()
    if formula[at:].strip():
        raise UnknownFormula


@lru_cache(maxsize=4096)
def _range(sheet: str, written: str) -> Range | None:
    """Return the range written as `written`; None if it is beyond the sheet."""
    # Whole columns are written without rows.
    first, _, last = written.replace("$", "").partition(":")
    area = parse_area(written) if first[-1:].isdigit() else parse_area(f"{first}1:{last}{LAST_ROW}")
    return None if area is None else Range(sheet, area)


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = [*tokens, ("end", "")]
        self._at = 0
        self._ranges = count()

    def whole(self) -> Formula:
        formula = self._comparison()
        if self._tokens[self._at][0] != "end":
            raise UnknownFormula
        return formula

    def _take(self, sign: str) -> bool:
        if self._tokens[self._at] != ("sign", sign):
            return False
        self._at += 1
        return True

    def _comparison(self, level: int = 0) -> Formula:
        """Parse operators of this precedence level and higher ones, left to right."""
        formula = self._value()
        while True:
            kind, sign = self._tokens[self._at]
            own = _LEVELS.get(sign, -1) if kind == "sign" else -1
            if own < level:
                return formula
            self._at += 1
            formula = _calculated(_OPERATORS[sign], formula, self._comparison(own + 1))

    def _value(self) -> Formula:
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind == "text":
            literal = text[1:-1].replace('""', '"')
            return lambda _: literal
        if kind == "number":
            number = float(text)
            return lambda _: number
        if kind == "named":
            at = next(self._ranges)
            return lambda given: given.ranges[at]
        if kind == "name" and text in _FUNCTIONS:
            return self._call(text)
        if (kind, text) == ("sign", "("):
            inner = self._comparison()
            self._close()
            return inner
        raise UnknownFormula

    def _call(self, name: str) -> Formula:
        if not self._take("("):
            raise UnknownFormula
        arguments = [self._comparison()]
        while self._take(","):
            arguments.append(self._comparison())
        self._close()
        function, count = _FUNCTIONS[name]
        if count not in (None, len(arguments)):
            raise UnknownFormula
        return lambda given: function(given, arguments)

    def _close(self) -> None:
        if not self._take(")"):
            raise UnknownFormula


def _scalar(value: Scalar | Range, given: _Given) -> Scalar:
    if not isinstance(value, Range):
        return value
    row, column = value.area.top, value.area.left
    if value.area != Area(row, column, row, column):
        raise UnknownFormula
    return given.cells.value(value.sheet, row, column)


def _number(value: Scalar) -> float:
    if isinstance(value, str):
        raise UnknownFormula
    return float(value or 0)


def _text(value: Scalar) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bool | float):
        raise UnknownFormula
    return str(value or "")


def _same(one: Scalar, other: Scalar) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        raise UnknownFormula
    if isinstance(one, str) or isinstance(other, str):
        texts = ("" if one is None else one, "" if other is None else other)
        return all(isinstance(text, str) for text in texts) and str(texts[0]).lower() == str(texts[1]).lower()
    return _number(one) == _number(other)


def _divide(one: Scalar, other: Scalar) -> float:
    if _number(other) == 0:
        raise UnknownFormula
    return _number(one) / _number(other)


def _calculated(compute: Callable[[Scalar, Scalar], Scalar], one: Formula, other: Formula) -> Formula:
    return lambda given: compute(_scalar(one(given), given), _scalar(other(given), given))


_LEVELS = {"=": 0, "&": 1, "+": 2, "-": 2, "*": 3, "/": 3}
_OPERATORS: Mapping[str, Callable[[Scalar, Scalar], Scalar]] = {
    "=": _same,
    "&": lambda one, other: _text(one) + _text(other),
    "+": lambda one, other: _number(one) + _number(other),
    "-": lambda one, other: _number(one) - _number(other),
    "*": lambda one, other: _number(one) * _number(other),
    "/": _divide,
}


def _all_values(found: Scalar | Range, given: _Given) -> Iterator[Scalar]:
    if not isinstance(found, Range):
        raise UnknownFormula
    for column in range(found.area.left, found.area.right + 1):
        yield from given.cells.column(found.sheet, column, found.area.top, found.area.bottom)


def _total(given: _Given, arguments: list[Formula]) -> Scalar:
    values = (value for argument in arguments for value in _all_values(argument(given), given))
    return sum((float(v) for v in values if isinstance(v, int | float) and not isinstance(v, bool)), 0.0)


def _count_if(given: _Given, arguments: list[Formula]) -> Scalar:
    found = arguments[0](given)
    matches = _criterion(_scalar(arguments[1](given), given))
    return float(sum(map(matches, _all_values(found, given))))


def _count_ifs(given: _Given, arguments: list[Formula]) -> Scalar:
    """Count the rows that meet every criterion; each range is one column, all with the same rows."""
    if len(arguments) % 2:
        raise UnknownFormula
    rows: frozenset[int] | None = None
    blank: list[frozenset[int]] = []
    for range_of, criterion in zip(arguments[::2], arguments[1::2], strict=True):
        found, wanted = range_of(given), _scalar(criterion(given), given)
        if not isinstance(found, Range) or found.area.left != found.area.right:
            raise UnknownFormula
        if wanted == "":
            blank.append(given.cells.rows(found, lambda value: value != "", '<>""'))
            continue
        matching = given.cells.rows(found, _criterion(wanted), str(wanted))
        rows = matching if rows is None else rows & matching
    if rows is None:
        raise UnknownFormula
    return float(len(rows.difference(*blank)))


def _criterion(wanted: Scalar) -> Callable[[Scalar], bool]:
    """Return a function that tests a filled cell for a criterion: a text with wildcards, or `<>` for any content."""
    if wanted == "<>":
        return lambda value: True
    # Numbers, comparisons («>5») and empty cells as criteria follow other rules.
    if not isinstance(wanted, str) or not wanted or wanted[0] in "=<>" or _looks_numeric(wanted):
        raise UnknownFormula
    matches = re.compile(_pattern(wanted), re.IGNORECASE | re.DOTALL).fullmatch
    known: dict[str, bool] = {}

    def meets(value: Scalar) -> bool:
        if not isinstance(value, str):
            return False
        if value not in known:
            known[value] = matches(value) is not None
        return known[value]

    return meets


def _looks_numeric(text: str) -> bool:
    return re.fullmatch(r"\s*[-+]?[\d.,]+\s*%?\s*", text) is not None


def _pattern(wanted: str) -> str:
    """Return the regular expression for a criterion with wildcards: `*`, `?`, and `~` before a literal one."""
    pieces = re.findall(r"~[*?~]|.", wanted, re.DOTALL)
    return "".join({"*": ".*", "?": "."}.get(piece) or re.escape(piece[-1]) for piece in pieces)


def _extreme(choose: Callable[[list[float]], float]) -> Callable[[_Given, list[Formula]], Scalar]:
    def computed(given: _Given, arguments: list[Formula]) -> Scalar:
        found = [argument(given) for argument in arguments]
        # In a range these functions skip texts, a rule that none of our formulas needs.
        if any(isinstance(one, Range) and one.area.top != one.area.bottom for one in found):
            raise UnknownFormula
        return choose([_number(_scalar(one, given)) for one in found])

    return computed


def _if(given: _Given, arguments: list[Formula]) -> Scalar | Range:
    condition = _scalar(arguments[0](given), given)
    if isinstance(condition, str):
        raise UnknownFormula
    return arguments[1](given) if condition else arguments[2](given)


def _not_computed(given: _Given, arguments: list[Formula]) -> Scalar:
    raise UnknownFormula


# The number of arguments of each function; None = any number.
_FUNCTIONS: Mapping[str, tuple[Callable[[_Given, list[Formula]], Scalar | Range], int | None]] = {
    "SUM": (_total, None),
    "COUNTIF": (_count_if, 2),
    "COUNTIFS": (_count_ifs, None),
    "IF": (_if, 3),
    "MIN": (_extreme(min), None),
    "MAX": (_extreme(max), None),
    "HYPERLINK": (lambda given, arguments: arguments[1](given), 2),
    # Only in the address of a link, which does not affect its result.
    **dict.fromkeys(("CELL", "INDEX", "MATCH", "IFERROR"), (_not_computed, None)),
}
