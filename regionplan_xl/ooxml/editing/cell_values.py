"""The values that can be written to a cell, and their form in the file (ECMA-376 part 1 section 18.3.1.4)."""

import math
from dataclasses import dataclass, replace
from datetime import date, datetime

from regionplan_xl.ooxml.common.dates import to_serial
from regionplan_xl.text import ILLEGAL, LONGEST_TEXT, Phrase, phrase, utf16_length

Content = str | int | float | bool | date | datetime | None
"""A value to write to a cell. None or empty text clears the cell but keeps its style."""


@dataclass(frozen=True)
class Formula:
    """A formula without `=`. Without a result, the program that opens the workbook computes it."""

    text: str
    result: str = ""


@dataclass(frozen=True)
class Put:
    """New content in a given style (an index into the workbook's cell formats).

    `over` is the only formula, without `=`, that may be replaced; a cell with another formula is left alone. `keeps`:
    change only the style and keep the cell's content.
    """

    content: Content | Formula
    style: int | None = None
    over: str = ""
    keeps: bool = False


@dataclass(frozen=True)
class Cached:
    """The newly computed result of a formula; the formula itself stays."""

    value: str | float | bool


@dataclass(frozen=True, slots=True)
class EncodedValue:
    """A value as stored in a cell: the `t` attribute (empty for a number), and its text.

    `formula` is the cell's formula. The type is `inlineStr` for inline text, `str` for a formula's text result.
    """

    type: str = ""
    text: str | None = None
    is_date: bool = False
    has_time: bool = False
    formula: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether the cell is empty."""
        return self.text is None and not self.formula


EMPTY = EncodedValue()

_EXACT = 2**53


def encode_content(content: Content | Formula, *, date1904: bool = False) -> EncodedValue | Phrase:
    """Return `content` as a cell stores it, or the reason why a cell cannot."""
    if isinstance(content, Formula):
        result = encode_result(content.result) if content.result else EMPTY
        return replace(result, formula=content.text) if isinstance(result, EncodedValue) else result
    if content is None or content == "":
        return EMPTY
    if isinstance(content, str):
        return _encode_text(content)
    if isinstance(content, bool):
        return EncodedValue("b", "1" if content else "0")
    if isinstance(content, date):
        return _encode_date(content, date1904)
    return _encode_number(content)


def encode_result(value: str | float | bool) -> EncodedValue | Phrase:
    """Return the result of a formula as its cell stores it, or the reason why a cell cannot."""
    if isinstance(value, str):
        text = _encode_text(value)
        return EncodedValue("str", text.text) if isinstance(text, EncodedValue) else text
    return encode_content(value)


def is_plain_text(content: object) -> bool:
    """Return whether `content` is non-empty text that a cell can store."""
    return (
        type(content) is str
        and content != ""
        and 2 * len(content) <= LONGEST_TEXT
        and ILLEGAL.search(content) is None
    )


def _encode_text(text: str) -> EncodedValue | Phrase:
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    illegal = ILLEGAL.search(text)
    if illegal:
        return phrase(
            "The text holds a character that a workbook cannot hold (U+{code}, number {number} in the text).",
            code=f"{ord(illegal[0]):04X}",
            number=illegal.start() + 1,
        )
    # Excel counts UTF-16 code units, one or two per character.
    length = utf16_length(text) if 2 * len(text) > LONGEST_TEXT else 0
    if length > LONGEST_TEXT:
        return phrase(
            "The text is {length} characters long, and a cell holds at most {most}.",
            length=length,
            most=LONGEST_TEXT,
        )
    return EncodedValue("inlineStr", text)


def _encode_number(number: float) -> EncodedValue | Phrase:
    if not math.isfinite(number):
        return phrase("{number} is not a number that a workbook can hold.", number=str(number))
    if abs(number) > _EXACT:
        if isinstance(number, int) and int(float(number)) != number:
            return phrase(
                "The number {number} has more digits than a workbook keeps. Write it as text.",
                number=str(number),
            )
        return EncodedValue("", repr(float(number)))
    return EncodedValue("", str(int(number)) if number == int(number) else repr(float(number)))


def _encode_date(day: date, date1904: bool) -> EncodedValue | Phrase:
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
    if moment.tzinfo is not None:
        return phrase("A time in a workbook has no time zone; give it as local time.")
    serial = to_serial(moment, date1904)
    if serial < 1:
        return phrase("{date} is earlier than any date that the workbook can hold.", date=day)
    has_time = not serial.is_integer()
    return EncodedValue("", repr(serial) if has_time else str(int(serial)), is_date=True, has_time=has_time)
