"""The actors behind the names in a plan, and who answers."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionplan_xl.documents.example import example_actors
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.model import Actor, Measure

HALLINGDAL = Register(example_actors())
SIX = ("Flå", "Nesbyen", "Gol", "Hemsedal", "Ål", "Hol")


def measure(*responsible: str, involved: tuple[str, ...] = ()) -> Measure:
    return Measure("M-22222", "1.1.1", "Noko", responsible=responsible, involved=involved)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Regionråd", "Regionrådet"),
        ("REGIONRÅDET", "Regionrådet"),
        ("RR", "Regionrådet"),
        ("rr.", "Regionrådet"),
        (unicodedata.normalize("NFD", "Regionrådet"), "Regionrådet"),
        ("Bærekraft Hal-lingdal", "Bærekraft Hallingdal"),
        ("Bærekraft Hal-\nlingdal", "Bærekraft Hallingdal"),
        ("Bærekraft\u00a0Hal\u00adlingdal", "Bærekraft Hallingdal"),
        ("Klima-\nkoordinator", "Klimakoordinator"),
        ("Hemsedal \nkommune", "Hemsedal"),
        ("kommune", "Kommunane"),
        ("HNH", "Næringshagen"),
        ("Næringa", "Næringsliv"),
        ("Etablersenter", "Etablarersenter"),
    ],
)
def test_an_actor_is_known_however_its_name_is_written(written: str, name: str) -> None:
    actor = HALLINGDAL.resolve(written)
    known = HALLINGDAL.resolve(name)
    assert actor is not None
    assert actor == known


@pytest.mark.parametrize("written", ["", " ", "-", "Hallingdal", "kommun", "Regionrådet og Gol"])
def test_a_name_that_nobody_bears_is_nobodys(written: str) -> None:
    assert HALLINGDAL.resolve(written) is None


def test_a_name_that_two_actors_share_is_nobodys_but_a_full_name_beats_an_alias() -> None:
    register = Register((Actor("Helse", aliases=("H",)), Actor("Hol", aliases=("H", "Helse"))))
    assert register.resolve("H") is None
    assert register.resolve("helse") == register.actors[0]


def test_a_misspelt_name_gets_a_suggestion_and_a_stranger_none() -> None:
    assert HALLINGDAL.suggest("Regionrodet") == "Regionrådet"
    assert HALLINGDAL.suggest("Husbankn") == "Husbanken"
    assert HALLINGDAL.suggest("Storbygd kommune") is None


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Regionrådet, NAV", ("Regionrådet", "NAV")),
        ("NAV;VINN / Hol", ("NAV", "VINN", "Hol")),
        ("Regionråd og kommunar", ("Regionrådet", "Kommunane")),
        ("Regionråd Kommunar\nBruse", ("Regionrådet", "Kommunane", "Bruse")),
        ("Kommunen Næ-ringshage", ("Kommunane", "Næringshagen")),
        ("Kommunen Næ-\nringshage", ("Kommunane", "Næringshagen")),
        ("Hemsedal  \nkommune", ("Hemsedal",)),
        ("Hemsedal, kommunane", ("Hemsedal", "Kommunane")),
        ("Kommunen \nRegionalt bulyst-\nprogram ", ("Kommunane", "Regionalt bulystprogram")),
        ("Opplysningskon-\ntor for bustad", ("Opplysningskontor for bustad",)),
        (
            "Kommune Bærekraft Hal-\nlingdal\nklimanettverk",
            ("Kommunane", "Bærekraft Hallingdal", "Klimanettverk"),
        ),
        ("IKT Hallingdal  Kommunane", ("IKT Hallingdal", "Kommunane")),
        ("Kommunane HR forum", ("Kommunane", "HR forum")),
        ("RR, Regionråd", ("Regionrådet",)),
        ("KRU Berdskaps-koor-\ndinator", ("KRU", "Beredskapskoordinator")),
        ("", ()),
        (" ,;\n ", ()),
    ],
)
def test_a_cell_is_split_where_known_names_begin_and_end(cell: str, names: tuple[str, ...]) -> None:
    assert HALLINGDAL.split_names(cell) == names


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Innovasjon Noreg", ("Innovasjon Noreg",)),
        ("NAV, Innovasjon Noreg og Hol", ("NAV", "Innovasjon Noreg", "Hol")),
        ("Vinje kommune", ("Vinje kommune",)),
        ("Vinje\nkommune", ("Vinje kommune",)),
        ("Regionråd Vinje kommune", ("Regionrådet", "Vinje kommune")),
        ("Gol ungdomsråd", ("Gol ungdomsråd",)),
        ("Ungdomsrådet i Gol", ("Ungdomsrådet i Gol",)),
        ("NAV, Leiaren av Regionrådet og Hol", ("NAV", "Leiaren av Regionrådet", "Hol")),
        ("Kommunane v/ Regionrådet", ("Kommunane", "v/", "Regionrådet")),
        ("Lokalt næringsliv", ("Lokalt næringsliv",)),
        ("Ungdoms-\nrådet, NAV", ("Ungdomsrådet", "NAV")),
        ("Bu- og blilystnemnda", ("Bu- og blilystnemnda",)),
    ],
)
def test_unknown_names_stay_whole_and_as_written(cell: str, names: tuple[str, ...]) -> None:
    assert HALLINGDAL.split_names(cell) == names


def test_a_separator_inside_a_known_name_does_not_split_it() -> None:
    register = Register((Actor("Natur, miljø og klima"), Actor("Plan/bygg"), Actor("Plan"), Actor("Natur")))
    assert register.split_names("Plan/bygg, Natur, miljø og klima") == ("Plan/bygg", "Natur, miljø og klima")
    assert register.split_names("Plan, Natur") == ("Plan", "Natur")


def test_every_name_of_the_register_survives_joining_and_splitting() -> None:
    names = tuple(actor.name for actor in HALLINGDAL.actors)
    for mark in (", ", "; ", "\n", "/", " og "):
        assert HALLINGDAL.split_names(mark.join(names)) == names


def test_a_group_is_its_members_also_through_other_groups_and_never_in_circles() -> None:
    register = Register(
        (
            Actor("A"),
            Actor("B"),
            Actor("Inner", kind="group", members=("B", "Outer", "A")),
            Actor("Outer", kind="group", members=("A", "Inner", "Nobody")),
        )
    )
    outer = register.resolve("Outer")
    assert outer is not None
    assert [actor.name for actor in register.members_of(outer)] == ["A", "B"]


def test_each_municipality_answers_for_what_the_municipalities_are_responsible_for() -> None:
    shared = measure("Næringshagen", "Kommunane", "Bedrifter", "Gol")
    assert HALLINGDAL.is_shared(shared)
    assert HALLINGDAL.sharers(shared) == ("Næringshagen", *SIX)
    assert HALLINGDAL.owners(shared) == ("Næringshagen", *SIX)


def test_a_measure_without_a_group_is_not_shared_and_the_involved_do_not_answer() -> None:
    own = measure("Regionrådet", "Næringsliv", "Ukjend", involved=("Kommunane",))
    assert not HALLINGDAL.is_shared(own)
    assert HALLINGDAL.sharers(own) == ()
    assert HALLINGDAL.owners(own) == ("Regionrådet",)


def test_a_member_or_a_group_that_does_not_report_is_not_asked() -> None:
    quiet = Register((Actor("A", reports=False), Actor("B"), Actor("Both", kind="group", members=("A", "B"))))
    assert quiet.sharers(measure("Both")) == ("B",)
    silent = Register((Actor("B"), Actor("Both", kind="group", members=("B",), reports=False)))
    assert silent.sharers(measure("Both")) == ()


_NAMES = st.sampled_from(["Gol", "gol", "Gol, Hol", "Hol", "Ål", "Ål kommune", "Kultur og idrett", "idrett", "Hol/Ål",
                          "Gol ungdomsråd", "Nærings  hagen", "RR", "og", "A. B", "-", "Bærekraft"])  # fmt: skip


@given(st.lists(_NAMES, unique=True), st.lists(_NAMES), st.lists(_NAMES))
def test_names_as_we_write_them_are_read_as_they_would_be_in_running_text(
    known: list[str], others: list[str], written: list[str]
) -> None:
    register = Register(
        tuple(
            Actor(name, aliases=tuple(others[at : at + 1]), kind="group" if at % 3 == 0 else "organ")
            for at, name in enumerate(known)
        )
    )
    text = ", ".join(written)
    assert register.split_names(text) == tuple(dict.fromkeys(piece.name for piece in register.pieces(text)))


def test_a_name_with_a_comma_in_it_is_never_taken_for_two_others() -> None:
    ministry = Actor("Nærings, fiskeri")
    three = Register((Actor("Nærings"), Actor("fiskeri"), ministry))
    assert three.split_names("Nærings, fiskeri") == ("Nærings, fiskeri",)
    assert Register(three.actors[:2]).split_names("Nærings, fiskeri") == ("Nærings", "fiskeri")


def test_owners_follow_the_names_that_a_measure_has_and_not_another_measure() -> None:
    group = Actor("Kommunane", kind="group", members=("Gol", "Hol"))
    register = Register((Actor("Gol"), Actor("Hol"), Actor("Taus", reports=False), group))
    for _ in range(2):
        assert register.owners(measure("Gol")) == ("Gol",)
        assert not register.is_shared(measure("Gol"))
        assert register.sharers(measure("Gol")) == ()
        assert register.sharers(measure("Kommunane")) == ("Gol", "Hol")
        assert register.sharers(measure("Hol", "Gol")) == ("Hol", "Gol")
        assert register.owners(measure("Taus")) == ()
        assert register.owners(measure()) == ()
