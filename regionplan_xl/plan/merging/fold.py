"""Fold answers and decisions into a plan: the deciding part of a merge, without I/O."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from regionplan_xl.errors import Problem
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.ids import is_indicator
from regionplan_xl.plan.indicator_reports import with_indicator_measures, without_indicator_measures
from regionplan_xl.plan.merging.decisions import (
    Placements,
    ResolvedDecisions,
    agreed,
    resolve_decisions,
    target,
    with_present_measure,
)
from regionplan_xl.plan.merging.outcome import (
    Change,
    Decision,
    FieldKey,
    MergeOutcome,
    Question,
    Settled,
    in_file_order,
    in_plan_order,
)
from regionplan_xl.plan.merging.placing import Placement, WhyNot, placement_record
from regionplan_xl.plan.merging.questions import (
    Given,
    answers_by_field,
    as_settled,
    as_value,
    by_field,
    corrected,
    distinct,
    new_questions,
    not_taken,
    question_about_answer,
    question_about_held,
    settled_answers,
)
from regionplan_xl.plan.merging.rules import Rules
from regionplan_xl.plan.merging.sent_and_returned import Answer, Submission, Unclear
from regionplan_xl.plan.merging.shared_measures import roll_up_measure
from regionplan_xl.plan.merging.threeway import (
    AGREED,
    ANSWER_NEWEST,
    MASTER_COUNTS,
    TWO_ANSWERS,
    Ask,
    Take,
    Verdict,
    decide,
)
from regionplan_xl.plan.model import Field, Measure, Plan, Value
from regionplan_xl.text import Phrase, phrase

GONE = phrase("The measure is no longer in the master.")
GOAL_GONE = phrase("The result goal is no longer in the master.")
OTHER_OWNER = phrase("The measure now belongs to somebody else.")
GOAL_OF_OTHER = phrase("The result goal now belongs to somebody else.")
STARTED_AGAIN = phrase(
    "The measure is yearly and has started again since; the answer is about the year before."
)
NOW_SHARED = phrase("The measure is now shared, or was and is no longer.")
ALSO_SAID = phrase("Two answers to the same question differ; see also {files}.")
LATER_TOO = phrase("{actor} has answered this in a later round too; see {files}.")
LATE = phrase("{reason} This answer is to an earlier round, {round}.")


def fold(
    plan: Plan,
    submissions: Sequence[Submission],
    rules: Rules,
    questions: Sequence[Question] = (),
    decisions: Sequence[Decision] = (),
    placements: Placements = MappingProxyType({}),
) -> MergeOutcome:
    """Return the plan with every unambiguous answer, a record of each change, and the questions for a person.

    `questions` are the open ones from earlier merges, `decisions` the secretariat's decisions about them, and
    `placements` the rows and files placed by these decisions (a placed file is among `submissions` too). The result
    does not depend on the order of submissions and answers, nor, as far as the ledger knows, on how they are divided
    between merges.
    """
    folding = _Folding(with_indicator_measures(plan), rules)
    folding.carry_out(questions, decisions, placements)
    rows = (one.submission for one in placements.values() if isinstance(one, Placement) and one.row)
    submissions = (*submissions, *rows)
    asked: list[Question] = []
    kept = 0
    given, restored = answers_by_field(submissions), by_field((s, a) for s in submissions for a in s.restored)
    for key in sorted(given.keys() | restored.keys()):
        found = folding.answer(key, given.get(key, ()), restored.get(key, ()))
        asked += found
        kept += key in given and not found and key not in folding.changes
    in_order = sorted(submissions, key=lambda s: (s.received, s.source))
    asked += [question_about_held(submission, held) for submission in in_order for held in submission.held]
    judged_texts = [question for question in rules.judged if question.field is None]
    return folding.outcome(new_questions(asked, [*questions, *judged_texts]), kept)


class _Folding:
    """The state of a fold: measures by id, changes and questions so far."""

    def __init__(self, plan: Plan, rules: Rules) -> None:
        self.plan = plan
        self.rules = rules
        self.register = Register(plan.actors)
        self.measures: dict[str, Measure] = {m.id: m for m in plan.measures if m.id}
        self.changes: dict[FieldKey, Change] = {}
        self.written_over: list[Change] = []  # decisions, by answers in the same merge
        self.not_taken: list[Change] = []
        self.placements: list[Change] = []
        self.settled: list[Settled] = []
        self.problems: list[Problem] = []
        self.settled_answers = settled_answers(rules.judged)
        self.waiting: dict[FieldKey, list[Question]] = defaultdict(list)
        self.age = {name: number for number, name in enumerate(rules.rounds)}
        self.merged_later = answers_by_field(rules.merged_later)
        self.correcting: set[str] = set()

    def answer(self, key: FieldKey, given: Sequence[Given], restored: Sequence[Given]) -> list[Question]:
        """Write the answers to one field if they are unambiguous; return the questions that they raise."""
        sure: list[Given] = []
        asked: list[Question] = []
        for submission, answer in given:
            objection = self._objection(submission, answer)
            if objection is not None:
                asked.append(question_about_answer(submission, answer, objection, None))
            elif as_settled(submission, answer) not in self.settled_answers:
                sure.append((submission, answer))
        again = [one for one in restored if self._objection(*one) is None]
        if not (sure or again):
            return asked
        measure_id, member, name = key
        now = self.measures[measure_id].value(member, name)
        sure, put_right = self._without_corrected(key, sure, again, now)
        if not sure:
            self._settle_corrected(put_right, now)
            return asked
        earlier = self._earlier_answers(key, now)
        later = {submission.source: self._later_answers(key, submission) for submission, _ in sure}
        verdict = self._verdict(key, sure, now, bool(earlier), any(later.values()))
        if isinstance(verdict, Take) or verdict == AGREED:
            self._settle_corrected(put_right, verdict.value if isinstance(verdict, Take) else now)
        else:
            asked += [question for question in put_right if not question.key]
        if isinstance(verdict, Take):
            self._take(key, sure[0][0], now, verdict)
        elif verdict == MASTER_COUNTS:
            self.not_taken += [
                not_taken("by_setting", question_about_answer(s, a, verdict.reason, now), now)
                for s, a in distinct(sure)
            ]
        elif isinstance(verdict, Ask):
            asked += [
                question_about_answer(
                    s, a, _reason(verdict.reason, (s, a), sure, earlier, later[s.source]), now
                )
                for s, a in distinct(sure)
            ]
        return asked

    def _take(self, key: FieldKey, submission: Submission, now: Value, verdict: Take) -> None:
        measure_id, member, name = key
        # The ledger keeps one change per field and source, and another row of the file may have changed this field.
        source = submission.source if submission.placed != "row" else ""
        change = Change.of(
            "placed" if submission.placed else "answer", self.measures[measure_id], name.value, now,
            verdict.value, member, actor=submission.dispatch.actor, source=source, file=submission.file,
            round=submission.dispatch.round,
        )  # fmt: skip
        self._write(key, verdict.value, change)
        if verdict.reason == ANSWER_NEWEST:
            was = replace(change, kind="by_setting", actor="", source="", file="")
            self.not_taken.append(was)

    def _verdict(
        self, key: FieldKey, sure: Sequence[Given], now: Value, earlier: bool, later: bool
    ) -> Verdict:
        """Return the verdict on the answers to one field; `earlier`, `later`: other returns have answered it."""
        asks = earlier or later
        verdict = decide([(a.base, a.value) for _, a in sure], now, "ask" if asks else self.rules.policy)
        if isinstance(verdict, Take) and (later or self._is_contested(key, verdict.value)):
            verdict = TWO_ANSWERS
        if isinstance(verdict, Take) and key in self.rules.unwritable:
            verdict = Ask(self.rules.unwritable[key])
        return verdict

    def _without_corrected(
        self, key: FieldKey, sure: Sequence[Given], restored: Sequence[Given], now: Value
    ) -> tuple[list[Given], Mapping[Question, str]]:
        """Drop unclear answers that their actor has corrected; return the rest, and the questions thus answered.

        The questions are open ones and ones that this merge would ask, each with the file that corrects it.
        """
        again = [(s, a) for s, a in restored if a.value is None or a.value == now]
        unclear = ((s, a, a.value.reason) for s, a in sure if isinstance(a.value, Unclear))
        asked = {question_about_answer(s, a, reason, now): (s, a) for s, a, reason in unclear}
        put_right = corrected([*self.waiting[key], *asked], [*sure, *again], self.rules.told)
        self.waiting[key] = [question for question in self.waiting[key] if question not in put_right]
        return [one for one in sure if not any(asked.get(q) == one for q in put_right)], put_right

    def _settle_corrected(self, questions: Mapping[Question, str], value: Value) -> None:
        """Close questions that their actor has answered by a correction, and record the unclear answers."""
        self.settled += [Settled(question.key, "keep") for question in questions if question.key]
        records = [not_taken("corrected", question, value) for question in questions]
        self.not_taken += {(one.actor, one.round, one.before): one for one in reversed(records)}.values()
        self.correcting |= set(questions.values())

    def _objection(self, submission: Submission, answer: Answer) -> Phrase | None:
        measure = self.measures.get(answer.measure)
        if measure is None:
            return GOAL_GONE if is_indicator(answer.measure) else GONE
        actor = submission.dispatch.actor
        if actor not in self.register.owners(measure):
            return GOAL_OF_OTHER if is_indicator(measure.id) else OTHER_OWNER
        member = actor if self.register.is_shared(measure) else ""
        if answer.member != member and not is_indicator(measure.id):
            return NOW_SHARED
        return STARTED_AGAIN if self._is_of_year_before(answer.measure, submission.dispatch.round) else None

    def _is_of_year_before(self, measure: str, round_: str) -> bool:
        """Return whether an answer to the round is about the year before a yearly measure's restart."""
        since = self.rules.restarted.get(measure, "")
        return bool(since) and not self._is_later(round_, since)

    def _earlier_answers(self, key: FieldKey, now: Value) -> dict[str, Value]:
        """Return file -> answer for earlier returns that answered the field, in any round.

        These are answers that wait for a person, and the one that the master still shows. With any of them the verdict
        ignores `merge.conflicts`: that setting is about conflicts with the secretariat, not between two answers.
        """
        earlier = {q.file: as_value(q.answer) for q in self.waiting[key]}
        last = self.rules.last_changes.get(key)
        if last is not None and last.kind in ("answer", "placed") and last.after == now:
            earlier[last.file] = last.after
        return earlier

    def _is_contested(self, key: FieldKey, value: Value) -> bool:
        """Return whether a different answer to the field, from any round, still waits for a person."""
        return any(as_value(question.answer) != value for question in self.waiting[key])

    def _later_answers(self, key: FieldKey, submission: Submission) -> frozenset[str]:
        """Return the files that answered the field in a later round than the submission's."""
        round_ = submission.dispatch.round
        files = {
            other.file
            for other, _ in self.merged_later.get(key, ())
            if other.dispatch.actor == submission.dispatch.actor
            and self._is_later(other.dispatch.round, round_)
        }
        last = self.rules.last_changes.get(key)
        if (
            last is not None
            and last.kind in ("answer", "placed", "decision")
            and self._is_later(last.round, round_)
        ):
            files.add(last.file)
        return frozenset(files)

    def _is_later(self, round_: str, than: str) -> bool:
        return self.age.get(round_, -1) > self.age.get(than, len(self.age))

    def carry_out(
        self, questions: Sequence[Question], decisions: Sequence[Decision], placements: Placements
    ) -> None:
        """Carry out the secretariat's decisions about open questions."""
        unwritable = {
            (m, member, Field(name)) for m, member, name in self.rules.unwritable if name in set(Field)
        }
        resolved = resolve_decisions(
            questions, decisions, self.measures, self.register, self.plan.scale, unwritable, placements
        )
        for decided in resolved.values:
            question, (measure_id, member, name) = decided.question, decided.key
            measure = self.measures[measure_id]
            before = measure.value(member, name)
            if before != decided.value:
                change = Change.of(
                    "decision", measure, name.value, before, decided.value, member,
                    actor=question.actor, file=question.file, round=question.round,
                )  # fmt: skip
                self._write(decided.key, decided.value, change)
        self.not_taken += self._decided_against(questions, resolved)
        self.placements += [
            placement_record(one, self.rules.translate)
            for settled in resolved.settled
            if settled.choice == "belongs" and isinstance(one := placements[settled.key], Placement)
        ]
        self.settled += resolved.settled
        self.problems += resolved.problems
        closed = {settled.key for settled in resolved.settled}
        self.settled_answers |= settled_answers(question for question in questions if question.key in closed)
        for question in questions:
            if question.field is not None and question.key not in closed:
                self.waiting[question.measure, question.member, question.field].append(question)

    def _decided_against(
        self, questions: Sequence[Question], resolved: ResolvedDecisions
    ) -> Iterator[Change]:
        """Yield a record of each answer that a decision rejected, with the value that counts instead."""
        choices = {one.key: one.choice for one in resolved.settled}
        for question in questions:
            choice = choices.get(question.key)
            if choice in (None, "take", "belongs"):
                continue
            measure = self.measures.get(question.measure)
            if measure is None or question.field is None:
                yield not_taken("not_taken", question, None)
                continue
            key = target(question, self.measures, self.register)
            member = question.member if isinstance(key, WhyNot) else key[1]
            now = measure.value(member, question.field)
            if as_value(question.answer) != now:
                yield not_taken("not_taken", question, now)

    def _write(self, key: FieldKey, value: Value, change: Change) -> None:
        measure_id, member, name = key
        measure = self.measures[measure_id].with_value(member, name, value)
        if not member:
            measure = replace(measure, reported_by=change.actor)
        self.measures[measure_id] = replace(measure, reported_on=self.rules.today)
        self.written_over += [self.changes[key]] if key in self.changes else []
        self.changes[key] = change

    def outcome(self, asked: Sequence[Question], kept: int) -> MergeOutcome:
        """Roll up the shared measures and return the outcome."""
        for identity in {key[0] for key in self.changes if key[1]}:
            self.measures[identity] = self._with_shares_in_order(self.measures[identity])
        changes = [*self.placements, *self.written_over, *self.changes.values()]
        overruled: list[tuple[str, Field]] = []
        for measure in list(self.measures.values()):
            if self.register.is_shared(measure):
                rolled = roll_up_measure(measure, self.register, self.plan.scale, self.rules)
                self.measures[measure.id] = rolled.measure
                changes += rolled.changes
                overruled += [(measure.id, name) for name in rolled.overruled]
        self._leave_unwritable()
        questions = [with_present_measure(self._late(q), self.measures, self.register) for q in asked]
        waiting = [one for found in self.waiting.values() for one in found]
        present = (one for one in waiting if not self._is_of_year_before(one.measure, one.round))
        self.settled += agreed(present, self.measures, self.register)
        return MergeOutcome(
            plan=without_indicator_measures(self.plan.map_measures(lambda m: self.measures.get(m.id, m))),
            changes=in_plan_order(changes, self.plan),
            not_taken=in_plan_order(self.not_taken, self.plan),
            questions=in_file_order(questions),
            settled=tuple(self.settled),
            problems=tuple(self.problems),
            kept=kept,
            overruled=tuple(overruled),
            correcting=frozenset(self.correcting),
        )

    def _with_shares_in_order(self, measure: Measure) -> Measure:
        rank = {sharer: at for at, sharer in enumerate(self.register.sharers(measure))}
        shares = sorted(measure.shares, key=lambda share: rank.get(share.member, len(rank)))
        return replace(measure, shares=tuple(shares))

    def _late(self, question: Question) -> Question:
        """Add to the question's reason that the answer is late, if it is to an earlier round."""
        if not self.rules.rounds or not self._is_later(self.rules.rounds[-1], question.round):
            return question
        return replace(question, reason=LATE.with_values(reason=question.reason, round=question.round))

    def _leave_unwritable(self) -> None:
        """Restore `reported_on` and `reported_by` of measures for which the master has no such cell."""
        former = {measure.id: measure for measure in self.plan.measures}
        for measure_id, member, name in self.rules.unwritable:
            if not member and name in ("reported_on", "reported_by") and measure_id in former:
                was = getattr(former[measure_id], name)
                self.measures[measure_id] = replace(self.measures[measure_id], **{name: was})


def _reason(
    reason: Phrase,
    given: Given,
    sure: Sequence[Given],
    earlier: Mapping[str, Value],
    later: frozenset[str],
) -> Phrase:
    """Return the reason to ask about one answer: its own if unclear; otherwise it names the files that differ."""
    submission, answer = given
    if isinstance(answer.value, Unclear):
        return answer.value.reason
    if later:
        files = ", ".join(sorted(later))
        return LATER_TOO.with_values(actor=submission.dispatch.actor, files=files)
    others = {s.file for s, a in sure if a.value != answer.value}
    others |= {file for file, value in earlier.items() if value != as_value(answer.value)}
    return ALSO_SAID.with_values(files=", ".join(sorted(others))) if others else reason
