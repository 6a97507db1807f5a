"""Microsoft's own validator, of the Open XML SDK, finds no error in the workbooks and the case document."""

import json
import os
import subprocess
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from regionplan_xl.plan.status import LANGUAGES
from regionplan_xl.reports.contents import ReportContents
from regionplan_xl.reports.figures import figures
from regionplan_xl.reports.word.council_case import council_case
from tests.excel_rules.workbooks import Made
from tests.npm_packages import VALIDATOR, validator
from tests.reports.plans import MUNICIPALITIES, mixed_plan
from tests.requirements import missing

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
OF_A_KIND = 2
"""How many workbooks of one kind are tried: each takes half a second."""

Errors = Callable[[Path], set[str]]


@pytest.fixture(scope="session")
def errors(needs_npm_packages: Callable[[tuple[str, ...]], Path]) -> Errors:
    """Return a function that lists the validator's errors in a file."""
    program = validator(needs_npm_packages(VALIDATOR))
    if program is None:
        missing("the Open XML SDK's validator is not made for this machine")
    environment = os.environ | {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}

    @cache
    def found(path: Path) -> set[str]:
        run = subprocess.run(
            [str(program), str(path)],
            capture_output=True, text=True, encoding="utf-8", timeout=120, check=False, env=environment,
        )  # fmt: skip
        assert run.stdout.startswith("{"), run.stderr
        result = json.loads(run.stdout)
        assert result["ok"] == (not result["errors"])
        return {f"{e['path']} {e['xPath']}: {e['description']}" for e in result["errors"]}

    return found


def some_of_each_kind(workbooks: Iterable[Made]) -> list[Made]:
    """Return the first workbooks of each kind."""
    return [made for _, group in groupby(workbooks, key=lambda m: m.kind) for made in list(group)[:OF_A_KIND]]


def test_the_validator_finds_what_is_wrong(errors: Errors, tmp_path: Path) -> None:
    path = tmp_path / "brev.docx"
    path.write_bytes(b"ikkje eit dokument")
    assert errors(path)


def test_workbooks_have_no_errors_but_those_of_the_program_that_saved_the_master(
    workbooks: list[Made], errors: Errors
) -> None:
    def new_errors(made: Made) -> set[str]:
        return errors(made.path) - (errors(made.source) if made.source else set())

    chosen = some_of_each_kind(workbooks)
    assert len(chosen) > 20
    with ThreadPoolExecutor(2) as pool:
        found = dict(zip(map(str, chosen), pool.map(new_errors, chosen), strict=True))
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_case_document_has_no_errors(language: str, errors: Errors, tmp_path: Path) -> None:
    plan, day = mixed_plan(), date(2026, 3, 15)
    found = figures(plan, today=day, answered=dict.fromkeys(MUNICIPALITIES, True))
    path = tmp_path / "sak.docx"
    words: dict[str, Any] = {
        "meeting": "Hallingtinget",
        "place": "Gol",
        "signatory": "Kari Nordmann\nDagleg leiar",
    }
    path.write_bytes(council_case(ReportContents(plan, found, language, day, **words)))
    assert errors(path) == set()
