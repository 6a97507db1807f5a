"""The register of a new plan: the names that its document prints, and what they certainly mean."""

import pytest

from regionplan_xl.documents.imported_document import Imported
from regionplan_xl.plan.model import Actor
from tests.documents.read_text import asked, left_out, read_text

HEAD = "Regionplan for Romerike\n\n{opening}\n\n1 Kultur\n\nMål 1.1 Meir kultur\n\nTiltak  Tid  Ansvar  Involvering\n"


def read(*cells: str, opening: str = "") -> Imported:
    """Read a plan with a measure for each pair of cells, responsible and involved, separated by «|»."""
    measures = [
        f"1.1.{number} Gjere ting nummer {number}\n2026\n\n" + cell.replace("|", "\n\n") + "\n\n"
        for number, cell in enumerate(cells, 1)
    ]
    return read_text(HEAD.format(opening=opening) + "".join(measures))


def bodies(*cells: str, opening: str = "") -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(m.responsible, m.involved) for m in read(*cells, opening=opening).plan.measures]


def test_nes_is_nes_and_never_nesbyen() -> None:
    imported = read("Nes kommune|Andre")
    assert imported.plan.actors == (
        Actor("Nes", aliases=("Nes kommune",)),
        Actor("Andre", kind="open", reports=False),
    )
    assert bodies("Nes kommune|Andre") == [(("Nes",), ("Andre",))]
    assert asked(imported) == []


def test_nobody_gets_an_address_or_a_name_of_another_region() -> None:
    imported = read("Asker kommune\nKommunane|Bærum", "Regionrådet|Næringsforum")
    assert all(actor.email == "" for actor in imported.plan.actors)
    assert [actor.name for actor in imported.plan.actors] == [
        "Asker", "Kommunane", "Bærum", "Regionrådet", "Næringsforum",
    ]  # fmt: skip
    assert imported.plan.actors[3].aliases == ()


def test_a_municipality_with_two_official_languages_is_one_body() -> None:
    imported = read("Karasjok kommune|Kárášjohka", "Karasjok|Alta")
    assert [actor.name for actor in imported.plan.actors] == ["Karasjok", "Alta"]
    assert "Kárášjohka" in imported.plan.actors[0].aliases
    assert [m.responsible for m in imported.plan.measures] == [("Karasjok",), ("Karasjok",)]


def test_a_municipality_may_be_called_herad_or_a_saami_or_english_word() -> None:
    imported = read("Voss herad|Kárášjoga gielda", "Kautokeino suohkan|Bærum Municipality", "Voss|NAV")
    assert [actor.name for actor in imported.plan.actors] == [
        "Voss", "Kárášjoga gielda", "Kautokeino", "Bærum", "NAV",
    ]  # fmt: skip
    assert imported.plan.measures[0].responsible == imported.plan.measures[2].responsible == ("Voss",)


def test_a_longer_name_with_a_municipality_in_it_is_another_body() -> None:
    assert bodies("Bergen havn|Visit Voss", "Stord Hamnelag|Bergen kommune") == [
        (("Bergen havn",), ("Visit Voss",)),
        (("Stord Hamnelag",), ("Bergen",)),
    ]


def test_words_that_are_names_of_municipalities_too_are_only_that_with_a_capital() -> None:
    imported = read("Time|Gran")
    assert [actor.aliases for actor in imported.plan.actors] == [("Time kommune",), ("Gran kommune",)]
    assert bodies("Laget for sel|Sel") == [(("Laget for sel",), ("Sel",))]


def test_two_municipalities_of_one_name_are_asked_about() -> None:
    imported = read("Våler kommune|Herøy")
    assert [actor.name for actor in imported.plan.actors] == ["Våler kommune", "Herøy"]
    assert asked(imported) == [
        "Several municipalities are called «Våler»: in Østfold, Innlandet.",
        "Several municipalities are called «Herøy»: in Møre og Romsdal, Nordland - Nordlánnda.",
    ]


def test_a_county_is_known_and_a_former_one_is_asked_about() -> None:
    imported = read("Akershus fylkeskommune|Viken fylkeskommune")
    first, second = imported.plan.actors
    assert (first.name, first.kind, second.name) == ("Akershus fylkeskommune", "organ", "Viken fylkeskommune")
    assert asked(imported) == [
        "«Viken fylkeskommune» is a former county; today there is Østfold, Akershus, Buskerud."
    ]


def test_a_municipality_that_is_no_more_is_asked_about() -> None:
    assert asked(read("Odda kommune|Nes kommune")) == [
        "«Odda kommune» is not among the municipalities of Norway today."
    ]


def test_a_county_that_is_not_named_is_asked_about() -> None:
    assert asked(read("Fylkeskommunen|NAV")) == [
        "It is not certain that «Fylkeskommunen» (measure 1.1.1) is one body."
    ]


