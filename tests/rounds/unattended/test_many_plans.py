"""One process serves many plans: `regionplan --project 'plans/*' run`."""

import gc
import os
import shutil
from pathlib import Path

import pytest
from filelock import FileLock
from sqlalchemy import Engine

from tests.rounds.answers import answer, measure
from tests.rounds.commands import Run, regionplan, regionplan_in_process
from tests.rounds.service import SCHEDULE, running_service, wait_for

ANSWER = {"1.1.1": {"Status": "Gjennomført"}}


@pytest.fixture
def plans(sent: Path, tmp_path: Path) -> Path:
    """A folder with three plans whose rounds are out, and an answer waits in each."""
    folder = tmp_path / "plans"
    for name in ("gol", "hol", "nes"):
        answer(Path(shutil.copytree(sent, folder / name)), "Næringsforum", ANSWER)
    return folder


def run_once(plans: Path, *words: str) -> Run:
    return regionplan_in_process(*words, "run", "--once", folder=plans / "*")


def status(plan: Path) -> object:
    return measure(plan / "workbooks" / "master.xlsx", "1.1.1")["Status"]


def test_every_project_folder_that_the_pattern_matches_has_its_answers_merged(plans: Path) -> None:
    run = run_once(plans, "--json")
    assert [status(plans / name) for name in ("gol", "hol", "nes")] == ["Gjennomført"] * 3
    projects = run.data["projects"]
    assert list(projects) == [(plans / name).as_posix() for name in ("gol", "hol", "nes")]
    for done in projects.values():
        assert list(done) == ["exit_status", "collect", "merge", "remind", "report"]
        assert len(done["merge"]["returns"]) == 1


def test_the_summary_has_a_row_for_each_plan_and_the_log_names_the_plan_on_each_line(plans: Path) -> None:
    run = regionplan("run", "--once", folder=plans / "*")
    assert run.status == 0, run.err
    for name in ("gol", "hol", "nes"):
        assert (plans / name).as_posix() in run.out
    lines = run.err.splitlines()
    assert len(lines) == 12  # four jobs in each plan
    assert all("plans/gol: " in line or "plans/hol: " in line or "plans/nes: " in line for line in lines)


def test_a_folder_without_settings_is_passed_over_and_said(plans: Path) -> None:
    (plans / "notat").mkdir()
    assert run_once(plans, "--json").data["passed_over"] == [(plans / "notat").as_posix()]


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_plan_that_is_there_by_two_names_is_served_once(plans: Path) -> None:
    (plans / "aa-lenke").symlink_to(plans / "gol")
    projects = run_once(plans, "--json").data["projects"]
    assert [Path(name).name for name in projects] == ["aa-lenke", "hol", "nes"]


def test_a_plan_with_wrong_settings_stops_no_other(plans: Path) -> None:
    (plans / "gol" / "config.yaml").write_text("plan: {nam: Gol}\n", encoding="utf-8")
    run = run_once(plans, "--json")
    assert run.status == 1
    assert [status(plans / name) for name in ("hol", "nes")] == ["Gjennomført"] * 2
    broken = run.data["projects"][(plans / "gol").as_posix()]
    assert broken["exit_status"] == 1
    assert "nam" in broken["settings"]["error"]
    assert "nam" in run_once(plans).out


def test_a_plan_without_master_stops_no_other(plans: Path) -> None:
    (plans / "hol" / "workbooks" / "master.xlsx").unlink()
    run = run_once(plans, "--json")
    assert run.status == 1
    assert [status(plans / name) for name in ("gol", "nes")] == ["Gjennomført"] * 2
    assert "master" in run.data["projects"][(plans / "hol").as_posix()]["merge"]["what"].lower()


def test_a_plan_that_is_in_use_keeps_nobody_waiting_and_is_tried_again_last(plans: Path) -> None:
    with FileLock(plans / "gol" / "workbooks" / "records" / "project.lock"):
        run = run_once(plans, "--json")
    assert run.status == 3
    assert [status(plans / name) for name in ("gol", "hol", "nes")] == [None, "Gjennomført", "Gjennomført"]
    assert run.data["projects"][(plans / "gol").as_posix()]["merge"]["exit_status"] == 3
    assert run_once(plans).status == 0
    assert status(plans / "gol") == "Gjennomført"


def test_what_waits_for_a_person_in_one_plan_is_the_exit_status(
    plans: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")  # a long path breaks no line
    answer(plans / "nes", "KRU", {"6.1.1": {"Status": "kanskje"}})
    run = run_once(plans)
    assert run.status == 1
    first = run.out.splitlines()[2]
    assert (plans / "nes").as_posix() in first


def test_a_pattern_that_matches_nothing_is_wrong_usage_with_the_fix(plans: Path) -> None:
    run = regionplan("--lang", "nn", "run", "--once", folder=plans / "finst-ikkje*")
    assert run.status == 2
    assert "finst-ikkje*" in run.err
    assert "--project 'plans/*'" in run.err


@pytest.mark.parametrize("command", ["status", "merge", "send", "check"])
def test_a_pattern_goes_with_no_other_command(command: str, plans: Path) -> None:
    run = regionplan_in_process("--lang", "nn", command, folder=plans / "*")
    assert run.status == 2
    assert "berre saman med «run»" in run.err
    assert status(plans / "gol") is None


def test_nothing_stays_open_of_a_plan_whose_turn_is_over(plans: Path) -> None:
    gc.collect()
    before = sum(isinstance(one, Engine) for one in gc.get_objects())
    for _ in range(2):
        run_once(plans)
    gc.collect()
    assert sum(isinstance(one, Engine) for one in gc.get_objects()) <= before


@pytest.mark.skipif(os.name == "nt", reason="signals differ there")
def test_the_service_merges_what_is_dropped_into_any_plan_and_stops_cleanly(plans: Path) -> None:
    for name in ("gol", "hol", "nes"):
        with (plans / name / "config.yaml").open("a", encoding="utf-8") as config:
            config.write(SCHEDULE if "\nschedule:" not in (plans / name / "config.yaml").read_text() else "")
    with running_service(plans / "*"):
        wait_for(lambda: all(status(plans / name) == "Gjennomført" for name in ("gol", "hol", "nes")), 90)
