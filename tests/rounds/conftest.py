"""Real projects in temporary folders, driven through the command line as people do."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REQUIRE_ALL
from tests.rounds.answers import ROUND
from tests.rounds.desk import Desk

SYSTEM_PYTHON = "/usr/bin/python3"


class Run:
    """What a command printed, and its exit status."""

    def __init__(self, done: "subprocess.CompletedProcess[str]") -> None:
        self.status = done.returncode
        self.out = done.stdout
        self.err = done.stderr

    @property
    def data(self) -> Any:
        return json.loads(self.out)


def regionplan(*words: str | Path, folder: Path | None = None) -> Run:
    """Run the program as a process of its own; `--project` first where a folder is given."""
    project = ["--project", str(folder)] if folder else []
    command = [sys.executable, "-m", "regionplan_xl", *project, *map(str, words)]
    return Run(subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the example plan."""
    folder = tmp_path / "hallingdal"
    made = regionplan("init", folder)
    assert made.status == 0, made.err
    return folder


@pytest.fixture
def in_libreoffice(tmp_path: Path, needs_program: Callable[[str], str]) -> Callable[[str, Any], Any]:
    """Run a script of this folder in LibreOffice itself with its jobs; what it printed as JSON, if anything."""
    office = needs_program("soffice")
    try:
        subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        if REQUIRE_ALL:
            pytest.fail(
                "the system's Python cannot drive LibreOffice (python3-uno), and REGIONPLAN_REQUIRE_ALL=1"
            )
        pytest.skip("the system's Python cannot drive LibreOffice (python3-uno)")

    def run(name: str, jobs: Any) -> Any:
        pipe = f"regionplan{os.getpid()}"
        listing = tmp_path / "jobs.json"
        listing.write_text(json.dumps(jobs), encoding="utf-8")
        profile = (tmp_path / "profile").as_uri()
        server = subprocess.Popen(
            [office, "--headless", "--norestore", f"-env:UserInstallation={profile}",
             f"--accept=pipe,name={pipe};urp;"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            script = Path(__file__).with_name(name)
            done = subprocess.run(
                [SYSTEM_PYTHON, str(script), pipe, str(listing)],
                capture_output=True,
                text=True,
                timeout=240,
                check=False,
            )
            assert done.returncode == 0, done.stderr
            return json.loads(done.stdout) if done.stdout.strip() else None
        finally:
            server.terminate()
            server.wait(30)

    return run


@pytest.fixture
def fill_in_libreoffice(
    in_libreoffice: Callable[[str, Any], Any],
) -> Callable[[list[dict[str, Any]]], None]:
    """Fill in workbooks with LibreOffice itself; see `fill_in_libreoffice.py` for the jobs."""
    return lambda jobs: in_libreoffice("fill_in_libreoffice.py", jobs)


def round_is_out(folder: Path) -> Path:
    """A new project in `folder` with the example plan, whose first round is out."""
    assert regionplan("init", folder).status == 0
    assert regionplan("send", "--round", ROUND, folder=folder).status == 0
    return folder


@pytest.fixture(scope="session")
def _sent_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return round_is_out(tmp_path_factory.mktemp("desk") / "hallingdal")


@pytest.fixture
def desk(_sent_once: Path, tmp_path: Path) -> Desk:
    """A project of one's own with the example plan, whose first round is out."""
    return Desk(Path(shutil.copytree(_sent_once, tmp_path / "hallingdal")))
