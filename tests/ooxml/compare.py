"""Compare two workbooks part by part: raw bytes, canonical XML without the changed cells, and schema faults."""

import io
import zipfile
from collections import Counter
from collections.abc import Mapping

import lxml.etree as et

from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.reading.workbook import Workbook
from tests.ooxml.sheets import local, placed_cells

_XML = "http://www.w3.org/XML/1998/namespace"
_MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# These grow with appended rows, and are compared by the tests of that.
_GROWING = {("dimension", "ref"), ("row", "spans"), ("autoFilter", "ref")} | {
    (name, "sqref") for name in ("conditionalFormatting", "dataValidation", "ignoredError")
}
_HEIGHTS = {("row", "ht"), ("row", "customHeight")}


def packed(data: bytes) -> dict[str, bytes]:
    """Return the compressed bytes of every entry of the zip."""
    found = {}
    for info in zipfile.ZipFile(io.BytesIO(data)).infolist():
        name = int.from_bytes(data[info.header_offset + 26 : info.header_offset + 28], "little")
        extra = int.from_bytes(data[info.header_offset + 28 : info.header_offset + 30], "little")
        start = info.header_offset + 30 + name + extra
        found[info.filename] = data[start : start + info.compress_size]
    return found


def touched(before: bytes, after: bytes) -> set[str]:
    """Return the parts that differ or exist in only one of the two."""
    old, new = packed(before), packed(after)
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def values(data: bytes) -> dict[tuple[str, int, int], object]:
    """Every value of every sheet of cells."""
    book = Workbook.open(data)
    return {
        (info.name, cell.row, cell.column): cell.value
        for info in book.sheets
        if info.kind == "worksheet"
        for cell in book.cells(info)
        if cell.value is not None
    }


def differing(
    before: Mapping[tuple[str, int, int], object], after: Mapping[tuple[str, int, int], object]
) -> set[tuple[str, int, int]]:
    """Return the cells whose values differ."""
    return {at for at in before.keys() | after.keys() if before.get(at) != after.get(at)}


def canonical(data: bytes, without: set[tuple[int, int]], *, heights: bool = True) -> bytes:
    """Return a sheet as canonical XML, without some cells and whatever grows with them; row `heights` are optional."""
    root = et.fromstring(data)
    growing = _GROWING if heights else _GROWING | _HEIGHTS
    for place, cell in placed_cells(root).items():
        if place in without:
            parent = cell.getparent()
            assert parent is not None
            parent.remove(cell)
    for element in list(root.iter()):
        for name, attribute in growing:
            if local(element) == name:
                element.attrib.pop(attribute, "")
        if local(element) == "sqref":
            element.text = ""
        if local(element) == "row" and set(element.attrib) <= {"r"} and not len(element):
            parent = element.getparent()
            assert parent is not None
            parent.remove(element)
    for element in root.iter():
        if local(element) in ("row", "sheetData") and not len(element):
            element.text = None
    out = io.BytesIO()
    root.getroottree().write_c14n(out)
    return out.getvalue()


def faults(schema: et.XMLSchema, package: Package, part: str) -> Counter[str]:
    """Return the schema's errors in a part; extensions and ignorable content are left out."""
    root = et.fromstring(package.read(part))
    ignored = {root.nsmap.get(prefix) for prefix in root.get(f"{_MARKUP}Ignorable", "").split()}
    for element in list(root.iter(et.Element)):
        for key in list(element.attrib):
            # The schemas lack xml:space, which Excel writes and the standard's examples contain.
            if et.QName(str(key)).namespace in {*ignored, _XML} or str(key).startswith(_MARKUP):
                del element.attrib[key]
        space = et.QName(element).namespace
        if local(element) in ("extLst", "AlternateContent") or space in ignored:
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)
    schema.validate(root)
    return Counter(f"{entry.type_name}: {entry.message}" for entry in schema.error_log)  # type: ignore[attr-defined]
