"""Texts with words in several formats: struck through, coloured, in symbol fonts (ECMA-376 part 1 section 18.4)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from regionplan_xl.documents.blocks import Highlight
from regionplan_xl.documents.sources.spreadsheets.cell_styles import CellStyles, font_flag
from regionplan_xl.documents.symbols import symbol_font, with_symbols
from regionplan_xl.ooxml.common.references import parse_cell
from regionplan_xl.ooxml.reading.cells import unescape
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.ooxml.xml.element import Element
from regionplan_xl.text import squeeze

_MOST = 6 * 1024 * 1024  # bytes of a part that is searched for such texts
_OF_LETTERS = "letters"  # any font that draws no symbols; which one makes no difference


@dataclass(frozen=True)
class RichText:
    """A text in runs: what is struck through, what is coloured, and whether all of it is bold.

    `fonts` are the stretches of the text in one font each ("": that of the cell).
    """

    text: str
    struck: bool = False
    struck_words: tuple[str, ...] = ()
    marks: tuple[Highlight, ...] = ()
    bold: bool = False
    fonts: tuple[tuple[str, str], ...] = ()

    def shown(self, cell_font: str) -> str:
        """Return the text with the symbols that its fonts draw for letters."""
        stretches = self.fonts or ((self.text, ""),)
        return "".join(with_symbols(text, font or cell_font) for text, font in stretches)


class _Run(NamedTuple):
    """A run of a text; `font` is "" for the cell's own."""

    text: str
    struck: bool = False
    colour: str = ""
    bold: bool = False
    font: str = ""


@dataclass
class RichTexts:
    """The rich texts of a workbook: those in shared strings by text, inline ones by cell."""

    shared: dict[str, RichText] = field(default_factory=dict)

    @classmethod
    def of(cls, workbook: Workbook, styles: CellStyles) -> "RichTexts":
        """Return those in shared strings; for equal texts with different formatting, keep what they have in common."""
        found = cls()
        part = workbook.package.of_workbook("sharedStrings")
        root = _parsed(workbook, part, b"rPr") if part else None
        plain = set()
        for item in root.named("si") if root else ():
            rich = _rich(item, styles)
            if rich is None:
                plain.add("".join(unescape(e.text) for e in item.named("t")))
            elif found.shared.setdefault(rich.text, rich) != rich:
                found.shared[rich.text] = RichText(rich.text)
        for text in plain & found.shared.keys():
            del found.shared[text]
        return found

    def in_cells(self, workbook: Workbook, part: str, styles: CellStyles) -> dict[tuple[int, int], RichText]:
        """Return the inline rich texts in the cells of a sheet, by row and column."""
        root = _parsed(workbook, part, b"rPr")
        found = {}
        for row in root.grouped("sheetData", "row") if root else ():
            for cell in row.named("c"):
                place, inline = parse_cell(cell.get("r", "")), cell.first("is")
                rich = _rich(inline, styles) if inline is not None and place else None
                if rich and place:
                    found[place] = rich
        return found


def _parsed(workbook: Workbook, part: str, sign: bytes) -> Element | None:
    """Return the root of a part that contains `sign` and is not too large; otherwise None."""
    with workbook.package.open_part(part) as stream:
        beginning = stream.read(_MOST + 1)
    if len(beginning) > _MOST or sign not in beginning:
        return None
    return workbook.package.parse(part)


def _rich(item: Element, styles: CellStyles) -> RichText | None:
    """Return the rich text of an item; None for plain text."""
    runs = list(_runs(item, styles))
    said = [run for run in runs if run.text.strip()]
    if not any(run.struck or run.colour or run.bold or run.font for run in said):
        return None
    struck = all(run.struck for run in said)
    return RichText(
        "".join(run.text for run in runs),
        struck,
        () if struck else tuple(squeeze(run.text) for run in said if run.struck),
        tuple(Highlight(squeeze(run.text), run.colour) for run in said if run.colour),
        all(run.bold for run in said),
        tuple(("".join(run.text for run in same), font) for font, same in groupby(runs, attrgetter("font"))),
    )


def _runs(item: Element, styles: CellStyles) -> Iterator[_Run]:
    for run in item.named("r"):
        text = unescape("".join(e.text for e in run.named("t")))
        look = run.first("rPr")
        if look is None:
            yield _Run(text)
        else:
            colour, font = styles.colour(look.first("color")), look.first("rFont")
            name = "" if font is None else symbol_font(font.get("val", "")) or _OF_LETTERS
            yield _Run(text, font_flag(look, "strike"), colour, font_flag(look, "b"), name)
