"""The columns of Oversikt and their widths, for a scale of any length."""

from collections.abc import Iterable

from regionplan_xl.excel.common.row_height import heading_width
from regionplan_xl.plan.overdue import done_key
from regionplan_xl.plan.status import Scale

HEADER = 3
"""The row of the counts' headings (from 0); the count formulas refer to its status labels."""

NAME, MEASURES, FIRST_STATUS = 1, 2, 3
RESPONSE_COLUMNS = 4
"""Columns of the list of responses."""

LINE = 15.75
"""The height of a row in points: one line, so that a changed list still fits."""


_NARROWEST, _AIR = 9.0, 1.3


class OverviewColumns:
    """Columns from 0: counts, chart and overdue measures on the left, changes and responses on the right."""

    def __init__(self, scale: Scale) -> None:
        # As wide as the longest word of the status; its symbol may be on a separate line.
        self._of_statuses = [
            max(_NARROWEST, *(heading_width(label) - _AIR for label in status.labels.values()))
            for status in scale.statuses
        ]
        self.done = FIRST_STATUS + scale.keys().index(done_key(scale))
        self.without = FIRST_STATUS + len(scale.statuses)  # without status
        self.unread = self.without + 1  # with an unread status
        self.share = self.without + 2  # the share done
        self.overdue = self.without + 3  # number overdue; also the links of the overdue list
        self.timeframe = FIRST_STATUS + 1  # of an overdue measure; its text ends here
        self.responsible = self.timeframe + 1
        self.trend = self.without + 5  # the sparklines; below them the actors
        self.right = self.trend + max(len(scale.statuses), RESPONSE_COLUMNS - 1)  # the last visible column
        self.link_target = self.right + 1  # of the links of the overdue list; hidden

    def width(self, column: int) -> float:
        """Return the width of a column in characters.

        Together they fill A4 at 9 points in LibreOffice, whose columns are wider than Excel's.
        """
        special = {
            0: 5.0, NAME: 31.8, MEASURES: 8.8, self.without: 7.5, self.unread: 7.5, self.share: 11.5,
            self.overdue: 8.0, self.trend - 1: 1.0, self.trend: 21.8, self.link_target: 30.0,
        }  # fmt: skip
        if column in special:
            return special[column]
        first = FIRST_STATUS if column < self.trend else self.trend + 1
        return self._of_statuses[column - first] if column - first < len(self._of_statuses) else _NARROWEST

    def total_width(self, columns: Iterable[int]) -> float:
        """Return the total width of some columns in characters."""
        return sum(map(self.width, columns))
