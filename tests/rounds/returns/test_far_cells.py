"""A stray cell far from all others in a return: the answers count, and its text is shown once."""

from pathlib import Path

import pytest

from tests.libreoffice import LibreOffice
from tests.rounds.desk import Desk
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def returned(desk: Desk, libreoffice: LibreOffice, kind: str, row: int, column: int) -> None:
    """Put KRU's answer with one stray text, saved as `kind`, in the inbox."""
    path = desk.answer("KRU", "6.1.1", Status="Gjennomført")
    book = load_workbook(path)
    book["Tiltak"].cell(row, column).value = "Ring meg om dette"
    book.save(path)
    if kind != "xlsx":
        libreoffice.convert(kind, path.parent, path)
        path.unlink()
    assert [file.suffix for file in Path(path.parent).glob("KRU*")] == [f".{kind}"]


@pytest.mark.parametrize(
    ("kind", "row", "column"),
    [
        ("xls", 65_536, 256),
        ("xls", 65_536, 1),
        ("ods", 1_048_576, 1_024),
        ("xlsx", 1_048_576, 16_384),
    ],
)
def test_a_text_in_the_last_cell_of_a_sheet_is_seen_and_the_answer_is_written(
    desk: Desk, libreoffice: LibreOffice, kind: str, row: int, column: int
) -> None:
    returned(desk, libreoffice, kind, row, column)
    merged = desk.run("merge")
    assert desk.cell("6.1.1", "Status") == "Gjennomført"
    assert not list((desk.folder / "workbooks" / "held").glob("*"))
    book = load_workbook(desk.master)
    said = [
        (sheet.title, str(cell.value))
        for sheet in book.worksheets for cells in sheet.iter_rows() for cell in cells
        if "Ring meg om dette" in str(cell.value or "")
    ]  # fmt: skip
    assert len(said) == 1, merged
    assert said[0][0] in ("Merknader", "Konfliktar")
