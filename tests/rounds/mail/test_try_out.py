"""An answer that is only tried out gets a receipt, and nothing is recorded; a real answer is never taken for one."""

import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from regionplan_xl.project.folder import Project
from tests.delivery.incoming.corpus import ADDRESS
from tests.delivery.incoming.messages import message, zipped
from tests.delivery.mail.mail_server import MailServer
from tests.rounds.answers import ROUND
from tests.rounds.commands import regionplan_in_process
from tests.rounds.desk import Desk
from tests.rounds.dispatches import codes
from tests.rounds.letters import by_mail, drafts, edit_actor, edit_actors, parsed, with_sender, words
from tests.rounds.mailbox import PASS, Box, answers, collect, from_server
from tests.rounds.saved_mail import book, drop

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


@pytest.fixture
def gol(desk: Desk, server: MailServer) -> Desk:
    """A desk that sends by the server; Gol has the address of the messages."""
    edit_actor(desk, "Gol", E_post=ADDRESS)
    return by_mail(desk.folder, server)


def sent(desk: Desk, subject: str, result: str = PASS, text: str = "Ferdig snart") -> bytes:
    """Return a message of Gol with a workbook."""
    made = message("Hei", {"Gol.xlsx": book(desk, "Gol", "1.2.3", Kommentar=text)}, subject=subject)
    return from_server(result, made)


def our_subject(desk: Desk, actor: str = "Gol") -> str:
    """Return the subject of the letter with which a body's workbook was sent."""
    plan = Project.open(desk.folder).config.plan.name
    return f"{plan}: rapportering {ROUND}, svarfrist 1. desember 2025 ({codes(desk)[actor]})"


def tried(desk: Desk) -> int:
    """Return how many e-mails are recorded as tried out."""
    return len(desk.run("status")["try_outs"])


@pytest.mark.parametrize(
    "subject", ["Prøve", "test", "SV: Prøv!", "VS: SV: «TEST»", "Prøve: {ours}", "SV: Test - SV: {ours}"]
)
def test_what_is_tried_out_gets_a_receipt_and_nothing_is_recorded(
    subject: str, gol: Desk, server: MailServer
) -> None:
    collect(gol, Box([sent(gol, subject.format(ours=our_subject(gol)))]))
    merged = gol.run("merge")
    assert (merged["returns"], merged["changes"], merged["receipts"]["sent"]) == ([], [], 1)
    receipt = server.messages()[ADDRESS]
    assert receipt["Subject"].startswith("Ikkje registrert")
    assert "Ingenting er registrert" in words(receipt)
    assert "utan «prøve» eller «test» i emnet" in words(receipt)
    assert "   Kommentar: Ferdig snart" in words(receipt)
    status = gol.run("status")
    assert "Gol" in status["not_answered"]
    assert len(status["try_outs"]) == 1
    assert "berre ei prøve" in regionplan_in_process("status", folder=gol.folder).out
    with Project.open(gol.folder).ledger as ledger:
        (kept,) = ledger.received_mails()
        assert (gol.folder / kept.path).read_bytes(), "the message is in the archive"
    gol.run("merge")
    assert len(server.taken) == 1


def test_the_same_workbook_counts_when_it_is_sent_in_earnest(gol: Desk, server: MailServer) -> None:
    box = Box([sent(gol, "Prøve")])
    collect(gol, box)
    gol.run("merge")
    box.raw.append(sent(gol, "SV: " + server.messages()[ADDRESS]["Subject"]))
    collect(gol, box)
    assert answers(gol.run("merge")) == [("1.2.3", "Ferdig snart")]


@pytest.mark.parametrize(
    "subject",
    ["SV: Status", "Testament", "Prøver å svare", "Attest", "SV: Protest og etterprøving", "utprøving"],
)
def test_a_word_that_only_resembles_it_is_no_try_out(subject: str, gol: Desk) -> None:
    collect(gol, Box([sent(gol, subject)]))
    assert len(answers(gol.run("merge"))) == 1


