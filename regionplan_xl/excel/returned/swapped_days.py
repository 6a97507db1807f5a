"""Ask about the new days of a file in which a program has swapped day and month of others."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from regionplan_xl.excel.parsing.dates import with_month_as_day
from regionplan_xl.excel.parsing.report_cells import SWAPPED
from regionplan_xl.plan.merging.sent_and_returned import Answer, Unclear
from regionplan_xl.plan.model import Field
from regionplan_xl.text import day_in_figures, phrase

PERHAPS_SWAPPED = phrase(
    "Other days in this file have day and month swapped, so this one may be {day} or {other}."
)


def with_doubtful_days(answers: Iterable[Answer]) -> list[Answer]:
    """Make new days that can be read with day and month swapped `Unclear` if days that were sent came back swapped."""
    answers = list(answers)
    return [_doubtful(answer) for answer in answers] if any(map(_is_swapped, answers)) else answers


def _is_swapped(answer: Answer) -> bool:
    return isinstance(answer.value, Unclear) and answer.value.reason.template == SWAPPED.template


def _doubtful(answer: Answer) -> Answer:
    day = answer.value
    other = with_month_as_day(day) if answer.field is Field.EXPECTED and isinstance(day, date) else None
    if not isinstance(day, date) or other is None:
        return answer
    written = day_in_figures(day)
    reason = PERHAPS_SWAPPED.with_values(day=written, other=day_in_figures(other))
    return replace(answer, value=Unclear(written, reason, (("take", day),)))
