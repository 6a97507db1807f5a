"""Rules of everything around the cells of a sheet: order, views, merged cells, links, protection, printing."""

import re
from collections.abc import Iterator
from itertools import combinations

from lxml import etree

from regionplan_xl.ooxml.common.references import parse_area, parse_areas, parse_cell
from tests.excel_rules.rules.book import LINK, MAIN, Book, Fault
from tests.excel_rules.rules.package import twice

# The order of CT_Worksheet, ECMA-376 part 1 section 18.3.1.99.
_NAMES_IN_ORDER = """
    sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios
    autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations
    hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches
    ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture oleObjects controls
    webPublishItems tableParts extLst
"""
_ORDER = _NAMES_IN_ORDER.split()
_OFTEN = {"cols", "conditionalFormatting"}
_ACTIVE = {(True, True): "bottomRight", (True, False): "topRight", (False, True): "bottomLeft"}


def parts_of_a_sheet_are_in_order(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        names = [
            name
            for e in sheet.root.iterchildren(etree.Element)
            if (name := etree.QName(e).localname) in _ORDER
        ]
        if names != sorted(names, key=_ORDER.index):
            yield sheet.name, f"the order is {', '.join(names)}"


def parts_of_a_sheet_are_there_once(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        names = [etree.QName(e).localname for e in sheet.root.iterchildren(etree.Element)]
        for name in twice(name for name in names if name not in _OFTEN):
            yield sheet.name, f"{name} twice"


def merged_cells_do_not_overlap(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        for one, other in combinations(sheet.merged, 2):
            if one.overlaps(other):
                yield sheet.at(str(one)), f"overlaps {other}"


def merged_cells_are_two_or_more(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        for element in sheet.each("mergeCells/mergeCell"):
            area = parse_area(element.get("ref", ""))
            if area is None or ":" not in str(area):
                yield sheet.at(element.get("ref", "")), "is not a range of cells"


def views_are_of_a_window_that_exists(book: Book) -> Iterator[Fault]:
    windows = len(list(book.workbook.iter(f"{MAIN}workbookView")))
    for sheet in book.sheets:
        for view in sheet.each("sheetViews/sheetView"):
            if (
                int(view.get("workbookViewId", "0")) >= windows
                or not 10 <= int(view.get("zoomScale", "100")) <= 400
            ):
                yield (
                    sheet.name,
                    f"window {view.get('workbookViewId')}, zoom {view.get('zoomScale', '100')} %",
                )


def frozen_panes_are_consistent(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        for pane in sheet.each("sheetViews/sheetView/pane"):
            across, down = float(pane.get("xSplit", "0")), float(pane.get("ySplit", "0"))
            corner = parse_cell(pane.get("topLeftCell", "A1"))
            frozen = pane.get("state", "split").startswith("frozen")
            whole = not frozen or (across.is_integer() and down.is_integer())
            reached = not frozen or (corner is not None and corner[0] > down and corner[1] > across)
            if pane.get("activePane", "topLeft") != _ACTIVE.get((across > 0, down > 0)) or not (
                whole and reached
            ):
                yield sheet.name, etree.tostring(pane, encoding="unicode")[:200]


def selections_are_in_panes_that_exist(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        for view in sheet.each("sheetViews/sheetView"):
            pane, known = view.find(f"{MAIN}pane"), {"topLeft"}
            if pane is not None:
                across, down = pane.get("xSplit") is not None, pane.get("ySplit") is not None
                known |= {name for sides, name in _ACTIVE.items() if sides[0] <= across and sides[1] <= down}
            panes = [e.get("pane", "topLeft") for e in view.iter(f"{MAIN}selection")]
            if not set(panes) <= known or twice(panes):
                yield sheet.name, f"selections in {', '.join(panes)}"


def the_active_cell_is_selected(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        for selection in sheet.each("sheetViews/sheetView/selection"):
            cell = parse_cell(selection.get("activeCell", "A1"))
            areas = parse_areas(selection.get("sqref", "A1"))
            if cell is None or not any(cell in area for area in areas):
                yield sheet.at(selection.get("activeCell", "A1")), f"selected is {selection.get('sqref')}"


def links_lead_somewhere(book: Book) -> Iterator[Fault]:
    names = {e.get("name", "").lower() for e in book.defined_names}
    names |= {table.get("displayName", "").lower() for _, _, table in book.tables}
    for sheet in book.sheets:
        for link in sheet.each("hyperlinks/hyperlink"):
            inside, outside = link.get("location", ""), link.get(f"{LINK}id")
            name, _, cell = inside.rpartition("!")
            there = name.strip("'").replace("''", "'") in book.sheet_names and parse_area(
                cell.replace("$", "")
            )
            if not (there or inside.lower() in names or outside):
                yield sheet.at(link.get("ref", "")), f"leads to {inside or 'nothing'}"


def links_are_not_too_long(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        for link in sheet.each("hyperlinks/hyperlink"):
            if any(len(link.get(name, "")) > 255 for name in ("location", "tooltip")):
                yield sheet.at(link.get("ref", "")), "a place or a tip of more than 255 characters"
        for target in (link.target for link in book.links(sheet.part) if link.kind == "hyperlink"):
            if len(target) > 2079:
                yield sheet.name, f"an address of {len(target)} characters"


def a_cell_has_one_link(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        links = [link.get("ref", "") for link in sheet.each("hyperlinks/hyperlink")]
        if len(links) > 65_530:
            yield sheet.name, f"{len(links)} links"
        for ref in twice(links):
            yield sheet.at(ref), "two links"


def passwords_are_complete(book: Book) -> Iterator[Fault]:
    whole = {"algorithmName", "hashValue", "saltValue", "spinCount"}
    for sheet in book.sheets:
        for element in sheet.each("sheetProtection"):
            given = whole & {str(name) for name in element.attrib}
            if given not in (set(), whole) or not re.fullmatch(
                r"([0-9A-Fa-f]{4})?", element.get("password", "")
            ):
                yield sheet.name, f"a password with {', '.join(sorted(given)) or element.get('password')}"


def headers_and_footers_are_at_most_255_characters(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        for element in (e for e in sheet.each("headerFooter") for e in e):
            if len(element.text or "") > 255:
                yield sheet.name, f"{etree.QName(element).localname} of {len(element.text or '')} characters"


def pages_are_scaled_within_limits(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        for element in sheet.each("pageSetup"):
            pages = [int(element.get(name, "1")) for name in ("fitToWidth", "fitToHeight")]
            if not 10 <= int(element.get("scale", "100")) <= 400 or any(not 0 <= n <= 32_767 for n in pages):
                yield sheet.name, f"scale {element.get('scale')}, pages {pages}"


def page_breaks_are_counted(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        for element in (*sheet.each("rowBreaks"), *sheet.each("colBreaks")):
            by_hand = [e for e in element if e.get("man") == "1"]
            given = (int(element.get("count", "0")), int(element.get("manualBreakCount", "0")))
            if given != (len(element), len(by_hand)) or len(element) > 1026:
                yield sheet.name, f"{len(element)} breaks, {given[0]} said"


def ignored_errors_name_cells_and_an_error(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        for element in sheet.each("ignoredErrors/ignoredError"):
            areas = element.get("sqref", "").split()
            flags = [
                name for name, value in element.attrib.items() if name != "sqref" and value in ("1", "true")
            ]
            if not areas or any(parse_area(area) is None for area in areas) or not flags:
                yield sheet.at(" ".join(areas)), f"ignores {', '.join(map(str, flags)) or 'nothing'}"


def code_names_are_allowed_and_unique(book: Book) -> Iterator[Fault]:
    names = [e.get("codeName", "") for s in book.sheets for e in s.each("sheetPr") if e.get("codeName")]
    for name in {*twice(names), *(name for name in names if not re.fullmatch(r"[^\W\d]\w{0,30}", name))}:
        yield name, "a code name that is not allowed, or twice"


RULES = (
    parts_of_a_sheet_are_in_order,
    parts_of_a_sheet_are_there_once,
    merged_cells_do_not_overlap,
    merged_cells_are_two_or_more,
    views_are_of_a_window_that_exists,
    frozen_panes_are_consistent,
    selections_are_in_panes_that_exist,
    the_active_cell_is_selected,
    links_lead_somewhere,
    links_are_not_too_long,
    a_cell_has_one_link,
    passwords_are_complete,
    headers_and_footers_are_at_most_255_characters,
    pages_are_scaled_within_limits,
    page_breaks_are_counted,
    ignored_errors_name_cells_and_an_error,
    code_names_are_allowed_and_unique,
)
