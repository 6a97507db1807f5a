"""A returned workbook: its code, its answers, and what must wait for a person."""

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.styles.colors import Color
from openpyxl.worksheet.worksheet import Worksheet

from regionplan_xl.errors import Rejected
from regionplan_xl.excel.actor import layout as actor_layout
from regionplan_xl.excel.common import columns as layout
from regionplan_xl.excel.parsing.grid_xlsx import read_xlsx
from regionplan_xl.excel.returned.sender_clues import find_clues
from regionplan_xl.locale import catalog
from regionplan_xl.plan.merging.sent_and_returned import Clear, SentRow, Unclear
from regionplan_xl.plan.model import Field, Report
from tests.excel.actor.dispatches import DISPATCH, book
from tests.excel.returned.returns import RECEIVED, Edit, paint, read, returned, saved, values_by_field, write
from tests.libreoffice import LibreOffice

FIRST, SECOND, THIRD, INVOLVED = 5, 6, 8, 12  # their rows on Tiltak
BEFORE, AFTER, ID = map(
    actor_layout.column_number, (actor_layout.ID_BEFORE_ANSWERS, actor_layout.ID_AFTER_ANSWERS, layout.ID)
)


def without(column: int) -> Edit:
    """Delete a column."""
    return lambda sheet: sheet.delete_cols(column)


def rows_of(sheet: Worksheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4, max_col=ID)]


def rewrite(sheet: Worksheet, rows: Iterable[Iterable[object]]) -> None:
    """Replace the rows below the header, which a program without locks would allow."""
    sheet.delete_rows(4, 100)
    for number, row in enumerate(rows, 4):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value  # type: ignore[assignment]


def test_an_untouched_return_says_nothing() -> None:
    for language in ("nn", "nb", "en"):
        data = book(language=language)
        assert (read(data).answers, read(data).held, read(data).proposals) == ((), (), ())
        assert returned(language=language).answers == ()
        assert returned(language=language).held == ()


def test_what_is_filled_in_is_read_with_its_place() -> None:
    submission = returned(
        write("E5", "Gjennomført"), write("F6", 0.75), write("G6", "Ærleg talt:\nmøte på Ål  "),
        write("H8", datetime.fromisoformat("2026-06-30")),
    )  # fmt: skip
    assert values_by_field(submission) == {
        ("M-7Q2MX", Field.STATUS): "done",
        ("M-8R3NY", Field.PROGRESS): 0.75,
        ("M-8R3NY", Field.COMMENT): "Ærleg talt:\nmøte på Ål",
        ("M-9S4PZ", Field.EXPECTED): date(2026, 6, 30),
    }
    assert submission.held == ()
    status = submission.answers[0]
    assert (status.base, status.member) == ("started", "Gol kommune")
    place = status.place
    assert (place.file, place.sheet, place.row, place.column) == ("svar.xlsx", "Tiltak", 5, "Status")
    assert submission.source == "f" * 64
    assert submission.received == RECEIVED


def test_a_blank_cell_erases_nothing_but_the_word_in_brackets_does() -> None:
    assert returned(*(write(f"{column}5", None) for column in "EFGH")).answers == ()
    cleared = returned(*(write(f"{column}5", "(tøm)") for column in "EFGH"))
    assert set(values_by_field(cleared).values()) == {Clear()}
    assert len(cleared.answers) == 4
    # Nothing was sent there; it may take back what was answered since.
    assert list(values_by_field(returned(write("E6", "(tøm)"))).values()) == [Clear()]


def test_what_is_not_understood_is_an_answer_that_must_be_asked_about() -> None:
    submission = returned(write("E5", "kanskje"), write("F6", "halvvegs"), write("H8", "juni 2026"))
    assert set(values_by_field(submission).values()) == {"?"}
    reasons = [catalog("nn")(a.value.reason) for a in submission.answers if isinstance(a.value, Unclear)]
    assert "«kanskje» er ingen av statusane." in reasons
    assert "«juni 2026» er ikkje ein dag; skriv til dømes 30.06.2026." in reasons


GREENS = [
    Color(rgb="FF00B050"),
    Color(rgb="00C6EFCE"),
    Color(indexed=3),
    Color(theme=6),
    Color(theme=6, tint=0.6),
]


@pytest.mark.parametrize("green", GREENS)
def test_a_painted_status_counts_where_the_word_is_untouched_or_missing(green: Color) -> None:
    """However a program writes the colour: as RGB, from the old palette, or from the theme."""
    submission = returned(paint("E5", green), paint("E6", green))
    assert values_by_field(submission) == {
        ("M-7Q2MX", Field.STATUS): "done",
        ("M-8R3NY", Field.STATUS): "done",
    }


