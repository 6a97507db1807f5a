"""The formulas on Oversikt that count the measures of an area sheet."""

import re

from regionplan_xl.excel.common.columns import MEASURE_COLUMNS
from regionplan_xl.excel.common.sheet_names import quoted_sheet_name
from regionplan_xl.excel.parsing.master_report_cells import NO_STATUS_SIGNS
from regionplan_xl.ooxml.common.references import column_letters
from regionplan_xl.plan.model import FocusArea

_LETTERS = {column.key: column_letters(number) for number, column in enumerate(MEASURE_COLUMNS, 1)}
EMPTIED_WITHOUT = ("number", "text", "responsible", "status")
"""The columns of a measure emptied by hand: without all of them a row that keeps its hidden ID is not a measure."""
COUNTED_KEYS = ("id", *EMPTIED_WITHOUT)
"""The columns of an area sheet that the formulas refer to."""
_EMPTIED = tuple((key, '""') for key in EMPTIED_WITHOUT)
# A row added by hand has no ID before the next merge; a note or goal has no responsible body.
_ADDED = (("id", '""'), ("text", '"?*"'), ("responsible", '"?*"'))
_KNOWN = ("id", '"M-*"')
_PART = r"""(?:'(?:[^']|'')*'|"[^"]*"|[^'"(),])+"""
_FILLED = re.compile(rf"""COUNTIFS\((?P<rows>{_PART}(?:,{_PART})*),(?P<status>{_PART}),"<>"\)""")


def measure_count_formula(area: FocusArea) -> str:
    """Return the formula (without `=`) that counts the area's measures, whatever form their numbers have."""
    return f"{_measures(area)}-{_count(area, _KNOWN, *_EMPTIED)}"


def status_count_formula(area: FocusArea, label: str) -> str:
    """Return the formula that counts the measures with a status; `label` is the cell with its label."""
    return _measures(area, ("status", label))


def unread_count_formula(area: FocusArea, reported: str) -> str:
    """Return the formula that counts status cells with unknown words; `reported` counts those with a status."""
    # Not `"<>"`, which counts a cell whose formula gives no text.
    filled = "+".join(
        f"{_count(area, *rows)}-{_count(area, *rows, ('status', _text('')))}" for rows in ((_KNOWN,), _ADDED)
    )
    return f"{filled}-{reported}{_nothing(area)}"


def earlier_unread_count_formula(area: FocusArea, reported: str) -> str:
    """Return the formula for the same in masters made before; it counts formulas that give no text too."""
    return f"{_measures(area, ('status', _text('<>')))}-{reported}{_nothing(area)}"


def present_unread_count(earlier: str) -> str:
    """Return an earlier formula for unread words as it is written now, with the sheet and columns that it has."""
    return _FILLED.sub(
        lambda found: f"COUNTIFS({found['rows']})-COUNTIFS({found['rows']},{found['status']},{_text('')})",
        earlier,
    )


def _nothing(area: FocusArea) -> str:
    return "".join(f"-{_count(area, _KNOWN, ('status', _text(sign)))}" for sign in NO_STATUS_SIGNS)


def _measures(area: FocusArea, *conditions: tuple[str, str]) -> str:
    return f"{_count(area, _KNOWN, *conditions)}+{_count(area, *_ADDED, *conditions)}"


def _count(area: FocusArea, *conditions: tuple[str, str]) -> str:
    return f"COUNTIFS({','.join(f'{area_column(area, key)},{wanted}' for key, wanted in conditions)})"


def area_column(area: FocusArea, key: str) -> str:
    """Return a whole column of the area's sheet in formula notation."""
    letters = _LETTERS[key]
    return f"{quoted_sheet_name(area.sheet)}!${letters}:${letters}"


def _text(text: str) -> str:
    return f'"{text}"'
