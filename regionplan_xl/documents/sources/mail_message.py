"""Read a saved e-mail (.eml) as blocks: its subject as the title, and its text as a web page or plain text."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from regionplan_xl.documents.blocks import Document, Heading
from regionplan_xl.documents.sources import html, plain_text
from regionplan_xl.errors import Place, Problem, Rejected
from regionplan_xl.text import phrase, squeeze

_NO_TEXT = phrase("There is no text in the e-mail. Save the file that is attached to it, and import that.")


def read(data: bytes, name: str) -> Document:
    """Return the blocks of an e-mail; what is attached to it is reported. Raise `Rejected` if it has no text."""
    message = message_from_bytes(data, _class=EmailMessage, policy=default)
    body = message.get_body(("html", "plain"))
    text = _text(body) if isinstance(body, EmailMessage) else ""
    if body is None or not text.strip():
        raise Rejected(_NO_TEXT)
    reader = html if body.get_content_type() == "text/html" else plain_text
    document = reader.read(text.encode(), name)
    subject = squeeze(str(message.get("Subject", "")))
    title = (Heading(subject, 1, Place()),) if subject else ()
    attached = [squeeze(part.get_filename() or "") for part in message.iter_attachments()]
    unread = tuple(
        Problem(Place(file=name), phrase("«{name}» is attached to the e-mail, and was not read.", name=file))
        for file in attached
        if file
    )
    return Document(name, (*title, *document.blocks), (*document.unread, *unread))


def _text(body: EmailMessage) -> str:
    """Return the text of a part; with replaced letters if its encoding is unknown or broken."""
    try:
        content = body.get_content()
    except (LookupError, ValueError):
        payload = body.get_payload(decode=True)
        content = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    return str(content)
