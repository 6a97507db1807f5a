"""Read returned files on the workers of an engine, each in a confined child process on the worker's machine.

A worker gets the bytes of a file and JSON, and answers with JSON. We check the answer as if it came from a local child.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from regionplan_xl.engine.engine import Engine, LocalEngine, Task
from regionplan_xl.errors import Rejected
from regionplan_xl.plan.merging.sent_and_returned import Clues, Dispatch, Submission
from regionplan_xl.plan.status import STANDARD
from regionplan_xl.sandbox import protocol
from regionplan_xl.sandbox.formats import rejections
from regionplan_xl.sandbox.reader import Identify, Reader, ReturnsReader, open_reader
from regionplan_xl.sandbox.reading_ahead import ReadingAhead
from regionplan_xl.sandbox.return_protocol import (
    ReadingRules,
    ReturnedFile,
    clues_from_plain,
    clues_to_plain,
    submission_from_plain,
    submission_to_plain,
    task_from_plain,
    task_to_plain,
)

_Answer = TypeVar("_Answer")
_OF_THREAD = threading.local()


@dataclass(frozen=True)
class _Work:
    """A file to find clues in or, with its dispatch, to read answers from."""

    file: ReturnedFile
    rules: ReadingRules
    dispatch: Dispatch | None = None


def reader_with(engine: Engine, reader: Reader) -> ReturnsReader:
    """Return a reader that uses the workers of `engine`; `reader` itself if the engine is local."""
    return reader if isinstance(engine, LocalEngine) else _WorkerReader(engine, reader)


class _WorkerReader:
    """Reads returns on workers. The local reader reads what they cannot."""

    def __init__(self, engine: Engine, here: Reader) -> None:
        self._engine = engine
        self._task = Task(
            here=lambda work: _read(here, *_pack(work)), pack=_pack, elsewhere=read_return, unpack=bytes
        )

    def returns(
        self, files: Iterable[ReturnedFile], rules: ReadingRules, identify: Identify
    ) -> Iterator[Submission | Rejected]:
        """Yield what each returned file answers, or why it is not read, in order."""
        files = list(files)
        looked_at = self._engine.map(self._task, (_Work(file, rules) for file in files))
        known: deque[_Work | Rejected] = deque()
        read = self._engine.map(
            self._task, _identified(zip(files, looked_at, strict=True), rules, identify, known)
        )
        for answer in read:
            while isinstance(found := known.popleft(), Rejected):
                yield found
            yield _checked(answer, partial(_submission, work=found))
        yield from (one for one in known if isinstance(one, Rejected))

    @contextmanager
    def reading_ahead(self, rules: ReadingRules, identify: Identify) -> Iterator[ReadingAhead | None]:
        """Yield None: the workers read all files at once, when the command asks for them."""
        del rules, identify
        yield None


def read_return(data: bytes, request: bytes) -> bytes:
    """Do the work that `_pack` packed as `data` and `request`, on a worker; return JSON.

    Raises `Rejected` if it cannot be done on this machine now.
    """
    if not hasattr(_OF_THREAD, "reader"):
        # Its child ends together with this process, because its input closes.
        _OF_THREAD.reader = ExitStack().enter_context(open_reader())
    return _read(_OF_THREAD.reader, data, request, elsewhere=True)


def _pack(work: _Work) -> tuple[bytes, bytes]:
    task = task_to_plain(work.file, work.dispatch, work.rules) if work.dispatch else None
    return work.file.data, protocol.to_json({"name": work.file.name, "task": task})


def _read(reader: Reader, data: bytes, request: bytes, elsewhere: bool = False) -> bytes:
    asked = protocol.from_json(request)
    file = ReturnedFile(asked["name"], "", b"", datetime.now(UTC))
    dispatch, rules = None, ReadingRules(STANDARD)
    if asked["task"] is not None:
        file, dispatch, rules = task_from_plain(asked["task"])
    found: list[Clues] = []

    def identify(_file: ReturnedFile, clues: Clues) -> Dispatch:
        found.append(clues)
        if dispatch is None:
            raise Rejected(rejections.NOT_NOW)  # the request is only for clues
        return dispatch

    [read] = reader.returns([replace(file, data=data)], rules, identify)
    if isinstance(read, Submission):
        return protocol.to_json({"return": submission_to_plain(read)})
    if found and dispatch is None:
        return protocol.to_json({"clues": clues_to_plain(found[0])})
    if elsewhere and read.reason == rejections.NOT_NOW:
        raise read
    return protocol.to_json({"rejected": protocol.rejection_to_plain(read)})


def _identified(
    looked_at: Iterable[tuple[ReturnedFile, bytes]],
    rules: ReadingRules,
    identify: Identify,
    known: deque[_Work | Rejected],
) -> Iterator[_Work]:
    """Yield each file with a known dispatch, to be read; append the outcome of every file to `known`, in order."""
    for file, answer in looked_at:
        clues = _checked(answer, lambda plain: clues_from_plain(plain["clues"]))
        try:
            known.append(clues if isinstance(clues, Rejected) else _Work(file, rules, identify(file, clues)))
        except Rejected as rejection:
            known.append(rejection)
        if isinstance(known[-1], _Work):
            yield known[-1]


def _checked(answer: bytes, finish: Callable[[Any], _Answer]) -> _Answer | Rejected:
    """Return `finish` of an answer, or why the file is not read. A senseless answer is blamed on the file."""
    try:
        plain = protocol.from_json(answer)
        if "rejected" in plain:
            return protocol.rejection_from_plain(plain["rejected"])
        return finish(plain)
    except protocol.NONSENSE:
        return Rejected(rejections.NOT_SURVIVED)


def _submission(plain: Any, work: _Work) -> Submission:
    assert work.dispatch is not None  # noqa: S101  (only such work is read)
    return submission_from_plain(plain["return"], work.file, work.dispatch, work.rules)
