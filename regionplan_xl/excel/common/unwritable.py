"""Values of the plan that cannot be written in the master, and the reasons."""

from collections.abc import Iterable, Mapping

from regionplan_xl.errors import InputError, Place, Problem
from regionplan_xl.excel.common.columns import MEASURE_COLUMNS, TAKE_ANSWER
from regionplan_xl.excel.common.master_model import CellPlace
from regionplan_xl.ooxml.common.references import column_number
from regionplan_xl.plan.merging.rules import Unwritable
from regionplan_xl.text import Phrase, phrase


class UnwritableValues(InputError):  # noqa: N818  (a verdict on some cells of one file)
    """Some values cannot be written in their cells, so nothing was written; `fields` has the reason for each."""

    def __init__(self, fields: Unwritable, place: Place) -> None:
        self.fields = fields
        super().__init__(next(iter(fields.values())), place=place)


def no_column_reason(sheet: str, key: str) -> Phrase:
    """Return the reason why a value cannot be written on a sheet without its column."""
    heading = next(column.heading for column in MEASURE_COLUMNS if column.key == key)
    return phrase(
        "The sheet «{sheet}» has no column «{column}». Put it back with that heading; then choose «{choice}».",
        sheet=sheet,
        column=heading,
        choice=TAKE_ANSWER,
    )


def refused_cell_reason(problem: Problem) -> Phrase:
    """Return the reason why a value cannot be written in its cell."""
    return phrase(
        "{reason} Fix the cell {cell} on the sheet «{sheet}»; then choose «{choice}».",
        reason=problem.what,
        cell=f"{problem.place.column}{problem.place.row}",
        sheet=problem.place.sheet,
        choice=TAKE_ANSWER,
    )


def problems_by_cell(problems: Iterable[Problem]) -> Mapping[CellPlace, Problem]:
    """Return the problems about single cells, by cell."""
    return {
        CellPlace(p.place.sheet, p.place.row, column_number(p.place.column)): p
        for p in problems
        if p.place.row and p.place.column
    }