@pytest.mark.parametrize(
    "subject",
    [
        "SV: Prøve ut kunstig intelligens i kvardagen på jobb",
        "SV: Prøve ut ein stad der folk får bustadråd",
        "SV: Prøve ut kunstig intelligens i kvardagen på jobb ({code})",
        "Resultat av prøveprosjekt: test",
        "Test av snøskuter: {ours}",
        "Prøve på rapportering",
        "SV: {ours} (vi skal prøve å nå fristen)",
    ],
)
def test_an_answer_counts_if_it_is_not_sure_that_it_is_only_tried_out(subject: str, gol: Desk) -> None:
    collect(gol, Box([sent(gol, subject.format(ours=our_subject(gol), code=codes(gol)["Gol"]))]))
    assert len(answers(gol.run("merge"))) == 1


@pytest.mark.parametrize(
    "subject", ["SV: Prøve", "Test", "SV: Prøve: {ours}", "Prøve, {plan}", "SV: Test {plan}"]
)
def test_what_a_measure_or_goal_is_called_is_no_try_out(subject: str, gol: Desk) -> None:
    plan = Project.open(gol.folder).config.plan.name
    ledger = gol.folder / "workbooks" / "records" / "ledger.db"
    with sqlite3.connect(ledger) as connection:
        connection.execute("UPDATE sent_rows SET text = 'Prøve', goal = ?", (f"Test {plan} i skulen",))
        connection.execute("UPDATE sent_rows SET area = 'Test' WHERE position > 0")
    collect(gol, Box([sent(gol, subject.format(ours=our_subject(gol), plan=plan))]))
    assert tried(gol) == 0


@pytest.mark.parametrize("named", ["Test", "Prøve for Hallingdal, test"])
def test_a_plan_whose_name_has_such_a_word_gets_its_answers(named: str, gol: Desk) -> None:
    config = gol.folder / "config.yaml"
    text = config.read_text("utf-8")
    name = Project.open(gol.folder).config.plan.name
    assert f'"{name}"' in text
    config.write_text(text.replace(f'"{name}"', f'"{named}"'), "utf-8")
    box = Box([sent(gol, f"SV: {named}: rapportering {ROUND} ({codes(gol)['Gol']})", text="Ein")])
    collect(gol, box)
    assert len(answers(gol.run("merge"))) == 1
    box.raw.append(sent(gol, f"Test. SV: {named}: rapportering {ROUND}", text="To"))
    collect(gol, box)
    assert gol.run("merge")["returns"] == []
    assert tried(gol) == 1


def test_a_word_in_the_subject_of_the_secretariats_own_letter_is_no_try_out(gol: Desk) -> None:
    (gol.folder / "letters").mkdir()
    (gol.folder / "letters" / "workbook.nn.txt").write_text(
        "Emne: Prøve på rapportering {{ code }}\n\nHei!\n", "utf-8"
    )
    collect(gol, Box([sent(gol, "SV: Prøve på rapportering")]))
    assert len(answers(gol.run("merge"))) == 1


def test_a_message_without_a_workbook_is_read_by_people_whatever_its_subject(gol: Desk) -> None:
    collect(gol, Box([from_server(PASS, message("Vi vil prøve å svare i morgon.", subject="Vi vil prøve"))]))
    assert [one["written"] for one in gol.run("merge")["remarks"]] == ["Vi vil prøve å svare i morgon."]
    assert tried(gol) == 0


@pytest.mark.parametrize("result", ["none", "dmarc=fail header.from=gol.kommune.no"])
def test_nobody_is_written_to_about_a_try_out_whose_sender_is_not_confirmed(
    result: str, gol: Desk, server: MailServer
) -> None:
    collect(gol, Box([sent(gol, "Prøve", result)]))
    gol.run("merge")
    assert server.taken == []
    assert tried(gol) == 1, "but it is shown"


def test_what_would_be_asked_about_comes_back_marked_and_is_not_asked(gol: Desk, server: MailServer) -> None:
    made = message("Hei", {"Gol.xlsx": book(gol, "Gol", "1.2.3", Status="kanskje")}, subject="Prøve")
    collect(gol, Box([from_server(PASS, made)]))
    assert gol.run("merge")["open_questions"] == 0
    receipt = server.messages()[ADDRESS]
    assert "- E5, 1.2.3" in words(receipt)
    assert len(list(receipt.iter_attachments())) == 1


