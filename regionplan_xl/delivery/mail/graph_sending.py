"""Send messages from a mailbox in Microsoft 365, through Microsoft Graph."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import quote

from regionplan_xl.delivery.mail.graph_client import GraphClient, GraphRefused, Unsure
from regionplan_xl.delivery.mail.sender import MaybeTaken, NotTaken
from regionplan_xl.text import phrase

# Bytes. Graph accepts requests of at most 4 MB, and base64 turns three bytes into four.
LARGEST_AT_ONCE = 4 * 1024 * 1024 * 3 // 4
_CHUNK = 10 * 320 * 1024  # bytes of an attachment in one request; below 4 MB
_JSON, _MIME = "application/json", "text/plain"
_FOR_GOOD = (400, 413)  # HTTP statuses that concern the message or its address, not the mailbox


class GraphSender:
    """Sends messages unchanged, with their own Message-ID."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def connect(self) -> None:
        """Sign in; raise `NotNow` if that fails now."""
        self._client.get("mailFolders/inbox", parameters={"$select": "id"})

    def send(self, message: bytes, sender: str, to: str, begun: Callable[[], object]) -> None:
        """Send a message; when this returns, Microsoft 365 has accepted it. Its headers have sender and recipient.

        Call `begun` before the request that sends it. Raise `NotTaken` if the message was not accepted, `MaybeTaken` if
        that is unknown, and `NotNow` if nothing can be sent now.
        """
        try:
            if len(message) <= LARGEST_AT_ONCE:
                path, body, kind = "sendMail", base64.b64encode(message), _MIME
            else:
                id_ = self._draft(message_from_bytes(message, EmailMessage, policy=SMTP))
                path, body, kind = f"messages/{id_}/send", b"", _JSON
            begun()
            self._client.post(path, body, kind)
        except Unsure as error:
            what = phrase("Microsoft 365 did not say whether it has the message.")
            raise MaybeTaken(what) from error
        except GraphRefused as error:
            raise NotTaken(error.problem.what, for_good=error.status in _FOR_GOOD) from error

    def _draft(self, message: EmailMessage) -> str:
        """Create a draft, upload its attachments in chunks, and return its ID, quoted for a path.

        If a later error interrupts this, the draft stays in the drafts folder and is never sent.
        """
        attachments = list(message.iter_attachments())
        body = _without_attachments(message)
        made = self._client.post("messages", base64.b64encode(body.as_bytes(policy=SMTP)), _MIME, repeat=True)
        id_ = quote(str(made.json()["id"]), safe="")
        for attachment in attachments:
            content = attachment.get_content()
            self._upload(id_, attachment.get_filename() or "", bytes(content))
        return id_

    def _upload(self, id_: str, name: str, content: bytes) -> None:
        item = {"AttachmentItem": {"attachmentType": "file", "name": name, "size": len(content)}}
        path = f"messages/{id_}/attachments/createUploadSession"
        session = self._client.post(path, json.dumps(item).encode(), _JSON, repeat=True).json()
        for start in range(0, len(content), _CHUNK):
            chunk = content[start : start + _CHUNK]
            headers = {
                "Content-Type": "application/octet-stream",
                "Content-Range": f"bytes {start}-{start + len(chunk) - 1}/{len(content)}",
            }
            self._client.put_elsewhere(session["uploadUrl"], chunk, headers)


def _without_attachments(message: EmailMessage) -> EmailMessage:
    """Return a message with only its headers and text."""
    body = EmailMessage(policy=message.policy)
    for name, value in message.items():
        if not name.lower().startswith("content-") and name.lower() != "mime-version":
            body[name] = value
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    if plain is not None:
        body.set_content(plain.get_content())
    if html is not None:
        if plain is None:
            body.set_content(html.get_content(), subtype="html")
        else:
            body.add_alternative(html.get_content(), subtype="html")
    return body
