"""The texts in drawings: shapes, groups, charts, SmartArt, controls (ECMA-376 part 1 section 20, part 4 section 19)."""

import posixpath
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.package.relationships import relationship_id
from regionplan_xl.ooxml.reading.cells import unescape
from regionplan_xl.ooxml.xml.attribute_values import parse_whole
from regionplan_xl.ooxml.xml.element import Element
from regionplan_xl.ooxml.xml.namespaces import COMPATIBILITY, OFFICE_RELATIONSHIPS

_VML = "urn:schemas-microsoft-com:vml"
_ANCHORS = frozenset({"twoCellAnchor", "oneCellAnchor", "absoluteAnchor"})
_DATA_OF_DIAGRAM = [f"{space} dm" for space in OFFICE_RELATIONSHIPS]


@dataclass(frozen=True)
class DrawnText:
    """A text in a drawing ("" if it has none), and the cell under its corner (0 if unknown).

    `kind`: shape, picture, chart, control, or object (an embedded file of another program).
    """

    kind: str
    text: str
    row: int = 0
    column: int = 0


def read_drawing(package: Package, part: str) -> Iterator[DrawnText]:
    """Yield the text of each shape in a drawing part; for a picture, its description or name."""
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
            if shape.name in ("sp", "cxnSp", "contentPart"):
                yield "shape", paragraphs(shape)
            elif shape.name == "pic":
                yield "picture", _description(shape)
            elif shape.name == "graphicFrame":
                yield from _graphic_texts(package, part, shape)
            elif shape.name == "grpSp":
                yield from _texts(package, part, shape)


def _with_alternatives(element: Element) -> Iterator[Element]:
    """Yield the element; for alternatives, the first choice, or the fallback if there is no choice."""
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
    """Yield the texts of a chart or SmartArt, which are in separate parts."""
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
            texts = [text for title in titles if (text := paragraphs(title))]
            yield from (("chart", text) for text in texts or [""])
            for shapes in package.related(targets[link], "chartUserShapes"):
                if package.find(shapes.target) and (text := paragraphs(package.parse(shapes.target))):
                    yield "shape", text
        elif text := paragraphs(root):
            yield "shape", text


def read_attached(package: Package, sheet: str, drawn: Collection[str]) -> Iterator[DrawnText]:
    """Yield what else is attached to a sheet part: background, embedded files, controls, and shapes in VML.

    `drawn` are the texts of its drawings, which the VML form of the same controls repeats.
    """
    for _ in package.related(sheet, "image"):
        yield DrawnText("picture", "")
    for kind in ("oleObject", "package"):
        for relationship in package.related(sheet, kind):
            yield DrawnText("object", posixpath.basename(relationship.target))
    for relationship in package.related(sheet, "control"):
        if package.find(relationship.target) and relationship.target.casefold().endswith(".xml"):
            yield DrawnText("control", _caption(package.parse(relationship.target)))
    for relationship in package.related(sheet, "vmlDrawing"):
        if package.find(relationship.target):
            yield from _older_shapes(package.parse(relationship.target), drawn)


def _caption(control: Element) -> str:
    """Return the text of an ActiveX control, if its properties are stored as XML."""
    values = {_any(e, "name"): _any(e, "value") for e in control.descendants() if e.name == "ocxPr"}
    return next((values[name] for name in ("Caption", "Value", "Text") if values.get(name)), "")


def _older_shapes(root: Element, drawn: Collection[str]) -> Iterator[DrawnText]:
    for shape in root.descendants():
        parts = {e.name: e for e in shape.children}
        if shape.name == "shapetype" or shape.namespace != _VML:
            continue
        data = parts.get("ClientData")
        kind = data.get("ObjectType", "") if data else ""
        if "imagedata" in parts:
            yield DrawnText("picture", _any(parts["imagedata"], "title"))
        elif "textbox" in parts and kind != "Note":
            text = " ".join("".join(e.text for e in parts["textbox"].descendants()).split())
            if text and text not in drawn:
                yield DrawnText("control" if kind else "shape", text, *_anchor(data))


def _any(element: Element, attribute: str) -> str:
    """Return an attribute in any namespace."""
    return next(
        (value for name, value in element.attributes.items() if name.rpartition(" ")[2] == attribute), ""
    )


def _anchor(data: Element | None) -> tuple[int, int]:
    """Return the cell of a control, whose anchor begins with column, offset, row."""
    anchor = data.first("Anchor") if data else None
    numbers = [parse_whole(part.strip()) for part in anchor.text.split(",")] if anchor else []
    if len(numbers) < 3 or numbers[0] is None or numbers[2] is None:
        return 0, 0
    return numbers[2] + 1, numbers[0] + 1


def paragraphs(element: Element) -> str:
    """Return the text of the paragraphs (`a:p`) within an element, one per line."""
    lines = []
    for paragraph in element.descendants():
        if paragraph.name == "p":
            pieces = (
                "\n" if e.name == "br" else e.text for e in paragraph.descendants() if e.name in ("t", "br")
            )
            lines.append(unescape("".join(pieces)).strip())
    return "\n".join(filter(None, lines))
