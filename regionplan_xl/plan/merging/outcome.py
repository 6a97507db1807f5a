"""The outcome of a merge: changes to write, questions for a person, and settled questions."""

from collections.abc import Iterable, Mapping
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
"""Keep the master's value; take the answer, the meaning of its word, or the meaning of its colour; write an own value;
or say where a held row or file belongs.
"""
FieldKey = tuple[str, str, Field]
"""(measure id, member, field); member is "" unless the measure is shared."""
SettledAnswer = tuple[str, str, str, Field, str, Value, Value]
"""An answer that a person has judged: (round, measure id, member, field, actor, value sent, value answered)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One recorded change of the plan, and who made it; `measure` is the measure's id, or "".

    `field` is a `Field` value, or "text", "responsible" … for the secretariat's hand edits. Some kinds need a word:

    - `not_taken`, `by_setting`, `corrected`: a decision against a value, by a person, by `merge.conflicts`, or by the
      actor itself with a corrected return. `before` is the rejected value, `after` the one that counts. `actor` is ""
      if the rejected value was the master's.
    - `placement`: the decision where a held row or file belongs; `placed`: an answer taken from it.
    - `roll_over`: the year that begins. `restarted`: a value that a yearly measure lost, or (field `period`) its new
      year, with the last round about the year before. `dropped`, `renumbered`: what the roll-over did to a measure.
    - `carried_over`: a measure of a new plan continues a former one. `before` is the former measure's id, `after` its
      number and text; None withdraws the link.
    """

    kind: ChangeKind
    measure: str = ""
    number: str = ""
    text: str = ""
    field: str = ""
    before: Value = None
    after: Value = None
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
        return cls(
            kind=kind, measure=measure.id, number=measure.number, text=measure.text,
            field=field, before=before, after=after, member=member, **origin,
        )  # fmt: skip


@dataclass(frozen=True)
class Question:
    """Something that waits for a person. `field` is None if a whole row or file waits.

    `candidates`: what the row or file may belong to, the most likely first.
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
    """The secretariat's decision on Konfliktar about one question.

    `own` is the secretariat's own value, or, for "belongs", the target as written.
    """

    key: str
    choice: Choice
    own: AnswerValue = None
    place: Place = Place()


@dataclass(frozen=True)
class Settled:
    """A question that a decision has answered."""

    key: str
    choice: Literal["keep", "take", "own", "belongs"]


_FIELD_ORDER: Mapping[str, int] = {name.value: number for number, name in enumerate(Field)}
"""The fields as the columns of a workbook; what is not about a field comes first."""


def in_file_order(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Sort questions by file, row and column, as the sender meets them."""
    return tuple(
        sorted(
            questions, key=lambda q: (q.file, q.place.row or 0, q.number, _FIELD_ORDER.get(q.field or "", -1))
        )
    )


def in_plan_order(changes: Iterable[Change], plan: Plan) -> tuple[Change, ...]:
    """Sort changes by the order of measures in `plan`; renamed actors first, changes of no measure in it last."""
    order = {measure.id: number for number, measure in enumerate(plan.measures) if measure.id}
    return tuple(
        sorted(
            changes,
            key=lambda c: (
                -1 if c.kind == "renamed" else order.get(c.measure, len(order)),
                c.member,
                _FIELD_ORDER.get(c.field, -1),
            ),
        )
    )


@dataclass(frozen=True)
class ProposalDecision:
    """The secretariat's decision about a proposal on the sheet Framlegg.

    `text` is the proposal's text on the sheet now, `under` the goal's number or text as written.
    """

    key: str
    choice: Literal["accept", "decline"]
    under: str = ""
    text: str = ""
    place: Place = Place()


@dataclass(frozen=True)
class CarryOverDecision:
    """The secretariat's decision on the sheet Vidareføring: whether a new measure continues a former one (ids).

    `words` are the former measure's number and text.
    """

    new: str
    former: str
    choice: Literal["accept", "decline"]
    words: str = ""
    place: Place = Place()


@dataclass(frozen=True)
class SettledProposal:
    """A settled proposal. `measure` and `goal` are the ids of the new measure and its goal; "" if declined."""

    key: str
    choice: Literal["accept", "decline"]
    measure: str = ""
    goal: str = ""


@dataclass(frozen=True)
class MergeOutcome:
    """The merged plan, a record of every change, and what waits for a person."""

    plan: Plan
    changes: tuple[Change, ...] = ()
    # Rejected values: kinds `not_taken`, `by_setting` and `corrected`.
    not_taken: tuple[Change, ...] = ()
    questions: tuple[Question, ...] = ()
    settled: tuple[Settled, ...] = ()
    problems: tuple[Problem, ...] = ()
    kept: int = 0
    # Fields of shared measures in which the secretariat overrules the roll-up by hand.
    overruled: tuple[tuple[str, Field], ...] = ()
    # The secretariat's hand edits since the last merge.
    hand: tuple[Change, ...] = ()
    # New proposals from actors, and the proposals settled by this merge.
    proposals: tuple[Proposal, ...] = ()
    settled_proposals: tuple[SettledProposal, ...] = ()
    # Text outside the cells for answers; then the keys of remarks ticked off, and of remarks withdrawn by an undo.
    remarks: tuple[Remark, ...] = ()
    read_remarks: tuple[str, ...] = ()
    withdrawn_remarks: tuple[str, ...] = ()
    # Ids of the measures to remove from the master.
    dropped: tuple[str, ...] = ()
    # SHA-256 of the files that correct an answer that was not understood before.
    correcting: frozenset[str] = frozenset()

    @property
    def asked_about(self) -> frozenset[str]:
        """The ids of the measures with a question that is not settled."""
        settled = {one.key for one in self.settled}
        return measures_asked_about(question for question in self.questions if question.key not in settled)


def measures_asked_about(questions: Iterable[Question]) -> frozenset[str]:
    """Return the ids of the measures that the questions are about; a question about a file has no measure."""
    return frozenset(question.measure for question in questions) - {""}
