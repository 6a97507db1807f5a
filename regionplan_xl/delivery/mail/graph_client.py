"""Requests to Microsoft Graph: sign in, retry when Graph is busy, and word errors for people."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from regionplan_xl.delivery.mail.server_faults import server_fault
from regionplan_xl.errors import NotNow, Place, Problem
from regionplan_xl.text import Phrase, phrase

if TYPE_CHECKING:
    from requests import Response, Session

GRAPH = "https://graph.microsoft.com/v1.0"
_WITHIN = (20, 120)  # seconds to connect, and between two parts of a response
_ATTEMPTS = 5
_LONGEST_WAIT = 120.0  # seconds; if Graph asks for a longer pause, give up until the next run
_UNAUTHORISED, _TOO_MANY = 401, 429
_BUSY = frozenset({_TOO_MANY, 503, 504})
_IMMUTABLE = 'IdType="ImmutableId"'  # an ID that stays when a message is moved to another folder

GraphToken = Callable[[bool], str]
"""Returns an access token (True: a new one, since the last was not accepted), or raises `NotNow`."""


class GraphClient:
    """A client of Microsoft Graph for one mailbox."""

    def __init__(
        self,
        mailbox: str,
        token: GraphToken,
        *,
        base: str = GRAPH,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self.mailbox = mailbox
        self._token = token
        self._base = base
        self._wait = wait
        self._opened: Session | None = None

    def close(self) -> None:
        """Close the connections."""
        session, self._opened = self._opened, None
        if session is not None:
            session.close()

    def get(self, url: str, *, prefer: str = "", parameters: Mapping[str, str] | None = None) -> Response:
        """Get `url`: a path in the mailbox (`messages/…`), or a link from one of Graph's responses."""
        headers = {"Prefer": f"{_IMMUTABLE}, {prefer}" if prefer else _IMMUTABLE}
        return self.send("GET", url, headers=headers, params=parameters)

    def post(self, path: str, data: bytes, content_type: str, *, repeat: bool = False) -> Response:
        """Post data; without `repeat`, retry only if Graph has certainly not carried out the request."""
        headers = {"Content-Type": content_type, "Prefer": _IMMUTABLE}
        return self.send("POST", path, headers=headers, data=data, repeat=repeat)

    def send(self, method: str, url: str, *, repeat: bool = True, **request: Any) -> Response:
        """Send a request and return its successful response.

        Raise `NotNow` if Graph cannot be reached or is busy, and `GraphRefused` if it refuses the request. A request
        that may have been carried out is retried with `repeat`; without, raise `Unsure`.
        """
        answer = self._ask_once(method, url, request, repeat)
        if answer.status_code == _UNAUTHORISED:  # the token has expired or was revoked
            answer = self._ask_once(method, url, request, repeat, renew=True)
        for attempt in range(1, _ATTEMPTS):
            if answer.status_code not in _BUSY:
                break
            if answer.status_code != _TOO_MANY and not repeat:
                raise Unsure(_refusal(answer, self.mailbox))
            pause = _pause(answer, attempt)
            if pause > _LONGEST_WAIT:
                break
            self._wait(pause)
            answer = self._ask_once(method, url, request, repeat)
        if answer.status_code >= 400:
            raise _refusal(answer, self.mailbox)
        return answer

    def _ask_once(
        self, method: str, url: str, request: Mapping[str, Any], repeat: bool, renew: bool = False
    ) -> Response:
        from requests import RequestException

        headers = {**request.get("headers", {}), "Authorization": f"Bearer {self._token(renew)}"}
        whole = self._whole(url)
        try:
            return self._session().request(
                method, whole, **{**request, "headers": headers}, timeout=_WITHIN, allow_redirects=False
            )
        except RequestException as error:
            fault = server_fault(_cause(error), urlsplit(whole).netloc)
            if not repeat and not _was_never_sent(error):
                raise Unsure(fault) from error
            raise fault from error

    def _session(self) -> Session:
        from requests import Session

        if self._opened is None:
            self._opened = Session()
            self._opened.trust_env = True  # use the organisation's proxy and certificates
        return self._opened

    def put_elsewhere(self, url: str, data: bytes, headers: Mapping[str, str]) -> Response:
        """Upload bytes to an address that Graph has created for them; it must not get the access token."""
        from requests import RequestException

        where = urlsplit(url)
        if where.scheme != "https" and where.hostname not in ("127.0.0.1", "localhost"):
            raise NotNow(phrase("Microsoft 365 answered with a link to another server."))
        try:
            answer = self._session().put(
                url, data=data, headers=dict(headers), timeout=_WITHIN, allow_redirects=False
            )
        except RequestException as error:
            raise server_fault(_cause(error), where.netloc) from error
        if answer.status_code >= 400:
            raise _refusal(answer, self.mailbox)
        return answer

    def _whole(self, url: str) -> str:
        """Return the full URL; raise `NotNow` for a link from a response to another server than Graph."""
        if "://" not in url:
            return f"{self._base}/users/{self.mailbox}/{url}"
        if urlsplit(url)[:2] != urlsplit(self._base)[:2]:
            raise NotNow(phrase("Microsoft 365 answered with a link to another server."))
        return url


