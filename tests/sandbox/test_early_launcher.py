"""A command copies itself before it has read anything: the reading copies share loaded code, but no secrets."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from regionplan_xl.sandbox.process import Child
from tests.paths import PROJECT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux only")
PASSWORD = "hemmeleg-passord-for-utsending"


def told(*words: str) -> Any:
    """The facts that the command prints about itself and its reading processes."""
    environment = {**os.environ, "REGIONPLAN_SMTP_PASSWORD": PASSWORD, "WANTED": PASSWORD[::-1]}
    done = subprocess.run(
        [sys.executable, "-m", "tests.sandbox.early_program", *words],
        capture_output=True, text=True, cwd=PROJECT, check=False, env=environment,
    )  # fmt: skip
    if "PermissionError" in done.stderr:
        pytest.skip("this system lets nobody look into the memory of a process")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_process_that_reads_is_a_copy_of_the_command_without_its_passwords_and_open_files() -> None:
    early = told()
    assert early["read"]
    assert early["copied"]
    assert early["parent"]
    assert early["secret"]["command"] > 0  # so that it would be found
    assert early["secret"]["launcher"] == early["secret"]["reader"] == 0
    assert early["environment"] == ""
    assert early["open"] == ["/dev/null", "/dev/null", "/dev/null", "socket"]


def test_a_copy_of_the_command_is_as_confined_as_a_process_of_its_own() -> None:
    child = Child()
    child.end()
    assert told()["holds"] == {one.name: one.holds for one in child.protections}


def test_a_copy_of_the_command_that_somebody_kills_is_replaced_by_a_process_of_its_own() -> None:
    assert told()["read again"]


def test_a_command_that_has_read_something_of_a_project_is_not_copied() -> None:
    late = told("late")
    assert late["read"]
    assert not late["copied"]
