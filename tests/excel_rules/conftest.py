"""The workbooks that are checked against the rules."""

from pathlib import Path

import pytest

from tests.excel_rules.workbooks import Made, all_workbooks
from tests.rounds.commands import regionplan_in_process as regionplan


@pytest.fixture(scope="session")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> list[Made]:
    """Every kind of workbook that the project writes; tests must not change them."""
    return all_workbooks(tmp_path_factory.mktemp("workbooks"))


@pytest.fixture(scope="session")
def imported_master(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A master made from a plan document, with a sheet for whatever is doubtful."""
    folder = tmp_path_factory.mktemp("imported") / "plan"
    assert regionplan("init", folder, "--from", shared / "plans" / "000_baa27bac7c5f390b.txt").status in (
        0,
        1,
    )
    return folder / "workbooks" / "master.xlsx"
