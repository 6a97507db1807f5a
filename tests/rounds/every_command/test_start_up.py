"""Start-up stays fast: which libraries each command may load, and no others."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rounds.answers import ROUND, answer
from tests.rounds.commands import regionplan

HEAVY = (
    "alembic", "asyncio", "babel", "docx", "filelock", "lxml", "matplotlib", "numpy", "openpyxl", "pandas", "pydantic",
    "python_calamine", "rapidfuzz", "rich", "sqlalchemy", "ssl", "urllib.request", "xlsxwriter", "yaml",
    "regionplan_xl.ooxml.editing", "regionplan_xl.project.submissions", "regionplan_xl.sandbox.process",
    "regionplan_xl.reports",
)  # fmt: skip
SETTINGS = {"pydantic", "yaml"}
# SQLAlchemy itself loads asyncio and ssl.
LEDGER = {"sqlalchemy", "asyncio", "ssl"}
READING = SETTINGS | LEDGER | {"filelock"}
CHANGING = READING | {
    "rapidfuzz", "regionplan_xl.ooxml.editing", "regionplan_xl.project.submissions", "regionplan_xl.sandbox.process",
}  # fmt: skip

IN_A_COMMAND = """
import json, sys
from regionplan_xl.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
"""
IN_A_CHILD = """
import json, sys
import regionplan_xl.sandbox.child as child
child._load_everything()
"""


def loaded(code: str, *words: str) -> set[str]:
    """Return the heavy modules that a program has loaded by its end."""
    code += "print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=True, encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
    modules = set(json.loads(done.stderr.splitlines()[-1]))
    return {name for name in HEAVY if name in modules}


@pytest.mark.parametrize("word", ["--help", "--version", "merge --help", "nosuch"])
def test_who_asks_for_help_or_mistypes_a_command_waits_for_no_library(word: str) -> None:
    assert loaded(IN_A_COMMAND, *word.split()) <= ({"rapidfuzz"} if word == "nosuch" else set())


# `check` reads held files as from where the secretariat says that they belong.
ALSO = {"check": {"regionplan_xl.project.submissions"}}


@pytest.mark.parametrize("command", ["status", "check", "history 1.1.1"])
def test_who_only_looks_waits_for_nothing_that_changes_workbooks_or_reads_returns(
    command: str, project: Path
) -> None:
    assert regionplan("send", "--round", ROUND, folder=project).status == 0
    assert loaded(IN_A_COMMAND, "--project", str(project), *command.split()) <= READING | ALSO.get(
        command, set()
    )


def test_sending_loads_what_writes_workbooks_and_nothing_that_reads_returns(project: Path) -> None:
    got = loaded(IN_A_COMMAND, "--project", str(project), "send", "--round", ROUND)
    assert got <= CHANGING | {"xlsxwriter"}
    assert not got & {"rapidfuzz", "regionplan_xl.sandbox.process"}


def test_merging_loads_no_library_that_writes_new_workbooks_or_documents(project: Path) -> None:
    assert regionplan("send", "--round", ROUND, folder=project).status == 0
    answer(project, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}})
    assert loaded(IN_A_COMMAND, "--project", str(project), "merge") <= CHANGING


def test_the_child_that_reads_outside_files_loads_neither_the_ledger_nor_the_settings() -> None:
    # It knows the program's own texts from the modules that write actors' workbooks.
    writing = {"regionplan_xl.ooxml.editing", "ssl"}
    assert loaded(IN_A_CHILD) <= {"python_calamine", "rapidfuzz", "babel"} | writing
