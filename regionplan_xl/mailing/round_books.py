"""The workbooks of a round: what to record of each, and the task to stamp it."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

from regionplan_xl.excel.actor.template import render_actor_template, template_begun
from regionplan_xl.excel.actor.workbook import RoundFacts, indicator_rows, workbook_texts
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
    """Makes the workbooks of one round, each in its actor's language; that of `facts` is the project's."""

    facts: RoundFacts

    @classmethod
    def of(
        cls, project: Project, round_: Round, plan_name: str, scale: Scale, *, has_deadline: bool = True
    ) -> "RoundBooks":
        """Return the maker of the workbooks of a round in a project."""
        sender = project.config.delivery.sender or ""
        return cls(RoundFacts(round_, plan_name, sender, project.language, scale, has_deadline))

    def outgoing(self, actor: Actor, rows: tuple[SentRow, ...]) -> Outgoing:
        """Return what to record of an actor's workbook before it is sent."""
        facts = self._facts(actor)
        template = render_actor_template(facts.language, facts.scale, len(indicator_rows(rows)))
        dispatch = Dispatch("", facts.round.name, actor.name, facts.round.opened, rows)
        texts = workbook_texts(template, dispatch, actor.name, facts)
        return Outgoing(actor=actor.name, rows=rows, texts=texts)

    def to_stamp(self, actor: Actor, dispatch: Dispatch) -> WorkbookToStamp:
        """Return everything needed to stamp an actor's workbook."""
        return WorkbookToStamp(dispatch, actor.name, self._facts(actor))

    def _facts(self, actor: Actor) -> RoundFacts:
        return replace(self.facts, language=actor.language) if actor.language else self.facts
