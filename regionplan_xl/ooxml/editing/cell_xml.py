"""The XML of a cell: read what an existing cell holds, and write a value into it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from regionplan_xl.ooxml.common.references import cell_name
from regionplan_xl.ooxml.editing.cell_values import EncodedValue
from regionplan_xl.ooxml.reading.cells import unescape
from regionplan_xl.ooxml.xml.byte_edits import with_attributes
from regionplan_xl.ooxml.xml.element import Element, parse_fragment
from regionplan_xl.ooxml.xml.escaping import escape
from regionplan_xl.ooxml.xml.ordinary_text import replace_references

# `_xHHHH_` means a character (ST_Xstring, ECMA-376 part 1 section 22.9.2.19), unless its underscore is escaped.
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# A cell without a formula as most programs write it. Rarer character references are left to the parser.
_TEXT = rb"((?:[^<&\r]|&(?:amp|lt|gt|quot|apos);)*)"
_PLAIN = re.compile(
    rb'(<c r="[A-Z]+[0-9]+"(?: s="([0-9]+)")?)(?: t="([A-Za-z]+)")?'
    rb'(?:/>|>(?:<v>%s</v>|<is><t(?: xml:space="preserve")?>%s</t></is>)?</c>)' % (_TEXT, _TEXT)
)
_MARKUP = re.compile("[&<>]")
_BOOLEAN_WORDS = {"1": "true", "0": "false"}


class _Says(NamedTuple):
    """The content of a cell: its type (default `n`), style, value, inline text and formula.

    `formula` is "" if the formula covers several cells, and None if there is none.
    """

    type: str
    style: int
    value: str
    inline: str | None
    formula: str | None


@dataclass(slots=True)
class CellXml:
    """A cell in the existing XML of a row, from `start` to `end`; parsed on first use."""

    row: bytes
    start: int
    end: int
    part: str
    _element: Element | None = None
    _says: _Says | None = None

    @property
    def element(self) -> Element:
        """The cell as a tree, with positions within the row."""
        if self._element is None:
            self._element = parse_fragment(self.row, self.start, self.end, self.part)
        return self._element

    @property
    def style(self) -> int:
        """Its style; 0 by default."""
        return self._read().style

    @property
    def has_formula(self) -> bool:
        """Whether the formula is in this very cell. In an array formula, only the first cell has it."""
        return self._read().formula is not None

    @property
    def formula(self) -> str:
        """The cell's own formula, without `=`; "" if there is none or it covers several cells."""
        return self._read().formula or ""

    @property
    def shared_string(self) -> int | None:
        """The index of its text in the shared strings; None if its text is not one."""
        says = self._read()
        text = says.value.strip()
        return int(text) if says.type == "s" and text.isdecimal() else None

    def holds(self, new: EncodedValue, shared_strings: Mapping[int, str]) -> bool:
        """Return whether the cell already has the value `new`."""
        type_, _, text, inline, _ = self._read()
        if new.formula:
            return False
        if new.text is None:
            return not text and inline is None
        if new.type in ("inlineStr", "str"):
            if type_ == "inlineStr":
                return inline == new.text
            if type_ == "s":
                return self.shared_string is not None and shared_strings.get(self.shared_string) == new.text
            return type_ == "str" and bool(text or new.type == "str") and unescape(text) == new.text
        if new.type == "b":
            return type_ == "b" and text.strip() in (new.text, _BOOLEAN_WORDS[new.text])
        return type_ == "n" and _same_number(text, new.text)

    def with_value(self, new: EncodedValue, style: int, *, keep_formula: bool = False) -> bytes:
        """Return the same cell with the value `new`; its other attributes and its extensions stay."""
        if style == self.style and (plain := _PLAIN.fullmatch(self.row, self.start, self.end)):
            return _closed(
                plain[1] + (b' t="%s">' % new.type.encode() if new.type else b">"), value_xml(new, b""), b""
            )
        changes: dict[str, str | None] = {"t": new.type or None, "vm": None}
        if not keep_formula:
            changes["cm"] = None
        if style != self.style:
            changes["s"] = str(style)
        element = self.element
        prefix = element.prefix.encode()
        tag = with_attributes(element.start_tag, changes)
        inside = (self._child_xml("f") if keep_formula else b"") + value_xml(new, prefix)
        inside += self._child_xml("extLst")
        return _closed(tag[:-2].rstrip() + b">" if element.is_empty_tag else tag, inside, prefix)

    def with_style(self, style: int) -> bytes:
        """Return the same cell in another style, with its content unchanged."""
        element = self.element
        return with_attributes(element.start_tag, {"s": str(style)}) + element.xml[len(element.start_tag) :]

    def _read(self) -> _Says:
        if self._says is None:
            plain = _PLAIN.fullmatch(self.row, self.start, self.end)
            self._says = _plain_says(plain) if plain else self._parsed()
        return self._says

    def _parsed(self) -> _Says:
        element = self.element
        style = element.get("s", "0").strip()
        value, inline, formula = map(element.first, ("v", "is", "f"))
        return _Says(
            type=element.get("t", "n"),
            style=int(style) if style.isdecimal() else 0,
            value=value.text if value else "",
            inline=None if inline is None else _plain_text(inline),
            formula=None if formula is None else formula.text if not formula.get("t") else "",
        )

    def _child_xml(self, name: str) -> bytes:
        child = self.element.first(name)
        return child.xml if child else b""


