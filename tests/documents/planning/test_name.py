"""The name of a plan found in its document."""

from dataclasses import replace

from regionplan_xl.documents.planning.plan_of_draft import plan_of_draft
from regionplan_xl.documents.understanding.understand import understand
from regionplan_xl.errors import Place
from tests.documents.drawn_tables import document, heading, lines, table

PLAN = "Tiltak | Ansvar | Tid\nSynge i kor | Hol | 2026\nDanse på tunet | Gol | 2027"


def test_a_plan_without_a_title_is_called_after_its_file_and_that_is_asked_about() -> None:
    blocks = document(table(PLAN))
    imported = plan_of_draft(understand(blocks), blocks)
    assert imported.plan.name == blocks.name.rsplit(".", 1)[0]
    (asked,) = [doubt for doubt in imported.doubts if "no title" in str(doubt.what)]
    assert imported.plan.name in str(asked.what)


def test_a_title_is_the_name_of_the_plan() -> None:
    blocks = document(heading("Kulturplan for Hallingdal"), table(PLAN))
    imported = plan_of_draft(understand(blocks), blocks)
    assert imported.plan.name == "Kulturplan for Hallingdal"
    assert not [doubt for doubt in imported.doubts if "no title" in str(doubt.what)]


def test_the_heading_of_the_first_of_several_areas_is_no_title() -> None:
    blocks = document(heading("Kultur"), table(PLAN), heading("Natur"), table(PLAN.replace("Synge", "Gå")))
    imported = plan_of_draft(understand(blocks), blocks)
    assert imported.plan.name != "Kultur"
    assert [doubt for doubt in imported.doubts if "no title" in str(doubt.what)]


def test_a_short_line_above_the_plan_is_its_title_without_the_number_of_the_case() -> None:
    blocks = document(*lines("Sak 16-25 Kulturplan for Nes - STATUS"), table(PLAN))
    assert plan_of_draft(understand(blocks), blocks).plan.name == "Kulturplan for Nes"


def test_the_title_of_a_workbook_is_alone_in_a_row_above_its_only_table() -> None:
    drawn = replace(table(f"Tiltaksplan for trafikk 2025-2028 | < | <\n{PLAN}"), place=Place("Tiltaksplan"))
    blocks = document(drawn)
    assert plan_of_draft(understand(blocks), blocks).plan.name == "Tiltaksplan for trafikk 2025-2028"
    several = document(drawn, replace(table(PLAN.replace("Synge", "Le")), place=Place("Natur")))
    assert plan_of_draft(understand(several), several).plan.name == "plan"


def test_a_word_that_a_line_end_divides_is_whole() -> None:
    blocks = document(
        table("Tiltak | Ansvar\nLage trainee-\\nprogram | Hol\nByggje eit godt bu-\\nog arbeidsliv | Gol")
    )
    texts = [one.text for one in plan_of_draft(understand(blocks), blocks).plan.measures]
    assert texts == ["Lage traineeprogram", "Byggje eit godt bu-\nog arbeidsliv"]
