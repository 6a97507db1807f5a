"""A cell as read, and the meaning of the text in its XML (ECMA-376 part 1 section 18.3.1.4)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.dates import from_iso, from_serial
from regionplan_xl.ooxml.reading.styles import Styles

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
EXACT_DIGITS = 15
"""A float represents every integer of this many digits exactly."""
_WHOLE_AT_MOST = 10**15
_INFINITY = float("inf")


class CellError(str):
    """An error value as Excel spells it, such as `#N/A`."""

    __slots__ = ()


class StruckText(str):
    """A text that is struck through, at least in part."""

    __slots__ = ()


Value = str | int | float | bool | datetime | CellError | None


class Cell(NamedTuple):
    """One cell. `style` is an index for `Styles.fill`.

    `formula` is without `=`; it is "" if the formula is shared and stored in another cell, and None if there is none.
    `value` is then the last computed result. This is a named tuple, not a dataclass, because creating a million of them
    is three times as fast.
    """

    row: int
    column: int
    value: Value
    style: int = 0
    formula: str | None = None


def unescape(text: str) -> str:
    """Return `text` with each `_xHHHH_` replaced by its character (ST_Xstring, section 22.9.2.19).

    A surrogate pair becomes its character; a lone surrogate becomes U+FFFD.
    """
    if "_x" not in text:
        return text
    decoded = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return decoded.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def parse_number(text: str) -> int | float | None:
    """Return the number in a cell's XML, as `int` if whole; None if it is not a number (`NaN`, words)."""
    if len(text) <= EXACT_DIGITS and text.isascii() and text.isdigit():
        return int(text)
    text = text.strip()
    if len(text) > 100 or not _NUMBER.fullmatch(text):
        return None
    exact = float(text)
    if exact in (_INFINITY, -_INFINITY):
        return None
    return int(exact) if exact.is_integer() and abs(exact) < _WHOLE_AT_MOST else exact


@dataclass(frozen=True)
class CellDecoder:
    """Everything needed to decode the cells of one sheet; `part` is the sheet's part."""

    sheet: str
    part: str
    strings: Sequence[str]
    styles: Styles
    date1904: bool

    def decode(self, kind: str | None, text: str, style: int) -> Value:
        """Return the value of `text` in a cell of type `kind` (its `t`, None for a number) and style `style`.

        Invalid text in a number cell stays text: it is better to show it to a person than to lose it. Raises `Rejected`
        for a shared string that does not exist.
        """
        if not text:
            return None
        if kind is None or kind == "n":
            return self._number(text, style)
        if kind == "s":
            return self._shared(text)
        if kind in ("str", "inlineStr"):
            return unescape(text)
        if kind == "b":
            return text.strip().lower() in ("1", "true")
        if kind == "e":
            return CellError(text.strip())
        return (from_iso(text) if kind == "d" else None) or unescape(text) or None

    def _number(self, text: str, style: int) -> Value:
        """Return a number, or the date that it is in that style."""
        found = parse_number(text)
        if found is None:
            return unescape(text) if text.strip() else None
        if self.styles.is_date(style):
            return from_serial(found, self.date1904) or found
        return found

    def _shared(self, text: str) -> str | None:
        """Return the shared string with that index."""
        index = parse_number(text)
        if index is None and not text.strip():
            return None
        if isinstance(index, int) and 0 <= index < len(self.strings):
            return self.strings[index] or None
        raise refusals.damaged_part(self.part)
