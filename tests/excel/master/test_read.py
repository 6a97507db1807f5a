"""The master is read as written and as edited by people."""

import io
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from openpyxl.styles import PatternFill

from regionplan_xl.excel.common.master_model import Master
from regionplan_xl.excel.common.sheet_names import with_sheet_names
from regionplan_xl.excel.master.create import write_master
from regionplan_xl.excel.master.read import read_master
from regionplan_xl.files import fingerprint
from regionplan_xl.plan.model import Field, Plan
from regionplan_xl.plan.status import STANDARD, Scale, Status
from tests.excel.master.edited_master import BUSINESS, CULTURE, after, found, read, said
from tests.excel.plans import TODAY, small_plan
from tests.strategies import plans


@given(plans())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_reading_what_was_written_gives_the_same_plan(plan: Plan) -> None:
    master = read(write_master(plan, today=TODAY), plan)
    assert master.plan == with_sheet_names(plan)
    assert master.unidentified == ()
    if plan.areas:
        assert said(master) == []


def test_a_column_that_the_secretariat_adds_belongs_to_the_measures_and_is_no_problem() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        sheet = book[CULTURE]
        for row, value in ((3, "Kostnad"), (5, 250_000), (6, date(2026, 5, 1))):
            sheet.cell(row, 20, value)

    master = after(edit)
    assert [measure.own for measure in master.plan.areas[1].measures][:2] == [
        (("Kostnad", "250000"),),
        (("Kostnad", "01.05.2026"),),
    ]
    assert said(master) == []


def test_every_row_of_the_plan_knows_where_it_stands() -> None:
    book = write_master(small_plan(), today=TODAY)
    master = read(book)
    place = master.places["M-211KQX"]
    assert (place.sheet, place.row, place.columns["status"], place.columns["id"]) == (CULTURE, 5, 6, 13)
    assert master.places["G-21AAA"].row == 4
    assert master.fingerprint == fingerprint(book)
    assert master.overview == "Oversikt"
    assert master.log is not None
    assert (master.log.sheet, master.log.header, master.log.last) == ("Endringslogg", 3, 3)
    assert master.shares is not None
    assert master.shares.rows == {"M-112KQX": 4}
    assert master.shares.members["Gol kommune", Field.STATUS] == 5


def test_columns_may_stand_in_any_order_under_any_known_heading() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        sheet = book[CULTURE]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3, max_row=7)]
        rows[0] = [
            "Number", "TILTAK ", "Tidsramme", "Owner", "Innovering", "status", "Fremdrift", "Comments",
            "Forventa ferdig", "Rapportert", "Rapportert av", "Notat", "ID",
        ]  # fmt: skip
        sheet.delete_rows(1, 10)
        for row, cells in enumerate(rows, start=9):
            for column, value in enumerate(reversed(cells), start=3):
                sheet.cell(row, column, value)
        sheet.cell(9, 2, "Mi eiga kolonne")

    master = after(edit)
    expected = with_sheet_names(small_plan()).areas[1]
    # The title above is gone with its rows: the sheet's name and the goals' numbers tell.
    assert master.plan.areas[1] == expected
    assert said(master) == []


def test_sheets_may_be_renamed_and_moved_and_others_added() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book[CULTURE].title = "Kultur 2026"
        book.move_sheet("Kultur 2026", offset=-2)
        book["Aktørar"].title = "Kven er kven"
        book.create_sheet("Notat")["A1"] = "Hugs møtet"

    master = after(edit)
    assert [area.sheet for area in master.plan.areas] == ["Kultur 2026", BUSINESS]
    assert master.plan.areas[0].name == CULTURE
    assert master.plan.actors == small_plan().actors
    # openpyxl leaves Oversikt's formulas with the old name.
    (finding,) = said(master)
    assert finding.startswith(
        "Oversikt|6||Oversikt har formlar for arket «Kultur og oppleving», som ikkje finst."
    )


def test_a_new_row_gets_no_id_here_but_is_pointed_out() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        sheet = book[CULTURE]
        sheet.append(["2.2", "Eit nytt mål"])
        sheet.append(["2.2.1", "Eit nytt tiltak", 2027, "RR, Kommunar; Ukjend lag"])

    master = after(edit)
    goal = master.plan.areas[1].goals[-1]
    assert (goal.id, goal.number, goal.text) == ("", "2.2", "Eit nytt mål")
    assert goal.measures[0].responsible == ("Regionrådet", "Kommunane", "Ukjend lag")
    assert goal.measures[0].timeframe.written == "2027"
    assert [(new.kind, new.place.row) for new in master.unidentified] == [("goal", 8), ("measure", 9)]


