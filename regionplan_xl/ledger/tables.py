"""The ledger's tables. Whatever must be unique is so by a constraint; whatever refers, by a foreign key."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

from regionplan_xl.ledger import values

SCHEMA_VERSION = 1


class AsText(TypeDecorator[Any]):
    """A value kept as text that every database takes: `write` makes the text, `read` gives the value back."""

    impl = Text
    cache_ok = True

    def __init__(self, write: Callable[[Any], str | None], read: Callable[[str], Any]) -> None:
        self.write = write
        self.read = read
        super().__init__()

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """The text to store; None stays None."""
        written = None if value is None else self.write(value)
        return None if written is None else values.storable(written)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """The value of stored text; None stays None."""
        return None if value is None else self.read(values.restored(value))


def _utc_text(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone is not put on record.")
    # Always with microseconds: as text, moments then sort by time.
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


WORDS = AsText(str, str)
MOMENT = AsText(_utc_text, datetime.fromisoformat)
SAID = AsText(values.said_to_text, values.said_from_text)
PHRASE = AsText(values.phrase_to_text, values.phrase_from_text)
PLACE = AsText(values.place_to_text, values.place_from_text)
CELLS = AsText(values.cells_to_text, values.cells_from_text)

schema = MetaData()


def _required(name: str, kind: Any = WORDS, *constraints: ForeignKey) -> Column[Any]:
    return Column(name, kind, *constraints, nullable=False)


meta = Table("meta", schema, Column("name", Text, primary_key=True), _required("value", Text))

rounds = Table(
    "rounds",
    schema,
    Column("id", Integer, primary_key=True),
    _required("name"),
    _required("deadline", Date),
    _required("opened", MOMENT),
    UniqueConstraint("name"),
)

dispatches = Table(
    "dispatches",
    schema,
    Column("code", Text, primary_key=True),
    _required("round", WORDS, ForeignKey("rounds.name")),
    _required("actor"),
    _required("serial", Integer),
    _required("sent", MOMENT),
    _required("path"),
    UniqueConstraint("round", "actor", "serial"),
)

sent_rows = Table(
    "sent_rows",
    schema,
    Column("dispatch", Text, ForeignKey("dispatches.code"), primary_key=True),
    Column("measure", WORDS, primary_key=True),
    Column("member", WORDS, primary_key=True),
    _required("position", Integer),
    _required("number"),
    _required("text"),
    _required("answerable", Boolean),
    _required("goal"),
    _required("area"),
    _required("timeframe"),
    _required("responsible"),
    _required("involved"),
    Column("base_status", SAID),
    Column("base_progress", SAID),
    Column("base_comment", SAID),
    Column("base_expected", SAID),
)

returns = Table(
    "returns",
    schema,
    Column("hash", Text, primary_key=True),
    _required("name"),
    _required("received", MOMENT),
    _required("channel"),
    _required("sender"),
    _required("path"),
    _required("state", Text),
    _required("reason", PHRASE),
    Column("dispatch", Text, ForeignKey("dispatches.code"), index=True),
)

merges = Table(
    "merges",
    schema,
    Column("number", Integer, primary_key=True, autoincrement=False),
    _required("begun", MOMENT),
    _required("state", Text),
    _required("by"),
    _required("before"),
    _required("after"),
    _required("backup"),
    # True while the merge is begun or being undone, else NULL: no two can be under way.
    Column("under_way", Boolean),
    UniqueConstraint("under_way"),
)

# What each return was before a merge decided about it.
verdicts = Table(
    "verdicts",
    schema,
    Column("merge", Integer, ForeignKey("merges.number"), primary_key=True),
    Column("return_hash", Text, ForeignKey("returns.hash"), primary_key=True),
    _required("state_before", Text),
    _required("reason_before", PHRASE),
    Column("dispatch_before", Text, ForeignKey("dispatches.code")),
)

# `undone` is 0, or the number of the merge once it is undone: then the same answer may be taken again.
# A change without a return has NULL there, and NULLs are never alike.
changes = Table(
    "changes",
    schema,
    Column("id", Integer, primary_key=True),
    Column("merge", Integer, ForeignKey("merges.number"), nullable=False, index=True),
    _required("kind", Text),
    Column("measure", WORDS, nullable=False, index=True),
    Column("number", WORDS, nullable=False, index=True),
    _required("text"),
    _required("member"),
    _required("field", Text),
    Column("before", SAID),
    Column("after", SAID),
    _required("actor"),
    _required("round"),
    Column("return_hash", Text, ForeignKey("returns.hash")),
    _required("file"),
    _required("undone", Integer),
    UniqueConstraint("round", "actor", "measure", "member", "field", "return_hash", "undone"),
)

# `field` is "" where a whole row or file waits. `undone` as in `changes`.
questions = Table(
    "questions",
    schema,
    Column("id", Integer, primary_key=True),
    _required("key", Text),
    Column("opened_in", Integer, ForeignKey("merges.number"), nullable=False, index=True),
    Column("closed_in", Integer, ForeignKey("merges.number"), index=True),
    Column("state", Text, nullable=False, index=True),
    _required("measure"),
    _required("number"),
    _required("text"),
    _required("member"),
    _required("field", Text),
    Column("base", SAID),
    Column("answer", SAID),
    Column("now", SAID),
    _required("actor"),
    _required("round"),
    Column("return_hash", Text, ForeignKey("returns.hash")),
    _required("file"),
    _required("asked", MOMENT),
    _required("reason", PHRASE),
    _required("place", PLACE),
    _required("undone", Integer),
    UniqueConstraint("key"),
    UniqueConstraint("return_hash", "measure", "member", "field", "place", "undone"),
)

# What actors propose on the sheet Framlegg: one row, once, however many files it comes in. `state`: open,
# accepted, declined or withdrawn. `measure` is what it became. `undone` as in `changes`.
proposals = Table(
    "proposals",
    schema,
    Column("id", Integer, primary_key=True),
    _required("key", Text),
    Column("opened_in", Integer, ForeignKey("merges.number"), nullable=False, index=True),
    Column("closed_in", Integer, ForeignKey("merges.number"), index=True),
    Column("state", Text, nullable=False, index=True),
    _required("actor"),
    _required("round"),
    _required("cells", CELLS),
    _required("received", MOMENT),
    Column("return_hash", Text, ForeignKey("returns.hash")),
    _required("file"),
    _required("measure"),
    _required("undone", Integer),
    UniqueConstraint("key"),
    UniqueConstraint("actor", "round", "cells", "undone"),
)

# Bodies are the JSON of `values.tracked_to_text`.
snapshot = Table("snapshot", schema, Column("measure", WORDS, primary_key=True), _required("body"))

# What the snapshot held before each merge, of the measures that it changed; NULL: the measure was not there.
snapshot_before = Table(
    "snapshot_before",
    schema,
    Column("merge", Integer, ForeignKey("merges.number"), primary_key=True),
    Column("measure", WORDS, primary_key=True),
    Column("body", WORDS),
)
