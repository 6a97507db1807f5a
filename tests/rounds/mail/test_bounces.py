"""An e-mail that bounces later: the body's next address gets the workbook, once, and this is reported."""

from pathlib import Path

import pytest

from regionplan_xl.project.folder import Project
from tests.delivery.incoming.messages import delivery_report
from tests.delivery.mail.mail_server import MailServer
from tests.rounds.answers import ROUND
from tests.rounds.commands import regionplan_in_process
from tests.rounds.desk import Desk
from tests.rounds.letters import by_mail, drafts, edit_actor
from tests.rounds.saved_mail import drop

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

GONE, DEPUTY = "borte@gol.kommune.no", "vara@gol.kommune.no"


@pytest.fixture
def gol(project: Path, server: MailServer) -> Desk:
    """A project whose body Gol was sent its workbook at the first of its two addresses."""
    desk = by_mail(project, server)
    edit_actor(desk, "Gol", E_post=f"{GONE}; {DEPUTY}")
    desk.run("send", "--round", ROUND, "--actor", "Gol")
    assert list(server.messages()) == [GONE]
    return desk


def come_back(desk: Desk, server: MailServer, address: str, reported: str = "") -> None:
    """Bounce the e-mail to an address, as its server reports it."""
    sent = next(raw for to, raw in server.taken if to == address)
    headers = sent.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    drop(desk, f"retur-{address}.eml", delivery_report(reported or address, returned=headers))


def recipients(server: MailServer) -> list[str]:
    return [to for to, _ in server.taken]


def test_the_service_sends_what_came_back_to_the_next_address_at_once_and_once(
    gol: Desk, server: MailServer
) -> None:
    come_back(gol, server, GONE)
    ran = gol.run("run", "--once")
    assert ran["collect"]["moved_on"] == [{"actor": "Gol", "address": GONE, "to": DEPUTY}]
    gol.run("run", "--once")
    assert recipients(server) == [GONE, DEPUTY]
    first, second = server.messages().values()
    assert first["Subject"] == second["Subject"], "it is the same workbook, with the same code"
    assert first["Message-ID"] != second["Message-ID"]
    shown = regionplan_in_process("--lang", "en", "status", folder=gol.folder).out
    assert f"came back from {GONE}; its workbook went to {DEPUTY}" in " ".join(shown.split())


def test_sending_again_moves_on_to_the_next_address_and_says_so(gol: Desk, server: MailServer) -> None:
    come_back(gol, server, GONE)
    gol.run("collect")
    assert recipients(server) == [GONE], "collect sends nothing"
    assert [one["state"] for one in gol.run("status")["unsettled_messages"]] == ["bounced"]
    sent = gol.run("send", "--actor", "Gol")
    assert sent["moved_on"] == [{"actor": "Gol", "address": GONE, "to": DEPUTY}]
    assert gol.run("send", "--actor", "Gol")["moved_on"] == []
    assert recipients(server) == [GONE, DEPUTY]


def test_a_report_that_comes_twice_moves_on_once(gol: Desk, server: MailServer) -> None:
    for _ in range(2):
        come_back(gol, server, GONE)
        gol.run("run", "--once")
    raw = delivery_report(GONE, returned=server.taken[0][1])  # with the whole message this time
    drop(gol, "retur.eml", raw)
    gol.run("run", "--once")
    assert recipients(server) == [GONE, DEPUTY]


def test_where_every_address_has_come_back_an_email_is_left_in_the_outbox_once(
    gol: Desk, server: MailServer
) -> None:
    for address in (GONE, DEPUTY):
        come_back(gol, server, address)
        ran = gol.run("run", "--once")
    assert ran["collect"]["moved_on"] == [{"actor": "Gol", "address": DEPUTY, "to": ""}]
    assert drafts(gol)["Gol"]["To"] is None
    (gol.folder / "workbooks" / "outbox" / ROUND / "Gol.eml").unlink()
    assert gol.run("run", "--once")["collect"]["moved_on"] == []
    assert not drafts(gol), "it is not written again"
    sent = gol.run("send", "--actor", "Gol")
    assert sent["sent"][0]["address"] == ""
    assert drafts(gol)["Gol"]["To"] is None
    assert recipients(server) == [GONE, DEPUTY]
    shown = regionplan_in_process("--lang", "en", "send", "--actor", "Gol", folder=gol.folder).out
    assert "E-mail to every address of Gol came back" in " ".join(shown.split())
    assert "Without e-mail address" not in shown


def test_answers_are_collected_by_the_service_whatever_has_become_of_the_master(gol: Desk) -> None:
    gol.answer("Gol", "1.2.3", Status="Gjennomført")
    (gol.folder / "workbooks" / "master.xlsx").write_bytes(b"no workbook")
    ran = gol.run("run", "--once")
    assert len(ran["collect"]["received"]) == 1


def test_a_new_address_on_the_sheet_gets_what_came_back_from_the_others(
    gol: Desk, server: MailServer
) -> None:
    edit_actor(gol, "Gol", E_post=GONE)
    come_back(gol, server, GONE)
    gol.run("collect")
    edit_actor(gol, "Gol", E_post=f"{GONE}; ny@gol.kommune.no")
    gol.run("send", "--actor", "Gol")
    assert recipients(server) == [GONE, "ny@gol.kommune.no"]


def test_a_deputy_that_the_server_does_not_take_now_is_tried_again(gol: Desk, server: MailServer) -> None:
    come_back(gol, server, GONE)
    server.reply = lambda step, envelope: "451 later" if step == "rcpt" else None
    gol.run("run", "--once")
    assert recipients(server) == [GONE]
    server.reply = lambda step, envelope: None
    gol.run("run", "--once")
    gol.run("run", "--once")
    assert recipients(server) == [GONE, DEPUTY]


def test_one_reader_of_a_shared_address_who_is_gone_moves_nothing(gol: Desk, server: MailServer) -> None:
    come_back(gol, server, GONE, reported="ola@gol.kommune.no")
    gol.run("run", "--once")
    assert recipients(server) == [GONE]


def test_a_report_about_an_email_that_was_never_sent_moves_nothing(gol: Desk, server: MailServer) -> None:
    drop(gol, "retur.eml", delivery_report(GONE, returned=b"Message-ID: <anna@example.org>\r\n\r\n"))
    gol.run("run", "--once")
    assert recipients(server) == [GONE]
    assert gol.run("status")["undelivered"] == [GONE], "the address is marked all the same"


def test_stopped_before_the_deputy_has_got_it_the_next_run_sends_it_and_only_once(
    gol: Desk, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    come_back(gol, server, GONE)
    server.reply = lambda step, envelope: "break" if step == "data" else None
    gol.run("run", "--once")
    server.reply = lambda step, envelope: None
    project = Project.open(gol.folder)
    with project.ledger as ledger:
        assert len(ledger.messages(ROUND)) == 2, "it is recorded before it is sent"
    gol.run("run", "--once")
    assert recipients(server).count(DEPUTY) == 1