@pytest.mark.parametrize(
    ("cells", "number", "text"),
    [
        (["1.4", "Betre vegar"], "1.4", "Betre vegar"),
        (["Mål 1.4:", "Betre vegar"], "1.4", "Betre vegar"),
        ([None, "Mål 1.4: Betre vegar"], "1.4", "Betre vegar"),
        (["Mål 1.4 Betre vegar"], "1.4", "Betre vegar"),
        ([None, "Mål: Betre vegar"], "", "Betre vegar"),
        (["Goal 1.4.", "Betre vegar"], "1.4", "Betre vegar"),
        ([1.4, "Betre vegar"], "1.4", "Betre vegar"),
    ],
)
def test_a_goal_is_known_by_its_number_or_by_the_word(cells: list[object], number: str, text: str) -> None:
    goal = after(lambda book: book[BUSINESS].append(cells)).plan.areas[0].goals[-1]
    assert (goal.number, goal.text) == (number, text)


@pytest.mark.parametrize("text", ["Målretta rekruttering av lærarar", "Målstyring"])
def test_a_measure_that_begins_with_the_same_letters_is_no_goal(text: str) -> None:
    master = after(lambda book: book[BUSINESS].append([None, text]))
    assert master.plan.areas[0].measures[-1].text == text


def test_a_copied_row_counts_as_new_and_the_first_keeps_the_id() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        sheet = book[CULTURE]
        sheet.append([cell.value for cell in sheet[5]])

    master = after(edit)
    assert [m.id for m in master.plan.areas[1].measures] == ["M-211KQX", "M-212KQX", "M-213KQX", ""]
    assert master.places["M-211KQX"].row == 5
    assert [(new.copied_from, new.place.row) for new in master.unidentified] == [("M-211KQX", 8)]
    assert said(master)[0].startswith(f"{CULTURE}|8|ID|Rada har same ID som rad 5 på «{CULTURE}»")


def test_a_copied_sheet_is_left_out_and_named() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        copy = book.copy_worksheet(book[CULTURE])
        copy.title = f"{CULTURE} (2)"
        book.move_sheet(copy, offset=-7)

    master = after(edit)
    assert [area.sheet for area in master.plan.areas] == [BUSINESS, CULTURE]
    assert said(master) == [
        f"{CULTURE} (2)|None||Arket gjentek «{CULTURE}», så det blir ikkje lese.|"
        "Slett det, eller ha det utanfor masteren."
    ]


def test_a_measure_above_every_goal_is_kept_and_pointed_out() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book[CULTURE].insert_rows(4)
        book[CULTURE].cell(4, 2, "Laust tiltak")

    master = after(edit)
    area = master.plan.areas[1]
    assert [(goal.number, len(goal.measures)) for goal in area.goals] == [("", 1), ("2.1", 3)]
    assert "Tiltaket står før det første målet" in said(master)[0]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        (datetime(2001, 1, 2), "2.1.1"),
        (datetime(2001, 2, 1), "2.1.1"),
        (datetime(2010, 1, 2), "2.1.10"),
    ],
)
def test_a_number_that_excel_made_a_date_of_is_understood_and_pointed_out(
    typed: datetime, number: str
) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        cell = book[CULTURE].cell(5, 1, typed)
        cell.number_format = "dd.mm.yyyy"

    master = after(edit)
    assert master.plan.areas[1].measures[0].number == number
    assert said(master)[0].startswith(f"{CULTURE}|5|Nr|Excel har gjort nummeret om til")


def test_a_last_nought_that_excel_dropped_is_put_back() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        for goal in range(2, 10):
            book[CULTURE].append([f"2.{goal}", "Mål"])
        book[CULTURE].append([2.1, "Det tiande målet"])

    master = after(edit)
    assert master.plan.areas[1].goals[-1].number == "2.10"
    assert "2.10" in said(master)[0]


def test_a_number_that_could_be_anything_is_not_guessed() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book[CULTURE].cell(5, 1, datetime(2025, 8, 31)).number_format = "dd.mm.yyyy"

    master = after(edit)
    assert master.plan.areas[1].measures[0].number == ""
    assert "31.08.2025" in said(master)[0]


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("Påstartet", "started"),
        ("DONE ", "done"),
        ("gul", "started"),
        ("i gang", "started"),
        ("–", None),
        (None, None),
    ],
)
def test_a_status_is_read_in_any_language_and_by_any_synonym(typed: str | None, status: str | None) -> None:
    master = after(lambda book: book[CULTURE].cell(5, 6).__setattr__("value", typed))
    assert found(master, "2.1.1").report.status == status
    assert said(master) == []


def test_an_unknown_status_word_is_pointed_out_and_never_guessed() -> None:
    master = after(lambda book: book[CULTURE].cell(5, 6, "kanskje"))
    assert found(master, "2.1.1").report.status is None
    assert said(master) == [f"{CULTURE}|5|Status|«kanskje» er ingen av statusane.|Vel eit ord frå lista."]


