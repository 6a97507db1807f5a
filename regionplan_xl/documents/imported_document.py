"""The plan imported from a document, and what a person should know of how that was understood."""

from dataclasses import dataclass

from regionplan_xl.documents.draft import ColumnUnderstood
from regionplan_xl.documents.wording import NO_TITLE
from regionplan_xl.errors import Problem
from regionplan_xl.plan.model import Plan


@dataclass(frozen=True)
class Imported:
    """A plan as read from a document.

    `doubts`: what a person should check, in the document's order, with what was left out of the plan. `legend`: a
    colour, and what the document says that it means. `summary`: how the document was understood, nothing to mark.
    `columns` and `statuses` (word, key) are the same for programs.
    """

    plan: Plan
    doubts: tuple[Problem, ...] = ()
    legend: tuple[tuple[str, str], ...] = ()
    summary: tuple[Problem, ...] = ()
    columns: tuple[ColumnUnderstood, ...] = ()
    statuses: tuple[tuple[str, str], ...] = ()

    @property
    def without_title(self) -> bool:
        """True if the document has no title, so that the plan is called after the file."""
        return any(doubt.what.template == NO_TITLE.template for doubt in self.doubts)

    @property
    def to_check(self) -> tuple[Problem, ...]:
        """How the document was understood, then the doubts, so that nothing is dropped in silence."""
        return (*self.summary, *self.doubts)
