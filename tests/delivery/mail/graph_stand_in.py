"""A stand-in for Microsoft Graph on this machine, written from its documentation: it refuses what Graph refuses.

Requests and answers follow https://learn.microsoft.com/graph/api: user-sendmail, user-post-messages, message-send,
message-delta, message-get ($value), message-update, attachment-createuploadsession, and its page of error codes.
"""

import base64
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

MAILBOX = "plan@hallingdal.example"
LARGEST_REQUEST = 4 * 1024 * 1024
_IMMUTABLE = 'IdType="ImmutableId"'


@dataclass
class Message:
    """A message in the mailbox."""

    raw: bytes
    received: str
    is_read: bool = False
    is_draft: bool = False
    removed: bool = False
    attachments: dict[str, bytes] = field(default_factory=dict)


@dataclass
class Graph:
    """The contents of the stand-in, and the faults that it shall make."""

    port: int = 0
    """0 for the real address, reached through a proxy (`microsoft_cloud`)."""
    tokens: set[str] = field(default_factory=lambda: {"good"})
    inbox: dict[str, Message] = field(default_factory=dict)
    others: dict[str, Message] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)
    sent: list[bytes] = field(default_factory=list)
    uploads: dict[str, tuple[str, str, int, bytearray]] = field(default_factory=dict)
    forgotten: int = -1
    """Bookmarks up to this change have expired."""
    answers_first: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    """Statuses and headers to answer with before doing any work."""
    breaks_after: list[str] = field(default_factory=list)
    """Paths whose requests are carried out, but whose connection breaks before the answer."""
    broken_messages: set[str] = field(default_factory=set)
    requests: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        """The address of its version 1.0."""
        return f"http://127.0.0.1:{self.port}/v1.0" if self.port else "https://graph.microsoft.com/v1.0"

    def deliver(self, id_: str, raw: bytes, received: str = "2025-03-10T08:00:00Z") -> None:
        """Put a message in the inbox."""
        self.inbox[id_] = Message(raw, received)
        self.changes.append(id_)


@contextmanager
def graph() -> Iterator[Graph]:
    """Run the stand-in until the block ends."""
    held = Graph()

    class Handler(GraphHandler):
        graph = held

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    held.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield held
    finally:
        server.shutdown()
        server.server_close()


class _RefusedError(Exception):
    def __init__(self, status: int, code: str, message: str = "") -> None:
        self.status, self.code, self.message = status, code, message


