"""Plans for the tests of reports: one of a council's usual size, and arbitrary plans (Hypothesis)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import cycle

from hypothesis import strategies as st

from regionplan_xl.plan.model import Actor, FocusArea, Goal, Indicator, Measure, Plan, Report, Share
from regionplan_xl.plan.rollup import roll_up
from regionplan_xl.plan.status import STANDARD, Scale, Status
from regionplan_xl.plan.timeframe import Timeframe

MUNICIPALITIES = (
    "Flå kommune",
    "Nesbyen kommune",
    "Gol kommune",
    "Hemsedal kommune",
    "Ål kommune",
    "Hol kommune",
)
DROPPED = Status("dropped", "#7F7F7F", {"nn": "Utgått", "nb": "Utgått", "en": "Dropped"})
AREAS = (
    ("Næringsutvikling og arbeidsplassar", (3, 4, 1, 3)),
    ("Kompetanse og utdanning", (1, 2, 1, 2, 3)),
    ("Kommunikasjon og infrastruktur", (3, 2, 2, 1)),
    ("Klima og miljø", (5, 1, 1, 3, 2)),
    ("Bu- og blilyst", (4, 3, 3, 2)),
    ("Interkommunale tenester og samarbeid", (3, 2, 7, 4)),
)
MORE_STATUSES = (
    "Ikkje påbegynt", "I framdrift", "Gjennomført", "Utsett", "Planleggast no",
    "Avbrote", "Framskunda", "Postponed", "Overført vidare",
)  # fmt: skip
TEXTS = (
    "Lage ein felles plan for arbeidet i heile regionen",
    "Skaffe pengar til neste fase saman med fylkeskommunen",
    "Kartlegge kva kommunane alt gjer, kva som manglar, og kven som bør ta ansvar for at det blir følgt opp",
    "Møtast fast kvart halvår",
    "Innføre ei ordning som gjer det lettare å flytte hit, bu her og arbeide her, med vekt på unge vaksne",
)
BODIES = ("Regionrådet", "Næringshagen", "Samferdselsutvalet", "Opplysningskontor for bustad")


def with_statuses(plan: Plan, count: int) -> Plan:
    """Return the plan with a scale of `count` statuses, all of them in use."""
    names = MORE_STATUSES[:count]
    keys = [*STANDARD.keys(), *map(str, range(count))]
    scale = Scale(
        tuple(
            Status(key, "#C6E0B4", dict.fromkeys(("nn", "nb", "en"), name))
            for key, name in zip(keys, names, strict=False)
        )
    )
    each = cycle(scale.keys())
    return replace(plan, scale=scale).map_measures(
        lambda one: replace(one, shares=(), report=replace(one.report, status=next(each)))
    )


def mixed_plan() -> Plan:
    """Return 68 measures under 26 goals in 6 areas: some done, late, silent, shared, and one dropped."""
    scale = Scale((*STANDARD.statuses, DROPPED))
    measures = _measures(scale)
    areas = tuple(
        FocusArea(
            str(a),
            name,
            tuple(
                Goal(
                    f"G-{a}{g}",
                    f"{a}.{g}",
                    "Regionen har eit tydelegare samarbeid på dette feltet, og innbyggjarane merkar det",
                    tuple(replace(next(measures), number=f"{a}.{g}.{m}") for m in range(1, count + 1)),
                )
                for g, count in enumerate(counts, 1)
            ),
        )
        for a, (name, counts) in enumerate(AREAS, 1)
    )
    actors = (
        *(Actor(name) for name in (*MUNICIPALITIES, *BODIES, "Fylkeskommunen")),
        Actor("Kommunane", kind="group", members=MUNICIPALITIES),
        Actor("Næringslivet", kind="open", reports=False),
    )
    indicators = (
        Indicator(
            "Studieplassar", "Kompetanse og utdanning", "450", "600", "plassar", "2028", ((2024, "470"),)
        ),
    )
    return Plan("Regionplan for Hallingdal", areas, actors, indicators, scale)


def _measures(scale: Scale) -> Iterator[Measure]:
    statuses = cycle(("done", "started", None, "not_started", "started", "done", None))
    times = cycle(("2025", "2025.-2026", "2026", "årleg", "2028", "Kont"))
    for index, (text, body, status, time) in enumerate(
        zip(cycle(TEXTS), cycle((*BODIES, "Kommunane")), statuses, times, strict=False)
    ):
        measure = Measure(
            f"M-{index:05}",
            "",
            text,
            Timeframe.parse(time),
            (body,) if index % 6 else (body, "Næringslivet"),
            ("Fylkeskommunen", "Næringslivet")[: index % 3],
            Report(status) if index != 3 else Report("dropped"),
        )
        if index % 9 == 1:
            measure = replace(
                measure, report=Report("started", 0.4, "Avtalen er signert; møte nr. 2 er i haust.")
            )
        if body == "Kommunane":
            measure = _shared(measure, index % 7, scale)
        yield measure


def _shared(measure: Measure, answers: int, scale: Scale) -> Measure:
    said = (
        Report("done"),
        Report("started", 0.5, "Vi ventar på fylket.\nNytt møte i mai.", date(2026, 9, 1)),
        Report("not_started"),
        Report(comment="Spør igjen."),
        Report("started"),
        Report("done"),
    )
    shares = tuple(Share(name, report) for name, report in zip(MUNICIPALITIES, said[:answers], strict=False))
    measure = replace(measure, shares=shares)
    return replace(measure, report=roll_up([measure.share(name) for name in MUNICIPALITIES], scale))


_statuses = st.sampled_from((*STANDARD.keys(), "dropped", "", None))
_measures_of_any_kind = st.builds(
    Measure,
    id=st.text(max_size=3),
    number=st.text(max_size=3),
    text=st.text(max_size=5),
    timeframe=st.sampled_from(("", "2025", "2026", "årleg", "Kont", "??")).map(Timeframe.parse),
    responsible=st.lists(st.sampled_from(("Gol", "Hol", "Kommunane", "Ukjend", "")), max_size=3).map(tuple),
    report=st.builds(Report, status=_statuses),
)
_goals = st.builds(
    Goal,
    id=st.just("G"),
    number=st.just("1"),
    text=st.just(""),
    measures=st.lists(_measures_of_any_kind).map(tuple),
)
_areas = st.builds(
    FocusArea,
    number=st.text(max_size=2),
    name=st.text(max_size=3),
    goals=st.lists(_goals, max_size=3).map(tuple),
)
any_plan = st.builds(
    Plan,
    name=st.just("Plan"),
    areas=st.lists(_areas, max_size=4).map(tuple),
    actors=st.just((Actor("Gol"), Actor("Hol"), Actor("Kommunane", kind="group", members=("Gol", "Hol")))),
)
