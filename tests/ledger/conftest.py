"""A ledger in a real file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from regionplan_xl.ledger.ledger import Ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A new ledger, `ledger.db` in tmp_path."""
    with Ledger.open("sqlite:///ledger.db", tmp_path) as opened:
        yield opened
