"""Draw random whole plans and write them as plain text, in the ways that programs and people do."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from hypothesis import strategies as st

from regionplan_xl.plan.status import STANDARD

WIDTHS = (9, 46, 12, 24, 24, 16)
_HEADINGS = {
    "nn": ("Nr", "Tiltak", "Tid", "Ansvar", "Involvering", "Status"),
    "nb": ("Nr.", "Tiltak", "Tidsramme", "Ansvarlig", "Involverte", "Status"),
    "en": ("No.", "Measure", "Timeframe", "Responsible", "Involved", "Status"),
}
_GOAL = {"nn": "Mål", "nb": "Mål", "en": "Goal"}
_BEGIN = {
    "nn": ("Utarbeide", "Etablere", "Vurdere", "Kartleggje", "Byggje ut", "Samordne"),
    "nb": ("Utarbeide", "Etablere", "Vurdere", "Kartlegge", "Bygge ut", "Samordne"),
    "en": ("Prepare", "Establish", "Consider", "Map", "Extend", "Coordinate"),
}
_OBJECTS = {
    "nn": ("felles plan for sykling", "turstiar langs elva", "tilbod til unge", "eit nytt kulturhus i sentrum",
           "ladestasjonar for bussar", "samarbeidet mellom skulane", "opplæring av frivillige"),
    "nb": ("felles plan for sykling", "turstier langs elva", "tilbud til unge", "et nytt kulturhus i sentrum",
           "ladestasjoner for busser", "samarbeidet mellom skolene", "opplæring av frivillige"),
    "en": ("a joint plan for cycling", "paths along the river", "services for the young", "a new arts centre in town",
           "charging points for buses", "the work between the schools", "training for volunteers"),
}  # fmt: skip
_ENDS = {
    "nn": ("", "i heile regionen", "saman med innbyggjarane", "etter modell av nabofylket"),
    "nb": ("", "i hele regionen", "sammen med innbyggerne", "etter modell av nabofylket"),
    "en": ("", "in the whole region", "together with residents", "modelled on the next county"),
}
_AREAS = {
    "nn": ("NÆRINGSUTVIKLING", "HELSE OG OPPVEKST", "KLIMA OG ENERGI", "SAMFERDSEL"),
    "nb": ("NÆRINGSUTVIKLING", "HELSE OG OPPVEKST", "KLIMA OG ENERGI", "SAMFERDSEL"),
    "en": ("BUSINESS AND JOBS", "HEALTH AND SCHOOLS", "CLIMATE AND ENERGY", "TRANSPORT"),
}
_GOALS = {
    "nn": ("Regionen har fleire arbeidsplassar", "Innbyggjarane har god helse", "Utsleppa er halverte",
           "Det er lett å reise kollektivt"),
    "nb": ("Regionen har flere arbeidsplasser", "Innbyggerne har god helse", "Utslippene er halvert",
           "Det er lett å reise kollektivt"),
    "en": ("The region has more jobs", "Residents are in good health", "Emissions have been halved",
           "Public transport is easy to use"),
}  # fmt: skip
_BODIES = (
    "Regionrådet",
    "Næringshagen",
    "Turlaget",
    "Kulturskulen",
    "Fylkeskommunen",
    "Kulturrådet",
    "NAV Hallingdal",
)


@dataclass(frozen=True)
class DrawnMeasure:
    """A measure of a drawn plan; `status` is a key of the scale, "" for none, and `word` is how it is written."""

    number: str
    text: str
    timeframe: str
    responsible: str
    involved: str
    status: str
    word: str

    @property
    def cells(self) -> tuple[str, ...]:
        """Its cells from left to right."""
        return (self.number, self.text, self.timeframe, self.responsible, self.involved, self.word)


@dataclass(frozen=True)
class DrawnGoal:
    """A goal of a drawn plan, with its measures."""

    number: str
    text: str
    measures: tuple[DrawnMeasure, ...]


@dataclass(frozen=True)
class DrawnPlan:
    """A plan: its language, and its areas, each with name and goals; `columns` is the number of table columns."""

    language: str
    areas: tuple[tuple[str, tuple[DrawnGoal, ...]], ...]
    columns: int
    numbered: bool = True

    @property
    def measures(self) -> tuple[DrawnMeasure, ...]:
        """All measures, in order."""
        return tuple(one for _, goals in self.areas for goal in goals for one in goal.measures)

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of the columns."""
        return _HEADINGS[self.language][0 if self.numbered else 1 : self.columns]

    def cells(self, measure: "DrawnMeasure") -> tuple[str, ...]:
        """The cells of a measure below the headings."""
        return measure.cells[0 if self.numbered else 1 : self.columns]

    def labelled(self, measure: "DrawnMeasure") -> list[str]:
        """The facts about a measure, each with its label: «Ansvar: Gol»; empty ones are left out."""
        facts = (measure.timeframe, measure.responsible, measure.involved, measure.word)
        labels = _HEADINGS[self.language][2:]
        return [f"{label}: {fact}" for label, fact in zip(labels, facts, strict=True) if fact]

    def goal_line(self, goal: DrawnGoal) -> str:
        """Return the line above the measures of a goal."""
        label = _GOAL[self.language]
        return f"{label} {goal.number} {goal.text}" if self.numbered else f"{label}: {goal.text}"


