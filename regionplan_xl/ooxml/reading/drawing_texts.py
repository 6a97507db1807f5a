"""The texts in drawings: text boxes, shapes, groups, charts and SmartArt (ECMA-376 part 1 sections 20.1 and 20.5)."""

from collections.abc import Iterator
from dataclasses import dataclass

from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.package.relationships import relationship_id
from regionplan_xl.ooxml.reading.cells import unescape
from regionplan_xl.ooxml.xml.attribute_values import parse_whole
from regionplan_xl.ooxml.xml.element import Element
from regionplan_xl.ooxml.xml.namespaces import COMPATIBILITY, OFFICE_RELATIONSHIPS

_ANCHORS = frozenset({"twoCellAnchor", "oneCellAnchor", "absoluteAnchor"})
_DATA_OF_DIAGRAM = [f"{space} dm" for space in OFFICE_RELATIONSHIPS]


@dataclass(frozen=True)
class DrawnText:
    """A text in a drawing, and the cell under its corner (0 if it has no place). `kind`: shape, picture or chart."""

    kind: str
    text: str
    row: int = 0
    column: int = 0


def read_drawing(package: Package, part: str) -> Iterator[DrawnText]:
    """Yield the texts of a drawing part, each shape's on its own; a picture by its description or name."""
    for anchor in package.parse(part).children:
        for shape in _with_alternatives(anchor):
            if shape.name in _ANCHORS:
                row, column = _corner(shape)
                for kind, text in _texts(package, part, shape):
                    yield DrawnText(kind, text, row, column)


def _corner(anchor: Element) -> tuple[int, int]:
    corner = anchor.first("from")
    if corner is None:
        return 0, 0
    row, column = corner.first("row"), corner.first("col")
    return (
        (parse_whole(row.text.strip()) or 0) + 1 if row else 0,
        (parse_whole(column.text.strip()) or 0) + 1 if column else 0,
    )


def _texts(package: Package, part: str, element: Element) -> Iterator[tuple[str, str]]:
    for child in element.children:
        for shape in _with_alternatives(child):
            if shape.name in ("sp", "cxnSp"):
                if text := paragraphs(shape):
                    yield "shape", text
            elif shape.name == "pic":
                yield "picture", _description(shape)
            elif shape.name == "graphicFrame":
                yield from _graphic_texts(package, part, shape)
            elif shape.name == "grpSp":
                yield from _texts(package, part, shape)


def _with_alternatives(element: Element) -> Iterator[Element]:
    """Yield the element; of alternatives the first choice, which is what was drawn, or else the fallback."""
    if element.name != "AlternateContent" or element.namespace != COMPATIBILITY:
        yield element
        return
    for branch in element.children[:1]:
        for child in branch.children:
            yield from _with_alternatives(child)


def _description(picture: Element) -> str:
    for element in picture.descendants():
        if element.name == "cNvPr":
            return unescape(element.get("descr", "") or element.get("name", "")).strip()
    return ""


def _graphic_texts(package: Package, part: str, frame: Element) -> Iterator[tuple[str, str]]:
    """Yield the texts of a chart or of SmartArt, which are in parts of their own."""
    targets = {r.id: r.target for r in package.relationships(part) if not r.external}
    for element in frame.descendants():
        link = ""
        if element.name == "chart":
            link = relationship_id(element)
        elif element.name == "relIds":
            link = next((found for name in _DATA_OF_DIAGRAM if (found := element.get(name))), "")
        if package.find(targets.get(link, "")) is None:
            continue
        root = package.parse(targets[link])
        if element.name == "chart":
            titles = [e for e in root.descendants() if e.name in ("title", "userShapes")]
            yield from (("chart", text) for title in titles if (text := paragraphs(title)))
            for shapes in package.related(targets[link], "chartUserShapes"):
                if package.find(shapes.target) and (text := paragraphs(package.parse(shapes.target))):
                    yield "shape", text
        elif text := paragraphs(root):
            yield "shape", text


def paragraphs(element: Element) -> str:
    """Return the text in the paragraphs (`a:p`) within an element, a line for each."""
    lines = []
    for paragraph in element.descendants():
        if paragraph.name == "p":
            pieces = (
                "\n" if e.name == "br" else e.text for e in paragraph.descendants() if e.name in ("t", "br")
            )
            lines.append(unescape("".join(pieces)).strip())
    return "\n".join(filter(None, lines))
