"""Add the plan's sheets to a public workbook, keeping all its parts."""

import io
import re
import zipfile

import lxml.etree as et

from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.package.relationships import CONTENT_TYPES, relationships_part
from regionplan_xl.ooxml.reading.workbook import Workbook
from tests.ooxml.sheets import MAIN, RELATIONSHIPS, STRICT, local, placed_cells, tree

STRICT_RELATIONSHIPS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
FOLDER = "xl/regionplan"
"""The folder of the plan's parts in the host workbook."""


def grafted(wild: bytes, master: bytes) -> bytes:
    """Return `wild` with every sheet of `master`, including tables, drawings and charts, after its own sheets.

    Everything that depends on the master's own formats (styles, conditional formats) is left out, since the host has
    others.
    """
    host, ours = Package.open(wild), Package.open(master)
    book = tree(host, host.workbook_part)
    strict = et.QName(book).namespace == STRICT
    parts = {_renamed(name): ours.read(name) for name in ours.names if _belongs(name)}
    types = {_renamed(name): ours.content_type(name) for name in ours.names if _belongs(name)}
    strings = _strings(ours)
    listing = next(e for e in book if local(e) == "sheets")
    links = tree(host, host.find(relationships_part(host.workbook_part)) or "")
    number = max(int(e.get("sheetId", "0")) for e in listing)
    for info in Workbook(ours).sheets:
        number += 1
        name = _renamed(info.part)
        parts[name] = _plain_sheet(parts[name], strings, strict)
        kind = f"{STRICT_RELATIONSHIPS if strict else RELATIONSHIPS}/worksheet"
        et.SubElement(links, f"{{{PACKAGE}}}Relationship", Id=f"rp{number}", Type=kind, Target=f"/{name}")
        attributes = {"name": info.name, "sheetId": str(number)}
        space = STRICT_RELATIONSHIPS if strict else RELATIONSHIPS
        et.SubElement(
            listing, f"{{{et.QName(book).namespace}}}sheet",
            {**attributes, f"{{{space}}}id": f"rp{number}"}, nsmap={"rp": space},
        )  # fmt: skip
    _take_names(book, ours)
    for name in parts:
        if "/tables/" in name:
            parts[name] = _plain_table(parts[name], strict)
        elif strict and name.endswith(".rels"):
            parts[name] = parts[name].replace(RELATIONSHIPS.encode(), STRICT_RELATIONSHIPS.encode())
    listed = tree(host, CONTENT_TYPES)
    for name, kind in types.items():
        if not name.endswith(".rels"):
            # Types are compared without case; the standard spells them with capitals.
            et.SubElement(listed, f"{{{TYPES}}}Override", PartName=f"/{name}", ContentType=_spelt(ours, kind))
    if not any(e.get("Extension", "").lower() == "rels" for e in listed):
        rels = "application/vnd.openxmlformats-package.relationships+xml"
        et.SubElement(listed, f"{{{TYPES}}}Default", Extension="rels", ContentType=rels)
    out = io.BytesIO()
    changed = {host.workbook_part: book, relationships_part(host.workbook_part): links, CONTENT_TYPES: listed}
    host.save(out, {name: et.tostring(root, encoding="UTF-8") for name, root in changed.items()})
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def _take_names(book: et._Element, ours: Package) -> None:
    """Add the defined names of our sheets to the host's own."""
    space = et.QName(book).namespace
    names = next((e for e in book if local(e) == "definedNames"), None)
    if names is None:
        names = et.Element(f"{{{space}}}definedNames")
        before = [e for e in book if local(e) in ("sheets", "functionGroups", "externalReferences")]
        before[-1].addnext(names)
    known = {e.get("name", "").casefold() for e in names}
    for name in Workbook(ours).defined_names:
        if name.sheet_index is None and name.name.casefold() not in known:
            et.SubElement(names, f"{{{space}}}definedName", name=name.name).text = name.text


def _belongs(name: str) -> bool:
    return name.startswith(("xl/worksheets/", "xl/tables/", "xl/drawings/", "xl/charts/"))


def _renamed(name: str) -> str:
    return f"{FOLDER}/{name.removeprefix('xl/')}"


def _spelt(package: Package, kind: str) -> str:
    written = re.findall(r'ContentType="([^"]+)"', package.read(CONTENT_TYPES).decode())
    return next((one for one in written if one.lower() == kind), kind)


def _strings(package: Package) -> list[et._Element]:
    related = package.related(package.workbook_part, "sharedStrings")
    return [e for e in tree(package, related[0].target) if local(e) == "si"] if related else []


def _plain_sheet(data: bytes, strings: list[et._Element], strict: bool) -> bytes:
    root = et.fromstring(data)
    for cell in placed_cells(root).values():
        cell.attrib.pop("s", "")
        if cell.get("t") == "s":
            value = cell.find(f"{{{MAIN}}}v")
            assert value is not None
            text = strings[int(value.text or "0")]
            cell.remove(value)
            cell.set("t", "inlineStr")
            inline = et.SubElement(cell, f"{{{MAIN}}}is")
            inline.extend([et.fromstring(et.tostring(child)) for child in text])
    dropped = {"conditionalFormatting", "extLst"} | ({"drawing", "legacyDrawing"} if strict else set())
    for element in list(root.iter()):
        for attribute in {"row": ("s", "customFormat"), "col": ("style",)}.get(local(element), ()):
            element.attrib.pop(attribute, "")
        if local(element) in dropped:
            parent = element.getparent()
            assert parent is not None
            parent.remove(element)
    return _edition(et.tostring(root, encoding="UTF-8"), strict)


def _plain_table(data: bytes, strict: bool) -> bytes:
    root = et.fromstring(data)
    root.set("id", str(int(root.get("id", "0")) + 1000))
    for element in root.iter():
        for name in [n for n in element.attrib if str(n).endswith("DxfId")]:
            del element.attrib[name]
    return _edition(et.tostring(root, encoding="UTF-8"), strict)


def _edition(data: bytes, strict: bool) -> bytes:
    if not strict:
        return data
    return data.replace(RELATIONSHIPS.encode(), STRICT_RELATIONSHIPS.encode()).replace(
        MAIN.encode(), STRICT.encode()
    )
