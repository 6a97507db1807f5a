"""Held rows and files: the secretariat says where they belong, and the next merge reads them accordingly."""

from copy import copy
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.rounds.answers import ROUND, fill_in, header
from tests.rounds.choices import offered
from tests.rounds.desk import Desk, by
from tests.rounds.dispatches import without_code
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
OWNED = ["6.1.1", "6.1.2", "6.1.3", "6.2.1", "6.2.2"]  # of KRU


def torn(desk: Desk, *numbers: str, name: str = "KRU", **cells: object) -> Path:
    """Put KRU's answers in the inbox, in rows whose measure is unknown: their IDs and texts are gone."""
    book = load_workbook(desk.folder / "workbooks" / "outbox" / ROUND / "KRU.xlsx")
    sheet: Any = book["Tiltak"]
    top, columns = header(sheet)
    for row in range(top + 1, sheet.max_row + 1):
        number = str(sheet.cell(row, 1).value)
        if number in numbers:
            for cell in sheet[row]:
                cell.value = None
            sheet.cell(row, columns["Tiltak"]).value = f"Det om nummer {numbers.index(number) + 1}"
            for heading, value in cells.items():
                value = value[numbers.index(number)] if isinstance(value, list) else value
                sheet.cell(row, columns[heading]).value = value
    target = desk.folder / "workbooks" / "inbox" / f"{name}.xlsx"
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    return target


def decide(desk: Desk, word: str) -> Any:
    desk.write("Konfliktar", desk.rows("Konfliktar")[0]["row"], Avgjerd=word)
    return desk.run("merge")


@pytest.fixture
def torn_row(desk: Desk) -> Desk:
    """A desk with one such row on Konfliktar: «Gjennomført», meant for 6.1.2."""
    torn(desk, "6.1.2", Status="Gjennomført")
    desk.run("merge")
    return desk


def test_a_held_row_offers_the_measures_it_may_belong_to_and_goes_to_the_chosen_one(torn_row: Desk) -> None:
    desk = torn_row
    (row,) = desk.rows("Konfliktar")
    assert offered(desk, row["row"])[:2] == ["Legg bort", "høyrer til 6.1.2"]
    assert "høyrer til 6.1.1" in offered(desk, row["row"])
    assert decide(desk, "høyrer til 6.1.2")["open_questions"] == 0
    assert (desk.cell("6.1.2", "Status"), desk.cell("6.1.2", "Rapportert av")) == ("Gjennomført", "KRU")
    assert desk.rows("Konfliktar") == []
    decision = by(desk.log(), "Felt", "Heile rada")
    assert (decision["Kven"], decision["Nr"], decision["Til"]) == (
        "Sekretariatet, på Konfliktar",
        "6.1.2",
        "høyrer til 6.1.2",
    )
    assert "Gjennomført" in decision["Frå"]
    answer = by(desk.log(), "Kven", "KRU (Sekretariatet, på Konfliktar)")
    assert (answer["Felt"], answer["Til"]) == ("Status", "Gjennomført")
    assert [one["kind"] for one in desk.history("6.1.2")] == ["placement", "placed"]
    assert desk.run("merge")["changes"] == []


@pytest.mark.parametrize(
    "typed",
    ["6.1.2", "  HØYRER  TIL 6.1.2 ", "hører til 6.1.2.", "belongs to 6.1.2", "Tiltak 6.1.2", "2002-01-06"],
)
def test_a_planner_may_type_the_measure(torn_row: Desk, typed: str) -> None:
    assert decide(torn_row, typed)["problems"] == []
    assert torn_row.cell("6.1.2", "Status") == "Gjennomført"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("høyrer til 1.1.1", "«1.1.1» er ikkje eit av tiltaka som KRU fekk"),
        ("høyrer til 9.9.9", "«9.9.9» er ikkje eit av tiltaka som KRU fekk"),
        ("veit ikkje", "«veit ikkje» er ikkje eit av tiltaka"),
    ],
)
def test_a_row_cannot_go_to_a_measure_that_the_body_was_not_sent(
    torn_row: Desk, typed: str, why: str
) -> None:
    decide(torn_row, typed)
    (row,) = torn_row.rows("Konfliktar")
    assert why in row["Kvifor"]
    assert row["Avgjerd"] == typed
    assert torn_row.cell("6.1.2", "Status") is None
    assert torn_row.run("check")
    assert decide(torn_row, "høyrer til 6.1.2")["open_questions"] == 0


