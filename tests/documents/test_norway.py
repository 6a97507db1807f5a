"""The table of municipalities and counties since 2024."""

import pytest

from regionplan_xl.documents.norway import county_of, regions, regions_called, successors_of


def test_there_are_357_municipalities_in_15_counties() -> None:
    municipalities = [region for region in regions() if not region.is_county]
    assert len(municipalities) == 357
    assert len(regions()) - len(municipalities) == 15


def test_every_number_is_its_own_and_begins_with_its_countys() -> None:
    numbers = [region.number for region in regions()]
    assert len(set(numbers)) == len(numbers)
    assert all(number.isdigit() and len(number) in (2, 4) for number in numbers)
    assert all(county_of(region).is_county for region in regions())


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("Nes", "3228"),
        ("Nes kommune", "3228"),
        ("Nesbyen kommune", "3322"),
        ("Karasjok", "5610"),
        ("Kárášjohka kommune", "5610"),
        ("Kárášjohka - Karasjok", "5610"),
        ("Porsáŋgu", "5622"),
        ("Nore og Uvdal", "3338"),
        ("Oslo", "0301"),
        ("Oslo fylkeskommune", "03"),
        ("Akershus fylkeskommune", "32"),
        ("Telemark", "40"),
        ("Finnmárku", "56"),
    ],
)
def test_a_municipality_or_county_is_known_by_each_of_its_whole_names(name: str, number: str) -> None:
    assert [region.number for region in regions_called(name)] == [number]


@pytest.mark.parametrize(
    "name", ["Nes Næringshage", "Bergen havn", "Buskerud kommune", "Nesodden fylkeskommune", ""]
)
def test_a_part_of_a_name_is_nobody(name: str) -> None:
    assert regions_called(name) == ()


def test_two_names_are_shared_and_mean_neither() -> None:
    municipalities = {name for region in regions() if not region.is_county for name in region.names}
    shared = {name for name in municipalities if len(regions_called(name)) > 1}
    assert shared == {"Våler", "Herøy"}
    assert [county_of(region).name for region in regions_called("Våler kommune")] == ["Østfold", "Innlandet"]


def test_a_former_county_tells_what_came_after_it() -> None:
    assert [region.name for region in successors_of("Viken fylkeskommune")] == [
        "Østfold",
        "Akershus",
        "Buskerud",
    ]
    assert [region.number for region in successors_of("Sogn og Fjordane")] == ["46"]
    assert successors_of("Telemark") == ()
