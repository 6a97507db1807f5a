"""The words of the timetable."""

from datetime import timedelta

import pytest

from regionplan_xl.config.timetable import DAYS, WEEKDAYS, parse_timetable


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("every 10 minutes", timedelta(minutes=10)),
        ("Every  2 Seconds", timedelta(seconds=2)),
        ("every hour", timedelta(hours=1)),
        ("every minute", timedelta(minutes=1)),
        ("every 1 second", timedelta(seconds=1)),
    ],
)
def test_a_job_can_run_every_so_often(text: str, interval: timedelta) -> None:
    assert parse_timetable(text).interval == interval


@pytest.mark.parametrize(
    ("text", "days", "at"),
    [
        ("daily at 08:00", DAYS, "08:00"),
        ("every day at 8.05", DAYS, "08:05"),
        ("weekdays at 08:00", WEEKDAYS, "08:00"),
        ("every monday at 07:30", ("monday",), "07:30"),
        ("every Sunday at 0:00", ("sunday",), "00:00"),
    ],
)
def test_a_job_can_run_at_a_time_of_day(text: str, days: tuple[str, ...], at: str) -> None:
    timetable = parse_timetable(text)
    assert (timetable.days, timetable.at, timetable.interval) == (days, at, None)


@pytest.mark.parametrize("text", ["off", "never", "Off", "", None])
def test_a_job_can_be_off(text: str | None) -> None:
    assert parse_timetable(text).off


@pytest.mark.parametrize(
    "text",
    [
        "every 0 minutes", "every 9999 hours", "every -1 minutes", "every 1.5 hours", "every ten minutes",
        "every",
        "daily", "daily at 24:00", "daily at 08:60", "daily at 8", "every mandag at 08:00", "every monday",
        "every month at 08:00", "hourly", "daily at 08:00 and 16:00", "08:00",
        "every 10 minutes at 08:00",
    ],
)  # fmt: skip
def test_a_timetable_that_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_timetable(text)
