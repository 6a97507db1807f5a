"""A program with another date order swaps day and month of the days in a return, or shows percentages as times."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.libreoffice import LibreOffice
from tests.rounds.answers import fill_in, header
from tests.rounds.choices import offered
from tests.rounds.desk import Desk, by
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
NEXT = "2025-2"


@pytest.fixture
def days_sent(desk: Desk) -> Desk:
    """A round in which KRU was sent 6.1.1 with 03.04.2026 and 6.1.2 with 25.04.2026, reported on 02.01.2025."""
    desk.edit("6.1.1", Venta_ferdig=date(2026, 4, 3), Sist_rapportert=date(2025, 1, 2))
    desk.edit("6.1.2", Venta_ferdig=date(2026, 4, 25))
    desk.run("send", "--round", NEXT)
    return desk


def back(desk: Desk, answers: dict[str, dict[str, object]]) -> Path:
    source = desk.folder / "workbooks" / "outbox" / NEXT / "KRU.xlsx"
    return fill_in(source, desk.folder / "workbooks" / "inbox" / "KRU.xlsx", answers)


@pytest.mark.parametrize("swapped", [date(2026, 3, 4), "4/3/2026", "04.03.2026"])
def test_an_untouched_day_with_day_and_month_swapped_is_asked_about_and_not_written(
    days_sent: Desk, swapped: object
) -> None:
    desk = days_sent
    back(desk, {"6.1.1": {"Venta ferdig": swapped, "Sist rapportert": date(2025, 2, 1)}})
    desk.run("merge")
    (row,) = desk.rows("Konfliktar")
    assert row["Nr"] == "6.1.1"
    assert "03.04.2026, som blei sendt, med dag og månad bytt om" in row["Kvifor"]
    assert offered(desk, row["row"]) == ["Behald masteren", "Ta svaret"]
    assert desk.cell("6.1.1", "Venta ferdig") == datetime.fromisoformat("2026-04-03")
    assert desk.rows("Merknader") == []


@pytest.mark.parametrize(
    ("decision", "day"), [("Behald masteren", "2026-04-03"), ("Ta svaret", "2026-03-04")]
)
def test_the_secretariat_says_whether_the_swapped_day_was_meant(
    days_sent: Desk, decision: str, day: str
) -> None:
    desk = days_sent
    back(desk, {"6.1.1": {"Venta ferdig": "4/3/2026"}})
    desk.run("merge")
    desk.write("Konfliktar", desk.rows("Konfliktar")[0]["row"], Avgjerd=decision)
    assert desk.run("merge")["open_questions"] == 0
    assert desk.cell("6.1.1", "Venta ferdig") == datetime.fromisoformat(day)


def test_a_new_day_in_such_a_file_is_asked_about_if_it_may_be_swapped_too(days_sent: Desk) -> None:
    desk = days_sent
    back(
        desk,
        {
            "6.1.1": {"Venta ferdig": date(2026, 3, 4)},
            "6.1.2": {"Venta ferdig": date(2026, 6, 5)},
            "6.1.3": {"Venta ferdig": date(2026, 6, 25)},
        },
    )
    desk.run("merge")
    assert "05.06.2026 eller 06.05.2026" in by(desk.rows("Konfliktar"), "Nr", "6.1.2")["Kvifor"]
    assert desk.cell("6.1.2", "Venta ferdig") == datetime.fromisoformat("2026-04-25")
    assert desk.cell("6.1.3", "Venta ferdig") == datetime.fromisoformat("2026-06-25")


def test_new_days_in_a_file_without_swapped_ones_are_written(days_sent: Desk) -> None:
    back(days_sent, {"6.1.2": {"Venta ferdig": date(2026, 6, 5)}})
    assert days_sent.run("merge")["open_questions"] == 0
    assert days_sent.cell("6.1.2", "Venta ferdig") == datetime.fromisoformat("2026-06-05")


@pytest.mark.parametrize(("kind", "shown"), [("xls", "h:mm:ss"), ("ods", "h:mm:ss"), ("ods", "yyyy-mm-dd")])
def test_percentages_that_a_program_turned_into_times_are_read(
    desk: Desk, libreoffice: LibreOffice, kind: str, shown: str
) -> None:
    path = desk.answer("KRU", "6.1.1", Framdrift=0.78)
    book = load_workbook(path)
    sheet: Any = book["Tiltak"]
    top, columns = header(sheet)
    for row in range(top + 1, sheet.max_row + 1):
        sheet.cell(row, columns["Framdrift"]).number_format = shown
    book.save(path)
    libreoffice.convert(kind, path.parent, path)
    path.unlink()
    assert desk.run("merge")["open_questions"] == 0
    assert desk.cell("6.1.1", "Framdrift") == 0.78
