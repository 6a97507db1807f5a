"""A round by e-mail with real servers: answers come from a mailbox, and obstacles are reported."""

from hashlib import sha256
from pathlib import Path

import pytest

from tests.delivery.incoming.corpus import ADDRESS, SERVER
from tests.delivery.incoming.messages import message
from tests.delivery.mail.dovecot import PASSWORD, Dovecot
from tests.delivery.mail.mail_server import mail_server
from tests.rounds.commands import regionplan_in_process
from tests.rounds.desk import Desk
from tests.rounds.letters import by_mail, edit_actor
from tests.rounds.mailbox import PASS, answers, from_server
from tests.rounds.reminding import asked, deadline_in
from tests.rounds.saved_mail import book

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

SECRET = "REGIONPLAN_IMAP_PASSWORD"


@pytest.fixture
def gol(desk: Desk, imap: Dovecot, imap_user: str, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk with a mailbox; Gol has the address of the messages."""
    monkeypatch.setenv("SSL_CERT_FILE", str(imap.trusted))
    monkeypatch.setenv(SECRET, PASSWORD)
    settings(desk.folder, f"imap: {{host: localhost, port: {imap.tls}, user: {imap_user}, trust: {SERVER}}}")
    edit_actor(desk, "Gol", E_post=ADDRESS)
    return desk


def settings(folder: Path, line: str) -> None:
    config = folder / "config.yaml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("channel: folder", f"channel: folder\n  {line}"), encoding="utf-8")


def answer(desk: Desk, text: str = "Ferdig snart", sent: str = PASS) -> bytes:
    made = message("Hei", {"Gol.xlsx": book(desk, "Gol", "1.2.3", Kommentar=text)})
    return from_server(sent, made)


def test_answers_come_from_the_mailbox_once_and_stay_there(gol: Desk, imap: Dovecot, imap_user: str) -> None:
    imap.deliver(imap_user, answer(gol), name="1")
    assert len(gol.run("collect")["received"]) == 1
    assert gol.run("collect")["received"] == []
    assert answers(gol.run("merge")) == [("1.2.3", "Ferdig snart")]
    (name,) = imap.files(imap_user)
    assert name.endswith(":2,S"), "it is there still, and shown as read"


def test_the_service_collects_and_merges_by_itself(gol: Desk, imap: Dovecot, imap_user: str) -> None:
    imap.deliver(imap_user, answer(gol), name="1")
    gol.run("run", "--once")
    (measure,) = gol.run("history", "1.2.3")["measures"]
    assert "Ferdig snart" in [change["to"] for change in measure["changes"]]


def test_an_answer_that_a_stopped_command_had_only_archived_counts_when_the_mailbox_gives_it_again(
    gol: Desk, imap: Dovecot, imap_user: str
) -> None:
    raw = answer(gol)
    archived = gol.folder / "workbooks" / "archive" / "received" / "mail" / f"{sha256(raw).hexdigest()}.eml"
    archived.parent.mkdir(parents=True)
    archived.write_bytes(raw)
    assert len(gol.run("merge")["held"]) == 1, "nobody is believed before a mailbox says whom it trusts"
    imap.deliver(imap_user, raw, name="1")
    gol.run("collect")
    assert answers(gol.run("merge")) == [("1.2.3", "Ferdig snart")]


def test_an_answer_that_the_mailbox_does_not_vouch_for_waits(
    gol: Desk, imap: Dovecot, imap_user: str
) -> None:
    imap.deliver(imap_user, answer(gol, sent="dmarc=fail header.from=gol.kommune.no"), name="1")
    gol.run("collect")
    merged = gol.run("merge")
    assert (merged["changes"], len(merged["held"])) == ([], 1)


def test_what_is_in_the_inbox_is_kept_when_the_mailbox_cannot_be_reached(
    gol: Desk, imap: Dovecot, imap_user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    gol.answer("Regionrådet", "1.1.3", Status="Gjennomført")
    imap.deliver(imap_user, answer(gol), name="1")
    monkeypatch.setenv(SECRET, "feil")
    failed = gol.run("collect")
    assert gol.status == 3
    assert "feil" not in str(failed).replace("feila", "")
    assert list((gol.folder / "workbooks" / "inbox").glob("*.xlsx")) == []
    monkeypatch.setenv(SECRET, PASSWORD)
    assert len(gol.run("collect")["received"]) == 1
    assert len(gol.run("merge")["returns"]) == 2


def test_before_the_first_round_the_mailbox_is_left_alone(
    project: Path, imap: Dovecot, imap_user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(imap.trusted))
    settings(project, f"imap: {{host: localhost, port: {imap.tls}, user: {imap_user}, trust: {SERVER}}}")
    imap.deliver(imap_user, message("Privat").as_bytes(), name="1")
    shown = regionplan_in_process("--lang", "en", "collect", folder=project)
    assert shown.status == 0
    assert "the mailbox was left alone" in shown.out
    assert list(imap.files(imap_user)) == ["1"], "nobody has asked the server"
    assert list((project / "workbooks" / "archive").rglob("*.eml")) == []


def test_a_certificate_that_nobody_vouches_for_stops_collecting_with_a_sentence(
    gol: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    shown = regionplan_in_process("--lang", "en", "collect", folder=gol.folder)
    assert shown.status == 3
    assert "is not trusted" in shown.err


def test_check_mail_tries_what_is_set_up_and_sends_a_message_to_oneself(
    gol: Desk, imap: Dovecot, imap_user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    imap.deliver(imap_user, answer(gol), name="1")
    with mail_server() as smtp:
        by_mail(gol.folder, smtp)
        shown = regionplan_in_process("--lang", "en", "check", "--mail", folder=gol.folder)
        (to,) = smtp.messages()
    assert shown.status == 0
    assert to == "plan@example.org"
    assert "1 message is in it" in shown.out
    monkeypatch.setenv(SECRET, "feil")
    tried = {one["tried"]: one["works"] for one in gol.run("check", "--mail")["mail"]}
    assert gol.status == 1
    assert sorted(tried.values()) == [False, False]


def test_check_says_where_the_password_of_the_mailbox_is_kept(
    gol: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert SECRET in regionplan_in_process("check", folder=gol.folder).out
    monkeypatch.delenv(SECRET)
    codes = [finding["code"] for finding in gol.run("check")["findings"]]
    assert "password" in codes


def test_nobody_is_reminded_whose_answer_is_in_the_mailbox(gol: Desk, imap: Dovecot, imap_user: str) -> None:
    imap.deliver(imap_user, answer(gol), name="1")
    deadline_in(gol, 7)
    looked = gol.run("remind", "--dry-run")
    assert "Gol" in looked["would_remind"]
    shown = regionplan_in_process("--lang", "en", "remind", "--dry-run", folder=gol.folder)
    assert "The mailbox was not looked in" in shown.out
    reminded = {one["actor"] for one in gol.run("remind")["reminded"]}
    assert reminded == asked(gol) - {"Gol"}
    assert answers(gol.run("merge")) == [("1.2.3", "Ferdig snart")]


def test_nobody_is_reminded_while_the_mailbox_cannot_be_read(
    gol: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    deadline_in(gol, 7)
    monkeypatch.setenv(SECRET, "feil-passord")
    shown = regionplan_in_process("--lang", "en", "remind", folder=gol.folder)
    assert shown.status == 3
    assert "does not accept the sign-in" in shown.err
    assert "Nobody is reminded before the mailbox has been looked in." in shown.err
    monkeypatch.setenv(SECRET, PASSWORD)
    assert {one["actor"] for one in gol.run("remind")["reminded"]} == asked(gol)


def test_a_mailbox_that_is_away_stops_no_reminding_when_nobody_is_to_be_reminded(
    gol: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    deadline_in(gol, 8)
    monkeypatch.setenv(SECRET, "feil-passord")
    assert gol.run("remind")["reminded"] == []
    assert gol.status == 0
