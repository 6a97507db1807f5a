"""The service's log in the project folder: a file of limited size, and a few earlier ones."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

NAME = "service.log"
_MOST = 1_000_000  # bytes per file
_FORMER = 4  # earlier files to keep
FORMAT = "%(asctime)s %(levelname)s %(message)s"


@contextmanager
def log_file(folder: Path) -> Iterator[None]:
    """While the block runs, also write the log to a file in `folder`, if possible."""
    root = logging.getLogger()
    handler = _LogFile(folder / NAME)
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        handler.close()


class _LogFile(RotatingFileHandler):
    """A log file whose errors never stop the service; messages that cannot be written are dropped."""

    def __init__(self, path: Path) -> None:
        # Open the file at the first message, so that there is no empty log.
        super().__init__(path, maxBytes=_MOST, backupCount=_FORMER, encoding="utf-8", delay=True)
        self.setFormatter(logging.Formatter(FORMAT))

    def emit(self, record: logging.LogRecord) -> None:
        """Write a message; open the file again if it was moved or removed, as by a program that rotates logs."""
        if self.stream is not None and not self._is_at_its_path(self.stream):
            self._close_stream()
        super().emit(record)

    def _is_at_its_path(self, stream: TextIO) -> bool:
        try:
            return os.path.samestat(os.fstat(stream.fileno()), Path(self.baseFilename).stat())
        except (OSError, ValueError):
            return False

    def _close_stream(self) -> None:
        stream, self.stream = self.stream, None
        if stream is not None:
            with suppress(OSError, ValueError):
                stream.close()

    def doRollover(self) -> None:  # noqa: N802  (as it is called)
        try:
            super().doRollover()
        except OSError:
            # Another program has it open (Windows), so let it grow.
            self.stream = self._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  (as it is called)
        """Ignore the error, since the message is also on the terminal or in the system's log; open the file again."""
        self._close_stream()
