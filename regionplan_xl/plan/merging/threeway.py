"""The three-way merge rules: the value sent, the value answered and the master's value give a verdict."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from regionplan_xl.plan.merging.sent_and_returned import AnswerValue, Clear, Unclear
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

UNTOUCHED = Keep(phrase("Nothing new was answered."))
AGREED = Keep(phrase("The master already says the same."))
MASTER_COUNTS = Keep(phrase("The master was changed too, and the settings say that the master counts."))
TWO_ANSWERS = Ask(phrase("Two answers to the same question differ."))
BOTH_CHANGED = Ask(phrase("Both the master and the answer have changed since the workbook was sent."))

ANSWER_TAKEN = phrase("Answered.")
ANSWER_NEWEST = phrase("The master was changed too, and the settings say that the newest counts.")


def decide(answers: Iterable[tuple[Value, AnswerValue]], now: Value, policy: Policy = "ask") -> Verdict:
    """Return the verdict on one field, given all answers to it; their order does not matter.

    Each answer is (value sent, value answered); `Clear` empties the field. `now` is the master's value.
    """
    real = [
        (base, None if isinstance(answer, Clear) else answer)
        for base, answer in answers
        if is_answer(base, answer)
    ]
    if not real:
        return UNTOUCHED
    unclear = next((answer for _, answer in real if isinstance(answer, Unclear)), None)
    if unclear is not None:
        return Ask(unclear.reason)
    value, *others = {answer for _, answer in real if not isinstance(answer, Unclear)}
    if others:
        return TWO_ANSWERS
    if now == value:
        return AGREED
    # If two workbooks give the same answer, one whose base is the master's present value is enough.
    if any(base == now for base, _ in real):
        return Take(value, ANSWER_TAKEN)
    both_changed: dict[Policy, Verdict] = {
        "ask": BOTH_CHANGED,
        "master": MASTER_COUNTS,
        "newest": Take(value, ANSWER_NEWEST),
    }
    return both_changed[policy]


def is_answer(base: Value, answer: AnswerValue) -> bool:
    """Return whether `answer` says something that was not sent: a blank never does.

    «(tøm)» always does: where nothing was sent, it takes back what was answered or written since.
    """
    return isinstance(answer, Clear) or (answer is not None and answer != base)
