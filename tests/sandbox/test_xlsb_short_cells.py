"""A binary workbook whose cells omit their column loses none of them."""

import io
import zipfile

import pytest

from regionplan_xl.errors import Rejected
from regionplan_xl.ooxml.common.limits import STANDARD
from regionplan_xl.sandbox.formats.binary_excel import with_whole_cells

BEGIN = b"\x81\x01\x00"
ROW = b"\x00\x08" + bytes(8)
LOOK = bytes(4)
REAL = b"\x00\x00\x00\x00\x00\x00\xf0\x3f"


def cell(column: int, text: int) -> bytes:
    return b"\x07\x0c" + column.to_bytes(4, "little") + LOOK + text.to_bytes(4, "little")


def short(text: int) -> bytes:
    return b"\x12\x08" + LOOK + text.to_bytes(4, "little")


def packed(sheet: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.bin", sheet)
        package.writestr("xl/workbook.bin", b"\x83\x01\x00")
    return out.getvalue()


def test_each_cell_gets_the_column_beside_the_one_before() -> None:
    sheet = BEGIN + ROW + cell(2, 5) + short(6) + b"\x10\x0c" + LOOK + REAL + ROW + short(7) + cell(9, 8)
    whole, _ = with_whole_cells(packed(sheet), STANDARD)
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        assert package.read("xl/worksheets/sheet1.bin") == (
            BEGIN + ROW + cell(2, 5) + cell(3, 6)
            + b"\x05\x10" + (4).to_bytes(4, "little") + LOOK + REAL
            + ROW + cell(0, 7) + cell(9, 8)
        )  # fmt: skip
        assert package.read("xl/workbook.bin") == b"\x83\x01\x00"


def test_a_workbook_without_short_cell_records_stays_as_it_is() -> None:
    book = packed(BEGIN + ROW + cell(0, 1))
    assert with_whole_cells(book, STANDARD) == (book, None)


@pytest.mark.parametrize("broken", [BEGIN + b"\x12", BEGIN + b"\x12\x7f", BEGIN + b"\x12\xff\xff\xff\xff"])
def test_a_sheet_cut_short_is_refused(broken: bytes) -> None:
    with pytest.raises(Rejected):
        with_whole_cells(packed(broken), STANDARD)
