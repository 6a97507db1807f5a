"""Time each stage of our own commands. A stage includes the functions it calls, except those of other stages.

python -m benchmarks.stages PROJECT COMMAND…
"""

import time

_BEGUN = time.perf_counter()  # before anything else is loaded

import functools  # noqa: E402
import importlib  # noqa: E402
import inspect  # noqa: E402
import resource  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
from collections import defaultdict  # noqa: E402
from collections.abc import Callable, Iterator, Sequence  # noqa: E402
from contextlib import contextmanager, suppress  # noqa: E402
from pathlib import Path  # noqa: E402
from threading import get_ident  # noqa: E402
from types import ModuleType  # noqa: E402
from typing import Any  # noqa: E402

# Stage -> the functions that start it, as `module:function` or `module:Class.method`; `*` is every public method.
STAGES = {
    "reading the master": ["project.folder:Project.read_master", "project.folder:Project.read_master_bytes"],
    "collecting": ["project.archive:collect_inbox"],
    "recovering": ["project.session:recover"],
    "reading returns": ["project.submissions:read_returns", "project.archive:waiting_files"],
    "deciding": ["project.merge_decisions:decide_outcome", "plan.merging.rows_to_send:rows_by_actor"],
    "ledger": ["ledger.ledger:Ledger.*"],
    "updating the master": ["excel.master.update:update_master"],
    "verifying": ["project.replace_master:_verify"],
    "writing the master": ["project.replace_master:replace_master"],
    "stamping": ["excel.actor.workbook:fill_actor_workbook", "excel.actor.template:render_actor_template"],
    "writing workbooks": ["delivery.folder:FolderChannel.send_all"],
    "copying returns": ["project.return_copies:copy_missing_returns", "project.return_copies:copy_returns"],
    "output": ["actions.merge:merge_result", "actions.send:_result", "cli.printing.terminal:show"],
}
START, REST = "start and imports", "all else"


class Clock:
    """Adds the wall and CPU time of this process to the current stage of the thread that created the clock."""

    def __init__(self) -> None:
        self.wall: defaultdict[str, float] = defaultdict(float)
        self.cpu: defaultdict[str, float] = defaultdict(float)
        self._stages = [REST]
        self._thread = get_ident()
        self.start()

    def start(self) -> None:
        """Restart the clock."""
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function wrapped so that its time is counted."""

        @functools.wraps(function)
        def timed(*given: Any, **named: Any) -> Any:
            with self._in(stage):
                return function(*given, **named)

        @functools.wraps(function)
        def timed_items(*given: Any, **named: Any) -> Iterator[Any]:
            items, end = function(*given, **named), object()
            while True:
                with self._in(stage):
                    item = next(items, end)
                if item is end:
                    return
                yield item

        return timed_items if inspect.isgeneratorfunction(function) else timed

    @contextmanager
    def _in(self, stage: str) -> Iterator[None]:
        if get_ident() != self._thread:
            yield
            return
        self.lap()
        self._stages.append(stage)
        try:
            yield
        finally:
            self.lap()
            self._stages.pop()

    def lap(self) -> None:
        """Add the time since the last lap to the current stage."""
        wall, cpu = time.perf_counter(), time.process_time()
        self.wall[self._stages[-1]] += wall - self._wall
        self.cpu[self._stages[-1]] += cpu - self._cpu
        self._wall, self._cpu = wall, cpu


def stages(project: Path, words: Sequence[str]) -> str:
    """Run one of our commands in its own process; return a table of its stages."""
    command = [sys.executable, "-m", "benchmarks.stages", str(project), *words]
    done = subprocess.run(
        command,
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=Path(__file__).parents[1],
    )
    return done.stdout.rpartition("\x00")[2]


def functions(entry: str) -> Iterator[tuple[Any, str, Callable[..., Any]]]:
    """Yield what an entry of `STAGES` names, as (owner, attribute name, function)."""
    module, _, path = entry.partition(":")
    owner: Any = importlib.import_module(f"regionplan_xl.{module}")
    *classes, name = path.split(".")
    for one in classes:
        owner = getattr(owner, one)
    if name != "*":
        yield owner, name, getattr(owner, name)
        return
    for public, function in inspect.getmembers(owner, inspect.isfunction):
        if not public.startswith("_"):
            yield owner, public, function


def _time_all(clock: Clock) -> None:
    """Replace the functions in `STAGES` with timed ones, also where they were imported by name."""
    for stage, entries in STAGES.items():
        for entry in entries:
            for owner, name, function in list(functions(entry)):
                timed = clock.timed(stage, function)
                setattr(owner, name, timed)
                for module in _our_modules():
                    if vars(module).get(name) is function:
                        setattr(module, name, timed)


def _our_modules() -> list[ModuleType]:
    return [module for name, module in sys.modules.items() if name.startswith("regionplan_xl")]


def main(project: str, *words: str) -> None:
    """Run the command, then print a null character and the table."""
    from regionplan_xl.cli import commands  # noqa: F401
    from regionplan_xl.cli import main as regionplan

    started = time.perf_counter() - _BEGUN, time.process_time()
    clock = Clock()
    _time_all(clock)
    clock.start()  # exclude the time for loading and wrapping the functions
    with suppress(SystemExit):
        regionplan(["--project", project, *words])
    clock.lap()
    clock.wall[START], clock.cpu[START] = started
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    print("\x00", end="")
    print(f"{'stage':28}{'wall s':>8}{'processor s':>13}")
    for stage in (START, *STAGES, REST):
        print(f"{stage:28}{clock.wall[stage]:8.2f}{clock.cpu[stage]:13.2f}")
    print(f"{'processes that read':28}{'':8}{children.ru_utime + children.ru_stime:13.2f}")
    print(f"{'in all':28}{sum(clock.wall.values()):8.2f}{sum(clock.cpu.values()):13.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
