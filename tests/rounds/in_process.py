"""Commands run in the test's own process, on a copy of a project whose round is out: many steps in little time."""

import io
import shutil
import subprocess
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from regionplan_xl.cli import main
from tests.rounds.answers import ROUND
from tests.rounds.conftest import Run


def regionplan(*words: str | Path, folder: Path) -> Run:
    """Run a command; what it printed, and its exit status."""
    out, err = io.StringIO(), io.StringIO()
    arguments = ["--project", str(folder), *map(str, words)]
    status = 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main(arguments)
        except SystemExit as end:
            status = int(end.code or 0)
    return Run(subprocess.CompletedProcess(arguments, status, out.getvalue(), err.getvalue()))


@cache
def _sent(place: Path) -> Path:
    folder = Path(mkdtemp(dir=place)) / "hallingdal"
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        try:
            main(["init", str(folder)])
        except SystemExit as end:
            assert not end.code
    assert regionplan("send", "--round", ROUND, folder=folder).status == 0
    return folder


def sent_project(place: Path, to: Path) -> Path:
    """A fresh copy of a project with the example plan, whose round is out; made once in `place`."""
    return Path(shutil.copytree(_sent(place), to / "hallingdal"))
