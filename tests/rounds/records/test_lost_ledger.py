"""A lost or damaged ledger is restored from its newest usable copy: nothing is lost, and nothing doubled."""

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from regionplan_xl.ledger.stored.sqlite_copy import is_whole
from regionplan_xl.project.backups.of_ledger import ALWAYS_KEPT, newest_ledger_copy, prune_ledger_copies
from tests.rounds.desk import Desk
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def ledger(desk: Desk) -> Path:
    return desk.folder / "workbooks" / "records" / "ledger.db"


def backups(desk: Desk) -> Path:
    return desk.folder / "workbooks" / "backups"


def copies(desk: Desk) -> list[str]:
    return sorted(path.name.partition(" after ")[2] for path in backups(desk).glob("ledger *.zip"))


def said(desk: Desk, but: str = "") -> list[list[Any]]:
    """Return every value in the master except on one sheet."""
    book = load_workbook(desk.master)
    return [[cell for row in sheet.values for cell in row] for sheet in book if sheet.title != but]


@pytest.fixture
def two_merges(desk: Desk) -> Desk:
    """Run two merges, with a question and an edit by hand; between them a body is sent its workbook again."""
    desk.answer("Næringsforum", "1.1.1", Status="Gjennomført", Kommentar="Fint")
    desk.answer("KRU", "6.1.2", Status="kanskje")
    desk.run("merge")
    desk.edit("1.1.2", Merknad="Avtalt")
    desk.answer("Regionrådet", "1.1.3", Status="Gjennomført")
    desk.run("merge")
    return desk