def _plain_says(plain: re.Match[bytes]) -> _Says:
    _, style, type_, value, inline = (
        group.decode() if group is not None else None for group in plain.groups()
    )
    text = None if inline is None else unescape(replace_references(inline))
    return _Says(type_ or "n", int(style or 0), replace_references(value or ""), text, None)


def _closed(tag: bytes, inside: bytes, prefix: bytes) -> bytes:
    return tag + inside + b"</" + prefix + b"c>" if inside else tag[:-1] + b"/>"


def new_cell_xml(prefix: bytes, row: int, column: int, style: int, new: EncodedValue) -> bytes:
    """Return a new cell; `prefix` includes its colon, or is empty."""
    s = f' s="{style}"' if style else ""
    t = f' t="{new.type}"' if new.type else ""
    tag = b"<" + prefix + f'c r="{cell_name(row, column)}"{s}{t}'.encode()
    inside = value_xml(new, prefix)
    return tag + b">" + inside + b"</" + prefix + b"c>" if inside else tag + b"/>"


def value_xml(new: EncodedValue, prefix: bytes) -> bytes:
    """Return the XML within a cell that holds `new`."""
    formula = b"<%sf>%s</%sf>" % (prefix, escape(new.formula).encode(), prefix) if new.formula else b""
    if new.text is None:
        return formula
    text = _escape(new.text) if new.type in ("inlineStr", "str") else new.text.encode()
    if new.type != "inlineStr":
        return formula + b"<" + prefix + b"v>" + text + b"</" + prefix + b"v>"
    space = b' xml:space="preserve"' if new.text != new.text.strip() else b""
    return b"<%sis><%st%s>%s</%st></%sis>" % (prefix, prefix, space, text, prefix, prefix)


def _escape(text: str) -> bytes:
    if "_x" in text:
        text = _LOOKS_ESCAPED.sub("_x005F_", text)
    if "\r" in text:
        text = text.replace("\r", "_x000D_")
    return (escape(text) if _MARKUP.search(text) else text).encode()


def _plain_text(inline: Element) -> str:
    """Return the text of an `is` or `si` element without phonetic hints (`rPh`)."""
    parts = ([one] if one.name == "t" else one.named("t") for one in inline.named("t", "r"))
    return unescape("".join(part.text for part in chain.from_iterable(parts)))


def _same_number(text: str, new: str) -> bool:
    try:
        return float(text) == float(new)
    except ValueError:
        return False
