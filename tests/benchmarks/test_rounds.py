"""The benchmark makes the same round every time, and all the compared scripts do the same work."""

import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks import floors, report, rounds, stages
from benchmarks.processes import Cost, run
from benchmarks.report import OURS, Figures
from benchmarks.round_data import ROUND, SIZES, Size, answer_round, make_answers, make_plan, make_project
from benchmarks.same_work import check_same, rows_sent, statuses
from regionplan_xl.plan.model import Plan

TINY = Size("tiny", 2, 12, 6, 7)
NEEDED = {
    "pandas + openpyxl": ("pandas",),
    "openpyxl": (),
    "calamine + XlsxWriter": (),
    "polars + calamine + XlsxWriter": ("polars", "fastexcel"),
}


def test_every_size_has_the_measures_and_bodies_that_it_says() -> None:
    small = make_plan(SIZES["S"])
    assert (len(small.areas), len(small.measures), len(small.actors)) == (6, 85, 35)
    large = make_plan(SIZES["M"])
    assert (len(large.areas), len(large.measures), len(large.actors)) == (12, 5_000, 400)
    assert len({measure.id for measure in large.measures}) == 5_000


def test_the_plan_and_its_answers_are_the_same_every_time() -> None:
    plan, again = make_plan(TINY), make_plan(TINY)
    assert plan == again
    answers = make_answers(plan, TINY)
    assert answers == make_answers(again, TINY)
    assert sum(map(len, answers.values())) == 7
    owner = {measure.number: measure.responsible[0] for measure in plan.measures}
    assert all(owner[number] == body for body, mine in answers.items() for number in mine)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(TINY)


@pytest.fixture(scope="module")
def sent(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a round that our own program sent and bodies have answered."""
    project = tmp_path_factory.mktemp("tiny") / "plan"
    make_project(project, plan)
    run(rounds.command(OURS, "split", project))
    books = project / "workbooks"
    answer_round(books / "outbox" / ROUND, books / "inbox", make_answers(plan, TINY))
    return project


@pytest.mark.parametrize("peer", rounds.PEERS)
def test_a_script_sends_and_merges_the_same_as_we_do(
    peer: str, plan: Plan, sent: Path, tmp_path: Path
) -> None:
    for library in NEEDED[peer]:
        if find_spec(library) is None:
            pytest.skip(f"{library} is not installed")
    make_project(tmp_path / "plan", plan)
    run(rounds.command(peer, "split", tmp_path / "plan"))
    outbox = Path("workbooks", "outbox", ROUND)
    ours = rows_sent(sent / outbox)
    assert sum(map(len, ours.values())) >= 12
    assert rows_sent(tmp_path / "plan" / outbox) == ours

    masters = []
    for who in (OURS, peer):
        with rounds.copy_of(sent) as copy:
            run(rounds.command(who, "merge", copy))
            masters.append(statuses(copy / "workbooks" / "master.xlsx"))
    assert masters[0] == masters[1]
    answered = [text for mine in make_answers(plan, TINY).values() for _, text in mine.values()]
    assert set(answered) <= {said[-1] for said in masters[0].values()}


def test_a_result_that_differs_from_ours_is_not_measured() -> None:
    right = {"M-1": ("Gjennomført",), "M-2": ("",)}
    check_same({OURS: right, "a script": dict(right)}, OURS, 2)
    for wrong in ({"M-1": ("Gjennomført",)}, {**right, "M-3": ("",)}, {**right, "M-2": ("Påstarta",)}):
        with pytest.raises(SystemExit, match="differs"):
            check_same({OURS: right, "a script": wrong}, OURS, 2)
    with pytest.raises(SystemExit, match="2 of 3"):
        check_same({OURS: right}, OURS, 3)


def test_a_process_that_writes_many_messages_ends_and_one_that_fails_is_reported() -> None:
    assert run([sys.executable, "-c", "import sys; sys.stderr.write('x' * 1_000_000)"]).cpu > 0
    with pytest.raises(SystemExit, match="no such plan"):
        run([sys.executable, "-c", "import sys; print('no such plan', file=sys.stderr); sys.exit(2)"])


def test_the_floors_read_every_returned_workbook(sent: Path) -> None:
    found = floors.floors(sent / "workbooks" / "inbox", 1)
    assert list(found) == list(floors.WAYS)
    assert all(seconds > 0 for seconds in found.values())


@pytest.mark.parametrize("entry", [entry for entries in stages.STAGES.values() for entry in entries])
def test_every_stage_that_is_timed_begins_with_a_function_that_exists(entry: str) -> None:
    assert all(callable(function) for _, _, function in stages.functions(entry))


def test_the_stages_of_a_merge_are_told_and_the_merge_is_done(sent: Path, plan: Plan) -> None:
    with rounds.copy_of(sent) as copy:
        table = stages.stages(copy, ["merge"])
        assert len(statuses(copy / "workbooks" / "master.xlsx")) == len(plan.measures)
    assert [line[:28].strip() for line in table.splitlines()[1:]] == [
        stages.START, *stages.STAGES, stages.REST, "processes that read", "in all",
    ]  # fmt: skip


def figures(size: str, wall: float, memory: float) -> Figures:
    costs = {OURS: [Cost(wall, wall), Cost(9 * wall, wall)], "pandas + openpyxl": [Cost(4 * wall, 1)] * 2}
    return Figures(SIZES[size], {"merge": costs}, {"merge": dict.fromkeys(costs, memory)}, {"inflate": 0.1})


def test_the_table_has_medians_ratios_and_what_a_large_plan_costs_per_measure() -> None:
    text = report.markdown([figures("M", 1, 100), figures("L", 12, 250)], 2)
    assert f"| M | merge | {OURS} | 5.00 | 1.25 | 1.25 | 1.00 | 100 |" in text
    assert "merge, L against M: 1.20 of the processor time per measure" in text
    assert "2.50 of the memory" in text


def test_the_table_has_its_place_in_the_documentation() -> None:
    page = report.PAGE.read_text(encoding="utf-8")
    written = report.with_table(page, "new table")
    assert "new table" in written
    assert report.with_table(written, "other") == report.with_table(page, "other")
