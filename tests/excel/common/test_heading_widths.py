"""No word of a heading is broken in two, since columns are wide enough in every language."""

import io
from datetime import date

import openpyxl
import pytest

from regionplan_xl.excel.actor.template import render_actor_template
from regionplan_xl.excel.common.row_height import heading_width
from regionplan_xl.excel.master.create import write_master
from regionplan_xl.plan.status import STANDARD
from tests.excel.plans import small_plan


def narrow_headings(book: bytes, name: str, row: int) -> list[tuple[str, float]]:
    """Return the headings of a sheet that contain a word wider than their column."""
    sheet = openpyxl.load_workbook(io.BytesIO(book))[name]
    width_of = {
        at: dimension.width
        for dimension in sheet.column_dimensions.values()
        if not dimension.hidden
        for at in range(dimension.min or 0, (dimension.max or 0) + 1)
    }
    return [
        (str(cell.value), width_of[cell.column])
        for cell in sheet[row]
        if cell.value
        and cell.column in width_of
        and heading_width(str(cell.value)) > width_of[cell.column] - 0.7
    ]


@pytest.mark.parametrize("language", ["nn", "nb", "en"])
def test_headings_of_result_goals_are_whole_in_the_master_and_for_actors(language: str) -> None:
    name = {"nn": "Indikatorar", "nb": "Indikatorer", "en": "Indicators"}[language]
    assert narrow_headings(write_master(small_plan(language), today=date(2026, 3, 15)), name, 3) == []
    assert narrow_headings(render_actor_template(language, STANDARD, 2), name, 3) == []
