"""Run the service in tests."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SCHEDULE = "\nschedule:\n  collect: every 1 second\n  merge: every 1 second\n"


def wait_for(what: Callable[[], bool], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.2)


@dataclass
class RunningService:
    """A service during the test, and what it has said on stderr once it has stopped."""

    process: "subprocess.Popen[str]"
    said: str = ""


@contextmanager
def running_service(projects: Path) -> Iterator[RunningService]:
    """Run the service of a project, or of a pattern of folders, during the block; it must then stop as asked."""
    service = subprocess.Popen(
        [sys.executable, "-m", "regionplan_xl", "--project", str(projects), "run"],
        stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    running = RunningService(service)
    try:
        yield running
    finally:
        service.send_signal(signal.SIGTERM)
        _, log = service.communicate(timeout=30)
        running.said = log
    assert service.returncode == 0, log
    assert "Traceback" not in log
    assert "stopped" in log


def set_schedule(project: Path, **times: str) -> None:
    """Replace the timetable in config.yaml; by default, every second."""
    config = project / "config.yaml"
    lines = config.read_text(encoding="utf-8").splitlines()
    start = next((i for i, line in enumerate(lines) if line.startswith("schedule:")), None)
    if start is not None:
        end = start + 1
        while end < len(lines) and (lines[end].startswith((" ", "#")) or not lines[end].strip()):
            end += 1
        lines[start:end] = []
    schedule = "\nschedule:\n" + "".join(f"  {job}: {at}\n" for job, at in times.items())
    config.write_text("\n".join(lines) + (schedule if times else SCHEDULE), encoding="utf-8")
