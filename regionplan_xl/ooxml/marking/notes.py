"""Add notes to cells (ECMA-376 part 1 section 18.7), each with the drawing that programs show it by (part 4, VML)."""

import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO

from regionplan_xl.ooxml.common.references import cell_name
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.package.relationships import CONTENT_TYPES, relationships_part
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.package.zip_writer import Contents
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.ooxml.xml.byte_edits import ByteEdit
from regionplan_xl.ooxml.xml.element import Element
from regionplan_xl.ooxml.xml.escaping import escape
from regionplan_xl.ooxml.xml.namespaces import OFFICE_RELATIONSHIPS, SPREADSHEET

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# What comes after legacyDrawing in a sheet (section 18.3.1.99).
_AFTER = (
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
_WIDE, _HIGH = 3, 5  # columns and rows that a note covers when it is shown
_SHAPES_A_SHEET = 1024
Notes = Mapping[tuple[int, int], str]


def with_notes(source: bytes, notes: Mapping[str, Notes]) -> bytes:
    """Return the workbook with notes on cells, by sheet, row and column; a sheet that has some already gets none."""
    package = Package.open(source)
    parts = {sheet.name: sheet.part for sheet in Workbook(package).sheets}
    free = {parts[name]: of_sheet for name, of_sheet in notes.items() if _has_room(package, parts[name])}
    if not free:
        return source
    new, replaced = dict[str, str](), dict[str, Contents]()
    types = list[str]()
    for number, (sheet, of_sheet) in enumerate(free.items(), start=1):
        folder = package.workbook_part.rpartition("/")[0]
        comments, drawing = (
            _free(package, f"{folder}/{name}".lstrip("/"))
            for name in (f"comments{number}.xml", f"drawings/notes{number}.vml")
        )
        edition = SPREADSHEET.index(package.parse(sheet).namespace)
        new[comments], new[drawing] = _comments(of_sheet, SPREADSHEET[edition]), _drawing(of_sheet, number)
        types += [f'<Override PartName="/{comments}" ContentType="{_TYPE}"/>']
        if package.content_type(drawing) not in ("", _VML_TYPE.lower()):
            types += [f'<Override PartName="/{drawing}" ContentType="{_VML_TYPE}"/>']
        replaced[sheet] = _with_legacy_drawing(package, sheet, edition)
        links = relationships_part(sheet)
        linked = "".join(
            f'<Relationship Id="{id_}" Type="{OFFICE_RELATIONSHIPS[edition]}/{kind}" Target="/{part}"/>'
            for id_, kind, part in (
                ("rIdNotes", "comments", comments),
                ("rIdNotesDrawn", "vmlDrawing", drawing),
            )
        )
        if kept := package.find(links):
            replaced[kept] = _with_last(package, kept, linked)
        else:
            space = "http://schemas.openxmlformats.org/package/2006/relationships"
            new[links] = f'{_HEAD}<Relationships xmlns="{space}">{linked}</Relationships>'
    if not package.content_type("notes.vml"):
        types += [f'<Default Extension="vml" ContentType="{_VML_TYPE}"/>']
    replaced[CONTENT_TYPES] = _with_last(package, CONTENT_TYPES, "".join(types))
    out = BytesIO()
    package.save(out, replaced)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, text in new.items():
            archive.writestr(name, text)
    return out.getvalue()


def _has_room(package: Package, sheet: str) -> bool:
    kinds = {relationship.kind for relationship in package.relationships(sheet)}
    return kinds.isdisjoint(("comments", "threadedComment", "vmlDrawing")) and (
        package.parse(sheet).first("legacyDrawing") is None
    )


def _free(package: Package, name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    while package.find(name):
        stem += "n"
        name = f"{stem}{dot}{ending}"
    return name


def _with_last(package: Package, name: str, elements: str) -> Contents:
    """Return an XML part with more children at its end; they have the prefix of its root."""
    part = XmlPart.of(package, package.find(name) or name)
    root = package.parse(part.name)
    return part.contents([_last_in(root, elements.replace("<", f"<{root.prefix}"))])


def _last_in(root: Element, elements: str) -> ByteEdit:
    return ByteEdit(root.close, root.close, elements.encode())


def _with_legacy_drawing(package: Package, sheet: str, edition: int) -> Contents:
    part, root = XmlPart.of(package, sheet), package.parse(sheet)
    after = [element.start for element in root.named(*_AFTER)]
    place = min(after, default=root.close)
    link = f'<{root.prefix}legacyDrawing xmlns:rp="{OFFICE_RELATIONSHIPS[edition]}" rp:id="rIdNotesDrawn"/>'
    return part.contents([ByteEdit(place, place, link.encode())])


def _comments(notes: Notes, namespace: str) -> str:
    listed = "".join(
        f'<comment ref="{cell_name(row, column)}" authorId="0"><text><r><t xml:space="preserve">{escape(text)}</t></r>'
        "</text></comment>"
        for (row, column), text in sorted(notes.items())
    )
    authors = "<authors><author/></authors>"
    return f'{_HEAD}<comments xmlns="{namespace}">{authors}<commentList>{listed}</commentList></comments>'


def _drawing(notes: Notes, number: int) -> str:
    shapes = "".join(_shapes(notes, number))
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel">'
        f'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{number}"/></o:shapelayout>'
        '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
        '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
        f"{shapes}</xml>"
    )


def _shapes(notes: Notes, number: int) -> Iterator[str]:
    """Yield the box of each note, beside its cell and hidden until somebody points at that."""
    for at, (row, column) in enumerate(sorted(notes), start=1):
        top, left = max(row - 2, 0), column
        anchor = f"{left}, 15, {top}, 2, {left + _WIDE}, 15, {top + _HIGH}, 4"
        yield (
            f'<v:shape id="_x0000_s{number * _SHAPES_A_SHEET + at}" type="#_x0000_t202" '
            "style='position:absolute;margin-left:60pt;margin-top:2pt;width:180pt;height:60pt;z-index:1;"
            'visibility:hidden\' fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
            '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
            "<v:textbox style='mso-direction-alt:auto'><div style='text-align:left'></div></v:textbox>"
            '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
            f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
            f"<x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
        )