def test_a_row_whose_measure_was_removed_says_so(torn_row: Desk) -> None:
    torn_row.delete("6.1.2")
    decide(torn_row, "høyrer til 6.1.2")
    (row,) = torn_row.rows("Konfliktar")
    assert "Tiltaket er ikkje lenger i masteren" in row["Kvifor"]
    assert "høyrer til 6.1.2" not in offered(torn_row, row["row"])


def test_two_rows_for_the_same_measure_are_both_asked_about(desk: Desk) -> None:
    torn(desk, "6.1.2", "6.1.3", Status=["Gjennomført", "Påstarta"])
    desk.run("merge")
    for row in desk.rows("Konfliktar"):
        desk.write("Konfliktar", row["row"], Avgjerd="høyrer til 6.1.2")
    desk.run("merge")
    rows = desk.rows("Konfliktar")
    assert sorted((row["Nr"], row["Svar"]) for row in rows) == [
        ("6.1.2", "Gjennomført"),
        ("6.1.2", "Påstarta"),
    ]
    assert desk.cell("6.1.2", "Status") is None
    desk.write("Konfliktar", by(rows, "Svar", "Påstarta")["row"], Avgjerd="Ta svaret")
    assert desk.run("merge")["open_questions"] == 0
    assert desk.cell("6.1.2", "Status") == "Påstarta"


def test_a_row_for_a_measure_that_the_same_file_has_answered_is_asked_about(desk: Desk) -> None:
    path = torn(desk, "6.1.2", Status="Gjennomført")
    fill_in(path, path, {"6.1.3": {"Status": "Påstarta"}})
    desk.run("merge")
    decide(desk, "høyrer til 6.1.3")
    (asked,) = desk.rows("Konfliktar")
    assert (asked["Nr"], asked["Svar"], desk.cell("6.1.3", "Status")) == ("6.1.3", "Gjennomført", "Påstarta")
    assert decide(desk, "Ta svaret")["open_questions"] == 0
    assert desk.cell("6.1.3", "Status") == "Gjennomført"


@pytest.mark.parametrize(
    ("policy", "status", "asked"),
    [("ask", "Påstarta", 1), ("master", "Påstarta", 0), ("newest", "Gjennomført", 0)],
)
def test_a_row_is_merged_by_the_setting_like_any_answer(
    torn_row: Desk, policy: str, status: str, asked: int
) -> None:
    torn_row.settings("conflicts", policy)
    torn_row.edit("6.1.2", Status="Påstarta")
    assert decide(torn_row, "høyrer til 6.1.2")["open_questions"] == asked
    assert torn_row.cell("6.1.2", "Status") == status


@pytest.mark.parametrize("edited", [False, True])
def test_undo_lets_the_row_wait_again(torn_row: Desk, edited: bool) -> None:
    decide(torn_row, "høyrer til 6.1.2")
    if edited:
        torn_row.edit("6.1.1", Merknad="Ring Kari")
    torn_row.run("undo")
    assert torn_row.cell("6.1.2", "Status") is None
    assert len(torn_row.rows("Konfliktar")) == 1
    assert decide(torn_row, "6.1.2")["open_questions"] == 0
    assert torn_row.cell("6.1.2", "Status") == "Gjennomført"


