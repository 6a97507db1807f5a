"""Files that people remove, put back, link to or empty: nothing is forgotten silently."""

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from regionplan_xl.project.archive import waiting_files
from regionplan_xl.project.folder import Project
from regionplan_xl.project.session import open_session
from regionplan_xl.project.submissions import read_returns, reading_ahead
from tests.rounds.answers import fill_in, measure
from tests.rounds.choices import assert_can_be_put_aside
from tests.rounds.commands import regionplan_in_process as regionplan
from tests.rounds.desk import Desk

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

MEASURE = "1.1.3"


def answered(desk: Desk, name: str = "", **cells: object) -> Path:
    return desk.answer("Regionrådet", MEASURE, name, **(cells or {"Status": "Gjennomført"}))


def backup(desk: Desk, merge: int = 1) -> Path:
    copies = desk.folder / "workbooks" / "backups"
    return next(path for path in copies.iterdir() if f"before merge {merge}." in path.name)


# A copy of the master, put back by hand


@pytest.mark.parametrize("saved", [False, True])
def test_a_backup_that_was_put_back_is_told_of_and_undo_lets_the_answers_wait(
    desk: Desk, saved: bool
) -> None:
    answered(desk)
    desk.run("merge")
    shutil.copy(backup(desk), desk.master)
    if saved:
        desk.edit("1.1.1", Merknad="Lagra på nytt")
    before = desk.master.read_bytes()
    for words in (("merge",), ("merge", "--dry-run")):
        told = desk.run(*words)
        assert desk.status == 2
        assert "regionplan undo" in told["fix"]
    assert desk.master.read_bytes() == before
    assert desk.run("undo")["left"] == []
    desk.run("merge")
    assert desk.cell(MEASURE, "Status") == "Gjennomført"


def test_a_backup_from_before_two_merges_is_undone_in_two_steps(desk: Desk) -> None:
    answered(desk, Status="Påstarta")
    desk.run("merge")
    desk.answer("KRU", "6.1.1", Status="Gjennomført")
    desk.run("merge")
    shutil.copy(backup(desk), desk.master)
    assert "undo --steps 2" in desk.run("merge")["fix"]
    desk.run("undo", "--steps", "2")
    desk.run("merge")
    assert desk.cell(MEASURE, "Status") == "Påstarta"
    assert desk.cell("6.1.1", "Status") == "Gjennomført"


def test_a_master_from_before_a_merge_that_wrote_only_figures_lacks_nothing(desk: Desk) -> None:
    """A program that does not write the time may save the very same bytes again."""
    answered(desk)
    desk.run("merge")
    desk.edit("1.1.1", Merknad="Skriven for hand")  # saved without the figures
    before = desk.master.read_bytes()
    assert desk.run("merge")["merge"] is not None
    desk.master.write_bytes(before)
    desk.run("merge")
    assert desk.status == 0
    assert desk.cell(MEASURE, "Status") == "Gjennomført"
    assert desk.cell("1.1.1", "Merknad") == "Skriven for hand"


def test_a_value_that_was_written_back_by_hand_is_no_backup(desk: Desk) -> None:
    answered(desk)
    desk.run("merge")
    desk.edit(MEASURE, Status=None)
    assert desk.run("merge")["hand_edits"]
    assert desk.status == 0
    assert desk.cell(MEASURE, "Status") is None


# The ledger


@pytest.mark.parametrize("how", ["removed", "emptied"])
def test_without_its_ledger_a_project_that_has_been_used_does_nothing(desk: Desk, how: str) -> None:
    answered(desk)
    desk.run("collect")
    ledger = desk.folder / "workbooks" / "records" / "ledger.db"
    kept = ledger.read_bytes()
    ledger.unlink() if how == "removed" else ledger.write_bytes(b"")
    for command in ("merge", "status", "send"):
        assert "ledger" in desk.run(command)["error"]
        assert desk.status == 2
    ledger.write_bytes(kept)
    desk.run("merge")
    assert desk.cell(MEASURE, "Status") == "Gjennomført"


