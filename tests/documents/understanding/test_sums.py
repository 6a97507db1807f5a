"""A calculation in a document: its inputs and formula are kept if its arithmetic is right."""

import io
from datetime import date

import openpyxl
import pytest

from regionplan_xl.excel.master.create import write_master
from regionplan_xl.plan.model import Indicator, Plan
from tests.documents.drawn_tables import drafted, heading, table

MEASURES = table(
    "Tiltak | Frist | Ansvar\nByggje bru over elva | 2026 | Hol\nByggje veg til garden | 2027 | Gol"
)
PART_TIME = (
    "Snitt innb. pr. dag, totalt | 46 724\nPluss 6 % | 2 803\nFråtrekk innbyggjarar | −20 000\n"
    "Fråtrekk arbeidskraft | -1 000\nFråtrekk trafikk | -1 000\nFråtrekk dagsturisme | -1 000\n"
    "Gjestedøgn pr. døgn | 26 527\nGjestedøgn pr. år | 9 682 355"
)


def test_part_time_population_is_six_inputs_their_sum_and_that_for_a_year() -> None:
    draft = drafted(heading("Deltidsinnbyggjaren"), table(PART_TIME), heading("Klima"), MEASURES)
    found = [(one.baseline.text, one.adds, one.times) for one in draft.indicators]
    assert found == [
        ("46724", 0, 0), ("2803", 0, 0), ("-20000", 0, 0), ("-1000", 0, 0), ("-1000", 0, 0), ("-1000", 0, 0),
        ("26527", 6, 0), ("9682355", 0, 365),
    ]  # fmt: skip
    assert draft.left_out == ()
    assert len(draft.measures) == 2


@pytest.mark.parametrize(
    ("says", "instead"),
    [
        ("26 527", "26 572"),
        ("9 682 355", "9 682 335"),
        ("2 803", "ca. 2 800"),
        ("-1 000\nGjestedøgn", "\nGjestedøgn"),
    ],
)
def test_where_the_arithmetic_does_not_add_up_all_of_it_is_for_a_person_to_check(
    says: str, instead: str
) -> None:
    wrong = PART_TIME.replace(says, instead)
    assert wrong != PART_TIME
    draft = drafted(heading("Deltidsinnbyggjaren"), table(wrong), heading("Klima"), MEASURES)
    assert draft.indicators == ()
    told = "\n".join(one.text for one in draft.left_out)
    assert "46 724" in told
    assert "Gjestedøgn pr. år" in told


def test_headings_over_the_figures_do_no_harm_and_a_plain_total_is_no_calculation() -> None:
    headed = drafted(heading("Folk"), table("Kva | Tal\n" + PART_TIME), heading("Klima"), MEASURES)
    assert len(headed.indicators) == 8
    budget = table("Veg | 200\nBru | 300\nSum | 500")
    assert drafted(heading("Økonomi"), budget, heading("Klima"), MEASURES).indicators == ()


def test_the_master_has_live_formulas_with_what_they_come_to() -> None:
    numbers = ("100", "-30", "-20", "50", "18250")
    indicators = tuple(
        Indicator(
            f"Tal {n}", baseline=number, id=f"I-{n}AAAA", adds=3 if n == 3 else 0, times=365 if n == 4 else 0
        )
        for n, number in enumerate(numbers)
    )
    book = write_master(Plan("Plan", indicators=indicators), today=date(2026, 3, 15))
    live = openpyxl.load_workbook(io.BytesIO(book))["Indikatorar"]
    shown = openpyxl.load_workbook(io.BytesIO(book), data_only=True)["Indikatorar"]
    assert [live.cell(row, 3).value for row in range(4, 9)] == [100, -30, -20, "=SUM(C4:C6)", "=C7*365"]
    assert [shown.cell(row, 3).value for row in range(4, 9)] == [100, -30, -20, 50, 18250]
