"""Sign-in with access tokens (XOAUTH2): an expired token is renewed once, and a refused one is reported plainly."""

import ssl
from collections.abc import Iterator

import pytest
import trustme

from regionplan_xl.delivery.mail.imap import ImapMailbox, ImapServer
from regionplan_xl.delivery.mail.sign_in.ways import TokenSignIn
from regionplan_xl.delivery.mail.smtp import SmtpSender, SmtpServer
from regionplan_xl.errors import NotNow
from tests.delivery.mail.dovecot import Dovecot
from tests.delivery.mail.mail_server import USER, MailServer, mail_server
from tests.delivery.mail.tokens import Tokens


class Issuer:
    """Issues «token-1», and the next one each time a new token is requested."""

    def __init__(self) -> None:
        self.issued = 1

    def token(self, renew: bool) -> str:
        self.issued += renew
        return f"token-{self.issued}"


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def mailbox(imap_by_token: Dovecot, issuer: Issuer) -> ImapMailbox:
    tls = ssl.create_default_context(cafile=str(imap_by_token.trusted))
    return ImapMailbox(
        ImapServer("localhost", imap_by_token.tls), TokenSignIn(USER, issuer.token), tls=tls, pause=0.01
    )


def test_a_mailbox_is_opened_with_a_token(
    imap_by_token: Dovecot, mailbox: ImapMailbox, known_tokens: Tokens
) -> None:
    known_tokens.good = {"token-1": USER}
    imap_by_token.deliver(USER, b"Subject: Hei\r\n\r\nHei\r\n", name="1")
    assert mailbox.check() == 1


def test_an_expired_token_is_renewed_once(mailbox: ImapMailbox, known_tokens: Tokens, issuer: Issuer) -> None:
    known_tokens.good = {"token-2": USER}
    assert mailbox.check() >= 0
    assert issuer.issued == 2


def test_a_token_that_is_refused_twice_is_said_plainly(
    mailbox: ImapMailbox, known_tokens: Tokens, issuer: Issuer
) -> None:
    known_tokens.good = {"token-1": "andre@example.org"}
    with pytest.raises(NotNow) as raised:
        mailbox.check()
    assert "does not accept the sign-in of plan@example.org" in str(raised.value)
    assert "IMAP.AccessAsUser.All" in str(raised.value)
    assert "token-" not in str(raised.value)
    assert issuer.issued == 2


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def smtp(authority: trustme.CA) -> Iterator[MailServer]:
    with mail_server(authority, sign_in=True) as running:
        yield running


@pytest.fixture
def sender(smtp: MailServer, authority: trustme.CA, issuer: Issuer) -> SmtpSender:
    tls = ssl.create_default_context()
    authority.configure_trust(tls)
    return SmtpSender(SmtpServer("localhost", smtp.port), TokenSignIn(USER, issuer.token), tls=tls)


@pytest.mark.parametrize(("good", "issued"), [("token-1", 1), ("token-2", 2)])
def test_a_message_is_sent_with_a_token_also_when_the_first_has_expired(
    good: str, issued: int, smtp: MailServer, sender: SmtpSender, issuer: Issuer
) -> None:
    smtp.tokens.good = {good: USER}
    sender.send(b"Subject: Hei\r\n\r\nHei\r\n", USER, "post@gol.example", lambda: None)
    sender.close()
    assert [to for to, _ in smtp.taken] == ["post@gol.example"]
    assert issuer.issued == issued


def test_a_server_that_refuses_the_token_twice_is_said_plainly(smtp: MailServer, sender: SmtpSender) -> None:
    with pytest.raises(NotNow) as raised:
        sender.connect()
    assert "does not accept the sign-in of plan@example.org" in str(raised.value)
    assert "SMTP.Send" in str(raised.value)
    assert "token-" not in str(raised.value)
    assert smtp.tokens.asked == ["token-1", "token-2"]


def test_a_server_that_takes_no_tokens_is_said_plainly(issuer: Issuer) -> None:
    with mail_server() as plain:
        sender = SmtpSender(SmtpServer("localhost", plain.port, "none"), TokenSignIn(USER, issuer.token))
        with pytest.raises(NotNow, match="takes no tokens"):
            sender.connect()