def test_an_older_copy_of_the_ledger_loses_no_answer_that_was_collected(desk: Desk) -> None:
    ledger = desk.folder / "workbooks" / "records" / "ledger.db"
    old = ledger.read_bytes()
    answered(desk)
    desk.run("collect")
    ledger.write_bytes(old)
    (received,) = desk.run("collect")["received"]
    assert received["file"].startswith(received["hash"])
    assert desk.run("collect")["received"] == []
    desk.run("merge")
    assert desk.cell(MEASURE, "Status") == "Gjennomført"


# What was received


def test_an_answer_that_is_gone_from_the_archive_waits_until_it_is_there_again(desk: Desk) -> None:
    answer = answered(desk)
    kept = answer.read_bytes()
    desk.run("collect")
    for raw in (desk.folder / "workbooks" / "archive" / "received").iterdir():
        raw.unlink()
    assert len(desk.run("merge")["held"]) == 1
    assert desk.status == 1
    assert desk.run("status")["waiting_returns"] == 1
    assert [row["Fil"] for row in desk.rows("Konfliktar")] == ["Regionrådet.xlsx"]
    assert not [path for path in (desk.folder / "workbooks" / "held").glob("*") if not path.stat().st_size]
    answer.write_bytes(kept)
    desk.run("merge")
    assert desk.cell(MEASURE, "Status") == "Gjennomført"
    assert desk.rows("Konfliktar") == []


@pytest.mark.usefixtures("read_in_processes")
def test_an_answer_that_somebody_has_exchanged_in_the_archive_is_not_taken(
    desk: Desk, tmp_path: Path
) -> None:
    other = shutil.move(answered(desk, Status="Påbegynt", Kommentar="Sagt av ein annan"), tmp_path)
    answer = answered(desk)
    kept = answer.read_bytes()
    desk.run("collect")
    for raw in (desk.folder / "workbooks" / "archive" / "received").iterdir():
        raw.write_bytes(Path(other).read_bytes())
    assert len(desk.run("merge")["held"]) == 1
    assert not desk.cell(MEASURE, "Status")
    answer.write_bytes(kept)
    desk.run("merge")
    assert desk.cell(MEASURE, "Status") == "Gjennomført"


@pytest.mark.usefixtures("read_in_processes")
def test_of_a_return_that_is_being_read_only_its_beginning_is_kept_and_it_is_read_whole(desk: Desk) -> None:
    answered(desk)
    desk.run("collect")
    project = Project.open(desk.folder)
    with open_session(project), reading_ahead(project) as ahead:
        files = [ahead.begun(*file) for file in waiting_files(project)]
        assert [len(data) for _, data in files if isinstance(data, bytes)] == [16]
        (read,) = read_returns(project, files, ahead=ahead, plan=project.read_master().plan).submissions
    assert [(one.field.value, one.value) for one in read.answers] == [("status", "done")]


def test_an_answer_that_is_gone_for_good_can_be_put_aside(desk: Desk) -> None:
    answered(desk)
    desk.run("collect")
    for raw in (desk.folder / "workbooks" / "archive" / "received").iterdir():
        raw.unlink()
    desk.run("merge")
    assert_can_be_put_aside(desk)


def test_a_folder_with_the_name_of_a_return_is_passed_by(desk: Desk) -> None:
    there = desk.folder / "workbooks" / "archive" / "2025-1" / "Regionrådet.xlsx"
    there.mkdir(parents=True)
    answered(desk)
    desk.run("merge")
    assert there.with_name("Regionrådet (2).xlsx").is_file()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes among its files")
def test_a_pipe_is_no_return(desk: Desk) -> None:
    os.mkfifo(desk.folder / "svar.xlsx")
    told = desk.run("--lang", "en", "merge", str(desk.folder / "svar.xlsx"))
    assert desk.status == 2
    assert "ordinary file" in told["what"]


