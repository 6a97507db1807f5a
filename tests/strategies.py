"""Plans of every odd kind, for properties that hold for all of them (Hypothesis)."""

from datetime import date

from hypothesis import strategies as st

from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.model import Actor, FocusArea, Goal, Indicator, Measure, Plan, Report, Share
from regionplan_xl.plan.timeframe import Timeframe

IDENTITY_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

# What people paste: quotes, formulas, emoji, line breaks, text that resembles an escape or XML.
_ODD = st.sampled_from(
    [
        "«Næringsvenleg» region & bygdeliv",
        '=HYPERLINK("http://example.org")',
        "-1+1",
        "@SUM(A1)",
        "+47 00 00 00 00",
        "Linje éin\nLinje to\n\nLinje fire",
        "_x000D_ og _x0041_",
        "<b>tjukt</b> & ]]>",
        "🚌 kollektiv 🚆",
        "40 % kvinnelege gründerar",
        "1.1",
        "0012",
        "ikkje påstarta",
        "Mål 1.1: noko",
        "x" * 400,
        "'apostrof'",
        "Tab\tinne i",
    ]
)
_LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Co", "Cn", "Z"))
_WORDS = st.lists(st.text(_LETTERS, min_size=1, max_size=12), min_size=1, max_size=5).map(" ".join)
texts = st.one_of(_WORDS, _ODD)
lines = st.one_of(_WORDS, _ODD.filter(lambda text: "\n" not in text and "\t" not in text))

names = st.text("abcdefghijklmnoprstuvyæøå", min_size=2, max_size=14).map(str.capitalize)
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
shares_done = st.integers(0, 100).map(lambda percent: percent / 100)
timeframes = st.sampled_from(["", "2025", "2025.-2026", "årleg", "Kont", "Vår 2026", "når det passar"]).map(
    Timeframe.parse
)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A report that an actor may have given, possibly empty."""
    return Report(
        status=draw(st.sampled_from([None, "not_started", "started", "done"])),
        progress=draw(st.none() | shares_done),
        comment=draw(st.none() | texts),
        expected=draw(st.none() | days),
    )


@st.composite
def registers(draw: st.DrawFn) -> tuple[Actor, ...]:
    """Bodies with odd details, and groups of them."""
    found = draw(st.lists(names, min_size=1, max_size=7, unique_by=str.casefold))
    bodies = [
        Actor(
            name=name,
            kind=draw(st.sampled_from(["organ", "organ", "role", "open"])),
            email=draw(st.sampled_from(["", "post@example.org"])),
            language=draw(st.sampled_from(["", "nn", "en"])),
            reports=draw(st.booleans()),
        )
        for name in found
    ]
    if draw(st.booleans()):
        members = draw(st.lists(st.sampled_from(found), min_size=1, unique=True))
        bodies.append(Actor("Kommunane i lag", "KIL", ("Alle kommunar", "Kommunar"), "group", tuple(members)))
    return tuple(bodies)


@st.composite
def measures(draw: st.DrawFn, identity: str, number: str, actors: tuple[Actor, ...]) -> Measure:
    """A measure owned by some of the actors; if shared, with the members' reports."""
    body_names = [actor.name for actor in actors]
    responsible = draw(st.lists(st.sampled_from(body_names), max_size=3, unique=True))
    measure = Measure(
        id=identity,
        number=number,
        text=draw(texts),
        timeframe=draw(timeframes),
        responsible=tuple(responsible),
        involved=tuple(draw(st.lists(st.sampled_from(body_names), max_size=2, unique=True))),
        report=draw(reports()),
        reported_on=draw(st.none() | days),
        reported_by=draw(st.just("") | lines),
        remark=draw(st.just("") | texts),
        own=draw(own_columns()),
    )
    sharers = Register(actors).sharers(measure)
    said = [Share(name, draw(reports())) for name in body_names if name in sharers]
    return Measure(**{**measure.__dict__, "shares": tuple(share for share in said if share.report)})


@st.composite
def own_columns(draw: st.DrawFn) -> tuple[tuple[str, str], ...]:
    """The contents of columns that people have added, some empty; all sheets have the columns in the same order."""
    headings = ("Prioritet", "Kostnad i 1000 kr", "2026", "Tilvising til «andre planar» & lover")
    said = [(heading, draw(st.just("") | texts)) for heading in headings]
    return tuple((heading, text) for heading, text in said if text)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A whole plan: empty areas and goals, repeated numbers, names that clash as sheets."""
    actors = draw(registers())
    taken = iter(range(1, 10_000))
    areas = []
    for area in range(1, draw(st.integers(0, 3)) + 1):
        goals = []
        for goal in range(1, draw(st.integers(0, 3)) + 1):
            count = draw(st.integers(0, 3))
            numbers = [f"{area}.{goal}.{draw(st.integers(1, 3))}" for _ in range(count)]
            made = tuple(draw(measures(_identity("M", next(taken)), number, actors)) for number in numbers)
            goals.append(Goal(_identity("G", next(taken)), f"{area}.{goal}", draw(texts), made))
        name = draw(
            st.one_of(lines, st.sampled_from(["Oversikt", "Historikk", "KULTUR OG OPPLEVING", "a/b [c]"]))
        )
        areas.append(FocusArea(draw(st.sampled_from([str(area), "", "A"])), name, tuple(goals)))
    return Plan(
        name=draw(lines),
        areas=tuple(areas),
        actors=actors,
        indicators=tuple(draw(indicators(_identity("I", n), actors)) for n in range(draw(st.integers(0, 2)))),
        language=draw(st.sampled_from(["nn", "nb", "en"])),
    )


@st.composite
def indicators(draw: st.DrawFn, identity: str, actors: tuple[Actor, ...]) -> Indicator:
    """A result goal with some years measured and commented on."""
    values = draw(
        st.dictionaries(
            st.integers(2015, 2035), st.sampled_from(["12", "12.5", "1,5", "007", "ja"]), max_size=2
        )
    )
    return Indicator(
        name=draw(texts),
        area=draw(st.just("") | lines),
        baseline=draw(st.sampled_from(["", "0", "21000", "ca. 40"])),
        target=draw(st.sampled_from(["", "-5", "40 %"])),
        unit=draw(st.sampled_from(["", "%", "personar"])),
        year=draw(st.sampled_from(["", "2030"])),
        values=tuple(sorted(values.items())),
        id=identity,
        responsible=tuple(draw(st.lists(st.sampled_from([a.name for a in actors]), max_size=2, unique=True)))
        if actors
        else (),
        direction=draw(st.sampled_from(["", "up", "down"])),
        comments=tuple((year, draw(texts)) for year in sorted(values)[:1]),
        remark=draw(st.just("") | texts),
    )


def _identity(prefix: str, number: int) -> str:
    signs = ""
    for _ in range(5):
        number, digit = divmod(number, len(IDENTITY_SIGNS))
        signs = IDENTITY_SIGNS[digit] + signs
    return f"{prefix}-{signs}"
