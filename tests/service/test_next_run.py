"""The next run of a job depends on its timetable and the record, however long the service was stopped."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from regionplan_xl.actions.jobs.next_run import known_job, next_run
from regionplan_xl.config.timetable import parse_timetable
from regionplan_xl.ledger.entries import JobRecord

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the time zone of a program cannot be set on Windows")
MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
"""The 2nd of March at 13:00 in Oslo."""


@pytest.fixture(autouse=True)
def _in_oslo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def job(timetable: str, **fields: object) -> JobRecord:
    """Return a job with this timetable since that Monday."""
    return JobRecord(**{"name": "report", "timetable": timetable, "since": MONDAY, **fields})  # type: ignore[arg-type]


def ran(timetable: str, begun: datetime, **fields: object) -> JobRecord:
    """Return a job that has run, within one second."""
    known = {"since": begun - timedelta(days=1), "begun": begun, "ended": begun + timedelta(seconds=1)}
    return job(timetable, **{**known, **fields})


def due(record: JobRecord) -> datetime:
    return next_run(record, parse_timetable(record.timetable))


def local(year: int, month: int, day: int, *, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute).astimezone(UTC)


def test_a_job_that_is_new_on_the_timetable_waits_for_its_time_of_day() -> None:
    assert due(job("daily at 06:00")) == local(2026, 3, 3, hour=6)
    assert due(job("daily at 14:30")) == local(2026, 3, 2, hour=14, minute=30)
    assert due(job("every sunday at 06:00")) == local(2026, 3, 8, hour=6)
    assert due(job("weekdays at 06:00", since=local(2026, 3, 6, hour=7))) == local(2026, 3, 9, hour=6)


def test_a_job_with_an_interval_runs_at_once_when_it_is_new() -> None:
    assert due(job("every 10 minutes")) == MONDAY


def test_a_job_that_ran_today_does_not_run_again_today() -> None:
    assert due(ran("daily at 06:00", local(2026, 3, 2, hour=6))) == local(2026, 3, 3, hour=6)


def test_a_job_that_was_missed_while_the_machine_slept_is_made_up_for_once() -> None:
    slept = ran("daily at 06:00", local(2026, 2, 26, hour=6))
    assert due(slept) < MONDAY
    woken = replace(slept, begun=MONDAY, ended=MONDAY)
    assert due(woken) == local(2026, 3, 3, hour=6)


def test_a_restart_does_not_repeat_a_job_whose_interval_is_not_over() -> None:
    record = ran("every 10 minutes", MONDAY)
    after_restart = known_job(
        "report", "every 10 minutes", parse_timetable("every 10 minutes"), record, MONDAY
    )
    assert due(after_restart) == MONDAY + timedelta(minutes=10)


def test_a_timetable_that_was_edited_begins_now() -> None:
    record = ran("daily at 06:00", local(2026, 3, 2, hour=6))
    edited = known_job("report", "daily at 05:00", parse_timetable("daily at 05:00"), record, MONDAY)
    assert due(edited) == local(2026, 3, 3, hour=5)


def test_a_job_that_was_stopped_half_way_is_run_again_but_not_in_a_circle() -> None:
    stopped = job("daily at 06:00", begun=MONDAY)
    assert due(stopped) == MONDAY + timedelta(minutes=1)
    again = replace(stopped, ended=MONDAY - timedelta(days=1), failures=3)
    assert due(again) == MONDAY + timedelta(minutes=4)


def test_a_job_that_could_not_run_then_is_tried_again_after_longer_and_longer_pauses() -> None:
    pauses = []
    for failures in (1, 2, 3, 4, 5, 6, 500):
        failed = ran("daily at 06:00", MONDAY, status=3, failures=failures)
        pauses.append((due(failed) - MONDAY - timedelta(seconds=1)).total_seconds() / 60)
    assert pauses == [1, 2, 4, 8, 15, 15, 15]
    assert due(ran("daily at 06:00", MONDAY, status=2, failures=1)) == local(2026, 3, 3, hour=6)
    # Never later than by the timetable.
    assert due(ran("every minute", MONDAY, status=3, failures=9)) == MONDAY + timedelta(minutes=1)


@pytest.mark.parametrize("timetable", ["every 10 minutes", "daily at 06:00", "every monday at 06:00"])
def test_a_clock_that_was_years_ahead_keeps_no_job_waiting(timetable: str) -> None:
    parsed = parse_timetable(timetable)
    ahead = ran(timetable, MONDAY + timedelta(days=3000), since=MONDAY + timedelta(days=2999))
    put_right = known_job("report", timetable, parsed, ahead, MONDAY)
    assert due(put_right) <= MONDAY + timedelta(days=7)


def test_a_clock_that_is_put_back_by_two_minutes_repeats_no_job() -> None:
    six, parsed = local(2026, 3, 2, hour=6), parse_timetable("daily at 06:00")
    record = ran("daily at 06:00", six, since=six - timedelta(days=9))
    assert due(known_job("report", "daily at 06:00", parsed, record, six - timedelta(minutes=2))) > six


def test_summer_time_neither_skips_a_job_nor_repeats_it() -> None:
    # 02:30 does not exist on the 29th of March, and comes twice on the 25th of October.
    before = ran("daily at 02:30", local(2026, 3, 28, hour=2, minute=30))
    assert local(2026, 3, 29, hour=1) < due(before) <= local(2026, 3, 29, hour=3, minute=30)
    twice = ran("daily at 02:30", local(2026, 10, 25, hour=2, minute=30), since=local(2026, 10, 1, hour=1))
    assert due(twice) == local(2026, 10, 26, hour=2, minute=30)
