"""The archive: returned files are stored under their hash and recorded before they are acknowledged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from regionplan_xl.delivery.left_behind import not_removed
from regionplan_xl.errors import NotNow, Place, Problem
from regionplan_xl.file_names import printable_name
from regionplan_xl.files import fingerprint, sync_folder, write_many
from regionplan_xl.ledger.entries import ReceivedMailRecord, ReturnRecord
from regionplan_xl.ledger.messages import ReceivedMessage
from regionplan_xl.project.archived_files import (
    container_path,
    read_archived,
    return_path,
    unrecorded_files,
)
from regionplan_xl.project.folder import Project
from regionplan_xl.project.mail.our_names import OurNames
from regionplan_xl.project.mail.received_files import FOLDER, GIVEN, ReceivedFile, UnpackedFile
from regionplan_xl.project.mail.senders import Messages, retry_confirmed
from regionplan_xl.project.mail.try_outs import unpack
from regionplan_xl.text import Phrase, phrase

if TYPE_CHECKING:
    from regionplan_xl.delivery.channel import Received
    from regionplan_xl.delivery.mail.mailbox import Mailbox
    from regionplan_xl.sandbox.reader import Reader

    # What a channel fetches: a file with the function that acknowledges it, or the problem of a file left there.
    Fetched = tuple[ReceivedFile, Callable[[], bool]] | Problem

LOST = phrase("The file is no longer in the archive as it was received.")
UNREADABLE = phrase(
    "The file in the archive cannot be read now. See that it may be opened; the next merge tries again."
)
# A portion of files is flushed to disk together and recorded in one transaction.
_FILES_AT_ONCE, _BYTES_AT_ONCE = 200, 64 * 1024 * 1024
_CLOCKS_DIFFER = timedelta(days=1)  # margin for the clock of the mail server, which may differ from ours
_File = TypeVar("_File")


@dataclass(frozen=True)
class Archived:
    """An archived return, or a message without returns. `new` is False if it was received before.

    `message`: the message that it came in, if any.
    """

    name: str
    hash: str
    new: bool
    message: ReceivedMailRecord | None = None


@dataclass(frozen=True)
class Collected:
    """The result of a collection: the archived files, and a problem for each file left in the inbox."""

    archived: tuple[Archived, ...] = ()
    left: tuple[Problem, ...] = ()


def _nothing_begins(_record: ReturnRecord, _data: bytes) -> None:
    pass


Begin = Callable[[ReturnRecord, bytes], None]


def collect_inbox(project: Project, begin: Begin = _nothing_begins) -> Collected:
    """Archive every file in the inbox, then acknowledge it. The project must be locked.

    `begin` is called with each return just before it is archived.
    """
    fetched = (one if isinstance(one, Problem) else _from_channel(one) for one in project.channel.fetch())
    with project.progress(phrase("Receiving files"), fetched) as coming:
        taken = collect_received(project, coming, begin)
    # Last, so that a file that is still in the inbox is recorded under its name there.
    archived = list(taken.archived)
    for files in _portions(unrecorded_files(project), lambda file: file.data):
        archived += [one for one in archive_files(project, files, project.open_reader(), begin) if one.new]
    return Collected(tuple(archived), taken.left)


def _from_channel(fetched: Received) -> tuple[ReceivedFile, Callable[[], bool]]:
    file = ReceivedFile(fetched.name, fetched.data, FOLDER, fetched.received, fetched.sender)
    return file, fetched.acknowledge


def collect_received(
    project: Project, fetched: Iterable[Fetched], begin: Begin = _nothing_begins
) -> Collected:
    """Archive and record fetched files, a portion at a time; acknowledge each file only after that."""
    archived: list[Archived] = []
    left: list[Problem] = []
    reader = project.open_reader()
    for portion in _portions(fetched, lambda one: b"" if isinstance(one, Problem) else one[0].data):
        unpacked: list[UnpackedFile] = []
        taken: list[tuple[ReceivedFile, Callable[[], bool]]] = []
        for one in portion:
            if isinstance(one, Problem):
                left.append(one)
                continue
            file, acknowledge = one
            try:
                inside = unpack(reader, file, _our_names(project))
            except NotNow as error:
                left.append(Problem(Place(file=printable_name(file.name)), error.reason))
            else:
                unpacked += inside
                # A message without a workbook stays unread, so that people see it.
                if not file.is_in_mailbox or any(one.has_workbook for one in inside):
                    taken.append((file, acknowledge))
        archived += _archive(project, unpacked, begin)
        for file, acknowledge in taken:
            if not acknowledge() and not file.is_in_mailbox:
                left.append(not_removed(Place(file=printable_name(file.name))))
    return Collected(tuple(archived), tuple(left))


def collect_mailbox(project: Project, mailbox: Mailbox, channel: str, trust: str) -> Collected:
    """Archive every new message, then mark those with a workbook as taken. The project must be locked.

    `channel` is recorded with the messages (`mail`, `graph`). `trust` names the mail server whose check of senders is
    trusted ("": none, so that every answer waits for a person). Raise `NotNow` if the server cannot be reached or the
    connection breaks; messages fetched before that are recorded.
    """
    ledger, opened = project.ledger, _first_opened(project)
    since = opened and opened - _CLOCKS_DIFFER

    def fetched() -> Iterator[Fetched]:
        for one in mailbox.fetch(lambda places: ledger.received_places(channel, places), since):
            if isinstance(one, Problem):
                yield one
                continue
            file = ReceivedFile(
                f"{_mail_name(one.raw)}.eml", one.raw, channel, one.received, place=one.place, trust=trust
            )
            yield file, one.mark_taken

    mailbox.bookmark = ledger.bookmark(f"{channel} {mailbox.name}")
    with project.progress(phrase("Fetching e-mails"), fetched()) as coming:
        collected = collect_received(project, coming)
    if not collected.left:  # otherwise the next collection must look for the messages left
        ledger.set_bookmark(f"{channel} {mailbox.name}", mailbox.bookmark)
    return collected


def _mail_name(raw: bytes) -> str:
    """Return a name for a message: its subject and sender."""
    from regionplan_xl.delivery.mail.incoming.header_lines import header_lines
    from regionplan_xl.delivery.mail.incoming.mime import decoded_header

    headers = header_lines(raw)
    words = (decoded_header(" ".join(headers.all(name)[:1])) for name in ("subject", "from"))
    return " - ".join(filter(None, words)).replace("/", "-")[:120].strip() or "e-post"


def archive_files(
    project: Project, files: Iterable[ReceivedFile], reader: Reader, begin: Begin = _nothing_begins
) -> list[Archived]:
    """Store files under their hashes, then record them; identical files are one return.

    A zip or message is stored as received, and each file in it is a separate return. Raise `NotNow` if one cannot be
    unpacked now; nothing is then recorded.
    """
    return _archive(
        project, [one for file in files for one in unpack(reader, file, _our_names(project))], begin
    )


def _archive(project: Project, unpacked: Sequence[UnpackedFile], begin: Begin) -> list[Archived]:
    """Archive files and the returns in them; all bytes are on disk before any file is recorded."""
    if not unpacked:
        return []
    to_store, opened = dict[Path, bytes](), _first_opened(project)
    returns: list[tuple[UnpackedFile, tuple[ReturnRecord, ...]]] = []
    in_messages = (one.files for one in unpacked if one.message is not None and one.is_container)
    known = project.ledger.recorded(fingerprint(data) for files in in_messages for _, data in files)
    for one in (_with_its_text(project, one, known) for one in unpacked):
        file = replace(one.file, received=_when_received(project, one.file, opened))
        if one.is_container:
            to_store[
                container_path(project, file, fingerprint(file.data), is_message=one.message is not None)
            ] = file.data
        records = tuple(_return_records(project, file, one))
        returns.append((replace(one, file=file), records))
        for record, (_, data) in zip(records, one.files, strict=True):
            to_store[project.folder / record.path] = data
            if one.message is None or data is not file.data:  # a message itself is not read as a workbook
                begin(record, data)
    _store(to_store)
    messages = [
        ReceivedMessage(_complete(project, one.file, one.message), one.file.place, records)
        for one, records in returns
        if one.message is not None
    ]
    plain = [record for one, records in returns if one.message is None for record in records]
    new = set(project.ledger.record_received(plain, messages))
    retry_confirmed(project.ledger, [one for one in plain if one.hash not in new], messages)
    archived = []
    for one, records in returns:
        shown = [(record.name, record.hash) for record in records]
        if one.message is not None and not records:
            shown = [(one.message.name, one.message.hash)]
        for name, hash_ in shown:
            archived.append(Archived(name, hash_, hash_ in new, one.message))
            new.discard(hash_)
    return archived


def _with_its_text(project: Project, one: UnpackedFile, known: frozenset[str]) -> UnpackedFile:
    """Return a message as a return too if its files came before, so that nobody would see what it says.

    The text of a message is listed with the first merge of its files; what an earlier message said is not said again.
    `known`: the hashes of those files in messages that are recorded.
    """
    ledger, message = project.ledger, one.message
    if message is None or not message.text or not one.files or not one.is_container:
        return one
    hashes = [fingerprint(data) for _, data in one.files]
    if not known.issuperset(hashes):
        return one
    if any(record is None or record.state == "waiting" for record in map(ledger.return_, hashes)):
        return one
    earlier = [mail for mails in ledger.mails_with(hashes).values() for mail in mails]
    if any(message.hash == mail.hash or message.text == mail.text for mail in earlier):
        return one
    return replace(one, files=(*one.files, (one.file.name, one.file.data)))


def _return_records(project: Project, file: ReceivedFile, unpacked: UnpackedFile) -> Iterator[ReturnRecord]:
    """Yield the record of each return in a file; it gets the file's time of receipt."""
    message = unpacked.message
    sender = file.sender or (message.confirmed or message.sender if message else "")
    for name, data in unpacked.files:
        yield ReturnRecord(
            hash=(digest := fingerprint(data)), name=printable_name(name), received=file.received or project.now(),
            channel=file.channel, sender=sender,
            path=return_path(project, file, name, digest).relative_to(project.folder).as_posix(),
        )  # fmt: skip


