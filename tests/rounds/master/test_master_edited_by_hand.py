"""Edits by planners between merges are understood or reported, and no merge undoes them."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table, TableStyleInfo

from tests.rounds.answers import answer, header, measure, measures
from tests.rounds.commands import regionplan_in_process
from tests.rounds.edited_master import business, by_hand, cell, is_told, merge, row_of, told
from tests.rounds.master_by_hand import master
from tests.workbooks import load_workbook

BUSINESS, CLIMATE = "Næringsutvikling", "Klima og miljø"
GREEN = PatternFill("solid", "FF00A650")
DONE = {"Status": "Gjennomført"}


# Rows, goals, areas


def test_rows_goals_and_areas_by_hand_come_with_the_next_send(sent: Path) -> None:
    def edit(book: Any) -> None:
        sheet = business(book)
        _, at = header(sheet)
        last = sheet.max_row
        new = {
            1: {"Nr": "1.9", "Tiltak": "Eit nytt mål"},
            2: {"Nr": "1.9.1", "Tiltak": "Eit nytt tiltak", "Tid": "2027", "Ansvar": "Næringsforum"},
            # A copied row, with its ID, and then its own words.
            3: {h: sheet.cell(row_of(sheet, "1.1.1"), c).value for h, c in at.items()},
        }
        new[3] |= {"Nr": "1.9.2", "Tiltak": "Kopiert og skrive om"}
        for offset, texts in new.items():
            for heading, text in texts.items():
                sheet.cell(last + offset, at[heading]).value = text
        # A whole area, made by hand with the few columns one needs.
        area = book.create_sheet("Folkehelse", 2)
        for line in (
            ["7 Folkehelse"], [], ["Nr", "Tiltak", "Ansvar", "Status"], ["7.1", "Fleire i rørsle"],
            ["7.1.1", "Turstiar i alle bygder", "Næringsforum"], ["7.1.2", "Gjord alt", "KRU", "ferdig"],
        ):  # fmt: skip
            area.append(line)
        # And one by copying a sheet and writing over what it says.
        copy = book.copy_worksheet(book[CLIMATE])
        copy.title = f"{CLIMATE} (2)"
        top, columns = header(copy)
        for row in range(top + 1, copy.max_row + 1):
            number = copy.cell(row, columns["Nr"])
            if number.value:
                number.value = "8" + str(number.value)[1:]
                copy.cell(row, columns["Tiltak"]).value = f"Ny tekst {number.value}"

    before = set(measures(master(sent)))
    by_hand(sent, edit)
    merge(sent)
    after = measures(master(sent))
    assert before <= set(after)
    numbers = {str(after[key]["Nr"]) for key in set(after) - before}
    assert {"1.9.1", "1.9.2"} <= numbers
    assert sum(number.startswith("8.") for number in numbers) == sum(
        str(after[key]["Nr"]).startswith("4.") for key in before
    )
    # The hand-made sheet got a column for its IDs.
    folk = load_workbook(master(sent))["Folkehelse"]
    assert str(folk.cell(5, 5).value).startswith("M-")
    assert merge(sent).data["merge"] is None
    assert regionplan_in_process("send", "--round", "2025-2", folder=sent).status == 0
    tiltak = load_workbook(sent / "workbooks" / "outbox" / "2025-2" / "Næringsforum.xlsx")["Tiltak"]
    texts = {c.value for row in tiltak.iter_rows() for c in row}
    assert {"Eit nytt tiltak", "Kopiert og skrive om", "Turstiar i alle bygder"} <= texts


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (("7.1", "Mål: eit nytt mål"), ("7.1", "Mål: eit nytt mål")),
        ((None, "Mål 7.1: eit nytt mål"), ("7.1", "eit nytt mål")),
        (("Mål 7.1", "eit nytt mål"), ("7.1", "eit nytt mål")),
        (("Mål 7.1: eit nytt mål", None), ("7.1", "eit nytt mål")),
        ((None, "Mål: utan nummer"), ("", "utan nummer")),
    ],
)
def test_a_goal_by_hand_may_begin_with_the_word(
    written: tuple[str | None, str | None], meant: tuple[str, str], sent: Path
) -> None:
    """
    | Nr    | Tiltak                |
    |       | Mål 7.1: eit nytt mål |
    | 7.1.1 | Turstiar              |
    """

    def edit(book: Any) -> None:
        sheet = business(book)
        _, at = header(sheet)
        last = sheet.max_row
        for offset, texts in enumerate((written, ("7.1.1", "Turstiar i alle bygder")), 1):
            sheet.cell(last + offset, at["Nr"]).value = texts[0]
            sheet.cell(last + offset, at["Tiltak"]).value = texts[1]
        sheet.cell(last + 2, at["Ansvar"]).value = "Næringsforum"

    by_hand(sent, edit)
    answer(sent, "Næringsforum", {"1.1.1": DONE})
    merge(sent)
    assert measure(master(sent), "1.1.1")["Status"] == "Gjennomført"
    sheet = business(load_workbook(master(sent)))
    _, at = header(sheet)
    row = row_of(sheet, "7.1.1") - 1
    assert (sheet.cell(row, at["Nr"]).value, sheet.cell(row, at["Tiltak"]).value) == written
    assert merge(sent).data["merge"] is None
    assert regionplan_in_process("send", "--round", "2025-2", folder=sent).status == 0
    tiltak = load_workbook(sent / "workbooks" / "outbox" / "2025-2" / "Næringsforum.xlsx")["Tiltak"]
    bands = [str(cell.value) for row in tiltak.iter_rows(max_col=1) for cell in row]
    assert any(band.endswith("  ·  " + " ".join(filter(None, meant))) for band in bands)


def test_a_copied_sheet_steals_and_doubles_nothing(sent: Path) -> None:
    def edit(book: Any) -> None:
        copy = book.copy_worksheet(book[CLIMATE])
        copy.title = f"{CLIMATE} (2)"
        book.move_sheet(copy, offset=-(len(book.sheetnames) - 1))

    before = measures(master(sent))
    by_hand(sent, edit)
    assert is_told(told(sent), f"{CLIMATE} (2)", "gjentek")
    answer(sent, "Gol", {"4.2.1": DONE})
    merge(sent, None)
    book = load_workbook(master(sent))
    number = regionplan_in_process("--json", "check", folder=sent).data["measures"]
    assert number == len(before)
    assert cell(book[f"{CLIMATE} (2)"], "4.2.1", "Status").value is None


def test_a_deleted_row_is_logged_and_its_late_answer_waits(sent: Path) -> None:
    merge(sent)
    answer(sent, "KRU", {"6.1.2": DONE})
    merge(sent)

    def edit(book: Any) -> None:
        sheet = business(book)
        sheet.delete_rows(row_of(sheet, "1.1.1"))

    by_hand(sent, edit)
    answer(sent, "Næringsforum", {"1.1.1": DONE})
    run = merge(sent, 1)
    assert [c["number"] for c in run.data["conflicts"]] == ["1.1.1"]
    kinds = {c["kind"] for m in regionplan_in_process("--json", "history", "1.1.1", folder=sent).data["measures"]
             for c in m["changes"]}  # fmt: skip
    assert "deleted" in kinds


# Texts, owners, headings, sheets' names


def test_small_changes_are_understood_and_carried_to_the_next_send(sent: Path) -> None:
    def edit(book: Any) -> None:
        sheet = business(book)
        top, at = header(sheet)
        cell(sheet, "1.1.1", "Tiltak").value = "Heilt ny ordlyd"
        cell(sheet, "1.1.1", "Ansvar").value = "KRU"
        sheet.cell(top, at["Tiltak"]).value = "Tiltak og aktivitetar"
        sheet.cell(top, at["Ansvar"]).value = "Ansvarlege"
        sheet.insert_cols(3)
        sheet.cell(top, 3).value = "Vårt notat"
        sheet.freeze_panes = "F9"
        sheet.row_dimensions[top + 2].hidden = True
        sheet.protection.sheet = True
        book[CLIMATE].title = "Klima 2026"
        actors = book["Aktørar"]
        actors.append(["Bygdelaget", "BL", "Laget", "Organ", None, "lag@example.org", "nb", "Ja"])
        cell(book["Klima 2026"], "4.2.1", "Ansvar").value = "Laget"

    by_hand(sent, edit)
    answer(sent, "Regionrådet", {"6.3.1": DONE})
    merge(sent)
    assert not is_told(told(sent), "ikkje aktør")
    assert regionplan_in_process("send", "--round", "2025-2", folder=sent).status == 0
    outbox = sent / "workbooks" / "outbox" / "2025-2"
    kru = {c.value for row in load_workbook(outbox / "KRU.xlsx")["Tiltak"].iter_rows() for c in row}
    assert "Heilt ny ordlyd" in kru
    assert (outbox / "Bygdelaget.xlsx").exists()
    sheet = business(load_workbook(master(sent)))
    assert sheet.freeze_panes == "F9"
    assert sheet.protection.sheet
    headings = {c.value for row in sheet.iter_rows(max_row=5) for c in row}
    assert {"Vårt notat", "Tiltak og aktivitetar", "Ansvarlege"} <= headings
    assert "Klima 2026" in load_workbook(master(sent)).sheetnames


@pytest.mark.parametrize("heading", ["Statusar", "Status per november", "Vår status"])
def test_a_status_heading_that_was_reworded_is_named_with_the_likely_fix(sent: Path, heading: str) -> None:
    def edit(book: Any) -> None:
        sheet = business(book)
        top, at = header(sheet)
        sheet.cell(top, at["Status"]).value = heading

    by_hand(sent, edit)
    assert is_told(told(sent), BUSINESS, "«Status»", f"«{heading}»")
    answer(sent, "Næringsforum", {"1.1.1": DONE})
    assert [c["field"] for c in merge(sent, 1).data["conflicts"]] == ["status"]


# What Excel and Word make of things


def test_statuses_by_colour_and_by_other_words_get_their_label_and_those_by_hand_stay(sent: Path) -> None:
    answer(sent, "Gol", {"1.3.1": {"Status": "Påstarta"}})
    merge(sent)

    def edit(book: Any) -> None:
        sheet = business(book)
        cell(sheet, "1.1.1", "Status").fill = GREEN
        cell(sheet, "1.1.2", "Status").value = "in progress"
        cell(sheet, "1.3.1", "Status").value = "Gjennomført"  # overrules the roll-up

    by_hand(sent, edit)
    assert is_told(told(sent), BUSINESS, "Status", "farg") or is_told(told(sent), BUSINESS, "Status", "måla")
    counts = regionplan_in_process("--json", "status", folder=sent).out
    answer(sent, "Hol", {"1.3.1": {"Status": "Ikkje påstarta"}})
    merge(sent, None)
    assert measure(master(sent), "1.3.1")["Status"] == "Gjennomført"
    assert measure(master(sent), "1.1.1")["Status"] == "Gjennomført"
    assert measure(master(sent), "1.1.2")["Status"] == "Påstarta"
    assert counts


def test_what_word_and_excel_leave_in_cells_is_read_or_named(sent: Path) -> None:
    def edit(book: Any) -> None:
        sheet = business(book)
        cell(sheet, "1.1.1", "Tiltak").value = "•\u00a0Fremje «gode»\u00a0idear –\n“saman”\u2028"
        cell(sheet, "1.1.2", "Tiltak").value = CellRichText(
            "Eit ", TextBlock(InlineFont(b=True), "feitt"), " tiltak"
        )
        cell(sheet, "1.1.1", "Ansvar").value = "•\u00a0Næringsforum\n•\u00a0KRU"
        row = row_of(sheet, "1.1.3")
        sheet.cell(row, 1).value = datetime(2003, 1, 1)
        sheet.cell(row, 1).number_format = "dd.mm.yyyy"
        cell(sheet, "1.2", "Nr").value = 1.2

    by_hand(sent, edit)
    lines = told(sent)
    assert is_told(lines, BUSINESS, "01.01.2003", "1.1.3")
    assert regionplan_in_process("send", "--round", "2025-2", folder=sent).status in (0, 1)
    kru = load_workbook(sent / "workbooks" / "outbox" / "2025-2" / "KRU.xlsx")["Tiltak"]
    texts = [str(c.value) for row in kru.iter_rows() for c in row]
    assert any("idear" in text and "saman" in text for text in texts)
    assert regionplan_in_process("--json", "check", folder=sent).data["measures"] == len(
        measures(master(sent))
    )


def test_the_range_as_a_table_takes_answers_too(sent: Path) -> None:
    def edit(book: Any) -> None:
        sheet = business(book)
        top, at = header(sheet)
        sheet.auto_filter.ref = None
        right = get_column_letter(max(at.values()))
        table = Table(displayName="Tiltaka", ref=f"A{top}:{right}{sheet.max_row}")
        table.tableStyleInfo = TableStyleInfo(name="TableStyleMedium2", showRowStripes=True)
        sheet.add_table(table)

    by_hand(sent, edit)
    answer(sent, "Næringsforum", {"1.1.1": DONE})
    merge(sent)
    assert measure(master(sent), "1.1.1")["Status"] == "Gjennomført"
    assert "Tiltaka" in business(load_workbook(master(sent))).tables


def test_doubts_about_new_rows_and_actors_name_their_rows(sent: Path) -> None:
    def edit(book: Any) -> None:
        sheet = business(book)
        _, at = header(sheet)
        row = sheet.max_row + 1
        sheet.cell(row, at["Tiltak"]).value = "Utan nummer og eigar"
        book["Aktørar"].append(["Laus gruppe", None, None, "Gruppe"])

    by_hand(sent, edit)
    book = load_workbook(master(sent))
    lines = told(sent)
    assert is_told(lines, f"{BUSINESS} | {business(book).max_row} |")
    assert is_told(lines, f"Aktørar | {book['Aktørar'].max_row} |", "Laus gruppe")


def test_what_a_merge_cannot_correct_makes_no_merge_every_time(sent: Path) -> None:
    """
    | Delstatus |           |    | Flå    |
    |           | Vår merk. |    | ferdig |
    """

    def edit(book: Any) -> None:
        sheet = book["Delstatus"]
        column = next(
            cell.column for row in sheet.iter_rows(max_row=5) for cell in row if cell.value == "Flå"
        )
        sheet.cell(sheet.max_row + 1, column).value = "ferdig"
        area = business(book)
        _, columns = header(area)
        row = area.max_row + 1
        area.cell(row, columns["Tiltak"]).value = "Eit nytt tiltak"
        area.cell(row, columns["ID"]).value = '="M-"&"X"'

    by_hand(sent, edit)
    answer(sent, "Næringsforum", {"1.1.1": DONE})
    merge(sent, None)
    before = master(sent).read_bytes()
    assert [merge(sent, None).data["merge"] for _ in range(2)] == [None, None]
    assert master(sent).read_bytes() == before
