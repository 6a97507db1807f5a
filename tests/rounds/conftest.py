"""Real projects in temporary folders, driven through the command line as people do."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.delivery.mail.mail_server import MailServer, mail_server
from tests.rounds.answers import read_in_this_process
from tests.rounds.commands import open_round, regionplan
from tests.rounds.desk import Desk


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the example plan."""
    folder = tmp_path / "hallingdal"
    made = regionplan("init", folder)
    assert made.status == 0, made.err
    return folder


@pytest.fixture(scope="session")
def _sent_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return open_round(tmp_path_factory.mktemp("sent") / "hallingdal")


@pytest.fixture
def sent(_sent_once: Path, tmp_path: Path) -> Path:
    """A project of one's own with the example plan, whose first round is out."""
    return Path(shutil.copytree(_sent_once, tmp_path / "hallingdal"))


@pytest.fixture
def desk(sent: Path) -> Desk:
    """The secretariat's desk in such a project."""
    return Desk(sent)


@pytest.fixture
def read_inline(sent: Path) -> None:
    """Returns are read in the test's own process: for tests that merge many times."""
    read_in_this_process(sent)


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A server that takes mail."""
    with mail_server() as running:
        yield running