def test_the_receipt_says_that_the_marked_workbook_counts_when_it_is_sent_back(
    gol: Desk, server: MailServer
) -> None:
    made = message("Hei", {"Gol.xlsx": book(gol, "Gol", "1.2.3", Status="kanskje")}, subject="Prøve")
    box = Box([from_server(PASS, made)])
    collect(gol, box)
    gol.run("merge")
    receipt = server.messages()[ADDRESS]
    said = " ".join(words(receipt).split())
    assert "Når de sender ho som svar på denne e-posten, gjeld svaret" in said
    assert "så skriv «Prøve» først i emnet" in said
    (marked,) = receipt.iter_attachments()
    files = {"Gol.xlsx": marked.get_content()}
    again = message("Igjen", files, subject=f"Prøve: SV: {receipt['Subject']}")
    real = message("No", files, subject=f"SV: {receipt['Subject']}")
    box.raw.append(from_server(PASS, again))
    collect(gol, box)
    assert (gol.run("merge")["returns"], tried(gol)) == ([], 2)
    box.raw.append(from_server(PASS, real))
    collect(gol, box)
    assert [one["actor"] for one in gol.run("merge")["returns"]] == ["Gol"]


def test_every_workbook_in_a_try_out_gets_its_receipt(gol: Desk, server: MailServer) -> None:
    files = {
        "Gol.xlsx": book(gol, "Gol", "1.2.3", Kommentar="Frå Gol"),
        "Hol.xlsx": book(gol, "Hol", "1.2.3", Kommentar="Frå Hol"),
        "Skjema.xlsx": b"PK\x03\x04 sund",
    }
    collect(gol, Box([from_server(PASS, message("Hei", files, subject="Prøve"))]))
    merged = gol.run("merge")
    assert (merged["returns"], merged["receipts"]["sent"]) == ([], 3)
    said = [words(parsed(data)) for _, data in server.taken]
    assert "Frå Hol" not in "".join(said), "it is not for Gol to see"
    expected = (
        "Frå Gol",
        "hadde «Hol.xlsx» ikkje blitt teken inn",
        "hadde «Skjema.xlsx» ikkje blitt teken inn",
    )
    for one in expected:
        assert sum(one in " ".join(letter.split()) for letter in said) == 1, one
    assert gol.run("merge")["receipts"]["sent"] == 0


def test_collect_names_what_was_only_tried_out(gol: Desk) -> None:
    made = message("Hei", {"Gol.xlsx": book(gol, "Gol", "1.2.3", Kommentar="Ja")}, subject="Test")
    drop(gol, "Test.eml", made.as_bytes())
    shown = regionplan_in_process("collect", folder=gol.folder).out
    assert "Test.eml: berre ei prøve" in shown
    assert gol.run("merge")["returns"] == []


def test_a_try_out_saved_in_the_inbox_gets_a_draft_without_a_server(desk: Desk) -> None:
    with_sender(desk.folder)
    edit_actor(desk, "Gol", E_post="post@gol.example")
    made = message("Hei", {"Gol.xlsx": book(desk, "Gol", "1.2.3", Kommentar="Ja")}, subject="Test")
    drop(desk, "Test.eml", made.as_bytes())
    desk.run("merge")
    (draft,) = drafts(desk, f"{ROUND}/receipts").values()
    assert draft["To"] == "post@gol.example"
    assert "Ingenting er registrert" in words(draft)


def test_a_try_out_that_is_merged_by_name_counts_and_is_none_any_more(gol: Desk, tmp_path: Path) -> None:
    raw = sent(gol, "Test")
    (tmp_path / "Test.eml").write_bytes(raw)
    drop(gol, "Test.eml", raw)
    gol.run("collect")
    assert (gol.status, tried(gol)) == (1, 1)
    merged = gol.run("merge", str(tmp_path / "Test.eml"))
    assert (len(answers(merged)), merged["receipts"]["sent"]) == (1, 1)
    assert tried(gol) == 0


def test_a_try_out_is_listed_until_its_body_has_answered_whatever_the_round(gol: Desk) -> None:
    box = Box([sent(gol, "Prøve")])
    collect(gol, box)
    assert tried(gol) == 1
    gol.run("send", "--new")
    assert (tried(gol), gol.status) == (1, 1)
    assert answers(gol.run("merge", str(gol.answer("Hol", "1.2.3", Kommentar="Ja")))) != []
    assert tried(gol) == 1, "another body has answered"
    box.raw.append(sent(gol, "SV: Status"))
    collect(gol, box)
    gol.run("merge")
    assert tried(gol) == 0


