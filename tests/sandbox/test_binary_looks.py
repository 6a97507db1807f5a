"""The fills of an .xls, which has a palette of few colours and since Excel 2007 the exact ones beside it."""

import struct

import pytest

from regionplan_xl.sandbox.formats.read_file import read_file
from tests.sandbox.old_books import container

LIGHT_TURQUOISE, SEA_GREEN, GREY = 41, 57, 22  # of the standard palette, as Excel numbers them
CELL = (1, 1)


@pytest.mark.parametrize(
    ("palette", "exact", "colour"),
    [
        (SEA_GREEN, b"", "#339966"),
        (LIGHT_TURQUOISE, b"", None),  # perhaps the pale blue that the cell was sent in
        (LIGHT_TURQUOISE, bytes.fromhex("C6EFCE"), "#C6EFCE"),
        (GREY, bytes.fromhex("ECF4FC"), "#ECF4FC"),
    ],
    ids=[
        "a colour of the palette",
        "the nearest to our blue",
        "a pale green kept exactly",
        "our blue kept exactly",
    ],
)
def test_a_colour_that_the_palette_stands_in_for_is_not_taken_for_paint(
    palette: int, exact: bytes, colour: str | None
) -> None:
    (sheet,) = read_file(_painted(palette, exact), "svar.xls").sheets
    assert sheet.rows[CELL[0]][CELL[1]].colour == colour


def _painted(palette: int, exact: bytes) -> bytes:
    """Return an .xls with one cell, painted in a colour of the palette, with an exact colour beside it if given."""
    begin = struct.pack("<6H", 0x0600, 0x0005, 0, 0, 0, 0) + bytes(4)
    style = bytes(14) + struct.pack("<LH", 1 << 26, palette)
    # XFExt, [MS-XLS] section 2.4.355: of style 0, one property, a fill in RGB.
    more = (
        bytes(14) + struct.pack("<3H", 0, 0, 1) + struct.pack("<4H", 4, 20, 2, 0) + exact + b"\xff" + bytes(8)
    )
    book = [_record(0x0809, begin), _record(0x00E0, style)]
    book += [_record(0x087D, more)] if exact else []
    length = sum(map(len, book)) + 4 + 8 + 4 + 4
    book.append(_record(0x0085, struct.pack("<LHBB", length, 0, 4, 0) + b"Ark1"))
    cell = struct.pack("<4HB", CELL[0] - 1, CELL[1] - 1, 0, 1, 0) + b"x"
    sheet = [_record(0x0809, begin), _record(0x0204, cell), _record(0x000A)]
    return container({"Workbook": b"".join([*book, _record(0x000A), *sheet])})


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<2H", kind, len(content)) + content
