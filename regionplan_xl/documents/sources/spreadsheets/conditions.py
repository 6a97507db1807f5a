"""Evaluate the simple formulas of colour rules: comparisons, and searches in the cell's own text.

Anything uncertain (a range, another sheet, today's date, an unsupported function) raises `NotUnderstood`.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from regionplan_xl.ooxml.common.dates import to_serial
from regionplan_xl.ooxml.common.references import column_number
from regionplan_xl.ooxml.reading.cells import CellError, Value

_TOKEN = re.compile(
    r'\s*(?:(?P<text>"(?:[^"]|"")*")|(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)'
    r"|(?P<cell>\$?[A-Za-z]{1,3}\$?\d{1,7}(?![\w(!:.]))|(?P<name>[A-Za-z_][\w.]*)"
    r"|(?P<sign><>|<=|>=|[=<>&+*/(),;^%-]))"
)
_CELL = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)(\d{1,7})")
_LONGEST = 2_000
_DEEPEST = 30
_ERROR = CellError("#VALUE!")

Worth = str | float | bool | None
"""The value of an expression; `CellError` is a str, None a blank cell."""

Evaluate = Callable[["At"], Worth]


class NotUnderstood(Exception):  # noqa: N818  (the rule is nothing that is evaluated here)
    """The formula contains something that is not supported here."""


@dataclass(frozen=True)
class At:
    """The cell that a formula is evaluated for: its offset from the rule's first cell, and the values of the sheet."""

    down: int
    right: int
    value: Callable[[int, int], Value]


def compiled(formula: str) -> Evaluate:
    """Compile a formula to a function of the cell it is evaluated for; raise `NotUnderstood` if unsupported."""
    return _Compiler(formula).whole()


def worth_of(value: Value) -> Worth:
    """Return a cell's value as used in formulas."""
    return to_serial(value) if isinstance(value, datetime) else value


def is_true(worth: Worth) -> bool:
    """Return whether a rule with this result applies."""
    if isinstance(worth, str) or worth is None:
        return False
    return bool(worth)


def compare(sign: str, left: Worth, right: Worth) -> Worth:
    """Compare as Excel does: ignoring case, numbers before texts before booleans."""
    for one in (left, right):
        if isinstance(one, CellError):
            return one
    first, second = _ordered(left, right), _ordered(right, left)
    return {
        "=": first == second,
        "<>": first != second,
        "<": first < second,
        ">": first > second,
        "<=": first <= second,
        ">=": first >= second,
    }[sign]


def _ordered(one: Worth, other: Worth) -> tuple[int, float, str]:
    if one is None:  # a blank cell equals 0, an empty text or FALSE, depending on the other value
        one = "" if isinstance(other, str) else False if isinstance(other, bool) else 0
    if isinstance(one, bool):
        return 2, one, ""
    return (1, 0, one.casefold()) if isinstance(one, str) else (0, one, "")


class _Compiler:
    """A recursive-descent parser for formulas: comparison, concatenation, sums and products, operands."""

    def __init__(self, formula: str) -> None:
        self._tokens: list[tuple[str, str]] = []
        self._at = self._depth = 0
        place, formula = 0, formula.strip().removeprefix("=").strip()
        if len(formula) > _LONGEST:
            raise NotUnderstood
        while place < len(formula):
            found = _TOKEN.match(formula, place)
            if found is None or found.lastgroup is None:
                raise NotUnderstood
            self._tokens.append((found.lastgroup, found[found.lastgroup]))
            place = found.end()

    def whole(self) -> Evaluate:
        result = self._comparison()
        if self._at < len(self._tokens):
            raise NotUnderstood
        return result

    def _next(self, *signs: str) -> str:
        """Consume and return the next token if it is one of these signs; otherwise return ""."""
        if self._at < len(self._tokens) and self._tokens[self._at] in [("sign", sign) for sign in signs]:
            self._at += 1
            return self._tokens[self._at - 1][1]
        return ""

    def _comparison(self) -> Evaluate:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise NotUnderstood
        left = self._joining()
        while sign := self._next("=", "<>", "<=", ">=", "<", ">"):
            left = _both(partial(compare, sign), left, self._joining())
        self._depth -= 1
        return left

    def _joining(self) -> Evaluate:
        left = self._sum()
        while self._next("&"):
            left = _both(lambda a, b: _text(a) + _text(b), left, self._sum())
        return left

    def _sum(self) -> Evaluate:
        left = self._operand()
        while sign := self._next("+", "-", "*"):
            left = _both(partial(_calculated, sign), left, self._operand())
        return left

    def _operand(self) -> Evaluate:
        if self._next("-"):
            return _both(lambda a, b: _calculated("-", b, a), self._operand(), lambda _: 0)
        if self._next("("):
            inner = self._comparison()
            if not self._next(")"):
                raise NotUnderstood
            return inner
        if self._at >= len(self._tokens):
            raise NotUnderstood
        kind, token = self._tokens[self._at]
        self._at += 1
        if kind == "text":
            text = token[1:-1].replace('""', '"')
            return lambda _: text
        if kind == "number":
            return lambda _: float(token)
        if kind == "cell":
            return _cell(token)
        if kind == "name":
            return self._named(token.upper().removeprefix("_XLFN."))
        raise NotUnderstood

    def _named(self, name: str) -> Evaluate:
        if not self._next("("):
            if name in ("TRUE", "FALSE"):
                return lambda _: name == "TRUE"
            raise NotUnderstood
        given: list[Evaluate] = []
        while not self._next(")"):
            if given and not self._next(",", ";"):
                raise NotUnderstood
            given.append(self._comparison())
        if name not in _FUNCTIONS:
            raise NotUnderstood
        function, least, most = _FUNCTIONS[name]
        if not least <= len(given) <= most:
            raise NotUnderstood
        return lambda at: function([one(at) for one in given])