def in_try(desk: Desk, name: str, data: bytes) -> Path:
    """Put a file that is some time old in the folder for trying out."""
    path = desk.folder / "workbooks" / "inbox" / "try" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 60))
    return path


def test_a_file_in_the_folder_for_trying_gets_its_receipt_beside_it(desk: Desk) -> None:
    edit_actor(desk, "Gol", E_post="post@gol.example")
    data = book(desk, "Gol", "1.2.3", Kommentar="Ja", Status="kanskje")
    path = in_try(desk, "Gol.xlsx", data)
    told = desk.run("collect")
    assert (told["received"], told["tried"]) == ([], [{"file": "Gol.xlsx", "reason": None}])
    text = path.with_name("Gol.xlsx.txt").read_text("utf-8-sig")
    assert "Ingenting er registrert" in text
    assert "   Kommentar: Ja" in text
    assert "- E5, 1.2.3" in text
    draft = parsed(path.with_name("Gol.xlsx.eml").read_bytes())
    assert draft["To"] == "post@gol.example"
    assert path.read_bytes() == data, "the file stays"
    kept = list((desk.folder / "workbooks" / "archive" / "try").glob("*.xlsx"))
    assert [one.read_bytes() for one in kept] == [data]
    assert desk.run("collect")["tried"] == []
    merged = desk.run("merge")
    assert (merged["returns"], merged["left"]) == ([], [])
    assert desk.run("status")["inbox_files"] == 0


def test_a_file_that_is_changed_is_tried_out_again(desk: Desk) -> None:
    edit_actor(desk, "Gol", E_post=None)
    path = in_try(desk, "Gol.xlsx", book(desk, "Gol", "1.2.3", Kommentar="Ein"))
    desk.run("collect")
    in_try(desk, "Gol.xlsx", book(desk, "Gol", "1.2.3", Kommentar="To"))
    desk.run("collect")
    assert "Kommentar: To" in path.with_name("Gol.xlsx.txt").read_text("utf-8-sig")
    assert not path.with_name("Gol.xlsx.eml").exists(), "nobody has an address"


def test_the_receipt_is_always_for_what_the_file_says_now(desk: Desk) -> None:
    edit_actor(desk, "Gol", E_post="post@gol.example")
    one = book(desk, "Gol", "1.2.3", Kommentar="Ein")
    path = in_try(desk, "Gol.xlsx", one)
    desk.run("collect")
    in_try(desk, "Gol.xlsx", book(desk, "Gol", "1.2.3", Kommentar="To"))
    assert desk.run("merge")["tried"] == [{"file": "Gol.xlsx", "reason": None}]
    in_try(desk, "Gol.xlsx", one)
    shown = regionplan_in_process("merge", folder=desk.folder).out
    assert "Gol.xlsx: prøvd" in shown, "merge says that it has written a receipt too"
    assert "Kommentar: Ein" in path.with_name("Gol.xlsx.txt").read_text("utf-8-sig")
    assert "Kommentar: Ein" in words(parsed(path.with_name("Gol.xlsx.eml").read_bytes()))
    in_try(desk, "Gol.xlsx", b"PK\x03\x04 sund")
    desk.run("collect")
    assert not path.with_name("Gol.xlsx.eml").exists(), "nothing is left of what was there before"


def test_every_workbook_in_a_zip_that_is_tried_out_is_in_the_receipt(desk: Desk) -> None:
    files = {f"{one}.xlsx": book(desk, one, "1.2.3", Kommentar=f"Frå {one}") for one in ("Gol", "Hol")}
    edit_actors(desk, {"Gol", "Hol"}, E_post="post@hallingdal.example")
    path = in_try(desk, "Svar.zip", zipped(files))
    desk.run("collect")
    text = path.with_name("Svar.zip.txt").read_text("utf-8-sig")
    assert ("Frå Gol" in text, "Frå Hol" in text) == (True, True)
    said = [words(parsed(one.read_bytes())) for one in sorted(path.parent.glob("*.eml"))]
    assert ["Frå Gol" in one for one in said] == [False, True]
    assert desk.run("collect")["tried"] == []


def test_a_file_that_is_nobodys_workbook_gets_the_reason(desk: Desk) -> None:
    path = in_try(desk, "Skjema.xlsx", b"PK\x03\x04 sund")
    desk.run("collect")
    assert "Ingenting er registrert" in path.with_name("Skjema.xlsx.txt").read_text("utf-8-sig")


