"""Codes that are read aloud and typed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionplan_xl.plan.codes import ALPHABET, dispatch_code, question_key, read_dispatch_code

codes = st.randoms(use_true_random=False).map(lambda random: dispatch_code(random.randrange))
# Sent before codes became longer.
EARLIER = ["HX7-4KN", "A6Q-369", "A00-00A"]


@given(codes)
def test_a_code_is_two_groups_of_five_and_begins_with_a_letter(code: str) -> None:
    assert len(code) == 11
    assert code[5] == "-"
    assert code[0].isalpha()
    assert set(code) - {"-"} <= set(ALPHABET)


def test_nobody_guesses_a_code() -> None:
    """At least 40 bits."""
    ways: list[int] = []

    def draw(ways_here: int) -> int:
        ways.append(ways_here)
        return 0

    dispatch_code(draw)
    assert math.log2(math.prod(ways)) >= 40


@pytest.mark.parametrize("code", EARLIER)
def test_a_code_of_six_characters_that_is_out_already_is_still_known(code: str) -> None:
    for typed in (code, code.lower(), code.replace("-", " "), code.replace("-", "")):
        assert read_dispatch_code(typed) == code


@pytest.mark.parametrize("code", [*EARLIER, "", "HX74K-Q2M9B"])
def test_a_code_of_any_other_length_is_none(code: str) -> None:
    assert read_dispatch_code(code + "0") is None
    assert read_dispatch_code(code[:-1]) is None


@given(codes)
def test_a_code_is_found_however_it_was_typed(code: str) -> None:
    for typed in (
        code,
        code.lower(),
        code.replace("-", ""),
        f" {code.replace('-', ' – ')}\n",
        code.replace("0", "O").replace("1", "l").replace("2", "z").replace("V", "u"),
    ):
        assert read_dispatch_code(typed) == code


@given(codes, st.integers(0, 9), st.sampled_from(ALPHABET))
def test_one_misread_character_is_never_taken_for_another_workbook(code: str, at: int, other: str) -> None:
    bare = code.replace("-", "")
    misread = bare[:at] + other + bare[at + 1 :]
    assert read_dispatch_code(misread) == (code if misread == bare else None)


@given(codes, st.integers(0, 9), st.integers(0, 9))
def test_two_swapped_characters_are_never_taken_for_another_workbook(code: str, one: int, two: int) -> None:
    characters = list(code.replace("-", ""))
    characters[one], characters[two] = characters[two], characters[one]
    swapped = "".join(characters)
    assert read_dispatch_code(swapped) == (code if swapped == code.replace("-", "") else None)


@given(st.text())
def test_other_text_is_no_code_or_a_whole_one(text: str) -> None:
    read = read_dispatch_code(text)
    assert read is None or read_dispatch_code(read) == read


def test_a_question_keeps_its_key_and_the_next_attempt_has_another() -> None:
    assert question_key(["a", "M-1"]) == question_key(["a", "M-1"])
    assert question_key(["a", "M-1"]) != question_key(["a", "M-1"], attempt=1)
    assert question_key(["aM", "-1"]) != question_key(["a", "M-1"])
    assert question_key(["\ud800"]).startswith("K-")
