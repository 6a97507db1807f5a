"""A master that cannot be replaced now: exit 3 with the fix, and the answers are safe until the next run."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from regionplan_xl.project.master_lock import conflict_copies
from tests.paths import PROJECT
from tests.rounds.answers import answer, measure
from tests.rounds.commands import Run, finished
from tests.rounds.commands import regionplan_in_process as regionplan
from tests.rounds.master_by_hand import master


@pytest.fixture
def answered(sent: Path) -> Path:
    """A project with one answer in the inbox."""
    answer(sent, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}})
    return sent


def assert_kept_and_taken_up_later(project: Path, run: Run, before: bytes, *words: str) -> None:
    """Assert that the merge is refused for now: nothing is written, and the answer waits in the ledger."""
    assert run.status == 3, run.err
    assert "Traceback" not in run.err
    for word in (*words, "1 received file is in the archive"):
        assert word in run.err
    assert master(project).read_bytes() == before
    assert not list((project / "workbooks" / "inbox").iterdir())
    assert regionplan("--json", "status", folder=project).data["waiting_returns"] == 1


def assert_taken_up(project: Path) -> None:
    run = regionplan("--json", "merge", folder=project)
    assert run.status == 0, run.err
    assert len(run.data["changes"]) == 1
    assert measure(master(project), "1.1.1")["Status"] == "Gjennomført"
    assert not [p for p in project.rglob("*") if p.name.endswith(".tmp")]


EXCEL = b"\x05Kari\xc5" + b" " * 50
LIBREOFFICE = b",kari,kontor-pc,15.03.2025 10:11,file:///home/kari;"


@pytest.mark.parametrize(
    ("lock", "content", "who"),
    [
        ("~$master.xlsx", EXCEL, "Kari"),
        (".~lock.master.xlsx#", LIBREOFFICE, "kari, kontor-pc"),
        ("~$master.xlsx", b"", "~$master.xlsx"),
    ],
)
def test_a_master_that_is_open_waits_and_the_message_says_who_and_what_to_do_if_the_program_crashed(
    answered: Path, lock: str, content: bytes, who: str
) -> None:
    before = master(answered).read_bytes()
    path = master(answered).with_name(lock)
    path.write_bytes(content)
    run = regionplan("--lang", "en", "merge", folder=answered)
    assert_kept_and_taken_up_later(answered, run, before, lock, who, "delete")
    assert regionplan("undo", folder=answered).status == 3
    path.unlink()
    assert_taken_up(answered)


COPIES = (
    "master (Karis PC sin konfliktkopi 2025-03-15).xlsx",
    "master (Kari's conflicted copy 2025-03-15).xlsx",
    "master (conflicted copy 2025-03-15 101112).xlsx",
    "master-PC.xlsx",
    "master-DESKTOP-7K2QX1.xlsx",
    "master-Karis MacBook Pro.xlsx",
    "master (1).xlsx",
    "master.sync-conflict-20250315-101112-ABCDEFG.xlsx",
    "master_conflict-20150323-135010.xlsx",
    "master_HOST_Mar-15-101112-2025_Conflict.xlsx",
    "master [conflicted].xlsx",
    "master.conflict.xlsx",
    "master (Karis PC sin motstridende kopi 2025-03-15).xlsx",
    "Master (2).XLSX",
)
NO_COPIES = (
    "master.xlsx",
    "master 2024.xlsx",
    "master-2024.xlsx",
    "master-2024-12-31.xlsx",
    "master-gammal.xlsx",
    "master (utkast).xlsx",
    "mastergrad (1).xlsx",
    "master (1).docx",
    "masterplan-PC.xlsx",
    "master-V2.xlsx",
    "master-KOPI.xlsx",
    "master-GAMMAL.xlsx",
    "master-NY.xlsx",
    "master-Q1.xlsx",
    "master-2025Q1.xlsx",
    "master-KOPI2.xlsx",
)


def test_the_names_that_sync_programs_give_are_known_and_peoples_own_are_not(tmp_path: Path) -> None:
    for name in (*COPIES, *NO_COPIES):
        (tmp_path / name).write_bytes(b"")
    assert {path.name for path in conflict_copies(tmp_path / "master.xlsx")} == set(COPIES)


def test_a_conflict_copy_beside_the_master_waits_for_a_person_and_check_lists_it(answered: Path) -> None:
    before = master(answered).read_bytes()
    copy = master(answered).with_name(COPIES[0])
    copy.write_bytes(before)
    run = regionplan("--lang", "en", "merge", folder=answered)
    assert_kept_and_taken_up_later(answered, run, before, copy.name, "conflict copy")
    found = regionplan("--json", "check", folder=answered)
    assert found.status == 1
    (finding,) = [f for f in found.data["findings"] if f["code"] == "conflict-copy"]
    assert finding["file"] == copy.name
    assert finding["fix"]
    copy.rename(answered / copy.name)
    assert_taken_up(answered)


IN_A_PROCESS = """
import errno, json, os, sys
from pathlib import Path
from regionplan_xl.cli import main
from tests.rounds.master_by_hand import edit
how, folder = sys.argv[1], Path(sys.argv[2])
master = folder / "workbooks" / "master.xlsx"
replace = os.replace
def refuse(source, target, **more):
    global how
    if Path(target) == master:
        if how in ("edit", "fail after edit"):
            edit(master, "1.1.2", "Merknad", "Nett no")
            how = "EIO" if how == "fail after edit" else ""
        if not how:
            return replace(source, target, **more)
        raise OSError(getattr(errno, how), os.strerror(getattr(errno, how)), str(source), None, str(target))
    return replace(source, target, **more)