def _both(combine: Callable[[Worth, Worth], Worth], left: Evaluate, right: Evaluate) -> Evaluate:
    return lambda at: combine(left(at), right(at))


def _cell(token: str) -> Evaluate:
    found = _CELL.fullmatch(token)
    if found is None:
        raise NotUnderstood
    column, row = column_number(found[2]), int(found[4])
    fixed_column, fixed_row = bool(found[1]), bool(found[3])
    return lambda at: worth_of(
        at.value(row + (0 if fixed_row else at.down), column + (0 if fixed_column else at.right))
    )


def _text(worth: Worth) -> str:
    if isinstance(worth, float) and worth.is_integer():
        return str(int(worth))
    return "" if worth is None else str(worth).upper() if isinstance(worth, bool) else str(worth)


def _calculated(sign: str, left: Worth, right: Worth) -> Worth:
    left, right = left or 0, right or 0
    if isinstance(left, str) or isinstance(right, str):
        return _ERROR
    return {"+": left + right, "-": left - right, "*": left * right}[sign]


def _search(given: Sequence[Worth], *, case: bool = False) -> Worth:
    sought, text = _text(given[0]), _text(given[1])
    if any(sign in sought for sign in "*?~") and not case:
        raise NotUnderstood
    found = text.find(sought) if case else text.casefold().find(sought.casefold())
    return found + 1 if found >= 0 else _ERROR


def _piece(given: Sequence[Worth], *, last: bool = False) -> Worth:
    text, count = _text(given[0]), given[1] if len(given) > 1 else 1
    if isinstance(count, str) or count is None or count < 0:
        return _ERROR
    return text[len(text) - min(len(text), int(count)) :] if last else text[: int(count)]


_FUNCTIONS: dict[str, tuple[Callable[[Sequence[Worth]], Worth], int, int]] = {
    "AND": (lambda given: all(map(is_true, given)), 1, 50),
    "OR": (lambda given: any(map(is_true, given)), 1, 50),
    "NOT": (lambda given: not is_true(given[0]), 1, 1),
    "ISERROR": (lambda given: isinstance(given[0], CellError), 1, 1),
    "ISNUMBER": (lambda given: isinstance(given[0], (int, float)) and not isinstance(given[0], bool), 1, 1),
    "ISTEXT": (lambda given: isinstance(given[0], str) and not isinstance(given[0], CellError), 1, 1),
    "ISBLANK": (lambda given: given[0] is None, 1, 1),
    "SEARCH": (_search, 2, 2),
    "FIND": (lambda given: _search(given, case=True), 2, 2),
    "EXACT": (lambda given: _text(given[0]) == _text(given[1]), 2, 2),
    "LEFT": (_piece, 1, 2),
    "RIGHT": (lambda given: _piece(given, last=True), 1, 2),
    "LEN": (lambda given: len(_text(given[0])), 1, 1),
    "TRIM": (lambda given: " ".join(_text(given[0]).split(" ")), 1, 1),
    "LOWER": (lambda given: _text(given[0]).lower(), 1, 1),
    "UPPER": (lambda given: _text(given[0]).upper(), 1, 1),
}
