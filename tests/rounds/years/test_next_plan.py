"""The council adopts a new plan: its name, and the result goals that continue with their values."""

from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest

from regionplan_xl.config import default_config_text, read_config
from regionplan_xl.errors import NotNow
from regionplan_xl.excel.master.create import write_master
from regionplan_xl.plan.model import Actor, FocusArea, Goal, Indicator, Measure, Plan
from regionplan_xl.plan.timeframe import Timeframe
from regionplan_xl.project.folder import Project
from regionplan_xl.project.recovery import end_merge
from tests.rounds.answers import read_in_this_process
from tests.rounds.commands import regionplan_in_process
from tests.rounds.desk import Desk, by
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
FORMER, NEW = "Regionplan for Hallingdal 2022–2025", "Regionplan for Hallingdal 2026–2029"
ACTORS = (Actor("Regionrådet"), Actor("Gol"))
VALUES = ((2023, "470"), (2024, "480"))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """The desk with the ending plan: a measure, and two result goals, one of them with values."""
    measure = Measure(
        "M-1AAAA", "1.1.1", "Innføre klimaråd i kvar kommune", Timeframe.parse("2025"), ("Regionrådet",)
    )
    goals = (
        Indicator("Tal på studieplassar i Hallingdal", "Utdanning", "450", "600", "plassar", "2025", VALUES, "I-1AAAA",
                  ("Regionrådet",)),
        Indicator("Stengde døgn på fjellovergangane", "Samferdsel", id="I-2AAAA", responsible=("Gol",)),
    )  # fmt: skip
    area = FocusArea("1", "Klima", (Goal("G-1AAAA", "1.1", "Lågare utslepp", (measure,)),))
    folder = tmp_path / "hallingdal"
    (folder / "workbooks").mkdir(parents=True)
    (folder / "config.yaml").write_text(default_config_text(FORMER, "nn"), encoding="utf-8")
    book = write_master(Plan(FORMER, (area,), ACTORS, goals), today=date(2025, 12, 1))
    (folder / "workbooks" / "master.xlsx").write_bytes(book)
    read_in_this_process(folder)
    return Desk(folder)


def new_plan(folder: Path, title: str = NEW) -> str:
    """Write the document of the new plan."""
    document: Any = docx.Document()
    if title:
        document.add_heading(title, 0)
    document.add_heading("Klima", 1)
    _table(document, ("Tiltak", "Frist", "Ansvar"), ("Innføre klimaråd i kommunane", "2027", "Regionrådet"),
           ("Byggje gangveg langs elva", "2028", "Gol"))  # fmt: skip
    document.add_heading("Utdanning", 1)
    _table(document, ("Indikator", "Utgangspunkt", "Måltal", "Eining", "Frist", "Ansvar"),
           ("Talet på studieplassar i Hallingdal", "480", "700", "plassar", "2029", "Regionrådet"))  # fmt: skip
    _table(document, ("Tiltak", "Frist", "Ansvar"), ("Arbeide for nye studieplassar", "2027", "Regionrådet"))
    path = folder / "ny plan.docx"
    document.save(path)
    return str(path)


def _table(document: Any, *rows: tuple[str, ...]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text


def title(desk: Desk) -> str:
    return str(load_workbook(desk.master)["Oversikt"]["A1"].value)


def name(desk: Desk) -> str:
    return read_config(desk.folder / "config.yaml").plan.name


def test_a_result_goal_that_goes_on_shows_the_values_of_the_former_plan(desk: Desk, tmp_path: Path) -> None:
    run = desk.run("import", new_plan(tmp_path), "--carry-over")
    (goal,) = [pair for pair in run["pairs"] if pair["kind"] == "indicator"]
    assert "studieplassar" in goal["text"]
    assert goal["former_id"] == "I-1AAAA"
    row = by(desk.rows("Vidareføring"), "ID", f"{goal['id']} I-1AAAA")
    assert str(row["Visse"]).startswith("resultatmål, ")
    desk.write("Vidareføring", row["row"], Avgjerd="Det same")
    desk.run("merge")
    (told,) = desk.run("history", goal["text"])["measures"]
    assert [former["id"] for former in told["former"]] == ["I-1AAAA"]
    values = {change["member"]: change["from"] for change in told["changes"] if change["field"] == "value"}
    assert {int(year): value for year, value in values.items() if year.isdigit()} == dict(VALUES)
    assert (values["baseline"], values["target"]) == ("450", "600")
    assert all(one["values"] == {} for one in desk.run("status")["indicators"]), "the new plan has its own"


def test_the_plan_is_called_as_its_document_in_config_and_workbook_until_undo(
    desk: Desk, tmp_path: Path
) -> None:
    before = (desk.folder / "config.yaml").read_bytes()
    run = desk.run("import", new_plan(tmp_path), "--carry-over")
    assert (run["plan"], name(desk)) == (NEW, NEW)
    assert title(desk).startswith(NEW)
    now = (desk.folder / "config.yaml").read_text(encoding="utf-8")
    assert now.replace(NEW, FORMER).encode() == before, "all else is as it was"
    assert desk.run("merge")["renamed_from"] is None
    desk.run("undo")
    assert (desk.folder / "config.yaml").read_bytes() == before
    assert title(desk).startswith(FORMER)


def test_a_name_that_people_write_after_the_import_is_theirs(desk: Desk, tmp_path: Path) -> None:
    desk.run("import", new_plan(tmp_path), "--carry-over")
    path = desk.folder / "config.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(NEW, "Hallingdalsplanen"), encoding="utf-8")
    desk.run("undo")
    assert name(desk) == "Hallingdalsplanen"


def test_a_document_without_a_title_leaves_the_name(desk: Desk, tmp_path: Path) -> None:
    run = desk.run("import", new_plan(tmp_path, title=""), "--carry-over")
    assert (run["plan"], name(desk)) == (FORMER, FORMER)
    assert title(desk).startswith(FORMER)


def test_pairs_that_have_little_in_common_are_counted_and_not_listed(desk: Desk, tmp_path: Path) -> None:
    run = desk.run("import", new_plan(tmp_path), "--carry-over")
    assert all(pair["certainty"] >= 0.4 for pair in run["pairs"])
    assert len(desk.rows("Vidareføring")) == len(run["pairs"])
    assert isinstance(run["left_out_pairs"], int)
    printed = regionplan_in_process("--lang", "nn", "undo", folder=desk.folder)
    assert printed.status == 0


def test_a_config_yaml_that_was_saved_in_another_encoding_meanwhile_waits_and_is_told_of(
    desk: Desk, tmp_path: Path
) -> None:
    desk.run("import", new_plan(tmp_path), "--carry-over")
    project = Project.open(desk.folder)
    config = desk.folder / "config.yaml"
    saved = config.read_text(encoding="utf-8").encode("cp1252")
    config.write_bytes(saved)
    with pytest.raises(NotNow, match=r"config\.yaml cannot be written now"):
        end_merge(project, project.ledger.last_merge().number)  # type: ignore[union-attr]
    project.close_ledger()
    assert config.read_bytes() == saved
