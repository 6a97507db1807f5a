"""Resolve the secretariat's decisions on the sheet Konfliktar into values to write, settled questions and problems."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from regionplan_xl.errors import Problem
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.ids import is_indicator
from regionplan_xl.plan.indicator_reports import with_indicator_measures
from regionplan_xl.plan.merging.outcome import Choice, Decision, FieldKey, Question, Settled
from regionplan_xl.plan.merging.placing import NO_GOAL, NO_MEASURE, Placement, WhyNot, is_file
from regionplan_xl.plan.merging.questions import as_value
from regionplan_xl.plan.merging.sent_and_returned import Clear, Unclear
from regionplan_xl.plan.model import Field, Measure, Plan, Value
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import phrase, workbook_text

TWO_WAYS = phrase("The same question is decided upon in two ways.")
BOTH_TAKEN = phrase("Different values are chosen for the same cell, so none of them is written.")
WHOLE_FILE = phrase("A file that could not be read holds no answer to take.")
WHOLE_ROW = phrase("It is not known what the row answers to, so there is nothing to take.")
NOT_UNDERSTOOD = phrase("The answer was not understood, so it cannot be taken.")
NO_SUCH_PART = phrase("The answer has no word or colour of its own to take.")
NO_SUCH_STATUS = phrase("The status of the answer is no longer in config.yaml, so it cannot be taken.")
NO_SHARE = phrase("{actor} does not share this measure, so its answer has no place in it.")
UNKNOWN_KEY = phrase(
    "The row's ID is none that waits, so the row is left as it is and nothing is carried out."
)

NO_DECISION = phrase("«{shown}» is not one of the decisions.")

_CHOOSE_ONE = phrase("Choose «{take}» on one of them only.", take=workbook_text("Take the answer"))
_CHOOSE_OFFERED = phrase("Choose one of those in the row's list.")
_FILE = phrase(
    "Put a corrected copy in the inbox, or choose «{keep}» to put the file aside.",
    keep=workbook_text("Put it aside"),
)
_ROW = phrase(
    "Write the answer where it belongs in the master, then choose «{keep}».",
    keep=workbook_text("Put it aside"),
)
_OWN = phrase("Write what is meant under «{own}» instead.", own=workbook_text("Own value"))
_BY_HAND = phrase(
    "Change the master by hand if it should be changed, then choose «{keep}».",
    keep=workbook_text("Keep the master's"),
)
LEAVE_ROW = phrase("Write the ID again as it was, or delete the row; what still waits is put back by itself.")


Placements = Mapping[str, Placement | Problem]
"""Question key -> the result of the decision where the row or file belongs."""


@dataclass(frozen=True)
class DecidedValue:
    """A value that a decision puts into the master."""

    key: FieldKey
    question: Question
    value: Value


@dataclass(frozen=True)
class ResolvedDecisions:
    """The result of the decisions. A decision that cannot be carried out is a problem, and its question stays open."""

    values: tuple[DecidedValue, ...] = ()
    settled: tuple[Settled, ...] = ()
    problems: tuple[Problem, ...] = ()


def resolve_decisions(
    questions: Sequence[Question],
    decisions: Sequence[Decision],
    measures: Mapping[str, Measure],
    register: Register,
    scale: Scale,
    unwritable: Container[FieldKey] = frozenset(),
    placements: Placements = MappingProxyType({}),
) -> ResolvedDecisions:
    """Resolve the decisions about the open `questions`; their order does not matter.

    If different values are chosen for one cell, none is written. Taking one answer settles the other questions about
    the same cell. A decision about a field in `unwritable` waits until the master has a cell for it. A "belongs"
    decision is settled if `placements` has a placement for it.
    """
    by_key = {question.key: question for question in questions}
    settled: dict[str, Settled] = {}
    problems: list[Problem] = []
    wanted: dict[FieldKey, list[tuple[Decision, DecidedValue]]] = defaultdict(list)
    for decision in agreeing(decisions, problems):
        question = by_key.get(decision.key)
        if question is None:
            problems.append(Problem(decision.place, UNKNOWN_KEY, LEAVE_ROW))
        elif decision.choice == "keep":
            settled[decision.key] = Settled(decision.key, "keep")
        elif decision.choice == "belongs":
            _settle_placing(decision, placements, settled, problems)
        else:
            decided = _decided_value(question, decision, measures, register, scale)
            if isinstance(decided, DecidedValue):
                wanted[decided.key].append((decision, decided))
            else:
                problems.append(Problem(decision.place, *decided))
    asked = _by_target(questions, measures, register)
    values = []
    for key, chosen in wanted.items():
        if key in unwritable:
            continue
        if len({decided.value for _, decided in chosen}) > 1:
            problems += [Problem(decision.place, BOTH_TAKEN, _CHOOSE_ONE) for decision, _ in chosen]
            continue
        values.append(chosen[0][1])
        settled |= {
            decision.key: Settled(decision.key, "own" if decision.choice == "own" else "take")
            for decision, _ in chosen
        }
        for sibling in asked.get(key, ()):
            settled.setdefault(sibling.key, Settled(sibling.key, "keep"))
    return ResolvedDecisions(tuple(values), tuple(settled.values()), tuple(problems))


def _by_target(
    questions: Iterable[Question], measures: Mapping[str, Measure], register: Register
) -> Mapping[FieldKey | WhyNot, Sequence[Question]]:
    found: dict[FieldKey | WhyNot, list[Question]] = defaultdict(list)
    for question in questions:
        found[target(question, measures, register)].append(question)
    return found


def _settle_placing(
    decision: Decision, placements: Placements, settled: dict[str, Settled], problems: list[Problem]
) -> None:
    """Settle a "belongs" decision that has a placement; otherwise add the reason to `problems`."""
    placed = placements.get(decision.key)
    if isinstance(placed, Placement):
        settled[decision.key] = Settled(decision.key, "belongs")
    else:
        what = NO_DECISION.with_values(shown=decision.own)
        problems.append(placed or Problem(decision.place, what, _CHOOSE_OFFERED))


def target(question: Question, measures: Mapping[str, Measure], register: Register) -> FieldKey | WhyNot:
    """Return the field to write an answer to, or why it cannot be written.

    The field may differ from the question's: a measure may have become shared, or ceased to be, since the dispatch.
    """
    if question.field is None:
        return WhyNot(WHOLE_FILE, _FILE) if is_file(question) else WhyNot(WHOLE_ROW, _ROW)
    measure = measures.get(question.measure)
    if measure is None:
        return WhyNot(NO_GOAL if is_indicator(question.measure) else NO_MEASURE, _BY_HAND)
    if is_indicator(measure.id):
        return measure.id, question.member, question.field
    if not register.is_shared(measure):
        return measure.id, "", question.field
    member = question.member or question.actor
    if member not in register.sharers(measure):
        return WhyNot(NO_SHARE.with_values(actor=member), _BY_HAND)
    return measure.id, member, question.field


def with_present_measure(question: Question, measures: Mapping[str, Measure], register: Register) -> Question:
    """Return the question with the present number and text of its measure, and the value that the master has now.

    A deleted measure has no value, and keeps the number and text that it had.
    """
    measure = measures.get(question.measure)
    if measure is None:
        return replace(question, now=None)
    number, text = measure.number or question.number, measure.text or question.text
    if question.field is None:
        return replace(question, number=number, text=text)
    key = target(question, measures, register)
    now = measure.value("" if isinstance(key, WhyNot) else key[1], question.field)
    return replace(question, number=number, text=text, now=now)


def with_present_measures(questions: Iterable[Question], plan: Plan) -> tuple[Question, ...]:
    """Return the questions as `with_present_measure` does, for the measures and indicators of `plan`."""
    measures = {m.id: m for m in with_indicator_measures(plan).measures if m.id}
    register = Register(plan.actors)
    return tuple(with_present_measure(question, measures, register) for question in questions)


def agreed(
    questions: Iterable[Question], measures: Mapping[str, Measure], register: Register
) -> Iterator[Settled]:
    """Settle the open questions whose answer the master did not have when they were asked, but has now."""
    for question in questions:
        answer = as_value(question.answer)
        if isinstance(question.answer, Unclear) or question.now == answer:
            continue
        can_be_taken = not isinstance(target(question, measures, register), WhyNot)
        if can_be_taken and with_present_measure(question, measures, register).now == answer:
            yield Settled(question.key, "keep")


def workable_choices(
    question: Question, measures: Mapping[str, Measure], register: Register, scale: Scale
) -> tuple[Choice, ...]:
    """Return the choices that can be carried out for a question with the present master and statuses."""
    choices: tuple[Choice, ...] = ("take", "word", "colour")
    works = (one for one in choices if not isinstance(_value_of(question, Decision("", one), scale), WhyNot))
    return ("keep", *works) if not isinstance(target(question, measures, register), WhyNot) else ("keep",)


def _decided_value(
    question: Question,
    decision: Decision,
    measures: Mapping[str, Measure],
    register: Register,
    scale: Scale,
) -> DecidedValue | WhyNot:
    key = target(question, measures, register)
    if isinstance(key, WhyNot):
        return key
    value = _value_of(question, decision, scale)
    return value if isinstance(value, WhyNot) else DecidedValue(key, question, value)


def _value_of(question: Question, decision: Decision, scale: Scale) -> Value | WhyNot:
    """Return the value that a decision chooses, or why it cannot be written."""
    value = decision.own if decision.choice == "own" else question.answer
    options: Mapping[str, Value] = dict(value.options) if isinstance(value, Unclear) else {}
    if decision.choice in options:
        value = options[decision.choice]
    elif decision.choice in ("word", "colour"):
        return WhyNot(NO_SUCH_PART, _CHOOSE_OFFERED)
    elif isinstance(value, Unclear):
        return WhyNot(NOT_UNDERSTOOD, _OWN)
    elif isinstance(value, Clear):
        value = None
    # Since the question was asked, a status may have been taken out of config.yaml.
    is_removed = question.field is Field.STATUS and value is not None and value not in scale
    return WhyNot(NO_SUCH_STATUS, _OWN) if is_removed else value


def agreeing(decisions: Iterable[Decision], problems: list[Problem]) -> list[Decision]:
    """Return one decision per question; if copied rows decide a question in two ways, add problems instead."""
    by_key: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        by_key[decision.key].append(decision)
    agreed = []
    for of_key in by_key.values():
        if len({(d.choice, d.own) for d in of_key}) > 1:
            problems += [Problem(d.place, TWO_WAYS, phrase("Keep one of the rows.")) for d in of_key]
        else:
            agreed.append(of_key[0])
    return agreed
