"""Fold answers and decisions into a plan: the middle stanza of a merge, without a file in sight."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from regionplan_xl.errors import Problem
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.merging.decisions import weigh
from regionplan_xl.plan.merging.exchange import Answer, Clear, Held, SentRow, Submission, Unclear
from regionplan_xl.plan.merging.outcome import (
    Change,
    Decision,
    Judged,
    MergeOutcome,
    Question,
    Settled,
    Where,
)
from regionplan_xl.plan.merging.threeway import TWO_ANSWERS, Ask, Policy, Take, decide, is_answer
from regionplan_xl.plan.model import Field, Measure, Plan, Share, Value
from regionplan_xl.plan.rollup import answered_words, has_answered, roll_up
from regionplan_xl.text import Phrase, Translate, phrase

GONE = phrase("The measure is no longer in the master.")
MOVED = phrase("The measure now belongs to somebody else.")
NOW_SHARED = phrase("The measure is now shared, or was and is no longer.")
OVERRULED = phrase("Overruled by the secretariat")
ALSO_SAID = phrase("Two answers to the same question differ; see also {files}.")

Shown = Mapping[tuple[str, Field], Value]
# (measure, member or "", a field, `reported_on` or `reported_by`) -> why it cannot be written.
Unwritable = Mapping[tuple[str, str, str], Phrase]


@dataclass(frozen=True)
class Rules:
    """How a merge decides where the table leaves a choice, and what it may know of earlier merges.

    `shown`: the roll-up last written for each shared measure and field; a cell that says otherwise was
    overruled by hand, and those in `overruled` still are. `written`: the last change on record of each
    value. `settled`: what a person has already judged.
    `unwritable`: what the master has no room for and why; answers to that are asked about.
    """

    today: date
    policy: Policy = "ask"
    translate: Translate = str
    shown: Shown = field(default_factory=dict)
    overruled: frozenset[tuple[str, Field]] = frozenset()
    written: Mapping[Where, Change] = field(default_factory=dict)
    settled: frozenset[Judged] = frozenset()
    unwritable: Unwritable = field(default_factory=dict)


def fold(
    plan: Plan,
    submissions: Sequence[Submission],
    rules: Rules,
    questions: Sequence[Question] = (),
    decisions: Sequence[Decision] = (),
) -> MergeOutcome:
    """The plan with every sure answer in it, each change with its reason, and what a person must settle.

    `questions` are those open from before, `decisions` what the secretariat wrote about them. Neither the
    order of the submissions nor of their answers changes the result; nor, as far as the ledger remembers, in
    how many merges they come.
    """
    folding = _Folding(plan, rules)
    folding.carry_out(questions, decisions)
    asked: list[Question] = []
    kept = 0
    for where, given in sorted(_by_field(submissions).items()):
        found = folding.answer(where, given)
        asked += found
        kept += not found and not folding.changed(where)
    asked += [_held(submission, held) for submission in submissions for held in submission.held]
    asked = [question for question in asked if not _known(question, questions)]
    return folding.outcome(asked, kept)


def _by_field(submissions: Iterable[Submission]) -> dict[Where, list[tuple[Submission, Answer]]]:
    grouped: dict[Where, list[tuple[Submission, Answer]]] = defaultdict(list)
    for submission in sorted(submissions, key=lambda s: s.source):
        for answer in submission.answers:
            if is_answer(answer.base, answer.value):
                grouped[answer.measure, answer.member, answer.field].append((submission, answer))
    return grouped


class _Folding:
    """A plan being folded: measures by id, the changes so far."""

    def __init__(self, plan: Plan, rules: Rules) -> None:
        self.plan = plan
        self.rules = rules
        self.register = Register(plan.actors)
        self.measures: dict[str, Measure] = {m.id: m for m in plan.measures if m.id}
        self.changes: dict[Where, Change] = {}
        self.rolled: list[Change] = []
        self.overruled: list[tuple[str, Field]] = []
        self.settled: list[Settled] = []
        self.problems: list[Problem] = []
        self.judged = set(rules.settled)
        self.waiting: dict[Where, list[Question]] = defaultdict(list)

    def changed(self, where: Where) -> bool:
        return where in self.changes

    def now(self, where: Where) -> Value:
        measure_id, member, name = where
        measure = self.measures[measure_id]
        return (measure.share(member).report if member else measure.report).get(name)

    def answer(self, where: Where, given: Sequence[tuple[Submission, Answer]]) -> list[Question]:
        """Write the answers to one field where they are sure; else the questions they raise."""
        measure_id = where[0]
        sure: list[tuple[Submission, Answer]] = []
        asked: list[Question] = []
        for submission, answer in given:
            objection = self._objection(submission, answer)
            if objection is not None:
                asked.append(_question(submission, answer, objection, None))
            elif _judged(submission, answer) not in self.judged:
                sure.append((submission, answer))
        if not sure:
            return asked
        now = self.now(where)
        earlier = self._earlier_answers(where, sure, now)
        policy = "ask" if earlier else self.rules.policy
        verdict = decide([(a.base, a.value) for _, a in sure], now, policy)
        if isinstance(verdict, Take) and self._contested(where, sure):
            verdict = TWO_ANSWERS
        if isinstance(verdict, Take) and where in self.rules.unwritable:
            verdict = Ask(self.rules.unwritable[where])
        if isinstance(verdict, Take):
            submission, answer = sure[0]
            self._write(where, verdict.value, _change("answer", self.measures[measure_id], where, now, verdict.value,
                                                      submission))  # fmt: skip
        elif isinstance(verdict, Ask):
            asked += [
                _question(s, a, self._reason(verdict, a, sure, earlier), now) for s, a in _distinct(sure)
            ]
        return asked

    def _objection(self, submission: Submission, answer: Answer) -> Ask | None:
        measure = self.measures.get(answer.measure)
        if measure is None:
            return Ask(GONE)
        actor = submission.dispatch.actor
        if actor not in self.register.owners(measure):
            return Ask(MOVED)
        if (answer.member or "") != (actor if self.register.is_shared(measure) else ""):
            return Ask(NOW_SHARED)
        return None

    def _earlier_answers(
        self, where: Where, given: Sequence[tuple[Submission, Answer]], now: Value
    ) -> dict[str, Value]:
        """What returns of the same round, merged before, say of the field: file -> answer.

        An answer that still stands in the master, or that waits for a person. The settings about conflicts
        with the secretariat have no say over two answers that differ.
        """
        rounds = {submission.dispatch.round for submission, _ in given}
        earlier: dict[str, Value] = {
            q.file: _plain(q.answer) for q in self.waiting[where] if q.round in rounds
        }
        last = self.rules.written.get(where)
        if last is not None and last.kind == "answer" and last.round in rounds and last.after == now:
            earlier[last.file] = last.after
        return earlier

    def _contested(self, where: Where, given: Sequence[tuple[Submission, Answer]]) -> bool:
        """True where another answer to the same field still waits for a person."""
        rounds = {submission.dispatch.round for submission, _ in given}
        return any(question.round in rounds for question in self.waiting[where])

    def _reason(
        self,
        verdict: Ask,
        answer: Answer,
        sure: Sequence[tuple[Submission, Answer]],
        earlier: Mapping[str, Value],
    ) -> Ask:
        """The verdict for one of several answers: an unclear one has its own reason, the others say who differs."""
        if isinstance(answer.value, Unclear):
            return Ask(answer.value.reason)
        others = {s.file for s, a in sure if a.value != answer.value}
        others |= {file for file, value in earlier.items() if value != _plain(answer.value)}
        if not others:
            return verdict
        return Ask(ALSO_SAID.with_values(files=", ".join(sorted(others))))

    def carry_out(self, questions: Sequence[Question], decisions: Sequence[Decision]) -> None:
        """Do what the secretariat decided about open questions."""
        no_room = {
            (m, member, Field(name)) for m, member, name in self.rules.unwritable if name in set(Field)
        }
        weighed = weigh(questions, decisions, self.measures, self.register, no_room)
        for writing in weighed.writings:
            self._decide(writing.where, writing.question, writing.value)
        self.settled += weighed.settled
        self.problems += weighed.problems
        closed = {settled.key for settled in weighed.settled}
        for question in questions:
            if question.field is None:
                continue
            if question.key in closed:
                self.judged.add(_judged_question(question, question.field))
            else:
                self.waiting[question.measure, question.member, question.field].append(question)

    def _decide(self, where: Where, question: Question, value: Value) -> None:
        before = self.now(where)
        if before != value:
            measure = self.measures[where[0]]
            change = Change(
                "decision", measure.id, measure.number, measure.text, where[2].value, before, value,
                where[1], question.actor, question.source, question.file, question.round,
            )  # fmt: skip
            self._write(where, value, change)

    def _write(self, where: Where, value: Value, change: Change) -> None:
        measure_id, member, name = where
        measure = self.measures[measure_id]
        if member:
            shares = {share.member: share for share in measure.shares}
            shares[member] = Share(member, measure.share(member).report.with_value(name, value))
            order = self.register.sharers(measure)
            measure = replace(
                measure, shares=tuple(sorted(shares.values(), key=lambda s: _rank(order, s.member)))
            )
        else:
            measure = replace(
                measure, report=measure.report.with_value(name, value), reported_by=change.actor
            )
        self.measures[measure_id] = replace(measure, reported_on=self.rules.today)
        self.changes[where] = change

    def outcome(self, asked: Sequence[Question], kept: int) -> MergeOutcome:
        """Roll up the shared measures, then everything together."""
        for measure in list(self.measures.values()):
            if self.register.is_shared(measure):
                self._roll_up(measure)
        self._leave_unwritable()
        return MergeOutcome(
            plan=self.plan.map_measures(lambda m: self.measures.get(m.id, m)),
            changes=tuple(self.changes.values()) + tuple(self.rolled),
            questions=tuple(sorted(asked, key=lambda q: (q.file, q.place.row or 0, q.number, str(q.field)))),
            settled=tuple(self.settled),
            problems=tuple(self.problems),
            kept=kept,
            overruled=tuple(self.overruled),
        )

    def _leave_unwritable(self) -> None:
        """Who reported, and when, stays as it is where the master has no room for it."""
        former = {measure.id: measure for measure in self.plan.measures}
        for measure_id, member, name in self.rules.unwritable:
            if not member and name in ("reported_on", "reported_by") and measure_id in former:
                was = getattr(former[measure_id], name)
                self.measures[measure_id] = replace(self.measures[measure_id], **{name: was})

    def _roll_up(self, measure: Measure) -> None:
        sharers = self.register.sharers(measure)
        shares = [measure.share(name) for name in sharers]
        if not any(has_answered(share) for share in shares) and not any(
            (measure.id, name) in self.rules.shown for name in Field
        ):
            return
        summed = roll_up(shares, self.plan.scale, self.rules.translate)
        report = measure.report
        for name in Field:
            now, shown, value = report.get(name), self.rules.shown.get((measure.id, name)), summed.get(name)
            if (measure.id, "", name) in self.rules.unwritable:
                continue
            if now is not None and self._is_overruled((measure.id, "", name), now, (shown, value)):
                self.overruled.append((measure.id, name))
            elif now != value:
                report = report.with_value(name, value)
                where = (measure.id, "", name)
                self.rolled.append(_change("rollup", measure, where, now, value, None))
        by = self.rules.translate(answered_words(shares))
        if any(overruled == measure.id for overruled, _ in self.overruled):
            by = f"{self.rules.translate(OVERRULED)}; {by}"
        if (report, by) != (measure.report, measure.reported_by):
            self.measures[measure.id] = replace(measure, report=report, reported_by=by)

    def _is_overruled(self, where: Where, now: Value, rolled: tuple[Value, Value]) -> bool:
        """True where the secretariat itself wrote what a shared measure says, and has not cleared it since.

        What a body answered while the measure was its own gives way to what the members say.
        """
        measure_id, _, name = where
        if (measure_id, name) in self.rules.overruled:
            return True
        last = self.rules.written.get(where)
        answered = last is not None and last.kind in ("answer", "rollup") and last.after == now
        return now not in rolled and not answered


def rolled_up(plan: Plan, translate: Translate = str) -> dict[tuple[str, Field], Value]:
    """The roll-up of every shared measure that somebody has answered, by measure and field."""
    register = Register(plan.actors)
    shown: dict[tuple[str, Field], Value] = {}
    for measure in plan.measures:
        if register.is_shared(measure):
            shares = [measure.share(name) for name in register.sharers(measure)]
            if any(has_answered(share) for share in shares):
                summed = roll_up(shares, plan.scale, translate)
                shown |= {(measure.id, name): summed.get(name) for name in Field}
    return shown


def _rank(order: Sequence[str], member: str) -> int:
    return order.index(member) if member in order else len(order)


def _plain(value: Value | Clear | Unclear) -> Value:
    if isinstance(value, Unclear):
        return value.shown
    return None if isinstance(value, Clear) else value


def _judged(submission: Submission, answer: Answer) -> Judged:
    return (
        submission.dispatch.round, answer.measure, answer.member, answer.field, submission.dispatch.actor,
        answer.base, _plain(answer.value),
    )  # fmt: skip


def _judged_question(question: Question, name: Field) -> Judged:
    return (
        question.round, question.measure, question.member, name, question.actor,
        question.base, _plain(question.answer),
    )  # fmt: skip


def _distinct(sure: Sequence[tuple[Submission, Answer]]) -> list[tuple[Submission, Answer]]:
    seen: dict[tuple[str, object], tuple[Submission, Answer]] = {}
    for submission, answer in sure:
        seen.setdefault((submission.dispatch.actor, _plain(answer.value)), (submission, answer))
    return list(seen.values())


def _known(question: Question, open_questions: Sequence[Question]) -> bool:
    """True where the same thing was asked before and still waits."""
    return any(
        (q.measure, q.member, q.field, q.actor)
        == (question.measure, question.member, question.field, question.actor)
        and _plain(q.answer) == _plain(question.answer)
        and (q.field is not None or (q.source, q.place.row) == (question.source, question.place.row))
        for q in open_questions
    )


def _change(
    kind: str, measure: Measure, where: Where, before: Value, after: Value, submission: Submission | None
) -> Change:
    return Change(
        kind=kind,  # type: ignore[arg-type]
        measure=measure.id,
        number=measure.number,
        text=measure.text,
        field=where[2].value,
        before=before,
        after=after,
        member=where[1],
        actor=submission.dispatch.actor if submission else "",
        source=submission.source if submission else "",
        file=submission.file if submission else "",
        round=submission.dispatch.round if submission else "",
    )


def _question(submission: Submission, answer: Answer, ask: Ask, now: Value) -> Question:
    row = _sent_row(submission, answer.measure)
    return Question(
        reason=ask.reason,
        actor=submission.dispatch.actor,
        file=submission.file,
        source=submission.source,
        asked=submission.received,
        measure=answer.measure,
        number=row.number if row else "",
        text=row.text if row else "",
        member=answer.member,
        field=answer.field,
        base=answer.base,
        answer=answer.value,
        now=now,
        place=answer.place,
        round=submission.dispatch.round,
    )


def _held(submission: Submission, held: Held) -> Question:
    row = _sent_row(submission, held.measure)
    return Question(
        reason=held.reason,
        actor=submission.dispatch.actor,
        file=submission.file,
        source=submission.source,
        asked=submission.received,
        measure=held.measure,
        number=row.number if row else "",
        text=row.text if row else "",
        answer=held.shown or None,
        place=held.place,
        round=submission.dispatch.round,
    )


def _sent_row(submission: Submission, measure: str) -> SentRow | None:
    return next((row for row in submission.dispatch.rows if row.measure == measure), None)