class GraphRefused(NotNow):
    """Graph refused a request; `code` is Graph's error code, `status` the HTTP status."""

    def __init__(self, what: Phrase, fix: Phrase, code: str, status: int) -> None:
        super().__init__(what, fix)
        self.problem = Problem(Place(), what, fix)
        self.code = code
        self.status = status


class Unsure(NotNow):
    """It is unknown whether Graph carried out a request."""

    def __init__(self, fault: NotNow) -> None:
        super().__init__(fault.what, fault.fix, fault.place)


def _cause(error: Exception) -> Exception:
    """Return the innermost connection error that requests has wrapped."""
    inner: BaseException | None = error
    found: Exception = error
    seen: set[int] = set()
    while inner is not None and id(inner) not in seen:
        seen.add(id(inner))
        if isinstance(inner, OSError) and type(inner).__module__.split(".")[0] not in ("requests", "urllib3"):
            found = inner
        reason = getattr(inner, "reason", None)
        first = next((one for one in inner.args if isinstance(one, BaseException)), None)
        inner = reason if isinstance(reason, BaseException) else first or inner.__cause__ or inner.__context__
    return found


def _was_never_sent(error: Exception) -> bool:
    """Return whether the request was certainly not sent, since no connection was made."""
    from requests import ConnectTimeout
    from requests.exceptions import SSLError
    from urllib3.exceptions import NewConnectionError

    if isinstance(error, ConnectTimeout | SSLError):
        return True
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(reason, NewConnectionError)


def _pause(answer: Response, attempt: int) -> float:
    """Return the seconds to wait before a retry: as Graph asks (Retry-After), or doubling with each attempt."""
    asked = answer.headers.get("Retry-After", "")
    return float(asked) if asked.isdecimal() else float(2**attempt)


def _refusal(answer: Response, mailbox: str) -> NotNow:
    """Return the exception for an error response, with a fix for people."""
    code, message = _said(answer)
    why = {"mailbox": mailbox, "why": f"{code}: {message}" if message else code}
    fixes: dict[str, Phrase] = {
        "ErrorAccessDenied": phrase(
            "Let the application read and send in this mailbox (Mail.ReadWrite and Mail.Send), limited to it by RBAC "
            "for Applications in Exchange Online."
        ),
        "MailboxNotEnabledForRESTAPI": phrase(
            "It must be a mailbox in Exchange Online; see the name in config.yaml."
        ),
        "ErrorInvalidUser": phrase(
            "Write the mailbox's address in config.yaml, under delivery: graph: mailbox."
        ),
        "ErrorMessageSizeExceeded": phrase(
            "Let the mailbox send larger messages, or send this one yourself."
        ),
        "ErrorQuotaExceeded": phrase("The mailbox is full; make room in it, and try again."),
    }
    fixes["Authorization_RequestDenied"] = fixes["ErrorAccessDenied"]
    fixes["ResourceNotFound"] = fixes["Request_ResourceNotFound"] = fixes["ErrorInvalidUser"]
    if answer.status_code == _UNAUTHORISED:
        what = phrase("Microsoft 365 does not accept the sign-in to {mailbox} ({why}).", **why)
        return NotNow(what, phrase("Sign in once more on this machine."))
    if answer.status_code in _BUSY or answer.status_code >= 500:
        what = phrase("Microsoft 365 is busy or away ({why}).", **why)
        return NotNow(what, phrase("It is tried again the next time; nothing is lost."))
    what = phrase("Microsoft 365 refuses what was asked of {mailbox} ({why}).", **why)
    fix = fixes.get(code, phrase("Ask whoever runs Microsoft 365 for you, with these words."))
    return GraphRefused(what, fix, code, answer.status_code)


def _said(answer: Response) -> tuple[str, str]:
    """Return the code and message of an error response."""
    try:
        error = answer.json()["error"]
        return str(error["code"]), " ".join(str(error.get("message", "")).split())[:200]
    except (ValueError, KeyError, TypeError):
        return f"HTTP {answer.status_code}", ""
