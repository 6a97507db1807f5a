"""Measure the gain from two processes on two cores: reading the returns of a round, and plain computing next to it.

python -m benchmarks.two_processes PROJECT inline|processes
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_PROBE = "sum(n * n % 7 for n in range(6_000_000))"


@dataclass(frozen=True)
class SpeedUp:
    """How many times faster two processes are than one: reading the returns, and plain computing."""

    ours: float
    probe: float


def speed_up(project: Path, runs: int) -> SpeedUp:
    """Measure both in alternation; the project is only read."""
    times: dict[str, list[float]] = {"inline": [], "processes": [], "one": [], "two": []}
    probe = [sys.executable, "-c", _PROBE]
    for _ in range(runs):
        for kind in ("inline", "processes"):
            words = [sys.executable, "-m", "benchmarks.two_processes", str(project), kind]
            done = subprocess.run(
                words, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[1]
            )
            times[kind].append(float(done.stdout))
        times["one"].append(_together([probe]) + _together([probe]))
        times["two"].append(_together([probe, probe]))
    median = {name: statistics.median(mine) for name, mine in times.items()}
    return SpeedUp(median["inline"] / median["processes"], median["one"] / median["two"])


def _together(commands: Sequence[list[str]]) -> float:
    start = time.perf_counter()
    for process in [subprocess.Popen(words) for words in commands]:
        process.wait()
    return time.perf_counter() - start


def reading_time(folder: Path, kind: str) -> float:
    """Return the seconds that a command waits until every returned workbook in the inbox is read. Nothing is archived.

    As in the command, the processes start while the project is opened; what one process loads is not counted either.
    """
    from regionplan_xl.cli.early_launcher import start_early_launcher

    if kind == "processes":
        start_early_launcher()
    from regionplan_xl.config.engine import EngineSettings
    from regionplan_xl.project.archive import preview_files
    from regionplan_xl.project.folder import Project
    from regionplan_xl.project.submissions import read_returns

    project = Project.open(folder)
    project.config = project.config.model_copy(update={"engine": EngineSettings(kind=kind, workers=2)})  # type: ignore[arg-type]
    files = preview_files(project, ()).files
    plan = project.read_master().plan
    if kind == "inline":
        read_returns(project, files[:1], plan=plan)
    start = time.perf_counter()
    returns = read_returns(project, files, plan=plan)
    taken = time.perf_counter() - start
    project.close_ledger()
    assert len(returns.submissions) == len(files), "a return was held"
    return taken


if __name__ == "__main__":
    print(reading_time(Path(sys.argv[1]), sys.argv[2]))
