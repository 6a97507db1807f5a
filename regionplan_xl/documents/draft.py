"""A plan as read from a document: every value verbatim, with its place and a certainty.

`understanding` makes the draft from the document's blocks; `planning` makes the plan and the list of doubts from it.
"""

from dataclasses import dataclass, field

from regionplan_xl.errors import Place
from regionplan_xl.text import Phrase

CERTAIN = 1.0


@dataclass(frozen=True)
class Value:
    """A value as in the document. `certainty`: 0.0-1.0; below `CERTAIN`, `doubt` gives the reason."""

    text: str = ""
    place: Place = field(default_factory=Place)
    certainty: float = CERTAIN
    doubt: Phrase | None = None

    def __bool__(self) -> bool:
        return bool(self.text)


NONE = Value()


@dataclass(frozen=True)
class DraftMeasure:
    """A measure. `status` is the document's word; `status_colour` is the fill of its cell or row ("#RRGGBB").

    `remarks` are statements about the measure that belong to no field. `own` are columns without a field in the plan:
    (heading, value). `part_of`: the place of the measure that contains this one.
    """

    text: Value
    number: Value = NONE
    timeframe: Value = NONE
    responsible: Value = NONE
    involved: Value = NONE
    status: Value = NONE
    status_colour: Value = NONE
    progress: Value = NONE
    comment: Value = NONE
    priority: Value = NONE
    remarks: tuple[Value, ...] = ()
    own: tuple[tuple[str, Value], ...] = ()
    struck: bool = False
    part_of: Place | None = None


@dataclass(frozen=True)
class DraftIndicator:
    """A result goal: what is measured, its baseline and its target. `values`: measured values by year.

    `adds` and `times` as in `plan.model.Indicator`.
    """

    text: Value
    number: Value = NONE
    baseline: Value = NONE
    target: Value = NONE
    unit: Value = NONE
    year: Value = NONE
    responsible: Value = NONE
    own: tuple[tuple[str, Value], ...] = ()
    values: tuple[tuple[int, Value], ...] = ()
    adds: int = 0
    times: int = 0


@dataclass(frozen=True)
class DraftGoal:
    """A goal and its measures. A goal without text holds the measures that belong to no goal."""

    text: Value = NONE
    number: Value = NONE
    measures: tuple[DraftMeasure, ...] = ()
    sub_area: Value = NONE
    own: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True)
class DraftArea:
    """A focus area with its goals and result goals."""

    name: Value = NONE
    number: Value = NONE
    goals: tuple[DraftGoal, ...] = ()
    indicators: tuple[DraftIndicator, ...] = ()


@dataclass(frozen=True)
class DraftDoubt:
    """An entry for the check sheet: the text of the document, how it was interpreted, and why that is doubtful.

    `fix` is what to do; None: compare with the document.
    """

    said: str
    understood: Phrase
    why: Phrase
    place: Place
    fix: Phrase | None = None


@dataclass(frozen=True)
class ColumnUnderstood:
    """How a column of the document was interpreted: its heading, and the field of `DraftMeasure`.

    `means` is "" for a column without a field in the plan, and "area" or "goal" for a column of those. `ticks` are the
    texts of its cells that are only ticks («x», «ja»).
    """

    heading: str
    means: str
    certainty: float = CERTAIN
    place: Place = field(default_factory=Place)
    ticks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """The interpreted plan. `legend`: (colour, status word). `left_out`: texts outside the plan's tables."""

    title: Value = NONE
    areas: tuple[DraftArea, ...] = ()
    legend: tuple[tuple[str, str], ...] = ()
    columns: tuple[ColumnUnderstood, ...] = ()
    doubts: tuple[DraftDoubt, ...] = ()
    left_out: tuple[Value, ...] = ()

    @property
    def measures(self) -> tuple[DraftMeasure, ...]:
        """The measures of all areas, in order."""
        return tuple(m for area in self.areas for goal in area.goals for m in goal.measures)

    @property
    def ticks(self) -> frozenset[str]:
        """The texts of cells that are only ticks."""
        return frozenset(tick for column in self.columns for tick in column.ticks)

    @property
    def labels(self) -> frozenset[str]:
        """The headings and labels that what is said of measures is below or after in the document."""
        said = [v for m in self.measures for v in (*vars(m).values(), *m.remarks) if isinstance(v, Value)]
        said += [goal.text for area in self.areas for goal in area.goals]
        return frozenset(filter(None, (value.place.column for value in said)))

    @property
    def indicators(self) -> tuple[DraftIndicator, ...]:
        """The result goals of all areas, in order."""
        return tuple(goal for area in self.areas for goal in area.indicators)
