"""Map values to columns, and dataclasses to rows with a column of a suitable type for each field."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from functools import lru_cache
from operator import attrgetter, itemgetter
from types import NoneType
from typing import Any, Generic, Literal, TypeVar, get_args, get_origin, get_type_hints

from sqlalchemy import Boolean, Column, Date, Dialect, Integer, Row, Text, TypeDecorator
from sqlalchemy.types import TypeEngine

from regionplan_xl.errors import Place
from regionplan_xl.ledger.stored import values
from regionplan_xl.plan.merging.sent_and_returned import AnswerValue, Candidate
from regionplan_xl.plan.model import Field, Report, Value
from regionplan_xl.text import Phrase

T = TypeVar("T")


class AsText(TypeDecorator[Any]):
    """A column type for values stored as text: `write` converts to text, `read` back. `null` is stored as NULL."""

    impl = Text
    cache_ok = True

    def __init__(self, write: Callable[[Any], str], read: Callable[[str], Any], null: object = None) -> None:
        self.write = write
        self.read = read
        self.null = null
        super().__init__()

    # Override the processors, not the slower methods that they usually call: a ledger has millions of texts.
    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str | None]:
        """Return the function that converts a value to the text to store."""
        write, null, storable = self.write, self.null, values.storable
        return lambda value: None if value == null else storable(write(value))

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], Any]:
        """Return the function that converts a stored text to its value."""
        read, null, restored = self.read, self.null, values.restored
        if read is str:
            return lambda stored: null if stored is None else restored(stored) if "\\" in stored else stored
        return lambda stored: null if stored is None else read(restored(stored))


def _utc_text(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone cannot be stored.")
    # Always with microseconds, so that moments stored as text sort by time.
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


TEXT = AsText(str, str)
MOMENT = AsText(_utc_text, datetime.fromisoformat)


class StoredTexts(dict[str | None, str | None]):
    """Text -> what `TEXT` stores for it, converted on first use."""

    def __missing__(self, text: str | None) -> str | None:
        stored = self[text] = None if text is None else values.storable(str(text))
        return stored


# The key of a row in another table, or "".
REFERENCE = AsText(str, str, null="")
# Most rows have the same few values.
_VALUE = AsText(values.value_to_text, lru_cache(maxsize=1000)(values.value_from_text))

_TYPES: dict[object, TypeEngine[Any]] = {
    str: TEXT,
    bool: Boolean(),
    int: Integer(),
    date: Date(),
    datetime: MOMENT,
    Value: _VALUE,
    AnswerValue: _VALUE,
    # None is stored as "", since NULLs do not count as equal in a uniqueness constraint.
    Field | None: AsText(
        lambda field: field.value if field else "", lambda text: Field(text) if text else None, null=""
    ),
    Phrase: AsText(values.phrase_to_text, values.value_from_text),
    Place: AsText(values.place_to_text, values.place_from_text),
    tuple[str, ...]: AsText(values.cells_to_text, values.cells_from_text),
    tuple[Candidate, ...]: AsText(values.candidates_to_text, values.candidates_from_text),
}  # fmt: skip


def required(name: str, kind: Any = TEXT, *constraints: Any, **options: Any) -> Column[Any]:
    """Return a column that is never NULL."""
    return Column(name, kind, *constraints, nullable=False, **options)


class Stored(Generic[T]):
    """Maps a dataclass to rows: `columns` makes its columns, `row` stores a value, `value` reads one.

    `names`: field -> column, where they differ. `references`: field -> column, for fields with the key of another row
    or "". `without`: fields that come from a join. A `Report` has a column for each of its fields. Raise `TypeError`
    for a field of a type that has no column type.
    """

    def __init__(
        self,
        kind: type[T],
        *,
        names: Mapping[str, str] | None = None,
        references: Mapping[str, str] | None = None,
        without: frozenset[str] = frozenset(),
    ) -> None:
        self.kind = kind
        self._references = set((references or {}).values())
        self._types = get_type_hints(kind)
        columns = {f.name: f.name for f in fields(kind) if f.name not in without}  # type: ignore[arg-type]
        # Field -> column, including the fields within a report, so that one getter reads a whole row.
        self._columns: dict[str, str] = {}
        # Field -> its index in a row.
        self._single: dict[str, int] = {}
        self._reports: dict[str, slice] = {}
        for name, column in {**columns, **(names or {}), **(references or {})}.items():
            at = len(self._columns)
            if self._types[name] is Report:
                self._columns |= {f"{name}.{part}": f"{column}_{part}" for part in Field}
                self._reports[name] = slice(at, len(self._columns))
            else:
                self._columns[name] = column
                self._single[name] = at
        self.of_value: Callable[[T], tuple[Any, ...]] = attrgetter(*self._columns)
        """Returns the parts of a value to store, in the order of `names`."""
        self._of_row = attrgetter(*self._columns.values())

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in the order of the fields."""
        return tuple(self._columns.values())

    def columns(self) -> list[Column[Any]]:
        """Return new columns, in the order of the fields."""
        return [
            Column(column, REFERENCE)
            if column in self._references
            else _column(column, self._types.get(name, Value))
            for name, column in self._columns.items()
        ]

    def row(self, value: T) -> dict[str, Any]:
        """Return the row that stores `value`, by column."""
        return dict(zip(self._columns.values(), self.of_value(value), strict=True))

    def value(self, row: Row[Any], **joined: object) -> T:
        """Return the value stored in `row`; `joined` are the fields that have no column."""
        return self._made(self._of_row(row), **joined)

    def values(self, rows: Sequence[Row[Any]]) -> list[T]:
        """Return the values stored in the rows of one query; for many rows, this is twice as fast as `value`.

        Equal texts share memory.
        """
        if not rows:
            return []
        places = {name: at for at, name in enumerate(rows[0]._fields)}
        of_row = itemgetter(*(places[column] for column in self._columns.values()))
        intern, text = sys.intern, str
        return [
            self._made([intern(one) if type(one) is text else one for one in of_row(row)]) for row in rows
        ]

    def _made(self, kept: Sequence[Any], **joined: object) -> T:
        found = {name: kept[at] for name, at in self._single.items()}
        for name, parts in self._reports.items():
            found[name] = _report(*kept[parts])
        return self.kind(**found, **joined)


# Most rows of a round have an empty report, or one equal to another row's.
_report = lru_cache(maxsize=10_000, typed=True)(Report)


def _column(name: str, hint: Any) -> Column[Any]:
    if get_origin(hint) is Literal:
        return required(name, Text)
    nullable = hint not in _TYPES and NoneType in get_args(hint)
    kind = _TYPES.get(get_args(hint)[0] if nullable else hint)
    if kind is None:
        raise TypeError(f"{name}: there is no column for {hint}.")
    return Column(name, kind, nullable=nullable or kind is _VALUE, autoincrement=False)
