"""What the service stores about its jobs: how they went, and what the secretariat has been told."""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from regionplan_xl.errors import InputError, InUse, NotNow
from regionplan_xl.ledger.entries import JobRecord
from regionplan_xl.service.plan_jobs import InMemory, PlanJobs
from regionplan_xl.service.serve import serve
from regionplan_xl.text import phrase

LOG = logging.getLogger("remembered-test")
HOURLY = "every hour"


class Secretariat(InMemory):
    """Records that outlive the service, and the messages to the secretariat."""

    def __init__(self) -> None:
        super().__init__()
        self.was_told: list[str] = []

    def tell(self, job: JobRecord, again: bool) -> None:
        if not again:
            self.was_told.append(str(job.cause))

    def an_hour_later(self) -> None:
        """Move all records one hour back."""
        hour = timedelta(hours=1)
        for job in self.read().values():
            self.write(replace(
                job, since=job.since - hour, begun=job.begun and job.begun - hour, ended=job.ended and job.ended - hour,
                failing_since=job.failing_since and job.failing_since - hour,
            ))  # fmt: skip


def once(job: Callable[[], object], records: InMemory) -> int:
    return serve({"merge": (HOURLY, job)}, records=records, stop=threading.Event(), log=LOG, once=True)


def raising(error: Exception) -> Callable[[], None]:
    def job() -> None:
        raise error

    return job


AWAY = NotNow(phrase("The server at {moment} is away.", moment="12:00"))


def test_a_failure_is_told_once_however_often_it_is_tried_again() -> None:
    office = Secretariat()
    for moment in ("12:00", "12:01", "12:02"):
        assert once(raising(NotNow(phrase("The server at {moment} is away.", moment=moment))), office) == 3
    assert office.was_told == ["The server at 12:00 is away."]
    job = office.read()["merge"]
    assert (job.failures, job.status, str(job.cause)) == (3, 3, "The server at 12:02 is away.")


def test_another_cause_is_told_too_and_after_it_went_well_the_same_one_again() -> None:
    office = Secretariat()
    for work in (raising(AWAY), raising(InputError("No plan.")), raising(AWAY), lambda: None, raising(AWAY)):
        once(work, office)
    assert office.was_told == [str(AWAY), "No plan.", str(AWAY)]


def test_that_somebody_works_in_the_master_is_told_only_when_it_lasts() -> None:
    office = Secretariat()
    open_in_excel = raising(InUse("The master is open in another program."))
    once(open_in_excel, office)
    office.an_hour_later()
    assert office.was_told == []
    once(open_in_excel, office)
    assert office.was_told == ["The master is open in another program."]


def test_a_secretariat_that_cannot_be_told_stops_no_job(caplog: pytest.LogCaptureFixture) -> None:
    class MailIsAway(InMemory):
        def tell(self, job: JobRecord, again: bool) -> None:
            raise OSError("no mail")

    assert once(raising(AWAY), MailIsAway()) == 3
    assert "could not be told" in caplog.text


def test_what_the_ledger_cannot_record_stops_no_job() -> None:
    class LedgerIsAway(InMemory):
        def read(self) -> dict[str, JobRecord]:
            raise AWAY

        def write(self, job: JobRecord) -> None:
            raise AWAY

    done: list[int] = []
    assert once(lambda: done.append(1), LedgerIsAway()) == 0
    assert done == [1]


def test_how_the_last_run_went_is_on_record() -> None:
    office = Secretariat()
    assert once(lambda: True, office) == 1
    waits = office.read()["merge"]
    assert (waits.status, waits.failures, waits.done == waits.ended) == (1, 0, True)
    once(raising(AWAY), office)
    failed = office.read()["merge"]
    assert (failed.status, failed.done) == (3, waits.done)
    once(lambda: None, office)
    assert (office.read()["merge"].status, office.read()["merge"].cause) == (0, phrase(""))


def due_jobs(office: InMemory, **jobs: str) -> list[str]:
    """Return the jobs that a service starting now runs at once."""
    done: list[str] = []
    work = {name: (timetable, lambda name=name: done.append(name)) for name, timetable in jobs.items()}
    PlanJobs(work, office, LOG).run_due(lambda: False)
    return done


def test_a_service_that_is_started_again_repeats_nothing_and_makes_up_for_what_it_missed() -> None:
    office, now = InMemory(), datetime.now(UTC)
    at = f"{(datetime.now().hour - 1) % 24:02}:00"  # noqa: DTZ005
    daily = f"daily at {at}"
    assert due_jobs(office, merge=HOURLY, report=daily) == ["merge"]
    assert due_jobs(office, merge=HOURLY, report=daily) == []
    office.write(replace(office.read()["report"], since=now - timedelta(days=9)))
    assert due_jobs(office, merge=HOURLY, report=daily) == ["report"]
    assert due_jobs(office, merge=HOURLY, report=daily) == []


def test_what_another_program_has_run_meanwhile_is_not_run_again() -> None:
    office, done = InMemory(), list[str]()
    running = PlanJobs({"merge": (HOURLY, lambda: done.append("service"))}, office, LOG)
    once(lambda: done.append("once"), office)
    running.run_due(lambda: False)
    assert done == ["once"]
