"""Fixtures for the tests of reports."""

import pytest

from regionplan_xl.plan.model import Plan
from tests.reports.plans import mixed_plan


@pytest.fixture(scope="session")
def plan() -> Plan:
    """A plan of a council's usual size, with answers of every sort."""
    return mixed_plan()
