"""Fold answers and decisions into a plan: the middle stanza of a merge, without a file in sight."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.exchange import Answer, Clear, Held, SentRow, Submission, Unclear
from regionplan_xl.plan.model import Field, Measure, Plan, Share, Value
from regionplan_xl.plan.outcome import Change, Decision, Outcome, Question, Settled
from regionplan_xl.plan.rollup import answered_words, has_answered, roll_up
from regionplan_xl.plan.threeway import Ask, Policy, Take, decide, is_answer
from regionplan_xl.text import Say, say

GONE = say("The measure is no longer in the master.")
MOVED = say("The measure now belongs to somebody else.")
NOW_SHARED = say("The measure is now shared, or was and is no longer.")
OVERRULED = say("Overruled by the secretariat")

Shown = Mapping[tuple[str, Field], Value]


@dataclass(frozen=True)
class Rules:
    """How a merge decides where the table leaves a choice, and what it may know of earlier merges.

    `shown`: the roll-up last written for each shared measure and field; a cell that says otherwise was
    overruled by hand. `settled`: (measure, member, field, actor, answer) a person has already judged.
    """

    today: date
    policy: Policy = "ask"
    said: Say = str
    shown: Shown = field(default_factory=dict)
    settled: frozenset[tuple[str, str, Field, str, Value]] = frozenset()


Where = tuple[str, str, Field]


def fold(
    plan: Plan,
    submissions: Sequence[Submission],
    rules: Rules,
    questions: Sequence[Question] = (),
    decisions: Sequence[Decision] = (),
) -> Outcome:
    """The plan with every sure answer in it, each change with its reason, and what a person must settle.

    `questions` are those open from before, `decisions` what the secretariat wrote about them. Neither the
    order of the submissions nor of their answers changes the result.
    """
    folding = _Folding(plan, rules)
    settled = folding.carry_out(questions, decisions)
    asked: list[Question] = []
    kept = 0
    for where, given in sorted(_by_field(submissions).items()):
        found = folding.answer(where, given)
        asked += found
        kept += not found and not folding.changed(where)
    asked += [_held(submission, held) for submission in submissions for held in submission.held]
    asked = [question for question in asked if not _known(question, questions)]
    return folding.outcome(asked, settled, kept)


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
        self.overruled: list[str] = []

    def changed(self, where: Where) -> bool:
        return where in self.changes

    def now(self, where: Where) -> Value:
        measure_id, member, name = where
        measure = self.measures[measure_id]
        return (measure.share(member).report if member else measure.report).get(name)

    def answer(self, where: Where, given: Sequence[tuple[Submission, Answer]]) -> list[Question]:
        """Write the answers to one field where they are sure; else the questions they raise."""
        measure_id, member, name = where
        sure: list[tuple[Submission, Answer]] = []
        asked: list[Question] = []
        for submission, answer in given:
            objection = self._objection(submission, answer)
            if objection is not None:
                asked.append(_question(submission, answer, objection, None))
            elif (
                measure_id,
                member,
                name,
                submission.dispatch.actor,
                _plain(answer.value),
            ) not in self.rules.settled:
                sure.append((submission, answer))
        if not sure:
            return asked
        now = self.now(where)
        verdict = decide([(a.base, a.value) for _, a in sure], now, self.rules.policy)
        if isinstance(verdict, Take):
            submission, answer = sure[0]
            self._write(where, verdict.value, _change("answer", self.measures[measure_id], where, now, verdict.value,
                                                      submission))  # fmt: skip
        elif isinstance(verdict, Ask):
            asked += [_question(s, a, self._reason(verdict, s, a, sure), now) for s, a in _distinct(sure)]
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

    def _reason(
        self, verdict: Ask, submission: Submission, answer: Answer, sure: Sequence[tuple[Submission, Answer]]
    ) -> Ask:
        """The verdict for one of several answers: an unclear one has its own reason, the others say who differs."""
        if isinstance(answer.value, Unclear):
            return Ask(answer.value.reason)
        others = sorted({s.file for s, a in sure if a.value != answer.value})
        if not others:
            return verdict
        return Ask(say("Two answers to the same question differ; see also {files}.", files=", ".join(others)))

    def carry_out(self, questions: Sequence[Question], decisions: Sequence[Decision]) -> list[Settled]:
        """Do what the secretariat decided about open questions."""
        by_key = {question.key: question for question in questions}
        settled: dict[str, Settled] = {}
        for decision in decisions:
            question = by_key.get(decision.key)
            if question is None or decision.key in settled:
                continue
            if decision.choice == "keep":
                settled[decision.key] = Settled(decision.key, "keep")
                continue
            value = question.answer if decision.choice == "take" else decision.own
            if question.field is None or isinstance(value, Unclear) or question.measure not in self.measures:
                continue  # the reader has already told why this cannot be carried out
            where = (question.measure, question.member, question.field)
            self._decide(where, question, None if isinstance(value, Clear) else value)
            settled[decision.key] = Settled(decision.key, decision.choice)
            for sibling in questions:
                if (sibling.measure, sibling.member, sibling.field) == where:
                    settled.setdefault(sibling.key, Settled(sibling.key, "keep"))
        return list(settled.values())

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

    def outcome(self, asked: Sequence[Question], settled: Sequence[Settled], kept: int) -> Outcome:
        """Roll up the shared measures, then everything together."""
        for measure in list(self.measures.values()):
            if self.register.is_shared(measure):
                self._roll_up(measure)
        areas = tuple(
            replace(
                area,
                goals=tuple(
                    replace(goal, measures=tuple(self.measures.get(m.id, m) for m in goal.measures))
                    for goal in area.goals
                ),
            )
            for area in self.plan.areas
        )
        return Outcome(
            plan=replace(self.plan, areas=areas),
            changes=tuple(self.changes.values()) + tuple(self.rolled),
            questions=tuple(sorted(asked, key=lambda q: (q.file, q.place.row or 0, q.number, str(q.field)))),
            settled=tuple(settled),
            kept=kept,
            overruled=tuple(self.overruled),
        )

    def _roll_up(self, measure: Measure) -> None:
        sharers = self.register.sharers(measure)
        shares = [measure.share(name) for name in sharers]
        if not any(has_answered(share) for share in shares) and not any(
            (measure.id, name) in self.rules.shown for name in Field
        ):
            return
        summed = roll_up(shares, self.plan.scale, self.rules.said)
        report, overruled = measure.report, False
        for name in Field:
            now, shown, value = report.get(name), self.rules.shown.get((measure.id, name)), summed.get(name)
            if now is not None and now not in (shown, value):
                overruled = True
            elif now != value:
                report = report.with_value(name, value)
                where = (measure.id, "", name)
                self.rolled.append(_change("rollup", measure, where, now, value, None))
        by = self.rules.said(answered_words(shares))
        if overruled:
            self.overruled.append(measure.id)
            by = f"{self.rules.said(OVERRULED)}; {by}"
        if (report, by) != (measure.report, measure.reported_by):
            self.measures[measure.id] = replace(measure, report=report, reported_by=by)


def rolled_up(plan: Plan, said: Say = str) -> dict[tuple[str, Field], Value]:
    """The roll-up of every shared measure that somebody has answered, by measure and field."""
    register = Register(plan.actors)
    shown: dict[tuple[str, Field], Value] = {}
    for measure in plan.measures:
        if register.is_shared(measure):
            shares = [measure.share(name) for name in register.sharers(measure)]
            if any(has_answered(share) for share in shares):
                summed = roll_up(shares, plan.scale, said)
                shown |= {(measure.id, name): summed.get(name) for name in Field}
    return shown


def _rank(order: Sequence[str], member: str) -> int:
    return order.index(member) if member in order else len(order)


def _plain(value: Value | Clear | Unclear) -> Value:
    if isinstance(value, Unclear):
        return value.shown
    return None if isinstance(value, Clear) else value


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
