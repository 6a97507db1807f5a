"""A round sent through a mail server: everybody gets one e-mail, and whatever goes wrong, nobody gets two."""

from pathlib import Path

import pytest

from regionplan_xl.delivery.mail.letters import Letter
from regionplan_xl.delivery.mail.message import LetterWithFiles
from regionplan_xl.mailing.message_sender import MessageSender, ToSend, open_sender
from regionplan_xl.project.folder import Project
from tests.delivery.mail.mail_server import USER, MailServer, mail_server
from tests.rounds.answers import ROUND
from tests.rounds.commands import regionplan_in_process
from tests.rounds.desk import Desk
from tests.rounds.letters import addresses, by_mail, drafts, edit_actor, parsed, words


@pytest.fixture
def desk(project: Path, server: MailServer) -> Desk:
    """A project that sends through the server, without a round yet."""
    return by_mail(project, server)


def by_actor(sent: dict[str, list[dict[str, object]]]) -> dict[str, dict[str, object]]:
    return {str(one["actor"]): one for one in sent["sent"]}


def test_everybody_gets_one_email_with_its_workbook(desk: Desk, server: MailServer) -> None:
    sent = by_actor(desk.run("send", "--round", ROUND))
    assert desk.status == 0
    messages = server.messages()
    assert set(messages) == {one["address"] for one in sent.values()}
    ids = {message["Message-ID"] for message in messages.values()}
    assert len(ids) == len(messages)
    for actor, one in sent.items():
        message = messages[str(one["address"])]
        assert one["message"] == "sent"
        assert str(one["code"]) in message["Subject"]
        assert message["Reply-To"] == f"Regionrådet {one['code']} <{USER}>"
        assert (message["From"], message["Auto-Submitted"]) == (f"Regionrådet <{USER}>", "auto-generated")
        (attached,) = message.iter_attachments()
        book = desk.folder / "workbooks" / "outbox" / ROUND / f"{actor}.xlsx"
        assert attached.get_content() == book.read_bytes()
    assert not drafts(desk)
    with Project.open(desk.folder).ledger as ledger:
        assert {record.message_id for record in ledger.messages(ROUND)} == ids


def test_sending_again_sends_nothing_to_those_who_have_it(desk: Desk, server: MailServer) -> None:
    count = len(desk.run("send", "--round", ROUND)["sent"])
    again = desk.run("send")
    assert len(server.taken) == count
    assert all(one["sent_before"] for one in again["sent"])
    assert f"{count} var sende før" in regionplan_in_process("send", folder=desk.folder).out


def test_a_dry_run_writes_the_emails_to_look_at_and_records_and_sends_nothing(
    desk: Desk, server: MailServer
) -> None:
    edit_actor(desk, "Gol", E_post="kari@gol.example; vikar@gol.example")
    edit_actor(desk, "Hol", E_post=None)
    told = desk.run("send", "--round", ROUND, "--dry-run")
    folder = desk.folder / "workbooks" / "outbox" / ROUND / "dry-run"
    assert told["emails"] == str(folder)
    found = drafts(desk, f"{ROUND}/dry-run")
    assert set(found) == {one["actor"] for one in told["sent"]}
    gol = found["Gol"]
    assert (gol["To"], gol["X-Unsent"], found["Hol"]["To"]) == ("kari@gol.example", None, None)
    assert "AAAA-AAAA" in gol["Subject"]
    (attached,) = gol.iter_attachments()
    assert attached.get_filename() == f"Gol {ROUND}.xlsx"
    assert (server.taken, server.connections) == ([], 0)
    assert desk.run("status")["round"] is None

    (folder / "Borte.eml").write_bytes(b"x")
    desk.run("send", "--round", ROUND, "--dry-run", "--actor", "Gol")
    assert set(drafts(desk, f"{ROUND}/dry-run")) == {"Gol"}
    desk.run("send", "--round", ROUND)
    assert len(server.taken) == len(told["sent"]) - 1, "what is there to look at counts for nothing"
    assert not list((desk.folder / "workbooks" / "outbox" / ROUND).glob("*/*.xlsx"))


