"""Cells, columns, IDs and sheets that planners have made unusable or removed: asked about, named or written again."""

from pathlib import Path
from typing import Any

import pytest

from tests.rounds.answers import ROUND, answer, header, measure, measures
from tests.rounds.commands import regionplan_in_process
from tests.rounds.edited_master import business, by_hand, cell, is_told, merge, row_of, told
from tests.rounds.master_by_hand import master
from tests.workbooks import load_workbook

BUSINESS, CLIMATE = "Næringsutvikling", "Klima og miljø"
DONE = {"Status": "Gjennomført"}


# Cells that cannot take an answer


def test_a_formula_in_one_status_cell_asks_about_that_cell_and_the_rest_is_merged(sent: Path) -> None:
    by_hand(
        sent, lambda book: cell(business(book), "1.1.1", "Status").__setattr__("value", '=IF(1=1,"","x")')
    )
    assert is_told(told(sent), BUSINESS, "Status", "formel")
    answer(sent, "Næringsforum", {"1.1.1": {**DONE, "Kommentar": "Ferdig."}})
    answer(sent, "KRU", {"6.1.2": DONE})
    rehearsed = regionplan_in_process("--json", "merge", "--dry-run", folder=sent)
    assert [c["field"] for c in rehearsed.data["conflicts"]] == ["status"]
    run = merge(sent, 1)
    assert measure(master(sent), "6.1.2")["Status"] == "Gjennomført"
    assert measure(master(sent), "1.1.1")["Kommentar"] == "Ferdig."
    (question,) = run.data["conflicts"]
    assert (question["number"], question["field"], question["answer"]) == ("1.1.1", "status", "Gjennomført")
    assert "formel" in question["reason"]
    sheet = business(load_workbook(master(sent)))
    assert str(cell(sheet, "1.1.1", "Status").value).startswith("=IF")

    # They take the formula away and decide: the answer comes in.
    def mend(book: Any) -> None:
        cell(business(book), "1.1.1", "Status").value = None
        decide(book, "Ta svaret")

    by_hand(sent, mend)
    merge(sent)
    assert measure(master(sent), "1.1.1")["Status"] == "Gjennomført"


def decide(book: Any, word: str) -> None:
    """Write a decision beside the first question on Konfliktar."""
    sheet = book["Konfliktar"]
    top = next(r for r in range(1, 21) if any(c.value == "Avgjerd" for c in sheet[r]))
    columns = {c.value: c.column for c in sheet[top]}
    row = next(r for r in range(top + 1, 100) if sheet.cell(r, columns["ID"]).value)
    sheet.cell(row, columns["Avgjerd"]).value = word


def test_merged_status_cells_ask_about_the_hidden_one_only(sent: Path) -> None:
    def edit(book: Any) -> None:
        sheet = business(book)
        first = row_of(sheet, "1.1.1")
        column = header(sheet)[1]["Status"]
        sheet.merge_cells(start_row=first, end_row=first + 1, start_column=column, end_column=column)

    by_hand(sent, edit)
    assert is_told(told(sent), BUSINESS, "slegne saman")
    below = measures(master(sent))
    number = next(str(m["Nr"]) for m in below.values() if m["Nr"] == "1.1.2")
    owner = str(measure(master(sent), number)["Ansvar"]).split(", ")[0]
    answer(sent, "Næringsforum", {"1.1.1": DONE})
    if owner in {p.stem for p in (sent / "workbooks" / "outbox" / ROUND).glob("*.xlsx")}:
        answer(sent, owner, {number: DONE}, "nabo.xlsx")
    run = merge(sent, None)
    assert run.status in (0, 1)
    assert measure(master(sent), "1.1.1")["Status"] == "Gjennomført"
    assert {c["number"] for c in run.data["conflicts"]} <= {number}


