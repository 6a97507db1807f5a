"""The properties of Word styles for paragraphs, runs and tables (ECMA-376 part 1 section 17.7)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from regionplan_xl.documents.sources.wordprocessing.colours import Colours
from regionplan_xl.documents.sources.wordprocessing.parts import attribute, child, is_on, value
from regionplan_xl.ooxml.xml.attribute_values import parse_whole
from regionplan_xl.ooxml.xml.element import Element

_ANCESTORS_AT_MOST = 20
_BODY_TEXT = 9  # an outline level (section 17.3.1.20)
_HEADING = re.compile(
    r"(?:heading|overskrift|rubrik|überschrift|titre|título|otsikko) ?([1-9])", re.IGNORECASE
)
_CONTENTS = re.compile(r"(?:toc|toa) ?(?:\d|heading)|table of (?:figures|authorities)", re.IGNORECASE)
_LINKS = frozenset({"hyperlink", "followedhyperlink"})


@dataclass(frozen=True)
class RunLook:
    """The appearance of a run; None for unset properties.

    `ground` is the colour behind it, `letters` its text colour; "" for none.
    """

    bold: bool | None = None
    struck: bool | None = None
    hidden: bool | None = None
    ground: str | None = None
    letters: str | None = None
    font: str | None = None
    raised: bool | None = None

    def over(self, below: "RunLook") -> "RunLook":
        """Return this look with unset properties taken from `below`."""
        return RunLook(
            below.bold if self.bold is None else self.bold,
            below.struck if self.struck is None else self.struck,
            below.hidden if self.hidden is None else self.hidden,
            below.ground if self.ground is None else self.ground,
            below.letters if self.letters is None else self.letters,
            below.font if self.font is None else self.font,
            below.raised if self.raised is None else self.raised,
        )


@dataclass(frozen=True)
class ParagraphStyle:
    """A paragraph style with inherited properties; `outline` 0 is the topmost heading."""

    names: tuple[str, ...] = ()
    outline: int | None = None
    number_id: str | None = None
    level: int | None = None
    fill: str | None = None
    look: RunLook = RunLook()

    @property
    def is_contents(self) -> bool:
        """Whether it belongs to a table of contents or figures."""
        return any(_CONTENTS.match(name) for name in self.names)

    @property
    def is_title(self) -> bool:
        """Whether it is the document title style."""
        return self.outline is None and "title" in self.names

    @property
    def is_caption(self) -> bool:
        """Whether it is the caption style of tables and figures."""
        return "caption" in self.names


@dataclass(frozen=True)
class TablePart:
    """The appearance of a part of a table («firstRow», "" for the whole table)."""

    fill: str | None = None
    bold: bool | None = None


@dataclass(frozen=True)
class TableStyle:
    """A table style, by part of the table."""

    parts: dict[str, TablePart] = field(default_factory=dict)
    rows_in_a_band: int = 1


class WordStyles:
    """The styles of a document by id; an unknown style has no properties."""

    def __init__(self, root: Element | None, colours: Colours) -> None:
        self._colours = colours
        self._elements: dict[str, Element] = {}
        self._default = ""
        for element in root.children if root is not None else []:
            if element.name == "style":
                id_ = attribute(element, "styleId") or ""
                self._elements[id_] = element
                default = attribute(element, "default") in ("1", "true", "on")
                if default and attribute(element, "type") == "paragraph":
                    self._default = id_
        self.paragraph = cache(self._paragraph)
        self.characters = cache(self._characters)
        self.table = cache(self._table)

    def look(self, properties: Element | None) -> RunLook:
        """Return the look that `w:rPr` gives, including its character style."""
        if properties is None:
            return RunLook()
        style = value(properties, "rStyle")
        own = self._look(properties)
        return own.over(self.characters(style)) if style else own

    def _look(self, properties: Element | None) -> RunLook:
        if properties is None or not properties.children:
            return RunLook()
        struck = [is_on(properties, name) for name in ("strike", "dstrike")]
        highlight = self._colours.highlight(properties)
        fonts = child(properties, "rFonts")
        position = value(properties, "vertAlign")  # 17.3.2.42
        return RunLook(
            is_on(properties, "b"),
            True if True in struck else False if False in struck else None,
            is_on(properties, "vanish"),
            highlight if highlight else self._colours.shading(properties),
            self._colours.letters(properties),
            attribute(fonts, "ascii") or attribute(fonts, "hAnsi"),
            None if position is None else position == "superscript",
        )

    def _chain(self, style: str) -> Iterator[tuple[str, Element]]:
        """Yield a style and its ancestors, with their ids."""
        for _ in range(_ANCESTORS_AT_MOST):
            element = self._elements.get(style)
            if element is None:
                return
            yield style, element
            style = value(element, "basedOn") or ""

    def _paragraph(self, style: str | None) -> ParagraphStyle:
        found = ParagraphStyle()
        for id_, element in self._chain(style or self._default):
            name = (value(element, "name") or id_).casefold()
            properties = child(element, "pPr")
            outline = parse_whole(value(properties, "outlineLvl"))
            if outline is None and (heading := _HEADING.fullmatch(name) or _HEADING.fullmatch(id_)):
                outline = int(heading[1]) - 1
            level = parse_whole(value(properties, "numPr", "ilvl"))
            found = ParagraphStyle(
                (*found.names, name),
                outline if found.outline is None else found.outline,
                found.number_id or value(properties, "numPr", "numId"),
                level if found.level is None else found.level,
                self._colours.shading(properties) if found.fill is None else found.fill,
                # Text colour and background of a paragraph style apply to all its text, so they mark no words.
                found.look.over(_plain(self._look(child(element, "rPr")))),
            )
        return found

    def _characters(self, style: str) -> RunLook:
        found = RunLook()
        for id_, element in self._chain(style):
            if (value(element, "name") or id_).casefold() in _LINKS:
                return _plain(found)
            found = found.over(self._look(child(element, "rPr")))
        return found

    def _table(self, style: str) -> TableStyle:
        parts: dict[str, TablePart] = {}
        rows: int | None = None
        for _, element in self._chain(style):
            rows = rows or parse_whole(value(element, "tblPr", "tblStyleRowBandSize"))
            own = [("", element)]
            own += [(attribute(e, "type") or "", e) for e in element.children if e.name == "tblStylePr"]
            for name, part in own:
                known = parts.get(name, TablePart())
                fill = self._colours.shading(child(part, "tcPr")) if known.fill is None else known.fill
                bold = is_on(child(part, "rPr"), "b") if known.bold is None else known.bold
                parts[name] = TablePart(fill, bold)
        return TableStyle(parts, rows or 1)


def is_heading(outline: int | None) -> bool:
    """Return whether an outline level is that of a heading."""
    return outline is not None and 0 <= outline < _BODY_TEXT


def _plain(look: RunLook) -> RunLook:
    return RunLook(look.bold, look.struck, look.hidden, None, None, look.font)
