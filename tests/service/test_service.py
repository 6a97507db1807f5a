"""The service keeps its timetable, whatever a job does."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo

import pytest

from regionplan_xl.errors import InputError, NotNow
from regionplan_xl.service.serve import serve, serve_many
from tests.paths import PROJECT

Jobs = dict[str, tuple[str, Callable[[], object]]]
LOG = logging.getLogger("service-test")


@contextmanager
def serving(jobs: Jobs) -> Iterator[threading.Event]:
    """Run the service in another thread; at the end, stop it and check that it returns 0."""
    stop, ended = threading.Event(), []
    thread = threading.Thread(target=lambda: ended.append(serve(jobs, stop=stop, log=LOG)))
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(30)
    assert ended == [0]


def wait_for(happened: Callable[[], bool], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.02)


def break_down() -> None:
    raise NotNow("The mail server is away.", "Try again later.")


def test_a_job_that_fails_never_stops_the_others(caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    def crash() -> None:
        raise ZeroDivisionError("division\nby zero")

    jobs: Jobs = {
        "collect": ("every 1 second", break_down),
        "merge": ("every 1 second", lambda: done.append("merge")),
        "report": ("every 1 second", crash),
    }
    with caplog.at_level(logging.INFO), serving(jobs):
        wait_for(lambda: len(done) >= 3)
    failures = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "collect failed: The mail server is away. Try again later." in caplog.messages
    assert "report failed: ZeroDivisionError" in caplog.messages
    assert all(record.exc_info is None or not record.exc_info for record in failures)


def test_a_traceback_is_in_the_log_only_when_asked_for(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        serve({"merge": ("every hour", break_down)}, stop=threading.Event(), log=LOG, once=True)
    assert "Traceback" in caplog.text


def test_jobs_due_together_run_in_the_order_of_a_round() -> None:
    done: list[str] = []
    names = ["report", "remind", "merge", "collect"]
    jobs: Jobs = {name: ("every 1 second", lambda name=name: done.append(name)) for name in names}  # type: ignore[misc]
    with serving(jobs):
        wait_for(lambda: len(done) >= 12)
    assert done[:12] == ["collect", "merge", "remind", "report"] * 3


def test_a_job_that_takes_too_long_does_not_pile_up_nor_crowd_out_the_next() -> None:
    done: list[str] = []

    def slow() -> None:
        done.append("collect")
        time.sleep(1.1)

    with serving(
        {"collect": ("every 1 second", slow), "merge": ("every 1 second", lambda: done.append("merge"))}
    ):
        wait_for(lambda: len(done) >= 4)
    assert done[:4] == ["collect", "merge"] * 2


class Clock(datetime):
    """A clock set by the test."""

    ahead = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "Clock":
        """Return the clock's time."""
        return super().now(tz) + cls.ahead


@pytest.mark.parametrize(
    "timetable", ["daily at {}", "weekdays at {}", "every sunday at {}", "every 2 hours"]
)
@pytest.mark.parametrize("ahead", [timedelta(days=5000), timedelta(days=16), timedelta(days=-400)])
def test_a_job_goes_on_when_a_clock_that_was_wrong_is_put_right(
    monkeypatch: pytest.MonkeyPatch, timetable: str, ahead: timedelta
) -> None:
    done: list[str] = []
    at = f"{(datetime.now().hour + 3) % 24:02}:00"  # noqa: DTZ005
    monkeypatch.setattr("regionplan_xl.service.plan_jobs.datetime", Clock)
    if ahead < timedelta():
        monkeypatch.setattr(Clock, "ahead", ahead)
    with serving(
        {
            "collect": ("every 1 second", lambda: None),
            "merge": (timetable.format(at), lambda: done.append("merge")),
        }
    ):
        if ahead > timedelta():
            monkeypatch.setattr(Clock, "ahead", ahead)
            wait_for(lambda: len(done) >= 1)
            monkeypatch.setattr(Clock, "ahead", timedelta())
            time.sleep(1.2)
        before = len(done)
        monkeypatch.setattr(Clock, "ahead", timedelta(days=8))
        wait_for(lambda: len(done) > before)


def test_a_job_with_a_time_of_day_waits_for_it() -> None:
    done: list[str] = []
    later = f"{(datetime.now().hour + 2) % 24:02}:00"  # noqa: DTZ005
    with serving(
        {
            "collect": ("every 1 second", lambda: done.append("collect")),
            "report": (f"daily at {later}", lambda: done.append("report")),
            "remind": (f"weekdays at {later}", lambda: done.append("remind")),
        }
    ):
        wait_for(lambda: len(done) >= 2)
    assert set(done) == {"collect"}


