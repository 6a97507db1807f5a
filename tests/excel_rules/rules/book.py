"""Read a workbook for the rules: parts, links, sheets, cells, formulas. It refuses nothing."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from regionplan_xl.ooxml.common.references import Area, parse_area, parse_cell

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
EXTENDED = "{http://schemas.microsoft.com/office/excel/2006/main}"
CONTENT_TYPES = "[Content_Types].xml"

Fault = tuple[str, str]
"""(place, fault); a place is a part, or a sheet with a cell or range."""


class Link(NamedTuple):
    """A relationship: its id, the last word of its type, and its target (a part, unless external)."""

    id: str
    kind: str
    target: str
    external: bool


@dataclass(frozen=True)
class Cell:
    """A cell element with its place; row and column are counted if the element does not state them."""

    row: int
    column: int
    element: etree._Element

    @property
    def ref(self) -> str:
        return self.element.get("r", "")

    @property
    def kind(self) -> str:
        return self.element.get("t", "n")

    @property
    def formula(self) -> str:
        return self.element.findtext(f"{MAIN}f") or ""

    @property
    def stored(self) -> str:
        return self.element.findtext(f"{MAIN}v") or ""


class Formula(NamedTuple):
    """A formula, and where it is."""

    place: str
    text: str


class Sheet:
    """A worksheet: its XML, its links, its cells in the order of the file."""

    def __init__(self, book: "Book", index: int, name: str, part: str) -> None:
        self.book, self.index, self.name, self.part = book, index, name, part

    @cached_property
    def root(self) -> etree._Element:
        return self.book.xml(self.part)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        found, row_number = [], 0
        for row in self.root.iterfind(f"{MAIN}sheetData/{MAIN}row"):
            row_number, column = int(row.get("r") or row_number + 1), 0
            for cell in row.iterfind(f"{MAIN}c"):
                place = parse_cell(cell.get("r", ""))
                column = place[1] if place else column + 1
                found.append(Cell(row_number, column, cell))
        return tuple(found)

    @cached_property
    def texts(self) -> dict[tuple[int, int], str]:
        """(row, column) -> the text, for cells that hold a text."""
        return {
            (cell.row, cell.column): text for cell in self.cells if (text := self.book.text(cell)) is not None
        }

    @cached_property
    def merged(self) -> tuple[Area, ...]:
        refs = (e.get("ref", "") for e in self.root.iterfind(f"{MAIN}mergeCells/{MAIN}mergeCell"))
        return tuple(area for ref in refs if (area := parse_area(ref)))

    @cached_property
    def tables(self) -> tuple[tuple[str, etree._Element], ...]:
        """(part, root) of each table on the sheet."""
        targets = (link.target for link in self.book.links(self.part) if link.kind == "table")
        return tuple((target, self.book.xml(target)) for target in targets if target in self.book.parts)

    def at(self, where: str) -> str:
        """Return a place on this sheet as people write it."""
        return f"{self.name}!{where}"

    def each(self, path: str) -> Iterator[etree._Element]:
        """Yield the elements at a path of plain names (`cols/col`)."""
        return self.root.iterfind("/".join(MAIN + name for name in path.split("/")))


class Book:
    """The parts of a package, and the workbook in it."""

    def __init__(self, parts: list[tuple[str, bytes]]) -> None:
        self.names = [name for name, _ in parts]
        self.parts = dict(parts)
        self._roots: dict[str, etree._Element] = {}
        self._links: dict[str, tuple[Link, ...]] = {}

    @classmethod
    def open(cls, path: Path) -> "Book":
        """Read every entry of the zip, including repeated names."""
        with zipfile.ZipFile(path) as package:
            return cls([(entry.filename, package.read(entry)) for entry in package.infolist()])

    def xml(self, part: str) -> etree._Element:
        """Return the root of a part; a part that is not XML gives an empty element, which another rule reports."""
        if part not in self._roots:
            try:
                self._roots[part] = etree.fromstring(self.parts.get(part, b""))
            except etree.XMLSyntaxError:
                self._roots[part] = etree.Element("unreadable")
        return self._roots[part]

    def links(self, part: str) -> tuple[Link, ...]:
        """Return the relationships of a part; those of the package for an empty name."""
        if part not in self._links:
            folder, file = posixpath.split(part)
            listing = posixpath.join(folder, "_rels", f"{file}.rels")
            known = listing in self.parts
            self._links[part] = tuple(_links(self.xml(listing), folder)) if known else ()
        return self._links[part]

    def linked(self, part: str, kind: str) -> str:
        """Return the first part of that kind that `part` links to; "" if there is none."""
        return next((link.target for link in self.links(part) if link.kind == kind), "")

    def content_type(self, part: str) -> str:
        """Return the content type given for a part by name, else by extension; "" if there is none."""
        root, end = self.xml(CONTENT_TYPES), part.rsplit(".", 1)[-1].lower()
        named = {
            e.get("PartName", "").lower(): e.get("ContentType", "") for e in root.iter(f"{TYPES}Override")
        }
        ends = {
            e.get("Extension", "").lower(): e.get("ContentType", "") for e in root.iter(f"{TYPES}Default")
        }
        return named.get(f"/{part.lower()}") or ends.get(end, "")

    @cached_property
    def workbook_part(self) -> str:
        return self.linked("", "officeDocument")

    @cached_property
    def workbook(self) -> etree._Element:
        return self.xml(self.workbook_part)

    @cached_property
    def styles(self) -> etree._Element:
        return self.xml(self.linked(self.workbook_part, "styles"))

    def style_group(self, name: str) -> list[etree._Element]:
        """The children of a group of the styles (`cellXfs`)."""
        return list(self.styles.iterfind(f"{MAIN}{name}/*"))

    @cached_property
    def shared_texts(self) -> tuple[str, ...]:
        items = self.xml(self.linked(self.workbook_part, "sharedStrings")).iterfind(f"{MAIN}si")
        return tuple(_text(item) for item in items)

    def text(self, cell: Cell) -> str | None:
        """The text of a cell; None if it holds something else."""
        if cell.kind == "s":
            number = int(cell.stored) if cell.stored.isdigit() else len(self.shared_texts)
            return self.shared_texts[number] if number < len(self.shared_texts) else None
        if cell.kind == "inlineStr":
            return _text(cell.element)
        return cell.stored if cell.kind == "str" else None

    @cached_property
    def sheet_elements(self) -> tuple[etree._Element, ...]:
        return tuple(self.workbook.iterfind(f"{MAIN}sheets/{MAIN}sheet"))

    @cached_property
    def sheet_names(self) -> tuple[str, ...]:
        return tuple(element.get("name", "") for element in self.sheet_elements)

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """The worksheets; a sheet without a part is skipped, since another rule reports it."""
        links = {link.id: link for link in self.links(self.workbook_part)}
        found = []
        for index, element in enumerate(self.sheet_elements):
            link = links.get(element.get(f"{LINK}id", ""))
            if link and link.kind == "worksheet" and link.target in self.parts:
                found.append(Sheet(self, index, element.get("name", ""), link.target))
        return tuple(found)

    @cached_property
    def tables(self) -> tuple[tuple[Sheet, str, etree._Element], ...]:
        """(sheet, part, root) of every table."""
        return tuple((sheet, part, root) for sheet in self.sheets for part, root in sheet.tables)

    @cached_property
    def defined_names(self) -> tuple[etree._Element, ...]:
        return tuple(self.workbook.iterfind(f"{MAIN}definedNames/{MAIN}definedName"))

    @cached_property
    def formulas(self) -> tuple[Formula, ...]:
        """Every formula of the workbook, wherever it is; drop-downs with literal words are not formulas."""
        return tuple(_formulas(self))


def _links(root: etree._Element, folder: str) -> Iterator[Link]:
    for element in root:
        target, external = element.get("Target", ""), element.get("TargetMode") == "External"
        if not external:
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        yield Link(element.get("Id", ""), element.get("Type", "").rsplit("/", 1)[-1], target, external)


def _text(item: etree._Element) -> str:
    """Return the text of a shared or inline string, without the phonetic readings of Asian names."""
    runs = (t for t in item.iter(f"{MAIN}t") if not any(a.tag == f"{MAIN}rPh" for a in t.iterancestors()))
    return "".join(run.text or "" for run in runs)


def _formulas(book: Book) -> Iterator[Formula]:
    for name in book.defined_names:
        yield Formula(f"defined name {name.get('name')}", name.text or "")
    for sheet in book.sheets:
        for cell in sheet.cells:
            element = cell.element.find(f"{MAIN}f")
            if element is not None and (element.text or element.get("t") != "shared"):
                yield Formula(sheet.at(cell.ref), element.text or "")
        for rule in sheet.each("conditionalFormatting"):
            for formula in rule.iter(f"{MAIN}formula"):
                yield Formula(sheet.at(rule.get("sqref", "")), formula.text or "")
        for validation in sheet.each("dataValidations/dataValidation"):
            for formula in validation:
                if re.search("formula[12]$", str(formula.tag)) and not (formula.text or "").startswith('"'):
                    yield Formula(sheet.at(validation.get("sqref", "")), formula.text or "")
        for formula in sheet.root.iter(f"{EXTENDED}f"):
            yield Formula(sheet.at("extension"), formula.text or "")
    for _, part, table in book.tables:
        for kind in ("calculatedColumnFormula", "totalsRowFormula"):
            for formula in table.iter(MAIN + kind):
                yield Formula(part, formula.text or "")
    for part in book.parts:
        if re.match(r"xl/charts/chart\d*\.xml$", part):
            for formula in book.xml(part).iter(f"{CHART}f"):
                yield Formula(part, formula.text or "")
