"""One cell as XML: what may be in it, how that is written, and what an existing one holds."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from xml.sax.saxutils import escape

from regionplan_xl.ooxml.common.references import cell_name
from regionplan_xl.ooxml.reading.cells import unescaped
from regionplan_xl.ooxml.xml.byte_edits import with_attributes
from regionplan_xl.ooxml.xml.outline import Element
from regionplan_xl.text import Phrase, phrase

Content = str | int | float | bool | date | datetime | None
"""What a cell can be given; None (and empty text) empties it, and it keeps its style."""


@dataclass(frozen=True)
class Put:
    """New content, in a style of its own choice (an index of the workbook's cell formats)."""

    content: Content
    style: int | None = None


@dataclass(frozen=True)
class Cached:
    """The newly computed result of a formula; the formula itself stays."""

    value: str | float | bool


@dataclass(frozen=True, slots=True)
class Written:
    """Content as a cell holds it: the `t` attribute (nothing for a number), and its text.

    Inline text is the type `inlineStr`; the result of a formula that is text is the type `str`.
    """

    type: str = ""
    text: str | None = None
    is_date: bool = False
    has_time: bool = False


EMPTY = Written()

_TEXT_AT_MOST = 32_767
_EXACT = 2**53
# What XML 1.0 cannot hold (section 2.2), and the lone halves of UTF-16 pairs.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# _xHHHH_ is a character (ST_Xstring, ECMA-376 part 1 section 22.9.2.19), unless its underscore is escaped.
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def written(content: Content, *, epoch_1904: bool = False) -> Written | Phrase:
    """`content` as a cell holds it, or the reason why none can."""
    if content is None or content == "":
        return EMPTY
    if isinstance(content, str):
        return _written_text(content)
    if isinstance(content, bool):
        return Written("b", "1" if content else "0")
    if isinstance(content, date):
        return _written_date(content, epoch_1904)
    return _written_number(content)


def written_result(value: str | float | bool) -> Written | Phrase:
    """The result of a formula as its cell holds it, or the reason why none can."""
    if isinstance(value, str):
        text = _written_text(value)
        return Written("str", text.text) if isinstance(text, Written) else text
    return written(value)


def _written_text(text: str) -> Written | Phrase:
    text = text.replace("\r\n", "\n")
    illegal = _ILLEGAL.search(text)
    if illegal:
        return phrase(
            "The text holds a character that a workbook cannot hold (U+{code}, number {number} in the text).",
            code=f"{ord(illegal[0]):04X}",
            number=illegal.start() + 1,
        )
    length = len(text) + sum(c > "\uffff" for c in text)
    if length > _TEXT_AT_MOST:
        return phrase(
            "The text is {length} characters long, and a cell holds at most {most}.",
            length=length,
            most=_TEXT_AT_MOST,
        )
    return Written("inlineStr", text)


def _written_number(number: float) -> Written | Phrase:
    if not math.isfinite(number):
        return phrase("{number} is not a number that a workbook can hold.", number=str(number))
    if isinstance(number, int):
        if abs(number) > _EXACT and int(float(number)) != number:
            return phrase(
                "The number {number} has more digits than a workbook keeps. Write it as text.",
                number=str(number),
            )
        return Written("", str(number) if abs(number) <= _EXACT else repr(float(number)))
    return Written(
        "", str(int(number)) if number.is_integer() and abs(number) <= _EXACT else repr(float(number))
    )


def _written_date(day: date, epoch_1904: bool) -> Written | Phrase:
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
    if moment.tzinfo is not None:
        return phrase("A time in a workbook has no time zone; give it as local time.")
    # Excel counts 29 February 1900, which never was (ECMA-376 part 1 section 18.17.4.1).
    start = datetime(1904, 1, 1) if epoch_1904 else datetime(1899, 12, 30)
    since = moment - start
    if not epoch_1904 and moment < datetime(1900, 3, 1):
        since -= timedelta(days=1)
    serial = since / timedelta(days=1)
    if serial < 1:
        return phrase("{date} is earlier than any date that the workbook can hold.", date=day)
    has_time = not serial.is_integer()
    return Written("", repr(serial) if has_time else str(int(serial)), is_date=True, has_time=has_time)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is in a row's XML already; places are into `xml`, the row."""

    element: Element
    xml: bytes

    @property
    def style(self) -> int:
        """Its style; 0 where it names none."""
        text = self.element.attributes.get("s", "0").strip()
        return int(text) if text.isdecimal() else 0

    @property
    def has_formula(self) -> bool:
        """Whether the formula is in this very cell (it is not for most cells of an array)."""
        return self._child("f") is not None

    @property
    def shared_text(self) -> int | None:
        """The number of its text among the shared strings, where it is one."""
        value = self._child("v")
        text = value.text.strip() if value else ""
        return int(text) if self.element.attributes.get("t") == "s" and text.isdecimal() else None

    def holds(self, new: Written, shared_texts: Mapping[int, str]) -> bool:
        """Whether that is already what it says."""
        type_, value, inline = self.element.attributes.get("t", "n"), self._child("v"), self._child("is")
        text = value.text if value else ""
        if new.text is None:
            return not text and inline is None
        if new.type in ("inlineStr", "str"):
            if type_ == "inlineStr":
                return inline is not None and _plain_text(inline) == new.text
            if type_ == "s":
                return shared_texts.get(self.shared_text if self.shared_text is not None else -1) == new.text
            return type_ == "str" and bool(text or new.type == "str") and unescaped(text) == new.text
        if new.type == "b":
            return type_ == "b" and text.strip() in (new.text, {"1": "true", "0": "false"}[new.text])
        return type_ == "n" and _same_number(text, new.text)

    def rewritten(self, new: Written, style: int | None, *, keep_formula: bool = False) -> bytes:
        """The same cell holding `new`: its other attributes and its extensions stay as they are."""
        changes: dict[str, str | None] = {"t": new.type or None, "vm": None}
        if not keep_formula:
            changes["cm"] = None
        if style is not None and style != self.style:
            changes["s"] = str(style)
        element = self.element
        prefix = f"{element.prefix}:".encode() if element.prefix else b""
        tag = with_attributes(self.xml[element.start : element.inside], changes)
        formula = self._raw("f") if keep_formula else b""
        inside = formula + _value_xml(new, prefix) + self._raw("extLst")
        open_tag = tag[:-2].rstrip() + b">" if element.closed_at_once else tag
        if not inside:
            return open_tag[:-1] + b"/>"
        return open_tag + inside + b"</" + prefix + b"c>"

    def _child(self, name: str) -> Element | None:
        return self.element.first(name)

    def _raw(self, name: str) -> bytes:
        child = self._child(name)
        return self.xml[child.start : child.end] if child else b""


def new_cell_xml(prefix: bytes, row: int, column: int, style: int, new: Written) -> bytes:
    """A cell that was not there; `prefix` with its colon, where the sheet writes one."""
    s = f' s="{style}"' if style else ""
    t = f' t="{new.type}"' if new.type else ""
    tag = b"<" + prefix + f'c r="{cell_name(row, column)}"{s}{t}'.encode()
    inside = _value_xml(new, prefix)
    return tag + b">" + inside + b"</" + prefix + b"c>" if inside else tag + b"/>"


def _value_xml(new: Written, prefix: bytes) -> bytes:
    if new.text is None:
        return b""
    text = _marked_up(new.text) if new.type in ("inlineStr", "str") else new.text.encode()
    if new.type != "inlineStr":
        return b"<" + prefix + b"v>" + text + b"</" + prefix + b"v>"
    space = b' xml:space="preserve"' if new.text != new.text.strip() else b""
    return b"<%(p)sis><%(p)st%(space)s>%(text)s</%(p)st></%(p)sis>" % {
        b"p": prefix,
        b"space": space,
        b"text": text,
    }


def _marked_up(text: str) -> bytes:
    return escape(_LOOKS_ESCAPED.sub("_x005F_", text).replace("\r", "_x000D_")).encode()


def _plain_text(inline: Element) -> str:
    """The text of an `is` or `si` without its reading aids (`rPh`)."""
    texts = [t.text for child in inline.children for t in ([child] if child.name == "t" else child.named("t"))
             if child.name in ("t", "r")]  # fmt: skip
    return unescaped("".join(texts))


def _same_number(text: str, new: str) -> bool:
    try:
        return float(text) == float(new)
    except ValueError:
        return False
