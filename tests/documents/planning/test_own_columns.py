"""Columns of a plan document that the master lacks become columns of its own."""

import io
from datetime import date

import openpyxl
import pytest

from regionplan_xl.documents.planning.plan_of_draft import plan_of_draft
from regionplan_xl.documents.planning.remark_kinds import remark_kinds
from regionplan_xl.documents.understanding.understand import understand
from regionplan_xl.excel.master.create import write_master
from regionplan_xl.locale import catalog
from regionplan_xl.plan.model import Measure, Plan
from regionplan_xl.plan.own_columns import OWN_COLUMNS, PART_OF, SUB_AREA
from tests.documents.drawn_tables import document, lines, table


def imported_plan(drawn: str) -> Plan:
    """Import a document with this table; return the plan."""
    blocks = document(table(drawn))
    return plan_of_draft(understand(blocks), blocks).plan


def imported(drawn: str) -> tuple[Measure, ...]:
    """Import a document with this table; return the measures."""
    return imported_plan(drawn).measures


def test_a_column_that_the_master_lacks_is_kept_as_a_column() -> None:
    drawn = "Tiltak | Ansvar | Tid | Kostnad | Prioritet\nSynge | Hol | 2026 | 250 000 | 1\nDanse | Gol | 2027 | | 2"
    synge, danse = imported(drawn)
    assert dict(synge.own) == {"Priority": "1", "Kostnad": "250 000"}
    assert danse.own == (("Priority", "2"),)
    assert (synge.remark, danse.remark) == ("", "")


def test_a_column_without_heading_is_a_remark() -> None:
    drawn = "Tiltak | Ansvar | Tid |\nSynge i kor heile året | Hol | 2026 | vedteke i sak 12 av styret"
    (synge,) = imported(drawn)
    assert synge.own == ()
    assert "vedteke i sak 12 av styret" in synge.remark


def test_a_second_column_with_a_heading_of_the_master_is_a_remark_with_that_heading() -> None:
    drawn = "Tiltak | Ansvar | Tid | Notat | Sist rapportert\nSynge | Hol | 2026 | Bra | 12. mai"
    (synge,) = imported(drawn)
    assert synge.own == ()
    assert "Sist rapportert: 12. mai" in synge.remark


LEVELS = """
Innsatsområde | Delområde | Mål | Tiltak | Ansvar | Tid
Kultur | Song | Folk syng meir | Synge i kor | Hol | 2026
Kultur | Dans | Folk dansar meir | Danse på tunet | Gol | 2027
"""


def test_a_sub_area_between_area_and_goal_is_kept_for_each_of_its_measures() -> None:
    plan = imported_plan(LEVELS)
    assert [goal.text for goal in plan.goals] == ["Folk syng meir", "Folk dansar meir"]
    assert [SUB_AREA.of(measure) for measure in plan.measures] == ["Song", "Dans"]
    book = openpyxl.load_workbook(io.BytesIO(write_master(plan, today=date(2026, 1, 1))))
    rows = [[cell.value for cell in row] for row in book["Kultur"].iter_rows(min_row=3)]
    assert rows[0][13:] == ["Delområde"]
    assert [row[13] for row in rows[1:5]] == [None, "Song", None, "Dans"]


def test_a_measure_numbered_below_another_is_a_part_of_it() -> None:
    drawn = """
    Nr | Tiltak | Ansvar | Tid
    1.1.1 | Synge i kor | Hol | 2026
    1.1.1a | Finne songarar | Hol | 2026
    1.1.1b | Finne eit lokale | Hol | 2026
    1.1.2 | Danse på tunet | Gol | 2027
    1.1.2.1 | Rydde tunet | Gol | 2027
    1.1.3 | Spele fele | Gol | 2027
    """
    assert [PART_OF.of(measure) for measure in imported(drawn)] == ["", "1.1.1", "1.1.1", "", "1.1.2", ""]


@pytest.mark.parametrize(
    ("remark", "kinds"),
    [
        ("Krev finansiering", ["Finance"]),
        ("Søkt midlar frå Viken", ["Finance", "Application"]),
        ("Gol er pilot", ["Pilot"]),
        ("Usikker på denne", ["Doubt"]),
        ("Er det nedsett ei gruppe?", ["Doubt"]),
        ("Prosjekt Kostnad 250 000", ["Finance", "Amount"]),
        ("Fördermittel beantragt", ["Finance", "Application"]),
        ("Tender out in May", []),
        ("Vedteke i sak 12", []),
    ],
)
def test_a_remark_is_typed_by_what_it_is_about(remark: str, kinds: list[str]) -> None:
    assert [str(kind) for kind in remark_kinds([remark])] == kinds


@pytest.mark.parametrize("language", ["nn", "nb", "en"])
def test_the_known_columns_are_found_again_in_every_language(language: str) -> None:
    translate = catalog(language)
    for column in OWN_COLUMNS:
        measure = Measure("M-1", "1.1.1", "Synge", own=((translate(column.heading), "noko"),))
        assert column.of(measure) == "noko"


def test_what_a_label_of_a_card_says_at_length_is_a_remark_with_its_label() -> None:
    told = "Talet på bedrifter som har teke i bruk ordninga innan utgangen av det første året"
    blocks = document(
        *lines(
            "Tiltak 1: Synge i kor", "Ansvar: Hol", "Frist: 2026", f"Måling: {told}", "Kostnad: 250 000 kr"
        ),
        *lines(
            "Tiltak 2: Danse på tunet",
            "Ansvar: Gol",
            "Frist: 2027",
            "Måling: talet på dansarar",
            "Kostnad: 100",
        ),
    )
    synge, danse = plan_of_draft(understand(blocks), blocks).plan.measures
    assert synge.remark == f"Måling: {told}"
    assert danse.remark == "Måling: talet på dansarar"
    assert dict(synge.own) == {"Kostnad": "250 000 kr"}
