"""Read files as a command does: as answers to a dispatch, which is the same one whatever they are."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from regionplan_xl.config.engine import EngineSettings
from regionplan_xl.errors import Rejected
from regionplan_xl.plan.merging.sent_and_returned import Clues, Dispatch, Submission
from regionplan_xl.plan.status import STANDARD
from regionplan_xl.sandbox.process import Child
from regionplan_xl.sandbox.reader import File, Reader, open_reader
from regionplan_xl.sandbox.return_protocol import ReadingRules, ReturnedFile
from tests.excel.actor.dispatches import DISPATCH

RULES = ReadingRules(STANDARD, ("Regionplan for Hallingdal", "Regionrådet <plan@example.org>"))
RECEIVED = datetime.fromisoformat("2025-03-01T08:30")
ONE_BY_ONE = EngineSettings(workers=1)
INLINE = EngineSettings(kind="inline")


class Asked:
    """Answers `identify` with `DISPATCH` for every file; `clues`: those found in each file, by its SHA-256."""

    def __init__(self) -> None:
        self.clues: dict[str, Clues] = {}

    def __call__(self, file: ReturnedFile, clues: Clues) -> Dispatch:
        self.clues[file.source] = clues
        return DISPATCH

    def codes_in(self, data: bytes) -> frozenset[str]:
        """Return the codes of dispatches that were found in a file."""
        return self.clues[sha256(data).hexdigest()].codes


def returned(name: str, data: bytes) -> ReturnedFile:
    """A file as it is archived when it is received."""
    return ReturnedFile(name, sha256(data).hexdigest(), data, RECEIVED)


def read_with(
    reader: Reader, files: Iterable[File], asked: Asked | None = None
) -> list[Submission | Rejected]:
    """Return what each file answers, or why it is not read."""
    return list(reader.returns([returned(*file) for file in files], RULES, asked or Asked()))


def read_files(
    files: Iterable[File], settings: EngineSettings = ONE_BY_ONE, asked: Asked | None = None
) -> list[Submission | Rejected]:
    """Return what each file answers, or why it is not read, with a reader of its own."""
    with open_reader(settings) as reader:
        return read_with(reader, files, asked)


def read_by(child: Child, name: str, data: bytes) -> Submission | Rejected | None:
    """Return what one process finds in one file."""
    (answer,) = child.read_returns([returned(name, data)], RULES, Asked())
    return answer


def texts_in(read: Submission | Rejected | None) -> dict[tuple[int, int], str]:
    """Return the texts in a file without our headings, by row and column from 1: it is listed cell by cell."""
    assert isinstance(read, Submission), read
    return {(one.place.row or 0, int(one.place.column or 0)): one.written for one in read.remarks}