def test_word_and_colour_that_disagree_are_asked_about() -> None:
    green = Color(rgb="FF00B050")
    assert values_by_field(returned(write("E6", "Påstarta"), paint("E6", green))) == {
        ("M-8R3NY", Field.STATUS): "?"
    }
    assert values_by_field(returned(write("E6", "Gjennomført"), paint("E6", green))) == {
        ("M-8R3NY", Field.STATUS): "done"
    }


def test_answers_that_are_all_a_column_too_far_are_asked_about_with_the_number_in_the_comment() -> None:
    too_far = returned(write("F6", "Påstarta"), write("G6", 0.4), write("H6", "Vi er i gang"))
    assert values_by_field(too_far) == {
        ("M-8R3NY", field): "?" for field in (Field.PROGRESS, Field.COMMENT, Field.EXPECTED)
    }
    assert values_by_field(returned(write("E6", "Påstarta"), write("G6", 12345))) == {
        ("M-8R3NY", Field.STATUS): "started",
        ("M-8R3NY", Field.COMMENT): "12345",
    }


@pytest.mark.parametrize("cell", ["A6", "B6", "F6", "H6", "J6", "L6", "R6"])
def test_a_status_painted_in_another_cell_of_the_row_is_asked_about(cell: str) -> None:
    """The number, the text, an answer cell left blank, the previous answer, or an empty cell to the right."""
    (answer,) = returned(paint(cell, Color(rgb="FF00B050"))).answers
    assert (answer.measure, answer.field) == ("M-8R3NY", Field.STATUS)
    assert isinstance(answer.value, Unclear)
    assert answer.value.options == (("colour", "done"),)
    assert "#00B050" in answer.value.written


def test_paint_in_another_cell_asks_nothing_where_the_status_is_answered_or_the_paint_marks_another_answer() -> (
    None
):
    yellow = Color(rgb="FFFFFF00")
    with_word = returned(write("E6", "Gjennomført"), paint("A6", yellow))
    assert values_by_field(with_word) == {("M-8R3NY", Field.STATUS): "done"}
    marked = returned(write("G6", "Ny avtale"), paint("G6", yellow))
    assert values_by_field(marked) == {("M-8R3NY", Field.COMMENT): "Ny avtale"}
    for_information = returned(paint("A11", yellow))
    assert not (for_information.answers or for_information.held)
    as_it_was = returned(paint("A5", Color(rgb="FFFFC000")))
    assert not as_it_was.answers, "the colour of the status that was sent"


def test_a_tick_in_a_column_named_after_a_status_counts() -> None:
    submission = returned(
        write("R3", "Grøn"), write("S3", "Gul"), write("T3", "Raud"), write("R6", "x"), write("T8", "X")
    )
    assert values_by_field(submission) == {
        ("M-8R3NY", Field.STATUS): "done",
        ("M-9S4PZ", Field.STATUS): "not_started",
    }


def test_sorted_rows_and_moved_columns_are_found_again() -> None:
    def mangle(sheet: Worksheet) -> None:
        sheet["E5"], sheet["E6"] = "Gjennomført", "i gang"
        rows = [row for row in rows_of(sheet) if row[ID - 1]]
        rewrite(sheet, reversed(rows))
        sheet.insert_cols(2, 2)
        sheet.insert_rows(1, 5)
        sheet["B8"] = "Notat"

    submission = returned(mangle)
    assert values_by_field(submission) == {
        ("M-7Q2MX", Field.STATUS): "done",
        ("M-8R3NY", Field.STATUS): "started",
    }
    assert submission.held == ()


def test_headings_in_another_language_and_a_renamed_sheet_are_found() -> None:
    def mangle(sheet: Worksheet) -> None:
        sheet.title = "Svar frå Gol"
        names = {
            "A": "No.", "B": "Action", "C": "TIME", "E": "STATUS ", "F": "prosent", "G": "Kommentarar",
            "H": "Forventet ferdig", "K": "Eier", "L": "Deltakarar",
        }  # fmt: skip
        for column, name in names.items():
            sheet[f"{column}3"] = name
        sheet["E6"], sheet["H6"] = "Done", "31.12.2026"

    assert values_by_field(returned(mangle)) == {
        ("M-8R3NY", Field.STATUS): "done", ("M-8R3NY", Field.EXPECTED): date(2026, 12, 31)
    }  # fmt: skip


