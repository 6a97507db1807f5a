"""Every output shows the same figures, whatever people have written in the status cells."""

import re
import zipfile

import pytest
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter

from tests.rounds.desk import Desk
from tests.rounds.master_by_hand import find_measure
from tests.rounds.one_figure import chart_values, counted
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
DROPPED = (
    '  dropped:\n    colour: "#7F7F7F"\n    label: {nn: Avslutta, nb: Avsluttet, en: Dropped}\n\n  done:\n'
)


def agreed(desk: Desk) -> dict[str, int]:
    """Return the counts after asserting that they are the same everywhere."""
    found = counted(desk)
    assert found["status"] == found["oversikt"] == found["case"] == found["ledger"], found
    return found["status"]


def config(desk: Desk, old: str, new: str) -> None:
    path = desk.folder / "config.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_word_that_is_unambiguous_is_written_as_the_label_and_logged(desk: Desk) -> None:
    desk.edit("6.1.1", Status="i gang")
    desk.edit("6.1.2", Status="FERDIG ")
    desk.run("merge")
    assert (desk.cell("6.1.1", "Status"), desk.cell("6.1.2", "Status")) == ("Påstarta", "Gjennomført")
    logged = [(row["Nr"], row["Kven"], row["Frå"], row["Til"]) for row in desk.log()]
    assert ("6.1.1", "Skriven som status", "i gang", "Påstarta") in logged
    assert agreed(desk)["Påstarta"] == 1
    before = desk.master.read_bytes()
    desk.run("merge")
    assert desk.master.read_bytes() == before


@pytest.mark.parametrize("word", ["nesten ferdig?", "kanskje", "50", "sjå notat"])
def test_a_word_that_is_not_understood_is_a_finding_and_unread_in_every_output(desk: Desk, word: str) -> None:
    desk.edit("6.1.1", Status=word)
    desk.run("merge")
    assert agreed(desk)["Ulesen status"] == 1
    assert desk.cell("6.1.1", "Status") == word
    assert any(word in finding["what"] for finding in desk.run("check")["findings"])
    assert [(c["from"], c["to"]) for c in desk.history("6.1.1")] == [(None, word)]


@pytest.mark.parametrize("formula", ["=A1", "=VLOOKUP(A1,Oversikt!A:B,2)", '=""&B7'])
def test_a_status_that_no_program_has_computed_is_unread_in_every_output(desk: Desk, formula: str) -> None:
    desk.edit("6.1.1", Status=formula)
    desk.answer("KRU", "6.1.2", Status="Gjennomført")
    desk.run("merge")
    assert agreed(desk)["Ulesen status"] == 1


@pytest.mark.parametrize(
    ("word", "paint"), [("Gjennomført", "C00000"), ("påstarta", "00A650"), ("Done", "FFC000")]
)
def test_a_word_in_a_cell_painted_in_another_colour_counts_in_every_output_and_is_a_finding(
    desk: Desk, word: str, paint: str
) -> None:
    desk.edit("6.1.1", Status=word)
    book = load_workbook(desk.master)
    sheet, row, columns = find_measure(book, "6.1.1")
    sheet.cell(row, columns["Status"]).fill = PatternFill("solid", fgColor=paint)
    book.save(desk.master)
    assert any("annan farge" in finding["what"] for finding in desk.run("check")["findings"])
    desk.run("merge")
    counts = agreed(desk)
    assert counts["Ulesen status"] == 0
    assert counts["Påstarta" if word == "påstarta" else "Gjennomført"] == 1


def test_measures_with_other_numbers_or_none_are_counted(desk: Desk) -> None:
    for number, new in (("6.1.1", "A"), ("6.1.2", "2021/7"), ("6.2.1", None)):
        desk.edit(number, Nr=new)
    desk.answer("KRU", "6.1.3", Status="Gjennomført")
    desk.run("merge")
    assert sum(agreed(desk).values()) == 68


def test_the_word_of_a_status_that_has_left_the_settings_is_unread_and_never_an_edit(desk: Desk) -> None:
    config(desk, "  done:\n", DROPPED)
    desk.edit("6.1.1", Status="Avslutta")
    desk.run("merge")
    config(desk, DROPPED, "  done:\n")
    for _ in range(2):
        desk.answer("KRU", "6.1.2", Kommentar="Nytt.")
        desk.run("merge")
        status = desk.run("status")["total"]
        assert (status["unread"], status["statuses"]["done"]) == (1, 0)
        assert desk.cell("6.1.1", "Status") == "Avslutta"
        assert [c["to"] for c in desk.history("6.1.1")] == ["dropped"]
    desk.edit("6.1.1", Status="Gjennomført")
    desk.run("merge")
    assert agreed(desk)["Gjennomført"] == 1


