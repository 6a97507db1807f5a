"""Read the runs of a paragraph of a Word document: its displayed words, and what is attached to them (17.3)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from regionplan_xl.documents.sources.wordprocessing.parts import attribute, child, is_on, value
from regionplan_xl.documents.sources.wordprocessing.styles import RunLook, WordStyles
from regionplan_xl.documents.sources.wordprocessing.words import StyledWords, Words, joined_words
from regionplan_xl.documents.symbols import with_raised_figures, with_symbols
from regionplan_xl.ooxml.xml.attribute_values import parse_whole
from regionplan_xl.ooxml.xml.element import Element

NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes", "commentReference": "comments"}
"""The element that refers to a note -> the kind of part that holds the notes."""

_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_DRAWN = frozenset({"drawing", "pict", "object"})
_NO_WORDS = frozenset({"pPr", "rPr", "sdtPr", "instrText", "delInstrText", "fldData", "rt"})
_TICKED, _NOT_TICKED = "☒", "☐"


@dataclass(frozen=True)
class Read:
    """The words of a paragraph, and the text boxes (`w:txbxContent`) anchored in it."""

    words: Words
    boxes: tuple[Element, ...] = ()
    page_breaks: int = 0


def read_runs(
    paragraph: Element, styles: WordStyles, look: RunLook, notes: Mapping[tuple[str, str], str]
) -> Read:
    """Return the content of a paragraph; `look` is that of its style, `notes` are by kind of part and id."""
    reader = _Runs(styles, notes)
    reader.within(paragraph, look)
    return Read(
        joined_words(reader.pieces, reader.notes, reader.added, reader.removed),
        tuple(reader.boxes),
        reader.page_breaks,
    )


def text_of(element: Element, styles: WordStyles) -> str:
    """Return the words of a note, a line per paragraph."""
    paragraphs = (e for e in element.descendants() if e.name == "p")
    lines = (read_runs(paragraph, styles, RunLook(), {}).words.text for paragraph in paragraphs)
    return "\n".join(filter(None, lines))


def boxes_in(drawing: Element) -> Iterator[Element]:
    """Yield the text boxes of a drawing; of alternative forms, only the first with any."""
    for one in drawing.children:
        if one.name == "txbxContent":
            yield one
        elif one.name == "AlternateContent":
            branches = (list(boxes_in(branch)) for branch in one.children)
            yield from next(filter(None, branches), [])
        else:
            yield from boxes_in(one)


@dataclass
class _Runs:
    """Collects the pieces of one paragraph."""

    styles: WordStyles
    known_notes: Mapping[tuple[str, str], str]
    pieces: list[StyledWords] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    page_breaks: int = 0
    # The open fields: whether their result has begun. The field code comes before that.
    _fields: list[bool] = field(default_factory=list)

    def within(self, element: Element, look: RunLook) -> None:
        """Read the content of an element that may hold runs."""
        for one in element.children:
            self._take(one, look)

    def _take(self, element: Element, look: RunLook) -> None:
        name = element.name
        if name == "r":
            self._run(element, look)
        elif name in ("ins", "moveTo"):
            before = len(self.pieces)
            self.within(element, look)
            self.added.append("".join(piece.text for piece in self.pieces[before:]))
        elif name in ("del", "moveFrom"):
            words = (e.text for e in element.descendants() if e.name in ("delText", "t"))
            self.removed.append("".join(words))
        elif name == "sdt":
            self._control(element, look)
        elif name == "AlternateContent":
            self._alternatives(element, look)
        elif name in _DRAWN:
            self._drawing(element)
        elif name not in _NO_WORDS:
            self.within(element, look)

    def _run(self, run: Element, look: RunLook) -> None:
        look = self.styles.look(child(run, "rPr")).over(look)
        for one in run.children:
            name = one.name
            if name == "t":
                words = with_symbols(one.text, look.font or "")
                self._say(with_raised_figures(words) if look.raised else words, look)
            elif name in _SIGNS:
                self._say(_SIGNS[name], look)
            elif name == "sym":
                self._say(_symbol(one), look)
            elif name in NOTES:
                note = self.known_notes.get((NOTES[name], attribute(one, "id") or ""))
                self.notes += [note] if note else []
            elif name == "fldChar":
                self._field(one, look)
            elif name == "lastRenderedPageBreak":
                self.page_breaks += 1
            elif name == "delText":
                self.removed.append(one.text)
            else:
                self._take(one, look)

    def _say(self, text: str, look: RunLook) -> None:
        if not all(self._fields):
            return
        if look.hidden:
            self.notes.append(text)
        else:
            self.pieces.append(StyledWords(text, look))

    def _field(self, mark: Element, look: RunLook) -> None:
        kind = attribute(mark, "fldCharType")
        if kind == "begin":
            self._say(_form_field(child(mark, "ffData")), look)
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _control(self, control: Element, look: RunLook) -> None:
        """Read a content control; placeholder text becomes a note (17.5.2.39)."""
        content = child(control, "sdtContent")
        if content is None:
            return
        before = len(self.pieces)
        self.within(content, look)
        if is_on(child(control, "sdtPr"), "showingPlcHdr"):
            self.notes.append("".join(piece.text for piece in self.pieces[before:]))
            del self.pieces[before:]

    def _alternatives(self, element: Element, look: RunLook) -> None:
        """Read the first alternative with content."""
        for branch in element.children:
            before = len(self.pieces) + len(self.boxes) + len(self.notes)
            self.within(branch, look)
            if len(self.pieces) + len(self.boxes) + len(self.notes) > before:
                return

    def _drawing(self, drawing: Element) -> None:
        boxes = list(boxes_in(drawing))
        self.boxes += boxes
        if not boxes:
            self.notes += filter(None, (e.get("descr") for e in drawing.descendants() if e.name == "docPr"))


def _symbol(element: Element) -> str:
    try:
        sign = chr(int(attribute(element, "char") or "", 16))
    except (ValueError, OverflowError):
        return ""
    return with_symbols(sign, attribute(element, "font") or "")


def _form_field(data: Element | None) -> str:
    """Return what a legacy form field without a result shows: a check box or list item (17.16.17)."""
    box, choices = child(data, "checkBox"), child(data, "ddList")
    if box is not None:
        ticked = is_on(box, "checked")
        return _TICKED if (is_on(box, "default") if ticked is None else ticked) else _NOT_TICKED
    if choices is not None:
        texts = [attribute(e, "val") or "" for e in choices.children if e.name == "listEntry"]
        chosen = parse_whole(value(choices, "result")) or parse_whole(value(choices, "default")) or 0
        return texts[chosen] if 0 <= chosen < len(texts) else ""
    return ""
