"""What reading a plan document gives."""

from dataclasses import dataclass

from regionplan_xl.errors import Problem
from regionplan_xl.plan.model import Plan


@dataclass(frozen=True)
class Imported:
    """A plan as a document has it, and everything else that stood there.

    `doubts`: what a person should check, in the document's order. `notes`: the paragraphs that are no part of
    the plan's tables (title, background, legend, proposal). `legend`: the document's word for a colour -> the
    key of the status it stands for.
    """

    plan: Plan
    doubts: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    legend: tuple[tuple[str, str], ...] = ()
