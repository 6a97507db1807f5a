"""Targets of result goals: only what the words state for certain."""

from decimal import Decimal

import pytest

from regionplan_xl.plan.targets import Target, as_number, read_target, shown_number


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("−25 % from 2009", Target("2009", "-25", "%", "", "down")),
        ("+1 %", Target("", "+1", "%", "", "up")),
        ("600 study places", Target("", "600", "study places")),
        ("> 40 %", Target("", "> 40", "%", "", "up")),
        ("2 lærlingplassar per 1000", Target("", "2", "lærlingplassar per 1000")),
        ("redusert med 10 % innan 2024", Target("", "-10", "%", "2024", "down")),
        (
            "Dei totale klimautsleppa er redusert med 25% frå referanseåret 2009",
            Target("referanseåret 2009", "-25", "%", "", "down"),
        ),
        ("Talet på innbyggjarar i yrkesaktiv alder har stige med 1%.", Target("", "+1", "%", "", "up")),
        ("Auke frå 40 til 60 plassar innan 2030", Target("40", "60", "plassar", "2030", "up")),
        ("Sjukefråværet er lågare enn 5,5 prosent", Target("", "< 5,5", "%", "", "down")),
        ("Minst 1 200 husstandar har fiber innen 2028", Target("", "≥ 1 200", "husstandar", "2028", "up")),
        ("Ikkje meir enn 2 vekers ventetid", Target("", "≤ 2", "vekers", "", "down")),
        ("Ikke flere enn 15 elever i hver gruppe", Target("", "≤ 15", "elever", "", "down")),
        ("Dekninga er ikkje lågare enn 95 %", Target("", "≥ 95", "%", "", "up")),
        ("No fewer than 300 places", Target("", "≥ 300", "places", "", "up")),
        ("Snittkarakteren er høgare enn 4,2", Target("", "> 4,2", "", "", "up")),
        ("Sjukefråværet skal ned til 6,5 prosent", Target("", "6,5", "%", "", "down")),
        ("1 200 nye arbeidsplassar innan 2030", Target("", "1 200", "arbeidsplassar", "2030")),
    ],
)
def test_a_target_is_understood_where_the_words_say_it(text: str, target: Target) -> None:
    assert read_target(text) == target


@pytest.mark.parametrize(
    "text", ["Ringeriksbanen er påstarta", "Betra vinterregularitet på Rv7 og Rv52", "5G til alle"]
)
def test_a_result_goal_without_a_number_has_no_target(text: str) -> None:
    assert read_target(text) == Target()


@pytest.mark.parametrize(
    "text",
    [
        "FRE 16 - Bergensbanen er bygd",
        "3 av 6 kommunar har plan",
        "10-12 nye bedrifter",
        "60–70 % av reisene er miljøvennlege",
        "60-70 prosent av reisene er miljøvennlege",
        "Mellom 60 og 70 prosent av elevane",
        "Kutte bruken av plast 50 % innan 2027",
        "Auke delen økologisk mat, 15 %",
        "Under 1.234 tonn",
        "Trinn 2",
    ],
)
def test_numbers_that_may_mean_several_things_are_asked_about(text: str) -> None:
    found = read_target(text)
    assert (found.target, found.doubtful) == ("", True)


def test_a_word_for_growth_within_a_name_is_no_direction() -> None:
    assert read_target("Dalen er kjend gjennom GRØN VEKST").direction == ""
    assert read_target("Mindre gods på veg, meir gods på bane").direction == ""
    assert read_target("Auke i talet på arbeidsplassar").direction == "up"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1 234,5", "1234.5"), ("−25", "-25"), ("12,5 %", "12.5"), ("> 40", "40"), ("1\u00a0200\u202f000", "1200000"),
        ("0", "0"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(written: str, number: str) -> None:
    assert as_number(written) == Decimal(number)


@pytest.mark.parametrize("written", ["", "ca. 40", "1.234", "40-50", "12 plassar", "ja"])
def test_what_is_no_plain_number_is_none(written: str) -> None:
    assert as_number(written) is None


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("12.5", "12,5"),
        ("-0.05", "-0,05"),
        ("12.5 %", "12,5 %"),
        ("2.500", "2.500"),
        ("3.10", "3.10"),
        ("1.1.1", "1.1.1"),
    ],
)
def test_only_a_number_as_a_program_writes_it_gets_the_decimal_sign_of_the_language(
    written: str, shown: str
) -> None:
    assert shown_number(written, "nn") == shown
    assert shown_number(written, "en") == written