@pytest.mark.skipif(os.name == "nt", reason="the time zone of a running program cannot be changed on Windows")
def test_an_hour_set_back_in_autumn_does_not_make_a_job_wait_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setenv("TZ", "SUMMER-2")
    time.tzset()
    try:
        with serving({"collect": ("every 1 second", lambda: done.append("collect"))}):
            wait_for(lambda: len(done) == 2)
            monkeypatch.setenv("TZ", "WINTER-1")
            time.tzset()
            wait_for(lambda: len(done) == 4)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_stop_is_noticed_soon_and_the_running_job_is_finished() -> None:
    began, done = threading.Event(), []

    def job() -> None:
        began.set()
        time.sleep(0.4)
        done.append("merge")

    jobs: Jobs = {"merge": ("every hour", job), "report": ("every hour", lambda: done.append("report"))}
    with serving(jobs) as stop:
        assert began.wait(30)
        stop.set()
        asked = time.monotonic()
    assert done == ["merge"]
    assert time.monotonic() - asked < 2


def test_once_does_each_job_once_in_order_and_tells_the_worst_that_happened() -> None:
    done: list[str] = []
    jobs: Jobs = {
        "report": ("daily at 06:00", lambda: done.append("report")),
        "merge": ("every hour", break_down),
        "remind": ("off", lambda: done.append("remind")),
        "collect": ("every hour", lambda: done.append("collect")),
    }
    assert serve(jobs, stop=threading.Event(), log=LOG, once=True) == 3
    assert done == ["collect", "report"]
    del jobs["merge"]
    assert serve(jobs, stop=threading.Event(), log=LOG, once=True) == 0


def test_a_service_with_nothing_to_do_says_so() -> None:
    with pytest.raises(InputError, match="No job is on the timetable"):
        serve({"merge": ("off", break_down)}, stop=threading.Event(), log=LOG)
    with pytest.raises(InputError, match=r"schedule\.merge"):
        serve({"merge": ("now and then", break_down)}, stop=threading.Event(), log=LOG)


PROGRAM = """
import logging, sys, threading, time
from regionplan_xl.service.serve import serve, serve_many
logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
def merge():
    print("begun", flush=True)
    time.sleep(float(sys.argv[1]))
    print("merged", flush=True)
def broken():
    raise OSError("disk away")
jobs = {"collect": ("every 1 second", broken), "merge": ("every 1 second", merge)}
sys.exit(serve(jobs, stop=threading.Event(), log=logging.getLogger("s")))
"""


@contextmanager
def program(seconds: float) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(seconds)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=PROJECT,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM to send to a program")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_service_ends_cleanly_when_it_is_told_to(number: signal.Signals) -> None:
    with program(0.4) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        process.send_signal(number)
        out, log = process.communicate(timeout=30)
    assert process.returncode == 0
    assert out == "merged\n", "the running job is finished, and no other is begun"
    assert "collect failed: OSError: disk away" in log
    assert "The service has stopped." in log
    assert "Traceback" not in log


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send to a program")
def test_a_second_ctrl_c_breaks_off_a_job_that_hangs() -> None:
    with program(60) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGINT)
        time.sleep(0.3)
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        process.wait(30)
    assert process.returncode != 0


def test_the_service_leaves_the_signals_as_it_found_them() -> None:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    serve({"merge": ("every hour", lambda: None)}, stop=threading.Event(), log=LOG, once=True)
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


class Named:
    """A plan that records its turns; the last one stops the service."""

    def __init__(self, name: str, turns: list[str], stop: threading.Event, last: int) -> None:
        self._name, self._turns, self._stop, self._last = name, turns, stop, last

    def run_due(self, stopping: Callable[[], bool]) -> None:
        self._turns.append(self._name)
        if len(self._turns) == self._last:
            self._stop.set()

    def run_all(self, stopping: Callable[[], bool]) -> int:
        self._turns.append(self._name)
        return 3 if self._name == "Hol" else 0


def test_of_many_plans_each_has_its_turn_and_each_pass_begins_with_another() -> None:
    turns: list[str] = []
    stop = threading.Event()
    plans = [Named(name, turns, stop, 9) for name in ("Gol", "Hol", "Nes")]
    assert serve_many(lambda: plans, stop=stop, pause=0) == 0
    assert turns == ["Gol", "Hol", "Nes", "Hol", "Nes", "Gol", "Nes", "Gol", "Hol"]


def test_of_many_plans_one_that_could_not_run_now_is_tried_again_when_the_others_are_done() -> None:
    turns: list[str] = []
    stop = threading.Event()
    plans = [Named(name, turns, stop, 0) for name in ("Gol", "Hol", "Nes")]
    assert serve_many(lambda: plans, stop=stop, once=True) == 3
    assert turns == ["Gol", "Hol", "Nes", "Hol"]
