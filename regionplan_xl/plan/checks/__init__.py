"""What a person should look at in a plan: small checks, each finding with its place and its fix."""

from collections.abc import Iterable, Mapping
from datetime import date

from regionplan_xl.errors import Place
from regionplan_xl.plan.checks.finding import Check, CheckContext, Finding
from regionplan_xl.plan.checks.measures import MEASURES
from regionplan_xl.plan.checks.numbering import NUMBERING
from regionplan_xl.plan.checks.register import REGISTER
from regionplan_xl.plan.model import Plan

__all__ = ["MEASURES", "NUMBERING", "REGISTER", "Finding", "check_plan"]


def check_plan(
    plan: Plan,
    places: Mapping[str, Place] | None = None,
    *,
    today: date | None = None,
    by_mail: bool = False,
    headings: Mapping[str, Mapping[str, str]] | None = None,
    checks: Iterable[Check] = (*NUMBERING, *MEASURES, *REGISTER),
) -> tuple[Finding, ...]:
    """Return everything in `plan` that a person should look at, check by check.

    `places`, `today`, `by_mail` and `headings` are those of `CheckContext`.
    """
    context = CheckContext(plan, places or {}, today, by_mail, headings or {})
    return tuple(finding for check in checks for finding in check(context))
