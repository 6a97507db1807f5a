"""The UN's sustainable development goals: their numbers and names, and how a plan refers to them."""

import re
from functools import cache

from regionplan_xl.plan.model import Measure
from regionplan_xl.plan.own_columns import DEVELOPMENT_GOALS
from regionplan_xl.plan.status import LANGUAGES
from regionplan_xl.text import bare

# Nynorsk, bokmål and English: the short titles of the goals of the 2030 Agenda (A/RES/70/1).
_NAMES = (
    ("Utrydde fattigdom", "Utrydde fattigdom", "No poverty"),
    ("Utrydde svolt", "Utrydde sult", "Zero hunger"),
    ("God helse og livskvalitet", "God helse og livskvalitet", "Good health and well-being"),
    ("God utdanning", "God utdanning", "Quality education"),
    ("Likestilling mellom kjønna", "Likestilling mellom kjønnene", "Gender equality"),
    ("Reint vatn og gode sanitærforhold", "Rent vann og gode sanitærforhold", "Clean water and sanitation"),
    ("Rein energi til alle", "Ren energi til alle", "Affordable and clean energy"),
    ("Anstendig arbeid og økonomisk vekst", "Anstendig arbeid og økonomisk vekst", "Decent work and economic growth"),
    ("Industri, innovasjon og infrastruktur", "Industri, innovasjon og infrastruktur",
     "Industry, innovation and infrastructure"),
    ("Mindre ulikskap", "Mindre ulikhet", "Reduced inequalities"),
    ("Berekraftige byar og lokalsamfunn", "Bærekraftige byer og lokalsamfunn", "Sustainable cities and communities"),
    ("Ansvarleg forbruk og produksjon", "Ansvarlig forbruk og produksjon", "Responsible consumption and production"),
    ("Stoppe klimaendringane", "Stoppe klimaendringene", "Climate action"),
    ("Livet i havet", "Livet i havet", "Life below water"),
    ("Livet på land", "Livet på land", "Life on land"),
    ("Fred, rettferd og velfungerande institusjonar", "Fred, rettferdighet og velfungerende institusjoner",
     "Peace, justice and strong institutions"),
    ("Samarbeid for å nå måla", "Samarbeid for å nå målene", "Partnerships for the goals"),
)  # fmt: skip
LAST_GOAL = len(_NAMES)
# «8.5» is a target of goal 8; «2030» is not a goal.
_NUMBER = re.compile(r"(?<![\w.])(?P<goal>\d{1,2})(?:\.\w{1,2})?(?!\w)")


def goal_name(number: int, language: str) -> str:
    """Return the name of a goal (1-17) in `language`, or in English if the language is not known."""
    names = _NAMES[number - 1]
    return names[LANGUAGES.index(language)] if language in LANGUAGES else names[2]


def goals_in(text: str) -> tuple[int, ...]:
    """Return the goals that a text names by number («3, 8.5 og 11») or by name, in ascending order."""
    numbers = {int(found["goal"]) for found in _NUMBER.finditer(text)}
    words = bare(text)
    named = {number for name, number in _numbers_by_name().items() if name in words}
    return tuple(sorted(number for number in numbers | named if 1 <= number <= LAST_GOAL))


def goals_of(measure: Measure) -> tuple[int, ...]:
    """Return the goals named in the measure's own column for UN goals."""
    return goals_in(DEVELOPMENT_GOALS.of(measure))


def unknown_goals(measure: Measure) -> str:
    """Return the measure's text about UN goals if it names no goal, or a number outside 1-17; otherwise ""."""
    text = DEVELOPMENT_GOALS.of(measure)
    numbers = [int(found["goal"]) for found in _NUMBER.finditer(text)]
    odd = any(not 1 <= number <= LAST_GOAL for number in numbers) or not goals_in(text)
    return text if text and odd else ""


@cache
def _numbers_by_name() -> dict[str, int]:
    return {bare(name): number for number, names in enumerate(_NAMES, 1) for name in names}
