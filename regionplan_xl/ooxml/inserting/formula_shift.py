"""Shift the formulas in XML parts when rows or columns are inserted: in cells, rules, names, tables and charts."""

import re
from html import unescape

from regionplan_xl.ooxml.common.references import Area, parse_area
from regionplan_xl.ooxml.inserting.reference_shift import CannotInsert, Insertion
from regionplan_xl.ooxml.xml.escaping import escape

_FORMULA = re.compile(
    rb"<((?:[\w.-]+:)?(?:f|formula|formula1|formula2|definedName|calculatedColumnFormula|totalsRowFormula))"
    rb"(\s[^<>]*)?>([^<]+)</\1\s*>"
)
_SHARED = re.compile(rb"\st\s*=\s*[\"'](shared|array|dataTable)[\"']")
_REF = re.compile(rb"(\sref\s*=\s*[\"'])([^\"'<>]*)([\"'])")
_LINK = re.compile(rb"(<(?:[\w.-]+:)?hyperlink\s[^<>]*?\blocation\s*=\s*\")([^\"<>]*)(\")")


def shift_part(data: bytes, insertion: Insertion, *, on_sheet: bool) -> bytes:
    """Return a UTF-8 part with its formulas shifted; `on_sheet` if it belongs to the sheet itself.

    Raises `CannotInsert` for a formula that it does not understand.
    """
    name = insertion.sheet.casefold()

    def new_formula(found: re.Match[bytes]) -> bytes:
        tag, attributes, written = found[1], found[2] or b"", found[3]
        text = _text(written)
        if not on_sheet and name not in text.replace("''", "'").casefold():
            return found[0]
        kind = _SHARED.search(attributes)
        if kind is not None:
            _check_shared(text, kind[1], attributes, insertion, on_sheet)
        new = insertion.moved_formula(text, on_sheet=on_sheet)
        if new == text:
            return found[0]
        return b"<%s%s>%s</%s>" % (tag, attributes, escape(new).encode(), tag)

    def new_link(found: re.Match[bytes]) -> bytes:
        text = _text(found[2])
        new = insertion.moved_formula(text, on_sheet=on_sheet)
        return found[0] if new == text else found[1] + escape(new).replace('"', "&quot;").encode() + found[3]

    if not on_sheet and not _mentions(data, name):
        return data
    if b"<!" in data:
        raise CannotInsert
    return _LINK.sub(new_link, _FORMULA.sub(new_formula, data))


def shift_formula_areas(data: bytes, insertion: Insertion) -> bytes:
    """Return the sheet's own cells with the `ref` of shared and array formulas shifted."""

    def shifted(found: re.Match[bytes]) -> bytes:
        if not _SHARED.search(found[0]):
            return found[0]
        return _REF.sub(
            lambda ref: ref[1] + insertion.moved_list(ref[2].decode()).encode() + ref[3], found[0]
        )

    return re.sub(rb"<(?:[\w.-]+:)?f\s[^<>]*>", shifted, data)


def _mentions(data: bytes, name: str) -> bool:
    """Return whether the part may mention the sheet, in any case and with any escapes."""
    plain = unescape(data.decode("utf-8", "replace")).replace("''", "'")
    return name in plain.casefold()


def _text(written: bytes) -> str:
    text = unescape(written.decode())
    if "\r" in text:
        raise CannotInsert  # a parser would read it as a line feed once written back
    return text


def _check_shared(text: str, kind: bytes, attributes: bytes, insertion: Insertion, on_sheet: bool) -> None:
    """Raise `CannotInsert` if a formula for several cells would not change the same way in each of them."""
    ref = _REF.search(attributes)
    area = parse_area(ref[2].decode()) if ref else None
    if kind == b"dataTable" or area is None:
        raise CannotInsert
    if on_sheet and insertion.cuts(area):
        raise CannotInsert
    if kind == b"array" or insertion.is_alike(area):
        return
    # A shared formula is relative to each of its cells, so together they refer to more than the first cell does.
    changes = insertion.moved_formula(text, on_sheet=on_sheet) != text
    moves = on_sheet and insertion.moved(area) != area
    if changes != moves or (not moves and _reaches(text, insertion, area, on_sheet)):
        raise CannotInsert


def _reaches(text: str, insertion: Insertion, area: Area, on_sheet: bool) -> bool:
    """Return whether a later cell of a shared formula may refer to cells that move although the first one does not."""
    earlier = insertion.earlier_by(area)
    return earlier.moved_formula(text, on_sheet=on_sheet) != text
