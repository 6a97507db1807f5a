"""Inspect workbooks and documents without the program's own parser: their contents, and what in them is live."""

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
from lxml import etree

_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def replace_texts(source: Path, target: Path, texts: Mapping[str, str]) -> Path:
    """Copy a workbook, replacing the cell texts that are keys of `texts` by their values, as Excel would store them."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith(".xml") and b"POISON" in data:
                xml = data.decode()
                for mark, text in texts.items():
                    stored = f'<t xml:space="preserve">{stored_text(text)}</t>'
                    xml = re.sub(rf"<t(?: [^>]*)?>{mark}</t>", lambda _, to=stored: to, xml)  # type: ignore[misc]
                data = xml.encode()
            new.writestr(name, data)
    return target


def stored_text(text: str) -> str:
    """Return `text` as stored in the XML of a cell (ST_Xstring, ECMA-376 part 1 section 22.9.2.19)."""
    text = re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    return escape(_UNFIT.sub(lambda found: f"_x{ord(found[0]):04X}_", text))


def put_texts(source: Path, target: Path, texts: Mapping[tuple[str, int, int], str]) -> Path:
    """Copy a workbook with `texts` at (sheet, row, column), saved as a person's program would."""
    book: Any = openpyxl.load_workbook(source)
    for number, (sheet, row, column) in enumerate(texts):
        book[sheet].cell(row, column).value = f"POISON-{number:03}"
    between = target.with_name("between " + target.name)
    book.save(between)
    replace_texts(
        between, target, {f"POISON-{number:03}": text for number, text in enumerate(texts.values())}
    )
    between.unlink()
    return target


def sheet_texts(path: Path) -> dict[str, dict[str, str]]:
    """Return every text of a workbook: sheet name -> cell reference -> text."""
    with zipfile.ZipFile(path) as package:
        shared: list[str] = []
        if "xl/sharedStrings.xml" in package.namelist():
            root = etree.fromstring(package.read("xl/sharedStrings.xml"), _parser())
            shared = [_text(item) for item in root]
        targets = {
            str(element.get("Id")): str(element.get("Target")).removeprefix("/xl/")
            for element in etree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
        }
        found = {}
        for sheet in etree.fromstring(package.read("xl/workbook.xml")).iter("{*}sheet"):
            target = targets[next(str(v) for k, v in sheet.attrib.items() if str(k).endswith("}id"))]
            cells = etree.fromstring(package.read(f"xl/{target}"), _parser()).iter("{*}c")
            found[str(sheet.get("name"))] = {str(cell.get("r")): _cell(cell, shared) for cell in cells}
    return found


def live_parts(path: Path) -> list[str]:
    """Return what a program would run or follow in a workbook or document: formulas, fields, external links."""
    live: list[str] = []
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        for name in package.namelist():
            if not name.endswith((".xml", ".rels")):
                continue
            root = etree.fromstring(package.read(name), _parser())
            running = root.iter("{*}f", "{*}instrText", "{*}fldSimple", "{*}ddeLink", "{*}oleLink")
            live += [f"{name}: {etree.QName(element).localname} {element.text}" for element in running]
            live += [
                f"{name}: out to {element.get('Target')}"
                for element in root.iter("{*}Relationship")
                if element.get("TargetMode") == "External"
            ]
            live += [f"{name}: link {dict(element.attrib)}" for element in root.iter("{*}hyperlink")]
    return live


def formula_cells(path: Path) -> set[tuple[str, str]]:
    """Return the (sheet, cell) of each formula that openpyxl sees."""
    book: Any = openpyxl.load_workbook(path)
    return {
        (sheet.title, cell.coordinate)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def _cell(cell: Any, shared: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return _text(cell)
    value = cell.findtext("{*}v") or ""
    if cell.get("t") == "s":
        return shared[int(value)]
    return _decoded(value)


def _text(item: Any) -> str:
    return _decoded("".join(t.text or "" for t in item.iter("{*}t")))


def _decoded(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def _parser() -> Any:
    return etree.XMLParser(huge_tree=True, resolve_entities=False)
