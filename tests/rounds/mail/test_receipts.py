"""Receipts: each sender learns what was understood, and what waits and why; nobody gets two."""

import io

import pytest

from regionplan_xl.delivery.mail.letter_examples import KINDS
from tests.delivery.incoming.corpus import ADDRESS
from tests.delivery.incoming.messages import delivery_report, message
from tests.delivery.mail.mail_server import MailServer
from tests.rounds.answers import ROUND
from tests.rounds.commands import regionplan_in_process
from tests.rounds.desk import Desk
from tests.rounds.dispatches import without_code
from tests.rounds.letters import by_mail, drafts, edit_actor, with_sender, words
from tests.rounds.mailbox import PASS, answers, from_server
from tests.rounds.receipts import answered, arrived, marked, notes, states, unclear
from tests.rounds.saved_mail import book
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

RECEIPTS = f"{ROUND}/receipts"


@pytest.fixture
def gol(desk: Desk, server: MailServer) -> Desk:
    """A desk that sends by the server; Gol has the address of the messages, and a deputy."""
    edit_actor(desk, "Gol", E_post=f"post@gol.kommune.no; {ADDRESS}")
    return by_mail(desk.folder, server)


def test_whoever_has_answered_is_told_what_was_understood(gol: Desk, server: MailServer) -> None:
    answered(gol)
    merged = gol.run("merge")
    assert merged["receipts"]["sent"] == 1
    (to,) = server.messages()
    receipt = server.messages()[to]
    assert to == ADDRESS, "to the address that has written"
    assert receipt["Auto-Submitted"] == "auto-replied"
    assert receipt["In-Reply-To"] == "<svar-1@gol.kommune.no>"
    assert "Kvittering" in receipt["Subject"]
    said = words(receipt)
    assert "1.2.3" in said
    assert "   Kommentar: Ferdig snart" in said
    assert "som før" in said
    assert list(receipt.iter_attachments()) == []


def test_what_waits_is_said_with_sheet_and_place_and_why(gol: Desk, server: MailServer) -> None:
    data = book(gol, "Gol", "1.2.3", Status="kanskje", Kommentar="Vi ser på det")
    arrived(gol, from_server(PASS, message("Hei", {"Gol.xlsx": data})))
    assert len(gol.run("merge")["conflicts"]) == 1
    said = words(server.messages()[ADDRESS])
    assert "På arket «Tiltak»" in said
    (line,) = [line for line in said.splitlines() if "kanskje" in line]
    assert "1.2.3" in line
    assert "(Status)" in line
    assert "   Kommentar: Vi ser på det" in said
    assert "   Status:" not in said


def test_a_file_without_measures_is_for_its_sender_to_send_again(gol: Desk, server: MailServer) -> None:
    """Only the sheet for proposals came, saved as .csv."""
    sheet = load_workbook(io.BytesIO(book(gol, "Gol", "1.2.3")))["Framlegg"]
    rows = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
    rows[3][0] = "Fleire benker"
    data = "\r\n".join(";".join(row) for row in rows).encode()
    arrived(gol, from_server(PASS, message("Hei", {"Framlegg.csv": data})))
    gol.run("merge")
    said = words(server.messages()[ADDRESS]).replace("\r\n", "\n")
    assert "treng ikkje å gjere noko" not in said
    assert "På arket" not in said
    assert "Rett cellene" not in said
    asked = said[said.index("Dette må de rette") :]
    assert "Heile fila:\n\n- Ingen ark har overskriftene til tiltaka" in asked
    assert "framlegga" in asked


def test_what_the_secretariat_decides_is_told_apart(gol: Desk, server: MailServer) -> None:
    edit_actor(gol, "Regionrådet", E_post=ADDRESS)
    edit_actor(gol, "Gol", E_post=None)
    data = book(gol, "Regionrådet", "1.1.3", Kommentar="Frå rådet")
    gol.edit("1.1.3", Kommentar="Frå sekretariatet")
    arrived(gol, from_server(PASS, message("Hei", {"Rådet.xlsx": data})))
    assert len(gol.run("merge")["conflicts"]) == 1
    said = words(server.messages()[ADDRESS])
    decided = said[said.index("sekretariatet stilling") :]
    assert "«Frå rådet»" in decided
    assert "Planen er òg endra sidan arbeidsboka blei send." in decided
    assert "master" not in said, "bodies know no master"
    assert "må de rette" not in said


