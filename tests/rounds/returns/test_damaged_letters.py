"""Returns saved as .csv by programs that could not read or write the Norwegian letters."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from tests.rounds.answers import ROUND, header
from tests.rounds.desk import Desk
from tests.workbooks import load_workbook

Damage = Callable[[str], str]


def save_as_csv(desk: Desk, actor: str, damage: Damage, beside: str = "", **cells: str) -> None:
    """Put the sheet Tiltak of an actor in the inbox as .csv; `cells` is the answer in its first row.

    `damage` is what a program did to the texts as sent. `beside` is written under the table.
    """
    sheet: Any = load_workbook(desk.folder / "workbooks" / "outbox" / ROUND / f"{actor}.xlsx")["Tiltak"]
    top, columns = header(sheet)
    rows = [["" if v is None else damage(str(v)) for v in row] for row in sheet.iter_rows(values_only=True)]
    answered = next(at for at, row in enumerate(rows[top:], top) if row[columns["Nr"] - 1].count(".") == 2)
    for heading, value in cells.items():
        rows[answered][columns[heading] - 1] = value
    if beside:
        rows.append(["", beside])
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    inbox = desk.folder / "workbooks" / "inbox"
    inbox.mkdir(exist_ok=True)
    (inbox / f"{actor}.csv").write_text(text.getvalue(), encoding="utf-8")


def as_question_marks(text: str) -> str:
    return text.encode("ascii", "replace").decode("ascii")


def as_replacement_characters(text: str) -> str:
    return "".join(c if c.isascii() else "\ufffd" for c in text)


def as_bytes(text: str) -> str:
    return text.encode("utf-8").decode("cp1252")


every_damage = pytest.mark.parametrize("damage", [as_question_marks, as_replacement_characters, as_bytes])


@every_damage
def test_texts_as_sent_whose_letters_a_program_lost_are_no_remarks(desk: Desk, damage: Damage) -> None:
    save_as_csv(desk, "KRU", damage, Status="Gjennomført")
    merged = desk.run("merge")
    assert [change["to"] for change in merged["changes"]] == ["done"]
    assert [row["Skrive"] for row in desk.rows("Merknader")] == []


@every_damage
@pytest.mark.parametrize("beside", ["Ring meg?", "?"])
def test_what_an_actor_writes_in_such_a_file_is_asked_about(desk: Desk, damage: Damage, beside: str) -> None:
    save_as_csv(desk, "KRU", damage, beside=beside, Status="Gjennomført")
    desk.run("merge")
    assert [row["Svar"] for row in desk.rows("Konfliktar")] == [beside]
