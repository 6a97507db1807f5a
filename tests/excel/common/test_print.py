"""Printouts on A4 are legible, and no page is empty."""

import io
import re
import subprocess
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pdfplumber
import pytest
from openpyxl.utils import column_index_from_string, get_column_letter

from regionplan_xl.documents.example import example_plan
from regionplan_xl.excel.common.columns import MEASURE_COLUMNS, OVERVIEW
from regionplan_xl.excel.common.row_height import split_lines
from regionplan_xl.excel.master.create import write_master
from regionplan_xl.excel.master.read import read_master
from regionplan_xl.excel.overview.responses import Response
from regionplan_xl.locale import catalog
from regionplan_xl.ooxml import Workbook
from regionplan_xl.plan.model import Indicator, Plan
from regionplan_xl.plan.status import LANGUAGES, STANDARD, Scale, Status
from tests.excel.plans import TODAY, small_plan
from tests.libreoffice import LibreOffice
from tests.rounds.commands import regionplan

_LEAST = 9.0  # points
_SIZE = 11.0  # of the cells' font
_FEWEST_WORDS = 20  # of a page that is not empty: title, headings and footer alone are more on any sheet


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("plan", [example_plan(), small_plan()], ids=["example", "small"])
def test_area_sheets_print_from_the_number_to_the_comment_at_9_points(plan: Plan, language: str) -> None:
    data = write_master(replace(plan, language=language), today=TODAY)
    workbook = Workbook.open(data)
    printed = [
        name.text.rpartition("!") for name in workbook.defined_names if name.name == "_xlnm.Print_Area"
    ]
    sheets = {area.sheet for area in _plan_in(data).areas}
    assert {columns for name, _, columns in printed if name.strip("'") in sheets} == {"$A:$H"}
    front = {"Oversikt", "Overview"}
    # Whole columns, on every sheet but Oversikt: rows that a merge appends are printed too.
    assert all(re.fullmatch(r"\$A:\$[A-Z]+", columns) for name, _, columns in printed if name not in front)
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in book.worksheets[1 : 1 + len(plan.areas)]:
        assert sheet.page_setup.orientation == "landscape"
        pixels = sum(column.width * 7 + 5 for column in MEASURE_COLUMNS[:8])
        printable = (11.69 - sheet.page_margins.left - sheet.page_margins.right) * 96
        assert min(1.0, printable / pixels) * _SIZE >= _LEAST


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lines_above_a_table_are_no_wider_than_what_is_printed(language: str) -> None:
    data = write_master(replace(example_plan(), language=language), today=TODAY)
    cut = []
    for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
        # openpyxl keeps a range of whole columns as text.
        printed = re.search(r"\$A.*:\$([A-Z]+)", str(_print_area(data, sheet.title)))
        if printed is None:
            continue
        last = column_index_from_string(printed[1])
        for cell in (cell for row in sheet["A1:B2"] for cell in row if cell.value):
            letters = [get_column_letter(at) for at in range(cell.column, last + 1)]
            width = sum(sheet.column_dimensions[letter].width for letter in letters)
            lines = split_lines(str(cell.value), width * _SIZE / cell.font.sz, bold=bool(cell.font.b))
            cut += [(sheet.title, cell.value)] if len(lines) > 1 else []
    assert cut == []


def _print_area(data: bytes, sheet: str) -> str | None:
    areas = (name.text for name in Workbook.open(data).defined_names if name.name == "_xlnm.Print_Area")
    return next((text for text in areas if text.rpartition("!")[0].strip("'") == sheet), None)


def test_every_sheet_prints_at_9_points_without_empty_pages(
    needs_program: Callable[[str], str], tmp_path: Path
) -> None:
    data = write_master(example_plan(), today=TODAY)
    pages = _printed(needs_program, tmp_path, data)
    assert {name for name, _, _ in pages} == set(openpyxl.load_workbook(io.BytesIO(data)).sheetnames)
    assert [page for page in pages if page[2] < _LEAST] == []
    assert [page for page in pages if page[1] < _FEWEST_WORDS] == []


def test_what_a_merge_writes_prints_at_9_points_too(
    needs_program: Callable[[str], str], tmp_path: Path
) -> None:
    regionplan("demo", tmp_path / "demo")
    data = (tmp_path / "demo" / "workbooks" / "master.xlsx").read_bytes()
    pages = _printed(needs_program, tmp_path, data)
    words = Counter(name for name, count, _ in pages for _ in range(count))
    assert words["Konfliktar"] > 40
    assert words["Endringslogg"] > 150
    assert [page for page in pages if page[2] < _LEAST] == []
    assert [page for page in pages if page[1] < _FEWEST_WORDS] == []


