"""The demonstration, and the council's case at the end of a round."""

from pathlib import Path

import docx

from tests.libreoffice import LibreOffice
from tests.rounds.commands import regionplan
from tests.workbooks import load_workbook


def test_the_demonstration_goes_through_a_whole_round(tmp_path: Path) -> None:
    run = regionplan("--json", "demo", tmp_path / "demo")
    assert run.status == 0, run.err
    steps = {step["command"]: step for step in run.data["steps"]}
    assert list(steps) == ["init", "check", "send", "collect", "merge", "status", "report"]
    assert steps["merge"]["open_questions"] == 1
    assert steps["status"]["total"]["statuses"]["done"] >= 2
    again = regionplan("--lang", "en", "demo", tmp_path / "demo")
    assert again.status == 2
    assert "empty" in again.err


def test_the_report_opens_in_libreoffice_with_the_masters_counts(
    tmp_path: Path, libreoffice: LibreOffice
) -> None:
    folder = tmp_path / "demo"
    assert regionplan("demo", folder).status == 0
    total = regionplan("--json", "status", folder=folder).data["total"]
    run = regionplan(
        "--json",
        "report",
        "--meeting",
        "Hallingtinget",
        "--date",
        "2025-03-15",
        "--format",
        "docx,json",
        folder=folder,
    )
    assert run.status == 0, run.err
    case = next(Path(file) for file in run.data["files"] if file.endswith(".docx"))
    libreoffice.convert("txt:Text (encoded):UTF8", tmp_path, case)
    text = (tmp_path / f"{case.stem}.txt").read_text(encoding="utf-8-sig")
    assert "Hallingtinget, 15. mars 2025" in text
    tables = docx.Document(str(case)).tables
    table = next(one for one in tables if one.rows[0].cells[0].text == "Satsingsområde")
    last = [cell.text for cell in table.rows[-1].cells]
    shown = [int(cell.split()[0]) for cell in last[1:] if cell.split() and cell.split()[0].isdigit()]
    assert shown == [*total["statuses"].values(), total["no_status"], total["measures"]]


def test_the_cached_figures_on_oversikt_are_those_of_the_measures(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    assert regionplan("demo", folder).status == 0
    total = regionplan("--json", "status", folder=folder).data["total"]
    sheet = load_workbook(folder / "workbooks" / "master.xlsx", data_only=True)["Oversikt"]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    head = next(row for row in rows if "Satsingsområde" in row)
    sums = next(row for row in rows if "Heile planen" in row)
    labels = {"not_started": "Ikkje påstarta", "started": "Påstarta", "done": "Gjennomført"}
    assert {key: sums[head.index(label)] for key, label in labels.items()} == total["statuses"]
    assert sums[head.index("Tiltak")] == 68
