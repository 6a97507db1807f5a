"""`run` with a timetable in seconds, as a separate process."""

import os
from pathlib import Path

import pytest

from tests.rounds.answers import ROUND, answer, measure
from tests.rounds.commands import regionplan
from tests.rounds.service import running_service, set_schedule, wait_for


@pytest.mark.skipif(os.name == "nt", reason="signals differ there")
def test_the_service_merges_what_is_dropped_in_while_it_runs_survives_a_damaged_file_and_stops_cleanly(
    project: Path,
) -> None:
    assert regionplan("send", "--round", ROUND, folder=project).status == 0
    set_schedule(project)
    master = project / "workbooks" / "master.xlsx"
    with running_service(project):
        (project / "workbooks" / "inbox" / "skadd.xlsx").write_bytes(b"PK\x03\x04 halv")
        answer(project, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}})
        wait_for(lambda: measure(master, "1.1.1")["Status"] == "Gjennomført")
        wait_for(lambda: (project / "workbooks" / "held" / "skadd.xlsx.txt").exists())
        answer(project, "KRU", {"6.1.1": {"Status": "Påstarta"}})
        wait_for(lambda: measure(master, "6.1.1")["Status"] == "Påstarta")


def test_once_does_every_job_and_stops(project: Path) -> None:
    assert regionplan("send", "--round", ROUND, folder=project).status == 0
    answer(project, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}})
    run = regionplan("run", "--once", folder=project)
    assert run.status == 0, run.err
    assert measure(project / "workbooks" / "master.xlsx", "1.1.1")["Status"] == "Gjennomført"
    assert list((project / "workbooks" / "reports").glob("*.docx"))


def test_once_with_json_prints_one_object_with_what_each_job_did_or_why_it_failed(project: Path) -> None:
    assert regionplan("send", "--round", ROUND, folder=project).status == 0
    answer(project, "Næringsforum", {"1.1.1": {"Status": "kanskje"}})
    run = regionplan("--json", "run", "--once", folder=project)
    assert run.status == 1, run.err
    assert list(run.data) == ["collect", "merge", "remind", "report"]
    assert len(run.data["collect"]["received"]) == 1
    assert len(run.data["merge"]["conflicts"]) == 1

    lock = project / "workbooks" / "~$master.xlsx"
    lock.write_bytes(b"\x04Kari")
    run = regionplan("--json", "run", "--once", folder=project)
    assert run.status == 3
    assert run.data["merge"]["exit_status"] == 3
    assert lock.name in run.data["merge"]["what"]
    assert "error" not in run.data["report"]
