"""A whole round, split and merged by us and by scripts: whole processes side by side, in turns.

    python benchmarks/rounds.py [--sizes S M L] [--runs 5] [--markdown FILE]

Each run is a process of its own in a fresh copy of the same project. What the scripts wrote is compared with ours, so
that all have done the same work. The floors are what reading the returned workbooks costs at least.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineWorkbook
from round_data import ROUND, SIZES, Size, answer_round, make_answers, make_project

HERE = Path(__file__).parent
OURS = "regionplan_xl"
PEERS = {
    "pandas + openpyxl": "with_pandas.py",
    "openpyxl": "with_openpyxl.py",
    "calamine + XlsxWriter": "with_calamine.py",
}
FLOORS = ("inflate", "calamine's values")


@dataclass(frozen=True)
class Cost:
    """Wall time and processor time of a process and its children (seconds), and the largest memory of one (MiB)."""

    wall: float
    cpu: float
    memory: float


def command(who: str, task: str, project: Path) -> list[str]:
    """The command with which somebody does `split` or `merge`."""
    if who in PEERS:
        return [sys.executable, str(HERE / "peers" / PEERS[who]), task, str(project), ROUND]
    ours = ["send", "--round", ROUND] if task == "split" else ["merge"]
    return [sys.executable, "-m", "regionplan_xl", "--project", str(project), *ours]


def run(words: list[str]) -> Cost:
    """Run a command to its end."""
    # Nobody reads a pipe while we wait, and a process that has filled one waits too: messages go to a file.
    with tempfile.TemporaryFile() as messages:
        start = time.perf_counter()
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=messages)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            messages.seek(0)
            raise SystemExit(f"{words} failed: {messages.read().decode(errors='replace')}")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def in_turns(task: str, project: Path, runs: int) -> dict[str, list[Cost]]:
    """Everybody's costs of a task, run after run."""
    costs: dict[str, list[Cost]] = {who: [] for who in (OURS, *PEERS)}
    for _ in range(runs):
        for who, mine in costs.items():
            with tempfile.TemporaryDirectory(prefix="round ") as folder:
                copy = Path(shutil.copytree(project, Path(folder) / "plan"))
                mine.append(run(command(who, task, copy)))
    return costs


def floors(inbox: Path, runs: int) -> dict[str, float]:
    """Seconds that it takes at least to read the returned workbooks, in this process."""
    files = sorted(inbox.glob("*.xlsx"))

    def inflate() -> None:
        for path in files:
            with zipfile.ZipFile(path) as book:
                for name in book.namelist():
                    book.read(name)

    def values() -> None:
        for path in files:
            book = CalamineWorkbook.from_path(str(path))
            for name in book.sheet_names:
                book.get_sheet_by_name(name).to_python()

    def seconds(work: Callable[[], None]) -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return {
        name: statistics.median(seconds(work) for _ in range(runs))
        for name, work in zip(FLOORS, (inflate, values), strict=True)
    }


def statuses(master: Path) -> dict[str, tuple[str, str]]:
    """Every measure's status and comment in a master, by ID."""
    book, found = CalamineWorkbook.from_path(str(master)), {}
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        header = [str(cell) for cell in rows[2]] if len(rows) > 2 else []
        if {"ID", "Ansvar", "Status"} <= set(header):
            at = {heading: column for column, heading in enumerate(header)}
            for row in rows[3:]:
                if str(row[at["ID"]]).startswith("M-"):
                    found[str(row[at["ID"]])] = str(row[at["Status"]]), str(row[at["Kommentar"]])
    return found


def check_same_work(project: Path, size: Size) -> None:
    """Refuse to measure if somebody's merge gives another master than ours."""
    results: dict[str, Mapping[str, tuple[str, str]]] = {}
    for who in (OURS, *PEERS):
        with tempfile.TemporaryDirectory(prefix="round ") as folder:
            copy = Path(shutil.copytree(project, Path(folder) / "plan"))
            run(command(who, "merge", copy))
            results[who] = statuses(copy / "workbooks" / "master.xlsx")
    ours = results[OURS]
    assert len(ours) == size.measures, f"{len(ours)} of {size.measures} measures"
    for who, theirs in results.items():
        different = [measure for measure in ours if theirs.get(measure) != ours[measure]]
        assert not different, f"{who} says something else of {len(different)} measures: {different[:3]}"


def measure(size: Size, runs: int) -> list[str]:
    """The lines of the table about one size."""
    with tempfile.TemporaryDirectory(prefix="rounds ") as folder:
        project = Path(folder) / "plan"
        plan = make_project(project, size)
        lines = table(size.name, "split", in_turns("split", project, runs))
        run(command(OURS, "split", project))
        books = project / "workbooks"
        answer_round(books / "outbox" / ROUND, books / "inbox", make_answers(plan, size))
        check_same_work(project, size)
        lines += table(size.name, "merge", in_turns("merge", project, runs))
        floor = ", ".join(
            f"{name} {seconds:.2f} s" for name, seconds in floors(books / "inbox", runs).items()
        )
        return [*lines, f"| {size.name} | floors | {floor} | | | |"]


def table(size: str, task: str, costs: Mapping[str, list[Cost]]) -> list[str]:
    """Medians, as ratios to pandas + openpyxl in the same run."""
    peer = statistics.median(cost.wall for cost in costs["pandas + openpyxl"])
    lines = []
    for who, mine in costs.items():
        wall, cpu = (statistics.median(getattr(cost, name) for cost in mine) for name in ("wall", "cpu"))
        memory = max(cost.memory for cost in mine)
        lines.append(
            f"| {size} | {task} | {who} | {wall / peer:.2f} | {wall:.1f} s, {cpu:.1f} s | {memory:.0f} |"
        )
    return lines


def main() -> None:
    """Measure and print; into a file too if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", default=["S", "M"], choices=SIZES)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--markdown", type=Path)
    given = parser.parse_args()
    lines = [
        "| size | task | by | wall, pandas + openpyxl = 1 | wall, processor | MiB |",
        "|---|---|---|---|---|---|",
    ]
    for name in given.sizes:
        lines += measure(SIZES[name], given.runs)
    print("\n".join(lines))
    if given.markdown:
        given.markdown.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
