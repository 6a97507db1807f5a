"""Fixtures for every test: the shared documents and the programs installed on the machine."""

import gc
import shutil
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import settings

from tests.delivery.mail.dovecot import PROGRAM, Dovecot, dovecot
from tests.delivery.mail.tokens import Tokens, tokens
from tests.libreoffice import LibreOffice
from tests.npm_packages import NotFetchedError, fetch
from tests.paths import PROJECT
from tests.requirements import missing

# How long an example takes says how busy the machine is; what must not grow is counted in tests/linear.
settings.register_profile("any_machine", deadline=None)
settings.load_profile("any_machine")


def pytest_collection_finish() -> None:
    """Exempt the collected tests from garbage collection, which took a third of the time."""
    gc.freeze()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the two plans, the public workbooks and the schemas; not part of the project."""
    folder = PROJECT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the shared documents are not on this machine")
    return folder


@pytest.fixture(scope="session")
def needs_program() -> Callable[[str], str]:
    """`needs_program("soffice")` returns its path; skips if it is missing, fails where everything is required."""

    def find(name: str) -> str:
        return shutil.which(name) or missing(f"{name} is not installed")

    return find


@pytest.fixture(scope="session")
def needs_npm_packages(needs_program: Callable[[str], str]) -> Callable[[tuple[str, ...]], Path]:
    """Return the node_modules folder with some packages; skips if missing, fails where everything is required."""

    def find(packages: tuple[str, ...]) -> Path:
        try:
            return fetch(needs_program("npm"), packages)
        except NotFetchedError as problem:
            missing(str(problem))

    return find


@pytest.fixture
def libreoffice(tmp_path: Path, needs_program: Callable[[str], str]) -> LibreOffice:
    """LibreOffice with a new user profile."""
    folder = tmp_path / "libreoffice"
    folder.mkdir()
    return LibreOffice(needs_program("soffice"), folder)


@pytest.fixture(scope="session")
def imap() -> Iterator[Dovecot]:
    """A running mail server (Dovecot) shared by all tests; skips if missing, fails where everything is required."""
    if not PROGRAM:
        missing("Dovecot is not installed")
    with dovecot() as running:
        yield running


@pytest.fixture(scope="module")
def known_tokens() -> Iterator[Tokens]:
    """The access tokens that `imap_by_token` accepts, shared by the tests of a file."""
    with tokens() as running:
        yield running


@pytest.fixture(scope="module")
def imap_by_token(known_tokens: Tokens) -> Iterator[Dovecot]:
    """A running mail server (Dovecot) with sign-in by token; skips like `imap` if it is missing."""
    if not PROGRAM:
        missing("Dovecot is not installed")
    with dovecot(known_tokens.url) as running:
        yield running


@pytest.fixture
def imap_user(request: pytest.FixtureRequest) -> str:
    """A separate user for each test, so that no test sees the mail of another."""
    return f"{sha256(request.node.nodeid.encode()).hexdigest()[:16]}@example.org"
