"""Rules of formulas anywhere: in cells, names, drop-downs, conditional formats, charts and sparklines."""

import re
from collections.abc import Iterator
from functools import cache

from regionplan_xl.ooxml.common.references import parse_cell
from tests.excel_rules.rules.book import MAIN, Book, Fault

_LONGEST = 8192
_DEEPEST = 64
# Functions added after the file format of Excel 2007; in a file they must be written _xlfn.NAME.
_NEWER_NAMES = """
ACOT ARABIC BASE BITAND BITOR BITXOR BYCOL BYROW CEILING.MATH CHOOSECOLS CHOOSEROWS CONCAT DAYS DECIMAL DROP ENCODEURL
EXPAND FILTER FILTERXML FLOOR.MATH FORECAST.LINEAR FORMULATEXT HSTACK IFNA IFS ISFORMULA ISOWEEKNUM LAMBDA LET MAKEARRAY
MAP MAXIFS MINIFS MODE.SNGL NUMBERVALUE PERCENTILE.INC PHI RANDARRAY RANK.EQ REDUCE SCAN SEQUENCE SHEET SHEETS SORT
SORTBY STDEV.P STDEV.S SWITCH TAKE TEXTAFTER TEXTBEFORE TEXTJOIN TEXTSPLIT TOCOL TOROW UNICHAR UNICODE UNIQUE
VALUETOTEXT VAR.P VAR.S VSTACK WEBSERVICE WRAPCOLS WRAPROWS XLOOKUP XMATCH XOR
"""
_NEWER = frozenset(_NEWER_NAMES.split())
_TEXT = re.compile(r'"((?:[^"]|"")*)"')
_SHEET = re.compile(r"'((?:[^']|'')+)'!|([^!'\"(),;:&=<>+*/^{}\[\]-]+)!")


@cache
def _without_texts(formula: str) -> str:
    return _TEXT.sub('""', formula)


@cache
def _bare(formula: str) -> str:
    """Return a formula without its texts and quoted sheet names."""
    return re.sub(r"'(?:[^']|'')+'", "Q", _without_texts(formula))


def formulas_begin_without_an_equals_sign(book: Book) -> Iterator[Fault]:
    for place, formula in book.formulas:
        if not formula.strip() or formula.startswith("="):
            yield place, repr(formula[:60])


def formulas_are_not_too_long(book: Book) -> Iterator[Fault]:
    for place, formula in book.formulas:
        if len(formula) > _LONGEST:
            yield place, f"{len(formula)} characters"


def texts_in_formulas_are_at_most_255_characters(book: Book) -> Iterator[Fault]:
    for place, formula in book.formulas:
        for text in _TEXT.findall(formula):
            if len(text.replace('""', '"')) > 255:
                yield place, f"{text[:40]!r} has {len(text)} characters"


def quotes_and_brackets_in_formulas_are_closed(book: Book) -> Iterator[Fault]:
    for place, formula in book.formulas:
        bare = _bare(formula)
        unpaired = any(bare.count(left) != bare.count(right) for left, right in ("()", "{}", "[]"))
        if unpaired or '"' in bare.replace('""', "") or "'" in bare:
            yield place, formula[:80]


def formulas_are_nested_64_levels_at_most(book: Book) -> Iterator[Fault]:
    for place, formula in book.formulas:
        depth = deepest = 0
        for sign in _bare(formula):
            depth += (sign == "(") - (sign == ")")
            deepest = max(depth, deepest)
        if deepest > _DEEPEST:
            yield place, f"{deepest} levels"


def formulas_are_written_with_commas(book: Book) -> Iterator[Fault]:
    for place, formula in book.formulas:
        if ";" in re.sub(r"\{[^}]*\}", "", _bare(formula)):
            yield place, f"a semicolon in {formula[:80]}"


def newer_functions_have_their_prefix(book: Book) -> Iterator[Fault]:
    for place, formula in book.formulas:
        for prefix, name in re.findall(r"((?:_xl\w+\.)*)\b([A-Z][A-Z0-9.]*)\(", _bare(formula)):
            if name in _NEWER and not prefix.startswith("_xlfn."):
                yield place, f"{name} without _xlfn."


def formulas_name_sheets_that_exist(book: Book) -> Iterator[Fault]:
    known = {name.lower() for name in book.sheet_names}
    for place, formula in book.formulas:
        for quoted, plain in _SHEET.findall(_without_texts(formula)):
            for name in (quoted.replace("''", "'") or plain.strip()).split(":"):
                if name.lower() not in known and name != "#REF" and not name.startswith("["):
                    yield place, f"there is no sheet {name}"


def sheet_names_in_formulas_are_quoted(book: Book) -> Iterator[Fault]:
    """A name with a space or a sign, or that resembles a number or a cell, needs quotes."""
    for place, formula in book.formulas:
        for quoted, plain in _SHEET.findall(_without_texts(formula)):
            if (
                not quoted
                and plain != "#REF"
                and (not re.fullmatch(r"[^\W\d][\w.]*", plain) or parse_cell(plain))
            ):
                yield place, f"{plain} needs quotes"


def formulas_refer_to_what_exists(book: Book) -> Iterator[Fault]:
    for place, formula in book.formulas:
        if "#REF!" in _without_texts(formula):
            yield place, formula[:80]


def formulas_name_tables_that_exist(book: Book) -> Iterator[Fault]:
    known = {table.get("displayName", "").lower() for _, _, table in book.tables}
    for place, formula in book.formulas:
        for name in re.findall(r"([^\W\d][\w.]*)\[", _bare(formula)):
            if name.lower() not in known:
                yield place, f"there is no table {name}"


def cells_in_formulas_are_on_the_sheet(book: Book) -> Iterator[Fault]:
    for place, formula in book.formulas:
        for name in re.findall(r"(?<![\w.\\])\$?[A-Z]{1,3}\$?\d{1,9}(?![\w.(\[])", _bare(formula)):
            if parse_cell(name) is None:
                yield place, f"there is no cell {name}"


def shared_formulas_have_a_first_cell(book: Book) -> Iterator[Fault]:
    for sheet in book.sheets:
        shared = [
            (c, f)
            for c in sheet.cells
            if (f := c.element.find(f"{MAIN}f")) is not None and f.get("t") == "shared"
        ]
        known = {f.get("si") for _, f in shared if f.text}
        for cell, formula in shared:
            if formula.get("si") not in known:
                yield sheet.at(cell.ref), f"shared formula {formula.get('si')} has no first cell"


def formulas_have_a_computed_value(book: Book) -> Iterator[Fault]:
    """A file from e-mail opens in Protected View, where formulas are not calculated."""
    for sheet in book.sheets:
        for cell in sheet.cells:
            if cell.element.find(f"{MAIN}f") is not None and cell.element.find(f"{MAIN}v") is None:
                yield sheet.at(cell.ref), "a formula without its value"


RULES = (
    formulas_begin_without_an_equals_sign,
    formulas_are_not_too_long,
    texts_in_formulas_are_at_most_255_characters,
    quotes_and_brackets_in_formulas_are_closed,
    formulas_are_nested_64_levels_at_most,
    formulas_are_written_with_commas,
    newer_functions_have_their_prefix,
    formulas_name_sheets_that_exist,
    sheet_names_in_formulas_are_quoted,
    formulas_refer_to_what_exists,
    formulas_name_tables_that_exist,
    cells_in_formulas_are_on_the_sheet,
    shared_formulas_have_a_first_cell,
    formulas_have_a_computed_value,
)
