"""Sending to a real server: accepted, refused or unknown, and the messages when nothing can be sent."""

import ssl
from collections.abc import Iterator

import pytest
import trustme
from aiosmtpd.smtp import AuthResult

from regionplan_xl.delivery.mail.sender import MaybeTaken, NotTaken
from regionplan_xl.delivery.mail.sign_in.ways import Password
from regionplan_xl.delivery.mail.smtp import SmtpSender, SmtpServer
from regionplan_xl.errors import NotNow
from tests.delivery.mail.mail_server import PASSWORD, USER, MailServer, mail_server

SENDER, GOL = "plan@example.org", "post@gol.example"
MESSAGE = b"Subject: Svar\r\n\r\n.\r\n..to punkt\r\n.ett\r\n" + (b"x" * 70 + b"\r\n") * 1500


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def sender(server: MailServer) -> Iterator[SmtpSender]:
    made = SmtpSender(SmtpServer("localhost", server.port, "none"), answer_within=5)
    yield made
    made.close()


def send(sender: SmtpSender, to: str = GOL, message: bytes = MESSAGE) -> list[str]:
    """Send, and return the messages shown before sending."""
    told: list[str] = []
    sender.send(message, SENDER, to, lambda: told.append("begun"))
    return told


def test_a_message_arrives_byte_for_byte(server: MailServer, sender: SmtpSender) -> None:
    assert send(sender) == ["begun"]
    assert server.taken == [(GOL, MESSAGE)]


def test_many_messages_go_by_one_connection_and_a_lost_one_is_made_again(
    server: MailServer, sender: SmtpSender
) -> None:
    for number in range(3):
        send(sender, f"{number}@gol.example")
    connected = sender._connected
    assert connected is not None
    assert connected.sock is not None
    connected.sock.close()
    send(sender, "4@gol.example")
    assert len(server.messages()) == 4


@pytest.mark.parametrize(
    ("reply", "for_good"), [("550 5.1.1 Ukjend mottakar", True), ("451 Prov seinare", False)]
)
@pytest.mark.parametrize("step", ["rcpt", "end"])
def test_a_message_that_is_refused_was_not_taken_and_the_next_one_goes_out(
    step: str, reply: str, for_good: bool, server: MailServer, sender: SmtpSender
) -> None:
    server.reply = lambda at, envelope: reply if at == step and GOL in envelope.rcpt_tos else None
    with pytest.raises(NotTaken) as caught:
        send(sender)
    assert caught.value.for_good is for_good
    assert reply.split()[-1] in str(caught.value)
    send(sender, "post@hol.example")
    assert set(server.messages()) == {"post@hol.example"}


def test_when_the_connection_breaks_before_the_message_it_was_surely_not_taken(
    server: MailServer, sender: SmtpSender
) -> None:
    told: list[str] = []
    server.reply = lambda at, envelope: "break" if at == "rcpt" else None
    with pytest.raises(NotNow):
        sender.send(MESSAGE, SENDER, GOL, lambda: told.append("begun"))
    assert not told
    assert not server.taken


@pytest.mark.parametrize("reply", ["break", "take and break"])
def test_when_the_connection_breaks_after_the_message_it_is_not_known_whether_it_was_taken(
    reply: str, server: MailServer, sender: SmtpSender
) -> None:
    server.reply = lambda at, envelope: reply if at == "end" else None
    with pytest.raises(MaybeTaken, match=f"localhost:{server.port}"):
        send(sender)
    server.reply = lambda at, envelope: None
    send(sender, "post@hol.example")
    assert ("post@hol.example", MESSAGE) in server.taken


@pytest.mark.parametrize("step", ["rcpt", "end"])
@pytest.mark.parametrize("reply", ["200 OK", "251 OK", "252 OK"])
def test_every_reply_that_begins_with_2_means_that_it_is_taken(
    reply: str, step: str, server: MailServer, sender: SmtpSender
) -> None:
    server.reply = lambda at, envelope: reply if at == step else None
    assert send(sender) == ["begun"]


@pytest.mark.parametrize("reply", ["ok!", "354 Go on", "100 Wait"])
def test_a_reply_that_says_nothing_of_the_message_leaves_it_unknown_whether_it_was_taken(
    reply: str, server: MailServer, sender: SmtpSender
) -> None:
    server.reply = lambda at, envelope: reply if at == "end" else None
    with pytest.raises(MaybeTaken, match="did not say"):
        send(sender)


def test_a_server_that_is_away_is_named() -> None:
    with mail_server() as gone:
        port = gone.port
    with pytest.raises(NotNow, match=f"localhost:{port}"):
        SmtpSender(SmtpServer("localhost", port, "none")).connect()


def test_a_server_that_closes_takes_nothing_now(server: MailServer, sender: SmtpSender) -> None:
    server.reply = lambda at, envelope: "421 Stenger"
    with pytest.raises(NotNow, match="421 Stenger"):
        send(sender)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def test_a_password_goes_only_under_tls_and_opens_the_server(
    authority: trustme.CA, trusting: ssl.SSLContext
) -> None:
    with mail_server(authority, sign_in=True) as server:
        sender = SmtpSender(
            SmtpServer("localhost", server.port), Password(USER, lambda: PASSWORD), tls=trusting
        )
        send(sender)
        sender.close()
        assert set(server.messages()) == {GOL}


def test_a_wrong_password_is_told_of_without_showing_it(
    authority: trustme.CA, trusting: ssl.SSLContext
) -> None:
    with mail_server(authority, sign_in=True) as server:
        sender = SmtpSender(
            SmtpServer("localhost", server.port), Password(USER, lambda: "feil-passord"), tls=trusting
        )
        with pytest.raises(NotNow) as caught:
            sender.connect()
    assert USER in str(caught.value)
    assert "feil-passord" not in str(caught.value)
    assert "535" not in str(caught.value.fix)


class Busy(MailServer):
    """A server that cannot look up passwords now."""

    def authenticate(self, *asked: object) -> AuthResult:
        return AuthResult(success=False, handled=False, message="454 4.7.0 Temporary authentication failure")


def test_a_server_that_cannot_sign_in_anybody_now_has_not_refused_the_password(
    authority: trustme.CA, trusting: ssl.SSLContext
) -> None:
    with mail_server(authority, sign_in=True, of=Busy) as server:
        sender = SmtpSender(
            SmtpServer("localhost", server.port), Password(USER, lambda: PASSWORD), tls=trusting
        )
        with pytest.raises(NotNow, match=r"454 .*Temporary") as caught:
            sender.connect()
    assert "sign-in" not in str(caught.value)


def test_a_certificate_that_nobody_trusts_gets_no_password(authority: trustme.CA) -> None:
    asked: list[str] = []

    def password() -> str:
        asked.append("asked")
        return PASSWORD

    with mail_server(authority, sign_in=True) as server, pytest.raises(NotNow, match="not trusted"):
        SmtpSender(SmtpServer("localhost", server.port), Password(USER, password)).connect()
    assert not asked


def test_a_certificate_of_another_server_is_not_trusted(
    authority: trustme.CA, trusting: ssl.SSLContext
) -> None:
    with (
        mail_server(authority, sign_in=True, name="other.example") as server,
        pytest.raises(NotNow, match="not trusted"),
    ):
        SmtpSender(
            SmtpServer("localhost", server.port), Password(USER, lambda: PASSWORD), tls=trusting
        ).connect()


def test_a_server_without_tls_gets_no_password(server: MailServer) -> None:
    with pytest.raises(NotNow):
        SmtpSender(SmtpServer("localhost", server.port), Password(USER, lambda: PASSWORD)).connect()