@pytest.mark.parametrize("statuses", [3, 8])
@pytest.mark.parametrize("language", LANGUAGES)
def test_oversikt_is_one_page_with_nothing_smaller_than_9_points(
    language: str, statuses: int, needs_program: Callable[[str], str], tmp_path: Path
) -> None:
    """Result goals are in it too, 42 overdue measures, and more bodies than the page has lines for."""
    goals = (Indicator("Tilsette med fagbrev", "Kompetanse", "40", "60", "%", "2027", id="I-7KQXA"),)
    plan = replace(example_plan(), language=language, scale=_scale(statuses), indicators=goals)
    responses = [Response(actor.name, 5, count % 3, count % 3 > 0) for count, actor in enumerate(plan.actors)]
    data = write_master(plan, today=date(2026, 11, 29), responses=responses)
    pages = _printed(needs_program, tmp_path, data)
    name = catalog(language)(OVERVIEW)
    assert [sheet for sheet, _, _ in pages].count(name) == 1
    with pdfplumber.open(tmp_path / "plan.pdf") as pdf:
        assert min(letter["size"] for letter in pdf.pages[0].chars) >= _LEAST - 0.02
        text = pdf.pages[0].extract_text()
    link, said = {
        "nn": ("Gå til", "på utskrift"),
        "nb": ("Gå til", "på utskrift"),
        "en": ("Go to", "in print"),
    }[language]
    lines = sum(line.count(link) for line in text.splitlines()) - 1  # the heading of the column
    assert 9 <= lines < 42
    assert f"{lines} {said}" in text, "Nobody takes the first ones for all of them."
    # What changed and who has answered has no room beside eight statuses.
    assert (plan.actors[0].name in text) == (statuses == 3)
    labels = [status.label(language) for status in plan.scale.statuses]
    assert [word for label in labels for word in label.split() if word not in text.split()] == []


def _scale(statuses: int) -> Scale:
    more = ("Utsett", "Sett på vent", "Avlyst", "Overført til ny plan", "Delvis gjennomført")
    own = (Status(f"s{at}", "#7F7F7F", dict.fromkeys(LANGUAGES, word)) for at, word in enumerate(more))
    return Scale((*STANDARD.statuses, *own)[:statuses])


@pytest.mark.parametrize("size", ["example", "small"])
def test_oversikt_has_no_empty_page_when_little_is_overdue(
    size: str, needs_program: Callable[[str], str], tmp_path: Path
) -> None:
    plan = example_plan() if size == "example" else small_plan()
    pages = _printed(needs_program, tmp_path, write_master(plan, today=date(2024, 1, 1)))
    assert [name for name, _, _ in pages].count("Oversikt") == 1


def test_no_heading_on_delstatus_is_broken_within_a_word(
    needs_program: Callable[[str], str], tmp_path: Path
) -> None:
    data = write_master(example_plan(), today=TODAY)
    _printed(needs_program, tmp_path, data)
    command = [needs_program("pdftotext"), "-raw", str(tmp_path / "plan.pdf"), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Delstatus"]
    members = [str(cell.value) for cell in sheet[3] if cell.value and ":" not in str(cell.value)]
    words = {word for name in members for word in name.split()} - {"ID"}
    assert {"Kommunedirektørar", "Næringshagen"} & words
    of_sheet = "\n".join(page for page in text.split("\f") if "Delstatus" in page).split()
    assert [word for word in words if word not in of_sheet and f"{word}," not in of_sheet] == []


def _printed(needs_program: Callable[[str], str], folder: Path, data: bytes) -> list[tuple[str, int, float]]:
    """Print a workbook with LibreOffice; return the sheet, the words and the font size in points of each page."""
    (folder / "plan.xlsx").write_bytes(data)
    LibreOffice(needs_program("soffice"), folder).convert("pdf", folder, folder / "plan.xlsx")
    command = [needs_program("pdftotext"), "-layout", str(folder / "plan.pdf"), "-"]
    texts = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\f")
    sizes = list(_font_sizes((folder / "plan.pdf").read_bytes()))
    return [(_sheet_of(text), len(text.split()), size) for text, size in zip(texts, sizes, strict=False)]


def _sheet_of(page: str) -> str:
    """Return the name of a page's sheet, from the middle of the footer."""
    footer = next((line for line in reversed(page.splitlines()) if line.strip()), "")
    parts = re.split(r"\s{2,}", footer.strip())
    return parts[-2] if len(parts) > 1 else ""


def _font_sizes(pdf: bytes) -> Iterator[float]:
    """Yield the most common font size of each page."""
    for stream in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        with suppress(zlib.error):
            if found := re.findall(rb"/F\d+ ([\d.]+) Tf", zlib.decompress(stream[1])):
                yield float(Counter(found).most_common(1)[0][0])


def _plan_in(data: bytes) -> Plan:
    return read_master(data, scale=STANDARD, name="", language="nn").plan
