"""The inputs of a merge besides the plan and the answers: settings, and facts from the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from regionplan_xl.plan.merging.outcome import Change, FieldKey, Question
from regionplan_xl.plan.merging.sent_and_returned import Submission
from regionplan_xl.plan.merging.threeway import Policy
from regionplan_xl.plan.model import Field, Value
from regionplan_xl.text import Phrase, Translate

Rollups = Mapping[tuple[str, Field], Value]
"""(id of a shared measure, field) -> its roll-up."""
ValueKey = tuple[str, str, str]
"""A value in the master: (measure id, member or "", a field's value or "reported_on" or "reported_by")."""
Unwritable = Mapping[ValueKey, Phrase]
"""Values for which the master has no cell -> why they cannot be written."""


@dataclass(frozen=True)
class Rules:
    """Settings where the merge table leaves a choice, and facts from earlier merges.

    `rollups`: the roll-ups last written; a cell that differs was overruled by hand. `overruled`: fields overruled at
    the last merge; they stay overruled until cleared. `edited`: the measures' own fields that the secretariat has
    written since the last round was sent. `last_changes`: the last recorded change of each value.
    `judged`: questions that a person has settled; what they are about is not asked again. `unwritable`: values for
    which the master has no cell; answers to them become questions. `rounds`: names, oldest first. `merged_later`: for
    late submissions, the same actors' merged returns from later rounds. `restarted`: measure id -> the last round
    before its yearly restart. `told`: a file's SHA-256 -> when its actor got the receipt.
    """

    today: date
    policy: Policy = "ask"
    translate: Translate = str
    rollups: Rollups = field(default_factory=dict)
    overruled: frozenset[tuple[str, Field]] = frozenset()
    edited: frozenset[tuple[str, Field]] = frozenset()
    last_changes: Mapping[FieldKey, Change] = field(default_factory=dict)
    judged: tuple[Question, ...] = ()
    unwritable: Unwritable = field(default_factory=dict)
    rounds: tuple[str, ...] = ()
    merged_later: tuple[Submission, ...] = ()
    restarted: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, datetime] = field(default_factory=dict)