# The master itself


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_master_that_is_a_link_stays_one_and_is_busy_where_it_really_lies(
    desk: Desk, tmp_path: Path
) -> None:
    real = tmp_path / "felles" / "plan.xlsx"
    real.parent.mkdir()
    shutil.move(desk.master, real)
    desk.master.symlink_to(real)
    answered(desk)
    lock = real.with_name("~$plan.xlsx")
    lock.write_bytes(b"\x04Kari")
    desk.run("merge")
    assert desk.status == 3
    lock.unlink()
    desk.run("merge")
    assert desk.master.is_symlink()
    assert measure(real, MEASURE)["Status"] == "Gjennomført"
    desk.run("undo")
    assert measure(real, MEASURE)["Status"] is None


def test_an_empty_master_is_told_of_as_the_masters_own_fault(desk: Desk) -> None:
    desk.master.write_bytes(b"")
    told = desk.run("check")
    assert desk.status == 2
    assert "backups" in told["fix"]
    assert "send" not in told["error"]


def test_what_other_programs_leave_beside_the_master_is_theirs(desk: Desk, tmp_path: Path) -> None:
    elsewhere = tmp_path / "felles" / "plan.xlsx"
    elsewhere.parent.mkdir()
    shutil.move(desk.master, elsewhere)
    config = desk.folder / "config.yaml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("workbooks/master.xlsx", elsewhere.as_posix()), encoding="utf-8")
    theirs = elsewhere.with_name(".rekneskap.xlsx.abcd1234.tmp")
    ours = elsewhere.with_name(".plan.xlsx.abcd1234.tmp")
    for path in (theirs, ours):
        path.write_bytes(b"halv")
    assert regionplan("status", folder=desk.folder).status == 0
    assert theirs.exists()
    assert not ours.exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give a file away")
def test_a_master_that_root_merges_still_belongs_to_its_owner(desk: Desk) -> None:
    os.chown(desk.master, 1234, 1235)
    answered(desk)
    desk.run("merge")
    there = desk.master.stat()
    assert (there.st_uid, there.st_gid) == (1234, 1235)


# The clock


def test_a_round_that_is_sent_after_the_clock_was_put_back_is_the_latest(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = Project.now

    def long_ago(project: Project) -> datetime:
        return now(project) - timedelta(days=400)

    monkeypatch.setattr(Project, "now", long_ago)
    desk.run("send", "--round", "2025-2")
    monkeypatch.undo()
    assert desk.run("status")["round"] == "2025-2"
    outbox = desk.folder / "workbooks" / "outbox" / "2025-2"
    inbox = desk.folder / "workbooks" / "inbox"
    fill_in(outbox / "Regionrådet.xlsx", inbox / "svar.xlsx", {MEASURE: {"Status": "Gjennomført"}})
    assert desk.run("merge")["held"] == []
    assert desk.cell(MEASURE, "Status") == "Gjennomført"


def test_a_copy_that_cannot_be_made_keeps_no_later_file_from_its_folder(desk: Desk) -> None:
    in_the_way = desk.folder / "workbooks" / "archive" / "2025-1"
    in_the_way.parent.mkdir(parents=True, exist_ok=True)
    in_the_way.write_text("ei fil med namnet til runden")
    answered(desk)
    desk.run("merge")
    odd = desk.folder / "workbooks" / "inbox" / "brev.xlsx"
    odd.write_bytes(b"inga arbeidsbok")
    os.utime(odd, (1.7e9, 1.7e9))
    desk.run("merge")
    held = desk.folder / "workbooks" / "held"
    assert sorted(path.name for path in held.iterdir()) == ["brev.xlsx", "brev.xlsx.txt"]
    in_the_way.unlink()
    desk.run("merge")
    assert [path.name for path in in_the_way.iterdir()] == ["Regionrådet.xlsx"]
    assert sorted(path.name for path in held.iterdir()) == ["brev.xlsx", "brev.xlsx.txt"]
