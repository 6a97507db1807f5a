"""Backups: all of the last days, then one a month; never delete one that undo needs, or files that people put there.

No single clock is trusted: the newest copies stay whatever their dates, and few are removed at once.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regionplan_xl.project.backups.of_master import (
    ALWAYS_KEPT,
    Then,
    expired_backups,
    prune_backups,
    write_backup,
)
from tests.rounds.answers import answer
from tests.rounds.commands import regionplan as as_a_process
from tests.rounds.commands import regionplan_in_process as regionplan
from tests.rounds.master_by_hand import edit, master

TODAY = date(2025, 3, 15)


def name(day: str, clock: str = "12.00.00", merge: int = 1) -> str:
    return f"master {day} {clock} before merge {merge}.xlsx"


NEWEST = [name(TODAY.isoformat(), f"13.00.{number:02}", 90 + number) for number in range(ALWAYS_KEPT)]
"""The copies that always stay, so that the rule decides about all others."""


def test_all_of_the_last_thirty_days_are_kept_and_then_the_last_of_each_month() -> None:
    recent = [name("2025-03-14"), name("2025-02-20"), name("2025-02-13", "08.00.00")]
    old = [name("2025-02-12"), name("2025-02-01"), name("2025-01-31", "23.00.00"), name("2025-01-31")]
    assert set(expired_backups([*recent, *old, *NEWEST], TODAY, 30, "monthly")) == {
        name("2025-02-01"),
        name("2025-01-31"),
    }
    assert set(expired_backups([*recent, *old, *NEWEST], TODAY, 30, "none")) == set(old)
    assert expired_backups([*recent, *old, *NEWEST], TODAY, 30, "all") == ()


def test_what_people_put_there_is_never_counted() -> None:
    theirs = [
        "master.xlsx",
        "Kopi av master.xlsx",
        "master 2019-01-01.xlsx",
        "master 2019-99-01 10.00.00 before x.xlsx",
        "master 2019-05-01 10.00.00 before the election.xlsx",
    ]
    assert expired_backups(theirs, TODAY, 1, "none") == ()


DAYS = st.dates(date(2023, 1, 1), date(2025, 3, 20))


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(st.sets(DAYS, max_size=30), st.integers(1, 400), st.sampled_from(["monthly", "none", "all"]))
def test_nothing_young_goes_and_every_month_keeps_one(days: set[date], keep_days: int, then: Then) -> None:
    names = {day: name(day.isoformat()) for day in days}
    gone = set(expired_backups([*names.values(), *NEWEST], TODAY, keep_days, then))
    kept = {day for day in days if names[day] not in gone}
    assert {day for day in days if TODAY - day <= timedelta(days=keep_days)} <= kept
    if then == "monthly":
        assert {(d.year, d.month) for d in days} == {(d.year, d.month) for d in kept}
    assert not expired_backups([*(names[day] for day in kept), *NEWEST], TODAY, keep_days, then)


def merged_daily(count: int) -> list[str]:
    """Return copies of one merge a day, the last of them today."""
    return [
        name((TODAY - timedelta(days=count - number)).isoformat(), merge=number)
        for number in range(1, count + 1)
    ]


@pytest.mark.parametrize("today", [date(2040, 1, 1), date(9999, 12, 31), date(2026, 6, 1)])
def test_a_merge_under_a_clock_that_is_ahead_removes_nothing(today: date) -> None:
    honest = merged_daily(60)
    ahead, right = (name(day.isoformat(), merge=61) for day in (today, TODAY))
    by_the_right_clock = expired_backups([*honest, right], TODAY, 30, "monthly")
    assert expired_backups([*honest, ahead], today, 30, "monthly") == by_the_right_clock
    assert expired_backups([*honest, ahead], TODAY, 30, "monthly") == by_the_right_clock


def test_a_clock_that_stays_ahead_takes_few_at_a_time_and_never_the_newest(tmp_path: Path) -> None:
    honest = merged_daily(60)
    for one in honest:
        (tmp_path / one).write_bytes(b"")
    ahead = date(2040, 1, 1)
    for merge in range(61, 66):
        write_backup(tmp_path, b"", datetime(2040, 1, 1, 8, 0), f"merge {merge}")
        assert len(prune_backups(tmp_path, ahead, 30, "none", set())) <= 3
    left = {path.name for path in tmp_path.iterdir()}
    assert len(left) >= 65 - 5 * 3
    assert set(honest[-5:]) <= left


@pytest.mark.parametrize("wrong", ["1970-01-01", "0001-01-01", "1999-12-31"])
def test_a_copy_made_by_a_clock_that_was_behind_is_no_older_than_the_one_before_it(wrong: str) -> None:
    names = merged_daily(25)
    names[12] = name(wrong, merge=13)
    assert expired_backups(names, TODAY, 30, "none") == ()
    names[-1] = name(wrong, merge=25)
    assert expired_backups(names, TODAY, 1, "none") == ()


def test_a_clock_that_shows_the_same_second_again_overwrites_no_copy(tmp_path: Path) -> None:
    now = datetime(2025, 3, 30, 2, 30, tzinfo=UTC)
    made = [write_backup(tmp_path, str(number).encode(), now, "merge 5") for number in range(3)]
    assert [path.read_bytes() for path in made] == [b"0", b"1", b"2"]
    for moment in (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)):
        assert write_backup(tmp_path, b"", moment, "merge 6").exists()


def test_a_merge_prunes_by_the_rule_in_config_and_says_so_in_the_log(sent: Path) -> None:
    backups = sent / "workbooks" / "backups"
    for day in ("2019-05-01", "2019-05-02", "2019-06-01"):
        (backups / name(day, merge=0)).write_bytes(b"gammal")
    for number in range(ALWAYS_KEPT):
        (backups / name(TODAY.isoformat(), f"12.00.{number:02}")).write_bytes(b"ny")
    (backups / "Min eigen kopi.xlsx").write_bytes(b"mi")
    answer(sent, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}})
    run = as_a_process("-v", "merge", folder=sent)
    assert run.status == 0
    assert name("2019-05-01", merge=0) in run.err
    left = {path.name for path in backups.glob("*.xlsx")}
    assert {name("2019-05-02", merge=0), name("2019-06-01", merge=0), "Min eigen kopi.xlsx"} < left
    assert len(left) == 4 + ALWAYS_KEPT

    config = sent / "config.yaml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("then: monthly", "then: none"), encoding="utf-8"
    )
    answer(sent, "KRU", {"6.1.1": {"Status": "Gjennomført"}})
    assert regionplan("merge", folder=sent).status == 0
    left = {path.name for path in backups.glob("*.xlsx")}
    assert not {one for one in left if "2019" in one}
    assert len(left) == 2 + 1 + ALWAYS_KEPT


def test_the_backup_that_undo_needs_is_kept_however_old_it_is(sent: Path) -> None:
    """As if nobody had merged for years."""
    before = master(sent).read_bytes()
    answer(sent, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}})
    assert regionplan("merge", folder=sent).status == 0
    backups = sent / "workbooks" / "backups"
    (mine,) = backups.glob("*.xlsx")
    later = [name("2035-03-15", f"12.00.{number:02}", 2) for number in range(ALWAYS_KEPT)]
    for one in later:
        (backups / one).write_bytes(b"ny")
    assert mine.name in expired_backups([mine.name, *later], date(2035, 3, 15), 1, "none")
    assert prune_backups(backups, date(2035, 3, 15), 1, "none", {mine.name}) == ()
    assert regionplan("undo", folder=sent).status == 0
    assert master(sent).read_bytes() == before


def test_a_wrong_rule_is_told_with_the_place(sent: Path) -> None:
    config = sent / "config.yaml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("keep_days: 30", "keep_dayz: 30"), encoding="utf-8"
    )
    run = regionplan("check", folder=sent)
    assert run.status == 2
    assert "keep_days" in run.err


def test_an_undo_after_hand_edits_keeps_a_copy_of_them_too(sent: Path) -> None:
    answer(sent, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}})
    assert regionplan("merge", folder=sent).status == 0
    edit(master(sent), "1.1.2", "Merknad", "Hand")
    edited = master(sent).read_bytes()
    assert regionplan("undo", folder=sent).status == 0
    copies = [
        path for path in (sent / "workbooks" / "backups").glob("master *") if "undo of merge 1" in path.name
    ]
    assert [path.read_bytes() for path in copies] == [edited]
