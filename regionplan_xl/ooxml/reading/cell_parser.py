"""Parse the cells of any XML sheet as a stream, with expat.

`plain_rows` reads runs of ordinary rows faster; both give the same cells.
"""

from collections.abc import Callable
from xml.parsers import expat

from regionplan_xl.errors import Rejected
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.limits import Limits
from regionplan_xl.ooxml.common.references import LAST_ROW, parse_cell
from regionplan_xl.ooxml.reading.cells import Cell, CellDecoder, StruckText
from regionplan_xl.ooxml.xml.attribute_values import parse_boolean, parse_whole
from regionplan_xl.ooxml.xml.expat_parser import expat_parser
from regionplan_xl.ooxml.xml.namespaces import COMPATIBILITY, SPREADSHEET

_CHOICE = f"{COMPATIBILITY} Choice"
_NAMES = {
    f"{space} {name}": name
    for space in SPREADSHEET
    for name in ("sheetData", "row", "c", "v", "f", "t", "strike", "rPh")
}

BlankWanted = Callable[[int], bool]
"""Whether an empty cell in that style is wanted."""


class CellParser:
    """An expat parser that collects a sheet's cells in `found`.

    `row` is the last row begun; `in_rows` tells whether `sheetData` has begun.

    There are as few handlers as possible, because each call costs as much as expat itself: a cell is finished when the
    next one begins, and end tags are handled only within text.
    """

    def __init__(self, decoder: CellDecoder, limits: Limits, blank_wanted: BlankWanted) -> None:
        self.found: list[Cell] = []
        self.row = 0
        self.in_rows = False
        self.parser: expat.XMLParserType = expat_parser(decoder.part, namespaces=True)
        self._decoder = decoder
        self._limits = limits
        self._blank_wanted = blank_wanted
        self._column = 0
        self._cell_row = 0
        self._kind: str | None = None
        self._style = 0
        self._open = False
        self._struck = False
        self._text: list[str] | None = None
        self._formula: list[str] | None = None
        self.parser.StartElementHandler = self._start

    def finish(self) -> None:
        """Add the current cell, now complete, to `found`. Call it at the end of the document too."""
        if not self._open:
            return
        self._open = False
        formula = None if self._formula is None else "".join(self._formula).strip()
        value = self._decoder.decode(self._kind, "".join(self._text or ()), self._style)
        if value is None and formula is not None and self._kind == "str":
            value = ""  # the formula was computed, and gave an empty text
        if self._struck and isinstance(value, str):
            value = StruckText(value)
        if value is not None or formula is not None or self._blank_wanted(self._style):
            self.found.append(Cell(self._cell_row, self._column, value, self._style, formula))

    def text_length(self) -> int:
        """Return the number of characters in the current cell so far."""
        return sum(map(len, self._text or ())) + sum(map(len, self._formula or ()))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        kind = _NAMES.get(name)
        if kind == "c":
            self.finish()
            self._begin_cell(attributes)
        elif kind == "v":
            if self._open and not self._text:
                self._text = []
                self._catch(self._text)
        elif kind == "row":
            self.finish()
            self._begin_row(attributes)
        elif kind == "t":
            if self._open:
                # An inline string takes precedence over a <v> that a program also wrote.
                if self._text is None:
                    self._text = []
                if self._kind != "inlineStr":
                    self._kind = "inlineStr"
                    self._text.clear()
                self._catch(self._text)
        elif kind == "f":
            if self._open and self._formula is None:
                self._formula = []
                self._catch(self._formula)
        elif kind == "strike":
            self._struck = self._struck or parse_boolean(attributes.get("val"), default=True)
        elif kind == "sheetData":
            self.in_rows = True
        elif kind == "rPh" or name == _CHOICE:
            # Phonetic hints are not the cell's text. Among alternatives the Fallback counts: a Choice is for programs
            # that know the extension it requires (ECMA-376 part 3 section 10.2).
            self._skip()

    def _begin_row(self, attributes: dict[str, str]) -> None:
        written = attributes.get("r")
        row = self.row + 1 if written is None else parse_whole(written)
        if row is None or not 1 <= row <= min(LAST_ROW, self._limits.rows):
            raise self._outside(written or str(row))
        self.row = row
        self._column = 0

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            self._cell_row, self._column = self.row, self._column + 1
        else:
            place = parse_cell(reference)
            if place is None:
                raise self._outside(reference)
            self._cell_row, self._column = place
        if not 1 <= self._cell_row <= self._limits.rows or self._column > self._limits.columns:
            raise self._outside(reference or f"{self._cell_row}/{self._column}")
        self._open = True
        self._kind = attributes.get("t")
        self._style = parse_whole(attributes.get("s")) or 0
        self._text = self._formula = None
        self._struck = False

    def _catch(self, pieces: list[str]) -> None:
        self.parser.CharacterDataHandler = pieces.append
        self.parser.EndElementHandler = self._caught

    def _caught(self, _: str) -> None:
        self.parser.CharacterDataHandler = None
        self.parser.EndElementHandler = None

    def _skip(self) -> None:
        depth = 1

        def start(*_: object) -> None:
            nonlocal depth
            depth += 1

        def end(_: str) -> None:
            nonlocal depth
            depth -= 1
            if not depth:
                self.parser.StartElementHandler = self._start
                self.parser.EndElementHandler = None

        self.parser.StartElementHandler, self.parser.EndElementHandler = start, end

    def _outside(self, reference: str) -> Rejected:
        return refusals.outside_the_sheet(self._decoder.sheet, reference[:40])