os.replace = refuse
main(["--project", str(folder), "--lang", "en", *sys.argv[3:]])
"""


def merge_where(how: str, folder: Path, *words: str) -> Run:
    """Merge (or run `words`) while somebody saves, or the system refuses, when the master is to be replaced."""
    command = [sys.executable, "-c", IN_A_PROCESS, how, str(folder), *(words or ("merge",))]
    root = PROJECT
    return finished(
        subprocess.run(command, capture_output=True, text=True, check=False, cwd=root, encoding="utf-8")
    )


@pytest.mark.parametrize("error", ["EACCES", "EROFS", "EBUSY", "ENOSPC"])
def test_a_sharing_violation_or_a_full_disk_takes_the_merge_back_and_leaves_no_litter(
    answered: Path, error: str
) -> None:
    """EACCES is what Windows answers while Excel holds the file (ERROR_SHARING_VIOLATION)."""
    before = master(answered).read_bytes()
    run = merge_where(error, answered)
    assert_kept_and_taken_up_later(answered, run, before, "master.xlsx", "Close it in Excel")
    assert not list((answered / "workbooks" / "backups").glob("master *"))
    assert_taken_up(answered)


@pytest.fixture
def frozen(answered: Path) -> Iterator[Path]:
    """A project whose master nobody can replace, not even root."""
    done = subprocess.run(["chattr", "+i", str(master(answered))], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("this file system has no immutable files")
    try:
        yield answered
    finally:
        subprocess.run(["chattr", "-i", str(master(answered))], check=True)


def test_a_master_that_may_not_be_written_waits(frozen: Path) -> None:
    before = master(frozen).read_bytes()
    run = regionplan("--lang", "en", "merge", folder=frozen)
    assert_kept_and_taken_up_later(frozen, run, before, "master.xlsx")
    subprocess.run(["chattr", "-i", str(master(frozen))], check=True)
    assert_taken_up(frozen)


def test_a_folder_that_may_not_be_written_is_told_and_the_answer_stays_in_the_inbox(answered: Path) -> None:
    mount = ["mount", "--bind", str(answered), str(answered)]
    if (
        not hasattr(os, "geteuid")
        or os.geteuid()
        or subprocess.run(mount, capture_output=True, check=False).returncode
    ):
        pytest.skip("mounting a folder read-only needs root")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", str(answered)], check=True)
        run = regionplan("--lang", "en", "merge", folder=answered)
    finally:
        subprocess.run(["umount", str(answered)], check=True)
    assert run.status == 3, run.err
    assert "Traceback" not in run.err
    assert "ead-only" in run.err
    assert [p.name for p in (answered / "workbooks" / "inbox").iterdir()] == ["Næringsforum svar.xlsx"]
    assert_taken_up(answered)


CHANGED_MEANWHILE = """
import sys
from pathlib import Path
from regionplan_xl.project.folder import Project
from regionplan_xl.actions.merge import merge_waiting
from regionplan_xl.errors import NotNow
from regionplan_xl.project.archive import collect_inbox
from regionplan_xl.project.session import open_session
from tests.rounds.master_by_hand import edit
folder = Path(sys.argv[1])
project = Project.open(folder)
with open_session(project):
    collect_inbox(project)
    read = project.read_master
    def read_then_somebody_saves():
        master = read()
        edit(project.master_path, "1.1.2", "Merknad", "Nett no")
        return master
    project.read_master = read_then_somebody_saves
    try:
        merge_waiting(project, None)
    except NotNow as reason:
        print(reason)
        sys.exit(3)
