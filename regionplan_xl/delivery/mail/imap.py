"""A mailbox on an IMAP server (RFC 9051), read byte for byte, without moving or removing any message."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeGuard, TypeVar

from regionplan_xl.delivery.mail.mailbox import FetchedMessage, Known
from regionplan_xl.delivery.mail.server_faults import server_fault, sign_in_fault
from regionplan_xl.errors import InputError, NotNow, Place, Problem
from regionplan_xl.text import Phrase, phrase

if TYPE_CHECKING:
    from imapclient import IMAPClient

LARGEST_MESSAGE = 150 * 1024 * 1024  # bytes; a workbook of 50 MB is 70 MB as an attachment
_CONNECT_WITHIN, _ANSWER_WITHIN = 20, 120  # seconds
_ATTEMPTS = 3
_LONGEST_PAUSE = 8.0  # seconds between two attempts
_LISTED_AT_ONCE = 500
_MOST_REFUSED = 3  # messages in a row
_SAVE_IT = phrase("Save its workbook from your mail program, and put it in the inbox folder.")
# Response codes of refusals that pass (RFC 5530).
_FOR_NOW = re.compile(r"\[(?:UNAVAILABLE|INUSE|SERVERBUG|CORRUPTION|LIMIT)\b", re.IGNORECASE)
_SIZE, _DATE, _BODY = b"RFC822.SIZE", b"INTERNALDATE", b"BODY[]"

_Got = TypeVar("_Got")


class ImapSignIn(Protocol):
    """A way to sign in: with a password or an OAuth 2.0 token."""

    @property
    def user(self) -> str:
        """The user who signs in."""
        ...

    @property
    def fix(self) -> Phrase:
        """The fix if the server does not accept the sign-in."""
        ...

    def imap(self, client: IMAPClient) -> None:
        """Sign in; raise `LoginError` if the server refuses."""
        ...


@dataclass(frozen=True)
class ImapServer:
    """The address of a mailbox folder. `security`: tls, starttls, or none (only for this machine)."""

    host: str
    port: int
    security: str = "tls"
    folder: str = "INBOX"

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class ImapMailbox:
    """A folder of a mailbox. A message's place is its UID with the folder's UIDVALIDITY, a permanent identifier."""

    def __init__(
        self,
        server: ImapServer,
        sign_in: ImapSignIn,
        *,
        tls: ssl.SSLContext | None = None,
        largest_message: int = LARGEST_MESSAGE,
        pause: float = 1.0,
    ) -> None:
        self._server = server
        self._sign_in = sign_in
        self._tls = tls
        self._largest = largest_message
        self._pause = pause
        self._connected: IMAPClient | None = None
        self._validity = 0
        self._refused = 0
        self._newest = 0  # UID
        self.bookmark = ""

    @property
    def name(self) -> str:
        """The name of the mailbox, for people."""
        return f"{self._sign_in.user} ({self._server.folder})"

    def check(self) -> int:
        """Sign in, open the folder and return its number of messages; raise `NotNow` or `InputError` on failure."""
        return len(self._retried(lambda client: client.search(["UID", "1:*"])))

    def close(self) -> None:
        """Log out if connected; the next request connects again."""
        client, self._connected = self._connected, None
        if client is not None:
            with suppress(Exception):
                client.logout()

    def fetch(self, known: Known, since: datetime | None) -> Iterator[FetchedMessage | Problem]:
        """Yield the messages that are not recorded, oldest first, and a problem for each that cannot be fetched.

        List the UIDs of all messages, so that none is missed because somebody has read it, an earlier run was
        interrupted, or the folder was recreated (UIDVALIDITY then differs, and known messages are recognised by their
        bytes).
        """
        self.close()
        self._validity = 0
        uids = sorted(self._retried(lambda client: client.search(["UID", "1:*"])))
        self._newest = uids[-1] if uids else 0
        recorded = frozenset(known([self._place(uid) for uid in uids]))
        wanted = [uid for uid in uids if self._place(uid) not in recorded]
        for start in range(0, len(wanted), _LISTED_AT_ONCE):
            yield from self._fetch_some(wanted[start : start + _LISTED_AT_ONCE], since)

    def _fetch_some(self, uids: Sequence[int], since: datetime | None) -> Iterator[FetchedMessage | Problem]:
        listed = self._retried(lambda client: client.fetch(uids, [_SIZE, _DATE]))
        for uid in uids:
            if uid not in listed:
                continue  # moved or deleted meanwhile
            size, received = listed[uid].get(_SIZE) or 0, _in_utc(listed[uid].get(_DATE))
            if since is not None and received < since:
                continue
            if size > self._largest:
                yield self._too_large(uid, size, received)
                continue
            raw = self._raw(uid, received)
            if isinstance(raw, Problem):
                yield raw
            elif raw is not None:
                yield FetchedMessage(
                    self._place(uid), raw, received, partial(self._mark, uid, self._validity)
                )

    def _raw(self, uid: int, received: datetime) -> bytes | Problem | None:
        """Fetch a message; return None if it is gone, and a problem if the server refuses this one alone.

        Raise `NotNow` if the server refuses several in a row and the newest too: it is then the server that cannot
        answer.
        """
        try:
            raw: bytes | None = self._retried(partial(_fetch_raw, uid))
        except NotNow as error:
            refused = error.__cause__
            if not _is_refusal(refused):
                raise
            if self._refused == _MOST_REFUSED:
                self._retried(partial(_fetch_first_byte, self._newest))
                self._refused = 0
            self._refused += 1
            return self._left(received, _sentence(refused))
        self._refused = 0
        return self._left(received, phrase("the server gives nothing of it")) if raw == b"" else raw

    def _place(self, uid: int) -> str:
        user, server = self._sign_in.user, self._server
        return (
            f"imap://{user}@{server.host}/{server.folder};UIDVALIDITY={self._validity}/;UID={uid}"  # RFC 5092
        )

    def _mark(self, uid: int, validity: int) -> bool:
        """Mark a message as read; return False if that fails now."""
        from imapclient import SEEN

        if self._validity != validity:
            return False
        try:
            self._retried(lambda client: client.add_flags([uid], [SEEN], silent=True))
        except (NotNow, InputError):
            return False
        return True

    # The connection

    def _retried(self, ask: Callable[[IMAPClient], Any]) -> Any:
        """Send a request; if the connection breaks, reconnect and retry a few times, after growing pauses."""
        from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential

        attempts = Retrying(
            stop=stop_after_attempt(_ATTEMPTS),
            wait=wait_exponential(self._pause, max=_LONGEST_PAUSE),
            retry=retry_if_exception(_may_pass),
            reraise=True,
        )
        try:
            return attempts(self._ask, ask)
        except Exception as error:
            if not isinstance(error, _faults()):
                raise
            raise server_fault(error, str(self._server)) from error

    def _ask(self, ask: Callable[[IMAPClient], _Got]) -> _Got:
        try:
            validity = self._validity
            client = self._connect()
            if validity and validity != self._validity:
                what = phrase("The mailbox {name} was made again while it was read.", name=self.name)
                raise NotNow(what, phrase("Run the command again."))
            return ask(client)
        except BaseException:
            self._drop()
            raise

    def _connect(self) -> IMAPClient:
        """Return the connection with the folder open; connect if there is none."""
        if self._connected is None:
            client = _client(self._server, self._tls or ssl.create_default_context())
            try:
                self._open(client)
            except BaseException:
                with suppress(Exception):
                    client.shutdown()
                raise
            self._connected = client
        return self._connected

    def _open(self, client: IMAPClient) -> None:
        """Sign in and open the folder; read it also where the user may only read."""
        from imapclient.exceptions import (
            IMAPClientAbortError,
            IMAPClientError,
            IMAPClientReadOnlyError,
            LoginError,
        )

        try:
            self._sign_in.imap(client)
        except LoginError as error:
            if isinstance(error.__context__, IMAPClientAbortError):
                raise error.__context__ from None  # the connection broke
            why = _sentence(error)
            if _FOR_NOW.search(why):
                raise
            raise sign_in_fault(self._sign_in.user, str(self._server), why, self._sign_in.fix) from error
        try:
            opened = client.select_folder(self._server.folder)
        except IMAPClientReadOnlyError:
            opened = client.select_folder(self._server.folder, readonly=True)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            if _FOR_NOW.search(_sentence(error)):
                raise
            what = phrase(
                "There is no folder «{folder}» in the mailbox of {user} ({why}).",
                folder=self._server.folder,
                user=self._sign_in.user,
                why=_sentence(error),
            )
            fix = phrase("Write its name in config.yaml, under delivery: imap: folder.")
            raise InputError(what, fix) from error
        if not opened.get(b"UIDVALIDITY"):
            what = phrase(
                "{server} does not say which numbering of the messages counts (UIDVALIDITY), so that an answer might be"
                " missed.",
                server=self._server,
            )
            raise NotNow(what, phrase("Ask those who run the server."))
        self._validity = int(opened[b"UIDVALIDITY"])

    def _drop(self) -> None:
        """Drop a connection that may be broken, without logging out."""
        client, self._connected = self._connected, None
        if client is not None:
            with suppress(Exception):
                client.shutdown()

    def _left(self, received: datetime, why: Phrase | str) -> Problem:
        return Problem(
            Place(file=self.name),
            phrase(
                "A message, received {day}, was left in the mailbox: it cannot be fetched ({why}).",
                day=received.date(),
                why=why,
            ),
            _SAVE_IT,
        )

    def _too_large(self, uid: int, size: int, received: datetime) -> Problem:
        megabytes = 1024 * 1024
        return Problem(
            Place(file=self.name),
            phrase(
                "A message of {size} MB, received {day}, was left in the mailbox; at most {most} MB are taken in.",
                size=-(-size // megabytes),
                day=received.date(),
                most=self._largest // megabytes,
            ),
            _SAVE_IT,
        )


def _client(server: ImapServer, tls: ssl.SSLContext) -> IMAPClient:
    from imapclient import IMAPClient, SocketTimeout

    timeout = SocketTimeout(connect=_CONNECT_WITHIN, read=_ANSWER_WITHIN)
    client = IMAPClient(
        server.host, server.port, ssl=server.security == "tls", ssl_context=tls, timeout=timeout
    )
    client.normalise_times = False
    if server.security == "starttls":
        try:
            client.starttls(tls)
        except BaseException:
            with suppress(Exception):
                client.shutdown()
            raise
    return client


def _fetch_raw(uid: int, client: IMAPClient) -> bytes | None:
    """Return the bytes of a message without marking it as read; None if it is gone, b"" if the server has none."""
    found = client.fetch([uid], ["BODY.PEEK[]"])
    return bytes(found[uid].get(_BODY) or b"") if uid in found else None


def _fetch_first_byte(uid: int, client: IMAPClient) -> None:
    """Fetch the first byte of a message, which may be large, to see whether the server gives messages at all."""
    client.fetch([uid], ["BODY.PEEK[]<0.1>"])


def _faults() -> tuple[type[Exception], ...]:
    """Return the exceptions of a broken connection, or of a server that cannot answer now, or answers garbled."""
    from imapclient.exceptions import IMAPClientError

    return OSError, IMAPClientError, ValueError


def _is_refusal(error: BaseException | None) -> TypeGuard[Exception]:
    """Return whether the server has answered a request with a refusal, on a connection that holds."""
    from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

    return isinstance(error, IMAPClientError | ValueError) and not isinstance(error, IMAPClientAbortError)


def _may_pass(error: BaseException) -> bool:
    """Return whether a retry may help: an open connection broke, rather than the server being slow or unreachable."""
    from imapclient.exceptions import CapabilityError, IMAPClientError

    if isinstance(
        error, CapabilityError | ssl.SSLCertVerificationError | TimeoutError | ConnectionRefusedError
    ):
        return False
    return isinstance(error, IMAPClientError | ConnectionError | ssl.SSLError)


def _sentence(error: Exception) -> str:
    """Return a server's message as one short line."""
    words = error.args[0] if error.args else ""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    return " ".join(text.removeprefix("b'").removesuffix("'").split())[:200]


def _in_utc(moment: datetime | None) -> datetime:
    return datetime.now(UTC) if moment is None else moment.astimezone(UTC)
