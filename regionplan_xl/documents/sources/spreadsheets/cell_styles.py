"""The appearance of cells besides their fill: number formats, fonts, rule formats (ECMA-376 part 1 section 18.8)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from regionplan_xl.colour import is_grey
from regionplan_xl.documents.sources.spreadsheets.number_formats import code_of
from regionplan_xl.ooxml.reading.colours import DEFAULT_PALETTE, DEFAULT_THEME, parse_colour, parse_theme
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.ooxml.xml.attribute_values import parse_boolean, parse_whole
from regionplan_xl.ooxml.xml.element import Element


@dataclass(frozen=True)
class CellStyle:
    """A cell style: its number format code and font; `letters` is the text colour, "" for black and grey."""

    code: str = ""
    bold: bool = False
    struck: bool = False
    letters: str = ""
    font: str = ""


PLAIN = CellStyle()


@dataclass(frozen=True)
class CellStyles:
    """The cell styles by index, and the fills of rule formats (`dxf`) by index; None for one without a fill."""

    styles: tuple[CellStyle, ...] = ()
    rule_fills: tuple[str | None, ...] = ()
    theme: tuple[str | None, ...] = DEFAULT_THEME

    def __getitem__(self, style: int) -> CellStyle:
        return self.styles[style] if 0 <= style < len(self.styles) else PLAIN

    def colour(self, element: Element | None) -> str:
        """Return the colour in an element; "" for none, black and grey."""
        found = parse_colour(element, self.theme, DEFAULT_PALETTE) if element is not None else None
        return "" if found is None or is_grey(found) else found


def read_cell_styles(workbook: Workbook) -> CellStyles:
    """Return the cell styles of a workbook; empty if it has no styles part."""
    package = workbook.package
    part, theme_part = package.of_workbook("styles"), package.of_workbook("theme")
    theme = parse_theme(package.parse(theme_part)) if theme_part else DEFAULT_THEME
    if part is None:
        return CellStyles(theme=theme)
    root = package.parse(part)
    none = CellStyles(theme=theme)
    codes = {
        parse_whole(e.get("numFmtId")): e.get("formatCode", "") for e in root.grouped("numFmts", "numFmt")
    }
    fonts = [_font(element, none) for element in root.grouped("fonts", "font")]
    styles = []
    for element in root.grouped("cellXfs", "xf"):
        number, font = parse_whole(element.get("numFmtId")) or 0, parse_whole(element.get("fontId")) or 0
        look = fonts[font] if 0 <= font < len(fonts) else PLAIN
        styles.append(replace(look, code=code_of(number, codes.get(number))))
    fills = tuple(_rule_fill(element, theme) for element in root.grouped("dxfs", "dxf"))
    return CellStyles(tuple(styles), fills, theme)


def font_flag(font: Element, name: str) -> bool:
    """Return whether a boolean property of a font («b», «strike») is on."""
    element = font.first(name)
    return element is not None and parse_boolean(element.get("val"), default=True)


def _font(element: Element, styles: CellStyles) -> CellStyle:
    name = element.first("name")
    return CellStyle(
        bold=font_flag(element, "b"),
        struck=font_flag(element, "strike"),
        letters=styles.colour(element.first("color")),
        font="" if name is None else name.get("val", ""),
    )


def _rule_fill(element: Element, theme: Sequence[str | None]) -> str | None:
    """Return the fill of a rule format: its background colour, which Excel shows for a solid fill (18.8.14)."""
    for pattern in element.grouped("fill", "patternFill"):
        if pattern.get("patternType") == "none":
            return None
        for name in ("bgColor", "fgColor"):
            colour = pattern.first(name)
            if colour is not None and (found := parse_colour(colour, theme)):
                return found
    return None