def delete(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def overwrite(path: Path) -> None:
    path.write_bytes(b"no database at all" * 1000)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2 // 4096 * 4096])


def test_a_copy_of_the_ledger_is_made_after_each_send_merge_and_undo_and_after_receipts(
    two_merges: Desk,
) -> None:
    desk = two_merges
    desk.run("undo")
    assert copies(desk) == ["merge 1.zip", "merge 2.zip", "receipts.zip", "send.zip", "undo of merge 2.zip"]
    for path in backups(desk).glob("ledger *.zip"):
        with zipfile.ZipFile(path) as packed:
            assert packed.namelist() == ["ledger.db"]
    assert not list(backups(desk).glob(".*"))


@pytest.mark.parametrize("lose", [delete, empty, overwrite, cut])
def test_a_lost_ledger_is_put_back_by_the_command_that_the_message_names(
    two_merges: Desk, lose: Callable[[Path], None]
) -> None:
    desk, before = two_merges, said(two_merges)
    history = desk.run("history", "1.1.3")
    lose(ledger(desk))
    told = desk.run("--lang", "en", "merge")
    assert desk.status == 2
    assert "regionplan undo --ledger" in told["fix"]
    assert "after merge 2.zip" in told["fix"]
    put_back = desk.run("undo", "--ledger")
    assert (desk.status, put_back["last_merge"]) == (0, 2)
    assert is_whole(ledger(desk))
    again = desk.run("merge")
    assert (again["returns"], again["changes"], again["open_questions"]) == ([], [], 1)
    assert said(desk) == before
    assert desk.run("history", "1.1.3") == history
    desk.run("undo")
    assert desk.status == 0
    assert desk.cell("1.1.3", "Status") is None


def test_a_copy_from_before_the_last_merge_loses_no_answer_and_takes_none_twice(two_merges: Desk) -> None:
    desk, before = two_merges, said(two_merges, but="Endringslogg")
    (newest,) = backups(desk).glob("ledger * after merge 2.zip")
    newest.write_bytes(newest.read_bytes()[:3000])
    ledger(desk).unlink()
    put_back = desk.run("undo", "--ledger")
    assert "after receipts.zip" in put_back["copy"], "a receipt for what the first merge had to ask about"
    assert put_back["last_merge"] == 1
    merged = desk.run("merge")
    assert [one["file"] for one in merged["returns"]] == ["Regionrådet.xlsx"]
    assert (merged["changes"], merged["open_questions"]) == ([], 1)
    # What came after the copy is on the log once more: the copy knows only that the master says it.
    assert [row["Til"] for row in desk.log()][:4] == ["Gjennomført", "Fint", "Avtalt", "Gjennomført"]
    assert said(desk, but="Endringslogg") == before
    again = desk.run("merge")
    assert (again["returns"], again["changes"]) == ([], [])
    desk.answer("Regionrådet", "1.1.3", "Nytt", Kommentar="Og ferdig")
    assert len(desk.run("merge")["changes"]) == 1


def test_an_answer_that_was_received_and_not_merged_when_the_ledger_was_lost_is_merged_then(
    desk: Desk,
) -> None:
    desk.answer("Næringsforum", "1.1.1", Status="Gjennomført")
    desk.run("collect")
    ledger(desk).unlink()
    desk.run("undo", "--ledger")
    desk.run("merge")
    assert desk.cell("1.1.1", "Status") == "Gjennomført"


def test_what_is_left_of_a_damaged_ledger_is_kept_and_its_journal_does_not_reach_the_copy(desk: Desk) -> None:
    cut(ledger(desk))
    left = ledger(desk).read_bytes()
    journal = ledger(desk).with_name("ledger.db-journal")
    journal.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\0" * 600)
    desk.run("undo", "--ledger")
    assert not journal.exists()
    kept = sorted(ledger(desk).parent.glob("ledger damaged *"))
    assert [path.name.rpartition(".")[2] for path in kept] == ["db", "db-journal"]
    assert kept[0].read_bytes() == left


def test_a_ledger_with_nothing_wrong_is_never_replaced(desk: Desk) -> None:
    before = ledger(desk).read_bytes()
    desk.run("undo", "--ledger")
    assert desk.status == 2
    assert ledger(desk).read_bytes() == before


def test_without_a_usable_copy_the_message_says_so(desk: Desk) -> None:
    for path in backups(desk).glob("ledger *"):
        path.write_bytes(b"PK\x03\x04")
    ledger(desk).unlink()
    assert "undo --ledger" not in desk.run("--lang", "en", "merge")["fix"]
    told = desk.run("--lang", "en", "undo", "--ledger")
    assert desk.status == 2
    assert "no copy" in told["what"]
    assert not ledger(desk).exists()


def test_a_copy_that_cannot_be_made_stops_no_merge(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*given: object, **named: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("regionplan_xl.project.backups.of_ledger._pack", full)
    desk.answer("Næringsforum", "1.1.1", Status="Gjennomført")
    assert len(desk.run("merge")["changes"]) == 1
    assert copies(desk) == ["send.zip"]


def name(day: int, second: int = 0, month: int = 1) -> str:
    return f"ledger 2026-{month:02}-{day:02} 12.00.{second:02} after merge 1.zip"


def test_of_older_copies_the_last_of_each_day_with_a_backup_and_of_each_month_stay(tmp_path: Path) -> None:
    newest = [name(day, month=3) for day in range(1, ALWAYS_KEPT + 1)]
    backed_up = [name(5, 1), name(5, 2)]
    others = [name(6, 1), name(7, 1), name(28, 1)]
    theirs = "ledger min eigen.zip"
    for one in (*newest, *backed_up, *others, theirs, "master 2026-01-05 12.00.00 before merge 9.xlsx"):
        (tmp_path / one).write_bytes(b"")
    assert prune_ledger_copies(tmp_path) == (name(5, 1), name(6, 1), name(7, 1))
    assert prune_ledger_copies(tmp_path) == ()
    assert (tmp_path / theirs).exists()


def test_a_zip_that_holds_no_ledger_is_no_copy(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / name(1), "w") as packed:
        packed.writestr("../../ledger.db", "no database")
    assert newest_ledger_copy(tmp_path) is None
    shutil.rmtree(tmp_path)
    assert newest_ledger_copy(tmp_path) is None
