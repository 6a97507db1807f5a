"""The service's log in the project folder: a file of limited size, and a few earlier ones."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path

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

    def doRollover(self) -> None:  # noqa: N802  (as it is called)
        try:
            super().doRollover()
        except OSError:
            # Another program has it open (Windows), so let it grow.
            self.stream = self._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  (as it is called)
        """Ignore the error, since the message is also on the terminal or in the system's log."""
