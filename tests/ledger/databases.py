"""The kinds of databases for a ledger, on which the same tests run."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from sqlalchemy import MetaData, create_engine, select

from tests.ledger.postgresql import server


class Databases(Protocol):
    """New databases of one kind."""

    def new_url(self) -> str:
        """Return the address of an empty database."""

    def size(self, url: str) -> int:
        """Return the size of the data in a database, in bytes."""


class Files:
    """SQLite: one file in a folder."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "ledger.db"

    def new_url(self) -> str:
        """Return the address of the file."""
        return f"sqlite:///{self._file}"

    def size(self, url: str) -> int:
        """Return the size of the file."""
        return self._file.stat().st_size


class OnServer:
    """PostgreSQL: as many databases as needed."""

    def __init__(self, folder: Path) -> None:
        self._server = server()

    def new_url(self) -> str:
        """Return the address of a new database."""
        return self._server.new_database()

    def size(self, url: str) -> int:
        """Return the length of all rows as text, since a change of one row is lost among the pages of a server."""
        return sum(map(len, everything(url)))


DATABASES: Mapping[str, Callable[[Path], Databases]] = {"sqlite": Files, "postgresql": OnServer}


def everything(url: str) -> list[str]:
    """Return every row of a database, whichever program made its tables."""
    engine, found = create_engine(url), MetaData()
    try:
        with engine.connect() as connection:
            found.reflect(connection)
            return sorted(
                f"{table.name}: {tuple(row)}"
                for table in found.tables.values()
                for row in connection.execute(select(table))
            )
    finally:
        engine.dispose()
