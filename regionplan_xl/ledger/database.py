"""The ledger's database: opening, transactions, and database errors worded for people."""

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
from regionplan_xl.extras import install_command
from regionplan_xl.files import fingerprint, make_folder, sync_folder
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

# Result codes of SQLite (https://sqlite.org/rescode.html). These mean a permanent fault of the file.
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DUPLICATE = {sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY}
_DUPLICATE_SQLSTATE = "23505"  # unique_violation, in PostgreSQL's appendix A


class Database:
    """A database with the ledger's tables, used in transactions."""

    def __init__(self, engine: sa.Engine, restore: Callable[[], Phrase] | None = None) -> None:
        self._engine = engine
        self._restore = restore or (lambda: _RESTORE)
        self.name = _printable(engine.url)

    @classmethod
    def open(
        cls, url: str, folder: Path, patience: float, restore: Callable[[], Phrase] | None = None
    ) -> "Database":
        """Open the database at `url`; create its tables, or migrate them to the newest layout, as needed.

        A relative SQLite path is resolved in `folder`. Wait up to `patience` seconds for a busy database. Raise
        `InputError` if it is not a ledger of this or an earlier version, and `NotNow` if it does not answer. `restore`
        returns the fix for a damaged ledger. Before an SQLite file is migrated, it is copied to backups/ next to it.
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
        """Return all rows of a query, in a separate transaction."""
        with self.reading() as connection:
            return connection.execute(query).all()

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Open a transaction: it is on disk when the block ends, and is rolled back if the block raises."""
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
                # Another process may have migrated it meanwhile, or be about to.
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
        """Copy an SQLite file before its layout is changed; raise `NotNow` if that fails."""
        if self._engine.dialect.name != "sqlite":
            return
        path = Path(str(self._engine.url.database))
        copy = path.parent / "backups" / f"{path.stem} of layout {layout}{path.suffix}"
        try:
            make_folder(copy.parent)
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
        """Return the exception for people for a database error; None if the error is a bug in the program."""
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
    """Yield the values in portions small enough for the parameters of one query in any database."""
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def insert_many(connection: sa.Connection, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows with a value for every column of `table`; equal values are converted once."""
    names = [column.name for column in table.columns]
    values = [tuple([row[name] for name in names]) for row in rows]
    insert_stored(connection, table, names, stored_values(connection, table, names, values))


def stored_values(
    connection: sa.Connection, table: sa.Table, names: Sequence[str], rows: Sequence[Sequence[Any]]
) -> list[tuple[Any, ...]]:
    """Return rows of values, in the order of the columns `names`, converted to what the database stores."""
    dialect, texts = connection.dialect, StoredTexts()
    columns: list[Iterable[Any]] = []
    # Column by column: one function converts the whole column, and each distinct value only once.
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
    """Insert rows from `stored_values`; `names` are all columns of the table."""
    if rows:
        statement = sa.insert(table).compile(dialect=connection.dialect, column_keys=list(names))
        # Execute the statement as text: SQLAlchemy would process each value of each row again.
        by_name = [] if statement.positional else [dict(zip(names, one, strict=True)) for one in rows]
        connection.exec_driver_sql(str(statement), by_name or rows)


def insert_new(
    connection: sa.Connection, table: sa.Table, row: dict[str, Any], same: sa.ColumnElement[bool]
) -> sa.Row[Any] | None:
    """Insert `row` and return None; if that breaks a uniqueness constraint, return the existing row that is `same`."""
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
    """Insert all rows and return True; if that breaks a uniqueness constraint, insert none and return False."""
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
    """Return the exception for a merge that another one has overtaken."""
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
    """Store a single fact under its name; it replaces a former one."""
    connection.execute(sa.delete(meta).where(meta.c.name == name))
    connection.execute(sa.insert(meta), {"name": name, "value": value})


def read_fact(connection: sa.Connection, name: str) -> str | None:
    """Return the single fact stored under this name, or None."""
    found: str | None = connection.scalar(sa.select(meta.c.value).where(meta.c.name == name))
    return found


def _is_duplicate(error: IntegrityError) -> bool:
    """Return whether a uniqueness constraint was broken, rather than a foreign key or the like."""
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
        fix = phrase("Install it (for PostgreSQL: {command}).", command=install_command("postgresql"))
        raise InputError(what, fix) from error


def _sqlite(url: sa.URL, folder: Path, patience: float) -> sa.Engine:
    if not url.database or url.database == ":memory:":
        raise InputError(phrase("The ledger must be a file; one in memory would be lost."), _EXAMPLE)
    path = folder / url.database
    try:
        make_folder(path.parent)
    except OSError as error:
        raise NotNow(
            phrase("The folder {folder} cannot be made: {why}.", folder=path.parent, why=error)
        ) from error
    # No connection outlives its transaction, so that no child process inherits one and Windows can move the file.
    engine = sa.create_engine(
        url.set(database=str(path)), poolclass=NullPool, connect_args={"timeout": patience}
    )
    sa.event.listen(engine, "connect", _set_up_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver would begin transactions late and end them early, so `_begin_sqlite` begins them.
    connection.isolation_level = None


def _set_up_postgresql(connection: Any, _record: object) -> None:
    # A server may be configured to report a commit before it is on disk. The master is replaced after such a commit; if
    # the commit were then lost, the merge would look like hand edits.
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
    # A rollback journal: the database is one file to copy, and works on network drives, unlike a write-ahead log.
    # EXTRA is like FULL, but also flushes the removal of the journal before a commit returns.
    for setting in ("journal_mode = DELETE", "synchronous = EXTRA", "foreign_keys = ON"):
        connection.exec_driver_sql(f"PRAGMA {setting}")
    # A writer takes its lock at once; two writers that both read first would deadlock and fail.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _printable(url: sa.URL) -> str:
    return (
        str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)
    )
