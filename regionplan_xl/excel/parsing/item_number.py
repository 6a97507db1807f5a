"""Read the ID of a row, and its number even after Excel has converted it to a number or a date."""

import re
from collections.abc import Sequence
from datetime import date

from regionplan_xl.errors import Problem
from regionplan_xl.excel.parsing.grid import GridCell
from regionplan_xl.excel.parsing.headed_sheet import HeadedRow
from regionplan_xl.plan.ids import has_form_of_id
from regionplan_xl.text import Phrase, day_in_figures, phrase, squeeze

_TWO_PARTS = re.compile(r"\d+\.\d+\.?")
_CHANGED = phrase("Excel has changed the number to {shown}; it is read as {number}.")
_THREE_PARTS = re.compile(r"\d+\.\d+\.\d+\.?\w?\.?")


def is_goal_number(number: str) -> bool:
    """Return whether a text is a goal's number, such as «1.1»."""
    return _TWO_PARTS.fullmatch(number) is not None


def is_measure_number(number: str) -> bool:
    """Return whether a text is a measure's number, such as «1.1.1»."""
    return _THREE_PARTS.fullmatch(number) is not None


def read_identity(row: HeadedRow, prefixes: str, problems: list[Problem]) -> str:
    """Return the row's ID; if it has none of the `prefixes` («MG»), return "" and add a problem."""
    written = row.line("id").upper()
    if not written or has_form_of_id(written, prefixes):
        return written
    fix = phrase("Empty the cell; the row gets an ID at the next merge.")
    problems.append(row.problem("id", phrase("«{shown}» is not an ID.", shown=written), fix))
    return ""


def read_number(cell: GridCell, parts: int, before: Sequence[str]) -> tuple[str, Phrase | None]:
    """Return the number that was typed, which has `parts` parts, and a message if Excel has changed it.

    `before`: the numbers of the same kind above it on the sheet, or only the area's number. They distinguish 1.10 from
    1.1, and show which number a date was.
    """
    value = cell.value
    if isinstance(value, date):
        return _from_date(value, parts, before)
    if isinstance(value, float | int) and not isinstance(value, bool):
        return _from_decimal(cell.text, before)
    return squeeze(cell.text), None


def _from_decimal(text: str, before: Sequence[str]) -> tuple[str, Phrase | None]:
    """Restore the last zero, which a number loses: 1.1 after 1.9 was typed as 1.10."""
    stem, _, last = text.partition(".")
    previous_stem, _, previous = (before[-1] if before else "").rstrip(".").rpartition(".")
    follows = stem == previous_stem and previous.isdigit() and last.isdigit()
    if follows and int(previous) + 1 == int(last) * 10:
        number = f"{text}0"
        return number, _CHANGED.with_values(shown=text, number=number)
    return text, None


def _from_date(day: date, parts: int, before: Sequence[str]) -> tuple[str, Phrase | None]:
    year = day.year - (2000 if day.year >= 2000 else 1900)
    orders = ((day.day, day.month), (day.month, day.day))
    numbers = [".".join(map(str, order if parts == 2 else (*order, year))) for order in orders]
    stems = {number.split(".")[0] for number in before[-1:]} or {numbers[0].split(".")[0]}
    fitting = [number for number in dict.fromkeys(numbers) if number.split(".")[0] in stems]
    shown = day_in_figures(day)
    if not fitting:
        return "", phrase("Excel has turned the number into a date ({shown}).", shown=shown)
    return fitting[0], _CHANGED.with_values(shown=shown, number=fitting[0])
