"""Send messages from a mailbox in Microsoft 365, through Microsoft Graph."""

from __future__ import annotations

import base64
import json
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import quote

from regionplan_xl.delivery.mail.graph_client import GraphClient

# Bytes. Graph takes requests of at most 4 MB, and in base64 three bytes are four.
LARGEST_AT_ONCE = 4 * 1024 * 1024 * 3 // 4
_CHUNK = 10 * 320 * 1024  # bytes of an attachment in one request; below 4 MB
_JSON, _MIME = "application/json", "text/plain"


class GraphSender:
    """Sends messages as they were made, with their own Message-ID."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def send(self, raw: bytes) -> None:
        """Send a message. `Unsure` if nobody knows whether it was sent, `NotNow` or `Refused` if it was not."""
        if len(raw) <= LARGEST_AT_ONCE:
            self._client.post("sendMail", base64.b64encode(raw), _MIME)
            return
        message = message_from_bytes(raw, EmailMessage, policy=SMTP)
        id_ = self._draft(message)
        self._client.post(f"messages/{id_}/send", b"", _JSON)

    def was_sent(self, message_id: str) -> bool:
        """Return whether a message that Graph was given is among those sent; `NotNow` if Graph cannot be asked."""
        quoted = message_id.replace("'", "''")
        parameters = {"$filter": f"internetMessageId eq '{quoted}'", "$select": "id,isDraft", "$top": "2"}
        found = self._client.get("messages", parameters=parameters).json()["value"]
        return any(not one.get("isDraft") for one in found)

    def _draft(self, message: EmailMessage) -> str:
        """Make a draft with the attachments of a message uploaded piece by piece; return its ID for a path.

        A draft that a later fault leaves behind stays in the folder of drafts, and is never sent.
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
    """Return a message with its headers and text alone."""
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
