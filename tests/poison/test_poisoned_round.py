"""A round with one return in five poisoned, and readers killed: every good answer is merged all the same."""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.poison.many_bodies import Body, bodies, good_return, open_large_round
from tests.poison.packages import sheet_texts
from tests.poison.poisons import poison
from tests.rounds.answers import measures
from tests.rounds.commands import Run, finished, regionplan

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

SOAK = os.environ.get("REGIONPLAN_SOAK") == "1"
GOOD, POISONED = (200, 50) if SOAK else (20, 8)
SEEDS = range(20) if SOAK else range(1)
KILLS = 6 if SOAK else 2
NOT_NOW = "kunne ikkje lesast no"
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Answers:
    """A project with returns in the inbox, good and poisoned; `late` has not answered yet."""

    folder: Path
    late: Body
    good: tuple[Body, ...]
    poisoned: dict[str, Body]

    @property
    def master(self) -> Path:
        return self.folder / "workbooks" / "master.xlsx"


@pytest.fixture(scope="module")
def _sent_to_many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many") / "plan"
    open_large_round(folder, 1 + GOOD + POISONED)
    return folder


@pytest.fixture(params=SEEDS)
def answers(request: pytest.FixtureRequest, _sent_to_many: Path, tmp_path: Path) -> Answers:
    rng = random.Random(request.param)
    folder = Path(shutil.copytree(_sent_to_many, tmp_path / "plan"))
    inbox = folder / "workbooks" / "inbox"
    inbox.mkdir(exist_ok=True)
    late, *everybody = bodies(folder, 1 + GOOD + POISONED)
    rng.shuffle(everybody)
    for body in everybody[POISONED:]:
        good_return(body, inbox / f"{body.name}.xlsx")
    files = {poison(rng, n, body, inbox).name: body for n, body in enumerate(everybody[:POISONED])}
    assert len(files) == POISONED
    return Answers(folder, late, tuple(everybody[POISONED:]), files)


def merge_and_kill_readers(folder: Path, kills: int, rng: random.Random) -> Run:
    """Merge, and kill a reading process now and then."""
    merging = subprocess.Popen(
        [sys.executable, "-m", "regionplan_xl", "--project", str(folder), "--json", "merge"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    over = threading.Event()

    def kill() -> None:
        left = kills
        while left and not over.wait(rng.uniform(0.5, 3)):
            for child in rng.sample(found := _children(merging.pid), min(1, len(found))):
                try:
                    os.kill(child, signal.SIGKILL)
                    left -= 1
                except ProcessLookupError:
                    continue

    killer = threading.Thread(target=kill)
    killer.start()
    out, err = merging.communicate()
    over.set()
    killer.join()
    return finished(subprocess.CompletedProcess([], merging.returncode, out, err))


def _children(pid: int) -> list[int]:
    """Return the child processes of a process; none if the system does not tell."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += map(int, task.read_text().split())
        except OSError:
            continue
    return found


def _named(data: Any) -> Iterator[str]:
    """Yield every file named in the output of a command."""
    if isinstance(data, dict):
        yield from (str(value) for key, value in data.items() if key == "file" and value)
        data = list(data.values())
    if isinstance(data, list):
        for one in data:
            yield from _named(one)


def _key(name: str) -> str:
    """Return the part of a file name that is the same wherever it is shown."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFD", name))[:60]


def test_every_good_answer_is_merged_and_every_poisoned_one_decided_with_a_reason(answers: Answers) -> None:
    rng = random.Random(1)
    first = merge_and_kill_readers(answers.folder, KILLS, rng)
    _went_well(first)
    before = answers.master.read_bytes()
    second = regionplan("--json", "merge", folder=answers.folder)
    _went_well(second)
    # What could not be read now is read by the second merge, which changes nothing else.
    unlucky = [held for held in first.data["held"] if NOT_NOW in held["reason"]]
    unlucky += [left for left in first.data["left"] if left not in second.data["left"]]
    if not unlucky:
        assert second.data["changes"] == []
        assert answers.master.read_bytes() == before
    assert not [held for held in second.data["held"] if NOT_NOW in held["reason"]]

    _all_good_answers_are_in_the_master_and_no_foreign_ones(answers)
    decided = {_key(name.split("/")[0]) for run in (first, second) for name in _named(run.data)}
    assert [name for name in answers.poisoned if _key(name) not in decided] == []
    assert all(len(held["reason"]) > 20 for held in first.data["held"] + second.data["held"])
    assert all(len(one["reason"]) > 20 for one in first.data["conflicts"] + second.data["conflicts"])
    _no_answer_is_lost(answers)
    _a_next_answer_is_merged(answers)


def _went_well(run: Run) -> None:
    assert run.status in (0, 1), run.err
    assert "Traceback" not in run.err
    assert not CONTROL.search(run.err)


def _all_good_answers_are_in_the_master_and_no_foreign_ones(answers: Answers) -> None:
    found = measures(answers.master)
    for body in answers.good:
        first, second = (found[one] for one in body.ids)
        assert (first["Status"], first["Framdrift"], first["Kommentar"]) == (
            "Gjennomført",
            0.37,
            body.comments[0],
        )
        assert (second["Status"], second["Kommentar"]) == ("Påstarta", body.comments[1])
    for body in answers.poisoned.values():
        first, second = (found[one] for one in body.ids)
        assert "Svar frå" not in str(first["Kommentar"])
        # A program that does not know a letter writes «?».
        assert str(second["Kommentar"]).replace("fr?", "frå") in ("None", body.comments[1])
        assert second["Framdrift"] is None


def _no_answer_is_lost(answers: Answers) -> None:
    """Assert that each file's answer about the second measure is in the master, or the file is kept for a person."""
    texts = {text for cells in sheet_texts(answers.master).values() for text in cells.values()}
    workbooks = answers.folder / "workbooks"
    kept = {_key(path.name) for name in ("held", "inbox") for path in (workbooks / name).rglob("*")}
    for name, body in answers.poisoned.items():
        assert _key(name) in kept or any(
            said in text for text in texts for said in {body.comments[1], body.comments[1].replace("å", "?")}
        ), name


def _a_next_answer_is_merged(answers: Answers) -> None:
    body = answers.late
    good_return(body, answers.folder / "workbooks" / "inbox" / "neste.xlsx")
    run = regionplan("--json", "merge", folder=answers.folder)
    _went_well(run)
    assert measures(answers.master)[body.ids[0]]["Kommentar"] == body.comments[0]
    assert [one["file"] for one in run.data["returns"]] == ["neste.xlsx"]
