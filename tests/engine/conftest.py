"""A scheduler with two workers that the tests of this folder share, and projects that use it."""

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.cluster import Cluster, running
from tests.requirements import missing
from tests.rounds.commands import open_round


@pytest.fixture(scope="session")
def needs_dask() -> None:
    """Skips without Dask, or fails where everything is required."""
    if importlib.util.find_spec("distributed") is None:
        missing("distributed is not installed (pip install -e '.[dask]')")


@pytest.fixture(scope="session")
def cluster(needs_dask: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler with two workers."""
    with running(tmp_path_factory.mktemp("cluster")) as found:
        yield found


@pytest.fixture(scope="session")
def _sent_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return open_round(tmp_path_factory.mktemp("sent") / "hallingdal")


@pytest.fixture
def sent(_sent_once: Path, tmp_path: Path) -> Path:
    """A separate project with the example plan, whose first round is out."""
    return Path(shutil.copytree(_sent_once, tmp_path / "hallingdal"))
