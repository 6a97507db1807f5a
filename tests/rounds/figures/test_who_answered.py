"""Who has answered is the same in `status`, the case and on Oversikt, also when a body has another name since."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.rounds.desk import Desk
from tests.rounds.register_by_hand import merge_into, rename
from tests.rounds.reminding import deadline_in
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def answered(desk: Desk) -> set[str]:
    """Who has answered; everybody who was asked is in the same list everywhere."""
    status = desk.run("status")
    asked = {*status["answered"], *status["not_answered"]}
    assert status["asked"] == len(asked)
    sheet: Any = load_workbook(desk.master, data_only=True)["Oversikt"]
    heading = next(c for row in sheet.iter_rows() for c in row if c.value == "Svar")
    shown: dict[str, object] = {}
    for row in range(heading.row + 2, sheet.max_row + 1):
        name = sheet.cell(row, heading.column).value
        if name:
            shown[name] = sheet.cell(row, heading.column + 2).value
    assert shown.keys() == asked
    replied = {name for name, count in shown.items() if count is not None}
    note = f"{len(replied)} av {len(asked)} har svart"
    assert str(sheet.cell(heading.row, heading.column + 1).value).startswith(note)
    assert set(status["answered"]) == replied
    return replied


def test_a_body_whose_only_answer_is_not_understood_has_answered(desk: Desk) -> None:
    desk.answer("KRU", "6.1.1", Status="kanskje")
    desk.run("merge")
    assert answered(desk) == {"KRU"}


def test_a_body_that_has_only_commented_has_answered(desk: Desk) -> None:
    desk.answer("IKT Hallingdal", "6.4.2", Kommentar="Ventar på pengar.")
    desk.run("merge")
    assert answered(desk) == {"IKT Hallingdal"}


def test_a_body_that_is_renamed_after_its_answer_has_answered_under_its_new_name(desk: Desk) -> None:
    desk.answer("Gol", "1.3.1", Status="Påstarta")
    desk.run("merge")
    rename(desk, "Gol", "Gol herad")
    desk.edit("6.1.1", Merknad="Sjå vedtaket.")
    desk.run("merge")
    assert answered(desk) == {"Gol herad"}
    desk.run("send")
    desk.answer("Hol", "1.3.1", Status="Påstarta")
    desk.run("merge")
    assert answered(desk) == {"Gol herad", "Hol"}
    assert desk.run("status")["asked"] == 23


def test_the_case_of_a_renamed_body_counts_it_among_those_who_have_answered(desk: Desk) -> None:
    desk.answer("Gol", "1.3.1", Status="Påstarta")
    desk.run("merge")
    rename(desk, "Gol", "Gol herad")
    desk.run("merge")
    (file,) = desk.run("report", "--actor", "Gol herad", "--format", "json")["files"]
    assert json.loads(Path(file).read_text(encoding="utf-8"))["replies"]["answered"] == ["Gol herad"]


def test_two_bodies_that_became_one_are_asked_as_the_two_that_they_were(desk: Desk) -> None:
    desk.answer("Ordførar", "4.5.1", Status="Påstarta")
    desk.run("merge")
    merge_into(desk, gone="Ordførar", kept="Kommunedirektørar")
    desk.run("merge")
    assert answered(desk) == {"Ordførar"}
    assert desk.run("status")["asked"] == 23


def test_a_renamed_body_that_has_answered_is_not_reminded_and_one_that_has_not_gets_one_reminder(
    desk: Desk,
) -> None:
    desk.answer("Gol", "1.3.1", Status="Påstarta")
    desk.run("merge")
    rename(desk, "Gol", "Gol herad")
    rename(desk, "Hol", "Hol herad")
    desk.run("merge")
    deadline_in(desk, 7)
    reminded = [one["actor"] for one in desk.run("remind")["reminded"]]
    assert len(reminded) == 22
    assert {"Gol", "Gol herad", "Hol"}.isdisjoint(reminded)
    assert "Hol herad" in reminded
    assert desk.run("remind")["reminded"] == []
    assert len(answered_and_not(desk)) == 23


def answered_and_not(desk: Desk) -> set[str]:
    """All who were asked, as `status` names them."""
    status = desk.run("status")
    return {*status["answered"], *status["not_answered"]}


def test_those_who_have_not_answered_are_named_in_the_order_of_the_norwegian_alphabet(desk: Desk) -> None:
    for name, new in (("Gol", "Øystre Slidre"), ("Hol", "Ål kyrkjelege råd"), ("KRU", "Ærlege Hol")):
        rename(desk, name, new)
    desk.edit("6.1.1", Merknad="Sjå vedtaket.")
    desk.run("merge")
    missing = desk.run("status")["not_answered"]
    renamed = [name for name in missing if name in ("Ærlege Hol", "Øystre Slidre", "Ål kyrkjelege råd")]
    assert renamed == ["Ærlege Hol", "Øystre Slidre", "Ål kyrkjelege råd"]
    assert missing.index("Ærlege Hol") > missing.index("Næringsforum")
