"""A post office on this machine: a real SMTP server that delivers into real mailboxes of Dovecot."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.delivery.mail.dovecot import Dovecot, dovecot
from tests.delivery.mail.mail_server import MailServer, mail_server

SERVER = "mx.example.org"
"""The server name in the post office's Authentication-Results."""


@dataclass
class PostOffice:
    """The servers; messages from the `forged` senders fail authentication."""

    imap: Dovecot
    smtp: MailServer
    forged: set[str] = field(default_factory=set)

    @property
    def trusted(self) -> Path:
        """The certificate to trust for the mailboxes."""
        return self.imap.trusted

    def deliver(self, to: str, content: bytes) -> None:
        """Put a message in a mailbox, its sender's authentication result on top, as a receiving server does."""
        sender = parseaddr(str(message_from_bytes(content, policy=default)["From"]))[1]
        result = "fail" if sender in self.forged else "pass"
        domain = sender.rpartition("@")[2]
        head = (
            f"Return-Path: <{sender}>\r\n"
            f"Authentication-Results: {SERVER};\r\n dmarc={result} header.from={domain}\r\n"
            f"Received: from mail.{domain} by {SERVER} with ESMTP; Mon, 10 Mar 2025 08:00:00 +0000\r\n"
        )
        number = sum(len(names) for names in self.names(to))
        self.imap.deliver(to, head.encode() + content, name=f"{number + 1}.{abs(hash(content))}")

    def names(self, user: str) -> tuple[list[str], list[str]]:
        """Return the file names in a mailbox: the new ones, and those already seen."""
        folder = self.imap.folder / "mail" / user
        found = [sorted(p.name for p in (folder / part).glob("*")) for part in ("new", "cur")]
        return found[0], found[1]

    def mailbox(self, user: str) -> list[EmailMessage]:
        """Return the messages in a mailbox as its owner sees them, in order of arrival."""
        files = self.imap.files(user) if any(self.names(user)) else {}
        in_order = sorted(files, key=lambda name: int(name.partition(".")[0]))
        found = []
        for name in in_order:
            message = message_from_bytes(files[name], policy=default)
            assert isinstance(message, EmailMessage)
            found.append(message)
        return found

    def seen(self, user: str) -> int:
        """Return how many messages in a mailbox are shown as read."""
        return sum("S" in name.partition(":2,")[2] for name in self.imap.files(user))

    def empty(self) -> None:
        """Remove every mailbox, for the next test."""
        for folder in (self.imap.folder / "mail").iterdir():
            shutil.rmtree(folder)
        self.smtp.taken.clear()

    def ids(self, user: str) -> Counter[str]:
        """Return how often each message is in a mailbox, by its Message-ID."""
        return Counter(str(message["Message-ID"]) for message in self.mailbox(user))


class _Delivering(MailServer):
    """Delivers the messages that it accepts."""

    office: PostOffice

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        before = len(self.taken)
        said = await super().handle_DATA(server, session, envelope)
        for to, content in self.taken[before:]:
            self.office.deliver(to, content)
        return said


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """Run the servers until the block ends."""
    with dovecot() as imap, mail_server(of=_Delivering) as smtp:
        assert isinstance(smtp, _Delivering)
        smtp.office = PostOffice(imap, smtp)
        yield smtp.office
