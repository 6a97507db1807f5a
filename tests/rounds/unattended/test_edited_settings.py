"""config.yaml edited while the service runs: the service uses it, and an error in it stops nothing."""

import os
import time
from pathlib import Path

import pytest

from tests.delivery.mail.mail_server import MailServer
from tests.rounds.answers import ROUND, answer, measure
from tests.rounds.commands import regionplan
from tests.rounds.letters import by_mail, parsed, words
from tests.rounds.service import running_service, set_schedule, wait_for

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals differ there")


def log(project: Path) -> str:
    path = project / "workbooks" / "records" / "service.log"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def test_the_service_goes_on_with_an_edited_timetable_and_past_a_faulty_one(
    project: Path, server: MailServer
) -> None:
    assert regionplan("send", "--round", ROUND, folder=project).status == 0
    by_mail(project, server)
    set_schedule(project, collect="every 1 second", merge="off")
    config, master = project / "config.yaml", project / "workbooks" / "master.xlsx"
    with running_service(project):
        wait_for(lambda: "The service has started: collect every 1 second." in log(project))
        good = config.read_text("utf-8")
        config.write_text(good.replace("collect:", "colect:"), encoding="utf-8")
        wait_for(lambda: "goes on with the former settings" in log(project))
        wait_for(lambda: len(server.taken) == 1)
        letter = words(parsed(server.taken[0][1]))
        assert "held fram med innstillingane frå før" in letter
        assert "colect" in letter
        answer(project, "KRU", {"6.1.1": {"Status": "Påstarta"}})
        wait_for(lambda: not list((project / "workbooks" / "inbox").glob("*.xlsx")))

        # Never a faulty file twice: each that is read is told of.
        config.write_text(good, encoding="utf-8")
        set_schedule(project, collect="every 1 second", merge="every 1 second")
        wait_for(lambda: measure(master, "6.1.1")["Status"] == "Påstarta")
        assert "The settings were edited: collect every 1 second, merge every 1 second." in log(project)
        secretariat = server.taken[0][0]
        # The body that has answered gets its receipt, which is another matter.
        assert [to for to, _ in server.taken].count(secretariat) == 1
        assert log(project).count("former settings") == 1


def test_the_service_goes_on_when_the_project_folder_was_away_for_a_while(project: Path) -> None:
    assert regionplan("send", "--round", ROUND, folder=project).status == 0
    set_schedule(project, collect="every 1 hour", merge="off")
    away = project.with_name("away")
    with running_service(project) as service:
        wait_for(lambda: "collect: Received" in log(project))
        project.rename(away)
        time.sleep(4)
        assert service.process.poll() is None
        assert not project.exists(), "a folder that is away is not made again"
        away.rename(project)
        set_schedule(project, collect="every 1 second", merge="off")
        answer(project, "KRU", {"6.1.1": {"Status": "Påstarta"}})
        wait_for(lambda: not list((project / "workbooks" / "inbox").glob("*.xlsx")))
    assert "goes on with the former settings" in service.said


def test_a_service_is_not_started_with_a_faulty_file(project: Path) -> None:
    config = project / "config.yaml"
    config.write_text(config.read_text("utf-8").replace("round:", "rund:"), encoding="utf-8")
    started = regionplan("--lang", "en", "run", folder=project)
    assert started.status == 2
    assert "«rund»" in started.err
