"""Rules of the styles: every index into a list must exist in that list."""

import re
from collections.abc import Iterator

from lxml import etree

from tests.excel_rules.rules.book import MAIN, Book, Fault
from tests.excel_rules.rules.package import twice

_FIRST_OWN_FORMAT = 164
_POINTERS = {"fontId": "fonts", "fillId": "fills", "borderId": "borders", "xfId": "cellStyleXfs"}
_COUNTED = {
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "mergeCells",
    "dataValidations", "tableColumns", "tableParts", "hyperlinks",
}  # fmt: skip


def the_lists_that_excel_needs_are_there(book: Book) -> Iterator[Fault]:
    for name in ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs"):
        if not book.style_group(name):
            yield "styles", f"{name} is missing or empty"


def cell_formats_are_not_too_many(book: Book) -> Iterator[Fault]:
    if len(book.style_group("cellXfs")) > 65_490:
        yield "styles", f"{len(book.style_group('cellXfs'))} cell formats"


def cell_formats_point_to_what_exists(book: Book) -> Iterator[Fault]:
    own = {element.get("numFmtId") for element in book.style_group("numFmts")}
    sizes = {name: len(book.style_group(name)) for name in _POINTERS.values()}
    for group in ("cellStyleXfs", "cellXfs", "cellStyles"):
        for number, element in enumerate(book.style_group(group)):
            for attribute, name in _POINTERS.items():
                if sizes[name] and int(element.get(attribute, "0")) >= sizes[name]:
                    yield f"styles {group} {number}", f"{attribute} {element.get(attribute)}"
            found = element.get("numFmtId", "0")
            if int(found) >= _FIRST_OWN_FORMAT and found not in own:
                yield f"styles {group} {number}", f"numFmtId {found}"


def number_formats_are_defined_once(book: Book) -> Iterator[Fault]:
    for number in twice(element.get("numFmtId", "") for element in book.style_group("numFmts")):
        yield "styles", f"number format {number} is defined twice"


def number_formats_can_be_read(book: Book) -> Iterator[Fault]:
    for element in (e for e in book.styles.iter(f"{MAIN}numFmt")):
        code = element.get("formatCode", "")
        bare = re.sub(r'"[^"]*"|\\.|_.|\*.', "", code)
        if (
            not 1 <= len(code) <= 255
            or '"' in bare
            or bare.count("[") != bare.count("]")
            or bare.count(";") > 3
        ):
            yield f"styles numFmt {element.get('numFmtId')}", code


def conditional_formats_have_no_number_format(book: Book) -> Iterator[Fault]:
    """exceljs saves one as `[object Object]`, and then Excel offers to repair the workbook."""
    for number, element in enumerate(book.style_group("dxfs")):
        if element.find(f"{MAIN}numFmt") is not None:
            yield f"styles dxfs {number}", "a number format"


def named_styles_have_names_of_their_own(book: Book) -> Iterator[Fault]:
    for name in twice(element.get("name", "") for element in book.style_group("cellStyles")):
        yield "styles", f"two named styles are {name}"


def colours_of_the_theme_have_a_theme(book: Book) -> Iterator[Fault]:
    theme = book.linked(book.workbook_part, "theme")
    for element in book.styles.iter(etree.Element):
        number = element.get("theme")
        if number is not None and (int(number) > 11 or not theme):
            yield "styles", f"theme colour {number}"


def fonts_have_a_size_that_excel_allows(book: Book) -> Iterator[Fault]:
    for element in book.styles.iter(f"{MAIN}sz"):
        if not 1 <= float(element.get("val", "0")) <= 409:
            yield "styles", f"a font of {element.get('val')} points"


def counts_are_the_number_of_what_follows(book: Book) -> Iterator[Fault]:
    parts = {
        book.linked(book.workbook_part, "styles"),
        *(s.part for s in book.sheets),
        *(p for _, p, _ in book.tables),
    }
    for part in sorted(parts):
        for element in book.xml(part).iter(etree.Element):
            count = element.get("count")
            if (
                etree.QName(element).localname in _COUNTED
                and count is not None
                and int(count) != len(element)
            ):
                yield part, f"{etree.QName(element).localname} counts {count}, holds {len(element)}"


RULES = (
    the_lists_that_excel_needs_are_there,
    cell_formats_are_not_too_many,
    cell_formats_point_to_what_exists,
    number_formats_are_defined_once,
    number_formats_can_be_read,
    conditional_formats_have_no_number_format,
    named_styles_have_names_of_their_own,
    colours_of_the_theme_have_a_theme,
    fonts_have_a_size_that_excel_allows,
    counts_are_the_number_of_what_follows,
)
