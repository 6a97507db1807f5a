"""The boxes in which programs show notes (ECMA-376 part 4 section 19, VML): add new ones, and remove old ones."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from regionplan_xl.ooxml.xml.byte_edits import ByteEdit
from regionplan_xl.ooxml.xml.element import Element

DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_VML, _EXCEL = "urn:schemas-microsoft-com:vml", "urn:schemas-microsoft-com:office:excel"
_NAMESPACES = f'xmlns:v="{_VML}" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="{_EXCEL}"'
_BOX = "_x0000_t202"
_NUMBERED = re.compile(r"_x0000_s(\d+)")
_WIDE, _HIGH = 3, 5  # columns and rows that a visible note covers
_SHAPES_A_SHEET = 1024
Notes = Mapping[tuple[int, int], str]


def drawing_of(notes: Notes, number: int) -> str:
    """Return a part with the boxes of notes; `number` counts the new parts, from 1."""
    shapes = "".join(_shapes(notes, number * _SHAPES_A_SHEET + 1))
    return (
        f'<xml {_NAMESPACES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{number}"/></o:shapelayout>'
        f"{_box_type()}{shapes}</xml>"
    )


def shapes_at(root: Element, places: Collection[tuple[int, int]]) -> Sequence[Element]:
    """Return the boxes of the notes at these places (row, column)."""
    return [shape for shape in root.children if shape.name == "shape" and _place(shape) in places]


def with_shapes(root: Element, removed: Sequence[Element], notes: Notes) -> list[ByteEdit]:
    """Return the edits that remove and add boxes in a part."""
    edits = [ByteEdit(element.start, element.end, b"") for element in removed]
    if not notes:
        return edits
    ids = [element.get("id", "") for element in root.descendants()]
    numbers = [int(found[1]) for id_ in ids if (found := _NUMBERED.fullmatch(id_))]
    shapes = "".join(_shapes(notes, max(numbers, default=_SHAPES_A_SHEET) + 1))
    new = ("" if _BOX in ids else _box_type()) + shapes
    for shape in ("<v:shapetype ", "<v:shape "):
        new = new.replace(shape, f"{shape}{_NAMESPACES} ")
    return [*edits, ByteEdit(root.close, root.close, new.encode())]


def _place(shape: Element) -> tuple[int, int] | None:
    """Return row and column of the cell whose note a shape shows; None for any other shape."""
    for data in shape.children:
        if data.name == "ClientData" and data.namespace == _EXCEL and data.get("ObjectType") == "Note":
            row, column = (next((e.text.strip() for e in data.named(name)), "") for name in ("Row", "Column"))
            if row.isdecimal() and column.isdecimal():
                return int(row) + 1, int(column) + 1
    return None


def _box_type() -> str:
    return (
        f'<v:shapetype id="{_BOX}" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
        '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
    )


def _shapes(notes: Notes, first: int) -> Iterator[str]:
    """Yield the box of each note, next to its cell and hidden until hovered over; numbered from `first`."""
    for number, (row, column) in enumerate(sorted(notes), start=first):
        top, left = max(row - 2, 0), column
        anchor = f"{left}, 15, {top}, 2, {left + _WIDE}, 15, {top + _HIGH}, 4"
        yield (
            f'<v:shape id="_x0000_s{number}" type="#{_BOX}" '
            "style='position:absolute;margin-left:60pt;margin-top:2pt;width:180pt;height:60pt;z-index:1;"
            'visibility:hidden\' fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
            '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
            "<v:textbox style='mso-direction-alt:auto'><div style='text-align:left'></div></v:textbox>"
            '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
            f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
            f"<x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
        )
