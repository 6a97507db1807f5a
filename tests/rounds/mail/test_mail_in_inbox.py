"""A saved e-mail in the inbox is read like a received one; its authority comes from the folder."""

import pytest

from tests.delivery.incoming.messages import delivery_report, message, zipped
from tests.rounds.answers import ROUND
from tests.rounds.desk import Desk
from tests.rounds.dispatches import codes
from tests.rounds.letters import edit_actor
from tests.rounds.saved_mail import book, drop, remarks

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def test_each_workbook_in_a_saved_message_is_a_return_with_its_sender_noted(desk: Desk) -> None:
    one, two = book(desk, "KRU", "6.1.2", Status="Gjennomført"), book(desk, "Gol", "1.2.3", Kommentar="To")
    raw = message(
        "Vedlagt.", {"KRU.xlsx": one, "to.zip": zipped({"b.xlsx": two})}, sender="k@kru.no"
    ).as_bytes()
    saved = drop(desk, "SV Status.eml", raw)
    collected = desk.run("collect")
    assert [one["file"] for one in collected["received"]] == [
        "SV Status.eml/KRU.xlsx",
        "SV Status.eml/to.zip/b.xlsx",
    ]
    assert not saved.exists()
    merged = desk.run("merge")
    found = sorted((c["number"], c["to"], c["actor"]) for c in merged["changes"] if c["kind"] == "answer")
    assert found == [("1.2.3", "To", "Gol"), ("6.1.2", "done", "KRU")]
    assert sorted(remarks(desk)) == [
        ("Gol", "E-post", "Vedlagt.", ROUND),
        ("KRU", "E-post", "Vedlagt.", ROUND),
    ]


def test_the_same_message_twice_is_once_and_so_is_its_workbook(desk: Desk) -> None:
    raw = message("Vedlagt.", {"KRU.xlsx": book(desk, "KRU", "6.1.2", Status="Gjennomført")}).as_bytes()
    drop(desk, "a.eml", raw)
    desk.run("merge")
    drop(desk, "b.eml", raw)
    drop(desk, "c.eml", raw.replace(b"svar-1@", b"svar-2@"))
    collected = desk.run("collect")
    assert collected["received"] == []
    assert desk.run("merge")["changes"] == []
    assert len(remarks(desk)) == 1


@pytest.mark.parametrize("is_merged", [False, True])
def test_what_a_second_message_says_beside_the_same_workbook_is_shown_too(
    desk: Desk, is_merged: bool
) -> None:
    edit_actor(desk, "KRU", E_post="kari@gol.kommune.no")
    files = {"KRU.xlsx": book(desk, "KRU", "6.1.2", Status="Gjennomført")}
    said = ["Vedlagt.", "Eg gløymde: 6.1.3 er utsett.", "Eg gløymde: 6.1.3 er utsett."]
    for number, text in enumerate(said):
        drop(desk, f"{number}.eml", message(text, files, X_Number=str(number)).as_bytes())
        if is_merged:
            desk.run("merge")
    desk.run("merge")
    assert sorted(remarks(desk)) == [("KRU", "E-post", text, ROUND) for text in sorted(set(said))]
    desk.run("undo", *(["--steps", "2"] if is_merged else []))
    desk.run("merge")
    assert sorted(remarks(desk)) == [("KRU", "E-post", text, ROUND) for text in sorted(set(said))]


def test_a_message_without_a_workbook_is_shown_beside_the_bodys_name_and_is_no_answer(desk: Desk) -> None:
    code = codes(desk)["KRU"]
    drop(desk, "SV.eml", message("Me har ikkje noko nytt.", subject=f"SV: Status ({code})").as_bytes())
    merged = desk.run("merge")
    assert [remark["written"] for remark in merged["remarks"]] == ["Me har ikkje noko nytt."]
    assert remarks(desk) == [("KRU", "E-post", "Me har ikkje noko nytt.", ROUND)]
    assert "KRU" in desk.run("status")["not_answered"]


def test_a_message_without_a_workbook_is_known_by_its_senders_address(desk: Desk) -> None:
    edit_actor(desk, "KRU", E_post="kari@kru.no; ola@kru.no")
    drop(desk, "SV.eml", message("Alt er utsett.", sender="Ola <OLA@kru.no>").as_bytes())
    desk.run("merge")
    assert remarks(desk) == [("KRU", "E-post", "Alt er utsett.", ROUND)]


