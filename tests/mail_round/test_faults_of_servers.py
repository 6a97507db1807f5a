"""Faults of mail servers in a round: each is reported plainly, nothing is lost, and sending is tried again."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from tests.delivery.mail.dovecot import PASSWORD, PROGRAM
from tests.delivery.mail.mail_server import PASSWORD as SMTP_PASSWORD
from tests.delivery.mail.mail_server import USER, mail_server
from tests.mail_round.people import OFFICE, bodies, filled_in, make_project, post, reply
from tests.mail_round.post_office import PostOffice, post_office
from tests.mail_round.relay import Relay, relay
from tests.requirements import missing
from tests.rounds.answers import ROUND, measures, read_in_this_process
from tests.rounds.commands import Run, regionplan_in_process
from tests.rounds.desk import Desk

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

BODIES = bodies(5)


@pytest.fixture(scope="module")
def office() -> Iterator[PostOffice]:
    if not PROGRAM:
        missing("Dovecot is not installed")
    with post_office() as running, pytest.MonkeyPatch.context() as patched:
        patched.setenv("SSL_CERT_FILE", str(running.trusted))
        patched.setenv("REGIONPLAN_IMAP_PASSWORD", PASSWORD)
        yield running


@pytest.fixture
def desk(tmp_path: Path, office: PostOffice) -> Desk:
    office.empty()
    folder = make_project(tmp_path / "planen", BODIES, office)
    read_in_this_process(folder)
    return Desk(folder)


@pytest.fixture
def answered(desk: Desk, office: PostOffice, tmp_path: Path) -> Desk:
    """A round that is out and answered by everybody."""
    desk.run("send", "--round", ROUND)
    for body in BODIES:
        (message,) = office.mailbox(body.address)
        post(
            office,
            reply(body, message, filled_in(body, message, tmp_path / "people", {"Status": "Påstarta"})),
        )
    return desk


@pytest.fixture
def way(office: PostOffice) -> Iterator[Relay]:
    with relay(office.imap.tls) as running:
        yield running


def edited(desk: Desk, pattern: str, by: str) -> None:
    """Change a setting in config.yaml."""
    config = desk.folder / "config.yaml"
    text, count = re.subn(pattern, by, config.read_text("utf-8"))
    assert count == 1
    config.write_text(text, encoding="utf-8")


def said(desk: Desk, *words: str) -> Run:
    return regionplan_in_process("--lang", "en", *words, folder=desk.folder)


def statuses(desk: Desk) -> Counter[object]:
    return Counter(row["Status"] for row in measures(desk.master).values())


@pytest.mark.parametrize("share", [0.3, 0.6, 0.8])
def test_a_mailbox_that_goes_away_half_way_is_read_to_its_end_the_next_time(
    share: float, answered: Desk, office: PostOffice, way: Relay
) -> None:
    edited(answered, r"port: \d+, user", f"port: {way.port}, user")
    total = sum(map(len, office.imap.files(OFFICE).values()))
    way.cut_after = int(share * total)
    shown = said(answered, "collect")
    assert shown.status == 3
    assert re.search(r"closed the connection|connection with localhost:\d+ broke", shown.err), shown.err
    way.cut_after = None
    assert said(answered, "collect").status == 0
    answered.run("merge")
    assert statuses(answered) == {"Påstarta": len(BODIES)}
    assert len(office.imap.files(OFFICE)) >= len(BODIES)


def test_the_service_goes_on_without_the_mail_servers_and_makes_up_for_it(
    answered: Desk, office: PostOffice, way: Relay
) -> None:
    edited(answered, r"port: \d+, user", f"port: {way.port}, user")
    way.cut_after = 0
    done = answered.run("run", "--once")
    assert answered.status == 3
    jobs = {job["name"]: job["outcome"] for job in answered.run("status")["jobs"]}
    assert jobs == {"collect": "failed", "merge": "done", "remind": "done", "report": "done"}
    assert "error" in done["collect"]
    way.cut_after = None
    answered.run("run", "--once")
    assert answered.status in (0, 1)
    assert statuses(answered) == {"Påstarta": len(BODIES)}
    told = [m for m in office.mailbox(OFFICE) if "verkar ikkje" in str(m["Subject"])]
    assert len(told) == 1, "the secretariat was told of the mailbox by the other server, once"


def test_a_wrong_password_for_sending_opens_no_round(
    desk: Desk, office: PostOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    trusted = tmp_path / "trusted.pem"
    trusted.write_bytes(authority.cert_pem.bytes())
    with mail_server(authority, sign_in=True) as smtp:
        edited(desk, r"smtp: \{[^}]*\}", f"smtp: {{host: localhost, port: {smtp.port}, user: {USER}}}")
        untrusted = said(desk, "send", "--round", ROUND)
        assert (untrusted.status, "is not trusted" in untrusted.err) == (3, True)
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        monkeypatch.setenv("REGIONPLAN_SMTP_PASSWORD", "feil-passord")
        wrong = said(desk, "send", "--round", ROUND)
        assert (wrong.status, "does not accept the sign-in" in wrong.err) == (3, True)
        assert "feil-passord" not in wrong.out + wrong.err
        assert desk.run("status")["round"] is None
        assert not list((desk.folder / "workbooks" / "outbox").rglob("*.xlsx"))
        assert smtp.taken == []
        monkeypatch.setenv("REGIONPLAN_SMTP_PASSWORD", SMTP_PASSWORD)
        assert said(desk, "send", "--round", ROUND).status == 0
        assert len(smtp.messages()) == len(BODIES)


def test_a_sending_server_that_goes_away_half_way_gets_the_rest_the_next_time(
    desk: Desk, office: PostOffice
) -> None:
    last = BODIES[3].address
    office.smtp.reply = lambda step, envelope: (
        "break" if last in envelope.rcpt_tos and step == "rcpt" else None
    )
    shown = said(desk, "send", "--round", ROUND)
    office.smtp.reply = lambda step, envelope: None
    assert shown.status == 3
    assert "3 messages were sent before that" in shown.err
    assert said(desk, "send").status == 0
    assert [len(office.mailbox(body.address)) for body in BODIES] == [1] * len(BODIES)
