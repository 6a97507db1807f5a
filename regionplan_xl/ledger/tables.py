"""The ledger's tables. Constraints enforce every uniqueness, and foreign keys every reference.

The columns of a stored dataclass are its fields (`Stored`). A change of the layout needs a higher `LAYOUT` and a
revision in `migrations`.
"""

from typing import Any

import sqlalchemy as sa

from regionplan_xl.ledger.entries import (
    DispatchRecord,
    FrozenReport,
    JobRecord,
    MergeRecord,
    MessageRecord,
    ReceivedMailRecord,
    ReportRecord,
    ReturnDecision,
    ReturnRecord,
)
from regionplan_xl.ledger.stored.columns import TEXT, Stored, required
from regionplan_xl.plan.merging.outcome import Change, Question
from regionplan_xl.plan.merging.sent_and_returned import Proposal, Remark, Round, SentRow

LAYOUT = 10

ROUND = Stored(Round)
DISPATCH = Stored(DispatchRecord)
SENT_ROW = Stored(SentRow)
RETURN = Stored(ReturnRecord, references={"dispatch": "dispatch"}, without=frozenset({"round", "actor"}))
# The state of a return before a merge decided about it.
RETURN_BEFORE = Stored(
    ReturnDecision,
    names={"hash": "return_hash", "state": "state_before", "reason": "reason_before"},
    references={"dispatch": "dispatch_before"},
)
RECEIVED_MESSAGE = Stored(ReceivedMailRecord)
MERGE = Stored(MergeRecord)
CHANGE = Stored(Change, references={"source": "return_hash"})
QUESTION = Stored(Question, references={"source": "return_hash"})
PROPOSAL = Stored(Proposal, references={"source": "return_hash"})
REMARK = Stored(Remark, references={"source": "return_hash"})
JOB = Stored(JobRecord)
REPORT = Stored(ReportRecord)
FROZEN_REPORT = Stored(FrozenReport)
MESSAGE = Stored(MessageRecord)

schema = sa.MetaData()


def _refers(column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to])


def _waiting(stored: Stored[Any]) -> tuple[Any, ...]:
    """Return the columns of items that one merge opens and another closes; `undone` as in `changes`."""
    return (
        sa.Column("id", sa.Integer, primary_key=True),
        required("opened_in", sa.Integer, sa.ForeignKey("merges.number"), index=True),
        sa.Column("closed_in", sa.Integer, sa.ForeignKey("merges.number"), index=True),
        sa.Column("state", sa.Text, nullable=False, index=True),
        *stored.columns(),
        required("undone", sa.Integer),
        sa.UniqueConstraint("key"),
        _refers("return_hash", "returns.hash"),
    )


# Single facts by name, such as the layout number as `version`.
meta = sa.Table("meta", schema, sa.Column("name", sa.Text, primary_key=True), required("value", sa.Text))

rounds = sa.Table(
    "rounds",
    schema,
    sa.Column("id", sa.Integer, primary_key=True),
    *ROUND.columns(),
    sa.UniqueConstraint("name"),
)

dispatches = sa.Table(
    "dispatches",
    schema,
    *DISPATCH.columns(),
    sa.PrimaryKeyConstraint("code"),
    _refers("round", "rounds.name"),
    sa.UniqueConstraint("round", "actor", "serial"),
)

sent_rows = sa.Table(
    "sent_rows",
    schema,
    required("dispatch", TEXT, sa.ForeignKey("dispatches.code")),
    required("position", sa.Integer),
    *SENT_ROW.columns(),
    sa.PrimaryKeyConstraint("dispatch", "measure", "member"),
)

returns = sa.Table(
    "returns",
    schema,
    *RETURN.columns(),
    sa.PrimaryKeyConstraint("hash"),
    _refers("dispatch", "dispatches.code"),
    sa.Index("ix_returns_dispatch", "dispatch"),
)

# Messages as received. A message without a workbook is itself a return, with the same hash.
received_messages = sa.Table(
    "received_messages", schema, *RECEIVED_MESSAGE.columns(), sa.PrimaryKeyConstraint("hash")
)

