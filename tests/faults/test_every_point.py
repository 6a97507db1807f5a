"""A command stopped or hit by a disk fault at any point leaves no half master, and no answer is lost or doubled.

A normal run tries a few points of each command, different ones for each fault; the soak (`REGIONPLAN_SOAK=1`) tries
all.
"""

import os
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.faults.points import FAULTS, KILLED, Points, run_apart
from tests.faults.stages import (
    BY_HAND,
    NEXT_PLAN,
    Stage,
    State,
    assert_nothing_is_lost_or_half,
    finish,
    finished_stages,
    note,
    stages,
)

SOAK = os.environ.get("REGIONPLAN_SOAK") == "1"
SAMPLED = 2  # of each command's points per fault, in the ordinary run
COMMANDS = (
    "send", "collect", "merge", "undo", "undo after hand edits", "roll-over", "undo of a roll-over",
    "import", "undo of an import",
)  # fmt: skip

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork"),
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Stage]:
    return stages(tmp_path_factory.mktemp("stages"))


@pytest.fixture(scope="module")
def undisturbed(before: dict[str, Stage], tmp_path_factory: pytest.TempPathFactory) -> dict[str, State]:
    """The project after each command without faults (and, after collect, a merge)."""
    return finished_stages(before, tmp_path_factory.mktemp("undisturbed"))


@pytest.fixture(scope="module")
def points_of(
    before: dict[str, Stage], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], list[str]]:
    """Return every point that a command passes, counted once."""

    @cache
    def counted(name: str) -> list[str]:
        folder = before[name].copy(tmp_path_factory.mktemp("counted") / "project")
        return run_apart(folder, before[name].command, Points())[1]

    return counted


def test_the_stages_hold_what_the_faults_are_to_threaten(undisturbed: dict[str, State]) -> None:
    merged, undone, edited = (undisturbed[name] for name in ("merge", "undo", "undo after hand edits"))
    assert merged.returns == {
        "Regionrådet svar.xlsx": "merged", "Gol svar.xlsx": "merged", "Ål svar.xlsx": "merged", "brev.xlsx": "held",
    }  # fmt: skip
    assert len(merged.copies) == 5
    assert sum(merged.questions.values()) == merged.rows_in_conflicts == 2
    assert undisturbed["collect"] == merged
    assert set(undone.returns.values()) == set(edited.returns.values()) == {"waiting"}
    assert not undone.changes
    assert not edited.changes
    assert (undone.undone_rows, edited.undone_rows) == (0, 1)
    assert edited.rows_in_conflicts == 0
    reports = {m.id: m.report for m in edited.plan.measures}
    assert (reports["M-1AAAA"].comment, reports["M-1AAAA"].status) == (BY_HAND, None)
    assert not reports["M-2AAAA"]
    assert len(undisturbed["send"].dispatches) == 5
    begun, back = undisturbed["roll-over"], undisturbed["undo of a roll-over"]
    assert [(m.number, m.id) for m in begun.plan.measures] == [("1.1.1", "M-2AAAA"), ("1.1.2", "M-3AAAA")]
    assert not any(m.report or m.shares for m in begun.plan.measures)
    assert list(begun.archived) == ["workbooks/archive/2025/master for 2025.xlsx"]
    assert [m.number for m in back.plan.measures] == ["1.1.1", "1.1.2", "1.1.3"]
    assert not back.archived
    taken_in, back = undisturbed["import"], undisturbed["undo of an import"]
    assert (taken_in.plan.name, back.plan.name) == (NEXT_PLAN, "Planen")
    assert [m.text for m in taken_in.plan.measures] == ["Lage turkart", "Nytt"]
    assert [m.number for m in back.plan.measures] == ["1.1.1", "1.1.2", "1.1.3"]
    assert (len(taken_in.archived), len(back.archived)) == (1, 0)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_fault_at_any_point_loses_nothing_and_doubles_nothing(
    name: str,
    fault: str,
    before: dict[str, Stage],
    undisturbed: dict[str, State],
    points_of: Callable[[str], list[str]],
    tmp_path: Path,
) -> None:
    stage, points = before[name], points_of(name)
    assert len(points) > 10
    tried: Counter[str] = Counter()
    for at in _chosen(len(points), fault):
        folder = stage.copy(tmp_path / "project")
        status, _ = run_apart(folder, stage.command, Points(at, fault))  # type: ignore[arg-type]
        where = f"{name}, {fault} at point {at} of {len(points)} ({points[at - 1]})"
        assert status in ((KILLED,) if fault.startswith("killed") else (0, 1, 3)), f"{where}: {status}"
        assert_nothing_is_lost_or_half(folder, stage)
        assert finish(name, folder, stage.command) == undisturbed[name], where
        tried[points[at - 1].split()[0]] += 1
    note(f"in process | {name} | {fault} | {tried.total()} of {len(points)}", tried)


def _chosen(count: int, fault: str) -> list[int]:
    """Return all points, or some of them, spread evenly and different for each fault."""
    if SOAK or count <= SAMPLED:
        return list(range(1, count + 1))
    first = 1 + FAULTS.index(fault) * count // SAMPLED // len(FAULTS)
    return [min(count, first + n * count // SAMPLED) for n in range(SAMPLED)]
