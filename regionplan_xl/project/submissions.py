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
from regionplan_xl.project.archive import archive_path, read_archived
from regionplan_xl.project.folder import Project
from regionplan_xl.project.progress import Progress, no_progress
from regionplan_xl.sandbox.reader import open_reader
from regionplan_xl.sandbox.return_protocol import ReadingRules, ReturnedFile
from regionplan_xl.text import Phrase, phrase

LOST = phrase("The file is no longer in the archive as it was received.")


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


File = tuple[ReturnRecord, bytes]
"""A return on record, and its bytes (b"" if they are no longer in the archive)."""


def waiting_files(project: Project, hashes: Iterable[str] | None = None) -> list[File]:
    """Return the files that wait to be merged; of those, only `hashes` if given."""
    wanted = None if hashes is None else set(hashes)
    records = [r for r in project.ledger.returns("waiting") if wanted is None or r.hash in wanted]
    return [(record, read_archived(project, record) or b"") for record in records]


def preview_files(project: Project, given: Iterable[tuple[Path, bytes]]) -> list[File]:
    """Return the files that a merge would read, from `given` or else from the inbox; archive nothing."""
    files = [(path.name, data) for path, data in given]
    chosen = bool(files)
    files = files or [(f.name, f.data) for f in project.channel.fetch() if isinstance(f, Received)]
    with open_reader(project.config.engine) as reader:
        unpacked = [file for name, data in files for file in reader.files_in(name, data)]
    found = {fingerprint(data): (name, data) for name, data in unpacked}
    known = {record.hash for record in project.ledger.returns()}
    new = [
        (_new_record(project, digest, printable_name(name)), data)
        for digest, (name, data) in found.items()
        if digest not in known
    ]
    return [*new, *waiting_files(project, found if chosen else None)]


def read_returns(project: Project, files: Iterable[File], progress: Progress = no_progress) -> Returns:
    """Read returned files; one that cannot be read is held and stops no other."""
    read = _read_files(project, list(files), progress)
    submissions = tuple(one for one in read if isinstance(one, Submission))
    held = tuple(one for one in read if isinstance(one, HeldFile))
    return Returns(submissions, held, _merged_later(project, submissions))


def _read_files(
    project: Project, files: Sequence[File], progress: Progress = no_progress
) -> list[Submission | HeldFile]:
    there = [file for file in files if fingerprint(file[1]) == file[0].hash]
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
    return [_submission_or_held(record, found.get(record.hash), dispatches) for record, _ in files]


def _submission_or_held(
    record: ReturnRecord, read: Submission | Rejected | None, dispatches: Mapping[str, Dispatch]
) -> Submission | HeldFile:
    if isinstance(read, Submission):
        return read
    return HeldFile(record, LOST if read is None else read.reason, dispatches.get(record.hash))


def _merged_later(project: Project, submissions: Iterable[Submission]) -> tuple[Submission, ...]:
    """Read again the merged returns with which the bodies of late submissions have answered later rounds."""
    age = {round_.name: number for number, round_ in enumerate(project.ledger.rounds())}
    oldest: dict[str, int] = {}
    for submission in submissions:
        sent = submission.dispatch
        oldest[sent.actor] = min(age[sent.round], oldest.get(sent.actor, len(age)))
    if all(number == len(age) - 1 for number in oldest.values()):
        return ()
    later = [
        (record, read_archived(project, record) or b"")
        for record in project.ledger.returns("merged")
        if record.actor in oldest and age[record.round] > oldest[record.actor]
    ]
    return tuple(read for read in _read_files(project, later) if isinstance(read, Submission))


def _new_record(project: Project, digest: str, name: str) -> ReturnRecord:
    return ReturnRecord(
        hash=digest, name=name, received=project.now(), channel="file", sender="",
        path=str(archive_path(project, digest, name)),
    )  # fmt: skip
