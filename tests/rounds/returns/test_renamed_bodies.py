"""A body that gets another name during a round still owns its measures: what it answers is taken, not asked about."""

from typing import Any

import pytest

from tests.rounds.answers import fill_in
from tests.rounds.desk import Desk, by
from tests.rounds.register_by_hand import merge_into, pass_on_the_name_of, rename

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
SHARED, OWN = "1.3.1", "6.4.2"
NEXT = "2025-2"


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
    merge_into(desk, gone="Flå", kept="Nesbyen")
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


def test_a_body_whose_former_name_was_passed_on_later_still_owns_its_measures(desk: Desk) -> None:
    rename(desk, "IKT Hallingdal", "IKT Valdres", alias=False, everywhere=True)
    desk.run("merge")
    rename(desk, "KRU", "IKT Hallingdal", alias=False, everywhere=True)
    desk.run("merge")
    desk.answer("IKT Hallingdal", OWN, Status="Gjennomført")
    desk.run("merge")
    assert conflicts(desk) == []
    assert desk.cell(OWN, "Status") == "Gjennomført"


def test_the_body_that_got_a_former_name_of_another_is_told_apart_from_it_in_a_measure_of_both(
    desk: Desk,
) -> None:
    desk.run("merge")
    pass_on_the_name_of(desk, "Gol", "Gol herad", "Flå")
    desk.answer("Gol", SHARED, Status="Påstarta")
    desk.answer("Flå", SHARED, Status="Gjennomført")
    desk.run("merge")
    assert conflicts(desk) == []
    said = {row["Kven"]: row["Til"] for row in desk.log() if row["Nr"] == SHARED}
    assert (said["Gol herad"], said["Gol"]) == ("Påstarta", "Gjennomført")


def test_what_was_asked_before_the_name_was_passed_on_is_decided_for_the_body_that_was_asked(
    desk: Desk,
) -> None:
    desk.answer("Gol", SHARED, Status="kanskje")
    desk.run("merge")
    pass_on_the_name_of(desk, "Gol", "Gol herad", "Flå")
    (asked,) = conflicts(desk)
    desk.write("Konfliktar", asked["row"], Eigen_verdi="Påstarta")
    desk.run("merge")
    assert {row["Felt"] for row in desk.log() if row["Til"] == "Påstarta"} == {
        "Status",
        "Status (Gol herad)",
        "Status (svar frå Gol herad, ikkje teke inn)",
    }


def answer_next_round_under_new_name(desk: Desk) -> None:
    """Rename a body, and merge its answer to the next round."""
    workbooks = desk.folder / "workbooks"
    rename(desk, "IKT Hallingdal", "IKT Valdres", alias=False, everywhere=True)
    desk.run("merge")
    desk.run("send", "--round", NEXT)
    sent = workbooks / "outbox" / NEXT / "IKT Valdres.xlsx"
    fill_in(sent, workbooks / "inbox" / "Ny.xlsx", {OWN: {"Status": "Gjennomført"}})
    desk.run("merge")


def test_a_late_answer_waits_for_a_person_also_when_the_body_has_answered_later_under_a_new_name(
    desk: Desk,
) -> None:
    answer_next_round_under_new_name(desk)
    desk.edit(OWN, Status=None)
    desk.run("merge")
    desk.answer("IKT Hallingdal", OWN, Status="Påstarta")
    desk.run("merge")
    assert desk.cell(OWN, "Status") is None
    assert [(row["Aktør"], row["Svar"]) for row in conflicts(desk)] == [("IKT Valdres", "Påstarta")]


def test_a_late_answer_waits_while_the_later_one_under_the_new_name_cannot_be_read(desk: Desk) -> None:
    answer_next_round_under_new_name(desk)
    (archived,) = (
        path for path in (desk.folder / "workbooks" / "archive" / NEXT).iterdir() if path.suffix == ".xlsx"
    )
    data = archived.read_bytes()
    archived.unlink()
    archived.mkdir()
    desk.answer("IKT Hallingdal", OWN, Status="Påstarta")
    assert desk.run("merge")["changes"] == []
    archived.rmdir()
    archived.write_bytes(data)
    desk.run("merge")
    assert desk.cell(OWN, "Status") == "Gjennomført"
    assert [row["Svar"] for row in conflicts(desk)] == ["Påstarta"]


def test_two_answers_of_a_body_to_one_question_are_asked_about_also_if_it_was_renamed_between_them(
    desk: Desk,
) -> None:
    """The setting is about conflicts with the secretariat, not between two answers."""
    desk.settings("conflicts", "newest")
    desk.answer("Gol", SHARED, Status="Påstarta")
    desk.run("merge")
    rename(desk, "Gol", "Gol herad")
    desk.run("merge")
    desk.answer("Gol", SHARED, name="Gol 2", Status="Gjennomført")
    desk.run("merge")
    assert by(desk.rows("Delstatus"), "Nr", SHARED)["Gol"] == "Påstarta"
    assert [(row["Aktør"], row["Svar"]) for row in conflicts(desk)] == [("Gol herad", "Gjennomført")]


def test_an_answer_that_was_put_aside_is_not_written_when_it_comes_again_after_the_body_was_renamed(
    desk: Desk,
) -> None:
    desk.edit(OWN, Status="Gjennomført")
    desk.answer("IKT Hallingdal", OWN, Status="Påstarta")
    desk.run("merge")
    (asked,) = conflicts(desk)
    desk.write("Konfliktar", asked["row"], Avgjerd="Behald masteren")
    desk.run("merge")
    desk.edit(OWN, Status=None)
    rename(desk, "IKT Hallingdal", "IKT Valdres", alias=False, everywhere=True)
    desk.run("merge")
    desk.answer("IKT Hallingdal", OWN, name="Same svar", Status="Påstarta", Kommentar="I rute.")
    desk.run("merge")
    assert (desk.cell(OWN, "Status"), desk.cell(OWN, "Kommentar")) == (None, "I rute.")
    assert conflicts(desk) == []


def test_check_reports_no_decision_that_the_next_merge_carries_out_for_a_renamed_body(desk: Desk) -> None:
    desk.answer("Gol", SHARED, Status="kanskje")
    desk.run("merge")
    rename(desk, "Gol", "Gol herad")
    (asked,) = conflicts(desk)
    desk.write("Konfliktar", asked["row"], Eigen_verdi="Påstarta")
    assert [one for one in desk.run("check")["findings"] if one["code"] == "decision"] == []
    assert desk.run("merge", "--dry-run")["problems"] == []
    desk.run("merge")
    assert by(desk.rows("Delstatus"), "Nr", SHARED)["Gol"] == "Påstarta"


def test_what_was_asked_under_a_name_in_between_is_decided_for_the_body(desk: Desk) -> None:
    rename(desk, "IKT Hallingdal", "IKT Valdres", alias=False, everywhere=True)
    desk.run("merge")
    desk.answer("IKT Hallingdal", OWN, Status="kanskje")
    desk.run("merge")
    (asked,) = conflicts(desk)
    assert asked["Aktør"] == "IKT Valdres"
    rename(desk, "IKT Valdres", "IKT Numedal", alias=False, everywhere=True)
    desk.run("merge")
    desk.answer("IKT Hallingdal", OWN, name="Retta", Status="Påstarta")
    desk.run("merge")
    assert desk.cell(OWN, "Status") == "Påstarta"
    assert [row["Svar"] for row in conflicts(desk)] == []
