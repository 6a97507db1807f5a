"""Rules of drawings, charts, notes and extensions."""

import re
from collections.abc import Iterator

from lxml import etree

from regionplan_xl.ooxml.common.references import LAST_COLUMN, LAST_ROW, parse_area, parse_cell
from tests.excel_rules.rules.book import CHART, DRAWING, EXTENDED, MAIN, Book, Fault
from tests.excel_rules.rules.package import twice


def _parts(book: Book, pattern: str) -> Iterator[tuple[str, etree._Element]]:
    for part in book.parts:
        if re.fullmatch(pattern, part):
            yield part, book.xml(part)


def drawings_are_on_their_sheet(book: Book) -> Iterator[Fault]:
    for part, root in _parts(book, r"xl/drawings/drawing\d*\.xml"):
        for corner in (*root.iter(f"{DRAWING}from"), *root.iter(f"{DRAWING}to")):
            row, column = (int(corner.findtext(DRAWING + name) or "-1") for name in ("row", "col"))
            if not (0 <= row < LAST_ROW and 0 <= column < LAST_COLUMN):
                yield part, f"a corner at row {row}, column {column}"


def shapes_have_numbers_of_their_own(book: Book) -> Iterator[Fault]:
    for part, root in _parts(book, r"xl/drawings/drawing\d*\.xml"):
        for number in twice(e.get("id", "") for e in root.iter(f"{DRAWING}cNvPr")):
            yield part, f"two shapes have the id {number}"


def series_of_a_chart_have_numbers_of_their_own(book: Book) -> Iterator[Fault]:
    for part, root in _parts(book, r"xl/charts/chart\d*\.xml"):
        for name in ("idx", "order"):
            for number in twice(
                e.get("val", "") for s in root.iter(f"{CHART}ser") for e in s.iterfind(CHART + name)
            ):
                yield part, f"two series have the {name} {number}"


def axes_of_a_chart_exist(book: Book) -> Iterator[Fault]:
    for part, root in _parts(book, r"xl/charts/chart\d*\.xml"):
        found = [
            (str(getattr(e.getparent(), "tag", "")), e.get("val", "")) for e in root.iter(f"{CHART}axId")
        ]
        axes = {number for owner, number in found if owner.endswith("Ax")}
        used = {number for owner, number in found if not owner.endswith("Ax")}
        used |= {e.get("val", "") for e in root.iter(f"{CHART}crossAx")}
        if axes != used:
            yield part, f"axes {sorted(axes)}, used {sorted(used)}"


def points_of_a_chart_are_counted(book: Book) -> Iterator[Fault]:
    for part, root in _parts(book, r"xl/charts/chart\d*\.xml"):
        for cache in (*root.iter(f"{CHART}numCache"), *root.iter(f"{CHART}strCache")):
            count = next((int(e.get("val", "0")) for e in cache.iterfind(f"{CHART}ptCount")), 0)
            if any(int(e.get("idx", "0")) >= count for e in cache.iterfind(f"{CHART}pt")):
                yield part, f"more points than {count}"


def notes_are_of_one_cell_each(book: Book) -> Iterator[Fault]:
    for part, root in _parts(book, r"xl/comments\d*\.xml"):
        refs = [e.get("ref", "") for e in root.iter(f"{MAIN}comment")]
        for ref in {*twice(refs), *(ref for ref in refs if parse_cell(ref) is None)}:
            yield part, f"a note at {ref}, or two"


def notes_have_an_author(book: Book) -> Iterator[Fault]:
    for part, root in _parts(book, r"xl/comments\d*\.xml"):
        authors = len(list(root.iter(f"{MAIN}author")))
        for note in root.iter(f"{MAIN}comment"):
            if int(note.get("authorId", "0")) >= authors:
                yield part, f"{note.get('ref')} has author {note.get('authorId')}"


def notes_have_a_shape(book: Book) -> Iterator[Fault]:
    """Excel draws a note in the box of the legacy drawing that its sheet links to."""
    for sheet in book.sheets:
        comments = book.linked(sheet.part, "comments")
        shapes = book.parts.get(book.linked(sheet.part, "vmlDrawing"), b"").count(b'ObjectType="Note"')
        notes = len(list(book.xml(comments).iter(f"{MAIN}comment"))) if comments else 0
        listed = any(True for _ in sheet.each("legacyDrawing"))
        if notes and (shapes < notes or not listed):
            yield sheet.name, f"{notes} notes, {shapes} shapes"


def extensions_are_there_once(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        for uri in twice(e.get("uri", "") for e in sheet.each("extLst/ext")):
            yield sheet.name, f"two extensions {uri}"


def extensions_are_of_cells(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        for element in sheet.root.iter(f"{EXTENDED}sqref"):
            names = (element.text or "").split()
            if not names or any(parse_area(name) is None for name in names):
                yield sheet.name, f"an extension of the cells {element.text!r}"


RULES = (
    drawings_are_on_their_sheet,
    shapes_have_numbers_of_their_own,
    series_of_a_chart_have_numbers_of_their_own,
    axes_of_a_chart_exist,
    points_of_a_chart_are_counted,
    notes_are_of_one_cell_each,
    notes_have_an_author,
    notes_have_a_shape,
    extensions_are_there_once,
    extensions_are_of_cells,
)
