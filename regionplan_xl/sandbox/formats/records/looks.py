"""The appearance of the cells of a binary workbook, which calamine does not give."""

from dataclasses import dataclass, field

from regionplan_xl.ooxml.common.references import Area


@dataclass(frozen=True)
class CellLook:
    """The appearance of a cell; `fill` is "" for none, and `code` is None for a built-in number format.

    `from_palette`: the fill is the nearest of the few colours of an .xls, not necessarily the one that was chosen.
    `patterned`: the fill has several colours. `struck_in_part`: a part of the text is struck through.
    """

    fill: str = ""
    number_format: int = 0
    code: str | None = None
    bold: bool = False
    struck: bool = False
    from_palette: bool = False
    patterned: bool = False
    struck_in_part: bool = False


@dataclass(frozen=True)
class SheetLook:
    """The appearance of a sheet's cells by row and column, from 1, its merged ranges, and ranges with colour rules."""

    looks: dict[tuple[int, int], CellLook] = field(default_factory=dict)
    merged: tuple[Area, ...] = ()
    ruled: tuple[Area, ...] = ()