def test_a_message_that_may_be_from_anybody_waits_and_is_given_to_the_right_one_with_a_choice(
    desk: Desk,
) -> None:
    drop(desk, "SV.eml", message("Alt er utsett.", sender="ola@example.net").as_bytes())
    merged = desk.run("merge")
    assert len(merged["held"]) == 1
    [row] = desk.rows("Konfliktar")
    assert (row["Svar"], row["Fil"]) == ("Alt er utsett.", "SV.eml")
    desk.write("Konfliktar", row["row"], Avgjerd="høyrer til KRU")
    assert desk.run("merge")["settled"] != []
    assert desk.rows("Konfliktar") == []
    assert remarks(desk) == [("KRU", "E-post", "Alt er utsett.", ROUND)]
    assert "KRU" in desk.run("status")["not_answered"]


def test_undo_lets_the_message_wait_again(desk: Desk) -> None:
    edit_actor(desk, "KRU", E_post="ola@kru.no")
    drop(desk, "SV.eml", message("Alt er utsett.", sender="ola@kru.no").as_bytes())
    drop(
        desk,
        "KRU.eml",
        message("", {"KRU.xlsx": book(desk, "KRU", "6.1.2", Status="Gjennomført")}).as_bytes(),
    )
    desk.run("merge")
    desk.run("undo")
    assert desk.run("status")["waiting_returns"] == 2
    merged = desk.run("merge")
    assert (len(merged["changes"]), [r["written"] for r in merged["remarks"]]) == (1, ["Alt er utsett."])


def test_an_automatic_reply_is_no_answer_and_is_listed(desk: Desk) -> None:
    edit_actor(desk, "KRU", E_post="ola@kru.no")
    raw = message(
        "Eg er på ferie til 4. januar.", sender="ola@kru.no", Auto_Submitted="auto-replied"
    ).as_bytes()
    drop(desk, "Ferie.eml", raw)
    collected = desk.run("collect")
    assert [one["kind"] for one in collected["messages"]] == ["auto_reply"]
    desk.run("merge")
    assert remarks(desk) == [("KRU", "Automatisk svar", "Eg er på ferie til 4. januar.", ROUND)]
    assert "KRU" in desk.run("status")["not_answered"]


def test_a_workbook_in_an_automatic_reply_waits_for_a_person(desk: Desk) -> None:
    raw = message(
        "Borte.", {"KRU.xlsx": book(desk, "KRU", "6.1.2")}, Auto_Submitted="auto-replied"
    ).as_bytes()
    drop(desk, "Ferie.eml", raw)
    merged = desk.run("merge")
    assert len(merged["held"]) == 1
    desk.write("Konfliktar", desk.rows("Konfliktar")[0]["row"], Avgjerd="høyrer til KRU")
    desk.run("merge")
    assert "KRU" in desk.run("status")["answered"]


def test_a_bounce_marks_the_address_and_the_workbook_in_it_is_no_answer(desk: Desk) -> None:
    edit_actor(desk, "KRU", E_post="borte@kru.no; ola@kru.no")
    sent = message("Svar her", {"KRU.xlsx": book(desk, "KRU", "6.1.2")}).as_bytes()
    drop(desk, "retur.eml", delivery_report("Borte@kru.no", returned=sent))
    collected = desk.run("collect")
    assert [one["bounced"] for one in collected["messages"]] == [["Borte@kru.no"]]
    assert collected["received"] == []
    assert desk.run("merge")["returns"] == []
    status = desk.run("status")
    assert status["undelivered"] == ["borte@kru.no"]
    assert "KRU" in status["not_answered"]


def test_a_message_that_cannot_be_taken_apart_waits_with_the_reason(desk: Desk) -> None:
    drop(desk, "djup.eml", b"From: a@b.no\nSubject: x\n" + b"Content-Type: message/rfc822\n\n" * 2_000)
    merged = desk.run("merge")
    assert "delar" in merged["held"][0]["reason"]
    assert len(desk.rows("Konfliktar")) == 1


def test_a_dry_run_shows_what_a_saved_message_would_change_and_records_nothing(desk: Desk) -> None:
    raw = message("Vedlagt.", {"KRU.xlsx": book(desk, "KRU", "6.1.2", Status="Gjennomført")}).as_bytes()
    saved = drop(desk, "a.eml", raw)
    previewed = desk.run("merge", "--dry-run")
    assert len(previewed["changes"]) == len(previewed["remarks"]) == 1
    assert saved.exists()
    desk.run("merge")
    assert len(remarks(desk)) == 1


def test_a_message_in_the_archive_that_the_ledger_does_not_know_is_taken_apart_again(desk: Desk) -> None:
    raw = message("Vedlagt.", {"KRU.xlsx": book(desk, "KRU", "6.1.2", Status="Gjennomført")}).as_bytes()
    ledger = desk.folder / "workbooks" / "records" / "ledger.db"
    before = ledger.read_bytes()
    drop(desk, "a.eml", raw)
    desk.run("collect")
    ledger.write_bytes(before)
    merged = desk.run("merge")
    assert len(merged["changes"]) == 1
