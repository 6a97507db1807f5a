"""The database under the ledger: how it is opened, its transactions, and its faults, worded for people."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain, count
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.pool import NullPool

from regionplan_xl.errors import InputError, InUse, NotNow, RegionplanError
from regionplan_xl.files import fingerprint, sync_folder
from regionplan_xl.ledger.migrations import upgrade
from regionplan_xl.ledger.stored.columns import TEXT, StoredTexts
from regionplan_xl.ledger.stored.sqlite_copy import sqlite_copy
from regionplan_xl.ledger.tables import LAYOUT, meta, schema
from regionplan_xl.text import Phrase, phrase

_EXAMPLE = phrase("Write sqlite:///workbooks/records/ledger.db in config.yaml, or leave `ledger` out.")
_RESTORE = phrase("Move the file aside and put back a copy of it from your own backups.")
_RUN_AGAIN = phrase("Nothing was changed; run merge again.")
_VERSION = "version"
_AT_ONCE = 500

# Result codes of SQLite (https://sqlite.org/rescode.html): a fault of the file, not of the moment.
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DUPLICATE = {sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY}
_DUPLICATE_SQLSTATE = "23505"  # unique_violation, in PostgreSQL's appendix A


class Database:
    """A database with the ledger's tables in it; transactions that are whole or not at all."""

    def __init__(self, engine: sa.Engine, restore: Callable[[], Phrase] | None = None) -> None:
        self._engine = engine
        self._restore = restore or (lambda: _RESTORE)
        self.name = _printable(engine.url)

    @classmethod
    def open(
        cls, url: str, folder: Path, patience: float, restore: Callable[[], Phrase] | None = None
    ) -> "Database":
        """Open the database at `url`; make its tables, or change them to the newest layout, as needed.

        A relative SQLite file is looked for in `folder`. A busy database is waited for `patience` seconds.
        Raises `InputError` if it is no ledger of this or an earlier version, and `NotNow` if it does not answer.
        `restore` says what to do about one that is damaged. An SQLite file that is changed to the newest layout is
        copied first, to backups/ next to it.
        """
        database = cls(_engine(url, folder, patience), restore)
        try:
            database._prepare()
        except BaseException:
            database.close()
            raise
        return database

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Open a transaction that sees one state of the database."""
        with self._faults(), self._engine.connect() as connection, connection.begin():
            yield connection

    def rows(self, query: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
        """Return every row that a query finds, in a transaction of its own."""
        with self.reading() as connection:
            return connection.execute(query).all()

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Open a transaction that is on disk when the block ends, and leaves no trace if it raises."""
        with self._faults(), self._engine.connect() as connection:
            connection = connection.execution_options(regionplan_writes=True)
            with connection.begin():
                yield connection

    def _prepare(self) -> None:
        with self.reading() as connection:
            present = sa.inspect(connection).get_table_names()
            layout = self._layout(connection) if meta.name in present else None
        if layout is None:
            if present and self._engine.dialect.name == "sqlite":
                raise self._not_ours()
            with self.writing() as connection:
                schema.create_all(connection)
                version = {"name": _VERSION, "value": str(LAYOUT)}
                insert_new(connection, meta, version, meta.c.name == _VERSION)
        elif layout < LAYOUT:
            with self.writing() as connection:
                # Another program may have done it meanwhile, or be about to.
                connection.execute(sa.select(meta).with_for_update())
                layout = self._layout(connection)
                if layout < LAYOUT:
                    self._back_up(layout)
                    upgrade(connection, layout)
                    write_fact(connection, _VERSION, str(LAYOUT))
        elif layout > LAYOUT:
            raise InputError(
                phrase("The ledger {ledger} was made by a newer version of regionplan_xl.", ledger=self.name),
                phrase("Install the newest version (pip install --upgrade regionplan_xl)."),
            )

    def _back_up(self, layout: int) -> None:
        """Copy an SQLite file as it is before its layout is changed; `NotNow` if that cannot be done."""
        if self._engine.dialect.name != "sqlite":
            return
        path = Path(str(self._engine.url.database))
        copy = path.parent / "backups" / f"{path.stem} of layout {layout}{path.suffix}"
        try:
            copy.parent.mkdir(exist_ok=True)
            with sqlite_copy(path, copy.parent) as temp:
                if not copy.exists() or fingerprint(copy.read_bytes()) != fingerprint(temp.read_bytes()):
                    temp.replace(_free(copy))
                    sync_folder(copy.parent)
        except (OSError, sqlite3.Error) as error:
            raise NotNow(
                phrase(
                    "The ledger {ledger} cannot be copied before it is changed: {why}.",
                    ledger=self.name,
                    why=error,
                ),
                phrase("See that the disk is not full and that you may write in the folder."),
            ) from error

    def _layout(self, connection: sa.Connection) -> int:
        found = connection.scalar(sa.select(meta.c.value).where(meta.c.name == _VERSION))
        if found is None or not found.isdecimal():
            raise self._not_ours()
        return int(found)

    def _not_ours(self) -> InputError:
        what = phrase("{ledger} is a database, but not a ledger of regionplan_xl.", ledger=self.name)
        return InputError(what, phrase("Give another file under `ledger` in config.yaml."))

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            fault = self._fault(error)
            if fault is None:
                raise
            raise fault from error

    def _fault(self, error: DBAPIError) -> RegionplanError | None:
        """Return what to tell people of a database's error; None if the error is the program's own."""
        if isinstance(error.orig, sqlite3.Error):
            code = _sqlite_code(error) & 0xFF
            if code in _DAMAGED:
                return InputError(
                    phrase("The ledger {ledger} is damaged or is no ledger.", ledger=self.name),
                    self._restore(),
                )
            if code in _BUSY:
                what = phrase("The ledger {ledger} is busy: another program has it open.", ledger=self.name)
                return InUse(what, phrase("Wait until it is done, and try again."))
            if isinstance(error.orig, sqlite3.OperationalError) and code != sqlite3.SQLITE_ERROR:
                what = phrase("The ledger {ledger} cannot be used: {why}.", ledger=self.name, why=error.orig)
                return NotNow(
                    what, phrase("See that the disk is not full and that you may write in the folder.")
                )
            return None
        if isinstance(error, OperationalError | InterfaceError):
            what = phrase("The ledger {ledger} does not answer: {why}", ledger=self.name, why=error.orig)
            return NotNow(what, phrase("See that the database is running, and try again."))
        return None


