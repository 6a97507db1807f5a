"""Merknader: texts outside the answer cells are listed once, read, and ticked off."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl.comments import Comment

from tests.rounds.answers import ROUND
from tests.rounds.desk import Desk
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def write(desk: Desk, actor: str, name: str = "", **cells: object) -> Path:
    """Write a return of `actor` with those cells of Tiltak; a `Comment` is a note on its cell."""
    book = load_workbook(desk.folder / "workbooks" / "outbox" / ROUND / f"{actor}.xlsx")
    sheet: Any = book["Tiltak"]
    for cell, value in cells.items():
        if isinstance(value, Comment):
            sheet[cell].comment = value
        else:
            sheet[cell] = value
    target = desk.folder / "workbooks" / "inbox" / f"{name or actor}.xlsx"
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    return target


def tick(desk: Desk, row: int) -> None:
    desk.write("Merknader", row, Lese="Ja")


def test_a_note_is_listed_once_with_its_measure_and_waits_until_it_is_ticked_off(desk: Desk) -> None:
    write(desk, "KRU", E5=Comment("Vedtak i mars.", "Kari"), E7="Påstarta", T6="Sjå møteboka vår")
    merged = desk.run("merge")
    assert desk.status == 1
    assert (len(merged["changes"]), len(merged["remarks"]), merged["open_remarks"]) == (1, 2, 2)
    rows = desk.rows("Merknader")
    assert [(r["Aktør"], r["Nr"], r["Skrive"], r["Kvar"], r["Runde"], r["Fil"]) for r in rows] == [
        ("KRU", "6.1.1", "Vedtak i mars.", "Tiltak, E5", ROUND, "KRU.xlsx"),
        ("KRU", "6.1.2", "Sjå møteboka vår", "Tiltak, T6", ROUND, "KRU.xlsx"),
    ]
    # The same workbook sent once more, with one answer more.
    write(
        desk, "KRU", "KRU (2)", E5=Comment("Vedtak i mars.", "Kari"), E7="Gjennomført", T6="Sjå møteboka vår"
    )
    assert desk.run("merge")["remarks"] == []
    assert len(desk.rows("Merknader")) == 2
    assert [f["code"] for f in desk.run("check")["findings"] if f["sheet"] == "Merknader"] == ["unread"]

    tick(desk, rows[0]["row"])
    assert (desk.run("status")["open_remarks"], desk.status) == (1, 1)
    tick(desk, rows[1]["row"])
    assert desk.run("status")["open_remarks"] == 0
    assert desk.run("merge")["open_remarks"] == 0
    assert [row["Lese"] for row in desk.rows("Merknader")] == ["Ja", "Ja"]


def test_what_is_not_ticked_off_is_listed_again_if_its_row_is_gone(desk: Desk) -> None:
    write(desk, "KRU", E5=Comment("Vedtak i mars.", "Kari"))
    desk.run("merge")
    book = load_workbook(desk.master)
    del book["Merknader"]
    book.save(desk.master)
    desk.answer("KRU", "6.1.2", Status="Påstarta")
    assert desk.run("merge")["open_remarks"] == 1
    assert [row["Skrive"] for row in desk.rows("Merknader")] == ["Vedtak i mars."]


@pytest.mark.parametrize("edited", [False, True])
def test_an_undone_merge_takes_its_remarks_with_it_and_the_next_one_lists_them_again(
    desk: Desk, edited: bool
) -> None:
    write(desk, "KRU", E5=Comment("Vedtak i mars.", "Kari"), E7="Påstarta")
    desk.run("merge")
    if edited:
        desk.edit("6.1.2", Merknad="Sjå seinare")
    desk.run("undo")
    assert (desk.rows("Merknader"), desk.run("status")["open_remarks"]) == ([], 0)
    assert desk.run("merge")["open_remarks"] == 1
    assert [row["Skrive"] for row in desk.rows("Merknader")] == ["Vedtak i mars."]


def test_a_preview_says_what_would_be_listed_and_lists_nothing(desk: Desk) -> None:
    write(desk, "KRU", E5=Comment("Vedtak i mars.", "Kari"))
    previewed = desk.run("merge", "--dry-run")
    assert [r["written"] for r in previewed["remarks"]] == ["Vedtak i mars."]
    assert desk.rows("Merknader") == []


def test_an_own_sheet_called_merknader_stays_as_it_is(desk: Desk) -> None:
    book = load_workbook(desk.master)
    del book["Merknader"]
    book.create_sheet("Merknader")["A1"] = "Hugs kaffi"
    book.save(desk.master)
    write(desk, "KRU", E5=Comment("Vedtak i mars.", "Kari"))
    desk.run("merge")
    after = load_workbook(desk.master)
    assert after["Merknader"]["A1"].value == "Hugs kaffi"
    assert [row["Skrive"] for row in desk.rows("Merknader 2")] == ["Vedtak i mars."]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        (".KRU.xlsx~234d", "skjulte fila"),
        (".KRU (konflikt).xlsx", "skjulte fila"),
        (".Gol.xlsx.icloud", "ikkje er lasta ned"),
        ("Hol.xlsx.nextcloud", "ikkje er lasta ned"),
    ],
)
def test_files_that_are_passed_over_in_the_inbox_are_named_with_what_to_do(
    desk: Desk, name: str, what: str
) -> None:
    path = write(desk, "KRU", E7="Påstarta")
    placeholder = "lasta ned" in what
    path.rename(path.with_name(name))
    if placeholder:
        path.with_name(name).write_bytes(b" ")
    for command in ("merge", "collect", "status"):
        left = desk.run(command)["left"]
        assert desk.status == 1
        assert len(left) == 1
        said = left[0]
        assert (said.get("file"), what in said["what"]) == (name, True)
    assert path.with_name(name).exists()


@pytest.mark.parametrize("name", ["._KRU.xlsx", ".DS_Store", "~$KRU.xlsx", ".~lock.KRU.xlsx#", "desktop.ini"])
def test_what_systems_leave_in_a_folder_is_nothing_to_tell_of(desk: Desk, name: str) -> None:
    (desk.folder / "workbooks" / "inbox").mkdir(parents=True, exist_ok=True)
    (desk.folder / "workbooks" / "inbox" / name).write_bytes(b"\0\5\x16\7" + bytes(60))
    assert desk.run("merge")["left"] == []


def test_what_is_added_to_one_of_our_headings_is_listed_and_the_answers_below_it_count(desk: Desk) -> None:
    write(desk, "KRU", E5="Påstarta", G3="Kommentar (ring Kari, 95 00 00 00)", G5="Vi ventar på vedtak")
    merged = desk.run("merge")
    assert {change["field"] for change in merged["changes"]} == {"status", "comment"}
    assert [(row["Kva det er"], row["Skrive"], row["Kvar"]) for row in desk.rows("Merknader")] == [
        ("Eiga overskrift", "Kommentar (ring Kari, 95 00 00 00)", "Tiltak, G3")
    ]


@pytest.mark.parametrize("heading", ["  kommentar ", "KOMMENTAR", "Kommentar:"])
def test_our_heading_written_in_another_way_is_nothing_new(desk: Desk, heading: str) -> None:
    write(desk, "KRU", E5="Påstarta", G3=heading, G5="Vi ventar på vedtak")
    desk.run("merge")
    assert desk.rows("Merknader") == []
