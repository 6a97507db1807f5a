"""A body that gets another name during a round still owns its measures: what it answers is taken, not asked about."""

from typing import Any

import pytest

from tests.rounds.desk import Desk, by
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
SHARED, OWN = "1.3.1", "6.4.2"


def rename(desk: Desk, name: str, new: str, alias: bool = True, everywhere: bool = False) -> None:
    """Write another name in the register; `alias`: with the old one as another name. `everywhere`: in Ansvar too."""
    book = load_workbook(desk.master)
    register: Any = book["Aktørar"]
    row = next(r for r in range(4, 60) if register.cell(r, 1).value == name)
    register.cell(row, 1).value = new
    register.cell(row, 3).value = name if alias else None
    if everywhere:
        for sheet in book:
            for cells in sheet.iter_rows():
                for cell in cells:
                    if cell.value == name:
                        cell.value = new
        register.cell(row, 3).value = name if alias else None
    book.save(desk.master)


def conflicts(desk: Desk) -> list[dict[str, Any]]:
    return [row for row in desk.rows("Konfliktar") if row["Tiltak"] or row["Nr"]]


@pytest.mark.parametrize("merged_between", [False, True])
def test_an_answer_to_a_shared_measure_counts_for_the_body_under_its_new_name(
    desk: Desk, merged_between: bool
) -> None:
    rename(desk, "Gol", "Gol herad")
    if merged_between:
        desk.run("merge")
    desk.answer("Gol", SHARED, Status="Påstarta", Kommentar="I rute.")
    desk.run("merge")
    assert conflicts(desk) == []
    share = by(desk.rows("Delstatus"), "Nr", SHARED)
    assert (share["Gol"], share["Gol: Kommentar"]) == ("Påstarta", "I rute.")
    assert ("Gol herad", "Påstarta") in [(row["Kven"], row["Til"]) for row in desk.log()]


@pytest.mark.parametrize("merged_between", [False, True])
@pytest.mark.parametrize("alias", [False, True])
def test_the_only_owner_of_a_measure_may_be_renamed_after_its_workbook_was_sent(
    desk: Desk, alias: bool, merged_between: bool
) -> None:
    rename(desk, "IKT Hallingdal", "IKT Valdres og Hallingdal", alias=alias, everywhere=True)
    if merged_between:
        desk.run("merge")
    desk.answer("IKT Hallingdal", OWN, Status="Gjennomført")
    desk.run("merge")
    assert conflicts(desk) == []
    assert desk.cell(OWN, "Status") == "Gjennomført"


def test_what_was_asked_before_the_body_was_renamed_is_decided_for_it(desk: Desk) -> None:
    desk.answer("Gol", SHARED, Status="Påstarta")
    desk.answer("Gol", SHARED, name="Gol 2", Status="Gjennomført")
    desk.run("merge")
    assert [row["Aktør"] for row in conflicts(desk)] == ["Gol", "Gol"]
    rename(desk, "Gol", "Gol herad")
    wanted = by(desk.rows("Konfliktar"), "Svar", "Påstarta")
    desk.write("Konfliktar", int(wanted["row"]), Avgjerd="Ta svaret")
    desk.run("merge")
    assert by(desk.rows("Delstatus"), "Nr", SHARED)["Gol"] == "Påstarta"
    assert {row["Aktør"] for row in conflicts(desk)} <= {"Gol"}
    desk.answer("Gol", SHARED, name="Gol 3", Status="Påstarta")
    desk.run("merge")
    assert by(desk.rows("Delstatus"), "Nr", SHARED)["Gol"] == "Påstarta"


def test_of_two_bodies_that_became_one_the_answers_are_asked_about(desk: Desk) -> None:
    book = load_workbook(desk.master)
    register: Any = book["Aktørar"]
    row = next(r for r in range(4, 60) if register.cell(r, 1).value == "Nesbyen")
    other = next(r for r in range(4, 60) if register.cell(r, 1).value == "Flå")
    register.cell(row, 3).value = "Flå"
    register.delete_rows(other)
    book.save(desk.master)
    desk.answer("Flå", SHARED, Status="Påstarta")
    desk.run("merge")
    assert [row["Aktør"] for row in conflicts(desk)] == ["Flå"]


def test_a_body_that_takes_over_the_name_of_another_does_not_get_its_answers(desk: Desk) -> None:
    rename(desk, "IKT Hallingdal", "IKT Valdres", alias=False, everywhere=True)
    rename(desk, "KRU", "IKT Hallingdal", alias=False, everywhere=True)
    desk.answer("IKT Hallingdal", OWN, Status="Gjennomført")
    desk.run("merge")
    assert [row["Aktør"] for row in conflicts(desk)] == ["IKT Hallingdal"]
    assert desk.cell(OWN, "Status") is None
