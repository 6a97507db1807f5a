"""A body may write another body's name in its answers; only a title tells who answers."""

from pathlib import Path
from typing import Any

import pytest

from tests.rounds.answers import fill_in, header
from tests.rounds.desk import Desk
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
NEXT = "2025-2"
SAID = "Næringsforum: tok over dette saman med oss i haust"


@pytest.fixture
def quoted(desk: Desk) -> Desk:
    """A second round, in which KRU sees its earlier answer, which starts with another body's name and a colon."""
    desk.answer("KRU", "6.1.1", Kommentar=SAID)
    desk.run("merge")
    desk.run("send", "--round", NEXT)
    return desk


def returned(desk: Desk, *, with_title: bool, **answers: object) -> Path:
    path = desk.folder / "workbooks" / "inbox" / "KRU.xlsx"
    fill_in(desk.folder / "workbooks" / "outbox" / NEXT / "KRU.xlsx", path, {"6.1.2": answers})
    if not with_title:
        book = load_workbook(path)
        sheet: Any = book["Tiltak"]
        sheet.delete_rows(1, header(sheet)[0] - 1)
        book.save(path)
    return path


@pytest.mark.parametrize("with_title", [True, False])
def test_a_name_in_an_earlier_answer_holds_no_honest_return(quoted: Desk, with_title: bool) -> None:
    path = returned(quoted, with_title=with_title, Status="Gjennomført")
    sheet: Any = load_workbook(path)["Tiltak"]
    assert any(SAID in str(cell.value) for cells in sheet.iter_rows() for cell in cells)
    merged = quoted.run("merge")
    assert (merged["held"], merged["open_questions"]) == ([], 0)
    assert quoted.cell("6.1.2", "Status") == "Gjennomført"


@pytest.mark.parametrize("with_title", [True, False])
def test_a_name_in_a_new_comment_holds_no_honest_return(quoted: Desk, with_title: bool) -> None:
    returned(quoted, with_title=with_title, Kommentar="Gol: ingen merknader\nKRU: ferdig")
    assert quoted.run("merge")["held"] == []
    assert quoted.cell("6.1.2", "Kommentar") == "Gol: ingen merknader\nKRU: ferdig"


def test_a_title_with_another_bodys_name_holds_the_return(quoted: Desk) -> None:
    path = returned(quoted, with_title=True, Status="Gjennomført")
    book = load_workbook(path)
    sheet: Any = book["Tiltak"]
    sheet["A1"].value = str(sheet["A1"].value).replace("KRU", "Næringsforum")
    book.save(path)
    (held,) = quoted.run("merge")["held"]
    assert "Næringsforum" in held["reason"]
    assert quoted.cell("6.1.2", "Status") is None
