"""A ledger in a real file, and one in a real PostgreSQL database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from regionplan_xl.ledger.ledger import Ledger
from tests.ledger.databases import DATABASES, Databases


@pytest.fixture(params=DATABASES)
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Databases:
    """New databases of one kind, SQLite or PostgreSQL."""
    return DATABASES[request.param](tmp_path)


@pytest.fixture
def url(databases: Databases) -> str:
    """The address of an empty database."""
    return databases.new_url()


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    """A new ledger in the empty database."""
    with Ledger.open(url) as opened:
        yield opened
