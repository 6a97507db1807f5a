"""Make indicators from the result goals of a draft: cells verbatim, certain facts from text, questions for the rest."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from regionplan_xl.documents.blocks import COMPARE
from regionplan_xl.documents.draft import DraftIndicator, Value
from regionplan_xl.errors import Doubt, Place
from regionplan_xl.plan.ids import indicator_id
from regionplan_xl.plan.model import Indicator
from regionplan_xl.plan.targets import as_number, read_target
from regionplan_xl.text import LONGEST_TEXT, phrase, sentences, squeeze

_MOST = LONGEST_TEXT // 2  # characters of a text in the master, halved because some count as two
_WRITE = phrase("Write baseline, target, unit and year on the sheet «{sheet}».", sheet=phrase("Indicators"))
_NUMBERS = phrase("There are numbers in the result goal, and it is not certain what they mean.")
_UNDERSTOOD = phrase("How the target of the result goal was understood.")
_NO_TARGET = phrase("These result goals have no target that can be counted.")
_NO_OWNER = phrase("The document does not say who reports these result goals, so nobody is asked.")
_WRITE_OWNER = phrase(
    "Write who it is under «{responsible}» on the sheet «{sheet}».",
    responsible=phrase("Responsible"),
    sheet=phrase("Indicators"),
)


@dataclass(frozen=True)
class PlannedIndicators:
    """The indicators of a plan, and what a person should check about them."""

    indicators: tuple[Indicator, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def plan_indicators(
    goals: Sequence[tuple[str, DraftIndicator]], names: Callable[[Value], tuple[str, ...]]
) -> PlannedIndicators:
    """Return the indicators for the result goals of a draft, each with its area; `names` parses a cell's actors."""
    taken: set[str] = set()
    found: list[Indicator] = []
    doubts: list[Doubt] = []
    for name, goal in goals:
        indicator = _indicator(goal, name, names(goal.responsible) if goal.responsible else ())
        identity = indicator_id(f"{name}\n{indicator.name}", taken)
        taken.add(identity)
        found.append(replace(indicator, id=identity))
        doubts += _doubts(goal, indicator)
    return PlannedIndicators(tuple(found), (*doubts, *_about_all(goals, found)))


def _indicator(goal: DraftIndicator, area: str, responsible: tuple[str, ...]) -> Indicator:
    name = " ".join(filter(None, (squeeze(goal.number.text), squeeze(goal.text.text))))[:_MOST]
    given = {part: squeeze(getattr(goal, part).text) for part in ("baseline", "target", "unit", "year")}
    # A column of the document takes precedence; then the text is not searched.
    said = read_target(given["target"] or ("" if given["baseline"] else name))
    if not given["target"]:
        given = {part: text or getattr(said, part) for part, text in given.items()}
    elif said.target and not given["unit"]:
        given |= {"target": said.target, "unit": said.unit}
    remarks = "\n".join(f"{heading}: {value.text}" for heading, value in goal.own)
    return Indicator(
        name,
        area,
        given["baseline"],
        given["target"],
        given["unit"],
        given["year"],
        tuple((year, value.text) for year, value in goal.values),
        responsible=responsible,
        direction=said.direction or read_target(name).direction,
        remark=remarks[:_MOST],
        adds=goal.adds,
        times=goal.times,
    )


def _doubts(goal: DraftIndicator, indicator: Indicator) -> Iterator[Doubt]:
    said = goal.text.text
    if goal.target:
        if as_number(goal.target.text) is None and read_target(goal.target.text).doubtful:
            yield Doubt(goal.text.place, _NUMBERS, _WRITE, f"{said} | {goal.target.text}")
    elif read_target(said).doubtful:
        yield Doubt(goal.text.place, _NUMBERS, _WRITE, said)
    elif indicator.target:
        parts = (
            indicator.target,
            indicator.unit,
            indicator.baseline and f"({indicator.baseline})",
            indicator.year,
        )
        yield Doubt(goal.text.place, _UNDERSTOOD, COMPARE, said, sentences(*filter(None, parts)))


def _about_all(
    goals: Sequence[tuple[str, DraftIndicator]], indicators: Sequence[Indicator]
) -> Iterator[Doubt]:
    place = goals[0][1].text.place if goals else Place()
    without_target = [one.name for one in indicators if not one.target]
    without_owner = [one.name for one in indicators if not one.responsible]
    if without_target:
        yield Doubt(place, _NO_TARGET, _WRITE, "\n".join(without_target))
    if without_owner:
        yield Doubt(place, _NO_OWNER, _WRITE_OWNER, "\n".join(without_owner))
