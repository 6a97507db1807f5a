"""The same answers in each common file format."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from regionplan_xl.errors import Rejected
from regionplan_xl.excel.parsing.grid import Grid
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.reading.cells import CellError
from regionplan_xl.sandbox.formats.limits import RETURNED
from regionplan_xl.sandbox.formats.read_file import read_file
from tests.libreoffice import LibreOffice
from tests.ooxml.packages import workbook
from tests.sandbox.hostile import ods, ods_cell, ods_style
from tests.sandbox.old_books import xls, xlsb


def values(grid: Grid, sheet: int = 0) -> dict[tuple[int, int], object]:
    return {
        (number, column): cell.value
        for number, row in grid.sheets[sheet].rows.items()
        for column, cell in row.items()
        if not cell.is_blank
    }


@pytest.mark.parametrize("ending", ["ods", "xls", "xlsx"])
def test_what_libreoffice_saves_says_the_same(ending: str, tmp_path: Path, libreoffice: LibreOffice) -> None:
    book = openpyxl.Workbook()
    sheet = book["Sheet"]
    sheet["C4"] = "Påstarta\nandre linje  to"
    sheet["C4"].fill = PatternFill("solid", fgColor="FFC000")
    sheet["D5"] = 0.4
    sheet["D5"].number_format = "0%"
    sheet["D5"].comment = Comment("ein merknad", "nokon")
    sheet["E5"] = date(2026, 1, 31)
    sheet["F6"] = "1.10"
    hidden = book.create_sheet("Skjult")
    hidden.sheet_state = "hidden"
    hidden["A1"] = "y"
    source = tmp_path / "inn" / "svar.xlsx"
    source.parent.mkdir()
    book.save(source)
    libreoffice.convert(ending, tmp_path, source)
    grid = read_file((tmp_path / f"svar.{ending}").read_bytes(), f"svar.{ending}")
    found = values(grid)
    day = found.pop((5, 5))
    assert (day.date() if isinstance(day, datetime) else day) == date(2026, 1, 31)
    assert found == {(4, 3): "Påstarta\nandre linje  to", (5, 4): 0.4, (6, 6): "1.10"}
    assert [(s.name, s.visible) for s in grid.sheets] == [("Sheet", True), ("Skjult", False)]
    painted = grid.sheets[0].rows[4][3].colour
    assert painted == "#FFC000"
    assert grid.sheets[0].rows[5][4].percent


def test_an_xls_is_read() -> None:
    grid = read_file(xls({(2, 1): "Kode: HX7-4KQ", (3, 4): 0.5}, ("Tiltak", "Anna")), "svar.xlsx")
    assert values(grid) == {(3, 2): "Kode: HX7-4KQ", (4, 5): 0.5}
    assert [sheet.name for sheet in grid.sheets] == ["Tiltak", "Anna"]


def test_an_xlsb_is_read() -> None:
    grid = read_file(xlsb({(0, 0): 1.0, (2, 3): 0.25}), "svar.xlsb")
    assert values(grid) == {(1, 1): 1.0, (3, 4): 0.25}
    assert grid.sheets[0].name == "Tiltak"


def test_an_ods_keeps_repeats_paint_and_text_and_drops_what_is_not_the_cells_own() -> None:
    note = "<office:annotation><dc:date>2026</dc:date><text:p>ein merknad</text:p></office:annotation>"
    picture = "<draw:frame><draw:text-box><text:p>bilettekst</text:p></draw:text-box></draw:frame>"
    rows = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        "<table:table-row>"
        + ods_cell("ein", 'table:number-columns-repeated="2" table:style-name="gul"')
        + '<table:table-cell table:style-name="gul"/>'
        + f'<table:table-cell office:value-type="string">{note}{picture}<text:p>a<text:s text:c="2"/>b'
        "<text:line-break/>c</text:p>\n  <text:p>to <text:a>lenke</text:a></text:p></table:table-cell>"
        '<table:table-cell office:value-type="percentage" office:value="0.4"><text:p>40 %</text:p></table:table-cell>'
        '<table:table-cell office:value-type="date" office:date-value="2026-01-31"/>'
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
        '<table:table-cell office:value-type="time" office:time-value="PT30H00M00S"/>'
        "</table:table-row>"
    )
    deleted = (
        "<table:tracked-changes><table:table-cell><text:p>sletta</text:p></table:table-cell>"
        "</table:tracked-changes>"
    )
    grid = read_file(
        ods(f'{deleted}<table:table table:name="A">{rows}</table:table>', ods_style("gul", "#ffc000")),
        "a.ods",
    )
    row = grid.sheets[0].rows[3]
    assert (row[1].value, row[2].value, row[3].value, row[4].value) == (
        "ein",
        "ein",
        None,
        "a  b\nc\nto lenke",
    )
    assert [row[column].colour for column in (1, 2, 3, 4)] == ["#FFC000"] * 3 + [None]
    assert (row[5].value, row[5].percent, row[6].value, row[7].value) == (0.4, True, date(2026, 1, 31), True)
    assert row[8].text == "1 day, 6:00:00"


def test_an_ods_tells_errors_of_formulas_from_words() -> None:
    cell = (
        '<table:table-cell office:value-type="string" xmlns:calcext='
        '"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" calcext:value-type="error">'
        "<text:p>#N/A</text:p></table:table-cell>"
    )
    grid = read_file(
        ods(f'<table:table table:name="A"><table:table-row>{cell}</table:table-row></table:table>'), "a"
    )
    assert isinstance(grid.sheets[0].rows[1][1].value, CellError)


ROWS = [
    ["Kode", "HX7-4KQ", ""],
    ["Nr", "Tiltak", "Kommentar"],
    ["1.1", "Tursti, rundt Ål", 'sa "ja"\nog nei; 3|4'],
]


def separated(separator: str, end: str = "\r\n") -> str:
    return end.join(
        separator.join(
            '"' + value.replace('"', '""') + '"' if value.strip("HX7-4KQNr.1") else value for value in row
        )
        for row in ROWS
    )


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac-roman", "cp850"]
)
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_csv_is_read_in_any_of_the_usual_encodings_and_separators(
    separator: str, encoding: str, end: str
) -> None:
    grid = read_file(separated(separator, end).encode(encoding), "Gol svar.csv")
    assert grid.sheets[0].name == "Gol svar"
    assert values(grid) == {
        (row, column): value
        for row, line in enumerate(ROWS, 1)
        for column, value in enumerate(line, 1)
        if value
    }


@pytest.mark.parametrize("encoding", ["cp1252", "mac-roman", "cp850"])
@pytest.mark.parametrize(
    "text",
    [
        "Svar frå Ål",
        "Kjøp på nærmiljø: 50 stk",
        "ÅRLEG MØTE, ÆRESMEDLEM",
        "«Idé» til kafé",
        "Für Örebro går båten",
    ],
)
def test_a_csv_of_excel_on_windows_on_a_mac_or_for_dos_says_what_was_written(
    encoding: str, text: str
) -> None:
    grid = read_file(f"Nr;Kommentar\r\n1.1;{text}\r\n".encode(encoding), "a.csv")
    assert grid.sheets[0].rows[2][2].value == text


def test_a_csv_that_names_its_separator_is_believed() -> None:
    grid = read_file(b"sep=|\r\na;b|c,d\r\n", "a.csv")
    assert values(grid) == {(2, 1): "a;b", (2, 2): "c,d"}


def csv(rows: int) -> bytes:
    return (";".join("x" * 200) + "\n").encode() * rows


def ods_of(rows: int, sheets: int = 1) -> bytes:
    row = f'<table:table-row table:number-rows-repeated="{rows}">{ods_cell("x") * 200}</table:table-row>'
    return ods("".join(f'<table:table table:name="{n}">{row}</table:table>' for n in range(sheets)))


def xlsb_of(rows: int) -> bytes:
    numbers = {(row, column): 1.0 for row in range(rows) for column in range(200)}
    return xlsb(numbers, sheets=("Tiltak", "Andre tiltak"))


def xlsx_of(rows: int) -> bytes:
    letters = [f"{first}{last}" for first in "ABCDEFGHIJ" for last in "ABCDEFGHIJKLMNOPQRST"]
    cell = '<c r="{}{}"><v>1</v></c>'.format
    rows_of_cells = ("".join(cell(column, row) for column in letters) for row in range(1, rows + 1))
    return workbook("".join(f'<row r="{row}">{cells}</row>' for row, cells in enumerate(rows_of_cells, 1)))


MOST_ROWS = RETURNED.cells // 200


@pytest.mark.parametrize(
    ("most", "more"),
    [
        (lambda: csv(MOST_ROWS), lambda: csv(MOST_ROWS + 1)),
        (lambda: ods_of(MOST_ROWS), lambda: ods_of(MOST_ROWS + 1)),
        (lambda: xlsx_of(MOST_ROWS), lambda: xlsx_of(MOST_ROWS + 1)),
        (lambda: ods_of(MOST_ROWS // 2, sheets=2), lambda: ods_of(MOST_ROWS // 2 + 1, sheets=2)),
        (lambda: xlsb_of(MOST_ROWS // 2), lambda: xlsb_of(MOST_ROWS // 2 + 1)),
    ],
    ids=["csv", "ods", "xlsx", "two sheets of an ods", "two sheets of an xlsb"],
)
def test_a_return_may_have_as_many_filled_cells_as_the_limit_and_no_more(
    most: Callable[[], bytes], more: Callable[[], bytes]
) -> None:
    read = read_file(most(), "svar")
    assert sum(len(row) for sheet in read.sheets for row in sheet.rows.values()) == RETURNED.cells
    with pytest.raises(Rejected) as refused:
        read_file(more(), "svar")
    assert refused.value.reason == refusals.too_many_cells(RETURNED.cells).reason


def test_everything_in_a_csv_is_text() -> None:
    assert values(read_file(b"1.10;=1+1;31.12.2026\n2;3;4\n", "a.csv")) == {
        (1, 1): "1.10", (1, 2): "=1+1", (1, 3): "31.12.2026", (2, 1): "2", (2, 2): "3", (2, 3): "4",
    }  # fmt: skip
