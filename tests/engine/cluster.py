"""Run a Dask scheduler and its workers as processes on this machine."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.paths import PROJECT

_START_SECONDS = 60.0


class Cluster:
    """A running scheduler at `address`, and the processes of its workers."""

    def __init__(self, folder: Path, tls: Sequence[str] = (), nannies: bool = False) -> None:
        self._folder = folder
        self._tls = list(tls)
        self._nannies = nannies
        self._scheduler = self._start(
            "dask_scheduler", "--port", "0", "--scheduler-file", str(folder / "scheduler.json"),
            *(["--protocol", "tls"] if tls else []),
        )  # fmt: skip
        until = time.monotonic() + _START_SECONDS
        while not self._scheduler_says():
            assert time.monotonic() < until, "the scheduler did not start"
            time.sleep(0.1)
        self.address: str = json.loads(self._scheduler_says())["address"]
        self.workers: list[subprocess.Popen[bytes]] = []

    def add_worker(self, program: Path = PROJECT) -> subprocess.Popen[bytes]:
        """Start a worker that runs the program from a folder."""
        kind = ["--nanny"] if self._nannies else ["--no-nanny"]
        number = len(self.workers)
        worker = self._start(
            "dask_worker", self.address, *kind, "--nthreads", "1", "--local-directory",
            str(self._folder / f"worker{number}"), program=program,
        )  # fmt: skip
        self.workers.append(worker)
        return worker

    def busy_worker(self) -> subprocess.Popen[bytes]:
        """Wait for a worker whose child is reading files, and return it."""
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until:
            for worker in self.workers:
                if psutil.Process(worker.pid).children():
                    return worker
            time.sleep(0.01)
        raise AssertionError("no worker has begun to read")

    def end_scheduler(self) -> None:
        """Kill the scheduler."""
        self._scheduler.kill()
        self._scheduler.wait()

    def end(self) -> None:
        """Kill everything."""
        for process in (*self.workers, self._scheduler):
            found = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
            process.kill()
            process.wait()
            for child in found:
                if child.is_running():
                    child.kill()

    def _scheduler_says(self) -> str:
        path = self._folder / "scheduler.json"
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        return text if text.rstrip().endswith("}") else ""

    def _start(self, command: str, *words: str, program: Path = PROJECT) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [
                sys.executable, "-m", f"distributed.cli.{command}", *words, "--host", "127.0.0.1",
                "--no-dashboard", *self._tls,
            ],
            cwd=program,
            env={**os.environ, "PYTHONPATH": f"{program}{os.pathsep}{PROJECT}"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip


@contextmanager
def running(
    folder: Path, workers: int = 2, tls: Sequence[str] = (), nannies: bool = False
) -> Iterator[Cluster]:
    """Run a scheduler with some workers; all of it ends with the block."""
    folder.mkdir(parents=True, exist_ok=True)
    cluster = Cluster(folder, tls, nannies)
    try:
        for _ in range(workers):
            cluster.add_worker()
        yield cluster
    finally:
        cluster.end()
