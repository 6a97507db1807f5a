"""Names of returned files from people, zips and e-mail programs become names valid on every system."""

import unicodedata
from pathlib import PurePosixPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from regionplan_xl.file_names import (
    disk_key,
    name_ending,
    printable_name,
    returned_name,
    safe_name,
    safe_path,
)
from tests.any_system import faults

ODD = [
    "x.a*b", "x.a:b", "CON", "con.xlsx", "LPT1.txt", "aux .xlsx", "com¹.svar.xlsx", "CLOCK$", "svar.xlsx.",
    "svar.xlsx ", "svar. . .", "a\x00b.xlsx", "a\x1b[2J.xlsx", "a\x7f\x85.xlsx", "../../../etc/passwd",
    "..\\..\\svar.xlsx", "C:\\svar.xlsx", "/svar.xlsx", "..", ".", "/", "", " ", ".xlsx", "svar\u202excod.xlsx",
    "\u200f", "Ål" * 150 + ".xlsx", "🏔" * 100, "a." + "b" * 400, "\ud800.xlsx", "a\uffffb.xlsx",
    "a\U000e0fff.xlsx", "~$Gol.xlsx", unicodedata.normalize("NFD", "Ål.xlsx"), "CON.a*b", "nul.tar.gz",
]  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_any_name_of_a_return_becomes_one_that_every_system_takes(name: str) -> None:
    for made in (returned_name(name), returned_name(f"svar.zip/{name}"), safe_name(name) + ".xlsx"):
        assert faults(made) == []


@given(st.text(max_size=300))
@example("con .")
@example("x.~")
def test_any_other_text_becomes_a_file_name_that_every_system_takes(name: str) -> None:
    assert faults(returned_name(name)) == []
    assert faults(safe_name(name)) == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Gol.xlsx", "Gol.xlsx"),
        ("Svar frå Ål, v. 2.ods", "Svar frå Ål, v. 2.ods"),
        ("svar frå alle.zip/mappe/Hol.xlsx", "svar frå alle.zip - mappe - Hol.xlsx"),
        ("svar.zip/../../Hol.xlsx", "svar.zip - Hol.xlsx"),
        ("svar.zip\\mappe\\Hol.xlsx", "svar.zip - mappe - Hol.xlsx"),
        (unicodedata.normalize("NFD", "Ål.xlsx"), "Ål.xlsx"),
        ("svar.xlsx.. ", "svar.xlsx"),
    ],
)
def test_a_name_is_changed_no_more_than_it_must(name: str, kept: str) -> None:
    assert returned_name(name) == kept


@pytest.mark.parametrize(
    "name", ["con.xlsx", "a*b.xlsx", "Ål" * 150 + ".xlsx", "x:y.xlsx ", "svar.zip/LPT1.xlsx"]
)
def test_a_changed_name_still_opens_in_the_same_program(name: str) -> None:
    assert PurePosixPath(returned_name(name)).suffix == ".xlsx"


@pytest.mark.parametrize("name", ["x.a*b", "x.a:b", "x.a b", "x." + "b" * 40, "x.æ", "x", "x.", ""])
def test_what_no_system_takes_for_an_ending_is_none(name: str) -> None:
    assert name_ending(name) == ""


@pytest.mark.parametrize(
    ("one", "other"), [("a*b.xlsx", "a?b.xlsx"), ("x.a*b", "x.a:b"), ("\x00Gol.xlsx", "Gol\x00.xlsx")]
)
def test_two_names_that_had_to_be_changed_remain_two(one: str, other: str) -> None:
    assert returned_name(one) != returned_name(other)


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("gol.XLSX", "Gol.xlsx"),
        (unicodedata.normalize("NFD", "Ål.xlsx"), "Ål.xlsx"),
        ("ÅL.xlsx", unicodedata.normalize("NFD", "ål.xlsx")),
    ],
)
def test_names_that_some_disk_takes_for_one_are_known(name: str, there: str) -> None:
    assert disk_key(name) == disk_key(there) != disk_key(f"1{there}")


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\u061c"])
def test_a_name_cannot_be_shown_back_to_front(mark: str) -> None:
    assert printable_name(f"svar{mark}xslx.exe") == "svar\ufffdxslx.exe"


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("../../Gol.xlsx", "Gol.xlsx"),
        ("/etc/./passwd", "etc/passwd"),
        ("..\\Svar\\Gol.xlsx", "Svar/Gol.xlsx"),
        (". /.. /Gol.xlsx", "Gol.xlsx"),
        ("../..", "?"),
    ],
)
def test_the_path_of_a_file_in_a_zip_never_leads_outside(name: str, path: str) -> None:
    assert safe_path(name) == path
