"""Run commands as people do, in a separate process or in the test's own, and make projects with an open round."""

import contextlib
import io
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from regionplan_xl.cli import main
from tests.rounds.answers import ROUND


@dataclass(frozen=True)
class Run:
    """The output of a command, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


def regionplan(*words: str | Path, folder: Path | None = None) -> Run:
    """Run the program as a separate process, with `--project` first if a folder is given."""
    command = [sys.executable, "-m", "regionplan_xl", *_with_project(words, folder)]
    return finished(subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8"))


def regionplan_in_process(*words: str | Path, folder: Path | None = None) -> Run:
    """Run a command in the test's own process, for tests that run many."""
    out, err, status = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(_with_project(words, folder))
        except SystemExit as end:
            status = int(end.code or 0)
    return Run(status, out.getvalue(), err.getvalue())


def finished(done: "subprocess.CompletedProcess[str]") -> Run:
    """What a process printed, and its exit status."""
    return Run(done.returncode, done.stdout, done.stderr)


def open_round(folder: Path) -> Path:
    """Make a project in `folder` with the example plan and send its first round."""
    for words in (("init", folder), ("--project", folder, "send", "--round", ROUND)):
        run = regionplan_in_process(*words)
        assert run.status == 0, run.err
    return folder


def _with_project(words: tuple[str | Path, ...], folder: Path | None) -> list[str]:
    return [*(["--project", str(folder)] if folder else []), *map(str, words)]