def _complete(project: Project, file: ReceivedFile, message: ReceivedMailRecord) -> ReceivedMailRecord:
    path = return_path(project, file, file.name, message.hash).relative_to(project.folder).as_posix()
    return replace(message, received=file.received or project.now(), path=path)


def _portions(files: Iterable[_File], data: Callable[[_File], bytes]) -> Iterator[list[_File]]:
    """Yield the files in portions that fit in memory, limited by number and by bytes."""
    portion: list[_File] = []
    size = 0
    for file in files:
        portion.append(file)
        size += len(data(file))
        if len(portion) == _FILES_AT_ONCE or size >= _BYTES_AT_ONCE:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _first_opened(project: Project) -> datetime | None:
    """Return when the first round was opened; None if there is none yet."""
    return min((round_.opened for round_ in project.ledger.rounds()), default=None)


def _when_received(project: Project, file: ReceivedFile, opened: datetime | None) -> datetime:
    """Return when a file was received: its own time, or now if that is missing, in the future or before any round."""
    now = project.now()
    return file.received if file.received is not None and (opened or now) <= file.received <= now else now


def _store(files: Mapping[Path, bytes]) -> None:
    """Write files to the archive and flush them to disk; raise `OSError` if that fails for any."""
    missing = [(path, data) for path, data in files.items() if not _is_stored(path, data)]
    for error in write_many(missing).values():
        raise error
    # An existing file may be from an interrupted run that did not flush the folder.
    for folder in dict.fromkeys(path.parent for path in files) if len(missing) < len(files) else ():
        sync_folder(folder)


