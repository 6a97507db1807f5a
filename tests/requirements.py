"""What a test requires of the machine: it skips without that, or fails if everything is required."""

import os
from typing import NoReturn

import pytest

REQUIRE_ALL = os.environ.get("REGIONPLAN_REQUIRE_ALL") == "1"


def missing(what: str) -> NoReturn:
    """Skip the test with the reason `what`; with REGIONPLAN_REQUIRE_ALL=1, fail it."""
    if REQUIRE_ALL:
        pytest.fail(f"{what}, and REGIONPLAN_REQUIRE_ALL=1")
    pytest.skip(what)
