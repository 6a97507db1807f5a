"""Texts outside the blue cells are not lost: they are listed, or held if they may be answers."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from regionplan_xl.excel.actor import layout as actor_layout
from regionplan_xl.locale import catalog
from regionplan_xl.plan.merging.sent_and_returned import Submission
from regionplan_xl.plan.model import Field
from tests.excel.returned.commented_rows import COLUMN_OF, ROWS, SENT, SENT_OUT, answered
from tests.excel.returned.returns import Edit, returned, write

HEADER = actor_layout.HEADER_ROW
FIRST, SECOND = SENT[:2]


def on_sheet(name: str, cells: dict[str, object]) -> Edit:
    """Write `cells` on the sheet of that name, which is added if missing."""

    def edit(sheet: Worksheet) -> None:
        book = sheet.parent
        assert book is not None
        other: Any = book[name] if name in book.sheetnames else book.create_sheet(name)
        for cell, value in cells.items():
            other[cell] = value

    return edit


def held_text(submission: Submission) -> str:
    return " | ".join(held.written for held in submission.held)


def listed(submission: Submission) -> list[str]:
    return [remark.written for remark in submission.remarks]


@pytest.mark.parametrize(
    "edit",
    [
        on_sheet("Rettleiing", {"B40": "Me er ferdige med alt!"}),
        on_sheet("Rettleiing", {"E2": "Me er ferdige med alt!"}),
        on_sheet("Framlegg", {"F5": "Me er ferdige med alt!"}),
        on_sheet("Eige ark", {"A1": f"{FIRST.number}: Me er ferdige med alt!"}),
        on_sheet("Eige ark", {"A1": f"{FIRST.text}: Me er ferdige med alt!"}),
        on_sheet("Eige ark", {"A1": f"{FIRST.number} {FIRST.text}", "A2": "Me er ferdige med alt!"}),
        on_sheet("Eige ark", {"A1": FIRST.number, "B1": "Me er ferdige med alt!"}),
        write("A1", f"{FIRST.number}: Me er ferdige med alt!"),
        write("T5", "Me er ferdige med alt!"),
        write("O5", "Me er ferdige med alt!"),
        write("J5", "Me er ferdige med alt!"),
    ],
    ids=[
        "below the guide", "beside the guide", "beside the proposals", "own sheet, by number", "own sheet, by text",
        "own sheet, below the text", "own sheet, in two cells", "above the headings", "without heading", "remark",
        "over the previous answer",
    ],
)  # fmt: skip
def test_what_is_written_beside_the_answers_is_listed_for_a_person(edit: Edit) -> None:
    submission = returned(write("E6", "Gjennomført"), edit, dispatch=SENT_OUT)
    assert [(a.measure, a.value) for a in submission.answers] == [(SENT[2].measure, "done")]
    (said,) = (text for text in listed(submission) if "Me er ferdige med alt!" in text)
    assert said in ("Me er ferdige med alt!", f"{FIRST.number}: {said[-22:]}", f"{FIRST.text}: {said[-22:]}")
    assert not submission.held
    assert all(catalog("nn")(remark.kind) != str(remark.kind) for remark in submission.remarks)


@pytest.mark.parametrize(
    "edit",
    [
        on_sheet("Eige ark", {"A1": "Til oss sjølve", "B2": 4, "B3": "møte 1.1.2026"}),
        on_sheet("Eige ark", {"A1": FIRST.number, "B1": FIRST.text}),
        write("T5", "Kari"),
        on_sheet("Tiltak", {"T3": "Sakshandsamar", "T5": "Kari Nordmann har denne saka"}),
        on_sheet("Tiltak", {"T3": "Budsjett", "T5": 400_000}),
        on_sheet("Tiltak", {"A1": "Gol kommune, handsama i kommunestyret"}),
    ],
    ids=["own sheet", "own list", "own mark", "own column", "own figures", "own title"],
)
def test_peoples_own_notes_ask_for_nothing(edit: Edit) -> None:
    submission = returned(write("E6", "Gjennomført"), edit, dispatch=SENT_OUT)
    assert (len(submission.answers), submission.held) == (1, ())


@pytest.mark.parametrize(
    "edit",
    [
        on_sheet("Eige ark", {"A1": FIRST.number, "B1": "Gjennomført"}),
        on_sheet("Eige ark", {"A1": f"{FIRST.number} {FIRST.text}", "A2": "ferdig"}),
        write("J5", "Gjennomført"),
        on_sheet("Tiltak", {"T3": "Status 2", "T4": "Gjennomført"}),
        write("T4", "Gjennomført"),
    ],
    ids=["own sheet", "below the text", "over the previous answer", "second status", "without heading"],
)
def test_a_status_beside_a_measure_is_asked_about_since_it_may_be_an_answer(edit: Edit) -> None:
    submission = returned(write("E6", "Gjennomført"), edit, dispatch=SENT_OUT)
    assert [(a.measure, a.value) for a in submission.answers] == [(SENT[2].measure, "done")]
    assert len(submission.held) == 1
    assert submission.held[0].measure in (FIRST.measure, SECOND.measure)
    assert "Gjennomført" in held_text(submission) or "ferdig" in held_text(submission)
    assert not {"Gjennomført", "ferdig"} & {*listed(submission)}


def test_an_answer_column_whose_heading_is_gone_is_known_by_its_neighbours() -> None:
    submission = answered(write(f"G{HEADER}", None))
    assert len(submission.answers) == len(SENT)
    submission = answered(write(f"G{HEADER}", None), write(f"F{HEADER}", None), write("F5", 0.5))
    assert {(a.measure, a.field) for a in submission.answers} >= {(SECOND.measure, Field.PROGRESS)}
    assert len(submission.answers) == len(SENT) + 1


@pytest.mark.parametrize("where", [COLUMN_OF["status"], 20], ids=["before ours", "far right"])
def test_a_second_column_headed_like_ours_is_not_taken_for_it(where: int) -> None:
    def twin(sheet: Worksheet) -> None:
        sheet.insert_cols(where)
        sheet.cell(HEADER, where).value = "Kommentar"
        sheet.cell(ROWS[1], where).value = "Rådmannen meiner noko anna"

    submission = answered(after=(twin,))
    assert len(submission.answers) == len(SENT)
    assert all(str(answer.value).startswith("Svar: ") for answer in submission.answers)
    assert held_text(submission) == "Rådmannen meiner noko anna"


def test_a_copy_of_the_table_beside_it_lists_no_goal_and_asks_about_its_answers() -> None:
    def beside(sheet: Worksheet) -> None:
        for row in range(HEADER, sheet.max_row + 1):
            for column in range(1, 9):
                sheet.cell(row, 20 + column).value = sheet.cell(row, column).value
        sheet["Y4"] = "Gjennomført"

    submission = returned(beside, dispatch=SENT_OUT)
    assert (submission.answers, submission.remarks) == ((), ())
    assert [held.written for held in submission.held] == ["Gjennomført"]


def test_what_is_written_beside_repeated_headings_is_listed_once() -> None:
    def repeated(sheet: Worksheet) -> None:
        sheet.insert_rows(ROWS[2])
        for column in range(1, 17):
            sheet.cell(ROWS[2], column).value = sheet.cell(HEADER, column).value
        sheet.cell(HEADER, 18).value = "Internt"
        sheet.cell(ROWS[2], 18).value = "Her byrjar Hol sine"

    submission = answered(after=(repeated,))
    assert len(submission.answers) == len(SENT)
    assert listed(submission) == ["Her byrjar Hol sine"]


def test_what_is_written_over_an_id_is_listed() -> None:
    submission = answered(write(f"I{ROWS[1]}", "sjå vedlegg"), write(f"P{ROWS[3] + 3}", "og meir her"))
    assert len(submission.answers) == len(SENT)
    assert listed(submission) == ["sjå vedlegg", "og meir her"]


def test_a_heading_of_a_sign_alone_is_not_the_number() -> None:
    submission = returned(
        write(f"A{HEADER}", None), write(f"F{HEADER}", "%"), write("F4", 0.3), dispatch=SENT_OUT
    )
    assert [(a.measure, a.field, a.value) for a in submission.answers] == [
        (FIRST.measure, Field.PROGRESS, 0.3)
    ]


def shifted(columns: Sequence[str], rows: range) -> Edit:
    """Insert cells above: those in `rows` move one down, possibly into a row of no measure."""

    def edit(sheet: Worksheet) -> None:
        for row in reversed(rows):
            for key in columns:
                sheet.cell(row + 1, COLUMN_OF[key]).value = sheet.cell(row, COLUMN_OF[key]).value
        for key in columns:
            sheet.cell(rows[0], COLUMN_OF[key]).value = None

    return edit


def test_answers_that_were_shifted_into_a_row_of_no_measure_hold_the_others_too() -> None:
    statuses = tuple(write(f"E{row}", "Gjennomført") for row in ROWS)
    submission = answered(*statuses, after=(shifted(("status", "progress", "comment", "expected"), ROWS),))
    assert not submission.answers
    # A lone remark below the measures is a remark.
    submission = answered(write(f"G{ROWS[-1] + 2}", "Helsing Kari"))
    assert len(submission.answers) == len(SENT)
    assert listed(submission) == ["Helsing Kari"]


def test_cells_right_of_the_answers_tell_when_those_moved_with_them() -> None:
    """Only what is seen was sorted, from the status on; the IDs stayed."""
    seen = ("status", "progress", "comment", "expected", "previous", "responsible", "involved")
    sent = tuple(replace(row, responsible=f"Etat {n}") for n, row in enumerate(SENT_OUT.rows))
    dispatch = replace(SENT_OUT, rows=sent)

    def sort(sheet: Worksheet) -> None:
        block = [[sheet.cell(row, COLUMN_OF[key]).value for key in seen] for row in ROWS]
        for row, values in zip(ROWS, [*block[1:], block[0]], strict=True):
            for key, value in zip(seen, values, strict=True):
                sheet.cell(row, COLUMN_OF[key]).value = value

    edits = [write(f"G{row}", f"Svar {row}") for row in ROWS]
    assert len(returned(*edits, dispatch=dispatch).answers) == len(SENT)
    submission = returned(*edits, sort, dispatch=dispatch)
    assert not submission.answers
    assert len(submission.held) == len(SENT)


def test_rows_that_were_sorted_whole_are_read_without_ids_too_where_both_sides_say_so() -> None:
    sent = tuple(replace(row, responsible=f"Etat {n}") for n, row in enumerate(SENT_OUT.rows))
    dispatch = replace(SENT_OUT, rows=sent)

    def sort(columns: range) -> Edit:
        def edit(sheet: Worksheet) -> None:
            block = [[sheet.cell(row, column).value for column in columns] for row in ROWS]
            for row, values in zip(ROWS, [*block[2:], *block[:2]], strict=True):
                for column, value in zip(columns, values, strict=True):
                    sheet.cell(row, column).value = value
            for key in ("id", "id_after_answers", "id_before_answers"):
                sheet.delete_cols(COLUMN_OF[key])

        return edit

    edits = [write(f"G{row}", f"Om {sent[row - ROWS[0]].text}") for row in ROWS]
    whole = returned(*edits, sort(range(1, len(COLUMN_OF) + 1)), dispatch=dispatch)
    texts = {row.measure: f"Om {row.text}" for row in sent}
    assert {a.measure: a.value for a in whole.answers} == texts
    for separated in (range(1, COLUMN_OF["id_before_answers"]), range(1, COLUMN_OF["id_after_answers"])):
        assert not returned(*edits, sort(separated), dispatch=dispatch).answers


def test_one_file_does_not_bury_the_others_however_much_is_written_in_it() -> None:
    def much(sheet: Worksheet) -> None:
        book = sheet.parent
        assert book is not None
        other = book.create_sheet("Eige ark")
        for n in range(3_000):
            other.append([FIRST.number, f"Merknad {n}"])
            sheet.cell(100 + n, 1).value = "Vårt eige"
            sheet.cell(100 + n, 2).value = f"Tiltak {n}"
            sheet.cell(100 + n, COLUMN_OF["comment"]).value = f"Heilt ferdig {n}"
        book["Rettleiing"]["F1"] = "Kode: A, " * 3_000

    submission = returned(write("E6", "Gjennomført"), much, dispatch=SENT_OUT)
    assert len(submission.answers) == 1
    assert 100 < len(submission.held) < 700
    assert "stader til i denne fila" in catalog("nn")(submission.held[-1].reason)
