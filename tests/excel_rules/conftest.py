"""The workbooks that the rules are held against."""

import pytest

from tests.excel_rules.workbooks import Made, all_workbooks


@pytest.fixture(scope="session")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> list[Made]:
    """Every kind of workbook that the project writes; not to be changed."""
    return all_workbooks(tmp_path_factory.mktemp("workbooks"))
