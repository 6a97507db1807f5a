"""An actor sees at once for whom it answers, where answers go, and what is left to do."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from regionplan_xl.excel.actor import layout
from regionplan_xl.excel.actor.template import render_actor_template
from regionplan_xl.excel.actor.workbook import RoundFacts, render_actor_workbook
from regionplan_xl.excel.common import columns
from regionplan_xl.excel.common.row_height import height
from regionplan_xl.excel.returned.program_texts import is_one_of, is_program_text, sent_texts
from regionplan_xl.locale import catalog
from regionplan_xl.plan.merging.sent_and_returned import Dispatch, SentRow
from regionplan_xl.plan.model import Report
from regionplan_xl.plan.status import LANGUAGES, STANDARD
from tests.excel.actor.dispatches import DISPATCH, GOL, ROUND, ROWS, book
from tests.libreoffice import LibreOffice

DONE = replace(ROWS[2], base=Report("done", 1.0))
SENDER = "Regionrådet <plan@example.org>"


def tiltak(*rows: SentRow, language: str = "nn") -> Worksheet:
    data = book(replace(DISPATCH, rows=rows), language)
    return load_workbook(io.BytesIO(data))[catalog(language)(columns.MEASURES)]


def first_cells(sheet: Worksheet) -> list[str]:
    cells = (sheet.cell(row, 1).value for row in range(layout.FIRST_ROW, sheet.max_row + 1))
    return [str(value) for value in cells if value]


def guide(sender: str = SENDER, language: str = "nn") -> Worksheet:
    return load_workbook(io.BytesIO(sent_by(sender, language))).worksheets[0]


def sent_by(sender: str, language: str) -> bytes:
    facts = RoundFacts(ROUND, "Regionplan", sender, language, STANDARD)
    return render_actor_workbook(render_actor_template(language, STANDARD), DISPATCH, GOL.name, facts)


@pytest.mark.parametrize(
    ("language", "said"),
    [("nn", "De svarer berre for Gol kommune."), ("nb", "Dere svarer bare for Gol kommune."),
     ("en", "You answer only for Gol kommune.")],
)  # fmt: skip
def test_the_guide_says_for_whom_the_body_answers(language: str, said: str) -> None:
    shown = str(guide(language=language).cell(layout.GUIDE_FOR_WHOM, layout.GUIDE_LABEL).value)
    assert shown.startswith(said)
    assert is_program_text(shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_send_to_is_never_empty(language: str) -> None:
    place = {"row": layout.GUIDE_SENDER, "column": layout.GUIDE_TEXT}
    assert guide(language=language).cell(**place).value == SENDER
    without = str(guide("", language).cell(**place).value)
    assert len(without) > 20
    assert is_program_text(without)


@pytest.mark.parametrize(
    ("sender", "author"),
    [(SENDER, "Regionrådet"), ("plan@example.org", "plan@example.org"), ("", "Regionplan")],
)
def test_the_file_says_who_made_it_and_on_which_day_it_was_sent(sender: str, author: str) -> None:
    properties = load_workbook(io.BytesIO(sent_by(sender, "nn"))).properties
    assert properties.creator == author
    assert properties.created == datetime.combine(DISPATCH.sent.date(), datetime.min.time())
    assert properties.created.date() == date(2025, 2, 22)


@pytest.mark.parametrize("language", LANGUAGES)
def test_measures_already_done_come_after_the_others_and_can_still_be_answered(language: str) -> None:
    sheet = tiltak(*ROWS[:2], DONE, ROWS[3], language=language)
    shown = first_cells(sheet)
    assert [text for text in shown if text[0].isdigit()] == ["1.1.1", "1.1.10", "5.4.1", "6.1.2"]
    words = catalog(language)("Measures that are already done: write only if something has changed")
    (heading,) = [text for text in shown if text.startswith(words)]
    assert shown.index("1.1.10") < shown.index(heading) < shown.index("5.4.1")
    assert is_program_text(heading)
    row = next(n for n in range(1, sheet.max_row + 1) if sheet.cell(n, 1).value == "5.4.1")
    assert not sheet.cell(row, layout.column_number(columns.STATUS)).protection.locked
    assert not sheet.row_dimensions[row].hidden


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [1, 2, 12])
def test_measures_already_done_are_folded_to_a_line_each_and_can_be_unfolded(
    count: int, language: str
) -> None:
    long = "Møte i mai. " * 30
    done = [
        replace(DONE, measure=f"M-2222{n}", number=f"5.4.{n}", text=long, base=Report("done", 1.0, long))
        for n in range(1, count + 1)
    ]
    sheet = tiltak(ROWS[0], *done, language=language)
    rows = {str(sheet.cell(row, 1).value): row for row in range(layout.FIRST_ROW, sheet.max_row + 1)}
    assert (sheet.row_dimensions[rows["1.1.1"]].height or 0) > 30
    for n in range(1, count + 1):
        folded = sheet.row_dimensions[rows[f"5.4.{n}"]]
        assert (folded.height, folded.customHeight, folded.hidden) == (15, True, False)
        assert sheet.cell(rows[f"5.4.{n}"], 2).value == long
    # Unfolded by pulling the edge of the row, which a locked sheet allows; it does not open groups.
    assert sheet.protection.formatRows is False
    assert not any(sheet.row_dimensions[row].outlineLevel for row in rows.values())
    words = catalog(language)("Measures that are already done: write only if something has changed")
    (heading,) = [text for text in rows if text.startswith(words)]
    assert f"{count} " in heading or count == 1
    assert is_program_text(heading)


def test_libreoffice_keeps_measures_already_done_folded(
    needs_program: Callable[[str], str], tmp_path: Path
) -> None:
    done = replace(DONE, base=Report("done", 1.0, "Møte i mai. " * 30))
    (tmp_path / "Gol.xlsx").write_bytes(book(replace(DISPATCH, rows=(ROWS[0], done))))
    LibreOffice(needs_program("soffice"), tmp_path).convert("xlsx", tmp_path / "saved", tmp_path / "Gol.xlsx")
    sheet = load_workbook(tmp_path / "saved" / "Gol.xlsx")["Tiltak"]
    heights = {sheet.cell(row, 1).value: sheet.row_dimensions[row].height for row in range(1, 20)}
    assert abs((heights["5.4.1"] or 0) - 15) < 1
    assert (heights["1.1.1"] or 0) > 30


def test_a_workbook_keeps_the_order_that_was_recorded_when_it_was_sent() -> None:
    shown = first_cells(tiltak(DONE, *ROWS[:2]))
    assert [text for text in shown if text[0].isdigit()] == ["5.4.1", "1.1.1", "1.1.10"]
    assert len(shown) == 5  # two bands, and no heading of measures already done


def test_a_body_that_has_done_everything_is_told_so() -> None:
    assert first_cells(tiltak(DONE))[0].startswith("Tiltak som alt er gjennomførte")


@pytest.mark.parametrize("words", [3, 30, 90])
def test_the_text_of_a_goal_is_never_cut_off(words: int) -> None:
    goal = "1.1 " + "Tettare samarbeid om næringsutvikling " * (words // 3)
    dispatch: Dispatch = replace(DISPATCH, rows=(replace(ROWS[0], goal=goal.strip()),))
    bands = first_cells(load_workbook(io.BytesIO(book(dispatch)))["Tiltak"])[:-1]
    assert " ".join(bands).split() == f"Næringsutvikling · {goal}".split()
    widths = sum(layout.COLUMN_WIDTHS[c.key] for c in layout.COLUMNS[:8])
    assert all(height([(band, widths)], bold=True, least=0) <= 18 for band in bands)
    assert (len(bands) > 1) == (words > 3)
    assert all(is_one_of(band, sent_texts(dispatch)) for band in bands)
