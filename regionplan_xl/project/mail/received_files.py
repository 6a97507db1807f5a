"""Unpack received files: find the returns in zips and messages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from regionplan_xl.errors import NotNow, Place, Rejected
from regionplan_xl.file_names import printable_name
from regionplan_xl.files import fingerprint
from regionplan_xl.ledger.entries import NO_REASON, ReceivedMailRecord

if TYPE_CHECKING:
    from regionplan_xl.delivery.mail.incoming.mail import Mail
    from regionplan_xl.sandbox.reader import File, Reader

FOLDER, GIVEN = "folder", "file"
BY_HAND = frozenset({FOLDER, GIVEN})
"""Channels with controlled access: their files count whoever sent them."""
_OF_WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")
_TEXT_WORKBOOK = ".csv"


@dataclass(frozen=True)
class ReceivedFile:
    """A file as received: its channel, its time, and its sender if the channel knows.

    For a message in a mailbox, `place` is its place there, and `trust` the server whose check of the sender is trusted.
    """

    name: str
    data: bytes
    channel: str
    received: datetime | None = None
    sender: str = ""
    place: str = ""
    trust: str = ""

    @property
    def is_in_mailbox(self) -> bool:
        """Whether the file came from a mailbox, so that it counts only if its sender may answer."""
        return self.channel not in BY_HAND


@dataclass(frozen=True)
class UnpackedFile:
    """A received file and the returns in it; for a message also its record, still without `path`.

    A message without files is itself a return, unless it is a bounce.
    """

    file: ReceivedFile
    files: tuple[File, ...]
    message: ReceivedMailRecord | None = None

    @property
    def is_container(self) -> bool:
        """Whether the file contains the returns, so that it must be stored in addition to them."""
        return self.files != ((self.file.name, self.file.data),)

    @property
    def has_workbook(self) -> bool:
        """Whether any of the returns may be a workbook, judged by its bytes or its name."""
        return any(
            may_be_workbook(data) or name.lower().endswith(_TEXT_WORKBOOK)
            for name, data in self.files
            if self.message is None or self.is_container
        )


class BeingRead(bytes):
    """The first bytes of a file that is being read ahead; the rest has been freed."""

    @classmethod
    def of(cls, data: bytes) -> BeingRead:
        """Return the first bytes of a file, enough to tell what kind it is."""
        return cls(data[:16])


def may_be_workbook(data: bytes) -> bool:
    """Return whether a file may be a workbook, judged by its first bytes: a zip or an older Office format."""
    return data.startswith(_OF_WORKBOOKS)


def unpack_received(reader: Reader, file: ReceivedFile) -> tuple[UnpackedFile, ...]:
    """Return a file with its returns, and each message in a zip; raise `NotNow` if it cannot be unpacked now."""
    try:
        message = _taken_apart(reader, file)
        if message is not None:
            return (message,)
        files = reader.files_in(file.name, file.data)
        if files == ((file.name, file.data),):
            return (UnpackedFile(file, files),)
        inside = [(one, _taken_apart(reader, replace(file, name=one[0], data=one[1]))) for one in files]
    except Rejected as unread:
        raise NotNow(unread.reason, place=Place(file=printable_name(file.name))) from None
    plain = tuple(one for one, message in inside if message is None)
    return (UnpackedFile(file, plain), *(message for _, message in inside if message is not None))


def _taken_apart(reader: Reader, file: ReceivedFile) -> UnpackedFile | None:
    """Unpack a message; return None if the file is not a message, raise `Rejected` if it cannot be unpacked now."""
    mail = reader.mail_in(file.name, file.data)
    if mail is None:
        return None
    if isinstance(mail, Rejected):
        record = replace(_record(file), unread=mail.reason)
        return UnpackedFile(file, ((file.name, file.data),), record)
    record = _record(file, mail)
    if mail.kind == "bounce":
        return UnpackedFile(file, (), record)
    name = file.name.removesuffix(".eml") if file.is_in_mailbox else file.name
    files = tuple((f"{name}/{inner}", data) for inner, data in mail.files)
    return UnpackedFile(file, files or ((file.name, file.data),), record)


def _record(file: ReceivedFile, mail: Mail | None = None) -> ReceivedMailRecord:
    record = ReceivedMailRecord(
        hash=fingerprint(file.data),
        name=printable_name(file.name),
        channel=file.channel,
        received=file.received or datetime.min,  # replaced when it is recorded  # noqa: DTZ901
        path="",
        kind=mail.kind if mail else "reply",
    )
    if mail is not None:
        record = replace(
            record,
            sender=mail.address,
            subject=mail.subject,
            message_id=mail.message_id,
            answers=mail.answers,
            bounced=mail.bounced,
            text="\n".join(_shown(mail)),
            copies=mail.copies and bool(mail.files),
        )
    if file.is_in_mailbox:
        from regionplan_xl.delivery.mail.incoming.authenticity import judge

        verdict = judge(file.data, file.trust)
        record = replace(record, confirmed=verdict.address, doubt=verdict.doubt or NO_REASON)
    return record


def _shown(mail: Mail) -> Iterator[str]:
    """Yield the text of a message to show to people, or the names of its pictures if it has nothing else."""
    if mail.text:
        yield mail.text
    if mail.pictures and not mail.files and not mail.text:
        yield f"[{', '.join(mail.pictures)}]"
