"""The service remembers: `status` shows how its jobs went, one service serves a plan, and the project has its log."""

import pytest

from regionplan_xl.cli.service_jobs import serving
from regionplan_xl.project.folder import Project
from regionplan_xl.service import log_file as service_log
from tests.rounds.commands import regionplan_in_process as regionplan
from tests.rounds.desk import Desk

pytestmark = [pytest.mark.filterwarnings("ignore::UserWarning"), pytest.mark.usefixtures("log_as_it_was")]


def log(desk: Desk) -> str:
    return (desk.folder / "workbooks" / "records" / "service.log").read_text(encoding="utf-8")


def jobs(desk: Desk) -> dict[str, dict[str, object]]:
    return {job["name"]: job for job in desk.run("status")["jobs"]}


def test_status_tells_when_each_job_last_ran_how_it_went_and_when_it_runs_next(desk: Desk) -> None:
    before = jobs(desk)
    assert [job["outcome"] for job in before.values()] == [""] * 4
    assert all(job["next_run"] for job in before.values())
    assert "regionplan run" not in regionplan("--lang", "en", "status", folder=desk.folder).out

    desk.answer("KRU", "6.1.2", Status="kanskje")
    desk.run("run", "--once")

    after = jobs(desk)
    assert {name: job["outcome"] for name, job in after.items()} == {
        "collect": "done",
        "merge": "waits",
        "remind": "done",
        "report": "done",
    }
    assert all(job["last_run"] and job["next_run"] > job["last_run"] for job in after.values())  # type: ignore[operator]
    shown = regionplan("--lang", "en", "status", folder=desk.folder).out
    assert "regionplan run" in shown
    assert "every 10 minutes" in shown


def test_a_job_that_fails_is_a_finding_of_check_until_it_goes_well(desk: Desk) -> None:
    desk.answer("Regionrådet", "1.1.3", Status="Gjennomført")
    lock = desk.folder / "workbooks" / "~$master.xlsx"
    lock.write_bytes(b"\x04Kari")
    desk.run("run", "--once")
    assert desk.status == 3
    failed = jobs(desk)["merge"]
    assert failed["outcome"] == "failed"
    assert "~$master.xlsx" in str(failed["error"])
    (finding,) = (one for one in desk.run("check")["findings"] if one["code"] == "job_fails")
    assert (finding["file"], finding["column"]) == ("config.yaml", "schedule.merge")
    assert "To the secretariat" not in log(desk), "somebody works in the master: that is no failure yet"

    lock.unlink()
    desk.run("run", "--once")
    assert jobs(desk)["merge"]["outcome"] == "done"
    assert "job_fails" not in {one["code"] for one in desk.run("check")["findings"]}


def test_a_failure_that_needs_a_person_is_told_once(desk: Desk) -> None:
    master = desk.master.read_bytes()
    desk.master.unlink()
    for _ in range(2):
        desk.run("run", "--once")
        assert desk.status == 2
    assert log(desk).count("To the secretariat") == 3, "merge, remind and report, each once"
    desk.master.write_bytes(master)
    desk.run("run", "--once")
    assert "merge works again" in log(desk)


def test_a_second_service_on_the_same_project_says_so(desk: Desk) -> None:
    with serving(Project.open(desk.folder)):
        run = regionplan("--lang", "en", "run", "--once", folder=desk.folder)
        many = regionplan("--lang", "en", "--json", "run", "--once", folder=desk.folder.parent / "hall*")
    assert run.status == 3
    assert "already at work" in run.err
    assert many.status == 3
    assert regionplan("run", "--once", folder=desk.folder).status == 0


def test_the_log_of_the_service_is_in_the_project_and_does_not_grow_for_ever(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_log, "_MOST", 600)
    for _ in range(3):
        desk.run("run", "--once")
    records = desk.folder / "workbooks" / "records"
    files = sorted(path.name for path in records.glob("service.log*"))
    assert files[:2] == ["service.log", "service.log.1"]
    assert len(files) <= 5
    assert all(path.stat().st_size <= 600 for path in records.glob("service.log*"))


def test_a_log_that_cannot_be_written_stops_nothing(desk: Desk) -> None:
    (desk.folder / "workbooks" / "records" / "service.log").mkdir()
    run = regionplan("run", "--once", folder=desk.folder)
    assert run.status == 0
    assert "Traceback" not in run.err
