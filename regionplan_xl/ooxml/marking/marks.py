"""Mark cells in a workbook with a fill, a thick border and a note; the cells keep their content.

Marks from an earlier time are removed from a returned workbook, so only what is to be corrected now is marked.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.editing.cell_values import Put
from regionplan_xl.ooxml.editing.change import changed
from regionplan_xl.ooxml.editing.sheet_change import SheetChange
from regionplan_xl.ooxml.marking.notes import with_notes
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.package.zip_writer import Contents
from regionplan_xl.ooxml.reading.colours import distance
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.ooxml.xml.byte_edits import ByteEdit, with_attributes
from regionplan_xl.ooxml.xml.element import Element

_SIDES = ("left", "right", "top", "bottom")
# Section 18.8: the groups of the styles part that a mark adds to.
_GROUPS = ("fills", "borders", "cellXfs")
_THICK, _THIN = "thick", "thin"
_ARGB = re.compile(r"(?:[0-9A-Fa-f]{2})?[0-9A-Fa-f]{6}")
_SAME_WITHIN = 1.5  # CIEDE2000; programs round when they convert colours


@dataclass(frozen=True)
class Mark:
    """How to mark a cell: the text of its note, and whether it keeps a fill that somebody gave it."""

    note: str
    keeps_fill: bool = False


@dataclass(frozen=True)
class Look:
    """The look of marked cells: fill and border as `#RRGGBB`."""

    fill: str
    border: str


@dataclass(frozen=True)
class Unmarked:
    """How to recognise earlier marks, and the look of their cells without them."""

    fills: tuple[str, ...]
    border: str
    is_note: Callable[[str], bool]
    look: Look


def with_marks(
    source: bytes, marks: Mapping[str, Mapping[tuple[int, int], Mark]], look: Look, former: Unmarked
) -> bytes:
    """Return the workbook with only these cells marked, by sheet, row and column.

    Raises `Refused` if a cell cannot be marked without harm, `Rejected` for a file that cannot be read.
    """
    package = Package.open(source)
    workbook = Workbook(package)
    styles = _MarkedStyles(package, look, former)
    changes = {}
    for sheet, cells in marks.items():
        there = {(cell.row, cell.column): cell.style for cell in workbook.cells(sheet, blanks=True)}
        changes[sheet] = SheetChange(
            cells={
                place: Put(None, styles.like(there.get(place, 0), keeps_fill=mark.keeps_fill), keeps=True)
                for place, mark in cells.items()
            }
        )
    book, _ = changed(source, changes, parts=styles.parts(), recalculate=False)
    notes = {sheet: {at: mark.note for at, mark in cells.items()} for sheet, cells in marks.items()}
    return with_notes(book, notes, former.is_note)


class _MarkedStyles:
    """The cell formats that marks add to a workbook; the formats of earlier marks become plain."""

    def __init__(self, package: Package, look: Look, former: Unmarked) -> None:
        part = package.of_workbook("styles")
        if part is None:
            raise refusals.damaged_part("styles.xml")
        self._part, self._look, self._former = XmlPart.of(package, part), look, former
        root = package.parse(part)
        found = {name: root.first(name) for name in _GROUPS}
        self._groups = {name: group for name, group in found.items() if group and not group.is_empty_tag}
        if len(self._groups) < len(_GROUPS):
            raise refusals.damaged_part(part)
        self._formats = list(self._groups["cellXfs"].named("xf"))
        self._next = count(len(self._formats))
        self._new: dict[tuple[int, bool], int] = {}

    def like(self, style: int, *, keeps_fill: bool) -> int:
        """Return the format of a marked cell whose format was `style`."""
        key = (style if 0 <= style < len(self._formats) else 0, keeps_fill)
        if key not in self._new:
            self._new[key] = next(self._next)
        return self._new[key]

    def parts(self) -> Mapping[str, Contents]:
        """Return the styles part with the new formats, by its name."""
        fills, borders = (len(list(self._groups[name].named(name[:-1]))) for name in ("fills", "borders"))
        added = {"fills": [self._fill(self._look)], "borders": [self._border()], "cellXfs": []}
        for base, keeps_fill in self._new:
            xf = self._formats[base]
            attributes = {"borderId": str(borders), "applyBorder": "1"}
            if not keeps_fill:
                attributes |= {"fillId": str(fills), "applyFill": "1"}
            tag = with_attributes(xf.start_tag, dict(attributes))
            added["cellXfs"].append(tag + xf.xml[len(xf.start_tag) :])
        edits = [edit for name, new in added.items() for edit in self._appended(self._groups[name], new)]
        return {self._part.name: self._part.contents([*edits, *self._unmarked()])}

    def _unmarked(self) -> Iterator[ByteEdit]:
        """Yield the edits that remove the fill and border of earlier marks."""
        for fill in self._groups["fills"].named("fill"):
            colours = [_rgb(colour) for pattern in fill.named() for colour in pattern.named("fgColor")]
            if any(_is_same(colour, known) for colour in colours for known in self._former.fills):
                yield ByteEdit(fill.start, fill.end, self._fill(self._former.look))
        for border in self._groups["borders"].named("border"):
            for side in border.named():
                if side.get("style") == _THICK and _is_same(_rgb(side.first("color")), self._former.border):
                    yield ByteEdit(
                        side.start, side.end, self._side(side.name, _THIN, self._former.look.border)
                    )

    @staticmethod
    def _appended(group: Element, new: list[bytes]) -> list[ByteEdit]:
        children = sum(1 for _ in group.named("fill", "border", "xf"))
        size = group.set_attributes({"count": str(children + len(new))})
        return [size, ByteEdit(group.close, group.close, b"".join(new))]

    def _fill(self, look: Look) -> bytes:
        p = self._groups["fills"].prefix
        return (
            f'<{p}fill><{p}patternFill patternType="solid"><{p}fgColor rgb="{_argb(look.fill)}"/>'
            f'<{p}bgColor indexed="64"/></{p}patternFill></{p}fill>'
        ).encode()

    def _border(self) -> bytes:
        p = self._groups["borders"].prefix.encode()
        sides = b"".join(self._side(side, _THICK, self._look.border) for side in _SIDES)
        return b"<%sborder>%s<%sdiagonal/></%sborder>" % (p, sides, p, p)

    def _side(self, name: str, style: str, colour: str) -> bytes:
        p = self._groups["borders"].prefix
        return f'<{p}{name} style="{style}"><{p}color rgb="{_argb(colour)}"/></{p}{name}>'.encode()


def _argb(colour: str) -> str:
    return f"FF{colour.removeprefix('#').upper()}"


def _rgb(colour: Element | None) -> str:
    """Return a colour as `#RRGGBB`; "" if it is given in another way."""
    written = colour.get("rgb", "") if colour is not None else ""
    return f"#{written[-6:]}" if _ARGB.fullmatch(written) else ""


def _is_same(colour: str, known: str) -> bool:
    return bool(colour) and distance(colour, known) < _SAME_WITHIN
