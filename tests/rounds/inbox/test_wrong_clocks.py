"""Wrong clocks, here and on returned files, stop nobody and lose nothing."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from regionplan_xl.project.folder import Project
from regionplan_xl.text import parse_day
from tests.rounds.desk import Desk, by

MEASURE = "6.1.1"
END = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
WRONG = [
    (datetime(1970, 1, 1, tzinfo=UTC), "Europe/Oslo"),
    (datetime(2040, 6, 1, tzinfo=UTC), "Europe/Oslo"),
    *((END, zone) for zone in ("Europe/Oslo", "America/Los_Angeles", "Pacific/Kiritimati", "UTC")),
]


def set_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """Set the machine's clock as seen by a project."""
    monkeypatch.setattr(Project, "now", lambda _: now)
    monkeypatch.setattr(Project, "today", lambda _: now.date())


def set_zone(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    if not hasattr(time, "tzset"):
        pytest.skip("Windows has the zone of the machine")
    monkeypatch.setenv("TZ", zone)
    time.tzset()


@pytest.fixture(autouse=True)
def _own_zone_again() -> Iterator[None]:
    yield
    if hasattr(time, "tzset"):
        time.tzset()


@pytest.mark.parametrize(("now", "zone"), WRONG, ids=lambda one: getattr(one, "year", one))
def test_a_round_goes_on_under_any_clock_in_any_zone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, now: datetime, zone: str
) -> None:
    set_zone(monkeypatch, zone)
    with monkeypatch.context() as wrong:
        set_clock(wrong, now)
        desk.answer("KRU", MEASURE, Status="Gjennomført")
        desk.answer("Næringsforum", "1.1.1", Status="bra nok")
        for words in ("merge", "status", f"history {MEASURE}", "check", "send", "collect", "report"):
            desk.run(*words.split())
            assert desk.status in (0, 1), words
    assert desk.cell(MEASURE, "Status") == "Gjennomført"
    # The clock is put right: the next merge, an undo, and a new round go on as if nothing were.
    desk.answer("KRU", MEASURE, Kommentar="Ferdig i mai.")
    for words in ("merge", "undo --steps 2", "merge", "send --new", f"history {MEASURE}"):
        desk.run(*words.split())
        assert desk.status in (0, 1), words
    assert desk.cell(MEASURE, "Status") == "Gjennomført"


def test_a_merge_in_2040_leaves_every_copy_of_the_master(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    backups = desk.folder / "workbooks" / "backups"
    backups.mkdir(exist_ok=True)
    today = datetime.now(UTC)
    for number in range(25):
        day = today - timedelta(days=number)
        (backups / f"master {day:%Y-%m-%d} 12.00.00 before merge 0.xlsx").write_bytes(b"kopi")
    before = {path.name for path in backups.iterdir()}
    set_clock(monkeypatch, datetime(2040, 1, 1, tzinfo=UTC))
    desk.answer("KRU", MEASURE, Status="Gjennomført")
    desk.run("merge")
    assert before < {path.name for path in backups.iterdir()}


@pytest.mark.parametrize("seconds", [-1, -62_135_596_900, 315_532_800, 4_102_444_800, 253_402_300_799, 2**40])
def test_the_time_on_a_returned_file_cannot_be_before_anything_was_sent_or_to_come(
    desk: Desk, seconds: int
) -> None:
    paths = [
        desk.answer("KRU", MEASURE, Status="Gjennomført"),
        desk.answer("Næringsforum", "1.1.1", Status="bra nok"),
    ]
    before = datetime.now(UTC)
    for path in paths:
        try:
            os.utime(path, (seconds, seconds))
        except (OSError, OverflowError):
            pytest.skip("this file system has no such time")
    desk.run("merge")
    assert desk.cell(MEASURE, "Status") == "Gjennomført"
    (row,) = desk.rows("Konfliktar")
    asked = datetime.strptime(row["Når"], "%Y-%m-%d %H:%M").astimezone()
    assert before - timedelta(minutes=2) < asked <= datetime.now(UTC) + timedelta(minutes=1)


@pytest.mark.parametrize("seconds", [-(2**55), 2**55, -1, 253_402_300_799])
def test_a_lock_file_with_an_odd_time_is_told_as_any_other(desk: Desk, seconds: int) -> None:
    lock = desk.master.with_name(f"~${desk.master.name}")
    lock.write_bytes(b"\3KRU")
    try:
        os.utime(lock, (seconds, seconds))
    except (OSError, OverflowError):
        pytest.skip("this file system has no such time")
    desk.run("merge")
    assert desk.status == 3
    lock.unlink()
    desk.run("merge")
    assert desk.status == 0


def test_what_was_received_at_the_end_of_the_calendar_is_copied_and_shown(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_zone(monkeypatch, "Pacific/Kiritimati")
    (tmp_path / "tull.pdf").write_bytes(b"%PDF-1.4")
    with monkeypatch.context() as wrong:
        set_clock(wrong, END)
        (held,) = desk.run("merge", str(tmp_path / "tull.pdf"))["held"]
    assert held["file"] == "tull.pdf"
    assert "9999" in (desk.folder / "workbooks" / "held" / "tull.pdf.txt").read_text(encoding="utf-8")
    assert by(desk.rows("Konfliktar"), "Fil", "tull.pdf")
    desk.answer("KRU", MEASURE, Status="Gjennomført")
    desk.run("merge")
    assert desk.cell(MEASURE, "Status") == "Gjennomført"


@pytest.mark.parametrize("deadline", ["9999-12-31", "2100-02-28"])
def test_a_deadline_at_the_end_of_the_calendar_is_a_deadline(desk: Desk, deadline: str) -> None:
    assert desk.run("send", "--deadline", deadline)["deadline"] == deadline
    assert desk.run("status")["deadline"] == deadline
    assert parse_day(deadline) is not None
    desk.answer("KRU", MEASURE, Status="Gjennomført", Venta_ferdig=date.fromisoformat(deadline))
    desk.run("merge")
    desk.run("report", "--format", "docx,json", "--date", deadline)
    assert desk.status == 0


@pytest.mark.parametrize("zone", ["Europe/Oslo", "America/Los_Angeles", "UTC"])
def test_a_report_since_the_beginning_of_the_calendar_says_where_the_record_begins(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    set_zone(monkeypatch, zone)
    told = desk.run("report", "--since", "0001-01-01")
    assert (desk.status, "begynner" in told["fix"] or "byrjar" in told["fix"]) == (2, True), told