def test_a_held_file_goes_to_the_body_that_is_chosen_and_counts_as_its_answer(desk: Desk) -> None:
    path = without_code(desk, "KRU", "6.1.1", "skjema", Status="Gjennomført")
    data = path.read_bytes()
    desk.run("merge")
    (row,) = desk.rows("Konfliktar")
    assert offered(desk, row["row"])[:2] == ["Legg bort", "høyrer til KRU"]
    assert [one["actor"] for one in decide(desk, "høyrer til KRU")["returns"]] == ["KRU"]
    assert desk.cell("6.1.1", "Status") == "Gjennomført"
    assert desk.rows("Konfliktar") == []
    assert not list((desk.folder / "workbooks" / "held").iterdir())
    assert (desk.folder / "workbooks" / "archive" / ROUND / "skjema.xlsx").read_bytes() == data
    decision = by(desk.log(), "Felt", "Heile fila")
    assert (decision["Kven"], decision["Til"]) == ("Sekretariatet, på Konfliktar", "høyrer til KRU")
    assert [one["who"] for one in desk.history("6.1.1")] == ["KRU (Sekretariatet, på Konfliktar)"]
    status = desk.run("status")
    assert "KRU" in status["answered"]
    assert "KRU" not in status["not_answered"]
    path.write_bytes(data)
    assert desk.run("merge")["open_questions"] == 0


@pytest.mark.parametrize(
    "typed", ["KRU", "høyrer til kru", "KRU 2025-1", "kru (runde 2025-1)", "hører til  KRU, 2025-1"]
)
def test_a_planner_may_type_the_body(desk: Desk, typed: str) -> None:
    without_code(desk, "KRU", "6.1.1", "skjema", Status="Gjennomført")
    desk.run("merge")
    assert decide(desk, typed)["open_questions"] == 0
    assert desk.cell("6.1.1", "Status") == "Gjennomført"


def test_a_file_of_several_rounds_is_merged_against_the_chosen_one(desk: Desk) -> None:
    desk.run("send", "--round", "2025-2")
    without_code(desk, "KRU", "6.1.1", "skjema", Status="Gjennomført")
    desk.run("merge")
    (row,) = desk.rows("Konfliktar")
    assert offered(desk, row["row"])[1:3] == [
        "høyrer til KRU (runde 2025-2)",
        "høyrer til KRU (runde 2025-1)",
    ]
    done = decide(desk, "høyrer til KRU (runde 2025-1)")
    assert [(one["actor"], one["round"]) for one in done["returns"]] == [("KRU", "2025-1")]
    assert by(desk.log(), "Felt", "Status")["Kven"] == "KRU (Sekretariatet, på Konfliktar) (runde 2025-1)"


def test_rows_that_the_chosen_body_was_not_sent_are_refused_one_by_one(desk: Desk) -> None:
    path = without_code(desk, "Gol", "1.3.1", "skjema", Status="Gjennomført")
    fill_in(path, path, {"1.2.3": {"Status": "Påstarta"}})
    desk.run("merge")
    decide(desk, "høyrer til Næringshagen")
    (held,) = desk.rows("Konfliktar")
    assert "ikkje" in held["Kvifor"]
    assert "Gjennomført" in str(held["Svar"])


@pytest.mark.parametrize(
    ("typed", "why"), [("høyrer til Voss", "Ingenting blei sendt til «Voss»"), ("høyrer til VGS", "VGS")]
)
def test_a_file_cannot_go_to_a_body_that_was_sent_none_of_its_rows(desk: Desk, typed: str, why: str) -> None:
    without_code(desk, "KRU", "6.1.1", "skjema", Status="Gjennomført")
    desk.run("merge")
    decide(desk, typed)
    (row,) = desk.rows("Konfliktar")
    assert why in row["Kvifor"]
    assert desk.cell("6.1.1", "Status") is None
    assert decide(desk, "KRU")["open_questions"] == 0


def test_undo_lets_the_file_wait_again(desk: Desk) -> None:
    without_code(desk, "KRU", "6.1.1", "skjema", Status="Gjennomført")
    desk.run("merge")
    decide(desk, "høyrer til KRU")
    desk.run("undo")
    assert desk.cell("6.1.1", "Status") is None
    assert {path.name for path in (desk.folder / "workbooks" / "held").iterdir()} == {
        "skjema.xlsx",
        "skjema.xlsx.txt",
    }
    assert decide(desk, "KRU")["open_questions"] == 0
    assert desk.cell("6.1.1", "Status") == "Gjennomført"


