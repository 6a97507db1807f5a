"""Finished measures are folded at the end of a workbook, and answers written there still count."""

import pytest

from regionplan_xl.excel.actor import layout
from tests.rounds.desk import Desk
from tests.workbooks import load_workbook

GOLS = ("1.3.1", "4.1.1", "5.2.1")


def send_with_done(desk: Desk) -> None:
    """Answer three of Gol's measures as done, merge, and send Gol the workbook of the next round."""
    for number in GOLS:
        desk.answer("Gol", number, f"Gol {number}", Status="Gjennomført")
    desk.run("merge")
    desk.run("send", "--round", "2026-9", "--actor", "Gol")


@pytest.mark.parametrize("number", GOLS)
def test_what_is_written_in_a_folded_row_reaches_the_master(desk: Desk, number: str) -> None:
    send_with_done(desk)
    book = load_workbook(desk.folder / "workbooks" / "outbox" / "2026-9" / "Gol.xlsx")
    sheet = book["Tiltak"]
    first = [str(sheet.cell(row, 1).value or "") for row in range(1, sheet.max_row + 1)]
    below = next(row for row, text in enumerate(first, 1) if text.startswith("Tiltak som alt er gjennomf"))
    at = first.index(number) + 1
    assert at > below
    comment = next(c for c in range(1, 20) if sheet.cell(layout.HEADER_ROW, c).value == "Kommentar")
    sheet.cell(at, comment).value = "Opna att i haust; meir i vedlegget."
    book.save(desk.folder / "workbooks" / "inbox" / "Gol ny.xlsx")
    desk.run("merge")
    assert desk.status == 0
    told = [change["to"] for change in desk.history(number) if change["field"] == "comment"]
    assert "Opna att i haust; meir i vedlegget." in told


def test_a_workbook_with_folded_rows_that_comes_back_untouched_asks_nothing(desk: Desk) -> None:
    send_with_done(desk)
    sent = desk.folder / "workbooks" / "outbox" / "2026-9" / "Gol.xlsx"
    (desk.folder / "workbooks" / "inbox" / "Gol.xlsx").write_bytes(sent.read_bytes())
    log = desk.log()
    desk.run("merge")
    assert desk.status == 0
    assert desk.rows("Konfliktar") == desk.rows("Merknader") == []
    assert desk.log() == log
