"""How the plan has developed: its counts at each merge, and which of them tell the story."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from regionplan_xl.plan.model import Plan
from regionplan_xl.plan.overdue import done_key, is_overdue
from regionplan_xl.text import bare

POINTS = 10
"""As many as a sparkline shows."""


@dataclass(frozen=True)
class AreaCounts:
    """The counts of one area: how many measures there are, have each status (by key), and are overdue."""

    number: str
    name: str
    measures: int
    statuses: Mapping[str, int]
    overdue: int

    @property
    def without(self) -> int:
        """How many have no status."""
        return self.measures - sum(self.statuses.values())


@dataclass(frozen=True)
class Point:
    """The counts on a day. `round` is the round that was running, "" before the first."""

    day: date
    round: str
    areas: tuple[AreaCounts, ...]

    def area(self, name: str) -> AreaCounts | None:
        """The counts of the area of that name."""
        return next((area for area in self.areas if bare(area.name) == bare(name)), None)

    @property
    def whole(self) -> AreaCounts:
        """The counts of the whole plan."""
        statuses: Counter[str] = Counter()
        for area in self.areas:
            statuses.update(area.statuses)
        return AreaCounts(
            "", "", sum(a.measures for a in self.areas), statuses, sum(a.overdue for a in self.areas)
        )


def counted(plan: Plan, today: date, round_name: str) -> Point:
    """How the plan stands today."""
    areas = []
    for area in plan.areas:
        statuses = Counter(m.report.status for m in area.measures if m.report.status in plan.scale)
        late = sum(is_overdue(m, plan.scale, today) for m in area.measures)
        counts = {key: statuses[key] for key in plan.scale.keys()}  # noqa: SIM118  (in the scale's order)
        areas.append(AreaCounts(area.number, area.name, len(area.measures), counts, late))
    return Point(today, round_name, tuple(areas))


def share_done(plan: Plan, counts: AreaCounts) -> float:
    """The share of the measures that is done, 0.0-1.0."""
    return counts.statuses.get(done_key(plan.scale), 0) / counts.measures if counts.measures else 0.0


def told(points: Sequence[Point]) -> list[Point]:
    """The points worth showing, oldest first: how each earlier round ended, and every one of this round."""
    now = points[-1].round
    ends = {point.round: point for point in points if point.round != now}
    return [*ends.values(), *(point for point in points if point.round == now)][-POINTS:]


def before(points: Sequence[Point]) -> Point:
    """What the latest point is compared with: how the round before ended, else where it all began."""
    earlier = [point for point in points if point.round != points[-1].round]
    return earlier[-1] if earlier else points[0]