class GraphHandler(BaseHTTPRequestHandler):
    """Answers requests to Graph."""

    graph: Graph
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # send an answer in one piece

    def log_message(self, *said: object) -> None:
        """Log nothing."""

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_PATCH(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def _answer(self) -> None:
        url = urlsplit(self.path)
        path, query = unquote(url.path), {key: values[0] for key, values in parse_qs(url.query).items()}
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.graph.requests.append(f"{self.command} {path}")
        if self.graph.answers_first:
            status, headers = self.graph.answers_first.pop(0)
            self._send(status, {"error": {"code": "TooManyRequests", "message": "Later."}}, headers)
            return
        try:
            status, answer = self._work(path, query, body)
        except _RefusedError as refusal:
            self._send(refusal.status, {"error": {"code": refusal.code, "message": refusal.message}})
            return
        if path in self.graph.breaks_after:
            self.graph.breaks_after.remove(path)
            self.close_connection = True
            self.connection.close()
            return
        self._send(status, answer)

    def _send(self, status: int, answer: object, headers: dict[str, str] | None = None) -> None:
        data = answer if isinstance(answer, bytes) else b"" if answer is None else json.dumps(answer).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _work(self, path: str, query: dict[str, str], body: bytes) -> tuple[int, Any]:
        if self.command == "PUT":
            return self._upload(path, body)
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        if token not in self.graph.tokens:
            raise _RefusedError(
                401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired."
            )
        if len(body) > LARGEST_REQUEST:
            raise _RefusedError(413, "RequestEntityTooLarge")
        found = re.fullmatch(r"/v1\.0/users/([^/]+)/(.*)", path)
        if not found:
            raise _RefusedError(400, "BadRequest", "Resource not found for the segment.")
        if found[1] != MAILBOX:
            raise _RefusedError(
                403, "ErrorAccessDenied", "Access is denied. Check credentials and try again."
            )
        return self._in_mailbox(found[2], query, body)

    def _in_mailbox(self, path: str, query: dict[str, str], body: bytes) -> tuple[int, Any]:
        held = self.graph
        if path == "mailFolders/inbox":
            return 200, {"totalItemCount": sum(not one.removed for one in held.inbox.values())}
        if path.startswith("mailFolders/") and not path.startswith("mailFolders/inbox/"):
            raise _RefusedError(404, "ErrorItemNotFound", "The specified object was not found in the store.")
        if path == "mailFolders/inbox/messages/delta":
            return 200, self._delta(query)
        if path == "sendMail":
            held.sent.append(self._mime(body))
            return 202, None
        if path == "messages" and self.command == "POST":
            id_ = f"draft/{len(held.others)}=="
            held.others[id_] = Message(self._mime(body), "", is_draft=True)
            return 201, {"id": id_, "isDraft": True}
        if path == "messages":
            return 200, {"value": self._with_message_id(query["$filter"])}
        return self._of_message(path, body)

    def _of_message(self, path: str, body: bytes) -> tuple[int, Any]:
        held = self.graph
        both = {**held.inbox, **held.others}
        id_ = next((id_ for id_ in both if path.startswith(f"messages/{id_}")), None)
        if id_ is None or both[id_].removed or self._prefers_other_ids():
            raise _RefusedError(404, "ErrorItemNotFound", "The specified object was not found in the store.")
        message, rest = both[id_], path.removeprefix(f"messages/{id_}")
        if rest == "/$value":
            if id_ in held.broken_messages:
                raise _RefusedError(400, "ErrorMimeContentInvalid", "The MIME content is invalid.")
            return 200, message.raw
        if rest == "" and self.command == "PATCH":
            message.is_read = bool(json.loads(body)["isRead"])
            held.changes.append(id_)
            return 200, {"id": id_}
        if rest == "/attachments/createUploadSession":
            item = json.loads(body)["AttachmentItem"]
            if item["attachmentType"] != "file" or not 0 < item["size"] <= 150 * 1024 * 1024:
                raise _RefusedError(400, "ErrorInvalidRequest")
            key = str(len(held.uploads))
            held.uploads[key] = (id_, item["name"], item["size"], bytearray())
            return 201, {"uploadUrl": f"http://127.0.0.1:{held.port}/upload/{key}"}
        if rest == "/send" and message.is_draft:
            if any(len(got) < size for of, _, size, got in held.uploads.values() if of == id_):
                raise _RefusedError(400, "ErrorAttachmentNotComplete")
            message.is_draft = False
            held.sent.append(message.raw)
            return 202, None
        raise _RefusedError(400, "BadRequest", f"{self.command} {path}")

    def _prefers_other_ids(self) -> bool:
        """Graph's usual IDs change when a message is moved; only requests with immutable IDs may use those."""
        return _IMMUTABLE not in (self.headers.get("Prefer") or "") and self.command == "GET"

    def _delta(self, query: dict[str, str]) -> dict[str, Any]:
        held = self.graph
        at = int(query.get("$skiptoken") or query.get("$deltatoken") or 0)
        if "$deltatoken" in query and at <= held.forgotten:
            raise _RefusedError(410, "SyncStateNotFound", "The sync state generation is not found.")
        size = int(re.findall(r"odata\.maxpagesize=(\d+)", self.headers.get("Prefer") or "")[0])
        page = held.changes[at : at + size]
        listed = [
            {"@odata.type": "#microsoft.graph.message", "id": id_, "@removed": {"reason": "deleted"}}
            if held.inbox[id_].removed
            else {
                "id": id_,
                "receivedDateTime": held.inbox[id_].received,
                "isDraft": held.inbox[id_].is_draft,
            }
            for id_ in dict.fromkeys(page)
        ]
        link = f"{held.base}/users/{MAILBOX}/mailFolders/inbox/messages/delta"
        if at + size < len(held.changes):
            return {"value": listed, "@odata.nextLink": f"{link}?$skiptoken={at + size}"}
        return {"value": listed, "@odata.deltaLink": f"{link}?$deltatoken={len(held.changes)}"}

    def _mime(self, body: bytes) -> bytes:
        if self.headers.get("Content-Type") != "text/plain":
            raise _RefusedError(415, "UnsupportedMediaType")
        try:
            raw = base64.b64decode(body, validate=True)
        except ValueError:
            raise _RefusedError(400, "ErrorMimeContentInvalidBase64String") from None
        if MAILBOX not in str(message_from_bytes(raw)["From"]):
            raise _RefusedError(
                403, "ErrorSendAsDenied", "The user account does not have the right to send as another."
            )
        return raw

    def _with_message_id(self, filter_: str) -> list[dict[str, Any]]:
        found = re.fullmatch(r"internetMessageId eq '(.*)'", filter_)
        if not found:
            raise _RefusedError(400, "ErrorInvalidRestriction")
        wanted = found[1].replace("''", "'")
        sent = [
            {"id": "s", "isDraft": False}
            for raw in self.graph.sent
            if message_from_bytes(raw)["Message-ID"] == wanted
        ]
        drafts = [
            {"id": id_, "isDraft": True}
            for id_, one in self.graph.others.items()
            if one.is_draft and message_from_bytes(one.raw)["Message-ID"] == wanted
        ]
        return [*sent, *drafts]

    def _upload(self, path: str, body: bytes) -> tuple[int, Any]:
        if "Authorization" in self.headers:
            raise _RefusedError(
                401, "InvalidAuthenticationToken", "The address itself is what allows the upload."
            )
        key = path.removeprefix("/upload/")
        of, name, size, got = self.graph.uploads[key]
        first, last, total = map(int, re.findall(r"\d+", self.headers["Content-Range"]))
        if len(body) > LARGEST_REQUEST or total != size or first != len(got) or last - first + 1 != len(body):
            raise _RefusedError(416, "InvalidRange")
        got += body
        if len(got) < size:
            return 200, {"nextExpectedRanges": [f"{len(got)}-"]}
        self.graph.others[of].attachments[name] = bytes(got)
        return 201, None