def test_one_who_has_lost_it_gets_it_once_more(desk: Desk, server: MailServer) -> None:
    gol = addresses(desk)["Gol"]
    desk.run("send", "--round", ROUND)
    assert desk.run("send", "--again")["fix"]
    assert desk.status == 2
    for _ in range(2):
        desk.run("send", "--again", "--actor", "Gol")
        assert desk.status == 0
    ids = [server.parsed(data)["Message-ID"] for to, data in server.taken if to == gol]
    assert len(set(ids)) == 3


def test_an_address_that_the_server_refuses_gives_way_to_the_deputy(desk: Desk, server: MailServer) -> None:
    edit_actor(desk, "Gol", E_post="slutta@gol.example; vikar@gol.example")
    server.reply = lambda at, envelope: (
        "550 5.1.1 Ukjend" if "slutta@gol.example" in envelope.rcpt_tos else None
    )
    sent = by_actor(desk.run("send", "--round", ROUND))
    assert desk.status == 0
    assert sent["Gol"]["address"] == "vikar@gol.example"
    assert "vikar@gol.example" in server.messages()


def test_an_email_that_no_server_took_is_told_of_and_tried_again(desk: Desk, server: MailServer) -> None:
    gol = addresses(desk)["Gol"]
    server.reply = lambda at, envelope: "550 5.1.1 Ukjend mottakar" if gol in envelope.rcpt_tos else None
    sent = by_actor(desk.run("send", "--round", ROUND))
    assert desk.status == 1
    assert sent["Gol"]["message"] == "failed"
    said = regionplan_in_process("status", folder=desk.folder).out
    assert "Ukjend mottakar" in said
    assert str(gol) in said
    edit_actor(desk, "Gol", E_post="post@gol.example")
    desk.run("send")
    assert desk.status == 0
    assert len(server.messages()) == len(sent)
    assert desk.run("status")["unsettled_messages"] == []


@pytest.mark.parametrize("reply", ["break", "take and break"])
def test_an_email_that_may_have_arrived_is_never_sent_again_by_itself(
    reply: str, desk: Desk, server: MailServer
) -> None:
    gol = addresses(desk)["Gol"]
    server.reply = lambda at, envelope: reply if at == "end" and gol in envelope.rcpt_tos else None
    sent = by_actor(desk.run("send", "--round", ROUND))
    assert desk.status == 1
    assert sent["Gol"]["message"] == "unsure"
    assert {one["message"] for name, one in sent.items() if name != "Gol"} == {"sent"}
    server.reply = lambda at, envelope: None
    said = regionplan_in_process("send", folder=desk.folder)
    assert said.status == 1
    assert "regionplan send --again --actor Gol" in said.out
    assert len([to for to, _ in server.taken if to == gol]) == (reply != "break")
    assert [one["actor"] for one in desk.run("status")["unsettled_messages"]] == ["Gol"]
    desk.run("send", "--again", "--actor", "Gol")
    assert desk.status == 0
    assert desk.run("status")["unsettled_messages"] == []


def test_when_the_server_goes_away_half_way_the_rest_goes_out_the_next_time(
    desk: Desk, server: MailServer
) -> None:
    server.reply = lambda at, envelope: "421 Stenger" if len(server.taken) == 3 else None
    told = desk.run("send", "--round", ROUND)
    assert desk.status == 3
    assert "421 Stenger" in told["error"]
    assert "3" in told["fix"]
    waiting = desk.run("status")["unsettled_messages"]
    assert {one["state"] for one in waiting} == {"recorded"}
    server.reply = lambda at, envelope: None
    count = len(desk.run("send")["sent"])
    assert desk.status == 0
    assert len(server.messages()) == count == len(waiting) + 3


