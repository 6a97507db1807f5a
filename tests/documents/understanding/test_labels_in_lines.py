"""Labels that share a line, texts that go on on the next one, and who helps: said of measures outside tables."""

import pytest

from regionplan_xl.plan.model import Measure
from tests.documents.drawn_tables import drafted, heading, lines, shown, table
from tests.documents.read_text import asked, read_text

PLAN = "HANDLINGSPLAN FOR KULTURMINNE\n\nMål 1: Kulturminna er kjende\n\n"


def first(text: str) -> Measure:
    """The first measure of a plan in plain text."""
    return read_text(PLAN + text).plan.measures[0]


@pytest.mark.parametrize(
    "said",
    [
        "    Ansvar: Bygdemuseet      Samarbeid: Kystlaget\n    Frist: 2026              Status: i gang\n",
        "    Ansvar: Bygdemuseet Samarbeid: Kystlaget Frist: 2026 Status: i gang\n",
        "    Ansvar: Bygdemuseet. Samarbeid: Kystlaget. Frist: 2026. Status: i gang.\n",
        "    Lead: Bygdemuseet        With: Kystlaget\n    When: 2026    Status: i gang\n",
    ],
)
def test_labels_beside_each_other_on_a_line_say_each_their_own(said: str) -> None:
    measure = first(f"1.1 Registrere alle utløer\n{said}")
    assert (measure.responsible, measure.involved) == (("Bygdemuseet",), ("Kystlaget",))
    assert (measure.timeframe.written, measure.report.status) == ("2026", "started")


def test_a_line_that_was_full_goes_on_on_the_next_one() -> None:
    measure = first(
        "1.1 Registrere alle utløer i dei gamle støls-\n    områda, saman med\n    Grendelaga\n"
        "    Ansvar: Kultureininga, Bygdemuseet og\n    Grendalag nord\n    Frist: 2026\n"
        "    Merknad: Det trengst pengar frå fondet, og arbeidet\n    tek to sesongar.\n"
    )
    assert measure.text == "Registrere alle utløer i dei gamle stølsområda, saman med Grendelaga"
    assert measure.responsible == ("Kultureininga", "Bygdemuseet", "Grendalag nord")
    assert measure.remark == "Det trengst pengar frå fondet, og arbeidet tek to sesongar."


@pytest.mark.parametrize(
    ("written", "responsible", "involved"),
    [
        ("Innkjøp, i samarbeid med Heimetenesta", "Innkjøp", "Heimetenesta"),
        ("Bygdemuseet (saman med grunneigar)", "Bygdemuseet", "grunneigar"),
        ("Skulane (med FAU), Oppvekst", "Skulane, Oppvekst", "FAU"),
        ("Council in partnership with Police, BID", "Council", "Police, BID"),
        ("Bauamt in Zusammenarbeit mit\nStadtwerken", "Bauamt", "Stadtwerken"),
        ("I samarbeid med NAV", "", "NAV"),
        ("Interkommunalt samarbeid", "Interkommunalt samarbeid", ""),
    ],
)
def test_who_helps_is_not_responsible_and_that_is_asked_about(
    written: str, responsible: str, involved: str
) -> None:
    cell = written.replace("\n", "\\n")
    (measure,) = drafted(table(f"Tiltak | Tid | Ansvar\nByggje bru | 2026 | {cell}")).measures
    assert (measure.responsible.text, measure.involved.text) == (responsible, involved)
    assert (" ".join(written.split()) in str(measure.involved.doubt)) is bool(involved)


def test_nothing_more_is_left_out_when_who_helps_is_asked_about() -> None:
    draft = drafted(*lines("Tiltak: Byggje bru", "Ansvar: Innkjøp, i samarbeid med NAV", "Frist: 2026"))
    assert draft.left_out == ()


def test_names_of_one_body_with_a_word_for_and_in_them_are_kept_whole_and_asked_about() -> None:
    names = (
        "Kultur og fritid", "Sundhed og Omsorg", "Utval for oppvekst, kultur og idrett", "Etat for vatn og avløp",
        "Health and Wellbeing Board", "Department of Health and Human Services",
    )  # fmt: skip
    rows = "".join(f"Byggje bru {n}\t2026\t{name}\n" for n, name in enumerate(names))
    imported = read_text(f"Tiltak\tTid\tAnsvar\n{rows}")
    assert [measure.responsible for measure in imported.plan.measures] == [(name,) for name in names]
    questions = [what for what in asked(imported) if "one body" in what]
    assert [name for name in names if any(f"«{name}»" in what for what in questions)] == [*names]


