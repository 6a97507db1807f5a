"""An arbitrary plan with an arbitrary scale of statuses, as a project (Hypothesis)."""

import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from hypothesis import strategies as st

from regionplan_xl.config import read_config
from regionplan_xl.errors import InputError
from regionplan_xl.excel.master.create import write_master
from regionplan_xl.plan.model import Actor, FocusArea, Goal, Measure, Plan, Report
from regionplan_xl.plan.timeframe import Timeframe
from tests.strategies import IDENTITY_SIGNS

ENDED = ("2020", "Vår 2024", "2019-2021", "innan juni 2023", "31.12.2023", "innan 1. mars 2024")
NOT_ENDED = ("2099", "2020-2099", "årleg", "", "når det passar", "31.12.2099", "12/2020")
TEXTS = ("Turkart på nett", "Kulturskule på tvers", "Turkart på nett", "«Bygdeliv» & =næring", "x" * 300)
AREA_NAMES = (
    "Kultur",
    "NÆRING OG ARBEIDSPLASSAR",
    "Klima & miljø",
    "Helse",
    "Oversikt",
    "a/b [c]",
    "Bu- og blilyst",
)
BODIES = ("Gol", "Hol", "Ål", "Regionrådet")
OWNERS = (*BODIES, "Kommunane", "Nokon andre")
ACTORS = (
    *(Actor(name, email="post@example.org") for name in BODIES),
    Actor("Kommunane", aliases=("Kommunar",), kind="group", members=("Gol", "Hol", "Ål")),
)
LABELS = (
    "Drift & vedlikehald", "På vent ⏸", "I gang → 2027", "Avslutta (vedteke)", "Ikkje aktuelt!", "Sjå «eige» notat",
    "Utsett/omgjort", "Delvis; under arbeid", 'Kalla "prøve"', "O'Brien-modellen", "Står  stille", "100% levert",
)  # fmt: skip
COLOURS = ("#7F7F7F", "#1F77B4", "#9467BD", "#8C564B", "#E377C2", "#17BECF", "#BCBD22")


@dataclass(frozen=True)
class StatusEntry:
    """One status of config.yaml."""

    key: str
    colour: str = ""
    label: str = ""


@dataclass(frozen=True)
class Case:
    """A plan, and what its config.yaml says."""

    plan: Plan
    statuses: tuple[StatusEntry, ...]

    def config(self) -> str:
        """The text of config.yaml."""
        lines = [f"plan: {{name: Prøveplan, locale: {self.plan.language}}}", "statuses:"]
        for one in self.statuses:
            said = [f"colour: {json.dumps(one.colour)}"] * bool(one.colour)
            label = json.dumps(one.label, ensure_ascii=False)
            said += [f"label: {{{self.plan.language}: {label}}}"] * bool(one.label)
            lines.append(f"  {one.key}: {{{', '.join(said)}}}" if said else f"  {one.key}:")
        return "\n".join([*lines, "engine: {kind: inline}", ""])


@st.composite
def statuses(draw: st.DrawFn) -> tuple[StatusEntry, ...]:
    """The three statuses of every plan, others among and after them, with various labels and colours."""
    keys = draw(st.permutations(["not_started", "started", "done"]))
    others = [f"other_{number}" for number in range(draw(st.integers(0, 4)))]
    for other in others:
        keys.insert(draw(st.integers(0, len(keys))), other)
    labels = iter(draw(st.permutations(LABELS)))
    colours = iter(draw(st.permutations(COLOURS)))
    own = {key for key in keys if key in others or draw(st.booleans())}
    return tuple(
        StatusEntry(key, next(colours), next(labels)) if key in own else StatusEntry(key) for key in keys
    )


@st.composite
def measures(draw: st.DrawFn, identity: str, number: str, keys: tuple[str, ...]) -> Measure:
    """A measure with or without number, owner, deadline and status."""
    owners = tuple(draw(st.lists(st.sampled_from(OWNERS), max_size=3, unique=True)))
    status = draw(st.sampled_from([None, *keys])) if owners[1:] == () and owners != ("Kommunane",) else None
    return Measure(
        identity,
        draw(st.sampled_from([number, number, number, "", "A", "2021/7", "1.1.1", "0012"])),
        draw(st.sampled_from(TEXTS)),
        Timeframe.parse(draw(st.sampled_from([*ENDED, *NOT_ENDED]))),
        owners,
        tuple(draw(st.lists(st.sampled_from(BODIES), max_size=2, unique=True))),
        Report(status, draw(st.sampled_from([None, 0.4, 1.0]))),
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """One to six areas; some goals and areas without measures."""
    scale = draw(statuses())
    keys = tuple(one.key for one in scale)
    areas, taken = [], iter(range(1, 1000))
    names = draw(st.lists(st.sampled_from(AREA_NAMES), min_size=1, max_size=6, unique=True))
    for area, name in enumerate(names, 1):
        goals = []
        for goal in range(1, draw(st.integers(1, 3)) + 1):
            count = draw(st.integers(0, 4))
            found = [
                draw(measures(identity("M", next(taken)), f"{area}.{goal}.{one}", keys))
                for one in range(1, count + 1)
            ]
            goals.append(
                Goal(identity("G", next(taken)), f"{area}.{goal}", draw(st.sampled_from(TEXTS)), tuple(found))
            )
        areas.append(FocusArea(str(area), name, tuple(goals)))
    language = draw(st.sampled_from(["nn", "nb", "en"]))
    return Case(Plan("Prøveplan", tuple(areas), ACTORS, language=language), scale)


def identity(prefix: str, number: int) -> str:
    """Return a unique ID for each number below 900."""
    return f"{prefix}-KQX{''.join(IDENTITY_SIGNS[digit] for digit in divmod(number, len(IDENTITY_SIGNS)))}"


def make_project(case: Case, folder: Path) -> bool:
    """Make the project in `folder`; False if the config is refused."""
    (folder / "workbooks").mkdir(parents=True)
    (folder / "config.yaml").write_text(case.config(), encoding="utf-8")
    try:
        scale = read_config(folder / "config.yaml").scale
    except InputError:
        return False
    master = folder / "workbooks" / "master.xlsx"
    master.write_bytes(write_master(replace(case.plan, scale=scale), today=date.today()))
    return True
