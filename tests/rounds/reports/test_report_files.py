"""One report per day or meeting; edited ones are kept; the service makes one only if something has changed."""

from pathlib import Path

import pytest
from docx import Document

from tests.rounds.desk import Desk

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def reports(desk: Desk) -> list[str]:
    return sorted(path.name for path in (desk.folder / "workbooks" / "reports").iterdir())


def test_a_second_report_of_the_same_day_replaces_the_first(desk: Desk) -> None:
    desk.run("report", "--date", "2025-05-21")
    desk.edit("1.1.1", Status="Gjennomført")
    told = desk.run("report", "--date", "2025-05-21")
    assert reports(desk) == ["Regionplan for Hallingdal 2025-05-21.docx"]
    assert told["kept"] == []


def test_a_report_that_somebody_has_edited_is_kept_and_the_next_one_replaces_only_the_programs_own(
    desk: Desk,
) -> None:
    (first,) = desk.run("report", "--date", "2025-05-21")["files"]
    Path(first).write_bytes(b"PK our own words")
    for _ in range(2):
        told = desk.run("report", "--date", "2025-05-21")
        assert told["kept"] == [first]
    assert reports(desk) == [
        "Regionplan for Hallingdal 2025-05-21 (2).docx",
        "Regionplan for Hallingdal 2025-05-21.docx",
    ]
    assert Path(first).read_bytes() == b"PK our own words"


def test_a_report_that_is_open_in_word_is_left_alone(desk: Desk) -> None:
    (first,) = desk.run("report", "--date", "2025-05-21")["files"]
    before = Path(first).read_bytes()
    lock = Path(first).with_name("~$" + Path(first).name[2:])
    lock.write_bytes(b"\x04Kari")
    desk.edit("1.1.1", Status="Gjennomført")
    assert desk.run("report", "--date", "2025-05-21")["kept"] == [first]
    assert Path(first).read_bytes() == before


def test_each_meeting_of_a_day_has_its_own_file(desk: Desk) -> None:
    for meeting in ("Regionråd", "Utval: samferdsel", "Utval/samferdsel", ""):
        desk.run("report", "--date", "2025-05-21", "--meeting", meeting)
    assert len(reports(desk)) == 4


def test_the_service_makes_a_report_only_when_something_has_changed(desk: Desk) -> None:
    made = desk.run("run", "--once")["report"]
    assert len(made["files"]) == 1
    assert desk.run("run", "--once")["report"]["unchanged"]
    Path(made["files"][0]).unlink()
    assert len(desk.run("run", "--once")["report"]["files"]) == 1
    desk.edit("1.1.1", Status="Gjennomført")
    assert len(desk.run("run", "--once")["report"]["files"]) == 1
    assert len(reports(desk)) == 1


def test_the_service_makes_a_report_when_the_plan_gets_another_language(desk: Desk) -> None:
    desk.run("run", "--once")
    config = desk.folder / "config.yaml"
    config.write_text(config.read_text("utf-8").replace("locale: nn", "locale: nb"), encoding="utf-8")
    (written,) = desk.run("run", "--once")["report"]["files"]
    assert "Forslag til vedtak" in [one.text for one in Document(written).paragraphs]
    assert "Hvem som ikke har svart" in [one.text for one in Document(written).paragraphs]


def test_a_report_that_cannot_be_written_is_named_by_its_own_name(desk: Desk) -> None:
    folder = desk.folder / "workbooks" / "reports"
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    folder.write_text("a file where the folder should be", "utf-8")
    told = desk.run("report", "--date", "2025-05-21")
    assert desk.status == 3
    assert told["file"].endswith("reports/Regionplan for Hallingdal 2025-05-21.docx")
