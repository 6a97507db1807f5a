"""No heading of a document vanishes: it is in the plan, or the check sheet has it."""

import io
from pathlib import Path

import docx

from tests.documents.read_text import left_out, read_document

LINES = (
    (1, "Handlingsdel"),
    (2, "Oppvekst"),
    (3, "Mål: Alle barn har ein trygg vaksen"),
    (2, "Nærmiljø"),
    (3, "Mål: Alle har ein tursti"),
)


def made(tmp_path: Path) -> Path:
    document = docx.Document()
    document.add_heading("Plan for folkehelse", 0)
    document.add_heading("1. Bakgrunn", 1)
    document.add_paragraph("Planen gjeld for åtte år.")
    for level, text in LINES:
        document.add_heading(text, level)
        if level == 3:
            table = document.add_table(2, 3)
            for cell, said in zip(
                table._cells, ("Tiltak", "Ansvar", "Frist", f"Nytt {text[-6:]}", "Hol", "2026"), strict=True
            ):
                cell.text = said
    document.add_heading("3. Økonomi", 1)
    document.add_paragraph("Tiltaka blir prioriterte i budsjettet.")
    data = io.BytesIO()
    document.save(data)
    path = tmp_path / "plan.docx"
    path.write_bytes(data.getvalue())
    return path


def test_a_heading_above_prose_or_other_headings_is_on_the_check_sheet_in_its_place(tmp_path: Path) -> None:
    imported = read_document(made(tmp_path))
    assert [area.name for area in imported.plan.areas] == ["Oppvekst", "Nærmiljø"]
    assert left_out(imported) == [
        "1. Bakgrunn: Planen gjeld for åtte år.",
        "Handlingsdel",
        "3. Økonomi: Tiltaka blir prioriterte i budsjettet.",
    ]