def test_a_file_that_cannot_be_read_says_why_it_goes_nowhere(desk: Desk) -> None:
    (desk.folder / "workbooks" / "inbox" / "KRU.pdf").write_bytes(b"%PDF-1.4\n")
    desk.run("merge")
    decide(desk, "høyrer til KRU")
    (row,) = desk.rows("Konfliktar")
    assert "PDF" in row["Kvifor"].partition("Ikkje gjennomført:")[2]


def test_comments_that_were_sorted_by_themselves_go_to_the_measures_that_their_cells_were_sent_for(
    desk: Desk,
) -> None:
    book = load_workbook(desk.folder / "workbooks" / "outbox" / ROUND / "KRU.xlsx")
    sheet: Any = book["Tiltak"]
    top, columns = header(sheet)
    rows = {str(sheet.cell(row, 1).value): row for row in range(top + 1, sheet.max_row + 1)}
    comments = [sheet.cell(rows[number], columns["Kommentar"]) for number in OWNED[:3]]
    for number, comment in zip(OWNED, comments, strict=False):
        comment.value = f"Om {number}"
    looks = [(comment.value, copy(comment.fill)) for comment in comments]
    for comment, (value, fill) in zip(comments, [*looks[1:], looks[0]], strict=True):
        comment.value, comment.fill = value, fill
    book.save(desk.folder / "workbooks" / "inbox" / "KRU.xlsx")
    desk.run("merge")
    asked = desk.rows("Konfliktar")
    assert [row["Nr"] for row in asked] == OWNED[:3]
    for row, number in zip(asked, [*OWNED[1:3], OWNED[0]], strict=True):
        assert f"høyrer til {number}" in offered(desk, row["row"])[:2]
        desk.write("Konfliktar", row["row"], Avgjerd=f"høyrer til {number}")
    assert desk.run("merge")["open_questions"] == 0
    assert [desk.cell(number, "Kommentar") for number in OWNED[:3]] == [
        f"Om {number}" for number in OWNED[:3]
    ]


def test_without_codes_and_ids_the_texts_of_the_measures_point_at_the_body(desk: Desk) -> None:
    """
    | Nr    | Tiltak                                     | Status |
    | 6.1.1 | Bli samde om spelereglar for fellesarbeidet | ferdig |
    """
    inbox = desk.folder / "workbooks" / "inbox"
    typed_again(desk, "KRU", inbox / "svar.xlsx")
    assert "Ho liknar på KRU" in desk.run("merge")["held"][0]["reason"]
    (row,) = desk.rows("Konfliktar")
    assert offered(desk, row["row"]) == ["Legg bort", "høyrer til KRU"]
    decide(desk, "høyrer til KRU")
    assert desk.cell("6.1.1", "Status") == "Gjennomført"


def test_a_body_that_shares_all_its_measures_is_one_of_those_that_are_offered_first(desk: Desk) -> None:
    typed_again(desk, "Gol", desk.folder / "workbooks" / "inbox" / "svar.xlsx")
    assert "liknar" not in desk.run("merge")["held"][0]["reason"]
    (row,) = desk.rows("Konfliktar")
    towns = ["Flå", "Gol", "Hol", "Nesbyen", "Ål"]
    assert offered(desk, row["row"]) == ["Legg bort", *(f"høyrer til {town}" for town in towns)]


def typed_again(desk: Desk, actor: str, target: Path) -> None:
    """Save a workbook of one's own with the number, text and status of each measure sent, all of them done."""
    sheet: Any = load_workbook(desk.folder / "workbooks" / "outbox" / ROUND / f"{actor}.xlsx")["Tiltak"]
    top, columns = header(sheet)
    own: Any = Workbook()
    own.active.append(["Nr", "Tiltak", "Status"])
    for row in range(top + 1, sheet.max_row + 1):
        if sheet.cell(row, columns["ID"]).value:
            own.active.append(
                [sheet.cell(row, columns[name]).value for name in ("Nr", "Tiltak")] + ["ferdig"]
            )
    target.parent.mkdir(parents=True, exist_ok=True)
    own.save(target)
