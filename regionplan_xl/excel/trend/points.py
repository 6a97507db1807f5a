"""The plan's development: its counts at each merge, and which of them Oversikt draws."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from regionplan_xl.plan.counts import AreaCounts, count_areas
from regionplan_xl.plan.model import Plan
from regionplan_xl.text import bare

POINTS = 10
"""How many points a sparkline shows."""


@dataclass(frozen=True)
class Point:
    """The counts of each area on a day. `round` is the round that was running, "" before the first."""

    day: date
    round: str
    areas: tuple[AreaCounts, ...]

    def area(self, name: str) -> AreaCounts | None:
        """Return the counts of the area with that name; None if there is none."""
        return next((area for area in self.areas if bare(area.name) == bare(name)), None)


def current_point(plan: Plan, today: date, round_name: str) -> Point:
    """Return the counts of the plan as of `today`."""
    return Point(today, round_name, count_areas(plan, today))


def points_to_draw(points: Sequence[Point]) -> list[Point]:
    """Return the last point of each earlier round and every point of the current one, oldest first."""
    current = points[-1].round
    last_of_round = {point.round: point for point in points if point.round != current}
    return [*last_of_round.values(), *(point for point in points if point.round == current)][-POINTS:]


def point_to_compare(points: Sequence[Point]) -> Point:
    """Return the point to compare the latest with: the last one of the round before, else the very first."""
    earlier = [point for point in points if point.round != points[-1].round]
    return earlier[-1] if earlier else points[0]
