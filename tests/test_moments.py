"""Times at the limits of the calendar, and beyond."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionplan_xl.moments import local_minute, local_moment, moment_of


@given(st.floats(allow_nan=False) | st.integers(-(2**63), 2**63))
def test_every_time_on_a_file_is_a_moment_that_every_zone_has(seconds: float) -> None:
    moment = moment_of(seconds)
    for hours in (-24, -12, 0, 14, 24):
        zone = timezone(timedelta(hours=hours) - timedelta(seconds=hours // 24))
        assert moment.astimezone(zone).astimezone(UTC) == moment
    assert local_moment(moment) == moment


def test_an_ordinary_time_on_a_file_is_itself() -> None:
    for moment in (datetime(1969, 12, 31, 23, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)):
        assert moment_of(moment.timestamp()) == moment


@pytest.mark.parametrize("moment", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_the_first_and_the_last_moment_are_shown_in_any_zone(moment: datetime) -> None:
    assert local_minute(moment)[:2] in ("00", "99")
    assert len(local_minute(moment)) == len("2026-03-15 09:30")