def test_without_the_id_column_the_text_tells() -> None:
    for gone in ((ID,), (AFTER,), (ID, AFTER), (ID, AFTER, BEFORE)):
        submission = returned(write("E6", "Gjennomført"), *map(without, gone))
        assert values_by_field(submission) == {("M-8R3NY", Field.STATUS): "done"}
        assert submission.held == ()


def test_a_text_that_is_no_measures_is_held() -> None:
    submission = returned(write("B6", "Noko heilt anna"), write("E6", "Gjennomført"))
    assert submission.answers == ()
    (held,) = submission.held
    assert "1.1.10" in catalog("nn")(held.reason)
    assert "Gjennomført" in held.written
    assert held.place.row == 6


def test_a_mended_typo_in_the_text_does_not_matter() -> None:
    assert values_by_field(returned(write("B6", "Kartlegge næringsareal."), write("E6", "Gjennomført"))) == {
        ("M-8R3NY", Field.STATUS): "done"
    }


def test_the_same_text_twice_in_the_plan_is_told_apart() -> None:
    """5.4.1 stands twice in the plan of 2025."""
    twins = (
        SentRow("M-AAAAA", "5.4.1", "Merkje turstiar", "", Report()),
        SentRow("M-BBBBB", "5.4.1", "Merkje turstiar", "", Report()),
    )
    dispatch = replace(DISPATCH, rows=twins)
    assert values_by_field(returned(write("E5", "Gjennomført"), dispatch=dispatch)) == {
        ("M-BBBBB", Field.STATUS): "done"
    }
    unmarked = returned(write("E5", "Gjennomført"), *map(without, (ID, AFTER, BEFORE)), dispatch=dispatch)
    assert unmarked.answers == ()
    assert len(unmarked.held) >= 1


def copy_row(sheet: Worksheet, source: int, target: int) -> None:
    for column in range(1, ID + 1):
        sheet.cell(target, column, sheet.cell(source, column).value)


def test_a_row_that_stands_twice_with_the_same_answer_is_one_answer() -> None:
    def mangle(sheet: Worksheet) -> None:
        sheet["E6"] = "Gjennomført"
        copy_row(sheet, 6, 20)

    submission = returned(mangle)
    assert values_by_field(submission) == {("M-8R3NY", Field.STATUS): "done"}
    assert submission.held == ()


def test_a_copied_row_that_says_nothing_says_nothing_otherwise() -> None:
    def mangle(sheet: Worksheet) -> None:
        copy_row(sheet, 6, 20)
        sheet["E6"] = "Gjennomført"

    submission = returned(mangle)
    assert values_by_field(submission) == {("M-8R3NY", Field.STATUS): "done"}
    assert submission.held == ()


def test_a_row_that_stands_twice_with_different_answers_is_held() -> None:
    def mangle(sheet: Worksheet) -> None:
        sheet["E6"] = "Gjennomført"
        copy_row(sheet, 6, 20)
        sheet["E20"] = "Påstarta"

    submission = returned(mangle)
    assert submission.answers == ()
    assert [held.place.row for held in submission.held] == [6, 20]
    assert {held.measure for held in submission.held} == {"M-8R3NY"}


def test_an_untouched_copy_of_the_whole_sheet_does_not_matter() -> None:
    workbook = load_workbook(io.BytesIO(book()))
    workbook.copy_worksheet(workbook["Tiltak"]).title = "Tiltak (2)"
    workbook["Tiltak"]["E6"] = "Gjennomført"
    submission = read(saved(workbook))
    assert values_by_field(submission) == {("M-8R3NY", Field.STATUS): "done"}
    assert submission.held == ()


def test_an_actor_cannot_answer_for_a_measure_that_it_was_not_sent() -> None:
    def mangle(sheet: Worksheet) -> None:
        copy_row(sheet, 6, 20)
        sheet.cell(20, ID).value, sheet["E20"] = "M-ZZZZZ", "Gjennomført"

    submission = returned(mangle)
    assert submission.answers == ()
    (held,) = submission.held
    assert "ikkje var med" in catalog("nn")(held.reason)


def test_an_actor_cannot_answer_for_a_measure_it_is_only_involved_in() -> None:
    submission = returned(write("E12", "Gjennomført"), write("G12", "Vi meiner dette er gjort"))
    assert submission.answers == ()
    (held,) = submission.held
    assert held.measure == "M-2T5QA"
    assert "Vi meiner dette er gjort" in held.written


