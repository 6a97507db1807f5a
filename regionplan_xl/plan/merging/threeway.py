"""The merge rules as a table: what was sent, what was answered, what the master says now -> a verdict."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from regionplan_xl.plan.merging.exchange import AnswerValue, Clear, Unclear
from regionplan_xl.plan.model import Value
from regionplan_xl.text import Phrase, phrase

Policy = Literal["ask", "master", "newest"]


@dataclass(frozen=True)
class Keep:
    """The master stays as it is."""

    reason: Phrase


@dataclass(frozen=True)
class Take:
    """The answer is written; `value` None empties the field."""

    value: Value
    reason: Phrase


@dataclass(frozen=True)
class Ask:
    """A person decides; nothing is written until then."""

    reason: Phrase


Verdict = Keep | Take | Ask


class Answered(Enum):
    """The answers to one field against what was sent."""

    UNTOUCHED = "same, or blank"
    CHANGED = "changed"
    DIFFERING = "two answers that differ"
    UNCLEAR = "not understood"


class Master(Enum):
    """The master now against what was sent (and against the answer)."""

    SAME = "same as base"
    AGREES = "changed to the same"
    OTHERWISE = "changed otherwise"


UNTOUCHED = Keep(phrase("Nothing new was answered."))
AGREED = Keep(phrase("The master already says the same."))
MASTER_COUNTS = Keep(phrase("The master was changed too, and the settings say that the master counts."))
TWO_ANSWERS = Ask(phrase("Two answers to the same question differ."))
BOTH_CHANGED = Ask(phrase("Both the master and the answer have changed since the workbook was sent."))

ANSWER_TAKEN = phrase("Answered.")
ANSWER_NEWEST = phrase("The master was changed too, and the settings say that the newest counts.")


def decide(answers: Iterable[tuple[Value, AnswerValue]], now: Value, policy: Policy = "ask") -> Verdict:
    """Return the verdict on one field, given all the answers to it; their order plays no part.

    Each answer is (what was sent, what was answered); `now` is what the master says. `Clear` is an answer
    that empties the field.
    """
    real = [
        (base, None if isinstance(answer, Clear) else answer)
        for base, answer in answers
        if is_answer(base, answer)
    ]
    answered = _answered([answer for _, answer in real])
    if answered is Answered.UNTOUCHED:
        return UNTOUCHED
    if answered is Answered.UNCLEAR:
        return Ask(next(answer.reason for _, answer in real if isinstance(answer, Unclear)))
    if answered is Answered.DIFFERING:
        return TWO_ANSWERS
    (value,) = {answer for _, answer in real if not isinstance(answer, Unclear)}
    return _one_answer(value, _master([base for base, _ in real], value, now), policy)


def is_answer(base: Value, answer: AnswerValue) -> bool:
    """True if `answer` differs from what was sent; a blank never does, «(tøm)» does."""
    if isinstance(answer, Clear):
        return base is not None
    return answer is not None and answer != base


def _answered(values: Sequence[Value | Unclear]) -> Answered:
    if not values:
        return Answered.UNTOUCHED
    if any(isinstance(one, Unclear) for one in values):
        return Answered.UNCLEAR
    return Answered.CHANGED if len(set(values)) == 1 else Answered.DIFFERING


def _master(bases: Sequence[Value], value: Value, now: Value) -> Master:
    if now == value:
        return Master.AGREES
    # Of two workbooks with the same answer, the one that saw what the master says now is the informed one.
    return Master.SAME if now in bases else Master.OTHERWISE


def _one_answer(value: Value, master: Master, policy: Policy) -> Verdict:
    table: dict[tuple[Master, Policy], Verdict] = {
        (Master.SAME, "ask"): Take(value, ANSWER_TAKEN),
        (Master.SAME, "master"): Take(value, ANSWER_TAKEN),
        (Master.SAME, "newest"): Take(value, ANSWER_TAKEN),
        (Master.AGREES, "ask"): AGREED,
        (Master.AGREES, "master"): AGREED,
        (Master.AGREES, "newest"): AGREED,
        (Master.OTHERWISE, "ask"): BOTH_CHANGED,
        (Master.OTHERWISE, "master"): MASTER_COUNTS,
        (Master.OTHERWISE, "newest"): Take(value, ANSWER_NEWEST),
    }
    return table[master, policy]
