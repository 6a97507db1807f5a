"""Render the results of whole rounds as a Markdown table, and put it in the documentation."""

import os
import platform
import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from benchmarks.processes import Cost
from benchmarks.round_data import Size
from benchmarks.two_processes import SpeedUp

OURS = "regionplan_xl"
BASE = "pandas + openpyxl"
PAGE = Path(__file__).parents[1] / "docs" / "measurements.md"
_MARKED = re.compile(r"(<!-- rounds -->\n).*?(<!-- end of rounds -->)", re.DOTALL)
_HEADINGS = f"| size | task | by | wall s | {BASE} = 1 | best script = 1 | processor s | MiB |"


@dataclass
class Figures:
    """The measurements for one size, by task and by program."""

    size: Size
    costs: dict[str, dict[str, list[Cost]]] = field(default_factory=dict)
    memory: dict[str, dict[str, float]] = field(default_factory=dict)
    floors: dict[str, float] = field(default_factory=dict)
    speed_up: SpeedUp | None = None

    def wall(self, task: str, who: str) -> float:
        """Return the median wall time."""
        return statistics.median(cost.wall for cost in self.costs[task][who])

    def cpu(self, task: str, who: str) -> float:
        """Return the median CPU time."""
        return statistics.median(cost.cpu for cost in self.costs[task][who])


def markdown(measured: Sequence[Figures], runs: int) -> str:
    """Return the table, followed by the figures derived from it."""
    lines = [
        f"{date.today()}: {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}; medians of "
        f"{runs} runs in turns (L: one run). Memory is that of a process and its children together.",
        "",
        _HEADINGS,
        "|---|---|---|---|---|---|---|---|",
        *(row for figures in measured for row in _rows(figures)),
        "",
        *(line for figures in measured for line in _notes(figures)),
        *_growth({figures.size.name: figures for figures in measured}),
    ]
    return "\n".join(lines) + "\n"


def write_docs(text: str) -> None:
    """Replace the table between its marks in docs/measurements.md."""
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), text), encoding="utf-8")


def with_table(page: str, text: str) -> str:
    """Return the page with the text inserted between its marks."""
    return _MARKED.sub(lambda marks: f"{marks[1]}\n{text}\n{marks[2]}", page)


def _rows(figures: Figures) -> Iterator[str]:
    for task, costs in figures.costs.items():
        best = min(figures.wall(task, who) for who in costs if who != OURS)
        for who in costs:
            wall = figures.wall(task, who)
            base = f"{wall / figures.wall(task, BASE):.2f}" if BASE in costs else "–"
            yield (
                f"| {figures.size.name} | {task} | {who} | {wall:.2f} | {base} | {wall / best:.2f} "
                f"| {figures.cpu(task, who):.2f} | {figures.memory[task][who]:.0f} |"
            )


def _notes(figures: Figures) -> Iterator[str]:
    ways = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in figures.floors.items())
    yield f"- {figures.size.name}, what reading the returned workbooks takes at least, on one core: {ways}."
    if figures.speed_up:
        ours, probe = figures.speed_up.ours, figures.speed_up.probe
        yield (
            f"- {figures.size.name}, two processes on two cores: reading the returns is {ours:.2f} times as fast as in "
            f"one, plain computing {probe:.2f} times: {ours / probe:.2f} of it (to be at least 0.85)."
        )


def _growth(by_size: dict[str, Figures]) -> Iterator[str]:
    if not {"M", "L"} <= by_size.keys():
        return
    medium, large = by_size["M"], by_size["L"]
    for task in large.costs:
        cost = large.cpu(task, OURS) / large.size.measures / (medium.cpu(task, OURS) / medium.size.measures)
        memory = large.memory[task][OURS] / medium.memory[task][OURS]
        yield (
            f"- {task}, L against M: {cost:.2f} of the processor time per measure (to be at most 1.3), {memory:.2f} of "
            "the memory (at most 3)."
        )