def test_our_own_receipts_that_are_moved_to_the_inbox_are_no_answers_and_that_is_said(desk: Desk) -> None:
    edit_actor(desk, "Gol", E_post="post@gol.example")
    path = in_try(desk, "Gol.xlsx", book(desk, "Gol", "1.2.3", Kommentar="Ja", Status="kanskje"))
    desk.run("collect")
    moved = [one.rename(path.parent.parent / one.name) for one in sorted(path.parent.iterdir())]
    assert [one.name for one in moved] == ["Gol.xlsx", "Gol.xlsx.eml", "Gol.xlsx.txt"]
    told = desk.run("collect")
    assert [one["file"] for one in told["received"]] == ["Gol.xlsx"], "the answer counts"
    assert [one["file"] for one in told["left"]] == ["Gol.xlsx.eml", "Gol.xlsx.txt"]
    assert desk.status == 1
    merged = desk.run("merge")
    assert (answers(merged), merged["remarks"], merged["held"]) == ([("1.2.3", "Ja")], [], [])
    assert "Programmet har skrive dette sjølv" in regionplan_in_process("status", folder=desk.folder).out


def test_a_receipt_or_letter_from_the_outbox_is_no_answer(desk: Desk) -> None:
    with_sender(desk.folder)
    edit_actor(desk, "Gol", E_post="post@gol.example")
    desk.answer("Gol", "1.2.3", Status="kanskje")
    desk.run("merge")
    (receipt,) = (desk.folder / "workbooks" / "outbox" / ROUND / "receipts").glob("*.eml")
    drop(desk, "Kvittering.eml", receipt.read_bytes())
    merged = desk.run("merge")
    assert (merged["returns"], [one["file"] for one in merged["left"]]) == ([], ["Kvittering.eml"])


@pytest.mark.parametrize("ending", [".txt", ".eml"])
def test_a_receipt_in_which_somebody_has_written_is_theirs(ending: str, desk: Desk) -> None:
    edit_actor(desk, "Gol", E_post="post@gol.example")
    path = in_try(desk, "Gol.xlsx", book(desk, "Gol", "1.2.3", Kommentar="Ja"))
    desk.run("collect")
    drop(desk, f"Mi{ending}", path.with_name(f"Gol.xlsx{ending}").read_bytes() + b"\r\nMeir om dette")
    told = desk.run("collect")
    assert ([one["file"] for one in told["received"]], told["left"]) == ([f"Mi{ending}"], [])


def test_a_file_that_is_open_elsewhere_stops_neither_the_others_nor_the_merge(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = book(desk, "Gol", "1.2.3", Kommentar="Ja")
    locked, other = in_try(desk, "Gol.xlsx", data), in_try(desk, "Gol på nytt.xlsx", data)
    desk.answer("Næringsforum", "1.1.1", Status="Gjennomført")
    opening = Path.open

    def opened(path: Path, *given: Any, **named: Any) -> Any:
        if path == locked:
            raise PermissionError(13, "Permission denied", str(path))
        return opening(path, *given, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", opened)
        told = desk.run("merge")
    assert [(one["file"], bool(one["reason"])) for one in told["tried"]] == [
        ("Gol på nytt.xlsx", False), ("Gol.xlsx", True),
    ]  # fmt: skip
    assert (desk.status, told["merge"]) == (1, 1)
    assert other.with_name("Gol på nytt.xlsx.txt").exists()
    assert [one["file"] for one in desk.run("collect")["tried"]] == ["Gol.xlsx"]


def test_each_workbook_of_one_e_mail_that_is_tried_out_has_a_draft_of_its_own(desk: Desk) -> None:
    with_sender(desk.folder)
    edit_actor(desk, "Gol", E_post="post@gol.example")
    books = {f"Gol {n}.xlsx": book(desk, "Gol", "1.2.3", Kommentar=f"Nummer {n}") for n in (1, 2)}
    drop(desk, "prøve.eml", message("Hei", books, subject="Prøve").as_bytes())
    desk.run("merge")
    said = [words(one) for one in drafts(desk, f"{ROUND}/receipts").values()]
    assert sorted(n for text in said for n in (1, 2) if f"Nummer {n}" in text) == [1, 2]