def test_a_file_that_cannot_be_read_gets_the_reason(gol: Desk, server: MailServer) -> None:
    arrived(gol, from_server(PASS, message("Hei", {"Gol.xlsx": b"PK\x03\x04 sund"})))
    assert len(gol.run("merge")["held"]) == 1
    receipt = server.messages()[ADDRESS]
    assert "ikkje teken inn" in words(receipt)
    assert receipt["Reply-To"]


def test_nobody_gets_two_receipts_for_the_same_answer(gol: Desk, server: MailServer) -> None:
    answered(gol)
    gol.run("merge")
    for _ in range(2):
        answered(gol, X_Copy="1")
        assert gol.run("merge")["receipts"]["sent"] == 0
    gol.run("undo")
    gol.run("merge")
    assert len(server.taken) == 1


def test_each_new_answer_gets_a_receipt_and_the_same_again_none(gol: Desk, server: MailServer) -> None:
    answered(gol, "Ein")
    gol.run("merge")
    answered(gol, "Ein ")  # saved again by another program: other bytes, and nothing new
    assert gol.run("merge")["receipts"]["sent"] == 0
    answered(gol, "To")
    gol.run("merge")
    assert len(server.taken) == 2


@pytest.mark.parametrize(
    ("result", "more"),
    [
        ("dmarc=fail header.from=gol.kommune.no", {}),
        ("none", {}),
        ("dmarc=pass header.from=evil.example", {"sender": "Kari <kari@evil.example>"}),
        (PASS, {"Auto_Submitted": "auto-replied"}),
        (PASS, {"Auto_Submitted": "auto-generated"}),
        (PASS, {"Precedence": "bulk"}),
        (PASS, {"X_Auto_Response_Suppress": "All"}),
        (PASS, {"Return_Path": "<>"}),
    ],
)
def test_no_receipt_goes_to_a_machine_or_to_a_sender_that_is_not_confirmed(
    result: str, more: dict[str, str], gol: Desk, server: MailServer
) -> None:
    answered(gol, result=result, **more)
    gol.run("merge")
    assert server.taken == []
    assert states(gol) == []


def test_a_message_without_a_workbook_and_a_bounce_get_no_receipt(gol: Desk, server: MailServer) -> None:
    reply = from_server(PASS, message("Vi svarer snart."))
    arrived(gol, reply, delivery_report(ADDRESS))
    gol.run("merge")
    assert server.taken == []


def test_a_colleague_in_the_domain_is_answered_at_the_bodys_own_address(
    gol: Desk, server: MailServer
) -> None:
    answered(gol, sender="Ola <ola@gol.kommune.no>")
    gol.run("merge")
    assert [to for to, _ in server.taken] == ["post@gol.kommune.no"]


def test_an_answer_that_the_secretariat_accepts_gets_its_receipt_then(gol: Desk, server: MailServer) -> None:
    answered(gol, result="none")
    gol.run("merge")
    (row,) = gol.rows("Konfliktar")
    gol.write("Konfliktar", row["row"], Avgjerd="Høyrer til Gol")
    gol.run("merge")
    assert [to for to, _ in server.taken] == ["post@gol.kommune.no"]


def test_a_receipt_that_cannot_be_sent_stops_nothing_and_is_sent_the_next_time(
    gol: Desk, server: MailServer
) -> None:
    server.reply = lambda at, envelope: "421 Stenger"
    answered(gol)
    merged = gol.run("merge")
    assert merged["receipts"]["waiting"] == len(answers(merged)) == 1
    assert "421 Stenger" in merged["receipts"]["reason"]
    assert "Gol" in gol.run("status")["answered"]
    assert gol.run("status")["receipts"] == {"recorded": 1}
    assert "1 kvittering er ikkje send" in regionplan_in_process("status", folder=gol.folder).out
    server.reply = lambda at, envelope: None
    gol.run("remind")
    assert len(server.messages()) == 1
    assert gol.run("status")["receipts"] == {}


