"""A real mail server on loopback that stores messages and can refuse, break off, or require a password."""

from __future__ import annotations

import asyncio
import ssl
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.delivery.mail.tokens import Tokens

USER, PASSWORD = "plan@example.org", "hemmeleg-7"

When = Callable[[str, Envelope], "str | None"]


class MailServer:
    """Stores accepted messages in `taken`; `reply(step, envelope)` may return another reply than the usual one.

    Steps are «rcpt», «data» (before the message) and «end» (after it). The reply «break» closes the connection; «take
    and break» does so after accepting the message.
    """

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.reply: When = lambda step, envelope: None
        self.connections = 0
        self.tries: list[str] = []
        self.port = 0
        self.tokens = Tokens()

    def messages(self) -> dict[str, EmailMessage]:
        """Return the messages by recipient, each of whom must have got exactly one."""
        assert len({to for to, _ in self.taken}) == len(self.taken), [to for to, _ in self.taken]
        return {to: self.parsed(data) for to, data in self.taken}

    @staticmethod
    def parsed(data: bytes) -> EmailMessage:
        """Return a message as Python parses it."""
        message = message_from_bytes(data, policy=default)
        assert isinstance(message, EmailMessage)
        return message

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.tries.append(address)
        envelope.rcpt_tos.append(address)
        said = self._said(server, "rcpt", envelope)
        if said is not None and not said.startswith("2"):
            envelope.rcpt_tos.clear()
        return said or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        said = self._said(server, "end", envelope)
        if said is None or said == "take and break":
            content = envelope.content
            assert isinstance(content, bytes)
            self.taken += [(to, content) for to in envelope.rcpt_tos]
        if said == "take and break":
            _cut(server)
        return said or "250 OK"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (
            USER.encode(),
            PASSWORD.encode(),
        )
        return AuthResult(success=right, handled=False)

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        """Accept a token as Exchange Online does: a refusal is explained first, and the client sends an empty line."""
        words = dict(part.split("=", 1) for part in b64decode(args[1]).decode().split("\1") if part)
        token = words["auth"].removeprefix("Bearer ")
        if self.tokens.user(token) == words["user"]:
            return AuthResult(success=True)
        said = await server.challenge_auth(b'{"status":"400","schemes":"bearer"}', encode_to_b64=True)
        assert said == b"", said
        return AuthResult(success=False, handled=False)

    def _said(self, server: SMTP, step: str, envelope: Envelope) -> str | None:
        said = self.reply(step, envelope)
        if said == "break":
            _cut(server)
        return said


def _cut(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.WriteTransport)
    server.transport.abort()
    raise asyncio.CancelledError


class _OnFreePort(Controller):
    """Listens on a free port."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def mail_server(
    authority: trustme.CA | None = None,
    sign_in: bool = False,
    name: str = "localhost",
    of: type[MailServer] = MailServer,
) -> Iterator[MailServer]:
    """Run a server; with TLS (STARTTLS) if given an authority to sign its certificate."""
    server, tls = of(), None
    if authority is not None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name).configure_cert(tls)
    options: dict[str, Any] = {"tls_context": tls, "require_starttls": tls is not None}
    if sign_in:
        options |= {
            "authenticator": server.authenticate, "auth_required": True, "auth_require_tls": tls is not None,
        }  # fmt: skip
    controller = _OnFreePort(server, hostname="localhost", port=0, **options)
    controller.start()
    try:
        server.port = controller.port
        yield server
    finally:
        controller.stop()
