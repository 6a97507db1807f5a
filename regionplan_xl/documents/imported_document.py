"""A plan imported from a document, and what a person should know about the import."""

from dataclasses import dataclass

from regionplan_xl.documents.draft import ColumnUnderstood
from regionplan_xl.documents.wording import NO_TITLE
from regionplan_xl.errors import Problem
from regionplan_xl.plan.model import Plan


@dataclass(frozen=True)
class Imported:
    """A plan as read from a document.

    `doubts`: what a person should check, in document order, including everything left out of the plan. `legend`: a
    colour, and its meaning according to the document. `summary`: how the document was interpreted; not marked in the
    workbook. `columns` and `statuses` (word, key) are the same information for programs.
    """

    plan: Plan
    doubts: tuple[Problem, ...] = ()
    legend: tuple[tuple[str, str], ...] = ()
    summary: tuple[Problem, ...] = ()
    columns: tuple[ColumnUnderstood, ...] = ()
    statuses: tuple[tuple[str, str], ...] = ()

    @property
    def without_title(self) -> bool:
        """True if the document has no title, so the plan is named after the file."""
        return any(doubt.what.template == NO_TITLE.template for doubt in self.doubts)

    @property
    def to_check(self) -> tuple[Problem, ...]:
        """How the document was interpreted, followed by the doubts, so that nothing is dropped silently."""
        return (*self.summary, *self.doubts)