def test_a_row_that_somebody_added_is_held_and_not_lost() -> None:
    submission = returned(write("B20", "Byggje ny gondol"), write("G20", "Viktig!"))
    (held,) = submission.held
    assert "Byggje ny gondol" in held.written
    assert submission.answers == ()


def test_proposals_are_read_as_they_were_written() -> None:
    workbook = load_workbook(io.BytesIO(book()))
    room = workbook["Framlegg"]
    room["A4"], room["B4"], room["C4"], room["D4"] = "Ny tursti", "5.4", "Mange spør.\nSjå brev.", "Kari"
    room["A6"] = "Rett skrivefeil i 1.1.1"
    submission = read(saved(workbook))
    assert submission.proposals == (
        ("Ny tursti", "5.4", "Mange spør.\nSjå brev.", "Kari"),
        ("Rett skrivefeil i 1.1.1", "", "", ""),
    )
    assert submission.answers == ()


def test_a_hidden_sheet_still_answers_when_it_is_the_only_one() -> None:
    def mangle(sheet: Worksheet) -> None:
        sheet.sheet_state = "hidden"
        sheet["E6"] = "Gjennomført"

    assert values_by_field(returned(mangle)) == {("M-8R3NY", Field.STATUS): "done"}


def test_a_workbook_without_the_measures_is_held() -> None:
    workbook = load_workbook(io.BytesIO(book()))
    del workbook["Tiltak"]
    submission = read(saved(workbook))
    assert submission.answers == ()
    assert len(submission.held) == 1


def test_a_file_that_is_no_workbook_is_rejected_with_a_reason() -> None:
    for data in (b"", b"hei", book()[:500], b"PK\x03\x04" + b"\0" * 100):
        with pytest.raises(Rejected) as rejected:
            read_xlsx(data)
        assert str(rejected.value.reason)


def test_a_percentage_is_told_from_a_number_by_its_format() -> None:
    def plain(sheet: Worksheet) -> None:
        sheet["E8"], sheet["F6"], sheet["F8"] = "Ikkje påstarta", 1, 1
        sheet["F8"].number_format = "General"

    assert values_by_field(returned(plain)) == {
        ("M-8R3NY", Field.PROGRESS): 1.0,
        ("M-9S4PZ", Field.STATUS): "not_started",
        ("M-9S4PZ", Field.PROGRESS): "?",
    }


def test_a_bare_1_beside_done_is_all_of_it() -> None:
    def plain(sheet: Worksheet) -> None:
        sheet["E8"], sheet["F8"] = "Gjennomført", 1
        sheet["F8"].number_format = "General"

    assert values_by_field(returned(plain))[("M-9S4PZ", Field.PROGRESS)] == 1.0


def test_a_formula_error_in_a_comment_is_asked_about() -> None:
    def broken(sheet: Worksheet) -> None:
        sheet["G6"] = "#NAME?"
        sheet["G6"].data_type = "e"

    assert values_by_field(returned(broken)) == {("M-8R3NY", Field.COMMENT): "?"}


@pytest.mark.parametrize("kind", ["xlsx", "xlsm"])
def test_libreoffice_may_save_it_again(tmp_path: Path, libreoffice: LibreOffice, kind: str) -> None:
    workbook = load_workbook(io.BytesIO(book()))
    sheet = workbook["Tiltak"]
    sheet["E5"], sheet["E6"], sheet["F6"], sheet["G6"] = "Gjennomført", "Påstarta", 0.25, "Ærleg:\nåtte møte"
    sheet["H8"] = datetime.fromisoformat("2026-06-30")
    paint("E8", Color(rgb="FFFF0000"))(sheet)
    (tmp_path / "inn.xlsx").write_bytes(saved(workbook))
    filters = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "xlsm": "xlsm:Calc MS Excel 2007 VBA XML"}
    libreoffice.convert(filters[kind], tmp_path / "ut", tmp_path / "inn.xlsx")
    data = (tmp_path / "ut" / f"inn.{kind}").read_bytes()
    submission = read(data)
    assert values_by_field(submission) == {
        ("M-7Q2MX", Field.STATUS): "done",
        ("M-8R3NY", Field.STATUS): "started",
        ("M-8R3NY", Field.PROGRESS): 0.25,
        ("M-8R3NY", Field.COMMENT): "Ærleg:\nåtte møte",
        ("M-9S4PZ", Field.STATUS): "not_started",
        ("M-9S4PZ", Field.EXPECTED): date(2026, 6, 30),
    }
    assert submission.held == ()
    assert find_clues(read_xlsx(data)).codes == {"HX74K-Q2M9B"}
