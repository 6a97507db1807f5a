"""Read returned files into submissions. The ledger alone says which dispatch a file answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from regionplan_xl.delivery.channel import Received
from regionplan_xl.delivery.names import printable_name
from regionplan_xl.errors import Rejected
from regionplan_xl.files import fingerprint
from regionplan_xl.ledger.dispatch_lookup import identify_dispatch
from regionplan_xl.ledger.entries import ReturnRecord
from regionplan_xl.plan.merging.sent_and_returned import Clues, Dispatch, Submission
from regionplan_xl.project.archive import archive_path, read_archived, unpack
from regionplan_xl.project.folder import Project
from regionplan_xl.project.progress import Progress, no_progress
from regionplan_xl.sandbox.formats import rejections
from regionplan_xl.sandbox.reader import open_reader
from regionplan_xl.sandbox.return_protocol import ReadingRules, ReturnedFile
from regionplan_xl.text import Phrase, phrase

LOST = phrase("The file is no longer in the archive as it was received.")
_UNREADABLE = phrase(
    "The file in the archive cannot be read now. See that it may be opened; the next merge tries again."
)
FOR_NOW = frozenset({LOST, _UNREADABLE, rejections.NOT_NOW})
"""Reasons that say nothing about the file itself: it stays waiting, and every merge tries it again."""


@dataclass(frozen=True)
class HeldFile:
    """A returned file that waits for a person, and why; nothing of it is written."""

    record: ReturnRecord
    reason: Phrase
    dispatch: Dispatch | None = None


@dataclass(frozen=True)
class Returns:
    """The waiting returns, read: those understood, and those held for a person.

    `merged_later`: if some answer an earlier round, what the same bodies have answered in later rounds.
    """

    submissions: tuple[Submission, ...] = ()
    held: tuple[HeldFile, ...] = ()
    merged_later: tuple[Submission, ...] = ()


File = tuple[ReturnRecord, bytes | Phrase]
"""A return on record, and its bytes, or why they cannot be read from the archive."""


def waiting_files(project: Project, hashes: Iterable[str] | None = None) -> list[File]:
    """Return the files that wait to be merged; or those of `hashes` that wait or are held."""
    records = project.ledger.returns("waiting")
    if hashes is not None:
        wanted = set(hashes)
        records = tuple(r for r in (*records, *project.ledger.returns("held")) if r.hash in wanted)
    return [_from_archive(project, record) for record in records]


def _from_archive(project: Project, record: ReturnRecord) -> File:
    try:
        data = read_archived(project, record)
    except OSError:
        return record, _UNREADABLE
    return record, LOST if data is None else data


def preview_files(project: Project, given: Iterable[tuple[Path, bytes]]) -> list[File]:
    """Return the files that a merge would read, from `given` or else from the inbox; archive nothing."""
    files = [(path.name, data) for path, data in given]
    chosen = bool(files)
    files = files or [(f.name, f.data) for f in project.channel.fetch() if isinstance(f, Received)]
    with open_reader(project.config.engine) as reader:
        unpacked = [file for name, data in files for file in unpack(reader, name, data)]
    found = {fingerprint(data): (name, data) for name, data in unpacked}
    known = {record.hash for record in project.ledger.returns()}
    new: list[File] = [
        (_new_record(project, digest, printable_name(name)), data)
        for digest, (name, data) in found.items()
        if digest not in known
    ]
    return [*new, *waiting_files(project, found if chosen else None)]


def read_returns(project: Project, files: Iterable[File], progress: Progress = no_progress) -> Returns:
    """Read returned files; one that cannot be read is held and stops no other."""
    files = list(files)
    read = _read_files(project, files, progress)
    submissions = [one for one in read if isinstance(one, Submission)]
    held = [one for one in read if isinstance(one, HeldFile)]
    later = _read_files(project, _merged_later(project, submissions))

    # What a body has answered since decides what is asked about its late answers: they wait for it.
    unread = {
        one.record.actor: one.reason for one in later if isinstance(one, HeldFile) and one.reason in FOR_NOW
    }
    records = {record.hash: record for record, _ in files}
    waiting = [s for s in submissions if unread.get(s.dispatch.actor, LOST) != LOST]
    held += [HeldFile(records[s.source], unread[s.dispatch.actor], s.dispatch) for s in waiting]
    return Returns(
        tuple(s for s in submissions if s not in waiting),
        tuple(held),
        tuple(one for one in later if isinstance(one, Submission)),
    )


def _read_files(
    project: Project, files: Sequence[File], progress: Progress = no_progress
) -> list[Submission | HeldFile]:
    missing = {record.hash: data for record, data in files if isinstance(data, Phrase)}
    there = [
        (record, data)
        for record, data in files
        if not isinstance(data, Phrase) and fingerprint(data) == record.hash
    ]
    dispatches: dict[str, Dispatch] = {}

    def identify(file: ReturnedFile, clues: Clues) -> Dispatch:
        found = dispatches[file.source] = identify_dispatch(project.ledger, file.name, clues)
        return found

    returned = [ReturnedFile(r.name, r.hash, data, r.received.astimezone()) for r, data in there]
    rules = ReadingRules(
        project.config.scale, (project.config.plan.name, project.config.delivery.sender or "")
    )
    with (
        open_reader(project.config.engine) as reader,
        progress("Reading returns", reader.returns(returned, rules, identify), len(there)) as read,
    ):
        found = {record.hash: one for (record, _), one in zip(there, read, strict=True)}
    unread = {record.hash: Rejected(missing.get(record.hash, LOST)) for record, _ in files}
    return [
        _submission_or_held(record, found.get(record.hash, unread[record.hash]), dispatches)
        for record, _ in files
    ]


def _submission_or_held(
    record: ReturnRecord, read: Submission | Rejected, dispatches: Mapping[str, Dispatch]
) -> Submission | HeldFile:
    if isinstance(read, Submission):
        return read
    return HeldFile(record, read.reason, dispatches.get(record.hash))


def _merged_later(project: Project, submissions: Iterable[Submission]) -> list[File]:
    """Return the merged returns with which the bodies of late submissions have answered later rounds."""
    age = {round_.name: number for number, round_ in enumerate(project.ledger.rounds())}
    oldest: dict[str, int] = {}
    for submission in submissions:
        sent = submission.dispatch
        oldest[sent.actor] = min(age[sent.round], oldest.get(sent.actor, len(age)))
    if all(number == len(age) - 1 for number in oldest.values()):
        return []
    return [
        _from_archive(project, record)
        for record in project.ledger.returns("merged")
        if record.actor in oldest and age[record.round] > oldest[record.actor]
    ]


def _new_record(project: Project, digest: str, name: str) -> ReturnRecord:
    return ReturnRecord(
        hash=digest, name=name, received=project.now(), channel="file", sender="",
        path=str(archive_path(project, digest, name)),
    )  # fmt: skip
