"""Rules of tables and filters."""

import re
from collections.abc import Iterator
from itertools import combinations

from regionplan_xl.ooxml.common.references import Area, cell_name, parse_area
from tests.excel_rules.rules.book import MAIN, Book, Fault
from tests.excel_rules.rules.package import twice
from tests.excel_rules.rules.workbook import allowed_name

_NOWHERE = Area(1, 1, 1, 1)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _area(ref: str | None) -> Area:
    return parse_area(ref or "") or _NOWHERE


def tables_have_numbers_of_their_own(book: Book) -> Iterator[Fault]:
    for number in twice(table.get("id", "") for _, _, table in book.tables):
        yield "tables", f"two tables have the id {number}"


def tables_have_names_of_their_own(book: Book) -> Iterator[Fault]:
    """Tables and defined names share one namespace."""
    names = [table.get("displayName", "") for _, _, table in book.tables]
    names += [e.get("name", "") for e in book.defined_names if e.get("localSheetId") is None]
    for name in twice(names):
        yield name, "two tables or names have this name"


def names_of_tables_are_allowed(book: Book) -> Iterator[Fault]:
    for _, part, table in book.tables:
        if not allowed_name(table.get("displayName", "")):
            yield part, f"the name {table.get('displayName')}"


def every_table_of_a_sheet_is_listed_on_it(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        listed = len(list(sheet.each("tableParts/tablePart")))
        linked = sum(link.kind == "table" for link in book.links(sheet.part))
        if listed != linked:
            yield sheet.name, f"{listed} tables listed, {linked} linked"


def a_table_has_a_row(book: Book) -> Iterator[Fault]:
    for _, part, table in book.tables:
        area = _area(table.get("ref"))
        around = int(table.get("headerRowCount", "1")) + int(table.get("totalsRowCount", "0"))
        if area.bottom - area.top + 1 <= around:
            yield part, f"{area} has no row of its own"


def columns_fill_their_table(book: Book) -> Iterator[Fault]:
    for _, part, table in book.tables:
        area, columns = _area(table.get("ref")), list(table.iter(f"{MAIN}tableColumn"))
        if len(columns) != area.right - area.left + 1:
            yield part, f"{len(columns)} columns in {area}"


def columns_of_a_table_have_names_and_numbers_of_their_own(book: Book) -> Iterator[Fault]:
    for _, part, table in book.tables:
        columns = list(table.iter(f"{MAIN}tableColumn"))
        names, numbers = [c.get("name", "") for c in columns], [c.get("id", "") for c in columns]
        if twice(names) or twice(numbers) or any(not 1 <= len(name) <= 255 for name in names):
            yield part, f"columns {', '.join(names)}"


def headings_of_a_table_are_what_its_cells_say(book: Book) -> Iterator[Fault]:
    for sheet, part, table in book.tables:
        area = _area(table.get("ref"))
        for column, element in enumerate(table.iter(f"{MAIN}tableColumn"), area.left):
            name = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), element.get("name", ""))
            found = sheet.texts.get((area.top, column))
            if table.get("headerRowCount", "1") != "0" and found != name:
                yield part, f"{cell_name(area.top, column)} says {found!r}, not {name!r}"


def tables_hold_no_merged_cells(book: Book) -> Iterator[Fault]:
    for sheet, part, table in book.tables:
        for area in sheet.merged:
            if area.overlaps(_area(table.get("ref"))):
                yield part, f"{area} is merged"


def tables_and_the_filter_of_a_sheet_do_not_overlap(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        refs = [table.get("ref", "") for _, table in sheet.tables]
        refs += [element.get("ref", "") for element in sheet.each("autoFilter")]
        for one, other in combinations(map(_area, refs), 2):
            if one.overlaps(other):
                yield sheet.at(str(one)), f"overlaps {other}"


def the_filter_of_a_table_covers_the_table(book: Book) -> Iterator[Fault]:
    for _, part, table in book.tables:
        area, filtered = _area(table.get("ref")), table.find(f"{MAIN}autoFilter")
        rows = area.down_to(area.bottom - int(table.get("totalsRowCount", "0")))
        if filtered is not None and _area(filtered.get("ref")) != rows:
            yield part, f"the filter covers {filtered.get('ref')}, the table {area}"


def filtered_columns_are_in_the_filter(book: Book) -> Iterator[Fault]:
    filters = [(s.name, e) for s in book.sheets for e in s.each("autoFilter")]
    filters += [(part, e) for _, part, table in book.tables for e in table.iter(f"{MAIN}autoFilter")]
    for place, element in filters:
        area = _area(element.get("ref"))
        for column in element.iter(f"{MAIN}filterColumn"):
            if int(column.get("colId", "0")) > area.right - area.left:
                yield place, f"column {column.get('colId')} of {area} is filtered"


def a_filter_has_its_hidden_name(book: Book) -> Iterator[Fault]:
    hidden = {
        e.get("localSheetId"): (e.text or "").rpartition("!")[2].replace("$", "")
        for e in book.defined_names
        if e.get("name", "").lower() == "_xlnm._filterdatabase" and e.get("hidden") == "1"
    }
    for sheet in book.sheets:
        for element in sheet.each("autoFilter"):
            if hidden.get(str(sheet.index)) != element.get("ref"):
                yield sheet.at(element.get("ref", "")), f"the hidden name says {hidden.get(str(sheet.index))}"


def the_heading_of_a_filter_is_not_merged(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        for element in sheet.each("autoFilter"):
            area = _area(element.get("ref"))
            for merged in sheet.merged:
                if merged.overlaps(area.down_to(area.top)):
                    yield sheet.at(str(merged)), f"is merged in the heading of {area}"


RULES = (
    tables_have_numbers_of_their_own,
    tables_have_names_of_their_own,
    names_of_tables_are_allowed,
    every_table_of_a_sheet_is_listed_on_it,
    a_table_has_a_row,
    columns_fill_their_table,
    columns_of_a_table_have_names_and_numbers_of_their_own,
    headings_of_a_table_are_what_its_cells_say,
    tables_hold_no_merged_cells,
    tables_and_the_filter_of_a_sheet_do_not_overlap,
    the_filter_of_a_table_covers_the_table,
    filtered_columns_are_in_the_filter,
    a_filter_has_its_hidden_name,
    the_heading_of_a_filter_is_not_merged,
)
