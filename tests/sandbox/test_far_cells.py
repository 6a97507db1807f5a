"""A cell far from all others stops no return: only filled cells count, in every format."""

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from regionplan_xl.ooxml.common.compound_file import (
    CompoundStream,
    Unreadable,
    find_stream,
    with_content,
)
from regionplan_xl.sandbox.formats.read_file import read_file
from tests.ooxml.packages import packed
from tests.sandbox.old_books import Place, container, xls, xlsb
from tests.sandbox.reading import read_files, texts_in

ANSWER: Mapping[Place, float | str] = {(3, 5): "Gjennomført", (4, 5): "Påstarta", (4, 6): 40.0}


def read(name: str, data: bytes) -> dict[Place, object]:
    """Return the values of a return that a process can read within its limits, by row and column from 0."""
    (read,) = read_files([(name, data)])
    rows = read_file(data, name).sheets[0].rows
    assert texts_in(read) == {(row, column): cell.text for row in rows for column, cell in rows[row].items()}
    return {(row - 1, column - 1): cell.value for row in rows for column, cell in rows[row].items()}


@pytest.mark.parametrize("far", [(65_535, 255), (65_535, 0), (0, 255), (40_000, 200)])
def test_a_stray_cell_anywhere_in_an_old_workbook_leaves_every_answer_readable(far: Place) -> None:
    cells = {**ANSWER, far: "langt borte"}
    assert read("svar.xls", xls(cells)) == cells


@pytest.mark.parametrize("far", [(1_048_575, 16_383), (1_048_575, 0), (0, 16_383), (70_000, 300)])
def test_a_stray_cell_anywhere_in_a_binary_workbook_leaves_every_answer_readable(far: Place) -> None:
    cells = {(3, 5): 1.0, (4, 5): 2.0, (4, 6): 40.0, far: 7.0}
    assert read("svar.xlsb", xlsb(cells)) == cells


def test_two_stray_cells_in_opposite_corners_are_both_read() -> None:
    cells = {**ANSWER, (65_535, 0): "nede", (0, 255): "til høgre", (65_535, 255): "begge"}
    assert read("svar.xls", xls(cells)) == cells


def test_cells_near_each_other_are_read_as_they_are() -> None:
    assert read("svar.xls", xls(ANSWER)) == dict(ANSWER)


@pytest.mark.parametrize("covers", [(65_536, 256), (2**32 - 1, 2**16 - 1)])
def test_a_sheet_that_claims_to_cover_everything_is_read_for_what_it_holds(covers: Place) -> None:
    """As Gnumeric saves an .xls in which whole columns are formatted."""
    assert read("svar.xls", xls(ANSWER, covers=covers)) == dict(ANSWER)


@pytest.mark.parametrize("formatted", ["columns", "a far row", "everything"])
def test_a_workbook_that_gnumeric_saves_as_xls_with_much_of_a_sheet_formatted_is_read(
    formatted: str, tmp_path: Path, needs_program: Callable[[str], str]
) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for (row, column), value in ANSWER.items():
        sheet.cell(row + 1, column + 1).value = value
    painted = PatternFill("solid", fgColor="FFC000")
    if formatted != "a far row":
        sheet.column_dimensions["A"].min, sheet.column_dimensions["A"].max = 1, 256
        sheet.column_dimensions["A"].fill = painted
    if formatted != "columns":
        for column in range(1, 257):
            sheet.cell(65_000, column).fill = painted
    book.save(tmp_path / "svar.xlsx")
    done = subprocess.run(
        [needs_program("ssconvert"), "-T", "Gnumeric_Excel:excel_biff8", "svar.xlsx", "svar.xls"],
        cwd=tmp_path, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert read("svar.xls", (tmp_path / "svar.xls").read_bytes()) == ANSWER


def test_a_stray_cell_in_a_table_of_opendocument_with_repeated_rows_and_cells() -> None:
    rows = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>Gjennomført</text:p></table:table-cell>'
        '</table:table-row><table:table-row table:number-rows-repeated="1048574"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row><table:table-row><table:table-cell '
        'table:number-columns-repeated="16383"/><table:table-cell office:value-type="string"><text:p>til slutt</text:p>'
        "</table:table-cell></table:table-row>"
    )
    names = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
        for prefix in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet>"
        f'<table:table table:name="Tiltak">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    data = packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})
    assert read("svar.ods", data) == {(0, 0): "Gjennomført", (1_048_575, 16_383): "til slutt"}


# The container of .xls.


def test_a_stream_is_written_back_where_it_was_and_nothing_else_changes() -> None:
    data = container({"Anna": b"x" * 5_000, "Workbook": b"abc" * 3_000})
    stream = find_stream(data, ("Workbook",))
    assert stream.content.rstrip(b"\0") == b"abc" * 3_000
    new = with_content(data, stream, stream.content.replace(b"abc", b"ABC"))
    assert new.count(b"ABC") == data.count(b"abc")
    assert new.replace(b"ABC", b"abc") == data


@pytest.mark.parametrize("cut", [0, 8, 60, 512, 600, 4_000])
def test_a_container_cut_short_is_unreadable_not_a_crash(cut: int) -> None:
    data = container({"Workbook": b"abc" * 3_000})
    with pytest.raises(Unreadable):
        find_stream(data[:cut], ("Workbook",))


def test_a_chain_that_bites_its_tail_is_unreadable() -> None:
    data = container({"Workbook": b"abc" * 3_000})
    fat = data.rindex(b"\x01\x00\x00\x00\x02\x00\x00\x00")
    bitten = data[:fat] + b"\x00\x00\x00\x00" + data[fat + 4 :]
    with pytest.raises(Unreadable):
        find_stream(bitten, ("Workbook",))


def test_a_container_without_the_stream_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        find_stream(container({"Book": b"x"}), ("Workbook",))
    assert isinstance(find_stream(container({"Book": b"x"}), ("Workbook", "Book")), CompoundStream)
