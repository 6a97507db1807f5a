"""Read a LibreOffice Writer text (.odt) as blocks, by passing its elements to the reader of web pages.

The format: OpenDocument 1.3 part 3 sections 5 (text), 9 (tables) and 16 (styles). Tracked changes are read as accepted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from regionplan_xl.documents.blocks import COMPARE, Document
from regionplan_xl.documents.sources.web.page import Page
from regionplan_xl.errors import Place, Problem, Rejected
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.sandbox.formats.limits import RETURNED
from regionplan_xl.sandbox.formats.open_document_elements import (
    FO,
    PARAGRAPHS,
    STYLE,
    TABLE,
    TEXT,
    Attributes,
    parse_part,
)
from regionplan_xl.sandbox.formats.zip_archive import ZipArchive
from regionplan_xl.text import phrase, squeeze

NO_TEXT = phrase(
    "There is no text in the document. Open it in LibreOffice, save it as .docx and import that."
)
_TRACKED = phrase("The document has tracked changes; it was read as if they were accepted.")
_MANIFEST, _READ_OF_MANIFEST = "META-INF/manifest.xml", 1_000_000
_SPACES = frozenset(("text:s", "text:tab", "text:line-break"))
_TAGS = {
    "text:p": "p",
    "text:span": "span",
    "text:a": "span",
    "text:list-item": "li",
    "text:list-header": "div",
    "text:section": "section",
    "table:table": "table",
    "table:table-header-rows": "thead",
    "table:table-row": "tr",
    "table:table-cell": "td",
}
_NOTES = frozenset(("text:note", "office:annotation"))
# Hidden and deleted content, and indexes that repeat content from elsewhere.
_SILENT = frozenset((
    "text:tracked-changes", "text:sequence-decls", "office:forms", "table:covered-table-cell", "text:table-of-content",
    "text:alphabetical-index", "text:illustration-index", "text:table-index", "text:note-citation", "dc:creator",
    "dc:date", "meta:date-string", "?:title", "?:desc", "draw:object", "draw:image",
))  # fmt: skip
_FAMILIES = {"text:p": "paragraph", "text:h": "paragraph", "text:span": "text", "table:table": "table"} | {
    "table:table-row": "table-row",
    "table:table-cell": "table-cell",
}
_ANCESTORS_AT_MOST = 20  # styles
_REPEATED_AT_MOST = 1_000  # cells
_TITLE = "Title"


def read(data: bytes, name: str) -> Document:
    """Return the blocks of a text; raise `Rejected` if it has a password, is empty or is too large."""
    archive = ZipArchive(data, RETURNED)
    if _MANIFEST in archive and b"encryption-data" in archive.beginning(_MANIFEST, _READ_OF_MANIFEST):
        raise refusals.password_protected()
    styles = _Styles()
    if "styles.xml" in archive:
        parse_part(archive, "styles.xml", styles.start)
    body = _Body(styles)
    parse_part(archive, "content.xml", body.start, body.end, body.characters)
    blocks = body.page.blocks()
    if not blocks:
        raise Rejected(NO_TEXT)
    return Document(name, blocks, (Problem(Place(), _TRACKED, COMPARE),) if body.is_tracked else ())


@dataclass
class _Styles:
    """Collects the appearance of styles as CSS, and which lists are numbered."""

    numbered: dict[tuple[str, int], int] = field(default_factory=dict)  # the first number of each
    _looks: dict[tuple[str, str], str] = field(default_factory=dict)
    _parents: dict[tuple[str, str], str] = field(default_factory=dict)
    _of: tuple[str, str] = ("", "")
    _list: str = ""

    def start(self, name: str, attributes: Attributes) -> None:
        """Handle the start of an element, named with its usual prefix."""
        if name == "style:style":
            self._of = attributes.get(f"{STYLE} family", ""), attributes.get(f"{STYLE} name", "")
            self._parents[self._of] = attributes.get(f"{STYLE} parent-style-name", "")
            if len(self._parents) > RETURNED.styles:
                raise refusals.too_many("content.xml", RETURNED.styles)
        elif name == "style:default-style":
            self._of = "", ""
        elif name == "text:list-style":
            self._list = attributes.get(f"{STYLE} name", "")
        elif name == "text:list-level-style-number":
            level, shown = attributes.get(f"{TEXT} level", ""), attributes.get(f"{TEXT} display-levels", "1")
            if attributes.get(f"{STYLE} num-format") == "1" and shown == "1" and level.isdecimal():
                first = _small_number(attributes.get(f"{TEXT} start-value", "1"))
                self.numbered[self._list, int(level)] = 1 if first is None else first
        elif name.endswith("-properties") and self._of[1]:
            self._looks[self._of] = self._looks.get(self._of, "") + _css(attributes)

    def look(self, family: str, name: str) -> str:
        """Return the appearance of a style and its ancestors as CSS."""
        return "".join(self._looks.get((family, one), "") for one in reversed(self._line(family, name)))

    def is_title(self, name: str) -> bool:
        """Return whether this is the document title style or based on it."""
        return _TITLE in self._line("paragraph", name)

    def _line(self, family: str, name: str) -> list[str]:
        found: list[str] = []
        while name and name not in found and len(found) < _ANCESTORS_AT_MOST:
            found.append(name)
            name = self._parents.get((family, name), "")
        return found


def _css(attributes: Attributes) -> str:
    said = {
        "font-weight": attributes.get(f"{FO} font-weight"),
        "background-color": attributes.get(f"{FO} background-color"),
        "color": attributes.get(f"{FO} color"),
        "display": attributes.get(f"{TEXT} display"),
    }
    line = attributes.get(f"{STYLE} text-line-through-style")
    said["text-decoration"] = line and ("none" if line == "none" else "line-through")
    return "".join(f"{name}:{value};" for name, value in said.items() if value)


@dataclass
class _List:
    """An open list: its style, the number of items so far, and its HTML tag."""

    style: str
    tag: str
    count: int = 0


class _Body:
    """Passes the elements of a text to a web page reader."""

    def __init__(self, styles: _Styles) -> None:
        self.page = Page()
        self._styles = styles
        self.is_tracked = False
        self._silent = 0  # depth within hidden content
        self._note: list[str] | None = None
        self._note_depth = 0
        self._paragraphs = 0  # open paragraphs
        self._headings: list[str] = []
        self._below_title = 0
        self._lists: list[_List] = []
        self._counts: dict[str, int] = {}
        self._repeated: list[int] = []

    def start(self, name: str, attributes: Attributes) -> None:
        """Handle the start of an element, named with its usual prefix."""
        self._styles.start(name, attributes)
        if self._silent or name in _SILENT:
            self._silent += 1
            self.is_tracked |= name == "text:changed-region"
        elif self._note is not None or name in _NOTES:
            self._note_depth += 1
            if self._note and name in _SPACES:
                self._note[0] += " "
            self._note = ["", *self._note] if self._note and name in PARAGRAPHS else self._note or [""]
        elif name in PARAGRAPHS:
            self._paragraphs += 1
            self._begin_paragraph(name, attributes)
        elif name == "text:list":
            self._begin_list(attributes)
        elif name in _SPACES - {"text:line-break"}:
            self.page.handle_data(" ")
        elif name == "text:line-break":
            self.page.handle_starttag("br", [])
        elif name in _TAGS:
            said = self._attributes(name, attributes)
            if name == "text:list-item" and self._lists:
                said += self._number(self._lists[-1], attributes)
            self.page.handle_starttag(_TAGS[name], said)

    def end(self, name: str) -> None:
        """Handle the end of an element."""
        if self._silent:
            self._silent -= 1
        elif self._note is not None:
            self._note_depth -= 1
            if not self._note_depth:
                self.page.add_note(squeeze(" ".join(reversed(self._note))))
                self._note = None
        elif name in PARAGRAPHS:
            self._paragraphs -= 1
            self.page.handle_endtag(self._headings.pop())
        elif name == "text:list" and self._lists:
            ended = self._lists.pop()
            self._counts[ended.style] = ended.count
            self.page.handle_endtag(ended.tag)
        elif name in _TAGS:
            self.page.handle_endtag(_TAGS[name])
            if name == "table:table-cell":
                for _ in range(self._repeated.pop() - 1):
                    self.page.handle_starttag("td", [])
                    self.page.handle_endtag("td")

    def characters(self, text: str) -> None:
        """Handle text."""
        if self._silent:
            return
        if self._note is not None:
            self._note[0] += text
        elif self._paragraphs:
            self.page.handle_data(text)

    def _begin_paragraph(self, name: str, attributes: Attributes) -> None:
        style, tag = attributes.get(f"{TEXT} style-name", ""), "p"
        if name == "text:h":
            level = attributes.get(f"{TEXT} outline-level", "1")
            tag = f"h{min(6, int(level) + self._below_title if level.isdecimal() and len(level) < 3 else 6)}"
        elif self._styles.is_title(style):
            tag, self._below_title = "h1", 1
        self._headings.append(tag)
        self.page.handle_starttag(tag, self._attributes(name, attributes))

    def _number(self, list_: _List, attributes: Attributes) -> list[tuple[str, str | None]]:
        """Count a list item; return its number as an attribute if it breaks the sequence."""
        own = _small_number(attributes.get(f"{TEXT} start-value", ""))
        list_.count = list_.count + 1 if own is None else own
        return [] if own is None else [("value", str(own))]

    def _begin_list(self, attributes: Attributes) -> None:
        above = self._lists[-1].style if self._lists else ""
        style = attributes.get(f"{TEXT} style-name", above)
        first = self._styles.numbered.get((style, len(self._lists) + 1))
        tag = "ul" if first is None else "ol"
        goes_on = (
            attributes.get(f"{TEXT} continue-numbering") == "true" or f"{TEXT} continue-list" in attributes
        )
        before = self._counts.get(style, 0) if goes_on else (first or 1) - 1
        self._lists.append(_List(style, tag, before))
        self.page.handle_starttag(tag, [("start", str(before + 1))])

    def _attributes(self, name: str, attributes: Attributes) -> list[tuple[str, str | None]]:
        space = TABLE if name.startswith("table:") else TEXT
        look = self._styles.look(_FAMILIES.get(name, ""), attributes.get(f"{space} style-name", ""))
        found: list[tuple[str, str | None]] = [("style", look)] if look else []
        if name == "table:table-cell":
            found += [
                ("rowspan", attributes.get(f"{TABLE} number-rows-spanned")),
                ("colspan", attributes.get(f"{TABLE} number-columns-spanned")),
            ]
            self._repeated.append(_times(attributes))
        return found


def _times(attributes: Mapping[str, str]) -> int:
    return min(_small_number(attributes.get(f"{TABLE} number-columns-repeated", "1")) or 1, _REPEATED_AT_MOST)


def _small_number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 6 else None
