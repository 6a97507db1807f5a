"""If no PDF can be made, the rest of a report is written, and a message says what is missing and how to get it."""

from pathlib import Path

import pytest

from regionplan_xl.actions.report import report_if_changed
from regionplan_xl.project.folder import Project
from tests.rounds.desk import Desk

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


@pytest.fixture(autouse=True)
def without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")


def written(desk: Desk) -> set[str]:
    return {path.suffix for path in (desk.folder / "workbooks" / "reports").iterdir() if path.is_file()}


@pytest.mark.parametrize("other", ["docx", "html"])
def test_the_other_formats_are_written_and_the_missing_pdf_is_something_to_do(other: str, desk: Desk) -> None:
    told = desk.run("report", "--format", f"{other},pdf")
    assert desk.status == 1
    assert written(desk) == {f".{other}"}
    assert [Path(one).suffix for one in told["files"]] == [f".{other}"]
    assert told["missing"].startswith("PDF-en blei ikkje laga.")
    assert "libreoffice.org" in told["missing"]


def test_the_pdf_alone_is_refused_and_nothing_is_written(desk: Desk) -> None:
    told = desk.run("report", "--format", "pdf")
    assert desk.status == 2
    assert "libreoffice.org" in told["error"]
    assert not (desk.folder / "workbooks" / "reports").exists() or written(desk) == set()


def test_a_packet_for_the_archive_is_whole_or_not_there(desk: Desk, tmp_path: Path) -> None:
    desk.run("report", "--format", "docx", "--archive", str(tmp_path / "arkiv"))
    assert desk.status == 2
    assert not (tmp_path / "arkiv").exists()
    assert not (desk.folder / "workbooks" / "reports").exists() or written(desk) == set()


def test_the_service_writes_the_rest_and_does_not_make_it_again_every_time(desk: Desk) -> None:
    config = desk.folder / "config.yaml"
    text = config.read_text("utf-8").replace("formats: [docx]", "formats: [docx, pdf]")
    config.write_text(text, encoding="utf-8")
    first, second = (report_if_changed(Project.open(desk.folder, None)) for _ in range(2))
    assert first.waits
    assert "libreoffice.org" in str(first.lines[-1])
    assert written(desk) == {".docx"}
    assert second.data["unchanged"]
    assert not second.waits
