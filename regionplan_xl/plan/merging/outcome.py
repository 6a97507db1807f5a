"""What a merge decides: changes to write, questions for a person, and what is settled."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from regionplan_xl.errors import Place, Problem
from regionplan_xl.plan.merging.sent_and_returned import AnswerValue, Candidate, Proposal, Remark
from regionplan_xl.plan.model import Field, Measure, Plan, Value
from regionplan_xl.text import Phrase

ChangeKind = Literal[
    "answer", "decision", "rollup", "hand", "new", "deleted", "moved", "renamed", "id", "proposal", "undone",
    "not_taken", "by_setting", "reworded", "statuses", "placed", "placement", "roll_over", "restarted", "dropped",
    "renumbered", "carried_over", "corrected",
]  # fmt: skip
Choice = Literal["keep", "take", "word", "colour", "own", "belongs"]
"""Keep the master's, take the answer, what its word or its colour says, or a value of the secretariat's own; or
say where a held row or file belongs.
"""
FieldKey = tuple[str, str, Field]
"""Measure (its id), member ("" unless the measure is shared) and field."""
SettledAnswer = tuple[str, str, str, Field, str, Value, Value]
"""An answer that a person has judged: round, measure, member, field, actor, what was sent, what was answered."""


@dataclass(frozen=True, slots=True)
class Change:
    """One value of the plan that differs after the merge, and who gave it.

    `field` is a `Field` value, or "text", "responsible" … for what the secretariat changed by hand. A decision
    against a value is `not_taken` (by a person), `by_setting`, or `corrected` (by the body itself, which was not
    understood before): `before` is the value that does not count, `after` the one that does, `actor` is "" if the
    master's value was the one not kept. A `placement` is the decision where a held row or file belongs, `placed` an
    answer that was taken from it. A `roll_over` says which year begins, what was `restarted` (also the `period` of
    each yearly measure, with the last round about the year before), `dropped` from the plan and `renumbered` by it.
    `carried_over` is a measure of a new plan: `before` is the id of the former measure that it goes on from, `after`
    its number and text (None: it no longer goes on from it).
    """

    kind: ChangeKind
    measure: str
    number: str
    text: str
    field: str
    before: Value
    after: Value
    member: str = ""
    actor: str = ""
    source: str = ""
    file: str = ""
    round: str = ""

    @classmethod
    def of(
        cls,
        kind: ChangeKind,
        measure: Measure,
        field: str,
        before: Value,
        after: Value,
        member: str = "",
        **origin: str,
    ) -> "Change":
        """Return a change of one value of `measure`; `origin`: actor, source, file and round, if known."""
        return cls(kind, measure.id, measure.number, measure.text, field, before, after, member, **origin)


@dataclass(frozen=True)
class Question:
    """Something that waits for a person. `field` is None where a whole row or file waits.

    `candidates`: what that may belong to, the most likely first.
    """

    reason: Phrase
    actor: str
    file: str
    source: str
    asked: datetime
    measure: str = ""
    number: str = ""
    text: str = ""
    member: str = ""
    field: Field | None = None
    base: Value = None
    answer: AnswerValue = None
    now: Value = None
    place: Place = Place()
    key: str = ""
    round: str = ""
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True)
class Decision:
    """What the secretariat wrote in Konfliktar about one question; `own` is also what it belongs to, as written."""

    key: str
    choice: Choice
    own: AnswerValue = None
    place: Place = Place()


@dataclass(frozen=True)
class Settled:
    """A question that a decision has answered."""

    key: str
    choice: Literal["keep", "take", "own", "belongs"]


def in_plan_order(changes: Iterable[Change], plan: Plan) -> tuple[Change, ...]:
    """Return the changes in the order of the measures in `plan`; new names of actors first, what is about no
    measure of it last.
    """
    order = {measure.id: number for number, measure in enumerate(plan.measures) if measure.id}
    fields = {name.value: number for number, name in enumerate(Field)}
    return tuple(
        sorted(
            changes,
            key=lambda c: (
                -1 if c.kind == "renamed" else order.get(c.measure, len(order)),
                c.member,
                fields.get(c.field, -1),
            ),
        )
    )


@dataclass(frozen=True)
class ProposalDecision:
    """What the secretariat chose on the sheet Framlegg: `text` as it is there now, `under` a goal's number."""

    key: str
    choice: Literal["accept", "decline"]
    under: str = ""
    text: str = ""
    place: Place = Place()


@dataclass(frozen=True)
class CarryOverDecision:
    """What the secretariat chose on the sheet Vidareføring: a new measure and a former one, by id, are the same or not.

    `words` are number and text of the former.
    """

    new: str
    former: str
    choice: Literal["accept", "decline"]
    words: str = ""
    place: Place = Place()


@dataclass(frozen=True)
class SettledProposal:
    """A proposal that is settled. `measure` and `goal` are ids, "" if it was declined."""

    key: str
    choice: Literal["accept", "decline"]
    measure: str = ""
    goal: str = ""


@dataclass(frozen=True)
class MergeOutcome:
    """The plan as it will be, every change and why, and what waits."""

    plan: Plan
    changes: tuple[Change, ...] = ()
    # Decisions against a value, by a person or by the settings.
    not_taken: tuple[Change, ...] = ()
    questions: tuple[Question, ...] = ()
    settled: tuple[Settled, ...] = ()
    problems: tuple[Problem, ...] = ()
    kept: int = 0
    # Fields of shared measures where the secretariat overrules the roll-up by hand.
    overruled: tuple[tuple[str, Field], ...] = ()
    # What the secretariat changed in the master since the last merge.
    hand: tuple[Change, ...] = ()
    # What actors propose, and what has become of that.
    proposals: tuple[Proposal, ...] = ()
    settled_proposals: tuple[SettledProposal, ...] = ()
    # What actors wrote outside the cells for answers; keys of what is ticked off, or withdrawn with its merge.
    remarks: tuple[Remark, ...] = ()
    read_remarks: tuple[str, ...] = ()
    withdrawn_remarks: tuple[str, ...] = ()
    # Measures, by id, whose rows leave the master.
    dropped: tuple[str, ...] = ()
    # The files, by hash, that correct what was not understood before.
    correcting: frozenset[str] = frozenset()

    @property
    def asked_about(self) -> frozenset[str]:
        """The measures that `questions` still wait about, by id."""
        settled = {one.key for one in self.settled}
        return measures_asked_about(question for question in self.questions if question.key not in settled)


def measures_asked_about(questions: Iterable[Question]) -> frozenset[str]:
    """Return the ids of the measures that the questions are about; a question about a file is about none."""
    return frozenset(question.measure for question in questions) - {""}
