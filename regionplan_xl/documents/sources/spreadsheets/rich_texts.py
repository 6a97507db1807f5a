"""Texts with differently formatted words: struck through or coloured (ECMA-376 part 1 section 18.4)."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from regionplan_xl.documents.blocks import Highlight
from regionplan_xl.documents.sources.spreadsheets.cell_styles import CellStyles, font_flag
from regionplan_xl.ooxml.common.references import parse_cell
from regionplan_xl.ooxml.reading.cells import unescape
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.ooxml.xml.element import Element
from regionplan_xl.text import squeeze

_MOST = 6 * 1024 * 1024  # bytes of a part that is searched for such texts


@dataclass(frozen=True)
class RichText:
    """A text in runs: what is struck through, what is coloured, and whether all of it is bold."""

    text: str
    struck: bool = False
    struck_words: tuple[str, ...] = ()
    marks: tuple[Highlight, ...] = ()
    bold: bool = False


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
    said = [run for run in runs if run[0].strip()]
    if not any(struck or colour or bold for _, struck, colour, bold in said):
        return None
    struck = all(one for _, one, _, _ in said)
    return RichText(
        "".join(text for text, *_ in runs),
        struck,
        () if struck else tuple(squeeze(text) for text, one, _, _ in said if one),
        tuple(Highlight(squeeze(text), colour) for text, _, colour, _ in said if colour),
        all(bold for *_, bold in said),
    )


def _runs(item: Element, styles: CellStyles) -> Iterator[tuple[str, bool, str, bool]]:
    """Yield the runs: text, whether struck through, colour, whether bold."""
    for run in item.named("r"):
        text = unescape("".join(e.text for e in run.named("t")))
        font = run.first("rPr")
        if font is None:
            yield text, False, "", False
        else:
            yield text, font_flag(font, "strike"), styles.colour(font.first("color")), font_flag(font, "b")