def portions(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield the values in portions that are not too many for the parameters of one query in any database."""
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def insert_many(connection: sa.Connection, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows with a value for every column of `table`; a text that many of them have is converted once."""
    names = [column.name for column in table.columns]
    values = [tuple([row[name] for name in names]) for row in rows]
    insert_stored(connection, table, names, stored_values(connection, table, names, values))


def stored_values(
    connection: sa.Connection, table: sa.Table, names: Sequence[str], rows: Sequence[Sequence[Any]]
) -> list[tuple[Any, ...]]:
    """Return rows of values, in the order of the columns `names`, as the database stores them."""
    dialect, texts = connection.dialect, StoredTexts()
    columns: list[Iterable[Any]] = []
    # Column by column: the same function converts all values of one, and each value once.
    for name, column in zip(names, zip(*rows, strict=True), strict=bool(rows)):
        kind = table.c[name].type
        write = kind.dialect_impl(dialect).bind_processor(dialect)
        if kind is TEXT:
            columns.append(map(texts.__getitem__, column))
        else:
            columns.append(map(lru_cache(None, typed=True)(write), column) if write else column)
    return list(zip(*columns, strict=True))


def insert_stored(
    connection: sa.Connection, table: sa.Table, names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert rows of values as `stored_values` returns them; `names` are all columns of the table."""
    if rows:
        statement = sa.insert(table).compile(dialect=connection.dialect, column_keys=list(names))
        # The statement as text: SQLAlchemy would take each value of each row in hand once more.
        by_name = [] if statement.positional else [dict(zip(names, one, strict=True)) for one in rows]
        connection.exec_driver_sql(str(statement), by_name or rows)


def insert_new(
    connection: sa.Connection, table: sa.Table, row: dict[str, Any], same: sa.ColumnElement[bool]
) -> sa.Row[Any] | None:
    """Insert `row` and return None, or return the row that is `same` and was there already.

    The constraints decide which.
    """
    try:
        with connection.begin_nested():
            connection.execute(sa.insert(table), row)
    except IntegrityError as error:
        found = connection.execute(sa.select(table).where(same)).first() if _is_duplicate(error) else None
        if found is None:
            raise
        return found
    return None


def insert_all(connection: sa.Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> bool:
    """Insert all rows and return True; False, with none inserted, if a uniqueness constraint is broken."""
    if not rows:
        return True
    try:
        with connection.begin_nested():
            connection.execute(sa.insert(table), rows)
    except IntegrityError as error:
        if not _is_duplicate(error):
            raise
        return False
    return True


def overtaken(what: Phrase) -> NotNow:
    """Return the exception for a merge when another one has changed what it builds on."""
    return NotNow(what, _RUN_AGAIN)


@contextmanager
def not_overtaken(what: Phrase) -> Iterator[None]:
    """Raise `overtaken(what)` if the block breaks a uniqueness constraint."""
    try:
        yield
    except IntegrityError as error:
        if not _is_duplicate(error):
            raise
        raise overtaken(what) from error


def write_fact(connection: sa.Connection, name: str, value: str) -> None:
    """Store a single fact under its name, in place of a former one."""
    connection.execute(sa.delete(meta).where(meta.c.name == name))
    connection.execute(sa.insert(meta), {"name": name, "value": value})


def read_fact(connection: sa.Connection, name: str) -> str | None:
    """Return the single fact stored under that name, or None."""
    found: str | None = connection.scalar(sa.select(meta.c.value).where(meta.c.name == name))
    return found


def _is_duplicate(error: IntegrityError) -> bool:
    """Tell whether a uniqueness constraint was broken (and not a foreign key or the like)."""
    if isinstance(error.orig, sqlite3.Error):
        return _sqlite_code(error) in _DUPLICATE
    return getattr(error.orig, "sqlstate", "") == _DUPLICATE_SQLSTATE


def _free(path: Path) -> Path:
    numbers = (path.with_name(f"{path.stem} ({number}){path.suffix}") for number in count(2))
    return next(one for one in chain([path], numbers) if not one.exists())


def _sqlite_code(error: DBAPIError) -> int:
    return int(getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR))


def _engine(written: str, folder: Path, patience: float) -> sa.Engine:
    try:
        url = sa.make_url(written)
    except ArgumentError as error:
        raise InputError(phrase("The ledger's address is not understood."), _EXAMPLE) from error
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, folder, patience)
    try:
        engine = sa.create_engine(url, pool_pre_ping=True)
        if engine.dialect.name == "postgresql":
            sa.event.listen(engine, "connect", _set_up_postgresql)
        return engine
    except ArgumentError as error:
        raise InputError(
            phrase("The ledger {ledger} is of an unknown kind.", ledger=_printable(url)), _EXAMPLE
        ) from error
    except ModuleNotFoundError as error:
        what = phrase(
            "The ledger {ledger} needs the Python module {module}.", ledger=_printable(url), module=error.name
        )
        raise InputError(
            what, phrase("Install it (for PostgreSQL: pip install 'regionplan_xl[postgresql]').")
        ) from error


def _sqlite(url: sa.URL, folder: Path, patience: float) -> sa.Engine:
    if not url.database or url.database == ":memory:":
        raise InputError(phrase("The ledger must be a file; one in memory would be lost."), _EXAMPLE)
    path = folder / url.database
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotNow(
            phrase("The folder {folder} cannot be made: {why}.", folder=path.parent, why=error)
        ) from error
    # No connection outlives its transaction: no child process inherits one, and Windows can move the file.
    engine = sa.create_engine(
        url.set(database=str(path)), poolclass=NullPool, connect_args={"timeout": patience}
    )
    sa.event.listen(engine, "connect", _set_up_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver would begin transactions late and end them early; `_begin_sqlite` does it instead.
    connection.isolation_level = None


def _set_up_postgresql(connection: Any, _record: object) -> None:
    # A server may be set to say that a commit is done before it is on disk. The master is replaced on the strength of
    # one: a commit that is lost then would let the merge be taken for edits by hand.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('synchronous_commit', 'on', false) "
            "WHERE current_setting('synchronous_commit') = 'off'"
        )
    connection.commit()


def _begin_sqlite(connection: sa.Connection) -> None:
    if not connection.get_execution_options().get("regionplan_writes", False):
        connection.exec_driver_sql("BEGIN")
        return
    # A rollback journal: one file to copy, and it works on network drives, where a write-ahead log does not.
    # EXTRA is FULL, and the removal of the journal is on disk too when a commit returns.
    for setting in ("journal_mode = DELETE", "synchronous = EXTRA", "foreign_keys = ON"):
        connection.exec_driver_sql(f"PRAGMA {setting}")
    # A writer takes its lock at once: two that read first and then wait for each other would both fail.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _printable(url: sa.URL) -> str:
    return (
        str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)
    )
