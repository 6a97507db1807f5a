"""Compute the automatic numbers of list items (ECMA-376 part 1 section 17.9)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from regionplan_xl.documents.sources.wordprocessing.parts import attribute, child, is_on, value
from regionplan_xl.documents.symbols import with_symbols
from regionplan_xl.ooxml.xml.attribute_values import parse_whole
from regionplan_xl.ooxml.xml.element import Element

_LEVELS = 9
_LARGEST = 5_000  # larger numbers are written in digits, whatever their format
_PLACE = re.compile(r"%([1-9])")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
BULLET = "•"


@dataclass(frozen=True)
class _Level:
    """One level of a list: its number format, the surrounding text, and its start value."""

    kind: str = "decimal"
    text: str = ""
    start: int = 1
    legal: bool = False


@dataclass
class _List:
    """A list with its counters; all its instances (`w:num`) share them."""

    levels: dict[int, _Level]
    counts: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


@dataclass(frozen=True)
class _Written:
    """An instance of a list: its level overrides and restart values."""

    list_of: str
    levels: dict[int, _Level]
    starts: dict[int, int]


class Numbering:
    """Counts the items of all lists in a document, in document order."""

    def __init__(self, root: Element | None) -> None:
        children = root.children if root is not None else []
        abstract = [one for one in children if one.name == "abstractNum"]
        self._lists = {attribute(one, "abstractNumId") or "": _List(_levels(one)) for one in abstract}
        links = {
            name: attribute(one, "abstractNumId") or ""
            for one in abstract
            if (name := value(one, "styleLink"))
        }
        linked = {
            attribute(one, "abstractNumId") or "": links[name]
            for one in abstract
            if (name := value(one, "numStyleLink")) in links
        }
        self._written: dict[str, _Written] = {}
        for one in children:
            if one.name == "num":
                written = _written(one)
                target = linked.get(written.list_of, written.list_of)
                self._written[attribute(one, "numId") or ""] = _Written(
                    target, written.levels, written.starts
                )
        self._begun: set[tuple[str, int]] = set()

    def next(self, number_id: str, level: int) -> str:
        """Return the number or bullet of the next list item («1.2», «a)», «•»); "" if it has none."""
        written = self._written.get(number_id)
        counted = self._lists.get(written.list_of) if written else None
        if written is None or counted is None or not 0 <= level < _LEVELS:
            return ""
        levels = {**counted.levels, **written.levels}
        own = levels.get(level, _Level())
        self._count(number_id, level, written, counted, own)
        if own.kind == "bullet":
            return with_symbols(own.text) or BULLET
        if own.kind == "none":
            return _PLACE.sub("", own.text).strip()
        return _PLACE.sub(lambda found: _number(int(found[1]) - 1, levels, counted, own), own.text).strip()

    def _count(self, number_id: str, level: int, written: _Written, counted: _List, own: _Level) -> None:
        before = counted.counts[level]
        restarts = level in written.starts and (number_id, level) not in self._begun
        self._begun.add((number_id, level))
        if restarts:
            counted.counts[level] = written.starts[level]
        else:
            counted.counts[level] = own.start if before is None else before + 1
        counted.counts[level + 1 :] = [None] * (_LEVELS - level - 1)


def _number(at: int, levels: dict[int, _Level], counted: _List, own: _Level) -> str:
    level = levels.get(at, _Level())
    count = counted.counts[at]
    return _in_letters(level.start if count is None else count, "decimal" if own.legal else level.kind)


def _levels(element: Element) -> dict[int, _Level]:
    return dict(_each_level(one for one in element.children if one.name == "lvl"))


def _each_level(elements: Iterator[Element]) -> Iterator[tuple[int, _Level]]:
    for one in elements:
        number = parse_whole(attribute(one, "ilvl"))
        if number is not None:
            start = parse_whole(value(one, "start"))
            yield (
                number,
                _Level(
                    value(one, "numFmt") or "decimal",
                    value(one, "lvlText") or "",
                    1 if start is None else start,
                    bool(is_on(one, "isLgl")),
                ),
            )


def _written(element: Element) -> _Written:
    overrides = [one for one in element.children if one.name == "lvlOverride"]
    levels = dict(_each_level(own for one in overrides if (own := child(one, "lvl"))))
    starts = {
        level: start
        for one in overrides
        if (level := parse_whole(attribute(one, "ilvl"))) is not None
        and (start := parse_whole(value(one, "startOverride"))) is not None
    }
    return _Written(value(element, "abstractNumId") or "", levels, starts)


def _in_letters(count: int, kind: str) -> str:
    if not 0 < count <= _LARGEST:
        return str(count)
    if kind in ("lowerRoman", "upperRoman"):
        text = _roman(count)
    elif kind in ("lowerLetter", "upperLetter"):
        # After z comes aa, then bb (section 17.18.59).
        text = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
    else:
        return f"{count:02}" if kind == "decimalZero" else str(count)
    return text.upper() if kind.startswith("upper") else text


def _roman(count: int) -> str:
    text = ""
    for worth, letters in _ROMAN:
        text += letters * (count // worth)
        count %= worth
    return text
