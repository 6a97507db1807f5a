"""Excel opens every workbook that we write without repairing, dropping or misreading anything."""

from pathlib import Path

import pytest

from tests.excel_rules.rules import findings
from tests.excel_rules.workbooks import Made

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def test_no_workbook_of_ours_breaks_a_rule_of_excel(workbooks: list[Made]) -> None:
    assert {str(made): found for made in workbooks if (found := findings(made.path))} == {}


def test_a_master_imported_from_a_document_breaks_no_rule_of_excel(imported_master: Path) -> None:
    assert findings(imported_master) == []
