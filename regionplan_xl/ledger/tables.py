"""The ledger's tables. Whatever must be unique is so by a constraint; whatever refers, by a foreign key.

Where a dataclass is stored, its fields are the columns (`Stored`). A change of the layout needs a higher
`LAYOUT` and a revision in `migrations`.
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from regionplan_xl.ledger.columns import TEXT, Stored, required
from regionplan_xl.ledger.entries import DispatchRecord, MergeRecord, ReturnDecision, ReturnRecord
from regionplan_xl.plan.merging.exchange import Proposal, Round, SentRow
from regionplan_xl.plan.merging.outcome import Change, Question

LAYOUT = 2

ROUND = Stored(Round)
DISPATCH = Stored(DispatchRecord)
SENT_ROW = Stored(SentRow)
RETURN = Stored(ReturnRecord, references={"dispatch": "dispatch"}, without=frozenset({"round", "actor"}))
# What a return was before a merge decided about it.
RETURN_BEFORE = Stored(
    ReturnDecision,
    names={"hash": "return_hash", "state": "state_before", "reason": "reason_before"},
    references={"dispatch": "dispatch_before"},
)
MERGE = Stored(MergeRecord)
CHANGE = Stored(Change, references={"source": "return_hash"})
QUESTION = Stored(Question, references={"source": "return_hash"})
PROPOSAL = Stored(Proposal, references={"source": "return_hash"})

schema = MetaData()


def _refers(column: str, to: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint([column], [to])


def _waiting(stored: Stored[Any]) -> tuple[Any, ...]:
    """The columns of what waits for a person, from one merge to another; `undone` as in `changes`."""
    return (
        Column("id", Integer, primary_key=True),
        required("opened_in", Integer, ForeignKey("merges.number"), index=True),
        Column("closed_in", Integer, ForeignKey("merges.number"), index=True),
        Column("state", Text, nullable=False, index=True),
        *stored.columns(),
        required("undone", Integer),
        UniqueConstraint("key"),
        _refers("return_hash", "returns.hash"),
    )


# Single facts by name, among them the number of the layout as `version`.
meta = Table("meta", schema, Column("name", Text, primary_key=True), required("value", Text))

rounds = Table(
    "rounds", schema, Column("id", Integer, primary_key=True), *ROUND.columns(), UniqueConstraint("name")
)

dispatches = Table(
    "dispatches",
    schema,
    *DISPATCH.columns(),
    PrimaryKeyConstraint("code"),
    _refers("round", "rounds.name"),
    UniqueConstraint("round", "actor", "serial"),
)

sent_rows = Table(
    "sent_rows",
    schema,
    required("dispatch", TEXT, ForeignKey("dispatches.code")),
    required("position", Integer),
    *SENT_ROW.columns(),
    PrimaryKeyConstraint("dispatch", "measure", "member"),
)

returns = Table(
    "returns",
    schema,
    *RETURN.columns(),
    PrimaryKeyConstraint("hash"),
    _refers("dispatch", "dispatches.code"),
    Index("ix_returns_dispatch", "dispatch"),
)

merges = Table(
    "merges",
    schema,
    *MERGE.columns(),
    # True while the merge is begun or being undone, else NULL: no two can be under way.
    Column("under_way", Boolean),
    PrimaryKeyConstraint("number"),
    UniqueConstraint("under_way"),
)

returns_before = Table(
    "verdicts",
    schema,
    required("merge", Integer, ForeignKey("merges.number")),
    *RETURN_BEFORE.columns(),
    PrimaryKeyConstraint("merge", "return_hash"),
    _refers("return_hash", "returns.hash"),
    _refers("dispatch_before", "dispatches.code"),
)

# `undone` is 0, or the number of the merge once it is undone: then the same answer may be taken again.
# A change without a return has NULL there, and NULLs are never alike.
changes = Table(
    "changes",
    schema,
    Column("id", Integer, primary_key=True),
    required("merge", Integer, ForeignKey("merges.number"), index=True),
    *CHANGE.columns(),
    required("undone", Integer),
    _refers("return_hash", "returns.hash"),
    Index("ix_changes_measure", "measure"),
    Index("ix_changes_number", "number"),
    UniqueConstraint("round", "actor", "measure", "member", "field", "return_hash", "undone"),
)

questions = Table(
    "questions",
    schema,
    *_waiting(QUESTION),
    UniqueConstraint("return_hash", "measure", "member", "field", "place", "undone"),
)

# One row of the sheet Framlegg, once, however many files it comes in. `state`: open, accepted, declined or
# withdrawn. `measure` is what it became.
proposals = Table(
    "proposals",
    schema,
    *_waiting(PROPOSAL),
    required("measure"),
    UniqueConstraint("actor", "round", "cells", "undone"),
)

# Bodies are the JSON of `values.measure_to_text`.
snapshot = Table("snapshot", schema, Column("measure", TEXT, primary_key=True), required("body"))

# What the snapshot held before each merge, of the measures that it changed; NULL: the measure was not there.
snapshot_before = Table(
    "snapshot_before",
    schema,
    required("merge", Integer, ForeignKey("merges.number")),
    required("measure"),
    Column("body", TEXT),
    PrimaryKeyConstraint("merge", "measure"),
)
