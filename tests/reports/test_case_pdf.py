"""The case as PDF: tagged, archivable, in the plan's language, and with correct page numbers."""

import io
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pikepdf
import pytest
from pdfua import validate

from regionplan_xl.errors import InputError
from regionplan_xl.plan.model import Plan
from regionplan_xl.reports.pdf import office
from regionplan_xl.reports.pdf.case_pdf import case_pdf
from tests.reports.cases import contents


@pytest.fixture(scope="module")
def pdf(plan: Plan, needs_program: Callable[[str], str]) -> bytes:
    needs_program("soffice")
    return case_pdf(contents(plan))


def test_the_pdf_says_that_it_is_for_everybody_and_for_archives(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        metadata = opened.open_metadata()
        assert metadata.get("pdfuaid:part") == "1"
        assert (metadata.get("pdfaid:part"), metadata.get("pdfaid:conformance")) == ("2", "B")
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang) == "nn-NO"
        assert "Regionplan for Hallingdal" in str(opened.docinfo["/Title"])


def test_the_checker_of_accessibility_finds_nothing(pdf: bytes, tmp_path: Path) -> None:
    (tmp_path / "sak.pdf").write_bytes(pdf)
    report = validate(str(tmp_path / "sak.pdf"))
    assert list(report.findings) == []


def test_the_contents_have_the_page_of_each_heading(pdf: bytes, plan: Plan) -> None:
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        texts = [page.extract_text() for page in opened.pages]
    lines = [line for line in texts[0].splitlines() if "....." in line]
    entries = {line.split("....")[0].strip(): int(line.split(".")[-1]) for line in lines}
    assert len(entries) >= 10
    for area in plan.areas:
        page = entries[f"{area.number} {area.name}"]
        assert any(line == f"{area.number} {area.name}" for line in texts[page - 1].splitlines())


def test_without_libreoffice_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch, plan: Plan) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(office, "_USUAL_PLACES", ())
    with pytest.raises(InputError, match=r"LibreOffice, which is not installed.*libreoffice\.org"):
        case_pdf(contents(plan))
