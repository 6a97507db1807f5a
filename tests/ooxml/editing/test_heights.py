"""A row grows with the text written in it, and never shrinks."""

import io

import xlsxwriter

from regionplan_xl.ooxml import Package, SheetChange, Workbook, changed


def book(height: float | None) -> bytes:
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = workbook.add_worksheet("A")
    sheet.write(0, 0, "x")
    if height:
        sheet.set_row(0, height)
    workbook.close()
    return out.getvalue()


def row_tag(source: bytes) -> str:
    package = Package.open(source)
    part = next(sheet.part for sheet in Workbook.open(source).sheets)
    text = package.read(part).decode()
    return text[text.index("<row") : text.index(">", text.index("<row")) + 1]


def test_a_row_of_fixed_height_grows_with_a_longer_text() -> None:
    after, _ = changed(book(20), {"A": SheetChange(cells={(1, 1): "lang"}, heights={1: 45})})
    assert 'ht="45"' in row_tag(after)


def test_a_row_that_somebody_made_taller_stays_so() -> None:
    after, _ = changed(book(81), {"A": SheetChange(cells={(1, 1): "kort"}, heights={1: 45})})
    assert 'ht="81"' in row_tag(after)


def test_a_row_without_a_height_is_left_to_the_program_that_opens_it() -> None:
    after, _ = changed(book(None), {"A": SheetChange(cells={(1, 1): "lang"}, heights={1: 45})})
    assert "ht=" not in row_tag(after)


def test_a_row_in_which_nothing_changes_is_not_touched() -> None:
    before = book(20)
    after, _ = changed(before, {"A": SheetChange(cells={(1, 1): "x"}, heights={1: 45})})
    assert row_tag(after) == row_tag(before)
