"""The programs that resave returns, the round that is out, and the returns as Excel saves them."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.npm_packages import RESAVERS
from tests.resaves.filled import FILLED, by_excel
from tests.resaves.programs import Programs
from tests.rounds.answers import ROUND
from tests.rounds.commands import open_round


@pytest.fixture(scope="session")
def node_packages(
    needs_program: Callable[[str], str], needs_npm_packages: Callable[[tuple[str, ...]], Path]
) -> Callable[[], Path]:
    """Return the folder with SheetJS and exceljs, fetched with npm at the first call; skips if not available."""

    @cache
    def folder() -> Path:
        needs_program("node")
        return needs_npm_packages(RESAVERS)

    return folder


@pytest.fixture
def programs(
    needs_program: Callable[[str], str], node_packages: Callable[[], Path], tmp_path: Path
) -> Programs:
    """The programs of this machine, with their own folder."""
    folder = tmp_path / "programs"
    folder.mkdir()
    return Programs(needs_program, node_packages, folder)


@pytest.fixture(scope="session")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a round sent; tests must only copy it."""
    return open_round(tmp_path_factory.mktemp("out") / "hallingdal")


@pytest.fixture
def sent(out: Path, tmp_path: Path) -> Path:
    """A copy of the project with a round sent."""
    return Path(shutil.copytree(out, tmp_path / "hallingdal"))


@pytest.fixture(scope="session")
def returns(out: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The two returns as Excel saves them, by actor."""
    folder = tmp_path_factory.mktemp("returns")
    outbox = out / "workbooks" / "outbox" / ROUND
    return {
        actor: by_excel(outbox / f"{actor}.xlsx", folder / f"{actor}.xlsx", answers)
        for actor, answers in FILLED.items()
    }
