"""The appearance of cells in a Word table: their own shading, or that of the table's style (17.4, 17.7.6)."""

from dataclasses import dataclass

from regionplan_xl.documents.sources.wordprocessing.colours import Colours
from regionplan_xl.documents.sources.wordprocessing.parts import attribute, child, value
from regionplan_xl.documents.sources.wordprocessing.styles import TablePart, TableStyle, WordStyles
from regionplan_xl.ooxml.xml.element import Element

# The parts of a table style, highest precedence first, and the bit of `w:tblLook` for each (17.7.6.6).
_SWITCHES = {"firstRow": 0x0020, "lastRow": 0x0040, "firstColumn": 0x0080, "lastColumn": 0x0100}
_BANDS = {"noHBand": 0x0200, "noVBand": 0x0400}


@dataclass(frozen=True)
class Where:
    """The position of a cell in its table, and whether its row and column are the last."""

    row: int
    column: int
    last_row: bool
    last_column: bool


class TableLook:
    """The look of one table, from its own properties and its style."""

    def __init__(self, table: Element, styles: WordStyles, colours: Colours) -> None:
        properties = child(table, "tblPr")
        style = value(properties, "tblStyle")
        self._style: TableStyle = styles.table(style) if style else TableStyle()
        self._fill = colours.shading(properties)
        self._switched = _switched(child(properties, "tblLook"))

    def fill(self, where: Where) -> str:
        """Return the fill of a cell without its own shading; "" for none."""
        if self._fill:
            return self._fill
        return next((part.fill for part in self._parts(where) if part.fill is not None), "")

    def is_bold(self, where: Where) -> bool | None:
        """Return whether the table's style makes the cell bold; None if unspecified."""
        return next((part.bold for part in self._parts(where) if part.bold is not None), None)

    def _parts(self, where: Where) -> list[TablePart]:
        on, parts = self._switched, self._style.parts
        first_row = "firstRow" in on and "firstRow" in parts
        band = (where.row - first_row) // self._style.rows_in_a_band % 2 + 1
        names = [
            ("firstRow", "firstRow" in on and where.row == 0),
            ("lastRow", "lastRow" in on and where.last_row),
            ("firstCol", "firstColumn" in on and where.column == 0),
            ("lastCol", "lastColumn" in on and where.last_column),
            (f"band{band}Horz", "noHBand" not in on),
            ("", True),
        ]
        return [parts[name] for name, here in names if here and name in parts]


def _switched(look: Element | None) -> frozenset[str]:
    """Return the names of the table parts that are on, and of the bands that are off."""
    if look is None:
        return frozenset(_BANDS)
    try:
        bits = int(attribute(look, "val") or "0", 16)
    except ValueError:
        bits = 0
    named = {name: attribute(look, name) for name in (*_SWITCHES, *_BANDS)}
    on = {name for name, text in named.items() if text in ("1", "true", "on")}
    if any(text is not None for text in named.values()):
        return frozenset(on)
    return frozenset(name for name, bit in (_SWITCHES | _BANDS).items() if bits & bit)
