"""Hostile files get a decision and a reason within little time and memory; odd ones are read all the same."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.paths import PROJECT
from tests.sandbox.hostile import HOSTILE, ODD

SECONDS = 5.0
STARTING = 1.5  # a file that ends the child pays in this test for starting the next
MEBIBYTES = 200


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("hostile")
    for name, make in {**HOSTILE, **ODD}.items():
        (folder / name).write_bytes(make())
    command = [sys.executable, "-m", "tests.sandbox.read_all", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


# Nothing but deep nesting is wrong with these, and nesting costs a streaming reader nothing.
HARMLESS_HERE = {"deep sheet.xlsx", "deep.ods"}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_file_gets_a_reason_in_time(name: str, told: Any) -> None:
    verdict = told["verdicts"][name]
    # A machine that does several things at once is given the time for them.
    assert verdict["seconds"] < (SECONDS + STARTING) * max(1, verdict["load"])
    if name not in HARMLESS_HERE:
        assert all(verdict["reasons"])


@pytest.mark.parametrize("name", sorted(ODD))
def test_an_odd_file_is_read(name: str, told: Any) -> None:
    verdict = told["verdicts"][name]
    assert verdict["reasons"] == [""]
    assert verdict["codes"] == ["HX7-4KQ"]
    assert "AAA-AAA" not in verdict["all"]


@pytest.mark.skipif(sys.platform == "win32", reason="memory is only limited on POSIX")
def test_no_file_costs_more_memory_than_it_may(told: Any) -> None:
    assert told["children"] < MEBIBYTES
    assert told["own"] < MEBIBYTES


def test_nothing_from_another_file_of_the_machine_is_read(told: Any) -> None:
    assert not any("root:" in verdict["all"] for verdict in told["verdicts"].values())
    assert "langt borte" in told["verdicts"]["far corners.xlsx"]["all"]  # as what is in the file itself is