def test_the_members_of_the_municipalities_are_asked_for_if_the_document_does_not_list_them() -> None:
    imported = read("Kommunene|Asker kommune", "Kommuner|Kommunen")
    group = imported.plan.actors[0]
    assert (group.name, group.kind, group.members) == ("Kommunene", "group", ())
    assert {"Kommuner", "Kommunen"} <= set(group.aliases)
    assert asked(imported) == ["The document does not say who the members of «Kommunene» are."]


def test_the_members_are_those_that_the_opening_lists() -> None:
    imported = read("Kommunane|NAV", opening="Rådet er for kommunane Asker, Nes, Nore og Uvdal og Ås.")
    group, *others = imported.plan.actors
    assert group.members == ("Asker", "Nes", "Nore og Uvdal", "Ås")
    assert [actor.name for actor in others] == [*group.members, "NAV"]
    assert asked(imported) == ["The members of «Kommunane» were understood as Asker, Nes, Nore og Uvdal, Ås."]


def test_municipalities_in_a_measure_are_not_taken_for_all_of_them() -> None:
    imported = read("Kommunane Asker, Nes og Ås|NAV", "Kommunane|NAV")
    assert imported.plan.actors[0].members == ()


def test_kommunen_alone_may_be_one_municipality_and_is_asked_about() -> None:
    imported = read("Kommunen|NAV")
    assert imported.plan.actors[0] == Actor("Kommunen")
    assert any("that «Kommunen» (measure 1.1.1) is one body" in what for what in asked(imported))


def test_the_forms_of_a_word_are_one_body_called_what_is_printed_most() -> None:
    imported = read(
        "Ungdomsrådet|Klimanettverk", "Ungdomsråd|Klimanettverket", "Ungdomsrådet|Klimanettverket"
    )
    assert imported.plan.actors == (
        Actor("Ungdomsrådet", aliases=("Ungdomsråd",)),
        Actor("Klimanettverket", aliases=("Klimanettverk",)),
    )


def test_posts_are_roles_in_both_written_languages() -> None:
    imported = read("Ordførar|Ordføraren", "Klimarådgiver|Kommunedirektørene", "Rådmann|Leiarlaget")
    assert [(actor.name, actor.kind) for actor in imported.plan.actors] == [
        ("Ordførar", "role"),
        ("Klimarådgiver", "role"),
        ("Kommunedirektørene", "role"),
        ("Rådmann", "role"),
        ("Leiarlaget", "organ"),
    ]


def test_names_that_are_nearly_the_same_are_asked_about() -> None:
    imported = read("Innovasjon Noreg\nKulturrådet|NAV", "NAV|Innovasjon Norge\nKulturrådet")
    assert asked(imported) == ["«Innovasjon Norge» and «Innovasjon Noreg» are nearly the same name."]


def test_a_short_and_a_full_name_are_asked_about() -> None:
    imported = read("Regionrådet|NAV", "Regionrådet for Romerike|NAV")
    assert asked(imported) == ["«Regionrådet for Romerike» and «Regionrådet» are nearly the same name."]


def test_a_few_capitals_above_a_goal_are_a_body_and_no_area() -> None:
    text = (
        HEAD.format(opening="")
        + "1.1.1 Synge\n2026 Koret\n\nUSN\nUSG\n\nMål 1.2 Meir dans\n\n1.2.1 Danse\n2026 Koret\n"
    )
    imported = read_text(text, file="plan.txt")
    assert len(imported.plan.areas) == 1
    assert imported.plan.measures[0].involved == ("USN", "USG")


def test_a_document_without_a_title_is_called_after_its_file_and_that_is_asked_about() -> None:
    body = "1 Kultur\n\nMål 1.1 Meir kultur\n\n1.1.1 Synge\n2026\n\nKoret\n\nNAV\n"
    for opening in (
        "",
        "Sak 16/25\n\n",
        "Arkivsaksnr.: 2024/1234\n\n",
        "2025\n\n",
        "Regionplan " + "med ein lang tittel " * 12 + "\n\n",
        "* * *\n\n",
    ):
        imported = read_text(opening + body, file="Plan for Nes 2026.txt")
        assert imported.plan.name == "Plan for Nes 2026"
        assert asked(imported)[-1] == (
            "The document has no title that can be the plan's name; it is called «Plan for Nes 2026»."
        )
        assert all(word in "".join(left_out(imported)) for word in opening.split())


def test_a_plan_whose_columns_have_no_headings_is_read_and_the_columns_are_asked_about() -> None:
    imported = read_text(
        "Plan for Nes\n\n1 Kultur\n\nMål 1.1 Meir kultur\n\n1.1.1 Synge\n2026\n\nKoret\n\nNAV\n"
    )
    (measure,) = imported.plan.measures
    assert (measure.number, measure.text, measure.timeframe.written) == ("1.1.1", "Synge", "2026")
    assert (measure.responsible, measure.involved) == (("Koret",), ("NAV",))
    assert asked(imported) == ["No headings say what is in the columns of the table."]


