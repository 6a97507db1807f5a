"""A PostgreSQL server for tests, started when first needed in a folder of its own and removed at the end."""

import atexit
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from tests.requirements import missing

_USER = "regionplan"
# Tests need not survive a power cut. Servers may be set not to wait for commits; the ledger must wait for its own
# nevertheless.
_SETTINGS = (
    "listen_addresses=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=16MB",
)
_PATIENCE = 60.0  # seconds


class Server:
    """A server that is reached only through a socket in its own folder."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._account = _account() if hasattr(os, "geteuid") and os.geteuid() == 0 else None
        if self._account:
            shutil.chown(self._folder, self._account)
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0
        self._call(
            "initdb", "-D", self._data, "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"
        )
        self.start()

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def url(self, database: str) -> str:
        """Return the ledger address of a database."""
        return f"postgresql+psycopg://{_USER}@/{database}?host={self._folder}"

    def new_database(self) -> str:
        """Make an empty database and return its address."""
        self._made += 1
        name = f"ledger_{self._made}"
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return self.url(name)

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        settings = [word for setting in _SETTINGS for word in ("-c", setting)]
        command = [str(self._programs / "postgres"), "-D", self._data, "-k", str(self._folder), *settings]
        log = (self._folder / "log").open("ab")
        with log:
            self._process = subprocess.Popen(
                command,
                cwd=self._folder,
                user=self._account,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        until = time.monotonic() + _PATIENCE
        engine = create_engine(self.url("postgres"))
        try:
            while True:
                try:
                    engine.connect().close()
                    return
                except OperationalError:
                    assert self._process.poll() is None, (self._folder / "log").read_text(errors="replace")
                    assert time.monotonic() < until, "PostgreSQL does not answer"
                    time.sleep(0.05)
        finally:
            engine.dispose()

    def stop(self) -> None:
        """End the server at once, as when its machine disappears."""
        if self._process is not None:
            # SIGQUIT ends it without notifying its clients.
            self._process.send_signal(3)
            try:
                self._process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None

    def remove(self) -> None:
        """End the server and remove its folder."""
        self.stop()
        for _ in range(20):
            shutil.rmtree(self._folder, ignore_errors=True)
            if not self._folder.exists():
                return
            # The last server process may still be ending.
            time.sleep(0.1)

    @contextmanager
    def away(self) -> Iterator[None]:
        """Keep the server down while the block runs."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def _call(self, program: str, *words: str) -> None:
        command = [str(self._programs / program), *words]
        subprocess.run(command, cwd=self._folder, user=self._account, check=True, capture_output=True)


@cache
def server() -> Server:
    """Return the server of this test run; skip the test if PostgreSQL or its driver is not installed."""
    try:
        import psycopg  # noqa: F401
    except ImportError:
        missing("psycopg is not installed (pip install 'regionplan_xl[postgresql]')")
    found = Server(_programs())
    atexit.register(found.remove)
    return found


def _programs() -> Path:
    """Return the folder with PostgreSQL's programs, which Debian leaves out of PATH."""
    by_version = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]), reverse=True
    )
    on_path = shutil.which("initdb")
    if not by_version and not on_path:
        missing("PostgreSQL is not installed (apt-get install postgresql)")
    return (by_version[0] if by_version else Path(str(on_path)).resolve()).parent


def _account() -> str:
    """Return an account without privileges, since PostgreSQL refuses to run as root."""
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)
