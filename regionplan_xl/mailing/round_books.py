"""The workbooks of a round: what is recorded of each, and how it is stamped."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from regionplan_xl.excel.actor.template import render_template, template_begun
from regionplan_xl.excel.actor.workbook import indicator_rows, workbook_texts
from regionplan_xl.excel.actor.workbook_task import WorkbookToStamp
from regionplan_xl.ledger.entries import Outgoing
from regionplan_xl.plan.merging.sent_and_returned import Dispatch, Round, SentRow
from regionplan_xl.plan.model import Actor
from regionplan_xl.plan.status import Scale
from regionplan_xl.project.folder import Project


def books_begun(project: Project) -> AbstractContextManager[None]:
    """While the block runs, render the template that most workbooks are made of, if two processes may work."""
    if project.config.engine.processes == 1:
        return nullcontext()
    return template_begun(project.language, project.config.scale)


@dataclass(frozen=True)
class RoundBooks:
    """Makes the workbooks of one round; `sender` and `language` are those of the project.

    Without `has_deadline` they say that there is none, as between rounds.
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
        """Return what makes the workbooks of a project's round."""
        sender = project.config.delivery.sender or ""
        return cls(round_, plan_name, sender, project.language, scale, has_deadline)

    def outgoing(self, actor: Actor, rows: tuple[SentRow, ...]) -> Outgoing:
        """Return what is recorded of an actor's workbook before it is sent."""
        language = actor.language or self.language
        texts = workbook_texts(
            render_template(language, self.scale, len(indicator_rows(rows))),
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
        """Return all that an actor's workbook is made of."""
        language = actor.language or self.language
        return WorkbookToStamp(
            dispatch, actor, self.round, self.plan_name, self.sender, language, self.scale, self.has_deadline
        )
