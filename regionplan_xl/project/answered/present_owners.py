"""Give returns and questions from before a body was renamed its present name, so that they still belong to it."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from regionplan_xl.ledger.ledger import Ledger
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.merging.decisions import Placements
from regionplan_xl.plan.merging.outcome import Change, Question
from regionplan_xl.plan.merging.placing import Placement
from regionplan_xl.plan.merging.sent_and_returned import Answer, Submission
from regionplan_xl.project.answered.asked_bodies import present_names


class PresentOwners:
    """Renames the actors of submissions and questions. `hand`: edits by hand that are not recorded yet."""

    def __init__(self, ledger: Ledger, register: Register, hand: Iterable[Change]) -> None:
        changes = tuple(hand)
        self._names = cache(
            lambda round_: present_names(ledger, register, ledger.dispatches(round_), changes)
        )
        self._present = frozenset(one.name for one in register.actors)

    def submissions(self, given: Iterable[Submission]) -> tuple[Submission, ...]:
        """Return the submissions, each as its actor is called now."""
        return tuple(map(self._submission, given))

    def questions(self, given: Iterable[Question]) -> tuple[Question, ...]:
        """Return the questions, each about the actor as it is called now."""
        return tuple(map(self._question, given))

    def placements(self, given: Placements) -> Placements:
        """Return the placements with their questions and submissions renamed."""
        return {
            key: replace(
                one, question=self._question(one.question), submission=self._submission(one.submission)
            )
            if isinstance(one, Placement)
            else one
            for key, one in given.items()
        }

    def _now(self, actor: str, round_: str) -> str:
        return actor if actor in self._present or not round_ else self._names(round_).get(actor, actor)

    def _submission(self, one: Submission) -> Submission:
        before, dispatch = one.dispatch.actor, one.dispatch
        now = self._now(before, dispatch.round)
        if now == before:
            return one

        def renamed(answers: Iterable[Answer]) -> tuple[Answer, ...]:
            return tuple(replace(a, member=now) if a.member == before else a for a in answers)

        return replace(
            one,
            dispatch=dispatch.under_name(now),
            answers=renamed(one.answers),
            restored=renamed(one.restored),
        )

    def _question(self, one: Question) -> Question:
        now = self._now(one.actor, one.round)
        return replace(one, actor=now, member=now if one.member == one.actor else one.member)