def test_invisible_characters_in_the_title_do_not_come_into_the_name() -> None:
    text = "Regional\u00adplan \u202afor\u202c Nes\n\n1 Kultur\n\nMål 1.1 Meir kultur\n\n1.1.1 Synge\n2026 Koret\n"
    imported = read_text(text, file="plan.txt")
    assert imported.plan.name == "Regionalplan for Nes"


def test_nobody_is_made_of_an_owner_that_is_left_open_and_that_is_asked_about() -> None:
    text = "Tiltak\tTid\tAnsvar\tInvolvering\nSynge\t2026\tTBC\tIngen\nDanse\t2026\tHol, ikkje avklart\tGol\n"
    imported = read_text(text)
    assert [(m.responsible, m.involved) for m in imported.plan.measures] == [((), ()), (("Hol",), ("Gol",))]
    assert [actor.name for actor in imported.plan.actors] == ["Hol", "Gol"]
    assert [what for what in asked(imported) if "leaves open" in what] == [
        "The document leaves open who it is: «TBC».",
        "The document leaves open who it is: «Hol, ikkje avklart».",
    ]


@pytest.mark.parametrize("somebody", ["v/ ordførar Ola Vik", "ved ordføraren"])
def test_somebody_at_a_municipality_may_be_the_municipality_and_is_asked_about(somebody: str) -> None:
    written = f"Tiltak;Ansvar\nByggje bru;Gol kommune {somebody}\nMale bru;Gol\n"
    imported = read_text(written, file="plan.csv")
    assert any(f"«Gol kommune {somebody}»" in what for what in asked(imported))


def _owners(name: str) -> tuple[tuple[str, ...], str]:
    """Return the owners of a measure with this cell in its column, and the questions."""
    body = f"| Tiltak | Ansvar | Frist |\n|---|---|---|\n| Merkje alle stiane | {name} | 2026 |\n"
    imported = read_text(f"# Handlingsplan\n\n## Helse\n\n{body}", file="plan.md")
    (measure,) = imported.plan.measures
    return measure.responsible, "\n".join(asked(imported))


@pytest.mark.parametrize(
    ("left", "word", "right"),
    (
        ("Police", "and", "Crime Commissioner"),
        ("Planning", "and", "Building Control"),
        ("Teknisk drift", "og", "eiendom"),
        ("Nasjonalparkstyret for Jotunheimen", "og", "Utladalen"),
    ),
)
def test_two_names_that_may_be_the_name_of_one_body_are_asked_about(left: str, word: str, right: str) -> None:
    owners, questions = _owners(f"{left} {word} {right}")
    assert owners == (left, right)
    assert f"«{left} {word} {right}» was read as several bodies; it may be the name of one." in questions


@pytest.mark.parametrize(
    "name", ("Barn, unge og familie", "Plan, næring og miljø", "Children, adults and families")
)
def test_a_list_of_words_that_may_be_the_name_of_one_body_is_asked_about_once_and_whole(name: str) -> None:
    _, questions = _owners(name)
    assert questions.count("may be the name of one") == 1
    assert f"«{name}» was read as several bodies" in questions


@pytest.mark.parametrize(
    "names",
    (
        "Kommunane, bøndene og skogeigarane",
        "Hol, Gol og Ål",
        "Landowners, Highways Agency and Forestry Office",
    ),
)
def test_a_list_of_what_is_surely_several_bodies_is_not_asked_about(names: str) -> None:
    assert "may be" not in _owners(names)[1]


@pytest.mark.parametrize(
    ("left", "right"),
    (
        ("Avinor", "Bane NOR"),
        ("Politiet", "barnevernet"),
        ("Hol", "Gol"),
        ("Eldrerådet", "rådet for funksjonshemma"),
    ),
)
def test_two_names_that_are_surely_of_two_bodies_are_not_asked_about(left: str, right: str) -> None:
    owners, questions = _owners(f"{left} og {right}")
    assert len(owners) == 2
    assert "may be the name of one" not in questions


@pytest.mark.parametrize(
    "name",
    ("Helse Møre og Romsdal HF", "Sogn og Fjordane turlag", "Kultur-, idretts- og frivilligheitsavdelinga"),
)
def test_a_region_of_two_names_and_prefixes_of_one_word_are_in_the_name_of_one_body(name: str) -> None:
    owners, questions = _owners(name)
    assert owners == (name,)
    assert "may be" not in questions


def test_a_name_that_consists_of_the_names_of_others_is_asked_about() -> None:
    questions = asked(read("Skyss|Ungdomsrådet", "Statens vegvesen|Skyss Statens vegvesen Ungdomsrådet"))
    assert (
        "«Skyss Statens vegvesen Ungdomsrådet» may be several bodies: Skyss, Statens vegvesen, Ungdomsrådet."
        in questions
    )
