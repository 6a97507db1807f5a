"""Add notes to cells (ECMA-376 part 1 section 18.7), each with the drawing that programs need (part 4, VML).

Notes of earlier marks are removed with their drawings. All others stay, and a cell that has one gets no second note.
"""

import zipfile
from collections import defaultdict
from collections.abc import Callable, Mapping
from io import BytesIO

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.marking.note_drawings import (
    DRAWING_TYPE,
    drawing_of,
    shapes_at,
    with_shapes,
)
from regionplan_xl.ooxml.marking.note_texts import COMMENTS_TYPE, comments_of, last_in, with_comments
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.package.relationships import CONTENT_TYPES, relationships_part
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.reading.notes import parse_comments, read_threads
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.ooxml.xml.byte_edits import ByteEdit
from regionplan_xl.ooxml.xml.namespaces import OFFICE_RELATIONSHIPS, SPREADSHEET

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
# The elements after legacyDrawing in a sheet (section 18.3.1.99).
_AFTER = (
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
Notes = Mapping[tuple[int, int], str]


def with_notes(source: bytes, notes: Mapping[str, Notes], is_former: Callable[[str], bool]) -> bytes:
    """Return the workbook with `notes` on cells, by sheet, row and column, and without notes that are `is_former`."""
    package = Package.open(source)
    changes = _Changes(package)
    for sheet in Workbook(package).sheets:
        wanted = notes.get(sheet.name, {})
        if wanted or package.related(sheet.part, "comments"):
            _change_sheet(changes, sheet.part, wanted, is_former)
    return changes.saved()


def _change_sheet(changes: "_Changes", sheet: str, wanted: Notes, is_former: Callable[[str], bool]) -> None:
    """Remove the former notes of a sheet, and add the wanted ones to cells without a note."""
    package = changes.package
    comments = changes.linked(sheet, "comments")
    written = list(parse_comments(package.parse(comments))) if comments else []
    former = [one for one in written if not one.is_copy and is_former(one.note.text)]
    threads = read_threads(package, sheet, package.workbook_part)
    kept = {
        (note.row, note.column) for note in (*(one.note for one in written if one not in former), *threads)
    }
    new = {at: text for at, text in wanted.items() if at not in kept}
    if not (former or new):
        return
    removed = {(one.note.row, one.note.column) for one in former}
    drawing = changes.drawing(sheet)
    if comments:
        changes.edit(comments, with_comments(package.parse(comments), [one.element for one in former], new))
    else:
        edition = SPREADSHEET.index(package.parse(sheet).namespace)
        text = _HEAD + comments_of(new, SPREADSHEET[edition])
        changes.add(sheet, "comments", changes.free("comments", "xml"), text, COMMENTS_TYPE)
    if drawing:
        root = package.parse(drawing)
        changes.edit(drawing, with_shapes(root, shapes_at(root, removed), new))
    elif new:
        changes.draw(sheet, drawing_of(new, changes.next_drawing()))


class _Changes:
    """The parts of a package that change, and those that are added."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self._edits: dict[str, list[ByteEdit]] = defaultdict(list)
        self._new: dict[str, str] = {}
        self._links: dict[str, str] = defaultdict(str)
        self._types: list[str] = []
        self._drawings = 0

    def linked(self, sheet: str, kind: str) -> str:
        """Return a sheet's part of that kind; "" if it has none."""
        found = (self.package.find(one.target) for one in self.package.related(sheet, kind))
        return next(filter(None, found), "")

    def drawing(self, sheet: str) -> str:
        """Return the part with the drawings of a sheet's notes; "" if it has none."""
        link = self.package.parse(sheet).first("legacyDrawing")
        ids = {value for name, value in link.attributes.items() if name.endswith(" id")} if link else set()
        found = (one for one in self.package.related(sheet, "vmlDrawing") if one.id in ids)
        return next((part for one in found if (part := self.package.find(one.target))), "")

    def next_drawing(self) -> int:
        """Return a number for a new part with drawings, from 1."""
        self._drawings += 1
        return self._drawings

    def free(self, stem: str, ending: str) -> str:
        """Return an unused part name in the workbook's folder."""
        folder = self.package.workbook_part.rpartition("/")[0]
        number = 1
        while self.package.find(name := f"{folder}/{stem}{number}.{ending}".lstrip("/")) or name in self._new:
            number += 1
        return name

    def edit(self, part: str, edits: list[ByteEdit]) -> None:
        """Change a part."""
        self._edits[part] += edits

    def add(self, sheet: str, kind: str, part: str, text: str, type_: str) -> str:
        """Add a part that a sheet refers to; return its relationship id."""
        edition = SPREADSHEET.index(self.package.parse(sheet).namespace)
        taken = {one.id for one in self.package.relationships(sheet)}
        id_ = f"rIdNotes{kind}"
        while id_ in taken:
            id_ += "n"
        self._new[part] = text
        kind_ = f"{OFFICE_RELATIONSHIPS[edition]}/{kind}"
        self._links[sheet] += f'<Relationship Id="{id_}" Type="{kind_}" Target="/{part}"/>'
        if self.package.content_type(part) != type_.lower():
            self._types.append(f'<Override PartName="/{part}" ContentType="{type_}"/>')
        return id_

    def draw(self, sheet: str, text: str) -> None:
        """Add the drawings part to a sheet that has none."""
        root = self.package.parse(sheet)
        if root.first("legacyDrawing") is not None:
            raise refusals.damaged_part(sheet)
        id_ = self.add(sheet, "vmlDrawing", self.free("drawings/notes", "vml"), text, DRAWING_TYPE)
        edition = SPREADSHEET.index(root.namespace)
        place = min((element.start for element in root.named(*_AFTER)), default=root.close)
        link = f'<{root.prefix}legacyDrawing xmlns:rp="{OFFICE_RELATIONSHIPS[edition]}" rp:id="{id_}"/>'
        self.edit(sheet, [ByteEdit(place, place, link.encode())])

    def saved(self) -> bytes:
        """Return the workbook with the changes."""
        package = self.package
        for sheet, linked in self._links.items():
            if kept := package.find(relationships_part(sheet)):
                self.edit(kept, [last_in(package.parse(kept), linked)])
            else:
                text = f'{_HEAD}<Relationships xmlns="{_LINKS}">{linked}</Relationships>'
                self._new[relationships_part(sheet)] = text
        if self._types:
            types = package.find(CONTENT_TYPES) or CONTENT_TYPES
            self.edit(types, [last_in(package.parse(types), "".join(self._types))])
        if not (self._edits or self._new):
            return package.data
        replaced = {part: XmlPart.of(package, part).contents(edits) for part, edits in self._edits.items()}
        out = BytesIO()
        package.save(out, replaced)
        with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
            for name, text in self._new.items():
                archive.writestr(name, text)
        return out.getvalue()
