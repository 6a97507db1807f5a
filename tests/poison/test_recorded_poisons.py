"""Returns that once stopped every merge or took minutes: each is decided with a reason, and the others are merged."""

import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.paths import SHARED
from tests.rounds.answers import fill_in, header, measures
from tests.rounds.commands import regionplan_in_process as regionplan

TRIALS = SHARED / "trials"
RETURNS = sorted(path for kind in ("poison", "slow", "notes") for path in TRIALS.glob(f"rel-{kind}/*"))
ROUND = "Vår 2027"

pytestmark = [
    pytest.mark.filterwarnings("ignore::UserWarning"),
    pytest.mark.skipif(not RETURNS, reason="the recorded returns are not on this machine"),
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A separate project whose first round is out."""
    folder = tmp_path / "plan"
    shutil.copytree(TRIALS / "rel-project", folder, copy_function=shutil.copyfile)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700)
    (folder / "workbooks" / "inbox").mkdir(exist_ok=True)
    return folder


def _answer(project: Path, actor: str) -> str:
    """Put an answer to the first measure of that body in the inbox; return the measure's ID."""
    sent = project / "workbooks" / "outbox" / ROUND / f"{actor}.xlsx"
    sheet: Any = openpyxl.load_workbook(sent)["Tiltak"]
    top, columns = header(sheet)
    row = next(
        row
        for row in range(top + 1, sheet.max_row + 1)
        if not sheet.cell(row, columns["Kommentar"]).protection.locked
        and sheet.cell(row, columns["ID"]).value
    )
    number, measure = (str(sheet.cell(row, columns[name]).value) for name in ("Nr", "ID"))
    said = {number: {"Kommentar": f"Svar frå {actor}"}}
    fill_in(sent, project / "workbooks" / "inbox" / f"svar {actor}.xlsx", said)
    return measure


@pytest.mark.parametrize("name", [path.name for path in RETURNS])
def test_a_return_that_once_stopped_everybody_is_decided_and_the_others_are_merged(
    name: str, project: Path
) -> None:
    (source,) = (path for path in RETURNS if path.name == name)
    shutil.copyfile(source, project / "workbooks" / "inbox" / name)
    before = measures(project / "workbooks" / "master.xlsx")
    answered = {_answer(project, actor): actor for actor in ("Hamre", "Helse Fjord", "Ungdomsrådet")}

    merged = regionplan("--json", "merge", folder=project)
    assert merged.status == 1, merged.err
    assert "Traceback" not in merged.err
    after = measures(project / "workbooks" / "master.xlsx")
    for measure, actor in answered.items():
        assert f"Svar frå {actor}" in str(after[measure]["Kommentar"])
    # The file has its reason, or what it says is asked about or listed.
    told = [
        one for kind in ("held", "conflicts", "remarks") for one in merged.data[kind] if one["file"] == name
    ]
    assert told
    assert all(len(one["reason"]) > 20 for one in told if "reason" in one)
    assert all(one["written"] or len(one["kind"]) > 20 for one in told if "reason" not in one)
    changed = {measure for measure in after if after[measure] != before[measure]}
    assert changed - set(answered) <= {one["id"] for one in merged.data["changes"]}

    again = regionplan("--json", "merge", folder=project)
    assert again.status in (0, 1), again.err
    assert (again.data["changes"], again.data["held"]) == ([], [])
