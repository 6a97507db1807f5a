"""Which column of Oversikt is for what, and how wide it is, for a scale of any length."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from regionplan_xl.plan.overdue import done_key
from regionplan_xl.plan.status import Scale

HEADER = 3
"""The row of the counts' headings (from 0); the formulas of the counts refer to the status labels in it."""

NAME, MEASURES, FIRST_STATUS = 1, 2, 3
RESPONSE_COLUMNS = 4
"""Columns of the list of who has answered."""

LINE = 18.0
"""The height of a row in points: one line, so that a list can change and its rows still fit."""


@dataclass(frozen=True)
class OverviewColumns:
    """Columns from 0: on the left counts, chart and overdue measures, on the right changes and answers."""

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
        """The timeframe of an overdue measure, which is where its text ends."""
        return FIRST_STATUS + 1

    @property
    def responsible(self) -> int:
        """The responsible bodies of an overdue measure."""
        return self.timeframe + 1

    @property
    def trend(self) -> int:
        """The sparklines; below them the actors."""
        return self.without + 4

    @property
    def right(self) -> int:
        """The last visible column."""
        return self.trend + max(len(self.scale.statuses), RESPONSE_COLUMNS - 1)

    @property
    def link_target(self) -> int:
        """What the links of the overdue list point to; hidden."""
        return self.right + 1

    def width(self, column: int) -> float:
        """Return the width of a column in characters."""
        special = {
            0: 6.0,
            NAME: 40.0,
            MEASURES: 9.0,
            self.trend - 1: 2.0,
            self.trend: 26.0,
            self.link_target: 30.0,
        }
        return special.get(column, 11.0 if self.without <= column < self.trend else 14.0)

    def total_width(self, columns: Iterable[int]) -> float:
        """Return the width of some columns together, in characters."""
        return sum(map(self.width, columns))
