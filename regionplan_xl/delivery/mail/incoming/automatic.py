"""Recognise messages not written by a person: automatic replies (RFC 3834) and bounces (RFC 3464)."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from email.utils import parseaddr

from regionplan_xl.delivery.mail.incoming.mime import Message, Part, decoded_header, parts_of, read_message

_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"]+@[^\s@<>()\[\],;:\"]+\.[^\s@<>()\[\],;:\"]+")
_ONLY_BRACKETS = re.compile(r"([^<>]*)<\s*([^<>\s]+)\s*>\s*")
_OF_SERVERS = re.compile(r"(?:mailer-daemon|postmaster|mail-daemon|mdaemon|microsoftexchange\w*)@", re.I)
_RETURNED_ID = re.compile(r"^[ \t>]*message-id:[ \t]*(?:\r?\n[ \t]+)?(<[^<>\s]+>)", re.I | re.M)
_ANSWERING = ("x-autoreply", "x-autorespond", "x-autoresponse", "x-mail-autoreply", "x-autoreply-from")
_PRECEDENCES = ("auto_reply", "bulk", "list", "junk")
_SUPPRESSING = ("all", "oof", "autoreply")


def replies_by_itself(headers: Message) -> bool:
    """Return whether a message is an automatic reply, such as an out-of-office message or a mail system's report."""
    submitted = _word(headers, "auto-submitted")
    return (
        submitted.startswith("auto-replied")
        or _word(headers, "precedence") == "auto_reply"
        or any(_word(headers, name) not in ("", "no") for name in _ANSWERING)
        or _is_report(headers)
        or _has_no_return(headers)
    )


def is_automatic(headers: Message) -> bool:
    """Return whether a message was sent automatically, as a reply or not; case systems that people use send so too."""
    suppressed = {word.strip() for word in _word(headers, "x-auto-response-suppress").split(",")}
    return (
        replies_by_itself(headers)
        or _word(headers, "auto-submitted").partition(";")[0].strip() not in ("", "no")
        or _word(headers, "precedence") in _PRECEDENCES
        or not suppressed.isdisjoint(_SUPPRESSING)
    )


def bounced_addresses(message: Message, parts: Iterable[Part]) -> tuple[str, ...]:
    """Return the addresses to which delivery failed permanently; none if the message is not a bounce."""
    if _is_report(message):
        return _unique(address for part in parts for address in _failed(_recipients(part)))
    if _has_no_return(message) or _OF_SERVERS.search(decoded_header(message.get("from", ""))):
        return _unique(_scanned(message))
    return ()


def returned_message_ids(message: Message) -> str:
    """Return the Message-IDs found in what a bounce returns of the original message, one per line."""
    texts = (
        part.text() for part in parts_of(message) if part.kind.startswith("text/") and not part.forwarded
    )
    found = [one for text in texts for one in _RETURNED_ID.findall(text)]
    inside = (one for one in message.walk() if one is not message)
    return "\n".join([*found, *(str(one["message-id"]) for one in inside if "message-id" in one)])


def load_scanner() -> bool:
    """Load the library that recognises non-standard bounces; return False if it is not installed."""
    with suppress(ImportError):
        import flufl.bounce  # noqa: F401

        # Use it once, since it loads its modules lazily.
        _scanned(read_message(b"From: Mail Delivery System <MAILER-DAEMON@example.org>\n\n"))
        return True
    return False


def _recipients(part: Part) -> Sequence[Message]:
    """Return the header blocks of a delivery report (RFC 3464), one per recipient; none if it is not a report."""
    if (
        part.kind == "message/global-delivery-status"
    ):  # RFC 6533; the parser does not open it, since it may be encoded
        return read_message(b"Content-Type: message/delivery-status\n\n" + part.data()).inside
    return part.message.inside if part.kind == "message/delivery-status" else ()


def _failed(recipients: Iterable[Message]) -> Iterable[str]:
    """Yield the recipients of a delivery report with the action «failed»."""
    for recipient in recipients:
        # A comment may follow: «failed (bad destination mailbox address)».
        if _word(recipient, "action").partition(" ")[0].rstrip(";") == "failed":
            for name in ("original-recipient", "final-recipient"):
                address = str(recipient.get(name, "")).rpartition(";")[2].strip(" <>")
                if _ADDRESS.fullmatch(address):
                    yield address
                    break


def _scanned(message: Message) -> Sequence[str]:
    with suppress(Exception):  # if the library fails on a message, it does not recognise it as a bounce
        from flufl.bounce import all_failures

        _, permanent = all_failures(message)
        found = (one.decode("utf-8", "replace") if isinstance(one, bytes) else str(one) for one in permanent)
        return sorted(one for one in found if _ADDRESS.fullmatch(one))
    return ()


def _is_report(headers: Message) -> bool:
    return headers.get_content_type() == "multipart/report"


def _has_no_return(headers: Message) -> bool:
    found = headers.get_all("return-path", [])
    return bool(found) and str(found[0]).strip() == "<>"


def _word(headers: Message, name: str) -> str:
    return " ".join(str(headers.get(name, "")).lower().split())


def _unique(addresses: Iterable[str]) -> tuple[str, ...]:
    return tuple({address.lower(): address for address in addresses}.values())


def sender_of(headers: Message) -> tuple[str, str]:
    """Return the name and address of the first sender, as written and unverified."""
    written = " ".join(str(headers.get("from", "")).split())
    # Decode afterwards, since a name («Li, Kari») may have characters that separate addresses.
    name, address = parseaddr(written)
    if not _ADDRESS.fullmatch(address):
        bracketed = _ONLY_BRACKETS.fullmatch(written)
        name, address = (bracketed[1].strip(' "'), bracketed[2]) if bracketed else ("", "")
    if not _ADDRESS.fullmatch(address):
        name, address = parseaddr(decoded_header(written))
    return decoded_header(name), address if _ADDRESS.fullmatch(address) else ""
