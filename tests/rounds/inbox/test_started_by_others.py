"""Commands started by other programs, which may have disabled notification about child processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rounds.answers import ROUND, answer
from tests.rounds.commands import Run, finished, regionplan

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")


IGNORING = """
import os, signal, sys
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
os.execv(sys.executable, sys.argv[1:])
"""


def with_children_ignored(folder: Path, *words: str) -> Run:
    """Run a command as a child of a program that ignores how its children end (SIGCHLD)."""
    command = [sys.executable, "-m", "regionplan_xl", "--project", str(folder), *words]
    ignoring = [sys.executable, "-c", IGNORING, *command]
    return finished(subprocess.run(ignoring, capture_output=True, text=True, check=False, encoding="utf-8"))


def test_a_round_goes_on_under_a_program_that_ignores_how_its_children_end(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    assert regionplan("init", folder).status == 0
    sent = with_children_ignored(folder, "send", "--round", ROUND)
    assert sent.status == 0, sent.err
    answer(folder, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}})
    merged = with_children_ignored(folder, "--json", "merge")
    assert merged.status == 0, merged.err
    assert [one["actor"] for one in merged.data["returns"]] == ["Næringsforum"]
