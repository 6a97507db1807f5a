"""The programs that save returns again, the round that is out, and the returns as Excel leaves them."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from filelock import FileLock

from tests.conftest import REQUIRE_ALL
from tests.resaves.filled import FILLED, by_excel
from tests.resaves.programs import Programs
from tests.rounds.answers import ROUND
from tests.rounds.conftest import round_is_out

PACKAGES = ("xlsx", "exceljs")
PAUSES = (0, 5, 20)  # seconds before each try: registries have bad moments
CACHE = Path(os.environ.get("REGIONPLAN_TEST_CACHE", Path(tempfile.gettempdir()) / "regionplan-test-cache"))
"""Outside the project: what is fetched for a test is no part of it."""


@pytest.fixture(scope="session")
def node_packages(needs_program: Callable[[str], str]) -> Callable[[], Path]:
    """The folder with SheetJS and exceljs, fetched with npm at the first call; skips where they cannot be had."""

    @cache
    def folder() -> Path:
        needs_program("node")
        modules = CACHE / "npm" / "node_modules"
        CACHE.mkdir(parents=True, exist_ok=True)
        with FileLock(CACHE / "npm.lock"):
            if not _installed(modules):
                complaint = _install(needs_program("npm"), CACHE / "npm")
                if not _installed(modules):
                    words = f"npm could not fetch {' and '.join(PACKAGES)}: {complaint}"
                    if REQUIRE_ALL:
                        pytest.fail(f"{words}, and REGIONPLAN_REQUIRE_ALL=1")
                    pytest.skip(words)
        return modules

    return folder


def _installed(modules: Path) -> bool:
    return all((modules / package / "package.json").exists() for package in PACKAGES)


def _install(npm: str, folder: Path) -> str:
    """Fetch the packages; what npm complained of at the last try."""
    complaint = ""
    folder.mkdir(parents=True, exist_ok=True)
    for pause in PAUSES:
        time.sleep(pause)
        command = [npm, "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"]
        try:
            done = subprocess.run(
                [*command, "--prefix", str(folder), *PACKAGES],
                capture_output=True, text=True, timeout=300, check=False, cwd=folder, encoding="utf-8",
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            complaint = "no answer in five minutes"
            continue
        if done.returncode == 0:
            return ""
        complaint = " ".join(done.stderr.split())[-300:]
    return complaint


@pytest.fixture
def programs(
    needs_program: Callable[[str], str], node_packages: Callable[[], Path], tmp_path: Path
) -> Programs:
    """The programs of this machine, with a folder of their own."""
    folder = tmp_path / "programs"
    folder.mkdir()
    return Programs(needs_program, node_packages, folder)


@pytest.fixture(scope="session")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose round is out; not to be changed, only copied."""
    return round_is_out(tmp_path_factory.mktemp("out") / "hallingdal")


@pytest.fixture
def sent(out: Path, tmp_path: Path) -> Path:
    """A project of one's own whose round is out."""
    return Path(shutil.copytree(out, tmp_path / "hallingdal"))


@pytest.fixture(scope="session")
def returns(out: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The two returns as Excel leaves them, by actor."""
    folder = tmp_path_factory.mktemp("returns")
    outbox = out / "workbooks" / "outbox" / ROUND
    return {
        actor: by_excel(outbox / f"{actor}.xlsx", folder / f"{actor}.xlsx", answers)
        for actor, answers in FILLED.items()
    }
