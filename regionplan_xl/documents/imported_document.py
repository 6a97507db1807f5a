"""A document: its lines, as every reader gives them, and the plan imported from them."""

from dataclasses import dataclass

from regionplan_xl.documents.draft import ColumnUnderstood
from regionplan_xl.errors import Place, Problem
from regionplan_xl.plan.model import Plan
from regionplan_xl.text import phrase

LEFT_OUT = phrase("Nothing, unless it belongs to a goal or a measure.")


@dataclass(frozen=True)
class Line:
    """One line. `row` is its number in an editor; the cells of a table row are separated by tabs.

    A blank line separates cells or paragraphs; `new_page`: a page begins with it.
    """

    row: int
    text: str
    new_page: bool = False

    @property
    def blank(self) -> bool:
        """True if there is no text."""
        return not self.text.strip()


@dataclass(frozen=True)
class Imported:
    """A plan as read from a document, and everything else in it.

    `doubts`: what a person should check, in the document's order. `notes`: the paragraphs that are no part of
    the plan's tables (title, background, legend, proposal). `legend`: the document's word for a colour, and the
    key of the status that it means. `summary`: how the document was understood, nothing to mark. `columns` and
    `statuses` (word, key) are the same for programs.
    """

    plan: Plan
    doubts: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    legend: tuple[tuple[str, str], ...] = ()
    summary: tuple[Problem, ...] = ()
    columns: tuple[ColumnUnderstood, ...] = ()
    statuses: tuple[tuple[str, str], ...] = ()

    @property
    def to_check(self) -> tuple[Problem, ...]:
        """The doubts, then what was left out of the workbook, so that nothing is dropped in silence."""
        return (
            *self.summary,
            *self.doubts,
            *(Problem(Place(), phrase("Left out: «{text}»", text=note), LEFT_OUT) for note in self.notes),
        )
