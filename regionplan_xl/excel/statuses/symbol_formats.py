"""Remove number formats from our conditional formats of earlier masters: some programs save them damaged."""

import re
from collections.abc import Iterator

from regionplan_xl.excel.common.cell_formats import SYMBOLS, with_symbol
from regionplan_xl.excel.statuses.rules import is_colour_rule
from regionplan_xl.ooxml import Workbook, changed
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.scanning.found_rows import UnsupportedSheet
from regionplan_xl.ooxml.scanning.sheet_scan import scan_without_rows
from regionplan_xl.ooxml.xml.byte_edits import ByteEdit
from regionplan_xl.ooxml.xml.element import Element

_SPOILT = "[object Object]"  # what exceljs saves in place of each
_OURS = frozenset((*map(with_symbol, SYMBOLS), _SPOILT))
_CELL = r"\$?[A-Z]{1,3}\$?\d+"
_RESPONSE = re.compile(rf'AND\({_CELL}<>"",{_CELL}[=>]0(?:,{_CELL}[=>]0)?\)')


def without_symbol_formats(book: bytes) -> bytes:
    """Return the workbook without symbols as number formats in our conditional formats; other formats stay.

    A format shared with a rule that is not ours stays too.
    """
    workbook = Workbook.opened(book)
    part = workbook.package.of_workbook("styles")
    # Hardly any master has such formats, so look at the bytes before parsing all styles.
    has_formats = (
        part is not None and b"numFmt" in XmlPart.of(workbook.package, part).read().partition(b"dxfs")[2]
    )
    rules = list(workbook.package.parse(part).grouped("dxfs", "dxf")) if part and has_formats else []
    symbols = {
        str(number): element
        for number, rule in enumerate(rules)
        for element in rule.named("numFmt")
        if element.get("formatCode") in _OURS
    }
    if not symbols or not part:
        return book
    ours, others = set[str](), set[str]()
    for rule in _rules(workbook):
        (ours if _is_ours(rule) else others).add(rule.get("dxfId", ""))
    edits = [ByteEdit(e.start, e.end, b"") for number, e in symbols.items() if number in ours - others]
    if not edits:
        return book
    contents = XmlPart.of(workbook.package, part).contents(edits)
    return changed(book, {}, parts={part: contents}, recalculate=False)[0]


def _rules(workbook: Workbook) -> Iterator[Element]:
    """Yield every rule of conditional formats."""
    for info in workbook.sheets:
        if info.kind != "worksheet":
            continue
        try:
            root = scan_without_rows(workbook.package, info.part).root
        except UnsupportedSheet:
            root = workbook.package.parse(info.part)
        yield from (element for element in root.descendants() if element.name == "cfRule")


def _is_ours(rule: Element) -> bool:
    """Return whether it is our rule for a status, or for who has answered on Oversikt."""
    formula = rule.first("formula")
    return is_colour_rule(rule) or (formula is not None and _RESPONSE.fullmatch(formula.text) is not None)
