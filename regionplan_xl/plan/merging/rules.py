"""What a merge has to go by besides the plan and the answers: settings, and what the ledger knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from regionplan_xl.plan.merging.outcome import Change, FieldKey, SettledAnswer
from regionplan_xl.plan.merging.sent_and_returned import Submission
from regionplan_xl.plan.merging.threeway import Policy
from regionplan_xl.plan.model import Field, Value
from regionplan_xl.text import Phrase, Translate

Rollups = Mapping[tuple[str, Field], Value]
"""The roll-up of each shared measure (its id), by field."""
ValueKey = tuple[str, str, str]
"""A value in the master: measure (its id), member or "", and a field, `reported_on` or `reported_by`."""
Unwritable = Mapping[ValueKey, Phrase]
"""Values that the master has no cell for -> why they cannot be written."""


@dataclass(frozen=True)
class Rules:
    """How a merge decides where the table leaves a choice, and what is known of earlier merges.

    `rollups`: the roll-up last written; a cell that differs from it was overruled by hand, and those in
    `overruled` still are. `last_changes`: the last recorded change of each value. `settled`: answers that a
    person has judged. `unwritable`: values that the master has no cell for; answers to them become questions.
    `rounds`: the name of each, oldest first. `merged_later`: for late submissions, what the same bodies have
    answered in later rounds, which is merged already. `restarted`: the last round about the year before of each
    measure that started again. `told`: when bodies got the receipts for their files, by the hash of the file.
    """

    today: date
    policy: Policy = "ask"
    translate: Translate = str
    rollups: Rollups = field(default_factory=dict)
    overruled: frozenset[tuple[str, Field]] = frozenset()
    last_changes: Mapping[FieldKey, Change] = field(default_factory=dict)
    settled: frozenset[SettledAnswer] = frozenset()
    unwritable: Unwritable = field(default_factory=dict)
    rounds: tuple[str, ...] = ()
    merged_later: tuple[Submission, ...] = ()
    restarted: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, datetime] = field(default_factory=dict)
