"""Rules of the workbook part: sheets, views, defined names, the calculation chain."""

import re
from collections.abc import Iterator

from regionplan_xl.ooxml.common.references import parse_cell
from tests.excel_rules.rules.book import MAIN, Book, Fault
from tests.excel_rules.rules.package import twice

# Excel reserves the name of its change-history sheet, in the language of the user's Excel.
_RESERVED = {"history", "historikk", "historik"}
_NAME = re.compile(r"[^\W\d][\w.\\?]*|\\[\w.\\?]*|_[\w.\\?]*")
_LIKE_A_CELL = re.compile(r"R[0-9]*(C[0-9]*)?|C[0-9]*", re.IGNORECASE)
_BUILT_IN = {
    "Print_Area", "Print_Titles", "_FilterDatabase", "Criteria", "Extract", "Database", "Consolidate_Area",
    "Sheet_Title",
}  # fmt: skip


def allowed_name(name: str) -> bool:
    """Return whether a defined name or a table may have this name."""
    like_a_cell = _LIKE_A_CELL.fullmatch(name) or parse_cell(name)
    return bool(_NAME.fullmatch(name)) and not like_a_cell and len(name) <= 255


def sheet_names_are_allowed(book: Book) -> Iterator[Fault]:
    for name in book.sheet_names:
        edges = name.startswith("'") or name.endswith("'")
        if not 1 <= len(name) <= 31 or re.search(r"[\[\]:*?/\\\x00-\x1f]", name) or edges:
            yield name, "not a name that a sheet may have"
        if name.lower() in _RESERVED:
            yield name, "Excel keeps this name for itself"


def sheets_have_names_of_their_own(book: Book) -> Iterator[Fault]:
    for name in twice(book.sheet_names):
        yield name, "two sheets have this name"


def sheets_have_numbers_of_their_own(book: Book) -> Iterator[Fault]:
    numbers = [element.get("sheetId", "") for element in book.sheet_elements]
    if twice(numbers) or any(not 1 <= int(number) <= 65_534 for number in numbers):
        yield book.workbook_part, f"sheetId {', '.join(numbers)}"


def every_sheet_has_a_part_of_its_own(book: Book) -> Iterator[Fault]:
    found = {sheet.index: sheet.part for sheet in book.sheets}
    for index, name in enumerate(book.sheet_names):
        if index not in found:
            yield name, "the sheet has no worksheet part"
    for part in twice(found.values()):
        yield part, "is the part of two sheets"


def the_active_sheet_is_visible(book: Book) -> Iterator[Fault]:
    hidden = [element.get("state", "visible") != "visible" for element in book.sheet_elements]
    for view in book.workbook.iter(f"{MAIN}workbookView"):
        for attribute in ("activeTab", "firstSheet"):
            tab = int(view.get(attribute, "0"))
            if tab >= len(hidden) or (attribute == "activeTab" and hidden[tab]):
                yield book.workbook_part, f"{attribute} is {tab}"


def one_sheet_is_selected(book: Book) -> Iterator[Fault]:
    """With two sheets selected, typed text goes into both."""
    chosen = [
        s.name for s in book.sheets for v in s.root.iter(f"{MAIN}sheetView") if v.get("tabSelected") == "1"
    ]
    if len(chosen) != 1:
        yield book.workbook_part, f"selected sheets: {', '.join(chosen) or 'none'}"


def defined_names_are_allowed(book: Book) -> Iterator[Fault]:
    for element in book.defined_names:
        name = element.get("name", "")
        built_in = name.removeprefix("_xlnm.") in _BUILT_IN if name.startswith("_xlnm.") else False
        if not built_in and not allowed_name(name):
            yield name, "not a name that may be defined"


def defined_names_are_unique_in_their_scope(book: Book) -> Iterator[Fault]:
    for found in twice(f"{e.get('localSheetId', 'workbook')} {e.get('name')}" for e in book.defined_names):
        yield found, "this name is defined twice"


def names_of_a_sheet_are_of_a_sheet_that_exists(book: Book) -> Iterator[Fault]:
    for element in book.defined_names:
        if int(element.get("localSheetId", "0")) >= len(book.sheet_names):
            yield element.get("name", ""), f"localSheetId {element.get('localSheetId')}"


def print_titles_are_whole_rows_or_columns_of_their_own_sheet(book: Book) -> Iterator[Fault]:
    for element in book.defined_names:
        if element.get("name") == "_xlnm.Print_Titles":
            scope, text = int(element.get("localSheetId", "-1")), element.text or ""
            own = book.sheet_names[scope] if 0 <= scope < len(book.sheet_names) else ""
            # A comma in a sheet name is inside quotes.
            for piece in re.findall(r"(?:'(?:[^']|'')*'|[^,'])+", text):
                sheet, _, lines = piece.rpartition("!")
                whole = re.fullmatch(r"\$\d+:\$\d+|\$[A-Z]+:\$[A-Z]+", lines)
                if not whole or sheet.strip("'").replace("''", "'") != own:
                    yield f"print titles of {own or 'no sheet'}", text


def the_calculation_chain_lists_only_formulas(book: Book) -> Iterator[Fault]:
    ids = {int(e.get("sheetId", "0")): i for i, e in enumerate(book.sheet_elements)}
    formulas = {
        s.index: {c.ref for c in s.cells if c.element.find(f"{MAIN}f") is not None} for s in book.sheets
    }
    part, sheet = book.linked(book.workbook_part, "calcChain"), 0
    for cell in book.xml(part) if part else ():
        sheet = int(cell.get("i", sheet))
        # A cell marked "a" is filled by an array formula elsewhere.
        if cell.get("a") != "1" and cell.get("r") not in formulas.get(ids.get(sheet, -1), set()):
            yield part, f"{cell.get('r')} of sheet {sheet} has no formula"


RULES = (
    sheet_names_are_allowed,
    sheets_have_names_of_their_own,
    sheets_have_numbers_of_their_own,
    every_sheet_has_a_part_of_its_own,
    the_active_sheet_is_visible,
    one_sheet_is_selected,
    defined_names_are_allowed,
    defined_names_are_unique_in_their_scope,
    names_of_a_sheet_are_of_a_sheet_that_exists,
    print_titles_are_whole_rows_or_columns_of_their_own_sheet,
    the_calculation_chain_lists_only_formulas,
)
