"""The delivery channels, each with a real other end: a folder, and mailboxes on real servers."""

import os
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from regionplan_xl.delivery.channel import Channel, ReadyBook, Received
from regionplan_xl.delivery.folder import FolderChannel
from regionplan_xl.delivery.mail.graph import GraphMailbox
from regionplan_xl.delivery.mail.graph_client import GraphClient
from regionplan_xl.delivery.mail.imap import ImapMailbox, ImapServer
from regionplan_xl.delivery.mail.mailbox import FetchedMessage, Mailbox
from regionplan_xl.delivery.mail.sign_in.ways import Password
from regionplan_xl.plan.merging.sent_and_returned import Dispatch
from regionplan_xl.plan.model import Actor
from tests.delivery.mail.dovecot import PASSWORD, Dovecot
from tests.delivery.mail.graph_stand_in import MAILBOX, Graph

LONG_AGO = datetime.now(UTC) - timedelta(days=3)


def dispatch(actor: str, round_name: str = "2025-1") -> Dispatch:
    """A dispatch to an actor."""
    return Dispatch(code="K7Q2M", round=round_name, actor=actor, sent=LONG_AGO)


def deliver(channel: Channel, actor: str, book: bytes, round_name: str = "2025-1") -> str:
    """Deliver one workbook, and return where it is."""
    ready = ReadyBook(dispatch(actor, round_name), Actor(actor), lambda: book)
    ((_, where),) = channel.send_all([ready])
    return where


def fetched(channel: Channel) -> list[Received]:
    """Return what a channel yields now, without messages that it had to leave."""
    return [one for one in channel.fetch() if isinstance(one, Received)]


@dataclass(frozen=True)
class Came:
    """A file from a channel; `taken()` tells the channel that the bytes are stored and recorded."""

    data: bytes
    received: datetime
    taken: Callable[[], bool]


@dataclass(frozen=True)
class Incoming:
    """What actors send back. `left()`: the contents of the channel; `again()`: what it yields now that is not taken."""

    give_back: Callable[[str, bytes, datetime], None]
    again: Callable[[], list[Came]]
    left: Callable[[], list[bytes]]
    keeps_all: bool


def folder_in(tmp_path: Path) -> Incoming:
    """Files dropped in an inbox."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()

    def give_back(name: str, data: bytes, when: datetime) -> None:
        (inbox / name).write_bytes(data)
        os.utime(inbox / name, (when.timestamp(), when.timestamp()))

    def again() -> list[Came]:
        channel = FolderChannel(tmp_path / "outbox", inbox)
        return [Came(one.data, one.received, one.acknowledge) for one in fetched(channel)]

    def left() -> list[bytes]:
        return [path.read_bytes() for path in sorted(inbox.iterdir())]

    return Incoming(give_back, again, left, keeps_all=False)


class _Recorded:
    """What has been recorded of a mailbox, in place of the ledger."""

    def __init__(self) -> None:
        self._places: set[str] = set()
        self._bookmark = ""

    def again(self, mailbox: Mailbox) -> list[Came]:
        mailbox.bookmark = self._bookmark
        came = list(self._came(mailbox))
        if not came:  # so everything it yielded is recorded
            self._bookmark = mailbox.bookmark
        return came

    def _came(self, mailbox: Mailbox) -> Iterator[Came]:
        for one in mailbox.fetch(lambda places: self._places & set(places), None):
            assert isinstance(one, FetchedMessage), one

            def taken(one: FetchedMessage = one) -> bool:
                self._places.add(one.place)
                return one.mark_taken()

            yield Came(one.raw, one.received, taken)


def imap_in(server: Dovecot, user: str) -> Incoming:
    """E-mails on an IMAP server."""
    recorded = _Recorded()
    tls = ssl.create_default_context(cafile=str(server.trusted))
    where = ImapServer("localhost", server.tls)
    mailbox = ImapMailbox(where, Password(user, lambda: PASSWORD), tls=tls, pause=0.01)

    def give_back(name: str, data: bytes, when: datetime) -> None:
        server.deliver(user, data, name=name.replace(" ", "-"), at=when.timestamp())
        mailbox.close()
        mailbox.check()  # the server now numbers it, in order of arrival

    return Incoming(
        give_back, lambda: recorded.again(mailbox), lambda: list(server.files(user).values()), keeps_all=True
    )


def graph_in(server: Graph) -> Incoming:
    """E-mails in Microsoft 365."""
    recorded = _Recorded()
    mailbox = GraphMailbox(GraphClient(MAILBOX, lambda renew: "good", base=server.base, wait=lambda _: None))

    def give_back(name: str, data: bytes, when: datetime) -> None:
        server.deliver(f"{name}=", data, when.isoformat())

    def left() -> list[bytes]:
        return [one.raw for one in server.inbox.values() if not one.removed]

    return Incoming(give_back, lambda: recorded.again(mailbox), left, keeps_all=True)