def test_a_letter_with_a_fault_stops_no_merge(gol: Desk, server: MailServer) -> None:
    (gol.folder / "letters").mkdir()
    letter = gol.folder / "letters" / "receipt.nn.txt"
    letter.write_text("Emne: Takk, {{ aktor }}", "utf-8")
    answered(gol)
    merged = gol.run("merge")
    assert len(answers(merged)) == 1
    assert "aktor" in merged["receipts"]["reason"]
    letter.write_text("Emne: Takk, {{ actor }}\n\nTakk!\n", "utf-8")
    assert gol.run("merge")["receipts"]["sent"] == 1
    assert server.messages()[ADDRESS]["Subject"] == "Takk, Gol"


def test_everything_that_check_knows_of_a_receipt_can_be_used_in_it(gol: Desk, server: MailServer) -> None:
    (gol.folder / "letters").mkdir()
    named = "\n".join(f"{name} {{{{ {name} }}}}" for name in KINDS["receipt"])
    (gol.folder / "letters" / "receipt.nn.txt").write_text(f"Emne: Takk\n\n{named}\n", "utf-8")
    answered(gol)
    assert gol.run("merge")["receipts"]["sent"] == 1
    assert "fresh False" in words(server.messages()[ADDRESS])


def test_a_receipt_that_the_server_refuses_is_told_of_and_not_tried_all_the_time(
    gol: Desk, server: MailServer
) -> None:
    server.reply = lambda at, envelope: "550 5.1.1 Ukjend mottakar"
    answered(gol)
    assert gol.run("merge")["receipts"]["failed"] == 1
    tries = len(server.tries)
    assert gol.run("merge")["receipts"]["failed"] == 0
    assert len(server.tries) == tries
    assert "Ukjend mottakar" in regionplan_in_process("status", folder=gol.folder).out


def test_a_receipt_is_in_the_language_of_the_body(gol: Desk, server: MailServer) -> None:
    edit_actor(gol, "Gol", Språk="en")
    answered(gol)
    gol.run("merge")
    said = words(server.messages()[ADDRESS])
    assert "This is what we have understood" in said
    assert "   Comment: Ferdig snart" in said


def test_without_a_server_those_get_a_draft_who_must_correct_something(desk: Desk) -> None:
    with_sender(desk.folder)
    edit_actor(desk, "Gol", E_post="post@gol.example")
    desk.answer("Regionrådet", "1.1.3", Status="Gjennomført")
    desk.answer("Gol", "1.2.3", Status="kanskje")
    merged = desk.run("merge")
    assert merged["receipts"]["drafted"] == 1
    (draft,) = drafts(desk, RECEIPTS).values()
    assert (draft["To"], draft["X-Unsent"]) == ("post@gol.example", "1")
    assert "«kanskje»" in words(draft)
    assert desk.run("merge")["receipts"]["drafted"] == 0


@pytest.mark.parametrize(("setting", "count"), [("yes", 2), ("no", 0), ("held", 1)])
def test_the_setting_says_which_answers_get_a_receipt(desk: Desk, setting: str, count: int) -> None:
    with_sender(desk.folder)
    config = desk.folder / "config.yaml"
    text = config.read_text("utf-8").replace("channel: folder", f"channel: folder\n  receipts: {setting}")
    config.write_text(text, "utf-8")
    desk.answer("Regionrådet", "1.1.3", Status="Gjennomført")
    desk.answer("Gol", "1.2.3", Status="kanskje")
    desk.run("merge")
    assert len(drafts(desk, RECEIPTS)) == count


def test_a_dry_run_sends_no_receipt(gol: Desk, server: MailServer) -> None:
    answered(gol)
    gol.run("merge", "--dry-run")
    assert server.taken == []
    assert states(gol) == []


