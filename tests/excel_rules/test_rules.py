"""Each rule finds its own breach, and nothing in a workbook that follows all rules."""

from pathlib import Path

import pytest

from tests.excel_rules.breaches import BREACHES
from tests.excel_rules.good_workbook import write_with
from tests.excel_rules.rules import RULES, findings


def test_a_workbook_that_follows_the_rules_has_no_findings(tmp_path: Path) -> None:
    assert findings(write_with((), tmp_path / "god.xlsx")) == []


def test_every_rule_has_a_breach_that_shows_it() -> None:
    names = [rule.__name__ for rule in RULES]
    assert sorted(names) == sorted(BREACHES)


@pytest.mark.parametrize("rule", BREACHES)
def test_a_workbook_that_breaks_a_rule_is_found(rule: str, tmp_path: Path) -> None:
    found = findings(write_with(BREACHES[rule], tmp_path / "brot.xlsx"))
    assert {finding.rule for finding in found} == {rule}
    assert all(finding.place and finding.what for finding in found)
