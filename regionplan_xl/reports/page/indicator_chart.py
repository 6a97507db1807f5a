"""The small chart of an indicator as SVG points: its values over the years, baseline and target."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from regionplan_xl.plan.indicator_state import baseline_number
from regionplan_xl.plan.targets import as_number
from regionplan_xl.reports.figures import IndicatorLine

WIDTH, HEIGHT = 260, 90
_LEFT, _RIGHT, _TOP, _BOTTOM = 12, 12, 16, 20


@dataclass(frozen=True)
class ChartPoint:
    """A value in a chart: its position, its year, and the value as written."""

    x: float
    y: float
    year: int
    value: str


@dataclass(frozen=True)
class IndicatorChart:
    """The line of an indicator's values; `target_y` and `baseline_y` are None if they are not numbers."""

    points: tuple[ChartPoint, ...]
    target_y: float | None
    baseline_y: float | None
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def line(self) -> str:
        """The points in SVG notation."""
        return " ".join(f"{point.x:g},{point.y:g}" for point in self.points)


def indicator_chart(indicator: IndicatorLine) -> IndicatorChart | None:
    """Return the chart of an indicator; None if it has no numeric value."""
    read = ((year, written, as_number(written)) for year, written in indicator.values)
    values = [(year, written, number) for year, written, number in read if number is not None]
    if not values:
        return None
    target, baseline = as_number(indicator.target), baseline_number(indicator)
    numbers = [number for _, _, number in values]
    scale = _Scale.of([*numbers, *(n for n in (target, baseline) if n is not None)])
    first, last = values[0][0], values[-1][0]
    span = max(last - first, 1)
    points = tuple(
        ChartPoint(_x((year - first) / span if last > first else 0.5), scale.y(number), year, written)
        for year, written, number in values
    )
    return IndicatorChart(
        points,
        None if target is None else scale.y(target),
        None if baseline is None else scale.y(baseline),
    )


@dataclass(frozen=True)
class _Scale:
    lowest: Decimal
    highest: Decimal

    @classmethod
    def of(cls, numbers: Sequence[Decimal]) -> "_Scale":
        return cls(min(numbers), max(numbers))

    def y(self, number: Decimal) -> float:
        span = self.highest - self.lowest
        share = float((number - self.lowest) / span) if span else 0.5
        return round(HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM), 1)


def _x(share: float) -> float:
    return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)
