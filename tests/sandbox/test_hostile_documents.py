"""Plan documents made to do harm get a decision and a reason in little time and memory."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import PROJECT
from tests.sandbox.hostile_documents import HOSTILE

SECONDS = 20.0  # of processor time; on a machine that does nothing else, also by the clock
MEBIBYTES = 500


@pytest.mark.skipif(sys.platform == "win32", reason="the cost of children is only known on POSIX")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_gets_a_decision_in_time_and_memory(name: str, tmp_path: Path) -> None:
    document = tmp_path / name
    document.write_bytes(HOSTILE[name]())

    command = [sys.executable, "-m", "tests.sandbox.read_document", str(document)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, check=False)

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["reason"] or told["measures"]
    assert told["seconds"] < SECONDS
    assert told["mebibytes"] < MEBIBYTES