@st.composite
def plans(draw: st.DrawFn) -> DrawnPlan:
    """Draw a plan of up to three areas and at least three measures; all measures have different texts."""
    language = draw(st.sampled_from(("nn", "nb", "en")))
    columns = draw(st.sampled_from((4, 5, 6)))
    wordings = [
        " ".join(filter(None, (begin, what, end)))
        for begin in _BEGIN[language] for what in _OBJECTS[language] for end in _ENDS[language]
    ]  # fmt: skip
    counts = draw(
        st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=3), min_size=1, max_size=3).filter(
            _is_a_plan
        )
    )
    texts = iter(draw(st.permutations(wordings))[: sum(map(sum, counts))])
    areas = []
    for at, goals in enumerate(counts):
        made = tuple(
            DrawnGoal(
                f"{at + 1}.{n}",
                _GOALS[language][(at + n) % 4],
                tuple(
                    _measure(draw, f"{at + 1}.{n}.{m}", next(texts), language, columns)
                    for m in range(1, count + 1)
                ),
            )
            for n, count in enumerate(goals, 1)
        )
        areas.append((_AREAS[language][at], made))
    return DrawnPlan(language, tuple(areas), columns)


def without_numbers(plan: DrawnPlan) -> DrawnPlan:
    """Return the plan without numbers for goals and measures."""
    areas = (
        (
            name,
            tuple(
                replace(goal, number="", measures=tuple(replace(one, number="") for one in goal.measures))
                for goal in goals
            ),
        )
        for name, goals in plan.areas
    )
    return replace(plan, areas=tuple(areas), numbered=False)


def _is_a_plan(counts: Sequence[Sequence[int]]) -> bool:
    return sum(map(sum, counts)) > 2


def _measure(draw: st.DrawFn, number: str, text: str, language: str, columns: int) -> DrawnMeasure:
    year = draw(st.integers(2024, 2032))
    timeframe = draw(st.sampled_from((str(year), f"{year}-{year + 2}")))
    responsible, involved = draw(st.permutations(_BODIES))[:2]
    involved = involved if columns > 4 and draw(st.booleans()) else ""
    status = draw(st.sampled_from(("", *STANDARD.keys()))) if columns > 5 else ""
    word = STANDARD[status].label(language) if status else ""
    return DrawnMeasure(number, text, timeframe, responsible, involved, status, word)