"""


def test_a_master_that_is_saved_while_the_merge_is_at_work_is_never_written_over(answered: Path) -> None:
    root = PROJECT
    run = finished(
        subprocess.run(
            [sys.executable, "-c", CHANGED_MEANWHILE, str(answered)],
            capture_output=True, text=True, check=False, cwd=root, encoding="utf-8",
        )
    )  # fmt: skip
    assert run.status == 3, run.err
    assert "changed while" in run.out
    assert measure(master(answered), "1.1.2")["Merknad"] == "Nett no"
    assert measure(master(answered), "1.1.1")["Status"] is None
    assert_taken_up(answered)
    assert measure(master(answered), "1.1.2")["Merknad"] == "Nett no"


@pytest.mark.parametrize("how", ["edit", "fail after edit"])
def test_what_is_saved_in_the_last_moment_before_the_master_is_replaced_stays_in_it(
    answered: Path, how: str
) -> None:
    run = merge_where(how, answered)
    assert run.status == 3, run.err
    assert measure(master(answered), "1.1.2")["Merknad"] == "Nett no"
    assert measure(master(answered), "1.1.1")["Status"] is None
    assert_taken_up(answered)
    assert measure(master(answered), "1.1.2")["Merknad"] == "Nett no"
    assert not [path for path in master(answered).parent.iterdir() if ".kept" in path.name]


def test_what_is_saved_in_the_last_moment_of_an_undo_stays_in_the_master(answered: Path) -> None:
    assert_taken_up(answered)
    run = merge_where("edit", answered, "undo")
    assert run.status == 3, run.err
    assert measure(master(answered), "1.1.2")["Merknad"] == "Nett no"
    assert measure(master(answered), "1.1.1")["Status"] == "Gjennomført"
    assert regionplan("undo", folder=answered).status == 0
    assert measure(master(answered), "1.1.1")["Status"] is None
    assert measure(master(answered), "1.1.2")["Merknad"] == "Nett no"


def test_two_commands_at_once_exclude_each_other(answered: Path) -> None:
    lock = FileLock(answered / "workbooks" / "records" / "project.lock")
    with lock:
        code = (
            "import regionplan_xl.project.folder as p, sys; p.Project.lock_seconds = 0.3\n"
            "from regionplan_xl.cli import main\n"
            f"main(['--json', '--lang', 'en', '--project', {str(answered)!r}, 'merge'])"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "Another regionplan" in json.loads(done.stdout)["what"]
    assert len(list((answered / "workbooks" / "inbox").iterdir())) == 1
    assert_taken_up(answered)


def test_two_merges_started_together_write_each_answer_once(answered: Path) -> None:
    command = [sys.executable, "-m", "regionplan_xl", "--project", str(answered), "merge"]
    both = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _ in range(2)]
    ended = [process.communicate(timeout=60) and process.returncode for process in both]
    assert sorted(ended) in ([0, 0], [0, 3])
    told = regionplan("--json", "history", "1.1.1", folder=answered).data["measures"][0]["changes"]
    assert len(told) == 1
