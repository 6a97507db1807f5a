"""The real process, killed or refused by the system at a write, rename, fsync or unlink, using strace.

A normal run tries a few calls of each command, different ones for each fault; the soak (`REGIONPLAN_SOAK=1`) tries all.
"""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.faults.stages import (
    Stage,
    State,
    assert_nothing_is_lost_or_half,
    finish,
    finished_stages,
    note,
    stages,
)
from tests.paths import PROJECT
from tests.requirements import missing

SOAK = os.environ.get("REGIONPLAN_SOAK") == "1"
SAMPLED = {"killed": 2, "ENOSPC": 1, "EIO": 1}  # of each command's calls, in the ordinary run
CALLS = (
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "rename",
    "renameat2",
    "unlink",
    "unlinkat",
    "ftruncate",
    "mkdir",
)
FAULTS = {"killed": "signal=SIGKILL", "ENOSPC": "error=ENOSPC", "EIO": "error=EIO"}
COMMANDS = (
    "send", "collect", "merge", "undo", "undo after hand edits", "roll-over", "undo of a roll-over",
    "import", "undo of an import",
)  # fmt: skip
# What a process ends with that was killed by a signal, as strace passes it on (or a shell would).
KILLED = (-9, 137)


@pytest.fixture(scope="module")
def strace(needs_program: Callable[[str], str]) -> str:
    program = needs_program("strace")
    done = subprocess.run(
        [program, "-f", "-e", "inject=mkdir:error=EIO:when=1", "true"], capture_output=True, check=False
    )
    if done.returncode:
        missing("processes may not be traced here (ptrace is not allowed)")
    return program


@pytest.fixture(scope="module")
def before(strace: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Stage]:
    return stages(tmp_path_factory.mktemp("stages"))


@pytest.fixture(scope="module")
def undisturbed(before: dict[str, Stage], tmp_path_factory: pytest.TempPathFactory) -> dict[str, State]:
    return finished_stages(before, tmp_path_factory.mktemp("undisturbed"))


@pytest.fixture(scope="module")
def points_of(
    strace: str, before: dict[str, Stage], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], list[tuple[str, int]]]:
    """Return the traced system calls of a command, counted once."""

    @cache
    def counted(name: str) -> list[tuple[str, int]]:
        folder = tmp_path_factory.mktemp("counted")
        return calls(strace, before[name], before[name].copy(folder / "project"), folder / "log")

    return counted


def traced(strace: str, stage: Stage, folder: Path, *options: str) -> int:
    """Run the command as a separate process under strace; return its exit status."""
    command = [strace, "-f", "-qq", *options, sys.executable, "-m", "regionplan_xl"]
    done = subprocess.run(
        [*command, "--project", str(folder), *stage.command],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, cwd=PROJECT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    return done.returncode


def calls(strace: str, stage: Stage, folder: Path, log: Path) -> list[tuple[str, int]]:
    """Return the traced system calls of the command, each with its name and its number among calls of that name.

    They are numbered as strace numbers calls when injecting faults: separately for each thread and process. The fault
    hits the first one that gets to that number.
    """
    traced(strace, stage, folder, "-e", f"trace={','.join(CALLS)}", "-o", str(log))
    seen: Counter[tuple[str, str]] = Counter()
    found: dict[tuple[str, int], None] = {}
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        thread, _, rest = line.partition(" ")
        name = rest.strip().partition("(")[0]
        if name in CALLS:
            seen[thread, name] += 1
            found.setdefault((name, seen[thread, name]))
    return list(found)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_process_stopped_at_any_system_call_loses_nothing_and_doubles_nothing(
    name: str,
    fault: str,
    before: dict[str, Stage],
    undisturbed: dict[str, State],
    strace: str,
    points_of: Callable[[str], list[tuple[str, int]]],
    tmp_path: Path,
) -> None:
    stage, points = before[name], points_of(name)
    assert len(points) > 10
    tried: Counter[str] = Counter()
    for call, number in _chosen(points, fault):
        folder = stage.copy(tmp_path / "project")
        where = f"{name}, {fault} at {call} number {number}"
        status = traced(
            strace, stage, folder, "-e", f"trace={call}", "-e", f"inject={call}:{FAULTS[fault]}:when={number}",
            "-o", str(tmp_path / "log"),
        )  # fmt: skip
        # How often a pipe is written to depends on how fast its reader is, so that a late call may not come.
        came = fault != "killed" or status not in (0, 1)
        assert (status in KILLED) == (fault == "killed" and came), f"{where}: {status}"
        assert_nothing_is_lost_or_half(folder, stage)
        assert finish(name, folder, stage.command) == undisturbed[name], where
        tried[call] += came
    assert tried.total() > 0.95 * len(_chosen(points, fault)) - 1
    note(f"system calls | {name} | {fault} | {tried.total()} of {len(points)}", tried)


def _chosen(points: list[tuple[str, int]], fault: str) -> list[tuple[str, int]]:
    """Return all of them, or some, spread evenly and different for each fault."""
    count = SAMPLED[fault]
    if SOAK or len(points) <= count:
        return points
    first = list(FAULTS).index(fault) * len(points) // count // len(FAULTS)
    return [points[first + n * len(points) // count] for n in range(count)]
