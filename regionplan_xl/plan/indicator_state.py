"""Whether a result goal is reached: compare its newest value with its target, if both are unambiguous."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from regionplan_xl.plan.model import Indicator
from regionplan_xl.plan.targets import as_number, normal
from regionplan_xl.text import Phrase, phrase

State = Literal["reached", "on_the_way", "not_reached", "not_known"]

STATE_WORDS: dict[State, Phrase] = {
    "reached": phrase("Reached"),
    "on_the_way": phrase("On the way"),
    "not_reached": phrase("Not reached"),
    "not_known": phrase("Not known"),
}


@dataclass(frozen=True)
class Newest:
    """The newest value of an indicator and its year ("" and None if it has no value), and its state."""

    value: str = ""
    year: int | None = None
    state: State = "not_known"


def newest(indicator: Indicator) -> Newest:
    """Return the newest value of an indicator and whether its target is reached."""
    if not indicator.values:
        return Newest()
    year, value = indicator.values[-1]
    return Newest(value, year, _state(indicator, as_number(value)))


def baseline_number(indicator: Indicator) -> Decimal | None:
    """Return the baseline, or None if it is not a number; 0 if the target is a change in per cent."""
    return Decimal(0) if is_change(indicator) else as_number(indicator.baseline)


def is_change(indicator: Indicator) -> bool:
    """Return whether the target is a change («−25 %»); its baseline is then a year."""
    return indicator.unit.startswith("%") and normal(indicator.target)[:1] in ("+", "-")


def _state(indicator: Indicator, value: Decimal | None) -> State:
    """Compare a value with the target: "on_the_way" if it has moved from the baseline towards the target.

    "not_known" if the value or the target is not a number, or the direction is unknown.
    """
    target, baseline = as_number(indicator.target), baseline_number(indicator)
    written = normal(indicator.target)
    if value is None or target is None:
        return "not_known"
    if is_change(indicator):
        if target * value < 0 and not indicator.direction:
            return "not_known"
        if target < 0 < value:
            return "not_known"  # «12» may be a reduction written without its sign
    direction = _direction(indicator, baseline, target, written)
    if not direction:
        return "reached" if value == target else "not_known"
    sign = 1 if direction == "up" else -1
    is_strict = written[:1] in ("<", ">") and written[1:2] != "="
    gap = sign * (value - target)
    if gap > 0 or (gap == 0 and not is_strict):
        return "reached"
    return "on_the_way" if baseline is not None and sign * (value - baseline) > 0 else "not_reached"


def _direction(indicator: Indicator, baseline: Decimal | None, target: Decimal, written: str) -> str:
    """Return "up", "down" or "": the plan's direction, else that of the limit's sign, else from baseline to target."""
    limit = {">": "up", "≥": "up", "<": "down", "≤": "down"}.get(written[:1], "")
    if indicator.direction or limit:
        return indicator.direction or limit
    if baseline is None or baseline == target:
        return ""
    return "up" if target > baseline else "down"
