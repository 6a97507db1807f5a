"""The formula that counts the measures of an area sheet, as Oversikt uses it."""

from regionplan_xl.excel.common.columns import MEASURE_COLUMNS
from regionplan_xl.excel.common.sheet_names import quoted_sheet_name
from regionplan_xl.ooxml.common.references import column_letters
from regionplan_xl.plan.model import FocusArea

_LETTERS = {column.key: column_letters(number) for number, column in enumerate(MEASURE_COLUMNS, 1)}


def measure_count_formula(area: FocusArea) -> str:
    """Return the formula (without `=`) that counts the area's measures, also those that people add later.

    A number of three parts tells a measure from a goal; where this plan numbers otherwise, the ID does.
    """
    numbered = all(_has_three_parts(measure.number) for measure in area.measures)
    goals_differ = not any(_has_three_parts(goal.number) for goal in area.goals)
    key, pattern = ("number", "?*.?*.?*") if numbered and goals_differ else ("id", "M-*")
    return f'COUNTIF({area_column(area, key)},"{pattern}")'


def area_column(area: FocusArea, key: str) -> str:
    """Return a whole column of the area's sheet, as formulas write it."""
    letters = _LETTERS[key]
    return f"{quoted_sheet_name(area.sheet)}!${letters}:${letters}"


def _has_three_parts(number: str) -> bool:
    """Return whether Excel's pattern `?*.?*.?*` matches: three parts, none empty."""
    first = number.find(".", 1)
    second = number.find(".", first + 2) if first > 0 else -1
    return second > 0 and second < len(number) - 1
