"""Make every report of plans with 5,000 and 50,000 measures, each in its own process: time and memory.

    python -m benchmarks.large_case [FORMAT ...]

Run nothing else on the machine. The ratio of the two sizes shows whether the work grows in proportion to the plan.
"""

import json
import resource
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from regionplan_xl.documents.example import example_plan
from regionplan_xl.plan.model import Plan

SIZES = (5_000, 50_000)
FORMATS = ("docx", "json", "csv", "html", "master")
_DAY = date(2026, 3, 15)


def large_plan(measures: int) -> Plan:
    """Return the example plan with its goals repeated until it has `measures` measures, in twice as many areas."""
    plan = example_plan()
    statuses = (*plan.scale.keys(), None)
    areas, count = [], 0
    while count < measures:
        for area in plan.areas:
            goals = []
            # 25 times as many goals per area give some 300 measures on a sheet, as in a large plan.
            for turn, goal in ((turn, goal) for turn in range(25) for goal in area.goals):
                kept = []
                for one in goal.measures[: measures - count]:
                    count += 1
                    report = replace(
                        one.report, status=statuses[count % len(statuses)], comment="Går som planlagt."
                    )
                    kept.append(replace(one, id=f"M-{count}", number=f"{count}", report=report))
                goals.append(replace(goal, id=f"G-{count}-{turn}", measures=tuple(kept)))
            number = len(areas) + 1
            named = replace(area, number=str(number), name=f"{area.name} {number}", goals=tuple(goals))
            areas.append(replace(named, sheet=f"Område {number}"))
            if count >= measures:
                break
    return replace(plan, areas=tuple(areas))


def _make(kind: str, plan: Plan) -> int:
    """Make a report and return its size in bytes."""
    if kind == "master":
        from regionplan_xl.excel.master.create import write_master

        return len(write_master(plan, today=_DAY))
    from regionplan_xl.actions.jobs.report_rendering import RENDERERS
    from regionplan_xl.config.report import Format
    from regionplan_xl.reports.contents import ReportContents
    from regionplan_xl.reports.figures import figures

    found = figures(plan, today=_DAY, answered=None)
    contents = ReportContents(plan=plan, figures=found, language="nn", day=_DAY)
    known: dict[str, Format] = {name: name for name in RENDERERS}
    made = RENDERERS[known[kind]](contents)
    return sum(map(len, made.values())) if isinstance(made, dict) else len(made)


def _measure(kind: str, size: int) -> None:
    plan = large_plan(size)
    before, began, used = _peak(), time.perf_counter(), time.process_time()
    made = _make(kind, plan)
    wall, cpu = time.perf_counter() - began, time.process_time() - used
    print(json.dumps({"wall": wall, "cpu": cpu, "peak": _peak(), "plan": before, "bytes": made}))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(kinds: tuple[str, ...]) -> None:
    """Print a table in Markdown."""
    headings = "report", "measures", "wall s", "processor s", "most memory, MiB", "of it the plan", "file, MB"
    print(f"| {' | '.join(headings)} | per measure, 5,000 = 1 |")
    print("|---|---|---|---|---|---|---|---|")
    for kind in kinds or FORMATS:
        least = 0.0
        for size in SIZES:
            command = [sys.executable, "-m", "benchmarks.large_case", "--one", kind, str(size)]
            done = subprocess.run(
                command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1]
            )
            one = json.loads(done.stdout)
            per_measure = one["cpu"] / size
            least = least or per_measure
            print(
                f"| {kind} | {size:,} | {one['wall']:.1f} | {one['cpu']:.1f} | {one['peak']:.0f} | {one['plan']:.0f} "
                f"| {one['bytes'] / 1e6:.1f} | {per_measure / least:.2f} |",
                flush=True,
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        _measure(sys.argv[2], int(sys.argv[3]))
    else:
        main(tuple(sys.argv[1:]))
