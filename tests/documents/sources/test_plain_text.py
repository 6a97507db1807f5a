"""Plain text and Markdown: underlined headings, marks around words, properties at the top."""

from regionplan_xl.documents.blocks import Heading, Paragraph, Table
from regionplan_xl.documents.sources.plain_text import read
from tests.documents.read_text import left_out, read_text

PLAN = (
    "HANDLINGSPLAN MOT FATTIGDOM\n===========================\n\n1. Økonomi\n----------\n\n"
    "Mål: Alle har råd\n\nInnføre moderasjon i SFO\n   Ansvar: Oppvekst\n   Frist: 2025\n\n"
    "2. Deltaking\n------------\n\n"
    "Mål: Alle er med\n\nUtstyrsbank i alle bygder, med ski, sykkel, tele-\n   fon og datamaskin\n"
    "   Ansvar: Frivilligsentralen\n   Frist: 2026\nFritidskort\n   Ansvar: Kultur\n   Frist: 2025\n"
)


def test_an_underlined_line_is_a_heading() -> None:
    imported = read_text(PLAN)
    assert imported.plan.name == "Handlingsplan mot fattigdom"
    assert [area.name for area in imported.plan.areas] == ["Økonomi", "Deltaking"]
    assert left_out(imported) == []


def test_the_text_of_a_measure_that_goes_over_two_lines_above_its_labels_is_whole() -> None:
    texts = [measure.text for measure in read_text(PLAN).plan.measures]
    assert texts[1:] == ["Utstyrsbank i alle bygder, med ski, sykkel, telefon og datamaskin", "Fritidskort"]


def test_a_rule_below_the_headings_of_columns_or_after_a_paragraph_makes_no_heading() -> None:
    for text in (
        "Tiltak      Ansvar\n------      ------\nBru         Hol\n",
        "Tiltak      Ansvar\n------------------\nBru         Hol\n",
        "Ei linje\nog ei til av same avsnitt\n---\n",
    ):
        assert not any(isinstance(block, Heading) for block in read(text.encode(), "plan.txt").blocks)


def test_marks_around_words_and_before_bars_are_no_part_of_the_text() -> None:
    text = (
        "| Tiltak | Ansvar |\n|---|---|\n| For *unge bønder* | Hol \\| Gol |\n\n"
        "**Frist:** 2026\n> Vedteke i mars\n* Pris*\n"
    )
    table, *rest = read(text.encode(), "plan.md").blocks
    assert isinstance(table, Table)
    assert [cell.text for cell in table.rows[1].cells] == ["For unge bønder", "Hol | Gol"]
    assert [one.text for one in rest if isinstance(one, Paragraph)] == [
        "Frist: 2026\nVedteke i mars\n* Pris*"
    ]


def test_the_properties_of_a_text_are_no_measure_and_are_listed() -> None:
    imported = read_text(
        "---\ntitle: Plan\ndate: 2025-02-01\n---\n\n# Plan\n\n## Kultur\n\nTiltak 1: Song\nAnsvar: Hol\n",
        file="a.md",
    )
    assert [measure.text for measure in imported.plan.measures] == ["Song"]
    assert left_out(imported) == ["title: Plan date: 2025-02-01"]
