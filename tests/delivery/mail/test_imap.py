"""A mailbox on an IMAP server: every message is fetched whole and once, and stays where it is."""

import socket
import ssl
import threading
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import cached_property

import pytest

from regionplan_xl.delivery.mail.imap import ImapMailbox, ImapServer
from regionplan_xl.delivery.mail.mailbox import FetchedMessage
from regionplan_xl.delivery.mail.sign_in.ways import Password, TokenSignIn
from regionplan_xl.errors import InputError, NotNow, Problem
from tests.delivery.mail.dovecot import PASSWORD, Dovecot

USER = "plan@example.org"


class Desk:
    """The recorded messages of a mailbox by place, in place of the ledger."""

    def __init__(self, mailbox: ImapMailbox) -> None:
        self.mailbox = mailbox
        self.recorded: dict[str, bytes] = {}

    @cached_property
    def problems(self) -> list[Problem]:
        return []

    def known(self, places: Sequence[str]) -> Collection[str]:
        return self.recorded.keys() & set(places)

    def collect(self, since: datetime | None = None) -> list[bytes]:
        new = []
        for message in self.mailbox.fetch(self.known, since):
            if isinstance(message, FetchedMessage):
                self.recorded[message.place] = message.raw
                assert message.mark_taken()
                new.append(message.raw)
            else:
                self.problems.append(message)
        self.mailbox.close()
        return new


def mailbox(imap: Dovecot, imap_user: str, security: str = "tls", **other: object) -> ImapMailbox:
    port = {"tls": imap.tls, "starttls": imap.starttls}[security]
    return ImapMailbox(
        ImapServer("localhost", port, security, str(other.pop("folder", "INBOX"))),
        Password(imap_user, lambda: str(other.get("password", PASSWORD))),
        tls=ssl.create_default_context(cafile=str(imap.trusted)),
        largest_message=int(str(other.get("largest", 1_000_000))),
        pause=0.01,
    )


def message(subject: str, text: str = "Vi er i gang.\n") -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "gol@example.org", USER, subject
    made.set_content(text)
    return made.as_bytes()


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_message_comes_byte_for_byte_and_is_then_shown_as_read(
    imap: Dovecot, imap_user: str, security: str
) -> None:
    strange = b"From: gol@example.org\r\nSubject: \xe5\xff  x \r\nX: a\r\n\tb\r\n\r\n\x80 uten slutt"
    imap.deliver(imap_user, strange, name="1")
    desk = Desk(mailbox(imap, imap_user, security))
    assert desk.collect() == [strange]
    assert [name.endswith(":2,S") for name in imap.files(imap_user)] == [True]
    assert list(imap.files(imap_user).values()) == [strange]


def test_what_is_recorded_is_not_fetched_again_and_what_is_new_is(imap: Dovecot, imap_user: str) -> None:
    first, second = message("første"), message("andre")
    imap.deliver(imap_user, first, name="1")
    desk = Desk(mailbox(imap, imap_user))
    assert len(desk.collect()) == 1
    imap.deliver(imap_user, second, name="2")
    assert [raw.count(b"andre") for raw in desk.collect()] == [1]
    assert desk.collect() == []


def test_a_message_that_somebody_has_read_is_fetched_all_the_same(imap: Dovecot, imap_user: str) -> None:
    imap.deliver(imap_user, message("lesen"), name="1")
    reader = mailbox(imap, imap_user)
    for found in reader.fetch(lambda places: (), None):
        assert isinstance(found, FetchedMessage)
        assert found.mark_taken()
    reader.close()
    assert len(Desk(mailbox(imap, imap_user)).collect()) == 1


def test_a_mailbox_that_was_moved_gives_every_message_again_so_that_its_bytes_decide(
    imap: Dovecot, imap_user: str
) -> None:
    imap.deliver(imap_user, message("svar"), name="1")
    desk = Desk(mailbox(imap, imap_user))
    before = desk.collect()
    imap.make_again(imap_user)
    assert desk.collect() == before
    assert len(desk.recorded) == 2, "its place is another"


def test_messages_from_before_the_first_round_are_passed_over(imap: Dovecot, imap_user: str) -> None:
    opened = datetime(2025, 3, 1, tzinfo=UTC)
    imap.deliver(imap_user, message("gammal"), name="1", at=opened.timestamp() - 90_000)
    imap.deliver(imap_user, message("ny"), name="2", at=opened.timestamp() + 90_000)
    assert [raw.count(b"ny") for raw in Desk(mailbox(imap, imap_user)).collect(opened)] == [1]


def test_a_message_that_is_too_large_stays_and_is_told_of(imap: Dovecot, imap_user: str) -> None:
    imap.deliver(imap_user, message("stor", "x" * 70 + "\n" + "y\n" * 2000), name="1")
    imap.deliver(imap_user, message("liten"), name="2")
    desk = Desk(mailbox(imap, imap_user, largest=3000))
    assert len(desk.collect()) == 1
    (problem,) = desk.problems
    assert "left in the mailbox" in str(problem.what)
    assert len(imap.files(imap_user)) == 2


