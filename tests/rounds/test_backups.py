"""Backups: all of the last days, then one a month; never the one that undo needs, never what people put there."""

from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regionplan_xl.project.backups import Then, expired_backups
from tests.rounds.answers import answer
from tests.rounds.commands import regionplan as as_a_process
from tests.rounds.commands import regionplan_in_process as regionplan
from tests.rounds.master_by_hand import edit, master

TODAY = date(2025, 3, 15)


def name(day: str, clock: str = "12.00.00", merge: int = 1) -> str:
    return f"master {day} {clock} before merge {merge}.xlsx"


def test_all_of_the_last_thirty_days_are_kept_and_then_the_last_of_each_month() -> None:
    recent = [name("2025-03-14"), name("2025-02-20"), name("2025-02-13", "08.00.00")]
    old = [name("2025-02-12"), name("2025-02-01"), name("2025-01-31", "23.00.00"), name("2025-01-31")]
    assert set(expired_backups([*recent, *old], TODAY, 30, "monthly")) == {
        name("2025-02-01"),
        name("2025-01-31"),
    }
    assert set(expired_backups([*recent, *old], TODAY, 30, "none")) == set(old)
    assert expired_backups([*recent, *old], TODAY, 30, "all") == ()


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
    gone = set(expired_backups(names.values(), TODAY, keep_days, then))
    kept = {day for day in days if names[day] not in gone}
    assert {day for day in days if TODAY - day <= timedelta(days=keep_days)} <= kept
    if then == "monthly":
        assert {(d.year, d.month) for d in days} == {(d.year, d.month) for d in kept}
    assert not expired_backups((names[day] for day in kept), TODAY, keep_days, then)


def test_a_merge_prunes_by_the_rule_in_config_and_says_so_in_the_log(sent: Path) -> None:
    backups = sent / "workbooks" / "backups"
    for day in ("2019-05-01", "2019-05-02", "2019-06-01"):
        (backups / name(day)).write_bytes(b"gammal")
    (backups / "Min eigen kopi.xlsx").write_bytes(b"mi")
    answer(sent, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}})
    run = as_a_process("-v", "merge", folder=sent)
    assert run.status == 0
    assert name("2019-05-01") in run.err
    left = {path.name for path in backups.iterdir()}
    assert {name("2019-05-02"), name("2019-06-01"), "Min eigen kopi.xlsx"} < left
    assert len(left) == 4

    config = sent / "config.yaml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("then: monthly", "then: none"), encoding="utf-8"
    )
    answer(sent, "KRU", {"6.1.1": {"Status": "Gjennomført"}})
    assert regionplan("merge", folder=sent).status == 0
    assert len(list(backups.iterdir())) == 3


def test_the_backup_that_undo_needs_is_kept_however_old_it_is(sent: Path) -> None:
    """The clock of the merge is set back by renaming its backup, as if nobody had merged for years."""
    from regionplan_xl.project.backups import prune_backups

    before = master(sent).read_bytes()
    answer(sent, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}})
    assert regionplan("merge", folder=sent).status == 0
    backups = sent / "workbooks" / "backups"
    (mine,) = backups.iterdir()
    assert prune_backups(backups, TODAY + timedelta(days=5000), 1, "none", {mine.name}) == ()
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
    copies = [path for path in (sent / "workbooks" / "backups").iterdir() if "undo of merge 1" in path.name]
    assert [path.read_bytes() for path in copies] == [edited]
