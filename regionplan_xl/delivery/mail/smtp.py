"""Send messages by SMTP (RFC 5321), and report for each whether the server accepted it, did not, or may have."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn, Protocol

from regionplan_xl.delivery.mail.sender import MaybeTaken, NotTaken
from regionplan_xl.delivery.mail.server_faults import server_fault, sign_in_fault
from regionplan_xl.errors import NotNow
from regionplan_xl.text import Phrase, phrase, printable, squeeze

_ANSWER_WITHIN = 120.0  # seconds
_LINE_WITH_DOT = re.compile(rb"(?m)^\.")
# RFC 5321 section 4.2.1: every reply that begins with 2 means that it is done, and with 4 or 5 that it is not.
_DONE = range(200, 300)
_GO_ON, _REFUSES, _CLOSING, _FOR_GOOD = 354, 400, 421, 500
_FAULTS = (OSError, smtplib.SMTPException)


@dataclass(frozen=True)
class SmtpServer:
    """The address of a mail server. `security`: starttls, tls, or none (only for this machine)."""

    host: str
    port: int
    security: str = "starttls"

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class SmtpSignIn(Protocol):
    """A way to sign in."""

    @property
    def user(self) -> str:
        """The user who signs in."""
        ...

    @property
    def fix(self) -> Phrase:
        """The fix if the server does not accept the sign-in."""
        ...

    def smtp(self, connection: smtplib.SMTP) -> None:
        """Sign in; raise `SMTPAuthenticationError` if the server refuses."""
        ...


class SmtpSender:
    """A connection to a mail server, opened when first needed and reopened when lost.

    Without `sign_in`, it does not sign in.
    """

    def __init__(
        self,
        server: SmtpServer,
        sign_in: SmtpSignIn | None = None,
        *,
        tls: ssl.SSLContext | None = None,
        answer_within: float = _ANSWER_WITHIN,
    ) -> None:
        self._server = server
        self._sign_in = sign_in
        self._tls = tls
        self._answer_within = answer_within
        self._connected: smtplib.SMTP | None = None

    def connect(self) -> None:
        """Connect and sign in unless connected; raise `NotNow` if that fails now."""
        if self._connected is not None:
            return
        try:
            self._connected = self._new_connection()
        except smtplib.SMTPAuthenticationError as error:
            if error.smtp_code < _FOR_GOOD:  # such as 454, a temporary failure (RFC 4954 section 6)
                raise self._not_now(error.smtp_code, error.smtp_error) from error
            assert self._sign_in is not None  # noqa: S101  (a sign-in was refused)
            why = _said(error.smtp_error)
            raise sign_in_fault(self._sign_in.user, str(self._server), why, self._sign_in.fix) from error
        except smtplib.SMTPResponseException as error:
            raise self._not_now(error.smtp_code, error.smtp_error) from error
        except _FAULTS as error:
            raise server_fault(error, str(self._server)) from error

    def send(self, message: bytes, sender: str, to: str, begun: Callable[[], object]) -> None:
        """Send a message; when this returns, the server has accepted it.

        Call `begun` when the server is ready for the message, before any of it is sent; until then it cannot have been
        accepted. Raise `NotTaken` if it was not accepted, `MaybeTaken` if that is unknown, and `NotNow` if nothing can
        be sent now (the message was then not accepted).
        """
        self._announce(sender, to)
        begun()
        data = _LINE_WITH_DOT.sub(b"..", message)
        data += b".\r\n" if data.endswith(b"\r\n") else b"\r\n.\r\n"
        connected = self._connected
        assert connected is not None  # noqa: S101  (connected above)
        try:
            # The last packet has the end of the message; if sending fails, the server has not got it.
            connected.send(data)
        except _FAULTS as error:
            self._drop()
            raise server_fault(error, str(self._server)) from error
        try:
            code, said = connected.getreply()
        except _FAULTS as error:
            self._drop()
            raise MaybeTaken(_no_word(self._server)) from error
        if code < _REFUSES and code not in _DONE:
            # No reply to a message: it does not tell what has become of it.
            self._drop()
            raise MaybeTaken(_no_word(self._server))
        self._expect_done(code, said)

    def close(self) -> None:
        """Close the connection."""
        connected, self._connected = self._connected, None
        if connected is not None:
            with suppress(*_FAULTS):
                connected.quit()

    def _announce(self, sender: str, to: str) -> None:
        """Announce sender and recipient until the server is ready for the message; reconnect once if it was idle."""
        fresh = self._connected is None
        self.connect()
        try:
            self._talk(sender, to)
        except _FAULTS as error:
            self._drop()
            if fresh:
                raise server_fault(error, str(self._server)) from error
            self._announce(sender, to)

    def _talk(self, sender: str, to: str) -> None:
        connected = self._connected
        assert connected is not None  # noqa: S101
        code, said = connected.mail(sender)
        if code not in _DONE:
            self._drop()
            raise self._not_now(code, said)
        self._expect_done(*connected.rcpt(to))
        code, said = connected.docmd("DATA")
        if code != _GO_ON:
            self._refused(code, said)

    def _expect_done(self, code: int, said: bytes) -> None:
        """Raise the exception for a reply that is not a positive completion."""
        if code not in _DONE:
            self._refused(code, said)

    def _refused(self, code: int, said: bytes) -> NoReturn:
        """Raise the exception for a reply that refuses a command."""
        if code == _CLOSING or code < 0:
            self._drop()
            raise self._not_now(code, said)
        with suppress(*_FAULTS):
            if self._connected is not None:
                self._connected.rset()
        raise NotTaken(
            phrase("{server} says: {said}", server=self._server, said=f"{code} {_said(said)}"),
            for_good=code >= _FOR_GOOD,
        )

    def _not_now(self, code: int, said: bytes | str) -> NotNow:
        words = f"{code} {_said(said)}".rstrip(".")
        what = phrase("{server} takes no messages from here now: {said}.", server=self._server, said=words)
        return NotNow(
            what,
            phrase(
                "See that the user may send as the sender in config.yaml; if the server is busy, try again later."
            ),
        )

    def _new_connection(self) -> smtplib.SMTP:
        server, tls = self._server, self._tls or ssl.create_default_context()
        connection: smtplib.SMTP
        if server.security == "tls":
            connection = smtplib.SMTP_SSL(server.host, server.port, timeout=self._answer_within, context=tls)
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=self._answer_within)
        try:
            if server.security == "starttls":
                connection.starttls(context=tls)
            connection.ehlo_or_helo_if_needed()
            if self._sign_in is not None:
                self._sign_in.smtp(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _drop(self) -> None:
        """Drop a broken connection without logging out."""
        connected, self._connected = self._connected, None
        if connected is not None:
            with suppress(*_FAULTS):
                connected.close()


def _no_word(server: SmtpServer) -> Phrase:
    return phrase("{server} did not say whether it has the message.", server=server)


def _said(reply: bytes | str) -> str:
    """Return a server's message as one short line."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)
    return squeeze(printable(text))[:200]
