"""Ways to sign in to a mail server: with a password, or with an OAuth 2.0 access token (XOAUTH2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from regionplan_xl.text import Phrase, phrase

if TYPE_CHECKING:
    from smtplib import SMTP

    from imapclient import IMAPClient

_XOAUTH2 = "XOAUTH2"  # https://learn.microsoft.com/exchange/client-developer/legacy-protocols


@dataclass(frozen=True)
class Password:
    """Signs in with a password, which `password` returns when needed."""

    user: str
    password: Callable[[], str]
    fix: ClassVar[Phrase] = phrase(
        "See that the user name is right, that the password has not been changed, and that the server allows "
        "programs to sign in with a password."
    )
    """The fix if a server does not accept the sign-in."""

    def imap(self, client: IMAPClient) -> None:
        """Sign in; raise `LoginError` if the server refuses."""
        password = self.password()
        if client.has_capability("AUTH=PLAIN"):
            client.plain_login(self.user, password)  # accepts non-ASCII letters (RFC 4616)
        else:
            client.login(self.user, password)

    def smtp(self, connection: SMTP) -> None:
        """Sign in; raise `SMTPAuthenticationError` if the server refuses."""
        connection.login(self.user, self.password())


@dataclass(frozen=True)
class TokenSignIn:
    """Signs in with an access token from `token` (True: a new one, since the last was not accepted)."""

    user: str
    token: Callable[[bool], str]
    fix: ClassVar[Phrase] = phrase(
        "See that the user name is the address of the mailbox, that the application has the permissions "
        "IMAP.AccessAsUser.All and SMTP.Send (with «sign_in: app» IMAP.AccessAsApp and SMTP.SendAsApp, and access to "
        "the mailbox in Exchange Online), and that the mailbox allows IMAP and authenticated SMTP."
    )

    def imap(self, client: IMAPClient) -> None:
        """Sign in; if the server refuses, retry with a new token, then raise `LoginError`."""
        from imapclient.exceptions import LoginError

        try:
            client.oauth2_login(self.user, self.token(False))
        except LoginError:
            client.oauth2_login(self.user, self.token(True))

    def smtp(self, connection: SMTP) -> None:
        """Sign in like `imap`, but raise `SMTPAuthenticationError`.

        Raise `SMTPNotSupportedError` if the server does not support tokens.
        """
        from smtplib import SMTPAuthenticationError, SMTPNotSupportedError

        connection.ehlo_or_helo_if_needed()
        if _XOAUTH2 not in connection.esmtp_features.get("auth", "").upper().split():
            raise SMTPNotSupportedError("it takes no tokens (XOAUTH2)")
        try:
            connection.auth(_XOAUTH2, self._answer(self.token(False)))
        except SMTPAuthenticationError:
            connection.auth(_XOAUTH2, self._answer(self.token(True)))

    def _answer(self, token: str) -> Callable[..., str]:
        """Return the function that answers the server: first with the token, then empty if it sends an error."""

        def answer(challenge: bytes | None = None) -> str:
            return "" if challenge else f"user={self.user}\1auth=Bearer {token}\1\1"

        return answer
