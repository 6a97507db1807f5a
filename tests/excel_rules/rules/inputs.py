"""Rules of data validation (drop-downs and others) and of conditional formats."""

from collections.abc import Iterator
from itertools import combinations

from lxml import etree

from regionplan_xl.ooxml.common.references import parse_area
from tests.excel_rules.rules.book import MAIN, Book, Fault, Sheet
from tests.excel_rules.rules.package import twice

_LIMITS = {"errorTitle": 32, "promptTitle": 32, "error": 255, "prompt": 255}


def _validations(book: Book) -> Iterator[tuple[Sheet, etree._Element, str]]:
    """Yield (sheet, validation, its place)."""
    for sheet in book.sheets:
        for element in sheet.each("dataValidations/dataValidation"):
            yield sheet, element, sheet.at(element.get("sqref", ""))


def _formats(book: Book) -> Iterator[tuple[Sheet, etree._Element, str]]:
    """Yield (sheet, rule of a conditional format, its place)."""
    for sheet in book.sheets:
        for element in sheet.each("conditionalFormatting/cfRule"):
            parent = element.getparent()
            yield sheet, element, sheet.at("" if parent is None else parent.get("sqref", ""))


def literal_lists_are_at_most_255_characters(book: Book) -> Iterator[Fault]:
    for _, element, place in _validations(book):
        words = element.findtext(f"{MAIN}formula1") or ""
        if element.get("type") == "list" and words.startswith('"') and not 1 <= len(words) - 2 <= 255:
            yield place, f"a list of {len(words) - 2} characters"


def messages_of_validations_are_not_too_long(book: Book) -> Iterator[Fault]:
    for _, element, place in _validations(book):
        for name, limit in _LIMITS.items():
            if len(element.get(name, "")) > limit:
                yield place, f"{name} has {len(element.get(name, ''))} characters"


def validations_have_the_values_they_compare_with(book: Book) -> Iterator[Fault]:
    for _, element, place in _validations(book):
        kind, operator = element.get("type", "none"), element.get("operator", "between")
        compared = kind not in ("none", "list", "custom") and operator in ("between", "notBetween")
        wanted = () if kind == "none" else ("formula1", "formula2") if compared else ("formula1",)
        for name in wanted:
            if not element.findtext(MAIN + name):
                yield place, f"{kind} {operator} without {name}"


def validations_do_not_overlap(book: Book) -> Iterator[Fault]:
    """For each cell, Excel keeps only one of two validations."""
    for sheet in book.sheets:
        refs = [e.get("sqref", "") for e in sheet.each("dataValidations/dataValidation")]
        areas = [area for ref in refs for name in ref.split() if (area := parse_area(name))]
        for one, other in combinations(areas, 2):
            if one.overlaps(other):
                yield sheet.at(str(one)), f"overlaps {other}"


def validations_and_formats_are_of_cells(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        for element in (*sheet.each("dataValidations/dataValidation"), *sheet.each("conditionalFormatting")):
            names = element.get("sqref", "").split()
            if not names or any(parse_area(name) is None for name in names):
                yield sheet.at(" ".join(names)), f"{etree.QName(element).localname} of no cells"


def validations_and_formats_name_no_tables(book: Book) -> Iterator[Fault]:
    """Here Excel accepts `Table[Column]` only inside INDIRECT."""
    elements = [(e, place) for _, e, place in (*_validations(book), *_formats(book))]
    for element, place in elements:
        for formula in element:
            text = formula.text or ""
            if not text.startswith('"') and "[" in text and "INDIRECT(" not in text:
                yield place, text[:80]


def conditional_formats_have_a_format_that_exists(book: Book) -> Iterator[Fault]:
    known = len(book.style_group("dxfs"))
    for _, element, place in _formats(book):
        if int(element.get("dxfId", "0")) >= known and element.get("dxfId") is not None:
            yield place, f"dxfId {element.get('dxfId')}"


def conditional_formats_have_a_priority_of_their_own(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        given = [element.get("priority", "0") for s, element, _ in _formats(book) if s is sheet]
        if twice(given) or any(int(number) < 1 for number in given):
            yield sheet.name, f"priorities {', '.join(given)}"


def conditional_formats_have_what_they_compare_with(book: Book) -> Iterator[Fault]:
    for _, element, place in _formats(book):
        kind, operator = element.get("type", ""), element.get("operator", "")
        formulas = len(element.findall(f"{MAIN}formula"))
        between = operator in ("between", "notBetween")
        wanted = {"expression": 1, "cellIs": 2 if between else 1}.get(kind, formulas)
        if formulas != wanted or (kind == "cellIs" and not operator) or formulas > 3:
            yield place, f"{kind} {operator} with {formulas} formulas"
        for scale in (*element.iter(f"{MAIN}colorScale"), *element.iter(f"{MAIN}dataBar")):
            points, colours = len(scale.findall(f"{MAIN}cfvo")), len(scale.findall(f"{MAIN}color"))
            if (points, colours) not in ((2, 2), (3, 3)) and (etree.QName(scale).localname, colours) != (
                "dataBar",
                1,
            ):
                yield place, f"{points} points with {colours} colours"


RULES = (
    literal_lists_are_at_most_255_characters,
    messages_of_validations_are_not_too_long,
    validations_have_the_values_they_compare_with,
    validations_do_not_overlap,
    validations_and_formats_are_of_cells,
    validations_and_formats_name_no_tables,
    conditional_formats_have_a_format_that_exists,
    conditional_formats_have_a_priority_of_their_own,
    conditional_formats_have_what_they_compare_with,
)
