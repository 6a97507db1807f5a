"""Give records from before a body was renamed the present name of the body, so that they still belong to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from regionplan_xl.plan.merging.decisions import Placements
from regionplan_xl.plan.merging.outcome import Change, FieldKey, Question
from regionplan_xl.plan.merging.placing import Placement
from regionplan_xl.plan.merging.sent_and_returned import Answer, Submission
from regionplan_xl.project.answered.present_names import PresentNames


@dataclass(frozen=True)
class PresentOwners:
    """Renames the actors of submissions and of what earlier merges have recorded about them."""

    names: PresentNames

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

    def last_changes(self, given: Mapping[FieldKey, Change]) -> dict[FieldKey, Change]:
        """Return the last change of each value, with the member as it is called now."""
        renamed = {
            (measure, now, name): replace(change, member=now, actor=self.names.of(change.actor, change.round))
            for (measure, member, name), change in given.items()
            if (now := self.names.of(member, change.round)) != member
        }
        # What a member has said under its new name came later.
        return {**renamed, **given}

    def _submission(self, one: Submission) -> Submission:
        before, dispatch = one.dispatch.actor, one.dispatch
        now = self.names.of(before, dispatch.round, dispatch.sent)
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
        now = self.names.of(one.actor, one.round, one.asked)
        return replace(one, actor=now, member=now if one.member == one.actor else one.member)
