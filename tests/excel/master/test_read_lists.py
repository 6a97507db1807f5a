"""Delstatus, Aktørar, Indikatorar and Konfliktar are read as edited by people."""

from datetime import date

import openpyxl
import pytest

from regionplan_xl.plan.merging.outcome import Decision
from regionplan_xl.plan.model import Report
from tests.excel.master.edited_master import after, found, said
from tests.excel.plans import small_plan


def test_delstatus_is_read_by_the_members_names_wherever_their_columns_stand() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        sheet = book["Delstatus"]
        sheet.insert_cols(5)
        sheet.cell(3, 5, "Mitt notat")
        assert sheet.cell(3, 7).value == "Ål kommune"
        sheet.cell(3, 7).value = "Ål"
        sheet.cell(4, 7).value = "Gjennomført"

    shares = found(after(edit), "1.1.2").shares
    assert [(share.member, share.report.status) for share in shares] == [
        ("Gol kommune", "started"),
        ("Ål kommune", "done"),
    ]
    assert shares[0].report == Report("started", 0.5, "Godt i gang", date(2026, 6, 30))


def test_delstatus_finds_its_measures_by_their_words_when_ids_are_gone() -> None:
    master = after(lambda book: book["Delstatus"].delete_cols(4))
    assert found(master, "1.1.2").shares == small_plan().areas[0].measures[1].shares


def test_an_answer_in_delstatus_that_belongs_nowhere_is_pointed_out() -> None:
    master = after(lambda book: book["Delstatus"].append(["9.9.9", "Ukjent", None, "M-ZZZZZ", "Påstarta"]))
    assert said(master)[0].startswith("Delstatus|5|Tiltak|Rada høyrer ikkje til noko tiltak i planen")


def test_the_register_is_read_in_any_language() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book["Aktørar"].append(["Folkehøgskulen", "FHS", "Skulen; FH-skulen", "Role", None, None, None, "No"])
        book["Aktørar"].append(["Bygdelag", None, None, None, "Gol, Ål\nHol"])
        book["Aktørar"].append([None, "utan namn"])
        book["Aktørar"].append(["Klubben", None, None, "klubb", None, None, None, "av og til"])

    master = after(edit)
    school, group, club = master.plan.actors[-3:]
    assert (school.aliases, school.kind, school.reports) == (("Skulen", "FH-skulen"), "role", False)
    assert (group.kind, group.members) == ("group", ("Gol", "Ål", "Hol"))
    assert (club.kind, club.reports) == ("organ", True)
    assert [line.split("|")[:3] for line in said(master)] == [
        ["Aktørar", "11", "Namn"],
        ["Aktørar", "12", "Slag"],
        ["Aktørar", "12", "Rapporterer"],
    ]


def test_a_new_year_among_the_indicators_is_a_heading() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        sheet = book["Indikatorar"]
        at = sheet.max_column + 1
        sheet.cell(3, at, 2026)
        sheet.cell(4, at, 21300)

    assert after(edit).plan.indicators[0].values == ((2024, "21100"), (2026, "21300"))


def conflict(book: openpyxl.Workbook, **cells: object) -> None:
    sheet = book["Konfliktar"]
    headings = {sheet.cell(3, column).value: column for column in range(1, sheet.max_column + 1)}
    for heading, value in cells.items():
        sheet.cell(4, headings[heading.replace("_", " ")]).value = value  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("cells", "choice", "own"),
    [
        ({"Felt": "Status", "Avgjerd": "Ta svaret"}, "take", None),
        ({"Felt": "Status", "Avgjerd": "Keep the master's"}, "keep", None),
        ({"Felt": "Status", "Eigen_verdi": "gul"}, "own", "started"),
        ({"Felt": "Framdrift", "Eigen_verdi": 0.4}, "own", 0.4),
        ({"Felt": "Kommentar", "Eigen_verdi": "Begge har rett"}, "own", "Begge har rett"),
        ({"Felt": "Venta ferdig", "Eigen_verdi": "31.12.2026"}, "own", date(2026, 12, 31)),
    ],
)
def test_a_decision_is_read(cells: dict[str, object], choice: str, own: object) -> None:
    master = after(lambda book: conflict(book, ID="C-1", Tiltak="Noko", **cells))
    (decision,) = master.decisions
    assert (decision.key, decision.choice, decision.own) == ("C-1", choice, own)
    assert isinstance(decision, Decision)
    assert decision.place.row == 4


@pytest.mark.parametrize(
    "cells",
    [
        {"Felt": "Status", "Avgjerd": "Ta svaret", "Eigen_verdi": "gul"},
        {"Felt": "Status", "Eigen_verdi": "kanskje"},
    ],
)
def test_a_decision_that_is_not_clear_is_pointed_out(cells: dict[str, object]) -> None:
    master = after(lambda book: conflict(book, ID="C-1", **cells))
    assert master.decisions == ()
    assert len(said(master)) == 1


@pytest.mark.parametrize("word", ["veit ikkje", "5.2.1", "Gol"])
def test_another_word_as_decision_may_be_where_it_belongs(word: str) -> None:
    """Whether there is such a place is known, and pointed out, when it is to be carried out."""
    master = after(lambda book: conflict(book, ID="C-1", Felt="Status", Avgjerd=word))
    assert [(decision.choice, decision.own) for decision in master.decisions] == [("belongs", word)]
    assert said(master) == []


def test_a_conflict_without_a_decision_still_waits() -> None:
    master = after(lambda book: conflict(book, ID="C-1", Felt="Status", Tiltak="Noko"))
    assert (master.decisions, said(master)) == ((), [])
    assert master.conflicts is not None
    assert master.conflicts.last == 4
