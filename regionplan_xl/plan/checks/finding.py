"""The input and the result of a check."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from regionplan_xl.errors import Place, Problem
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.model import Actor, FocusArea, Goal, Measure, Plan
from regionplan_xl.text import Phrase, phrase


@dataclass(frozen=True)
class Finding:
    """One problem of a plan. `code` is stable between versions; `measure_id` is a measure's or goal's id, or "".

    The place's column is the sheet's own heading; if unknown, the English one, which every catalog translates.
    """

    code: str
    problem: Problem
    measure_id: str = ""


@dataclass(frozen=True)
class CheckContext:
    """The plan to check, and facts about its workbook.

    `places`: the place of each measure or goal (by id), area (by number) and actor (by name).
    `today`: the day to judge timeframes by; None skips the check of timeframes that have ended.
    `headings`: sheet name -> English heading -> the sheet's own heading.
    `actor_rows`: actor name -> its rows in the register: one, unless the name is listed twice.
    """

    plan: Plan
    places: Mapping[str, Place] = field(default_factory=dict)
    today: date | None = None
    headings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    actor_rows: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @cached_property
    def register(self) -> Register:
        """The plan's actors, found by any of their names."""
        return Register(self.plan.actors)

    def actors_with_rows(self) -> Iterator[tuple[Actor, int | None]]:
        """Yield each actor with its row in the register; None if unknown."""
        rows = {name: iter(rows) for name, rows in self.actor_rows.items()}
        for actor in self.plan.actors:
            yield actor, next(rows.get(actor.name, iter(())), None)

    def numbered(self) -> Iterator[tuple[FocusArea, Goal | Measure]]:
        """Yield every goal and measure with its area, in the plan's order."""
        for area in self.plan.areas:
            for goal in area.goals:
                yield area, goal
                for measure in goal.measures:
                    yield area, measure

    def finding(
        self, code: str, area: FocusArea, item: Goal | Measure, what: Phrase, fix: Phrase, column: str = ""
    ) -> Finding:
        """Return a finding about a measure or goal, with its place."""
        place = self.places.get(item.id) or Place(sheet=area.sheet or area.name)
        return Finding(code, Problem(self._in_column(place, column), what, fix), item.id)

    def actor_finding(
        self, code: str, name: str, what: Phrase, fix: Phrase, column: str, row: int | None = None
    ) -> Finding:
        """Return a finding about the actor called `name`, with its place; `row`: which of its rows."""
        place = self.places.get(name) or Place()
        place = replace(place, row=row or place.row)
        return Finding(code, Problem(self._in_column(place, column), what, fix))

    def _in_column(self, place: Place, column: str) -> Place:
        own = self.headings.get(place.sheet, {}).get(column, column)
        return replace(place, column=place.column or own)

    def fix_name(self, name: str) -> Phrase:
        """Return the fix for a name that is not in the register; it suggests the most similar actor, if any."""
        suggestion = self.register.suggest(name)
        if suggestion is None:
            return phrase("Correct the name, or add the actor to the register.")
        return phrase("Did you mean «{suggestion}»?", suggestion=suggestion)


Check = Callable[[CheckContext], Iterable[Finding]]
