"""What every test may ask for: the shared documents, and programs of the machine."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.npm_packages import NotFetchedError, fetch
from tests.paths import PROJECT

REQUIRE_ALL = os.environ.get("REGIONPLAN_REQUIRE_ALL") == "1"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the two plans, the public workbooks and the schemas; not part of the project."""
    folder = PROJECT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the shared documents are not on this machine")
    return folder


@pytest.fixture(scope="session")
def needs_program() -> Callable[[str], str]:
    """`needs_program("soffice")`: its path; skips without it, fails where everything is required."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None:
            if REQUIRE_ALL:
                pytest.fail(f"{name} is not installed, and REGIONPLAN_REQUIRE_ALL=1")
            pytest.skip(f"{name} is not installed")
        return path

    return find


@pytest.fixture(scope="session")
def needs_npm_packages(needs_program: Callable[[str], str]) -> Callable[[tuple[str, ...]], Path]:
    """The node_modules folder with some packages; skips without them, fails where everything is required."""

    def find(packages: tuple[str, ...]) -> Path:
        try:
            return fetch(needs_program("npm"), packages)
        except NotFetchedError as problem:
            if REQUIRE_ALL:
                pytest.fail(f"{problem}, and REGIONPLAN_REQUIRE_ALL=1")
            pytest.skip(str(problem))

    return find
