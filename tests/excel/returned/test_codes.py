"""The dispatch code is found wherever it is in a returned workbook, and however it was retyped."""

import pytest
from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty

from regionplan_xl.excel.common.actor_marks import CODE_PROPERTY
from regionplan_xl.excel.parsing.grid import Grid
from regionplan_xl.excel.parsing.grid_xlsx import read_xlsx
from regionplan_xl.excel.returned.sender_clues import find_clues
from regionplan_xl.plan.codes import dispatch_code
from tests.excel.actor.dispatches import book
from tests.excel.returned.returns import saved


def test_the_code_is_found_on_any_sheet_and_in_the_properties() -> None:
    whole = read_xlsx(book())
    assert find_clues(whole).codes == {"HX74K-Q2M9B"}
    for sheet in whole.sheets:
        assert find_clues(Grid((sheet,))).codes == {"HX74K-Q2M9B"}
    assert find_clues(Grid((), whole.codes)).codes == {"HX74K-Q2M9B"}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Kode: HX7-4KN", "HX7-4KN"),
        ("Kode: hx7 4kn takk for sist", "HX7-4KN"),
        ("Kode: HX74KN · Gol", "HX7-4KN"),
        ("Kode: HX74K-Q2M9B · Gol", "HX74K-Q2M9B"),
        ("kode : hx74k – q2m9b", "HX74K-Q2M9B"),
        ("Kode: HX74KQ2M9B", "HX74K-Q2M9B"),
    ],
)
def test_codes_of_both_lengths_are_read_from_a_text(written: str, code: str) -> None:
    workbook = Workbook()
    workbook.active["C9"] = written  # type: ignore[index]
    assert find_clues(read_xlsx(saved(workbook))).codes == {code}


def test_a_code_is_read_however_it_was_retyped() -> None:
    code = dispatch_code()
    workbook = Workbook()
    workbook.active["C9"] = f"kode : {code.lower().replace('-', ' - ')}"  # type: ignore[index]
    workbook.active["A1"] = "Ingen kode her, berre: tekst"  # type: ignore[index]
    assert find_clues(read_xlsx(saved(workbook))).codes == {code}


def test_a_property_that_has_lost_its_code_is_no_code() -> None:
    workbook = Workbook()
    workbook.custom_doc_props.append(StringProperty(name=CODE_PROPERTY, value=" "))  # type: ignore[attr-defined]
    assert find_clues(read_xlsx(saved(workbook))).codes == frozenset()
