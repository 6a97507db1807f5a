"""Which column of Oversikt holds what, and how wide it is, for a scale of any length."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from regionplan_xl.excel.overview import blocks as blocks
from regionplan_xl.plan.overdue import done_key
from regionplan_xl.plan.status import Scale

HEADER = 3
"""The row of the counts' headings (from 0): the status labels stand there, and the counts refer to them."""

NAME, MEASURES, FIRST_STATUS = 1, 2, 3
LINE = 18.0
"""The height of a row in points; one line each, so that a list can change without a row too high or too low."""


@dataclass(frozen=True)
class Grid:
    """Columns from 0. On the left the counts, the chart and what is overdue; on the right what has changed, and
    who has answered."""

    scale: Scale

    @cached_property
    def without(self) -> int:
        """Without status."""
        return FIRST_STATUS + len(self.scale.statuses)

    @property
    def done(self) -> int:
        """How many are done."""
        return FIRST_STATUS + self.scale.keys().index(done_key(self.scale))

    @property
    def share(self) -> int:
        """The share that is done."""
        return self.without + 1

    @property
    def overdue(self) -> int:
        """How many are overdue; the links of the list below."""
        return self.without + 2

    @property
    def timeframe(self) -> int:
        """The timeframe of what is overdue: as far right as the measure's text has room."""
        return FIRST_STATUS + 1

    @property
    def responsible(self) -> int:
        """Whose the overdue measure is."""
        return self.timeframe + 1

    @property
    def trend(self) -> int:
        """The sparklines; below them the actors."""
        return self.without + 4

    @property
    def right(self) -> int:
        """The last column that shows."""
        return self.trend + max(len(self.scale.statuses), len(blocks.ANSWER_COLUMNS) - 1)

    @property
    def target(self) -> int:
        """Where links point to; hidden."""
        return self.right + 1

    def width(self, column: int) -> float:
        """How wide a column is, in characters."""
        special = {
            0: 6.0,
            NAME: 40.0,
            MEASURES: 9.0,
            self.trend - 1: 2.0,
            self.trend: 26.0,
            self.target: 30.0,
        }
        return special.get(column, 11.0 if self.without <= column < self.trend else 14.0)

    def room(self, columns: Iterable[int]) -> float:
        """How wide some columns are together."""
        return sum(map(self.width, columns))
