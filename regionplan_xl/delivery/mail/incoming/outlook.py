"""Read Outlook's own formats with optional libraries: saved messages (.msg) and winmail.dat (TNEF)."""

import io
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from regionplan_xl.delivery.mail.incoming.own_text import text_of_page
from regionplan_xl.errors import Rejected
from regionplan_xl.text import for_sender, phrase

UNREAD = for_sender(
    phrase(
        "The file is a message saved by Outlook that is not read here. Please send the workbook itself as .xlsx."
    )
)


@dataclass(frozen=True)
class SavedMessage:
    """A message saved by Outlook; `headers` are those that it was received with, "" if it was never sent."""

    headers: str
    subject: str
    address: str
    sent: datetime | None
    text: str
    files: tuple[tuple[str, bytes], ...]


def load_libraries() -> None:
    """Load the optional libraries that are installed."""
    with suppress(ImportError):
        import oxmsg  # noqa: F401
    with suppress(ImportError):
        import tnefparse  # noqa: F401


def open_outlook_message(data: bytes) -> SavedMessage:
    """Read a .msg file; raise `Rejected` if it cannot be read, for any reason."""
    try:
        from oxmsg import Message

        saved = Message.load(io.BytesIO(data))
        files = [(one.file_name or "", one.file_bytes) for one in saved.attachments]
        headers = "".join(
            f"{name}: {value}\n".replace("\0", "") for name, value in saved.message_headers.items()
        )
        # Some programs end a text with a NUL.
        text, subject, sender = (
            str(one or "").rstrip("\0") for one in (saved.body, saved.subject, saved.sender)
        )
        text = text or text_of_page(saved.html_body or "")
        sent, expected = saved.sent_date, saved.attachment_count
    except MemoryError:
        raise
    except Exception as error:  # not installed, or the file is not as the library expects
        raise Rejected(UNREAD) from error
    whole = tuple((name or "vedlegg", content) for name, content in files if content is not None)
    # An embedded message has no bytes of its own; a missing attachment means that the file is damaged.
    if len(whole) != len(files) or len(files) < expected:
        raise Rejected(UNREAD)
    address = sender.rpartition("<")[2].rstrip(">").strip()
    sent = sent.replace(tzinfo=sent.tzinfo or UTC) if sent else None
    return SavedMessage(headers, subject, address if "@" in address else "", sent, text, whole)


def unpack_tnef(data: bytes) -> tuple[tuple[str, bytes], ...]:
    """Return the files in a winmail.dat; none if it cannot be read, for any reason."""
    try:
        from tnefparse import TNEF

        found = TNEF(data, do_checksum=False).attachments
        return tuple((_name(one.long_filename()), bytes(one.data)) for one in found if one.data)
    except MemoryError:
        raise
    except Exception:  # not installed, or not as the library expects
        return ()


def _name(given: object) -> str:
    text = given.decode("cp1252", "replace") if isinstance(given, bytes) else str(given)
    return text.strip("\0") or "vedlegg"