# The places of messages in mailboxes; the same message may be there twice.
received_places = sa.Table(
    "received_places",
    schema,
    required("channel"),
    required("place"),
    required("message", TEXT, sa.ForeignKey("received_messages.hash")),
    sa.PrimaryKeyConstraint("channel", "place"),
)

# The returns in each message; the same return may come in several messages.
received_files = sa.Table(
    "received_files",
    schema,
    required("message", TEXT, sa.ForeignKey("received_messages.hash")),
    required("return_hash", TEXT, sa.ForeignKey("returns.hash"), index=True),
    sa.PrimaryKeyConstraint("message", "return_hash"),
)

merges = sa.Table(
    "merges",
    schema,
    *MERGE.columns(),
    # True while the merge is begun or being undone, else NULL; the constraint allows only one True.
    sa.Column("under_way", sa.Boolean),
    sa.PrimaryKeyConstraint("number"),
    sa.UniqueConstraint("under_way"),
)

returns_before = sa.Table(
    "verdicts",
    schema,
    required("merge", sa.Integer, sa.ForeignKey("merges.number")),
    *RETURN_BEFORE.columns(),
    sa.PrimaryKeyConstraint("merge", "return_hash"),
    _refers("return_hash", "returns.hash"),
    _refers("dispatch_before", "dispatches.code"),
)

# `undone` is 0, or the merge's number once it is undone, so that the same answer may then be taken again.
# A change without a return has NULL as `return_hash`; NULLs are never equal, so the constraint does not apply to it.
changes = sa.Table(
    "changes",
    schema,
    sa.Column("id", sa.Integer, primary_key=True),
    required("merge", sa.Integer, sa.ForeignKey("merges.number"), index=True),
    *CHANGE.columns(),
    required("undone", sa.Integer),
    _refers("return_hash", "returns.hash"),
    sa.Index("ix_changes_measure", "measure"),
    sa.Index("ix_changes_number", "number"),
    sa.UniqueConstraint("round", "actor", "measure", "member", "field", "return_hash", "undone"),
)

questions = sa.Table(
    "questions",
    schema,
    *_waiting(QUESTION),
    sa.UniqueConstraint("return_hash", "measure", "member", "field", "place", "undone"),
)

# Rows of the sheet Framlegg, equal ones once, however many files have them. `state`: open, accepted, declined or
# withdrawn. `measure` is the id of the measure that it became.
proposals = sa.Table(
    "proposals",
    schema,
    *_waiting(PROPOSAL),
    required("measure"),
    sa.UniqueConstraint("actor", "round", "cells", "undone"),
)

# What actors wrote outside the cells for answers, once per actor, round, place and text; `identity` is their hash.
# `state`: open, read or withdrawn.
remarks = sa.Table(
    "remarks", schema, *_waiting(REMARK), required("identity"), sa.UniqueConstraint("identity", "undone")
)

# `body` is the JSON of `values.measure_to_text`.
snapshot = sa.Table("snapshot", schema, sa.Column("measure", TEXT, primary_key=True), required("body"))

# For each merge, the former bodies of the measures that it changed; NULL if the measure was not in the snapshot.
snapshot_before = sa.Table(
    "snapshot_before",
    schema,
    required("merge", sa.Integer, sa.ForeignKey("merges.number")),
    required("measure"),
    sa.Column("body", TEXT),
    sa.PrimaryKeyConstraint("merge", "measure"),
)

jobs = sa.Table("jobs", schema, *JOB.columns(), sa.PrimaryKeyConstraint("name"))

# The reports as the program wrote them; a file with another hash was edited by hand.
reports = sa.Table("reports", schema, *REPORT.columns(), sa.PrimaryKeyConstraint("path"))

# At most one is in force for a meeting on a day; the project's lock ensures it, not a constraint.
frozen_reports = sa.Table(
    "frozen_reports",
    schema,
    sa.Column("id", sa.Integer, primary_key=True),
    *FROZEN_REPORT.columns(),
    sa.UniqueConstraint("meeting", "day", "frozen"),
)

messages = sa.Table(
    "messages",
    schema,
    *MESSAGE.columns(),
    sa.PrimaryKeyConstraint("message_id"),
    sa.UniqueConstraint("key"),
    sa.Index("ix_messages_round", "round"),
)
