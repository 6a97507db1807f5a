"""Real projects in temporary folders, driven through the command line as people do."""

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.delivery.mail.mail_server import MailServer, mail_server
from tests.rounds.answers import read_in_other_processes, read_in_this_process
from tests.rounds.commands import open_round, regionplan
from tests.rounds.desk import Desk


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "hallingdal"
    made = regionplan("init", folder)
    assert made.status == 0, made.err
    return folder


@pytest.fixture
def project(made_once: Path, tmp_path: Path) -> Path:
    """A separate project with the example plan."""
    return Path(shutil.copytree(made_once, tmp_path / "hallingdal"))


@pytest.fixture(scope="session")
def _sent_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = open_round(tmp_path_factory.mktemp("sent") / "hallingdal")
    read_in_this_process(folder)
    return folder


@pytest.fixture
def sent(_sent_once: Path, tmp_path: Path) -> Path:
    """A separate project with the example plan and its first round sent, which reads returns in this process."""
    return Path(shutil.copytree(_sent_once, tmp_path / "hallingdal"))


@pytest.fixture
def desk(sent: Path) -> Desk:
    """The secretariat's desk in such a project."""
    return Desk(sent)


@pytest.fixture
def read_in_processes(sent: Path) -> None:
    """Read returns in separate processes, as everywhere except in most tests, which merge many times."""
    read_in_other_processes(sent)


@pytest.fixture
def log_as_it_was() -> Iterator[None]:
    """Restore the log's settings for other tests, since the service makes it more verbose."""
    logger = logging.getLogger("regionplan_xl")
    before = logger.level
    yield
    logger.setLevel(before)


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A server that takes mail."""
    with mail_server() as running:
        yield running
