"""Spellings and painted colours labelled by hand: none is misread, and few are asked about needlessly."""

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Color, GradientFill, PatternFill
from openpyxl.styles.fills import Fill

from regionplan_xl.excel.parsing.grid import GridCell
from regionplan_xl.excel.parsing.grid_xlsx import read_xlsx
from regionplan_xl.excel.parsing.report_cells import read_status
from regionplan_xl.plan.merging.sent_and_returned import Unclear
from regionplan_xl.plan.status import STANDARD

_LABELLED = Path(__file__).with_name("labelled")
_READ_ON = date(2026, 6, 30)
_VERDICTS = ("not_started", "started", "done", "ask", "nothing")
# Accents 1-6, and the light and dark pairs before them, as Excel 2007, 2013 and 2023 (Aptos) have them.
_THEMES = {
    "2007": "FFFFFF 000000 EEECE1 1F497D 4F81BD C0504D 9BBB59 8064A2 4BACC6 F79646",
    "2013": "FFFFFF 000000 E7E6E6 44546A 4472C4 ED7D31 A5A5A5 FFC000 5B9BD5 70AD47",
    "2023": "FFFFFF 000000 E8E8E8 0E2841 156082 E97132 196B24 0F9ED5 A02B93 4EA72E",
}


def labelled(name: str) -> Iterator[tuple[str, str]]:
    verdict = ""
    for line in (_LABELLED / name).read_text(encoding="utf-8").split("\n"):
        if heading := re.fullmatch(r"\[(\w+)\]", line):
            verdict = heading[1]
            assert verdict in _VERDICTS
        elif line and not line.startswith("# "):
            yield verdict, line


def spellings() -> list[tuple[str, str]]:
    def written(line: str) -> str:
        line = line.replace("\\n", "\n")
        return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), line)

    return [(verdict, written(line)) for verdict, line in labelled("words.txt")]


def paints() -> list[tuple[str, str]]:
    return [(verdict, line.partition(" #")[0].strip()) for verdict, line in labelled("paint.txt")]


SPELLINGS, PAINTS = spellings(), paints()


def verdict_on(cell: GridCell, base: str | None = None) -> str:
    answer = read_status(cell, base, STANDARD, (), _READ_ON)
    if isinstance(answer, Unclear):
        return "ask"
    return answer if isinstance(answer, str) else "nothing"


def test_there_are_enough_of_them_to_mean_something() -> None:
    assert len(set(SPELLINGS)) > 600
    assert len(set(PAINTS)) > 200
    for labelled_ones in (SPELLINGS, PAINTS):
        texts = [text for _, text in labelled_ones]
        assert len(texts) == len(set(texts)), "the same one is labelled twice"


def test_no_spelling_is_misread() -> None:
    read = [(text, verdict, verdict_on(GridCell(text))) for verdict, text in SPELLINGS]
    assert [one for one in read if one[2] not in ("ask", one[1])] == []


def test_nine_of_ten_spellings_that_a_careful_person_understands_need_no_asking() -> None:
    sure = [(verdict, text) for verdict, text in SPELLINGS if verdict != "ask"]
    asked = [text for verdict, text in sure if verdict_on(GridCell(text)) == "ask"]
    assert len(asked) <= 0.1 * len(sure), asked


@pytest.fixture(scope="module")
def painted() -> dict[str, GridCell]:
    """Return each labelled fill as read back from a real workbook."""
    cells: dict[str, GridCell] = {}
    for theme in _THEMES:
        book = openpyxl.Workbook()
        book.loaded_theme = _theme_part(theme)
        sheet = book.active
        assert sheet is not None
        wanted = [
            line for _, line in PAINTS if (line.split()[1] if line.startswith("theme") else "2013") == theme
        ]
        for row, line in enumerate(wanted, 1):
            sheet.cell(row, 1, "x")
            kind, *rest = line.split()
            if kind == "conditional":
                fill = PatternFill(bgColor=rest[0])
                sheet.conditional_formatting.add(f"B{row}", FormulaRule(formula=["TRUE"], fill=fill))  # type: ignore[no-untyped-call]
            else:
                sheet.cell(row, 2).fill = _fill(kind, rest)
        saved = BytesIO()
        book.save(saved)
        rows = read_xlsx(saved.getvalue()).sheets[0].rows
        cells |= {line: rows[row].get(2, GridCell()) for row, line in enumerate(wanted, 1)}
    return cells


def test_no_painted_cell_is_misread(painted: dict[str, GridCell]) -> None:
    read = [(line, verdict, verdict_on(painted[line])) for verdict, line in PAINTS]
    assert [one for one in read if one[2] not in ("ask", one[1])] == []


def test_a_painted_cell_that_says_a_word_still_counts_when_the_word_is_untouched(
    painted: dict[str, GridCell],
) -> None:
    for verdict, line in PAINTS:
        cell = GridCell("Påstarta", painted[line].colour)
        expected = "nothing" if verdict == "started" else verdict
        assert verdict_on(cell, "started") in ("ask", expected), line


def test_nine_of_ten_colours_that_a_careful_person_understands_need_no_asking(
    painted: dict[str, GridCell],
) -> None:
    sure = [line for verdict, line in PAINTS if verdict != "ask"]
    asked = [line for line in sure if verdict_on(painted[line]) == "ask"]
    assert len(asked) <= 0.1 * len(sure), asked


def test_a_word_and_a_colour_that_disagree_are_asked_about(painted: dict[str, GridCell]) -> None:
    for verdict, line in PAINTS:
        if verdict in ("not_started", "started") and verdict_on(painted[line]) == verdict:
            assert verdict_on(GridCell("Gjennomført", painted[line].colour)) == "ask", line


def _fill(kind: str, rest: list[Any]) -> Fill:
    if kind == "rgb":
        return PatternFill("solid", fgColor=Color(rgb=rest[0]))
    if kind == "indexed":
        return PatternFill("solid", fgColor=Color(indexed=int(rest[0])))
    if kind == "theme":
        return PatternFill("solid", fgColor=Color(theme=int(rest[1]), tint=float(rest[2])))
    if kind == "gradient":
        return GradientFill(stop=rest)
    assert kind == "pattern"
    if rest[1] == "-":
        return PatternFill(rest[0])
    return PatternFill(rest[0], fgColor=rest[1], bgColor=rest[2])


def _theme_part(year: str) -> str:
    # The theme part has dark before light; cells count light first.
    slots = ("lt1", "dk1", "lt2", "dk2", *(f"accent{n}" for n in range(1, 7)))
    by_slot = dict(zip(slots, _THEMES[year].split(), strict=True)) | {"hlink": "0000FF", "folHlink": "800080"}
    order = ("dk1", "lt1", "dk2", "lt2", *(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink")
    scheme = "".join(f'<a:{slot}><a:srgbClr val="{by_slot[slot]}"/></a:{slot}>' for slot in order)
    namespace = "http://schemas.openxmlformats.org/drawingml/2006/main"
    return (
        f'<a:theme xmlns:a="{namespace}" name="Office"><a:themeElements>'
        f'<a:clrScheme name="Office">{scheme}</a:clrScheme></a:themeElements></a:theme>'
    )