@pytest.mark.parametrize(
    ("colour", "status"), [("FF00A650", "done"), ("FFFFC000", "started"), ("FFD0D0D0", None)]
)
def test_a_cell_that_is_only_painted_counts(colour: str, status: str | None) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book[CULTURE].cell(6, 6).fill = PatternFill("solid", colour)

    assert found(after(edit), "2.1.2").report.status == status


@pytest.mark.parametrize(
    ("typed", "share"),
    [(0.5, 0.5), ("50 %", 0.5), (50, 0.5), (1, 1.0), (100, 1.0), (0, 0.0), ("12,5 %", 0.125)],
)
def test_progress_is_read_however_it_is_written(typed: object, share: float) -> None:
    master = after(lambda book: book[CULTURE].cell(5, 7).__setattr__("value", typed))
    assert found(master, "2.1.1").report.progress == share


def test_progress_beyond_the_whole_is_pointed_out() -> None:
    master = after(lambda book: book[CULTURE].cell(5, 7, 250))
    assert found(master, "2.1.1").report.progress is None
    assert said(master)[0].startswith(f"{CULTURE}|5|Framdrift|")


def test_a_day_is_read_as_date_or_as_text() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book[CULTURE].cell(5, 9, datetime(2026, 6, 30)).number_format = "dd.mm.yyyy"
        book[CULTURE].cell(6, 9, "31.12.2026")
        book[CULTURE].cell(7, 9, "til sommaren")

    master = after(edit)
    days = [m.report.expected for m in master.plan.areas[1].measures]
    assert days == [date(2026, 6, 30), date(2026, 12, 31), None]
    assert len(said(master)) == 1


def test_cells_merged_over_rows_are_pointed_out() -> None:
    master = after(lambda book: book[CULTURE].merge_cells("D5:D6"))
    assert [m.responsible for m in master.plan.areas[1].measures][:2] == [("Regionrådet",), ()]
    assert said(master)[0].startswith(f"{CULTURE}|5|Ansvar|Celler er slegne saman over fleire rader (D5:D6)")


def test_an_emptied_row_is_no_measure() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        for column in range(1, 13):
            book[CULTURE].cell(5, column).value = None

    master = after(edit)
    assert len(master.plan.areas[1].measures) == 2
    assert "M-211KQX" not in master.places
    assert len(said(master)) == 1


def test_a_sheet_whose_headings_are_gone_is_pointed_out() -> None:
    master = after(lambda book: book["Aktørar"].delete_rows(1, 3))
    assert master.plan.actors == ()
    assert said(master)[0].startswith("Aktørar|None||Arket har inga overskriftsrad")


def test_a_workbook_without_measures_is_read_as_an_empty_plan_and_pointed_out() -> None:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    master = read(out.getvalue())
    assert master.plan == replace(small_plan(), areas=(), actors=(), indicators=(), scale=STANDARD)
    assert str(master.problems[0].what) == "No sheet holds measures."


def test_a_status_that_oversikt_does_not_count_is_named_with_what_to_do() -> None:
    more = Scale((*STANDARD.statuses, Status("dropped", "#7F7F7F", {"nn": "Utgått"})))
    book = openpyxl.load_workbook(io.BytesIO(write_master(small_plan(), today=TODAY)))

    def findings() -> list[str]:
        out = io.BytesIO()
        book.save(out)
        master = read_master(out.getvalue(), scale=more, name="Plan", language="nn")
        return [one for one in said(master) if "Utgått" in one]

    (finding,) = findings()
    assert finding.startswith("Oversikt|4|")
    assert "«Gjennomført»" in finding
    book["Oversikt"].cell(4, 30).value = "Utgått"
    assert findings() == []


def test_a_row_without_number_text_owner_and_status_is_left_out_and_pointed_out_though_a_deadline_stands() -> (
    None
):
    def edit(book: openpyxl.Workbook) -> None:
        for column in (1, 2, 4, 6):
            book[CULTURE].cell(5, column).value = None

    master = after(edit)
    assert ids(master) == [m.id for m in small_plan().areas[1].measures if m.number != "2.1.1"]
    assert said(master) == [
        f"{CULTURE}|5|Tiltak|Rada har ein ID, men korkje nummer, tekst, ansvarleg eller status: ho er utelaten."
        "|Slett rada om tiltaket skal bort; elles fyll ho ut att."
    ]


@pytest.mark.parametrize("kept", [1, 2, 4, 6])
def test_a_row_with_an_id_and_one_of_number_text_owner_and_status_is_a_measure(kept: int) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        for column in {1, 2, 4, 6} - {kept}:
            book[CULTURE].cell(5, column).value = None
        book[CULTURE].cell(5, 6).value = "Påstarta" if kept == 6 else None

    assert ids(after(edit)) == [m.id for m in small_plan().areas[1].measures]


def ids(master: Master) -> list[str]:
    """The IDs of the measures on the sheet of culture."""
    return [measure.id for measure in master.plan.areas[1].measures]
