"""Notes, boxes, pictures, headers and controls in formats other than .xlsx are read, or reported as unread."""

import base64
import io
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from xlsxwriter import Workbook

from regionplan_xl.excel.parsing.grid import Grid
from regionplan_xl.sandbox.formats.read_file import read_file
from tests.excel.actor.dispatches import book
from tests.excel.returned.commented_rows import SENT_OUT
from tests.excel.returned.drawn import box, with_drawing
from tests.excel.returned.returns import saved
from tests.libreoffice import LibreOffice
from tests.sandbox.old_books import xls, xlsb

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def texts(grid: Grid) -> list[tuple[str, str]]:
    """Return the texts outside the cells, without our own footers."""
    found = [*grid.texts, *(text for sheet in grid.sheets for text in sheet.texts)]
    return [(text.kind, text.text) for text in found if SENT_OUT.code not in text.text]


def test_a_note_in_an_xlsb_is_read_with_its_author_and_its_cell() -> None:
    grid = read_file(
        xlsb({(4, 4): 1.0}, {(4, 4): "Kari:\nVedtak i mars – ž", (6, 2): "To"}, "Kari"), "svar.xlsb"
    )
    (sheet,) = grid.sheets
    assert [(t.kind, t.text, t.row, t.column, t.author) for t in sheet.texts] == [
        ("note", "Vedtak i mars – ž", 5, 5, "Kari"), ("note", "To", 7, 3, "Kari"),
    ]  # fmt: skip
    assert read_file(xlsb({(4, 4): 1.0}), "svar.xlsb").sheets[0].texts == ()


def test_notes_in_an_xlsb_that_are_damaged_are_told_of() -> None:
    data = xlsb({(4, 4): 1.0}, {(4, 4): "Vedtak i mars"})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as copy:
        for name in source.namelist():
            content = source.read(name)
            copy.writestr(name, content[:-15] if "comments" in name else content)
    grid = read_file(out.getvalue(), "svar.xlsb")
    assert texts(grid) == [("unread", "")]
    assert grid.sheets[0].rows[5][5].value == 1.0


def test_an_xls_without_notes_says_nothing_else() -> None:
    assert texts(read_file(xls({(0, 0): "Tiltak"}), "svar.xls")) == []


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """Write a return with a note, a long note, a text box, a picture, a link, a header and a chart title."""
    workbook: Any = load_workbook(io.BytesIO(book(SENT_OUT, "nn")))
    sheet = workbook["Tiltak"]
    sheet["E5"].comment = Comment("Vedtak i mars – ž.", "Kari")
    sheet["E6"].comment = Comment("lang " * 4000 + "slutt", "Kari")
    sheet.oddHeader.left.text = "Hovudet vårt"
    path = tmp_path / "svar.xlsx"
    path.write_bytes(with_drawing(saved(workbook), 2, box("I ein boks", "to liner")))
    return path


@pytest.mark.parametrize("kind", ["xls", "ods", "xlsx"])
def test_what_libreoffice_saves_in_another_format_says_the_same(
    libreoffice: LibreOffice, written: Path, tmp_path: Path, kind: str
) -> None:
    out = tmp_path / "out"
    libreoffice.convert(kind, out, written)
    found = texts(read_file((out / f"svar.{kind}").read_bytes(), f"svar.{kind}"))
    # The title in the file's properties, as it was sent; an .xls is read without them.
    assert Counter((kind, text[:18], text[-5:]) for kind, text in found if kind != "title") == Counter(
        [
            ("note", "Vedtak i mars – ž.", " – ž."),
            ("note", "lang lang lang lan", "slutt"),
            ("shape", "I ein boks\nto line", "liner"),
            ("header", "Hovudet vårt", " vårt"),
        ]
    )


def drawn() -> bytes:
    """Return a workbook with everything that XlsxWriter can draw: picture, charts, box, button and check box."""
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Svar")
        sheet.write_column(0, 0, [1, 2, 3])
        sheet.insert_image(
            4, 1, "kart.png", {"image_data": io.BytesIO(DOT), "description": "Kart over stien"}
        )
        chart = workbook.add_chart({"type": "bar"})
        chart.add_series({"values": "=Svar!$A$1:$A$3"})
        chart.set_title({"name": "Framdrift hjå oss"})
        chart.set_x_axis({"name": "Månad"})
        chart.set_y_axis({"name": "Meter"})
        sheet.insert_chart(6, 1, chart)
        bare = workbook.add_chart({"type": "line"})
        bare.add_series({"values": "=Svar!$A$1:$A$3"})
        bare.set_title({"none": True})
        sheet.insert_chart(26, 1, bare)
        sheet.insert_textbox(46, 1, "Sjå møteboka")
        sheet.insert_textbox(56, 1, "")
        sheet.insert_button(66, 1, {"caption": "Send svaret"})
        sheet.set_header("&L&G", {"image_left": "logo.png", "image_data_left": io.BytesIO(DOT)})
        sheet.set_background(io.BytesIO(DOT), is_byte_stream=True)
    return out.getvalue()


def test_pictures_charts_boxes_and_buttons_in_an_xlsx_are_each_listed_once() -> None:
    assert Counter(texts(read_file(drawn(), "svar.xlsx"))) == Counter(
        [
            ("picture", "Kart over stien"), ("picture", "logo"), ("picture", ""),
            ("chart", "Framdrift hjå oss"), ("chart", "Månad"), ("chart", "Meter"), ("chart", ""),
            ("shape", "Sjå møteboka"), ("shape", ""), ("control", "Send svaret"),
        ]
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_pictures_charts_boxes_and_buttons_are_told_of_in_what_libreoffice_saves(
    libreoffice: LibreOffice, tmp_path: Path, kind: str
) -> None:
    source = tmp_path / "svar.xlsx"
    source.write_bytes(drawn())
    libreoffice.convert(kind, tmp_path / "out", source)
    found = Counter(texts(read_file((tmp_path / "out" / f"svar.{kind}").read_bytes(), f"svar.{kind}")))
    kinds = Counter(kind for kind, _ in found.elements())
    assert found["shape", "Sjå møteboka"] == 1
    assert kinds["picture"] >= 1
    assert kinds["chart"] + kinds["object"] == 2
