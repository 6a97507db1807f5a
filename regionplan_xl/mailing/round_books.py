"""The workbooks of a round: what to record of each, and the task to stamp it."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from regionplan_xl.excel.actor.template import render_actor_template, template_begun
from regionplan_xl.excel.actor.workbook import indicator_rows, workbook_texts
from regionplan_xl.excel.actor.workbook_task import WorkbookToStamp
from regionplan_xl.ledger.entries import Outgoing
from regionplan_xl.plan.merging.sent_and_returned import Dispatch, Round, SentRow
from regionplan_xl.plan.model import Actor
from regionplan_xl.plan.status import Scale
from regionplan_xl.project.folder import Project


def books_begun(project: Project) -> AbstractContextManager[None]:
    """Render the most common template in the background while the block runs, if several processes are allowed."""
    if project.config.engine.processes == 1:
        return nullcontext()
    return template_begun(project.language, project.config.scale)


@dataclass(frozen=True)
class RoundBooks:
    """Makes the workbooks of one round; `sender` and `language` are the project's.

    If `has_deadline` is False, they say that there is no deadline, as between rounds.
    """

    round: Round
    plan_name: str
    sender: str
    language: str
    scale: Scale
    has_deadline: bool = True

    @classmethod
    def of(
        cls, project: Project, round_: Round, plan_name: str, scale: Scale, *, has_deadline: bool = True
    ) -> "RoundBooks":
        """Return the maker of the workbooks of a round in a project."""
        sender = project.config.delivery.sender or ""
        return cls(round_, plan_name, sender, project.language, scale, has_deadline)

    def outgoing(self, actor: Actor, rows: tuple[SentRow, ...]) -> Outgoing:
        """Return what to record of an actor's workbook before it is sent."""
        language = actor.language or self.language
        texts = workbook_texts(
            render_actor_template(language, self.scale, len(indicator_rows(rows))),
            Dispatch("", self.round.name, actor.name, self.round.opened, rows),
            actor.name,
            self.round,
            plan_name=self.plan_name,
            sender=self.sender,
            language=language,
            has_deadline=self.has_deadline,
        )
        return Outgoing(actor=actor.name, rows=rows, texts=texts)

    def to_stamp(self, actor: Actor, dispatch: Dispatch) -> WorkbookToStamp:
        """Return everything needed to stamp an actor's workbook."""
        language = actor.language or self.language
        return WorkbookToStamp(
            dispatch, actor, self.round, self.plan_name, self.sender, language, self.scale, self.has_deadline
        )
