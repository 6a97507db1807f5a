"""The service's log in the project's folder: a file of limited size, and a few former ones."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path

NAME = "service.log"
_MOST = 1_000_000  # bytes of a file
_FORMER = 4  # files that are kept besides
FORMAT = "%(asctime)s %(levelname)s %(message)s"


@contextmanager
def log_file(folder: Path) -> Iterator[None]:
    """Write everything that is logged meanwhile to the file in `folder` too, if it can be written."""
    root = logging.getLogger()
    handler = _LogFile(folder / NAME)
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        handler.close()


class _LogFile(RotatingFileHandler):
    """A log that never stops the service: what a full disk or another program prevents is not in it."""

    def __init__(self, path: Path) -> None:
        # Opened by the first message: there is nothing in a log of nothing.
        super().__init__(path, maxBytes=_MOST, backupCount=_FORMER, encoding="utf-8", delay=True)
        self.setFormatter(logging.Formatter(FORMAT))

    def doRollover(self) -> None:  # noqa: N802  (as it is called)
        try:
            super().doRollover()
        except OSError:
            # Somebody has it open on Windows; it grows until they close it.
            self.stream = self._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  (as it is called)
        """Say nothing: the message is on the terminal, or in the system's log, as well."""
