"""What waits for a person is shown as people write it: days with day first, and colours by name."""

import re
from datetime import date

import pytest
from openpyxl.styles import PatternFill

from regionplan_xl.colour import painted_words
from regionplan_xl.locale import catalog
from tests.rounds.answers import ROUND, header
from tests.rounds.desk import Desk
from tests.rounds.letters import drafts, edit_actor, with_sender, words
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def _painted(desk: Desk, number: str, colour: str, word: str | None = None) -> None:
    """Put an answer in the inbox, with the cell of the status painted."""
    returned = desk.answer("Næringsforum", number, Status=word)
    book = load_workbook(returned)
    sheet = book["Tiltak"]
    top, columns = header(sheet)
    row = next(r for r in range(top + 1, sheet.max_row + 1) if sheet.cell(r, columns["Nr"]).value == number)
    sheet.cell(row, columns["Status"]).fill = PatternFill("solid", fgColor=f"FF{colour}")
    book.save(returned)


def test_a_day_that_waits_for_a_person_is_shown_with_day_first(desk: Desk) -> None:
    desk.answer("Næringsforum", "1.1.1", Framdrift=date(2026, 1, 5))

    desk.run("merge")

    (row,) = desk.rows("Konfliktar")
    assert row["Svar"] == "05.01.2026"
    assert "«05.01.2026»" in row["Kvifor"]


@pytest.mark.parametrize(
    ("word", "colour", "shown"),
    [
        ("Gjennomført", "C00000", "Gjennomført (fargelagd raudt)"),
        (None, "FF9900", "fargelagd oransje"),
    ],
)
def test_a_colour_that_waits_for_a_person_is_shown_by_its_name(
    desk: Desk, word: str | None, colour: str, shown: str
) -> None:
    _painted(desk, "1.1.1", colour, word)

    desk.run("merge")

    (row,) = desk.rows("Konfliktar")
    assert row["Svar"] == shown
    assert not re.search(r"#[0-9A-F]{6}", "".join(map(str, row.values())))


def test_a_receipt_names_the_colour_that_is_asked_about(desk: Desk) -> None:
    with_sender(desk.folder)
    edit_actor(desk, "Næringsforum", E_post="post@forum.example")
    _painted(desk, "1.1.1", "FF9900")

    desk.run("merge")

    (draft,) = drafts(desk, f"{ROUND}/receipts").values()
    assert "fargelagd oransje" in words(draft)
    assert "FF9900" not in words(draft)


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        ("#C00000", "fargelagd raudt"), ("#FFC000", "fargelagd gult"), ("#92D050", "fargelagd grønt"),
        ("#FF9900", "fargelagd oransje"), ("#008080", "fargelagd turkis"), ("#7030A0", "fargelagd lilla"),
        ("#FF69B4", "fargelagd rosa"), ("#833C0B", "fargelagd brunt"), ("#808080", "fargelagd grått"),
        ("#000000", "fargelagd svart"), ("#FFFFFF", "fargelagd kvitt"), ("#mixed", "fargelagd i fleire fargar"),
    ],
)  # fmt: skip
def test_colours_have_the_names_that_people_give_them(colour: str, name: str) -> None:
    assert catalog("nn")(painted_words(colour)) == name
