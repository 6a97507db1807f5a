"""Rows changed by an edit are found, or the result is unknown if that is not certain."""

import pytest

from regionplan_xl.ooxml.scanning.changed_rows import changed_rows

HEAD = b'<?xml version="1.0"?><worksheet xmlns="m"><dimension ref="A1:A3"/><sheetData>'
TAIL = b'</sheetData><mergeCells><mergeCell ref="A1:A2"/></mergeCells></worksheet>'


def row(number: int, text: str) -> bytes:
    cell = f'<c r="A{number}" t="inlineStr"><is><t>{text}</t></is></c>'
    return f'<row r="{number}">{cell}</row>'.encode()


def sheet(*rows: bytes, tail: bytes = TAIL) -> bytes:
    return HEAD + b"".join(rows) + tail


OLD = sheet(row(1, "a"), row(2, "b"), row(4, "c"))


def test_rows_that_differ_or_are_new_are_found_and_the_others_left_out() -> None:
    found = changed_rows(OLD, sheet(row(1, "a"), row(2, "x"), row(3, "new"), row(4, "c"), row(5, "last")))
    assert found is not None
    assert found.numbers == (2, 3, 5)
    assert found.sheet == sheet(row(2, "x"), row(3, "new"), row(5, "last"))
    assert found.same_around


def test_nothing_differs_in_the_same_sheet() -> None:
    found = changed_rows(OLD, OLD)
    assert found is not None
    assert (found.numbers, found.sheet, found.same_around) == ((), sheet(), True)


def test_a_difference_around_the_rows_of_a_sheet_is_found() -> None:
    found = changed_rows(OLD, OLD.replace(b'"A1:A2"', b'"A1:A4"'))
    assert found is not None
    assert (found.numbers, found.same_around) == ((), False)


@pytest.mark.parametrize(
    "new",
    [
        sheet(row(1, "a"), row(4, "c")),
        sheet(row(2, "b"), row(1, "a"), row(4, "c")),
        sheet(row(1, "a"), row(2, "b"), row(2, "b"), row(4, "c")),
        sheet(row(1, "a"), b"<!--", row(2, "b"), b"-->", row(4, "c")),
        sheet(row(1, "a"), row(2, "<![CDATA[<row r='9'/>]]>"), row(4, "c")),
        sheet(row(1, "a"), b"?", row(2, "b"), row(4, "c")).replace(b"<sheetData>", b"<sheetData>?"),
        OLD.replace(b"<row", b"<x:row").replace(b"</row", b"</x:row"),
        OLD.replace(b'<row r="2"', b"<row"),
        HEAD.replace(b"<sheetData>", b"<sheetData/></worksheet>"),
        OLD.replace(b"</worksheet>", b'<extLst><row r="9"/></extLst></worksheet>'),
        HEAD + TAIL.replace(b"</worksheet>", b'<extLst><row r="9"/></extLst></worksheet>'),
    ],
)
def test_nothing_is_said_of_a_sheet_whose_rows_are_not_certain(new: bytes) -> None:
    assert changed_rows(OLD, new) is None