def test_a_server_that_is_away_stops_the_round_before_anything_is_written(project: Path) -> None:
    with mail_server() as gone:
        desk = by_mail(project, gone)
    told = desk.run("send", "--round", ROUND)
    assert desk.status == 3
    assert f"localhost:{gone.port}" in told["error"]
    assert not list((project / "workbooks" / "outbox").iterdir())
    assert desk.run("status")["round"] is None


def test_one_without_address_has_an_email_in_the_outbox_instead(desk: Desk, server: MailServer) -> None:
    edit_actor(desk, "Gol", E_post=None)
    sent = by_actor(desk.run("send", "--round", ROUND))
    assert set(drafts(desk)) == {"Gol"}
    assert "To" not in drafts(desk)["Gol"]
    assert len(server.messages()) == len(sent) - 1


def test_a_dry_run_asks_no_server(desk: Desk, server: MailServer) -> None:
    assert desk.run("send", "--dry-run")["sent"]
    assert not server.tries


def test_the_channel_of_one_command_is_that_of_the_command(desk: Desk, server: MailServer) -> None:
    desk.run("send", "--round", ROUND, "--channel", "folder")
    assert len(drafts(desk)) > 10
    assert not server.taken
    desk.run("send")
    assert not drafts(desk)
    assert server.taken


def test_the_letter_is_the_secretariats_own(desk: Desk, server: MailServer) -> None:
    (desk.folder / "letters").mkdir()
    (desk.folder / "letters" / "workbook.nn.txt").write_text(
        "Emne: Svar {{ code }}\n\nHei {{ actor }}!", "utf-8"
    )
    desk.run("send", "--round", ROUND)
    assert all("Hei" in words(parsed(data)) for _, data in server.taken)


@pytest.mark.parametrize(("channel", "setting"), [("mail", "smtp: {host"), ("graph", "graph: {tenant")])
def test_a_project_without_a_mail_server_cannot_send_by_it(project: Path, channel: str, setting: str) -> None:
    desk = Desk(project)
    assert setting in desk.run("send", "--channel", channel)["fix"]
    assert desk.status == 2
    assert desk.run("status")["round"] is None


def test_one_with_another_kind_of_mail_server_sends_by_the_one_that_is_asked_for(
    desk: Desk, server: MailServer
) -> None:
    assert "graph: {tenant" in desk.run("send", "--channel", "graph")["fix"]
    assert desk.status == 2
    assert server.taken == []


def test_a_password_that_is_nowhere_stops_the_round_and_check_says_so(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "nothing"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    config = desk.folder / "config.yaml"
    config.write_text(
        config.read_text("utf-8").replace("security: none", f"security: none, user: {USER}"), "utf-8"
    )
    told = desk.run("send")
    assert desk.status == 2
    assert "REGIONPLAN_SMTP_PASSWORD" in told["fix"]
    assert "password" in {one["code"] for one in desk.run("check")["findings"]}
    monkeypatch.setenv("REGIONPLAN_SMTP_PASSWORD", "hemmeleg-7")
    checked = regionplan_in_process("--json", "check", folder=desk.folder)
    assert "REGIONPLAN_SMTP_PASSWORD" in checked.data["passwords"]["smtp"]
    assert "hemmeleg-7" not in checked.out + checked.err


def test_a_server_is_not_sent_more_than_it_takes_in_a_minute(desk: Desk, server: MailServer) -> None:
    desk.run("send", "--round", ROUND, "--channel", "folder")
    project, pauses = Project.open(desk.folder), list[float]()
    sender = open_sender(project, "mail")
    with project.ledger:
        room = MessageSender(project, sender, at_once=3, sleep=pauses.append)
        for number in range(5):
            one = ToSend(
                key=f"test/{number}",
                kind="workbook",
                round=ROUND,
                actor="Gol",
                addresses=(f"{number}@gol.example",),
                letter=lambda: LetterWithFiles(Letter("Svar", "Hei", "<p>Hei</p>")),
            )
            assert [record.state for record in room.send_all([one])] == ["sent"]
    sender.close()
    assert len(pauses) == 2
    assert all(50 < pause <= 60 for pause in pauses)
