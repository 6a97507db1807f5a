"""Every decision is in Endringslogg and in `history`: the choices, the one kept, who decided and where."""

from typing import Any

import pytest

from tests.rounds.commands import regionplan_in_process
from tests.rounds.desk import Desk, by
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def _decide(desk: Desk, **cells: object) -> None:
    desk.write("Konfliktar", desk.rows("Konfliktar")[0]["row"], **cells)
    desk.run("merge")


def test_the_answer_that_gives_way_to_the_master_is_on_record(desk: Desk) -> None:
    desk.edit("6.1.1", Status="Påstarta")
    desk.answer("KRU", "6.1.1", Status="Gjennomført")
    desk.run("merge")
    _decide(desk, Avgjerd="Behald masteren")
    row = by(desk.log(), "Felt", "Status (svar frå KRU, ikkje teke inn)")
    assert (row["Kven"], row["Frå"], row["Til"]) == (
        "Sekretariatet, på Konfliktar",
        "Gjennomført",
        "Påstarta",
    )
    last = desk.history("6.1.1")[-1]
    assert (last["kind"], last["from"], last["to"], last["actor"]) == ("not_taken", "done", "started", "KRU")


def test_an_own_value_is_on_record_with_the_answer_that_it_replaces(desk: Desk) -> None:
    desk.answer("KRU", "6.1.1", Framdrift="ei stund til")
    desk.run("merge")
    _decide(desk, Eigen_verdi="40 %")
    row = by(desk.log(), "Felt", "Framdrift (svar frå KRU, ikkje teke inn)")
    assert (row["Frå"], row["Til"]) == ("ei stund til", "40 %")
    assert by(desk.log(), "Felt", "Framdrift")["Til"] == "40 %"


@pytest.mark.parametrize(
    ("policy", "field", "lost", "kept"),
    [
        ("master", "Status (svar frå KRU, ikkje teke inn)", "Gjennomført", "Påstarta"),
        ("newest", "Status (ikkje behalde)", "Påstarta", "Gjennomført"),
    ],
)
def test_what_the_settings_decide_is_on_record_with_the_value_that_does_not_count(
    desk: Desk, policy: str, field: str, lost: str, kept: str
) -> None:
    desk.settings("conflicts", policy)
    desk.edit("6.1.1", Status="Påstarta")
    desk.answer("KRU", "6.1.1", Status="Gjennomført")
    assert len(desk.run("merge")["not_taken"]) == 1
    row = by(desk.log(), "Felt", field)
    assert (row["Kven"], row["Frå"], row["Til"]) == ("Innstillinga merge.conflicts", lost, kept)


def test_a_file_put_aside_is_on_record(desk: Desk) -> None:
    (desk.folder / "workbooks" / "inbox" / "skadd.xlsx").write_bytes(b"PK\x03\x04 ikkje heil")
    desk.run("merge")
    _decide(desk, Avgjerd="Behald masteren")
    assert by(desk.log(), "Fil", "skadd.xlsx")["Kven"] == "Sekretariatet, på Konfliktar"


def test_undo_withdraws_the_record_of_an_answer_that_was_not_taken(desk: Desk) -> None:
    desk.answer("KRU", "6.1.1", Status="kanskje")
    desk.run("merge")
    _decide(desk, Avgjerd="Behald masteren")
    desk.run("undo")
    assert [c["undone"] for c in desk.history("6.1.1")] == [True]
    _decide(desk, Avgjerd="Behald masteren")
    assert [c["undone"] for c in desk.history("6.1.1")] == [True, False]


def test_an_actor_that_is_renamed_is_one_line(desk: Desk) -> None:
    book = load_workbook(desk.master)
    for sheet in book.worksheets:
        for cells in sheet.iter_rows():
            for cell in cells:
                if isinstance(cell.value, str) and "KRU" in cell.value:
                    cell.value = cell.value.replace("KRU", "Kulturutvalet")
    book.save(desk.master)
    edits = desk.run("merge")["hand_edits"]
    assert [(e["kind"], e["from"], e["to"]) for e in edits] == [("renamed", "KRU", "Kulturutvalet")]


