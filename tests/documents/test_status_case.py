"""The status case of 2025, read as a planner would read it.

A stray line is inserted at some places in a normal run, and at more of them in the soak (`REGIONPLAN_SOAK=1`).
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from regionplan_xl.documents.example import example_actors, example_plan
from regionplan_xl.documents.imported_document import Imported
from regionplan_xl.locale import catalog
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.model import Actor, Measure
from regionplan_xl.text import bare
from tests.documents.read_text import LEFT_OUT, left_out, read_document, read_text, told

NAMES = (
    "Næringsutvikling og arbeidsplassar",
    "Kompetanse og utdanning",
    "Kommunikasjon og infrastruktur",
    "Klima og miljø",
    "Bu- og blilyst",
    "Interkommunale tenester og samarbeid",
)

EVERY = 37 if os.environ.get("REGIONPLAN_SOAK") == "1" else 111
"""How many lines are from one place of a stray line to the next."""


@pytest.fixture(scope="module")
def source(shared: Path) -> str:
    return (shared / "plans" / "000_baa27bac7c5f390b.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def case(shared: Path) -> Imported:
    return read_document(shared / "plans" / "000_baa27bac7c5f390b.txt", example_actors())


@pytest.fixture(scope="module")
def new(shared: Path) -> Imported:
    """The same case, read with only the names in it as register."""
    return read_document(shared / "plans" / "000_baa27bac7c5f390b.txt")


def read(text: str) -> Imported:
    return read_text(text, example_actors(), "sak.txt")


def find(case: Imported, number: str, nth: int = 0) -> Measure:
    return [measure for measure in case.plan.measures if measure.number == number][nth]


def rows(case: Imported) -> list[tuple[object, ...]]:
    return [
        (a.number, a.name, g.number, g.text, m.number, m.text, m.timeframe, m.responsible, m.involved)
        for a, g, m in case.plan.placed()
    ]


def test_the_whole_plan_is_there(case: Imported) -> None:
    assert tuple(area.name for area in case.plan.areas) == NAMES
    assert [area.number for area in case.plan.areas] == ["1", "2", "3", "4", "5", "6"]
    assert len(case.plan.goals) == 26
    assert len(case.plan.measures) == 68
    assert [len(area.measures) for area in case.plan.areas] == [11, 9, 8, 12, 12, 16]


def test_every_number_timeframe_and_body_is_the_example_plans(case: Imported) -> None:
    # The example was compared with the document by eye, measure by measure.
    printed = [(m.number, m.timeframe, m.responsible, m.involved) for m in case.plan.measures]
    shipped = [(m.number, m.timeframe, m.responsible, m.involved) for m in example_plan().measures]
    assert printed == shipped
    assert [goal.number for goal in case.plan.goals] == [goal.number for goal in example_plan().goals]
    assert case.plan.actors == example_plan().actors


@pytest.mark.parametrize(
    ("number", "timeframe", "responsible", "involved"),
    [
        ("1.2.3", "2025", ("Næringshagen", "Kommunane"), ("Regionrådet", "Næringsforum")),
        ("2.1.1", "2025", ("Regionrådet",), ("USN", "USG")),
        ("2.4.1", "2025", ("Hemsedal",), ("Regionrådet", "NAV")),
        ("2.5.3", "2026", ("VGS",), ("USN",)),
        ("4.1.1", "2025", ("Kommunane",), ("Bærekraft Hallingdal", "Klimanettverk")),
        ("4.1.2", "2026", ("Kommunane", "Bærekraft Hallingdal"), ("Klimanettverk",)),
        ("4.1.4", "2025", ("Bærekraft Hallingdal",), ("Hallingdal renovasjon",)),
        ("4.5.2", "2025", ("Rådsordførar", "Regionrådsleiar"), ("Klimakoordinator",)),
        ("5.1.2", "2025", ("Kommunane", "Næringshagen"), ("Næringsliv", "Husbanken", "Distriktssenteret")),
        ("5.1.4", "2025.-2026", ("Opplysningskontor for bustad",), ("Kommunane",)),
        ("5.2.2", "2025 2026", ("Regionalt bulystprogram",), ("Regionrådet", "BFK", "Næringsliv")),
        ("5.3.2", "årleg", ("Regionrådet",), ("Kommunane", "Næringsliv")),
        ("6.2.2", "2026", ("Regionrådet",), ()),
        ("6.3.3", "2027", ("Kommunane", "Regionrådet"), ("KRU", "KOLF", "Helseleiarar")),
        ("6.3.5", "Kont", ("KRU",), ()),
        ("6.3.6", "2025", ("KRU",), ("Beredskapskoordinator",)),
    ],
)
def test_the_two_columns_of_bodies_are_told_apart(
    case: Imported, number: str, timeframe: str, responsible: tuple[str, ...], involved: tuple[str, ...]
) -> None:
    measure = find(case, number)
    assert (measure.timeframe.written, measure.responsible, measure.involved) == (
        timeframe,
        responsible,
        involved,
    )


def test_a_new_plan_has_the_bodies_that_its_document_prints(new: Imported) -> None:
    example = Register(example_actors())

    def known(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(actor.name if (actor := example.resolve(name)) else name for name in names)

    read = [(m.number, m.timeframe, known(m.responsible), known(m.involved)) for m in new.plan.measures]
    assert read == [(m.number, m.timeframe, m.responsible, m.involved) for m in example_plan().measures]
    register = {actor.name: actor for actor in new.plan.actors}
    assert len(register) == 46
    assert not {"Nesbyen", "Gol", "Hol", "Ål", "Flå"} & register.keys()
    assert register["Hemsedal"] == Actor("Hemsedal", aliases=("Hemsedal kommune",))
    assert register["Regionråd"].aliases == ("Regionrådet",)
    assert (register["Kommunane"].kind, register["Kommunane"].members) == ("group", ())
    assert {actor.kind for name, actor in register.items() if name.endswith("koordinator")} == {"role"}
    assert not any(
        register[name].reports for name in ("Næringsliv", "Frivillige", "Bedrifter", "Kultursektor")
    )
    assert not any(actor.email for actor in new.plan.actors)


def test_a_new_plan_asks_about_the_names_that_are_not_certain(new: Imported, case: Imported) -> None:
    found = [(doubt.place.row, what) for doubt in new.doubts if (what := str(doubt.what)) != LEFT_OUT]
    assert [row for row, _ in found] == [69, 108, 482, 515, 554, 634, 653, 678, 707, 819, 860]
    assert found[0][1] == "The document does not say who the members of «Kommunane» are."
    assert found[1][1] == "«Etablerarsenter» and «Etablarersenter» are nearly the same name."
    assert {doubt.place.row for doubt in case.doubts if str(doubt.what) != LEFT_OUT} <= {
        row for row, _ in found
    }


def test_words_broken_at_a_line_end_are_whole_again(case: Imported) -> None:
    assert "ressurspersonar og støtteordningar." in find(case, "1.1.2").text
    assert (
        find(case, "3.1.1").text
        == "Arbeide for finansiering og oppstart av vegpakke Hallingdal i tråd med NTP"
    )
    goals = {goal.number: goal.text for goal in case.plan.goals}
    assert "EIN bu- utdannings og arbeidsregion" in goals["5.4"]
    assert "mellom kommunar og mellom kommunar og Regionråd" in goals["6.1"]
    assert goals["4.5"].startswith("Hallingdal jobbar systematisk")


def test_bullets_belong_to_the_text_also_those_on_the_next_page(case: Imported) -> None:
    assert find(case, "6.3.3").text.splitlines()[1:] == [
        "• Unge demente",
        "• Alvorleg demenssjukdom",
        "• Bustader til demente",
    ]
    assert find(case, "6.3.6").text.splitlines()[-1] == (
        "• Kommunane i størst mogeleg grad bruke felles planmalar"
    )
    assert len(find(case, "6.3.6").text.splitlines()) == 5


def test_two_measures_with_one_number_are_both_kept(case: Imported) -> None:
    assert "profileringskanal" in find(case, "5.4.1", 0).text
    assert find(case, "5.4.1", 1).text == "Styrke Hallingdal som merkevare"
    assert "digitaliseringsstrategi" in find(case, "6.4.1", 0).text
    assert find(case, "6.4.1", 1).timeframe.written == "2026"


def test_exactly_these_things_are_doubtful(case: Imported) -> None:
    assert [(doubt.place.file, doubt.place.row) for doubt in case.doubts if str(doubt.what) != LEFT_OUT] == [
        ("000_baa27bac7c5f390b.txt", row) for row in (482, 515, 554, 634, 678, 819, 860)
    ]
    for piece in ("4.4.2", "«.5.2.» was understood as 4.5.2", "5.1.2", "5.3.1", "5.4.1", "6.3.6", "6.4.1"):
        assert piece in told(case)
    for doubt in case.doubts:
        for language in ("nn", "nb"):
            assert catalog(language)(doubt.what) != str(doubt.what)
            assert catalog(language)(doubt.fix) != str(doubt.fix)


def test_what_is_no_table_is_on_the_check_sheet_and_the_legend_is_understood(case: Imported) -> None:
    assert case.plan.name == "Regionplan"
    kept = left_out(case)
    assert kept[0].startswith("Sak 16-25 REGIONPLAN")
    assert "Forslag til vedtak: Saka blir teken til orientering" in kept[-1]
    assert "Hallingdal, 15. mars 2025" in kept[-1]
    assert [colour for colour, _ in case.legend] == ["green", "yellow", "red"]
    assert all(measure.report.status is None for measure in case.plan.measures)


def test_every_line_of_the_document_is_in_the_plan_or_on_the_check_sheet(case: Imported, source: str) -> None:
    plan = case.plan
    texts = [*(a.name for a in plan.areas), *(g.text for g in plan.goals), *(m.text for m in plan.measures)]
    running = [bare(text) for text in (*texts, told(case))]
    words = {
        bare(word) for a in plan.actors for name in (a.name, a.short, *a.aliases) for word in name.split()
    }
    words |= {bare(name) for a in plan.actors for name in (a.name, a.short, *a.aliases)}
    words |= {m.timeframe.written for m in plan.measures} | {"2025", "2026"}
    names = "".join(bare(name) for a in plan.actors for name in (a.name, *a.aliases))
    headings = {"tiltak", "tid", "ansvar", "involvering", "mål"}
    for line in source.splitlines():
        loose = [
            word
            for word in line.replace("BU-OG", "BU- OG").split()
            if bare(word) and not word[0].isdigit() and not word.startswith(".5.2")
        ]
        text = bare("".join(loose))
        as_running = any(text in one for one in running)
        as_names = all(
            bare(w) in words | headings or bare(w) in names or any(bare(w) in r for r in running)
            for w in loose
        )
        assert as_running or as_names, line


def test_a_line_that_nobody_understands_is_never_lost_wherever_it_stands(source: str) -> None:
    lines = source.splitlines()
    for at in range(0, len(lines) + 1, EVERY):
        blank = " " * (at % 2)
        stray = [blank, "Zyxomat kvakksalv 77 turabolt.", blank]
        case = read("\n".join([*lines[:at], *stray, *lines[at:]]))
        plan = case.plan
        everything = [
            *(a.name for a in plan.areas),
            *(g.text for g in plan.goals),
            *(m.text for m in plan.measures),
            *(name for m in plan.measures for name in (*m.responsible, *m.involved)),
            told(case),
        ]
        assert any("zyxomatkvakksalv77turabolt" in bare(text) for text in everything), at + 1
        assert len(plan.measures) == 68, at + 1


def with_all_areas_numbered(text: str) -> str:
    for number, name in enumerate(NAMES[:5], start=1):
        printed = name.upper().replace("BU- OG", "BU-OG")
        text = text.replace(printed, f"MÅL {number}. {printed}")
    return text


VARIANTS: dict[str, Callable[[str], str]] = {
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "no spaces at line ends": lambda text: "\n".join(line.rstrip() for line in text.split("\n")),
    "a form feed at each area": lambda text: text.replace("\nTiltak Tid", "\n\fTiltak Tid"),
    "a page break inside a row": lambda text: text.replace("\nNæringsliv \nHusba", "\n\fNæringsliv \nHusba"),
    "page numbers": lambda text: text.replace("\nMål 3.3", "\n\nSide 4 av 9\n\nMål 3.3").replace(
        "\n1.4.1", "\n\n3\n\n1.4.1"
    ),
    "the headings again on a new page": lambda text: text.replace(
        "\n3.2.1", "\nTiltak Tid Ansvar Involvering\n\n3.2.1"
    ),
    "every area numbered": with_all_areas_numbered,
    "no area numbered": lambda text: text.replace("MÅL 6. ", ""),
    "a wrapped heading": lambda text: text.replace("KOMPETANSE OG UTDAN", "KOMPETANSE OG\nUTDAN"),
    "no headings over the tables": lambda text: re.sub("Tiltak Tid Ansvar +Involvering", "", text),
    "goals by number only": lambda text: text.replace("Mål ", "").replace("MÅL 4.4", "4.4"),
    "no text at the end": lambda text: text[: text.index("Forslag til vedtak")],
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_same_plan_printed_otherwise_is_the_same_plan(case: Imported, source: str, variant: str) -> None:
    changed = VARIANTS[variant](source)
    assert changed != source
    assert rows(read(changed)) == rows(case)


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_new_plan_printed_otherwise_has_the_same_bodies(new: Imported, source: str, variant: str) -> None:
    changed = read_text(VARIANTS[variant](source), file="sak.txt")
    assert rows(changed) == rows(new)
    assert changed.plan.actors == new.plan.actors


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16", "latin-1"])
def test_the_encoding_does_not_matter(case: Imported, source: str, tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "Sak.TXT"
    # Bullets and narrow spaces are not in Latin 1; programs put a star and a space.
    file.write_bytes(source.replace("•", "*").replace("\u202f", " ").encode(encoding))
    assert rows(read_document(file, example_actors())) == rows(case)


def test_other_actors_are_found_too_and_each_is_asked_about_once(case: Imported, source: str) -> None:
    swapped = {
        "Regionrådet": "Fjordrådet",
        "Næringsforum": "Innovasjon Noreg",
        "Kvinnegnist": "Statens vegvesen",
        "Hemsedal": "Vinje kommune",
    }
    text = source.replace("2025 Hemsedal", "2025 Vinje").replace("Næringsforum", "Innovasjon Noreg")
    text = text.replace("Kvinnegnist", "Statens \nvegvesen")
    text = re.sub(r"\bRegionråd(et)?\b", "Fjordrådet", text)
    other = read(text)
    expected = [
        (tuple(swapped.get(n, n) for n in m.responsible), tuple(swapped.get(n, n) for n in m.involved))
        for m in case.plan.measures
    ]
    assert [(m.responsible, m.involved) for m in other.plan.measures] == expected
    for name in swapped.values():
        assert told(other).count(f"«{name}» (measure") == 1
    assert {"Statens vegvesen", "Vinje kommune"} <= {actor.name for actor in other.plan.actors}
