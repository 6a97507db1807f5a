"""Split and merge a whole round with our commands and with scripts, in alternating processes.

    python -m benchmarks.rounds [--sizes S M L] [--runs 5] [--profile] [--write-docs]

Each run is its own process on a fresh copy of the same project. The scripts' output is compared with ours, to make sure
that all did the same work. The floors are the minimum cost of reading the returned workbooks. Size L runs once, for our
commands and the fastest script only.
"""

import argparse
import compileall
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.floors import floors
from benchmarks.processes import Cost, peak_memory, run
from benchmarks.report import OURS, Figures, markdown, write_docs
from benchmarks.round_data import ROUND, SIZES, Size, answer_round, make_answers, make_plan, make_project
from benchmarks.same_work import check_same, rows_sent, statuses
from benchmarks.stages import stages
from benchmarks.two_processes import speed_up
from regionplan_xl.plan.model import Plan

HERE = Path(__file__).parent
PEERS = {
    "pandas + openpyxl": "with_pandas.py",
    "openpyxl": "with_openpyxl.py",
    "calamine + XlsxWriter": "with_calamine.py",
    "polars + calamine + XlsxWriter": "with_polars.py",
}
TASKS = {"split": ["send", "--round", ROUND], "merge": ["merge"]}


def command(who: str, task: str, project: Path) -> list[str]:
    """Return the command line that does `split` or `merge` with one of the programs."""
    if who in PEERS:
        return [sys.executable, str(HERE / "peers" / PEERS[who]), task, str(project), ROUND]
    return [sys.executable, "-m", "regionplan_xl", "--project", str(project), *TASKS[task]]


@contextmanager
def copy_of(project: Path) -> Iterator[Path]:
    """Copy the project; delete the copy after the block."""
    with tempfile.TemporaryDirectory(prefix="round ") as folder:
        yield Path(shutil.copytree(project, Path(folder) / "plan"))


def prepared(folder: Path, size: Size, *, answered: bool = True) -> Plan:
    """Make a project and return its plan. The round is sent and answered or, with `answered` False, not yet sent."""
    plan = make_plan(size)
    make_project(folder, plan)
    if answered:
        run(command(OURS, "split", folder))
        books = folder / "workbooks"
        answer_round(books / "outbox" / ROUND, books / "inbox", make_answers(plan, size))
    return plan


def in_turns(who: Sequence[str], task: str, project: Path, runs: int) -> dict[str, list[Cost]]:
    """Return the costs of a task for each program, measured in alternation."""
    costs: dict[str, list[Cost]] = {one: [] for one in who}
    for _ in range(runs):
        for one, mine in costs.items():
            with copy_of(project) as copy:
                mine.append(run(command(one, task, copy)))
    return costs


def checked(who: Sequence[str], task: str, project: Path, plan: Plan) -> dict[str, float]:
    """Return the peak memory of a task for each program, in a run that also checks that all did the same work."""
    memory: dict[str, float] = {}
    results: dict[str, Mapping[str, object]] = {}
    for one in who:
        with copy_of(project) as copy:
            memory[one] = peak_memory(command(one, task, copy))
            books = copy / "workbooks"
            results[one] = (
                rows_sent(books / "outbox" / ROUND) if task == "split" else statuses(books / "master.xlsx")
            )
    owners = {body for measure in plan.measures for body in measure.responsible}
    check_same(results, OURS, len(owners) if task == "split" else len(plan.measures))
    return memory


def measure(size: Size, runs: int) -> Figures:
    """Return all figures for one size."""
    who: Sequence[str] = (OURS, *PEERS)
    if size.name == "L":
        who, runs = (OURS, "calamine + XlsxWriter"), 1
    figures = Figures(size)
    with tempfile.TemporaryDirectory(prefix="rounds ") as folder:
        project = Path(folder) / "plan"
        plan = make_plan(size)
        make_project(project, plan)
        books = project / "workbooks"
        for task in TASKS:
            if task == "merge":
                run(command(OURS, "split", project))
                answer_round(books / "outbox" / ROUND, books / "inbox", make_answers(plan, size))
            figures.memory[task] = checked(who, task, project, plan)
            figures.costs[task] = in_turns(who, task, project, runs)
        figures.floors = floors(books / "inbox", runs)
        if size.name == "M":
            figures.speed_up = speed_up(project, runs)
    return figures


def print_stages(size: Size) -> None:
    """Print the time of each stage of our own commands."""
    with tempfile.TemporaryDirectory(prefix="rounds ") as folder:
        for task, words in TASKS.items():
            project = Path(folder) / task
            prepared(project, size, answered=task == "merge")
            print(f"\n{size.name}: {' '.join(words)}\n{stages(project, words)}")


def main() -> None:
    """Measure and print; also write the page of measurements if asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", nargs="+", default=["S", "M"], choices=SIZES)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument(
        "--profile", action="store_true", help="print our own stages only, without the scripts"
    )
    parser.add_argument(
        "--write-docs", action="store_true", help="write the table into docs/measurements.md too"
    )
    given = parser.parse_args()
    sizes = [SIZES[name] for name in given.sizes]
    # An installed package has compiled modules; the environment may keep Python from writing them here.
    compileall.compile_dir(HERE.parent / "regionplan_xl", quiet=1)
    if given.profile:
        for size in sizes:
            print_stages(size)
        return
    text = markdown([measure(size, given.runs) for size in sizes], given.runs)
    print(text)
    if given.write_docs:
        write_docs(text)


if __name__ == "__main__":
    main()
