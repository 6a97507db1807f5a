"""Texts made comparable quickly, with the same result as letter by letter."""

import shlex
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionplan_xl.text import alphabetical, bare, comparison_key, normalise, shell_word

INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0f"
TEXTS = (
    st.text()
    | st.text(st.characters(max_codepoint=127))
    | st.text("aÅåßﬁİ 1½,.-_\t\n" + INVISIBLE, max_size=300)
)


def plainly_folded(text: str) -> str:
    seen = "".join(letter for letter in unicodedata.normalize("NFKC", text) if letter not in INVISIBLE)
    return " ".join(seen.split()).casefold()


@given(TEXTS)
def test_a_text_is_compared_without_case_invisible_letters_and_needless_space(text: str) -> None:
    assert normalise(text) == plainly_folded(text)


@given(TEXTS)
def test_a_text_is_compared_by_its_letters_and_digits_alone_if_signs_do_not_count(text: str) -> None:
    letters = "".join(letter for letter in plainly_folded(text) if letter.isalnum())
    assert bare(text) == letters
    assert comparison_key(text) == (letters or plainly_folded(text))


@pytest.mark.parametrize(
    "text", ["Påstarta", "  PÅSTARTA ", "På\u00adstarta", "Pa\u030astarta", "påstarta\n"]
)
def test_the_same_word_is_the_same_however_a_program_writes_it(text: str) -> None:
    assert normalise(text) == "påstarta"


@pytest.mark.parametrize(
    "name",
    [
        "Gol",
        "IKT Hallingdal",
        "Næring & miljø",
        "Ål (kommune)",
        "D'Angelo",
        "plan $HOME",
        "D'Angelo $(ls)",
        '«"Gol"» og D\'Angelo',
        "plans/2026",
        "",
    ],
)
def test_a_name_in_a_command_that_is_shown_can_be_copied_with_it(name: str) -> None:
    assert shlex.split(f"regionplan send --actor {shell_word(name)}")[3:] == [name]


def test_a_plain_name_in_a_command_has_no_quotation_marks() -> None:
    assert [shell_word("Gol"), shell_word("plans/2026-1")] == ["Gol", "plans/2026-1"]


def test_names_are_sorted_as_in_a_norwegian_list() -> None:
    names = [
        "Ål",
        "Øystre Slidre",
        "Årdal",
        "Ærfugl",
        "Zorro",
        "gol",
        "Kárášjohka",
        "Karmøy",
        "Flå",
        "Hol",
        "Göteborg",
    ]
    assert sorted(names, key=alphabetical) == [
        "Flå", "gol", "Göteborg", "Hol", "Kárášjohka", "Karmøy", "Zorro", "Ærfugl", "Øystre Slidre", "Ål", "Årdal",
    ]  # fmt: skip