@pytest.mark.parametrize(
    ("written", "bodies"),
    [
        ("FAU og elevråd", ("FAU", "elevråd")),
        ("Skule og barnehage", ("Skule", "barnehage")),
        ("Elevane og foreldra", ("Elevane", "foreldra")),
        ("Innovasjon Noreg og NAV", ("Innovasjon Noreg", "NAV")),
        ("Helse og omsorg\nByggje veg\t2026\tHelse", ("Helse", "omsorg")),
        ("Police and Fire Service", ("Police", "Fire Service")),
        ("Alle einingar", ("Alle einingar",)),
        ("Næringslivet i Vik", ("Næringslivet i Vik",)),
        ("Regionrådet v/dagleg leiar", ("Regionrådet v/dagleg leiar",)),
    ],
)
def test_two_bodies_are_two_and_a_longer_name_is_one(written: str, bodies: tuple[str, ...]) -> None:
    imported = read_text(f"Tiltak\tTid\tAnsvar\nByggje bru\t2026\t{written}\nMale bru\t2027\tRegionrådet\n")
    assert imported.plan.measures[0].responsible == bodies


def test_a_group_of_one_place_is_asked_about() -> None:
    imported = read_text("Tiltak\tTid\tAnsvar\nByggje bru\t2026\tKommunane i Vik\nMale bru\t2027\tHol\n")
    assert imported.plan.measures[0].responsible == ("Kommunane i Vik",)
    assert any("«Kommunane i Vik»" in what for what in asked(imported))


def test_labels_on_the_line_of_a_text_that_says_it_is_a_measure_are_no_part_of_it() -> None:
    draft = drafted(
        *lines("Tiltak 1.1 Kurs for alle. Ansvar: HR. Frist: 2026", "Tiltak: Måle farten Ansvar: Hol")
    )
    assert [(m.text.text, m.responsible.text, m.timeframe.text) for m in draft.measures] == [
        ("Kurs for alle", "HR", "2026"),
        ("Måle farten", "Hol", ""),
    ]


def test_the_number_before_a_label_is_the_number_of_the_goal_or_the_measure() -> None:
    draft = drafted(
        heading("1 Kulturarv"),
        heading("1.1 Mål: Kulturminna er i bruk", 2),
        *lines(
            "1.1.1 Tiltak: Lage ein plan for skjergarden",
            "Ansvarleg: Fylkeskommunen",
            "Samarbeidspartar: Kystmuseet",
            "1.1.2 Tiltak: Setje i stand to handelsstader",
            "Ansvarleg: Kinn kommune",
        ),
    )
    assert shown(draft) == [
        ("Kulturarv", "Kulturminna er i bruk", "1.1.1", "Lage ein plan for skjergarden"),
        ("Kulturarv", "Kulturminna er i bruk", "1.1.2", "Setje i stand to handelsstader"),
    ]
    assert draft.measures[0].involved.text == "Kystmuseet"
    assert draft.areas[0].goals[0].number.text == "1.1"


def test_a_post_in_brackets_is_no_part_of_a_name_and_is_asked_about() -> None:
    (measure,) = drafted(
        table("Tiltak | Tid | Ansvar\nRuter | 2026 | Bane NOR (koordinator: Fylket)")
    ).measures
    assert measure.responsible.text == "Bane NOR\nFylket"
    assert measure.responsible.doubt


@pytest.mark.parametrize(
    ("written", "bodies"),
    [
        ("Frivilligsentralen m.fl.", ("Frivilligsentralen",)),
        ("Tekniska nämnden m fl", ("Tekniska nämnden",)),
        ("Kommunane (eigar), Statsforvaltaren (tilsyn)", ("Kommunane", "Statsforvaltaren")),
        ("Kommunane (eigar)", ("Kommunane",)),
    ],
)
def test_what_is_said_of_bodies_beside_their_names_is_no_body_and_is_asked_about(
    written: str, bodies: tuple[str, ...]
) -> None:
    imported = read_text(f"Tiltak\tTid\tAnsvar\nByggje bru\t2026\t{written}\nMale bru\t2027\tRegionrådet\n")
    assert imported.plan.measures[0].responsible == bodies
    assert any(written in question for question in asked(imported))
