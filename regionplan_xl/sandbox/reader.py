"""Read outside files where they can do no harm: what each holds, or why it is not read.

A parser may hang, crash or use all memory on a hostile file. So each is read in a child process under limits; if
the child crashes, that one file is rejected and the round goes on.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from regionplan_xl.config.settings import EngineSettings
from regionplan_xl.errors import Rejected
from regionplan_xl.excel.parsing.grid import Grid

if TYPE_CHECKING:
    from regionplan_xl.sandbox.process import Child

File = tuple[str, bytes]
_FILES_A_CHILD = 8  # starting another child costs as much as reading so many ordinary returns
_STANDARD = EngineSettings()

# A workbook's zip begins with one of these; any other zip may be one of several returns.
_OF_A_WORKBOOK = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"xl/", b"mimetype")
_NAME_IN_ZIP = 30  # offset of the name in the first local header (PKWARE APPNOTE section 4.3.7)


class Reader:
    """Reads outside files in this process, without limits: for finding faults in the reading itself."""

    def grids(self, files: Iterable[File]) -> Iterator[Grid | Rejected]:
        """Yield the cells of each file (name, bytes), or why it is not read, in their order."""
        return (self._read(data, name) for name, data in files)

    def files_in(self, name: str, data: bytes) -> tuple[File, ...]:
        """Return the files in a zip of returns, named `zip/file`; the file itself if it is no such zip.

        A zip that cannot be trusted is returned itself too: reading it then says why.
        """
        found = self._unpack(data, name)
        members = () if isinstance(found, Rejected) else found
        return tuple((f"{name}/{member}", content) for member, content in members) or ((name, data),)

    def _read(self, data: bytes, name: str) -> Grid | Rejected:
        from regionplan_xl.sandbox.formats.read_file import read_file

        try:
            return read_file(data, name)
        except Rejected as rejection:
            return rejection

    def _unpack(self, data: bytes, _name: str) -> tuple[File, ...] | Rejected:
        from regionplan_xl.sandbox.formats.read_file import read_members

        try:
            return tuple(read_members(data))
        except Rejected as rejection:
            return rejection


@contextmanager
def open_reader(settings: EngineSettings = _STANDARD) -> Iterator[Reader]:
    """Open the reader that `engine` in config.yaml asks for; its processes end with the block."""
    if settings.kind == "inline":
        yield Reader()
        return
    children = _ChildReader(settings.workers or os.cpu_count() or 1)
    try:
        yield children
    finally:
        children.end()


def read_grids(files: Iterable[File], settings: EngineSettings = _STANDARD) -> Iterator[Grid | Rejected]:
    """Yield the cells of each outside file (name, bytes), or why it is not read, in their order."""
    with open_reader(settings) as reader:
        yield from reader.grids(files)


class _ChildReader(Reader):
    """Reads in child processes, which are started when they are needed and used again."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._idle: list[Child] = []
        self._all: set[Child] = set()

    def grids(self, files: Iterable[File]) -> Iterator[Grid | Rejected]:
        waiting = list(files)
        workers = min(self._workers, -(-len(waiting) // _FILES_A_CHILD))
        if workers <= 1:
            yield from super().grids(waiting)
            return
        from concurrent.futures import Future, ThreadPoolExecutor

        with ThreadPoolExecutor(workers) as pool:
            under_way: deque[Future[Grid | Rejected]] = deque()
            try:
                for name, data in waiting:
                    under_way.append(pool.submit(self._read, data, name))
                    if len(under_way) > 2 * workers:
                        yield under_way.popleft().result()
                while under_way:
                    yield under_way.popleft().result()
            finally:
                for future in under_way:
                    future.cancel()

    def end(self) -> None:
        """End every process."""
        for child in tuple(self._all):
            child.end()
        self._all.clear()

    def _read(self, data: bytes, name: str) -> Grid | Rejected:
        with self._child() as child:
            return child.read(data, name)

    def _unpack(self, data: bytes, name: str) -> tuple[File, ...] | Rejected:
        if not data.startswith(b"PK") or data.startswith(_OF_A_WORKBOOK, _NAME_IN_ZIP):
            return ()
        with self._child() as child:
            return child.unpack(data, name)

    @contextmanager
    def _child(self) -> Iterator[Child]:
        """Lend an idle child, or a new one; it is used again unless it has ended."""
        from regionplan_xl.sandbox.process import Child

        try:
            child = self._idle.pop()
        except IndexError:
            child = Child()
            self._all.add(child)
        yield child
        if child.gone:
            self._all.discard(child)
        else:
            self._idle.append(child)