def _is_stored(path: Path, data: bytes) -> bool:
    """Return whether the file has these bytes; False if it cannot be read, so that it is written again."""
    try:
        return path.read_bytes() == data
    except OSError:
        return False


class StoredFile(NamedTuple):
    """The record of a return, with its bytes or the reason why they cannot be read from the archive."""

    record: ReturnRecord
    data: bytes | Phrase


def waiting_files(project: Project, hashes: Iterable[str] | None = None) -> list[StoredFile]:
    """Return the files that wait to be merged; if `hashes` is given, those of them that wait or are held."""
    records = project.ledger.returns("waiting")
    if hashes is not None:
        wanted = set(hashes)
        records = tuple(r for r in (*records, *project.ledger.returns("held")) if r.hash in wanted)
    return [file_of(project, record) for record in records]


def file_of(project: Project, record: ReturnRecord) -> StoredFile:
    """Return the record with its bytes, or with the reason why they cannot be read now."""
    try:
        data = read_archived(project, record)
    except OSError:
        return StoredFile(record, UNREADABLE)
    return StoredFile(record, LOST if data is None else data)


@dataclass(frozen=True)
class Preview:
    """The files that a merge would read, and every return that it would archive first.

    `messages`: the messages that the files came in, by the hash of the file.
    """

    files: list[StoredFile]
    messages: Messages
    received: tuple[Archived, ...]


def preview_files(project: Project, given: Iterable[tuple[Path, bytes]]) -> Preview:
    """Return the files that a merge would read, without archiving them.

    They are `given`, or else those of the inbox and those in the archive that the ledger does not know.
    """
    files = [ReceivedFile(path.name, data, GIVEN) for path, data in given]
    chosen = bool(files)
    if not chosen:
        fetched = project.channel.fetch()
        files = [_from_channel(one)[0] for one in fetched if not isinstance(one, Problem)]
        files += unrecorded_files(project)
    reader, opened = project.open_reader(), _first_opened(project)
    known = project.ledger.hashes()
    found: dict[str, StoredFile] = {}
    messages: dict[str, list[ReceivedMailRecord]] = {}
    received: list[Archived] = []
    for one in (one for file in files for one in unpack(reader, file, _our_names(project))):
        dated = replace(one.file, received=_when_received(project, one.file, opened))
        for record, (_, data) in zip(_return_records(project, dated, one), one.files, strict=True):
            received.append(
                Archived(record.name, record.hash, record.hash not in known and record.hash not in found)
            )
            found.setdefault(record.hash, StoredFile(record, data))
            if one.message is not None:
                messages.setdefault(record.hash, []).append(one.message)
    new = [file for digest, file in found.items() if digest not in known]
    waiting = waiting_files(project, found if chosen else None)
    return Preview([*new, *waiting], messages, tuple(received))


def _our_names(project: Project) -> OurNames:
    return OurNames(project.ledger, project.config.plan.name, project.folder)
