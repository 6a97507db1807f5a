"""A plan four times as large costs four times as much: no command compares everything with everything."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from benchmarks.round_data import ROUND, answer_round, make_project
from regionplan_xl.text import normalise
from tests.linear.counting import Counts, more_than_linear, operations
from tests.linear.even_plan import even_plan, run
from tests.paths import PACKAGE
from tests.rounds.answers import read_in_this_process

SMALL, TIMES = 20, 4
COMMANDS = {"send": ("send", "--round", ROUND), "merge": ("merge",), "status": ("status",)}


def counted(folder: Path, measures: int) -> dict[str, Counts]:
    """Count the work of each command in a round of that many measures and bodies, half of which answer something."""
    plan = even_plan(measures)
    make_project(folder, plan)
    read_in_this_process(folder)
    answers = {
        measure.responsible[0]: {measure.number: ("Gjennomført", f"Ferdig med {measure.id}")}
        for measure in plan.measures
        if measure.id.endswith(("0", "1", "4", "6", "9"))
    }
    counts = {}
    for name, words in COMMANDS.items():
        counts[name] = operations(partial(run, folder, *words), PACKAGE)
        if name == "send":
            answer_round(folder / "workbooks" / "outbox" / ROUND, folder / "workbooks" / "inbox", answers)
    return counts


@pytest.fixture(scope="module")
def counts(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Counts], dict[str, Counts]]:
    """The work of each command in a small plan, and in one four times as large."""
    folder = tmp_path_factory.mktemp("linear")
    # What is loaded or remembered once per process is done before anything is counted.
    counted(folder / "first", 6)
    return counted(folder / "small", SMALL), counted(folder / "large", TIMES * SMALL)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_plan_four_times_as_large_costs_a_command_four_times_as_much(
    command: str, counts: tuple[dict[str, Counts], dict[str, Counts]]
) -> None:
    small, large = counts
    assert sum(large[command].values()) > 10_000, "nothing was counted"
    assert more_than_linear(small[command], large[command], TIMES) == {}


@pytest.mark.parametrize("command", COMMANDS)
def test_the_ledger_is_not_asked_for_each_body(
    command: str, counts: tuple[dict[str, Counts], dict[str, Counts]]
) -> None:
    """Queries may be a few more, as batches become more."""
    small, large = (
        sum(count for name, count in of_size[command].items() if name.startswith("SQL")) for of_size in counts
    )
    more_bodies = TIMES * SMALL - SMALL
    assert 0 < small <= large < small + more_bodies / 3


def compare_each_with_each(names: list[str]) -> int:
    return sum(normalise(one) == normalise(other) for one in names for other in names)


def compare_in_a_loop(names: list[str]) -> int:
    found = 0
    for one in names:
        for other in names:
            if one == other:
                found += 1
    return found


def look_up(names: list[str]) -> int:
    known = {normalise(name): name for name in names}
    return sum(normalise(name) in known for name in names)


@pytest.mark.parametrize(
    ("work", "is_linear"), [(compare_each_with_each, False), (compare_in_a_loop, False), (look_up, True)]
)
def test_the_count_shows_work_that_grows_with_the_square(
    work: Callable[[list[str]], int], is_linear: bool
) -> None:
    small, large = (
        operations(partial(work, [f"Organ {n}" for n in range(size)]), PACKAGE, Path(__file__).parent)
        for size in (SMALL, TIMES * SMALL)
    )
    assert (more_than_linear(small, large, TIMES) == {}) is is_linear


def test_the_count_shows_a_query_for_each_of_many_things() -> None:
    engine = sa.create_engine("sqlite://")

    def ask(times: int) -> Counts:
        with engine.connect() as connection:
            return operations(lambda: [connection.execute(sa.text("select 1")) for _ in range(times)])

    assert ask(7) == {"SQL: select 1": 7}
    assert more_than_linear(ask(SMALL), ask(TIMES * TIMES * SMALL), TIMES) == {"SQL: select 1": (20, 320)}
