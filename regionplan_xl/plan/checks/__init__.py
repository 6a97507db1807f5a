"""Checks that find problems in a plan, each with its place and its fix."""

from collections.abc import Iterable, Mapping
from datetime import date

from regionplan_xl.errors import Place
from regionplan_xl.plan.checks.colours import COLOURS
from regionplan_xl.plan.checks.finding import Check, CheckContext, Finding
from regionplan_xl.plan.checks.measures import MEASURES, one_of_several_unknown
from regionplan_xl.plan.checks.numbering import NUMBERING
from regionplan_xl.plan.checks.register import REGISTER, UNASKED_IN_REGISTER
from regionplan_xl.plan.model import Plan

__all__ = [
    "EVERY", "MEASURES", "NUMBERING", "REGISTER", "UNASKED", "Check", "CheckContext", "Finding", "check_plan",
]  # fmt: skip

EVERY: tuple[Check, ...] = (*NUMBERING, *MEASURES, *REGISTER, *COLOURS)
UNASKED: tuple[Check, ...] = (*UNASKED_IN_REGISTER, one_of_several_unknown)
"""The checks of names that keep a body from being asked, which nothing else would report."""


def check_plan(
    plan: Plan,
    places: Mapping[str, Place] | None = None,
    *,
    today: date | None = None,
    headings: Mapping[str, Mapping[str, str]] | None = None,
    actor_rows: Mapping[str, tuple[int, ...]] | None = None,
    checks: Iterable[Check] = EVERY,
) -> tuple[Finding, ...]:
    """Run the checks in order and return all their findings.

    `places`, `today`, `headings` and `actor_rows`: see `CheckContext`.
    """
    context = CheckContext(plan, places or {}, today, headings or {}, actor_rows or {})
    return tuple(finding for check in checks for finding in check(context))
