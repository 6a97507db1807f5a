"""Read returned files in background threads, several per message to a child."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from threading import Condition, Thread
from typing import TYPE_CHECKING

from regionplan_xl.errors import Rejected
from regionplan_xl.sandbox.return_protocol import ReturnedFile

if TYPE_CHECKING:
    from regionplan_xl.plan.merging.sent_and_returned import Submission

Read = Callable[[Sequence[ReturnedFile]], Sequence["Submission | Rejected"]]
_FILES_A_CHILD = 8  # starting another child costs as much as reading this many ordinary returns
_TOGETHER, _BYTES_TOGETHER = 8, 512 * 1024
_BYTES_AHEAD = 128 * 1024 * 1024
# Seconds before a computing thread yields to others. A reading thread has little to do, but often.
_SWITCH_AFTER = 0.001


class ReadingAhead:
    """Reads files in the background, in the order they are added; `read` reads several at once."""

    def __init__(self, read: Read, workers: int) -> None:
        self._read = read
        self._workers = workers
        self._waiting: deque[tuple[ReturnedFile, Future[Submission | Rejected]]] = deque()
        self._threads: list[Thread] = []
        self._begun: dict[ReturnedFile, Future[Submission | Rejected]] = {}
        self._bytes = 0
        self._added = 0
        self._ended = False
        self._changed = Condition()
        self._switched_after = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH_AFTER)

    def add(self, file: ReturnedFile) -> Future[Submission | Rejected]:
        """Queue a file for reading; the result is what it answers, or why it is not read."""
        future: Future[Submission | Rejected] = Future()
        with self._changed:
            self._waiting.append((file, future))
            self._added += 1
            if len(self._threads) < min(self._workers, -(-self._added // _FILES_A_CHILD)):
                self._threads.append(Thread(target=self._work, daemon=True))
                self._threads[-1].start()
            self._changed.notify()
        return future

    def begin(self, file: ReturnedFile) -> None:
        """Start reading a file, unless it is already begun or too many bytes are in memory."""
        key = replace(file, data=b"")  # its hash stands for the content
        if key not in self._begun and self._bytes + len(file.data) <= _BYTES_AHEAD:
            self._bytes += len(file.data)
            self._begun[key] = self.add(file)

    def begun(self, file: ReturnedFile) -> Future[Submission | Rejected] | None:
        """Return the future of a file whose reading was begun, or None."""
        return self._begun.get(replace(file, data=b""))

    def end(self) -> None:
        """Wait for the files being read, and read no more; the others are cancelled."""
        with self._changed:
            self._ended = True
            while self._waiting:
                self._waiting.popleft()[1].cancel()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()
        sys.setswitchinterval(self._switched_after)

    def _work(self) -> None:
        while some := self._take():
            try:
                read = self._read([file for file, _ in some])
                for (_, future), answer in zip(some, read, strict=True):
                    future.set_result(answer)
            except BaseException as error:  # raised again where the result is requested
                for _, future in some:
                    if not future.done():
                        future.set_exception(error)

    def _take(self) -> list[tuple[ReturnedFile, Future[Submission | Rejected]]]:
        """Return the next files, as many as may be read together; empty at the end."""
        with self._changed:
            while not self._waiting and not self._ended:
                self._changed.wait()
            if self._ended:
                return []
            most = min(_TOGETHER, max(len(self._waiting) // self._workers, 1))
            some = [self._waiting.popleft()]
            size = len(some[0][0].data)
            while len(some) < most and (size := size + len(self._waiting[0][0].data)) <= _BYTES_TOGETHER:
                some.append(self._waiting.popleft())
            return some