def test_answers_from_before_there_were_receipts_get_none(gol: Desk, server: MailServer) -> None:
    config = gol.folder / "config.yaml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("channel: mail", "channel: mail\n  receipts: no"), "utf-8")
    answered(gol)
    gol.run("merge")
    config.write_text(text, "utf-8")
    gol.run("merge")
    assert server.taken == []


def test_what_the_body_corrects_after_its_receipt_counts_and_nobody_else_is_asked(gol: Desk) -> None:
    unclear(gol)
    data = book(gol, "Gol", "1.2.3", Status="Påstarta", Kommentar="Vi ser på det")
    arrived(gol, from_server(PASS, message("Retta", {"Gol.xlsx": data})))
    merged = gol.run("merge")
    assert answers(merged) == [("1.2.3", "started")]
    assert (merged["conflicts"], merged["open_questions"]) == ([], 0)
    assert gol.rows("Konfliktar") == []
    (lost,) = [row for row in gol.log() if row["Frå"] == "kanskje"]
    assert (lost["Til"], lost["Kven"]) == ("Påstarta", "Gol"), "what was not understood is on record"
    gol.run("undo")
    assert [row["Svar"] for row in gol.rows("Konfliktar")] == ["kanskje"]


def test_without_a_receipt_two_answers_to_the_same_are_asked_about(gol: Desk) -> None:
    config = gol.folder / "config.yaml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("channel: mail", "channel: mail\n  receipts: no"), "utf-8")
    unclear(gol)
    data = book(gol, "Gol", "1.2.3", Status="Påstarta", Kommentar="Vi ser på det")
    arrived(gol, from_server(PASS, message("Retta", {"Gol.xlsx": data})))
    assert gol.run("merge")["open_questions"] == 2


def test_another_answer_that_is_not_clear_either_waits_like_the_first(gol: Desk) -> None:
    unclear(gol)
    data = book(gol, "Gol", "1.2.3", Status="tja", Kommentar="Vi ser på det")
    arrived(gol, from_server(PASS, message("Retta", {"Gol.xlsx": data})))
    assert gol.run("merge")["open_questions"] == 2


def test_a_file_that_is_placed_after_its_receipt_gets_another_with_what_was_understood(
    gol: Desk, server: MailServer
) -> None:
    path = without_code(gol, "Gol", "1.2.3", "skjema", Status="kanskje")
    arrived(gol, from_server(PASS, message("Hei", {"skjema.xlsx": path.read_bytes()})))
    path.unlink()
    gol.run("merge")
    assert "ikkje teken inn" in words(server.messages()[ADDRESS])
    (row,) = gol.rows("Konfliktar")
    gol.write("Konfliktar", row["row"], Avgjerd="Høyrer til Gol")
    assert gol.run("merge")["receipts"]["sent"] == 1
    assert "«kanskje»" in words(server.parsed(server.taken[-1][1]))
    assert set(notes(marked(server))) == {"E5"}
    assert gol.run("merge")["receipts"]["sent"] == 0
    gol.run("undo")
    assert gol.run("merge")["receipts"]["sent"] == 0, "nor a second one"


def test_words_are_corrected_only_after_a_receipt_that_said_they_were_not_understood(gol: Desk) -> None:
    path = without_code(gol, "Gol", "1.2.3", "skjema", Status="kanskje")
    arrived(gol, from_server(PASS, message("Hei", {"skjema.xlsx": path.read_bytes()})))
    path.unlink()
    gol.run("merge")
    config = gol.folder / "config.yaml"
    config.write_text(
        config.read_text("utf-8").replace("channel: mail", "channel: mail\n  receipts: no"), "utf-8"
    )
    (row,) = gol.rows("Konfliktar")
    gol.write("Konfliktar", row["row"], Avgjerd="Høyrer til Gol")
    gol.run("merge")
    data = book(gol, "Gol", "1.2.3", Status="Påstarta")
    arrived(gol, from_server(PASS, message("Retta", {"Gol.xlsx": data})))
    assert gol.run("merge")["open_questions"] == 2
