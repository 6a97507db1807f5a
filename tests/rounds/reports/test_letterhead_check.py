"""`check` reports an error in the letterhead of config.yaml, and the case is written on it."""

import docx
import pytest

from tests.rounds.desk import Desk

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def with_letterhead(desk: Desk, *paragraphs: str) -> None:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(str(desk.folder / "brevark.docx"))
    path = desk.folder / "config.yaml"
    kept = path.read_text("utf-8").partition("report:\n  formats")[0]
    path.write_text(f"{kept}\nreport: {{template: brevark.docx}}\n", "utf-8")


def test_check_names_an_unknown_placeholder_and_the_report_is_not_written(desk: Desk) -> None:
    with_letterhead(desk, "Sak {{ titel }}", "{{ case }}")
    (found,) = [one for one in desk.run("check")["findings"] if one["code"] == "letterhead"]
    assert "«titel»" in found["what"]
    assert "brevark.docx" in str(found)
    desk.run("report")
    assert desk.status == 2
    assert not list((desk.folder / "workbooks").glob("reports/*"))


def test_the_case_is_written_on_the_letterhead(desk: Desk) -> None:
    with_letterhead(desk, "Regionrådet", "{{ case }}")
    assert not [one for one in desk.run("check")["findings"] if one["code"] == "letterhead"]
    (path,) = desk.run("report")["files"]
    assert docx.Document(path).paragraphs[0].text == "Regionrådet"


def test_a_placeholder_for_the_case_that_stays_empty_is_told_of(desk: Desk) -> None:
    with_letterhead(desk, "{{ case }}", "Vedlegg", "{{ case }}", "Slutt: {{ case }}")
    (found,) = [one for one in desk.run("check")["findings"] if one["code"] == "letterhead"]
    assert "3 gonger" in found["what"]
    assert found["fix"]
    (path,) = desk.run("report")["files"]
    texts = [one.text for one in docx.Document(path).paragraphs]
    assert texts[-3:] == ["Vedlegg", "", "Slutt: "]


def test_a_letterhead_that_is_not_there_is_named(desk: Desk) -> None:
    with_letterhead(desk, "{{ case }}")
    (desk.folder / "brevark.docx").unlink()
    (found,) = [one for one in desk.run("check")["findings"] if one["code"] == "letterhead"]
    assert "brevark.docx" in found["what"]
