"""Tables with many columns about one thing: a cost for each year, a status for each municipality, yes and no."""

import pytest

from regionplan_xl.documents.imported_document import Imported
from tests.documents.read_text import asked, left_out, read_text


def imported(drawn: str) -> Imported:
    return read_text("\n".join(line.strip() for line in drawn.strip().splitlines()), file="plan.csv")


def statuses(found: Imported) -> list[str | None]:
    return [measure.report.status for measure in found.plan.measures]


def test_measures_are_found_beside_a_cost_for_each_year_and_the_costs_are_kept() -> None:
    found = imported("""
        Tiltak;Ansvar;Kostnad 2026;Kostnad 2027;Kostnad 2028;Kostnad 2029;Finansiering
        Merkje stiar i fjellet;Turlaget;300;300;0;0;Statlege midlar
        Halde kurs for vertskap;Reiselivslaget;150;150;150;150;Deltakarane
        Byggje innandørs leikeland;Næringshagen;0;0;1500;2500;Privat
    """)
    measures = found.plan.measures
    assert [(one.text, one.responsible) for one in measures] == [
        ("Merkje stiar i fjellet", ("Turlaget",)),
        ("Halde kurs for vertskap", ("Reiselivslaget",)),
        ("Byggje innandørs leikeland", ("Næringshagen",)),
    ]
    assert not any(one.timeframe.written for one in measures)
    assert measures[2].own == (
        ("Kostnad 2026", "0"), ("Kostnad 2027", "0"), ("Kostnad 2028", "1500"), ("Kostnad 2029", "2500"),
        ("Finansiering", "Privat"),
    )  # fmt: skip


def test_of_a_status_for_each_municipality_none_is_the_measures_and_each_measure_is_asked_about() -> None:
    found = imported("""
        Nr;Tiltak;Flå;Gol;Hemsedal;Ål;Hol
        1;Vedta klimabudsjett;Ferdig;I gang;I gang;Ikkje starta;Ferdig
        2;Sortere matavfall;Ferdig;Ferdig;Ferdig;Ferdig;Ferdig
        3;Lade ved kommunale bygg;Ikkje starta;I gang;;I gang;Ferdig
    """)
    assert statuses(found) == [None, None, None]
    assert found.plan.measures[2].own == (
        ("Flå", "Ikkje starta"), ("Gol", "I gang"), ("Ål", "I gang"), ("Hol", "Ferdig"),
    )  # fmt: skip
    about = [words for words in asked(found) if words.startswith("There are several statuses.")]
    assert len(about) == 3
    assert "«Flå: Ikkje starta, Gol: I gang, Ål: I gang, Hol: Ferdig»" in about[2]


def test_of_columns_called_the_status_of_each_municipality_none_is_the_measures() -> None:
    found = imported("""
        Tiltak;Ansvar;Status Gol;Status Ål
        Vedta klimabudsjett;Regionrådet;Ferdig;I gang
        Sortere matavfall;Regionrådet;I gang;Ikkje starta
    """)
    assert statuses(found) == [None, None]
    assert found.plan.measures[0].own == (("Status Gol", "Ferdig"), ("Status Ål", "I gang"))
    assert any("«Status Gol: Ferdig, Status Ål: I gang»" in words for words in asked(found))


def test_of_the_statuses_of_two_years_the_last_is_the_measures() -> None:
    found = imported("""
        Tiltak;Ansvar;Status 2023;Status 2024
        Vedta klimabudsjett;Regionrådet;I gang;Ferdig
        Sortere matavfall;Regionrådet;Ikkje starta;I gang
    """)
    assert statuses(found) == ["done", "started"]


@pytest.mark.parametrize("words", [("ja", "nei", "delvis"), ("Ja", "Ja", "Nei"), ("Nei", "Nei", "Delvis")])
def test_yes_below_a_status_is_the_status_and_no_and_partly_are_asked_about(words: tuple[str, ...]) -> None:
    texts = ("Solceller på rådhuset", "Klimarekneskap kvart år", "Dele bilar i kommunen")
    rows = "\n".join(f"{text};Eigedom;{word}" for text, word in zip(texts, words, strict=True))
    found = imported(f"Tiltak;Ansvar;Gjennomført\n{rows}")
    assert statuses(found) == ["done" if word.casefold() == "ja" else None for word in words]
    about = [said for said in asked(found) if "this is none" in said]
    assert len(about) == sum(word.casefold() != "ja" for word in words)
    assert all(f"«Gjennomført: {word}»" in "\n".join(about) for word in words if word.casefold() != "ja")


def test_a_tick_is_no_text_that_was_left_out() -> None:
    found = imported("""
        Tiltak;Ansvar;Ikkje starta;I gang;Ferdig
        Beite i alle grender;Bøndene;;x;
        Gjete på setrane;Bøndene;x;;
        Halde kurs i gjerding;Bøndene;;;X
    """)
    assert statuses(found) == ["started", "not_started", "done"]
    assert left_out(found) == []


def test_the_number_of_a_row_that_was_left_out_is_not_listed_once_more() -> None:
    found = imported("""
        Nr;Tiltak;Ansvar
        11;Rydde setervollar;Bøndene
        12;Byggje sti langs elva;Turlaget
        Sum;;
        7;Sum av alt;
    """)
    assert "7" not in left_out(found)


def test_a_heading_that_a_narrow_column_has_broken_is_understood() -> None:
    found = imported("""
        Tiltak;Regionrå det;Ansvar leg;Gjenno mført
        Byggje gapahuk ved tjernet;x;Turlaget;X
        Prente turkart på papir;;Regionrådet;
    """)
    assert statuses(found) == ["done", None]
    assert [one.responsible for one in found.plan.measures][1] == ("Regionrådet",)


def test_an_amount_that_looks_like_a_year_is_no_time_and_a_row_of_sums_no_measure() -> None:
    found = imported("""
        Tiltak;Ansvar;2026;2027;Kostnad 2028;Kostnad 2029
        Byggje ny skule;Oppvekst;10000;20000;2010;2000
        Sikre mot ras;Teknisk;2000;2000;2000;2000
        Sum;;12000;22000;4010;4000
    """)
    measures = found.plan.measures
    assert [(one.text, one.timeframe.written) for one in measures] == [
        ("Byggje ny skule", ""), ("Sikre mot ras", ""),
    ]  # fmt: skip
    assert ("2027", "2000") in measures[1].own
