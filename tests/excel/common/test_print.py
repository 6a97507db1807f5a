"""What is printed on A4 can be read, and no page is empty."""

import io
import re
import subprocess
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from regionplan_xl.documents.example import example_plan
from regionplan_xl.excel.common.columns import MEASURE_COLUMNS
from regionplan_xl.excel.master.create import write_master
from regionplan_xl.excel.master.read import read_master
from regionplan_xl.ooxml import Workbook
from regionplan_xl.plan.model import Plan
from regionplan_xl.plan.status import LANGUAGES, STANDARD
from tests.excel.plans import TODAY, small_plan
from tests.libreoffice import LibreOffice

_LEAST = 9.0  # points
_SIZE = 11.0  # of the cells' font


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("plan", [example_plan(), small_plan()], ids=["example", "small"])
def test_area_sheets_print_from_the_number_to_the_comment_at_9_points(plan: Plan, language: str) -> None:
    data = write_master(replace(plan, language=language), today=TODAY)
    areas = [name.text for name in Workbook.open(data).defined_names if name.name == "_xlnm.Print_Area"]
    # Whole columns: rows that a merge appends are printed too.
    assert len(areas) == len(plan.areas)
    assert all(area.endswith("!$A:$H") for area in areas)
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in book.worksheets[1 : 1 + len(plan.areas)]:
        assert sheet.page_setup.orientation == "landscape"
        pixels = sum(column.width * 7 + 5 for column in MEASURE_COLUMNS[:8])
        printable = (11.69 - sheet.page_margins.left - sheet.page_margins.right) * 96
        assert min(1.0, printable / pixels) * _SIZE >= _LEAST


def test_libreoffice_prints_area_sheets_and_delstatus_at_9_points_without_empty_pages(
    needs_program: Callable[[str], str], tmp_path: Path
) -> None:
    (tmp_path / "plan.xlsx").write_bytes(write_master(example_plan(), today=TODAY))
    LibreOffice(needs_program("soffice"), tmp_path).convert("pdf", tmp_path, tmp_path / "plan.xlsx")
    command = [needs_program("pdftotext"), "-layout", str(tmp_path / "plan.pdf"), "-"]
    texts = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\f")
    sizes = list(_font_sizes((tmp_path / "plan.pdf").read_bytes()))
    names = {area.sheet for area in _plan_in(tmp_path / "plan.xlsx").areas} | {"Delstatus"}
    pages = [
        (name, len(text.split()), size)
        for text, size in zip(texts, sizes, strict=False)
        if (name := _sheet_of(text)) in names
    ]
    assert {name for name, _, _ in pages} == names
    assert [page for page in pages if page[2] < _LEAST] == []
    assert [page for page in pages if page[1] < 20] == []


def _sheet_of(page: str) -> str:
    """The name of a page's sheet, from the middle of the footer."""
    footer = next((line for line in reversed(page.splitlines()) if line.strip()), "")
    parts = re.split(r"\s{2,}", footer.strip())
    return parts[-2] if len(parts) > 1 else ""


def _font_sizes(pdf: bytes) -> Iterator[float]:
    """Yield the font size that most of each page is in."""
    for stream in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        with suppress(zlib.error):
            if found := re.findall(rb"/F\d+ ([\d.]+) Tf", zlib.decompress(stream[1])):
                yield float(Counter(found).most_common(1)[0][0])


def _plan_in(path: Path) -> Plan:
    return read_master(path.read_bytes(), scale=STANDARD, name="", language="nn").plan