def in_columns(plan: DrawnPlan) -> str:
    """Write the plan as a program that keeps the columns of a page; cells take as many lines as they need."""
    lines: list[str] = []
    for name, goals in plan.areas:
        lines += [name, "", _row(plan, plan.headings), ""]
        for goal in goals:
            lines += [plan.goal_line(goal), ""]
            for measure in goal.measures:
                lines += [_row(plan, plan.cells(measure)), ""]
    return "\n".join(lines)


def _row(plan: DrawnPlan, cells: tuple[str, ...]) -> str:
    widths = WIDTHS if plan.numbered else WIDTHS[1:]
    wrapped = [textwrap.wrap(cell, width - 2) or [""] for cell, width in zip(cells, widths, strict=False)]
    lines = zip_longest(*wrapped, fillvalue="")
    return "\n".join("".join(map(str.ljust, line, widths)).rstrip() for line in lines)


def line_by_line(plan: DrawnPlan) -> str:
    """Write the plan as a word processor saves it as text: a line for each cell, empty for an empty cell."""
    lines: list[str] = []
    for name, goals in plan.areas:
        lines += [name, *plan.headings]
        for goal in goals:
            lines += [plan.goal_line(goal), *[""] * (len(plan.headings) - 1)]
            lines += [cell for measure in goal.measures for cell in plan.cells(measure)]
    return "\n".join(lines)


def as_a_list(plan: DrawnPlan) -> str:
    """Write the plan as people write one in an e-mail: one measure below the other, each with labels."""
    lines: list[str] = []
    for name, goals in plan.areas:
        lines += ["", name, ""]
        for goal in goals:
            lines += [plan.goal_line(goal), ""]
            for one in goal.measures:
                lines += [f"{one.number} {one.text}", *plan.labelled(one), ""]
    return "\n".join(lines)


def in_sentences(plan: DrawnPlan) -> str:
    """Write the plan as a list in running text, with the facts about a measure in brackets after it."""
    lines: list[str] = []
    for name, goals in plan.areas:
        lines += ["", name, ""]
        for goal in goals:
            lines += [plan.goal_line(goal), ""]
            for one in goal.measures:
                lines.append(f"{one.number} {one.text} ({'; '.join(plan.labelled(one))})")
            lines.append("")
    return "\n".join(lines)


def in_reading_order(plan: DrawnPlan) -> str:
    """Write the plan as a program reads a page across: a number, the lines of the text, then the rest of the row."""
    lines: list[str] = []
    for name, goals in plan.areas:
        lines += ["", name, "", " ".join(plan.headings)]
        for goal in goals:
            lines += ["", plan.goal_line(goal), ""]
            for one in goal.measures:
                lines += [
                    one.number,
                    *textwrap.wrap(one.text, 40),
                    "",
                    " ".join(filter(None, one.cells[2 : plan.columns])),
                    "",
                ]
    return "\n".join(lines)


def between_bars(plan: DrawnPlan) -> str:
    """Write the plan as Markdown."""
    lines: list[str] = []
    for name, goals in plan.areas:
        lines += ["", f"# {name}"]
        for goal in goals:
            rows = (
                plan.headings,
                ["---"] * len(plan.headings),
                *(plan.cells(one) for one in goal.measures),
            )
            lines += ["", f"## {plan.goal_line(goal)}", "", *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join(lines)


def between_tabs(plan: DrawnPlan) -> str:
    """Write the plan as pasted from a spreadsheet."""
    lines: list[str] = []
    for name, goals in plan.areas:
        lines += [name, "\t".join(plan.headings)]
        for goal in goals:
            lines += [plan.goal_line(goal), *("\t".join(plan.cells(one)) for one in goal.measures)]
        lines.append("")
    return "\n".join(lines)


WHOLE = (in_columns, line_by_line, as_a_list, in_sentences, between_bars, between_tabs)
"""Layouts without ambiguity; in reading order, two names side by side may be one."""
TABLES = (in_columns, line_by_line, between_bars, between_tabs)
"""Those of them in which measures can be recognised without numbers."""
