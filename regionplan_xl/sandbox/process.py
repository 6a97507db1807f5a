"""The parent's side of a reading child: started, asked, and ended by the clock."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, TypeVar

import regionplan_xl
from regionplan_xl.errors import NotNow, Rejected
from regionplan_xl.excel.parsing.grid import Grid
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.sandbox import rejections as reasons
from regionplan_xl.sandbox import wire
from regionplan_xl.sandbox.bounds import ARCHIVE, LARGEST_FILE, MEMBERS, RETURNED, SECONDS
from regionplan_xl.sandbox.wire import Garbled, GridBuilder, Tag

_START_SECONDS = 60.0
_BUSY_AT_MOST = 5  # times the seconds, for a child that shares its processor with many
_WAITING = 0.05  # of the time; whoever computes less than that waits for something
# The child must find Python and this program; the rest of what the command knows (passwords) is not for it.
_ENVIRONMENT = ("PATH", "SYSTEMROOT", "WINDIR", "TEMP", "TMP", "LANG", "LC_ALL", "LD_LIBRARY_PATH")

_Answer = TypeVar("_Answer")
Files = tuple[tuple[str, bytes], ...]


class Child:
    """One reading process. Where an answer leaves it `gone`, another is to be started for the next file."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.gone = False
        self._seconds = seconds
        self._late = False
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "regionplan_xl.sandbox.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            # A Ctrl-C is for the command, which then ends its children itself.
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        try:
            with self._within(_START_SECONDS):
                started = wire.receive(self._out)[0] is Tag.READY
        except Garbled:
            started = False
        if not started:
            self.end()
            raise NotNow(
                "The process that reads returned files could not be started.",
                "Nothing was changed. Try again; if it never works, write «engine: {kind: inline}» in config.yaml.",
            )

    def read(self, data: bytes, name: str) -> Grid | Rejected:
        """The cells of one file, or why it is not read, whatever happens in the child."""
        builder = GridBuilder(RETURNED.cells)
        return self._ask(Tag.READ, data, name, builder.add, lambda end: builder.grid(end.get("codes")))

    def unpack(self, data: bytes, name: str) -> Files | Rejected:
        """The files in a zip as (path within it, bytes), none where it is no zip of files; or why it is not opened."""
        names: list[str] = []
        contents: list[bytes] = []

        def add(tag: Tag, content: bytes) -> None:
            if tag is Tag.NAME and len(names) == len(contents) < MEMBERS:
                names.append(content.decode("utf-8", "replace"))
            elif tag is Tag.MEMBER and len(names) == len(contents) + 1:
                contents.append(content)
            else:
                raise Garbled
            if sum(map(len, contents)) > ARCHIVE.inflated_bytes:
                raise Garbled

        return self._ask(Tag.UNPACK, data, name, add, lambda _: tuple(zip(names, contents, strict=True)))

    def end(self) -> None:
        """The process is no more."""
        self.gone = True
        self._kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self._process.wait()

    def _ask(
        self,
        what: Tag,
        data: bytes,
        name: str,
        add: Callable[[Tag, bytes], None],
        finish: Callable[[dict[str, Any]], _Answer],
    ) -> _Answer | Rejected:
        """What `finish` makes of the last frame, once `add` was given the others; else why there is none."""
        if len(data) > LARGEST_FILE:
            return refusals.too_large(LARGEST_FILE)
        try:
            with self._within(self._seconds):
                wire.send(self._in, Tag.NAME, name.encode("utf-8", "replace"))
                wire.send(self._in, what, data)
                self._in.flush()
                while True:
                    tag, content = wire.receive(self._out)
                    if tag in (Tag.END, Tag.REJECTED):
                        break
                    add(tag, content)
            end = wire.from_json(content)
            answer = finish(end) if tag is Tag.END else wire.to_rejected(end)
            leaves = bool(end["leaves"])
        except (Garbled, OSError, KeyError, TypeError, AttributeError):
            self.end()
            return Rejected(reasons.TOO_SLOW if self._late or self._out_of_time else reasons.NOT_SURVIVED)
        if leaves:
            self.end()
        return answer

    @contextmanager
    def _within(self, seconds: float) -> Iterator[None]:
        """The process is killed where this takes longer, which ends any wait for it."""
        done = threading.Event()
        watch = threading.Thread(target=self._watch, args=(seconds, done), daemon=True)
        watch.start()
        try:
            yield
        finally:
            done.set()
            watch.join()

    def _watch(self, seconds: float, done: threading.Event) -> None:
        """Kill the process after so many seconds; on a busy machine only once it has had its share of them.

        Computing itself is bounded by the kernel (`confinement`).
        """
        for _ in range(_BUSY_AT_MOST):
            before = self._computed()
            if done.wait(seconds):
                return
            if self._computed() - before < _WAITING * seconds:
                break
        self._late = True
        self._kill()

    def _computed(self) -> float:
        """The seconds that it has computed, where the system tells."""
        try:
            fields = Path(f"/proc/{self._process.pid}/stat").read_bytes().rpartition(b") ")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def _out_of_time(self) -> bool:
        """Whether the kernel ended it for computing too long."""
        return self._process.returncode == -getattr(signal, "SIGXCPU", 0) != 0

    @property
    def _in(self) -> IO[bytes]:
        assert self._process.stdin is not None  # noqa: S101  (asked for when it was started)
        return self._process.stdin

    @property
    def _out(self) -> IO[bytes]:
        assert self._process.stdout is not None  # noqa: S101
        return self._process.stdout

    def _kill(self) -> None:
        if os.name == "nt":
            self._process.kill()
            return
        # Its whole session, should it have managed to start something.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    home = Path(regionplan_xl.__file__).parent.parent
    path = [str(home), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {**kept, "PYTHONPATH": os.pathsep.join(path), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
