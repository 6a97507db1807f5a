"""Tables of figures that add up: a calculation whose inputs and formula a plan can keep."""

from dataclasses import dataclass
from decimal import Decimal

from regionplan_xl.documents.blocks import Row, Table
from regionplan_xl.documents.draft import DraftIndicator, Value
from regionplan_xl.plan.targets import as_number, plain_number
from regionplan_xl.text import squeeze

_LEAST = 2  # figures in a sum
_PERIODS = (7, 12, 52, 365, 366)  # days in a week, months, weeks and days in a year


@dataclass(frozen=True)
class _Figure:
    label: Value
    number: Decimal

    def indicator(self, adds: int = 0, times: int = 0) -> DraftIndicator:
        value = Value(plain_number(self.number), self.label.place)
        return DraftIndicator(self.label, baseline=value, adds=adds, times=times)


def calculation_in(table: Table) -> tuple[DraftIndicator, ...]:
    """Return an indicator for each figure of a table in which one figure is the sum of all above it.

    The figures after the sum multiply the previous one to a whole week or year. Returns nothing if a figure does not
    follow from the others, or if nothing is subtracted or multiplied: a plain total is not worth keeping.
    """
    rows = [_figure(row) for row in table.rows if any(cell.text.strip() for cell in row.cells)]
    figures = [one for one in (rows if rows and rows[0] else rows[1:]) if one]
    if len(figures) < len(rows) - (not rows or rows[0] is None):
        return ()
    numbers = [figure.number for figure in figures]
    at = next((n for n in range(_LEAST, len(numbers)) if numbers[n] == sum(numbers[:n])), 0)
    if not at:
        return ()
    times: list[int] = []
    for before, after in zip(numbers[at:], numbers[at + 1 :], strict=False):
        found = next((one for one in _PERIODS if before and before * one == after), 0)
        if not found:
            return ()
        times.append(found)
    if not times and all(number >= 0 for number in numbers[:at]):
        return ()
    inputs = (figure.indicator() for figure in figures[:at])
    products = (figure.indicator(times=one) for figure, one in zip(figures[at + 1 :], times, strict=True))
    return (*inputs, figures[at].indicator(adds=at), *products)


def _figure(row: Row) -> _Figure | None:
    """Return the figure of a row with only a name and a number; the first row may be headings."""
    said = [squeeze(cell.text) for cell in row.cells if cell.text.strip() and not cell.continues]
    number = as_number(said[1]) if len(said) == 2 and as_number(said[0]) is None else None
    return _Figure(Value(said[0], row.place), number) if number is not None else None