def test_many_messages_come_in_the_order_that_they_arrived(imap: Dovecot, imap_user: str) -> None:
    for number in range(30):
        imap.deliver(imap_user, message(f"nr {number:02}"), name=f"{number:02}")
    new = Desk(mailbox(imap, imap_user)).collect()
    assert [raw.split(b"nr ")[1][:2] for raw in new] == [b"%02d" % number for number in range(30)]


def test_a_connection_that_breaks_is_made_again_and_nothing_is_missed(imap: Dovecot, imap_user: str) -> None:
    for number in range(6):
        imap.deliver(imap_user, message(f"nr {number}", "fyll\n" * 400), name=str(number))
    with BreakingWay(imap.tls, after=(9_000, 7_000)) as port:
        through = ImapMailbox(
            ImapServer("localhost", port),
            Password(imap_user, lambda: PASSWORD),
            tls=ssl.create_default_context(cafile=str(imap.trusted)),
            pause=0.01,
        )
        new = [raw.split(b"nr ")[1][:1] for raw in Desk(through).collect()]
    assert new == [b"%d" % number for number in range(6)]


def test_a_server_that_stays_away_is_told_and_what_came_before_is_kept(imap: Dovecot, imap_user: str) -> None:
    for number in range(6):
        imap.deliver(imap_user, message(f"nr {number}", "fyll\n" * 400), name=str(number))
    with BreakingWay(imap.tls, after=(9_000, 0, 0, 0, 0)) as port:
        through = ImapMailbox(
            ImapServer("localhost", port),
            Password(imap_user, lambda: PASSWORD),
            tls=ssl.create_default_context(cafile=str(imap.trusted)),
            pause=0.01,
        )
        desk = Desk(through)
        with pytest.raises(NotNow):
            desk.collect()
    before = len(desk.recorded)
    assert 0 < before < 6
    desk.mailbox = mailbox(imap, imap_user)
    assert len(desk.collect()) == 6 - before


def test_a_wrong_password_is_said_plainly_and_never_shown(imap: Dovecot, imap_user: str) -> None:
    with pytest.raises(NotNow) as raised:
        mailbox(imap, imap_user, password="heilt-feil").check()
    assert imap_user in str(raised.value)
    assert "does not accept the sign-in" in str(raised.value)
    assert "heilt-feil" not in str(raised.value)


def test_an_expired_token_is_said_plainly(imap: Dovecot, imap_user: str) -> None:
    tls = ssl.create_default_context(cafile=str(imap.trusted))
    expired = ImapMailbox(
        ImapServer("localhost", imap.tls), TokenSignIn(imap_user, lambda renew: "utgått"), tls=tls, pause=0.01
    )
    with pytest.raises(NotNow, match="does not accept the sign-in"):
        expired.check()


def test_a_certificate_that_nobody_vouches_for_is_refused(imap: Dovecot, imap_user: str) -> None:
    for security, port in (("tls", imap.tls), ("starttls", imap.starttls)):
        asked: list[str] = []

        def password(asked: list[str] = asked) -> str:
            asked.append("asked")
            return PASSWORD

        untrusted = ImapMailbox(
            ImapServer("localhost", port, security), Password(imap_user, password), pause=0.01
        )
        with pytest.raises(NotNow, match=rf"certificate of localhost:{port} is not trusted"):
            untrusted.check()
        assert not asked, "the password is not given to a server that nobody knows"


def test_a_folder_that_is_not_there_is_a_fault_of_the_settings(imap: Dovecot, imap_user: str) -> None:
    imap.deliver(imap_user, message("svar"), name="1")
    with pytest.raises(InputError, match="no folder «Finst ikkje»"):
        mailbox(imap, imap_user, folder="Finst ikkje").check()


def test_a_server_that_is_not_there_is_said_plainly() -> None:
    with socket.socket() as there:
        there.bind(("127.0.0.1", 0))
        port = there.getsockname()[1]
    nobody = ImapMailbox(ImapServer("localhost", port), Password(USER, lambda: ""), pause=0.01)
    with pytest.raises(NotNow, match=f"Nothing answers at localhost:{port}"):
        nobody.check()


class BreakingWay:
    """A relay to a server that breaks a connection after a number of bytes from the server; later ones do not break."""

    def __init__(self, to: int, after: Sequence[int]) -> None:
        self._to, self._after = to, list(after)
        self._listening = socket.create_server(("127.0.0.1", 0))

    def __enter__(self) -> int:
        threading.Thread(target=self._accept, daemon=True).start()
        return int(self._listening.getsockname()[1])

    def __exit__(self, *raised: object) -> None:
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            most = self._after.pop(0) if self._after else 10**12
            server = socket.create_connection(("127.0.0.1", self._to))
            threading.Thread(target=_copy, args=(client, server, 10**12), daemon=True).start()
            threading.Thread(target=_copy, args=(server, client, most), daemon=True).start()


def _copy(source: socket.socket, target: socket.socket, most: int) -> None:
    copied = 0
    with suppress(OSError):
        while copied < most and (data := source.recv(min(65536, most - copied))):
            target.sendall(data)
            copied += len(data)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