def test_a_new_body_in_a_row_of_its_own_that_takes_over_everything_is_no_renaming(desk: Desk) -> None:
    book = load_workbook(desk.master)
    taken_over = 0
    for sheet in book.worksheets:
        if sheet.title == "Aktørar":
            rows = {cells[0].value: number for number, cells in enumerate(sheet.iter_rows(), 1)}
            last = max(number for name, number in rows.items() if name)
            sheet.delete_rows(rows["KRU"])
            sheet.cell(last, 1).value = "Kulturselskapet"
            continue
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.value == "KRU" and sheet.title not in ("Oversikt", "Endringslogg"):
                    cell.value = "Kulturselskapet"
                    taken_over += 1
    book.save(desk.master)
    edits = desk.run("merge")["hand_edits"]
    assert taken_over
    assert {(e["kind"], e["field"], e["from"], e["to"]) for e in edits} == {
        ("hand", "responsible", "KRU", "Kulturselskapet")
    }


def test_a_goal_moved_whole_to_another_sheet_is_on_record_for_each_measure(desk: Desk) -> None:
    book = load_workbook(desk.master)
    source: Any = book["Interkommunale tenester"]
    target: Any = book["Klima og miljø"]
    first = next(cells[0].row for cells in source.iter_rows() if cells[0].value == "6.1")
    end = next(
        r for r in range(first + 1, source.max_row + 2) if str(source.cell(r, 1).value or "").count(".") != 2
    )
    below = max(cells[0].row for cells in target.iter_rows() if cells[0].value)
    numbers = [source.cell(row, 1).value for row in range(first + 1, end)]
    for offset, row in enumerate(range(first, end), 1):
        for column, cell in enumerate(source[row], 1):
            target.cell(below + offset, column).value = cell.value
    source.delete_rows(first, end - first)
    book.save(desk.master)
    edits = desk.run("merge")["hand_edits"]
    assert [(e["kind"], e["number"]) for e in edits] == [("moved", number) for number in numbers]
    (told,) = desk.history("6.1.1")
    assert "Interkommunale tenester" in told["from"]
    assert "Klima og miljø" in told["to"]


def test_questions_about_one_measure_are_in_the_order_of_its_columns(desk: Desk) -> None:
    desk.answer("Regionrådet", "1.1.3", Status="kanskje", Framdrift="litt", Venta_ferdig="snart")
    asked = [one["field"] for one in desk.run("merge")["conflicts"]]
    assert asked == ["status", "progress", "expected"]
    assert [row["Felt"] for row in desk.rows("Konfliktar")] == ["Status", "Framdrift", "Venta ferdig"]


def test_lines_of_one_merge_are_in_the_order_of_the_plan(desk: Desk) -> None:
    desk.answer("Regionrådet", "6.3.1", Kommentar="Godt i gang.", Status="Påstarta")
    desk.answer("KRU", "6.1.1", Status="Gjennomført")
    desk.run("merge")
    assert [(row["Nr"], row["Felt"]) for row in desk.log()] == [
        ("6.1.1", "Status"), ("6.3.1", "Status"), ("6.3.1", "Kommentar"),
    ]  # fmt: skip


def test_merge_says_what_became_of_proposals(desk: Desk) -> None:
    desk.propose("KRU", ("Bygg ein gapahuk", "", "", ""), ("Riv gapahuken", "", "", ""))
    desk.run("merge")
    first, second = desk.rows("Framlegg")
    desk.write("Framlegg", first["row"], Avgjerd="Godta", Under_mål="6.1")
    desk.write("Framlegg", second["row"], Avgjerd="Avslå")
    shown = regionplan_in_process("merge", folder=desk.folder).out
    assert "Framlegget «Bygg ein gapahuk» er godteke som 6.1." in shown
    assert "Framlegget «Riv gapahuken» er avslått." in shown