def test_a_members_word_of_a_status_that_has_left_is_never_another_status(desk: Desk) -> None:
    config(desk, "  done:\n", DROPPED)
    book = load_workbook(desk.master)
    sheet = book["Delstatus"]
    top = next(r for r in range(1, 20) if sheet.cell(r, 1).value == "Nr")
    column = next(c.column for c in sheet[top] if c.value == "Gol")
    row = next(r for r in range(top + 1, 60) if sheet.cell(r, 1).value == "1.3.1")
    sheet.cell(row, column).value = "Avslutta"
    book.save(desk.master)
    desk.run("merge")
    config(desk, DROPPED, "  done:\n")
    for _ in range(2):
        desk.run("merge")
        assert desk.run("status")["total"]["statuses"]["done"] == 0
    assert "done" not in [c["to"] for c in desk.history("1.3.1")]


def test_the_chart_keeps_the_figures_of_the_last_merge_and_its_series_are_named_by_the_headings(
    desk: Desk,
) -> None:
    desk.answer("KRU", "6.1.1", Status="Gjennomført")
    desk.run("merge")
    assert agreed(desk)["Gjennomført"] == 1
    values = chart_values(desk)
    assert sum(values["Gjennomført"]) == 1
    assert sum(values["Utan status"]) == 67


def computed_on_opening(desk: Desk) -> bool:
    """Return whether the master asks the program that opens it to compute every formula."""
    with zipfile.ZipFile(desk.master) as book:
        return re.search(rb"fullCalcOnLoad=\"1\"", book.read("xl/workbook.xml")) is not None


def test_a_workbook_whose_formulas_are_all_ours_is_not_computed_on_opening(desk: Desk) -> None:
    assert not computed_on_opening(desk)
    desk.answer("KRU", "6.1.1", Status="Gjennomført")
    desk.run("merge")
    assert not computed_on_opening(desk)


@pytest.mark.parametrize(
    ("formula", "needed"),
    [
        ("='{sheet}'!{cell}", True),
        ("=COUNTIF('{sheet}'!{column}:{column},\"Gjennomført\")", True),
        ("=IF(Oversikt!C5>0,1,0)", False),
        ("=SUM(Oversikt!D5:F10)", True),
        ("=TODAY()", True),
        ("=SUM(A2:A3)", False),
        ("='{sheet}'!B4", False),
    ],
)
def test_a_workbook_is_computed_on_opening_if_a_formula_of_the_secretariats_depends_on_what_changed(
    desk: Desk, formula: str, needed: bool
) -> None:
    book = load_workbook(desk.master)
    sheet, row, columns = find_measure(book, "6.1.1")
    column = get_column_letter(columns["Status"])
    own = book.create_sheet("Eige")
    own["A1"] = formula.format(sheet=sheet.title, cell=f"{column}{row}", column=column)
    book.calculation.fullCalcOnLoad = False
    book.save(desk.master)
    # Saved so, our own formulas have no stored results: this merge computes them.
    desk.answer("KRU", "6.1.2", Kommentar="Meir.")
    desk.run("merge")
    clear_flag(desk)
    desk.answer("KRU", "6.1.1", "svar", Status="Gjennomført")
    desk.run("merge")
    assert computed_on_opening(desk) == needed


def clear_flag(desk: Desk) -> None:
    """Clear that request, as when a person has opened and saved the master."""
    parts = {}
    with zipfile.ZipFile(desk.master) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
    with zipfile.ZipFile(desk.master, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            book.writestr(name, data)


@pytest.mark.parametrize(
    ("typed", "left"), [(" ", None), ("\N{NO-BREAK SPACE}", None), (" \n", None), (" – ", "–")]
)
def test_a_status_cell_with_only_spaces_says_nothing_in_every_output(
    desk: Desk, typed: str, left: str | None
) -> None:
    desk.edit("6.1.1", Status="Påstarta")
    desk.run("merge")
    desk.edit("6.1.1", Status=typed)
    desk.run("merge")
    found = counted(desk)
    assert len({tuple(counts.items()) for counts in found.values()}) == 1, found
    assert (found["oversikt"]["Ulesen status"], desk.cell("6.1.1", "Status")) == (0, left)
    assert [(c["from"], c["to"]) for c in desk.history("6.1.1")][-1] == ("started", None)
    before = desk.master.read_bytes()
    desk.run("merge")
    assert desk.master.read_bytes() == before