def test_a_column_that_was_deleted_makes_questions_of_its_answers_with_the_fix(sent: Path) -> None:
    def edit(book: Any) -> None:
        sheet = business(book)
        sheet.delete_cols(header(sheet)[1]["Framdrift"])

    by_hand(sent, edit)
    assert is_told(told(sent), BUSINESS, "Framdrift", "manglar") or is_told(
        told(sent), BUSINESS, "«Framdrift»"
    )
    answer(sent, "Næringsforum", {"1.1.1": {**DONE, "Framdrift": 0.5}})
    run = merge(sent, 1)
    assert measure(master(sent), "1.1.1")["Status"] == "Gjennomført"
    (question,) = run.data["conflicts"]
    assert question["field"] == "progress"
    assert "«Framdrift»" in question["reason"]
    again = merge(sent, 1)
    assert again.data["changes"] == []
    assert again.data["conflicts"] == []


# Sheets that were deleted


@pytest.mark.parametrize("name", ["Konfliktar", "Delstatus", "Endringslogg", "Oversikt"])
def test_a_sheet_that_was_deleted_is_named_and_stops_nothing(name: str, sent: Path) -> None:
    answer(sent, "Gol", {"1.3.1": {"Status": "Påstarta", "Kommentar": "På veg"}})
    merge(sent)
    before = measure(master(sent), "1.3.1")
    by_hand(sent, lambda book: book.remove(book[name]))
    assert is_told(told(sent), f"«{name}»")
    answer(sent, "Hol", {"1.3.1": DONE})
    answer(sent, "Regionrådet", {"6.3.1": {"Status": "kanskje"}})
    run = merge(sent, 1)
    after = measure(master(sent), "1.3.1")
    assert after["Status"] == "Påstarta"
    assert "2 av" in str(after["Rapportert av"])
    assert "På veg" in str(before["Kommentar"])
    assert "På veg" in str(after["Kommentar"])
    assert len(run.data["conflicts"]) == 1
    sheets = load_workbook(master(sent)).sheetnames
    assert "Konfliktar" in sheets
    assert "Delstatus" in sheets


def test_answers_wait_while_the_sheet_with_the_actors_is_gone(sent: Path) -> None:
    whole = master(sent).read_bytes()
    by_hand(sent, lambda book: book.remove(book["Aktørar"]))
    assert is_told(told(sent), "«Aktørar»", "backups")
    answer(sent, "Næringsforum", {"1.1.1": DONE})
    assert merge(sent, 2).data["exit_status"] == 2
    master(sent).write_bytes(whole)
    merge(sent)
    assert measure(master(sent), "1.1.1")["Status"] == "Gjennomført"


# IDs


def test_a_deleted_id_column_is_written_again_with_the_same_ids(sent: Path) -> None:
    before = {str(m["Nr"]) + str(m["Tiltak"]): key for key, m in measures(master(sent)).items()}

    def edit(book: Any) -> None:
        for sheet in (business(book), book[CLIMATE]):
            sheet.delete_cols(header(sheet)[1]["ID"])

    by_hand(sent, edit)
    assert is_told(told(sent), BUSINESS, "ID")
    answer(sent, "Næringsforum", {"1.1.1": DONE})
    merge(sent)
    assert {str(m["Nr"]) + str(m["Tiltak"]): key for key, m in measures(master(sent)).items()} == before
    assert measure(master(sent), "1.1.1")["Status"] == "Gjennomført"


def test_rows_sorted_without_the_hidden_ids_keep_their_own_answers(sent: Path) -> None:
    ids = {m["Tiltak"]: key for key, m in measures(master(sent)).items()}

    def edit(book: Any) -> None:
        sheet = business(book)
        first = row_of(sheet, "1.1.1")
        keep = header(sheet)[1]["ID"]
        for column in range(1, keep):
            one, other = sheet.cell(first, column), sheet.cell(first + 1, column)
            one.value, other.value = other.value, one.value

    by_hand(sent, edit)
    assert is_told(told(sent), BUSINESS, "ID")
    answer(sent, "Næringsforum", {"1.1.1": DONE})
    merge(sent)
    assert {m["Tiltak"]: key for key, m in measures(master(sent)).items()} == ids
    assert measure(master(sent), "1.1.1")["Status"] == "Gjennomført"
    assert not is_told(told(sent), BUSINESS, "ID")
