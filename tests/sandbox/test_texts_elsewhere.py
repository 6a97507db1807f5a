"""Notes, boxes, pictures, headers and controls in formats other than .xlsx are read, or reported as unread."""

import base64
import io
import struct
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from xlsxwriter import Workbook

from regionplan_xl.excel.parsing.grid import Grid
from regionplan_xl.sandbox.formats.read_file import read_file
from regionplan_xl.sandbox.formats.records.xls_links import (
    LINK,
    LINK_TIP,
    link_address,
    link_cell,
    link_tip,
)
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
    sheet["F5"].value, sheet["F5"].hyperlink = "sjå saka", "https://kommune.example/sak/12?side=2"
    sheet["F6"].value, sheet["F6"].hyperlink = "vedlegget", "file:///C:/Dokument/vedlegg ø.docx"
    sheet["F7"].value = sheet["F7"].hyperlink = "https://kommune.example/heime"
    workbook.properties.description, workbook.properties.keywords = "Send att – til Kari", "haster"
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
    # The title in the properties is as it was sent; LibreOffice may write the path of a file from its own folder.
    seen = [(k, "" if t.endswith(".docx") else t[:18], t[-5:]) for k, t in found if k != "title"]
    assert Counter(seen) == Counter(
        [
            ("note", "Vedtak i mars – ž.", " – ž."),
            ("note", "lang lang lang lan", "slutt"),
            ("shape", "I ein boks\nto line", "liner"),
            ("header", "Hovudet vårt", " vårt"),
            ("link", "https://kommune.ex", "ide=2"),
            ("link", "", ".docx"),
            ("property", "Send att – til Kar", " Kari"),
            ("property", "haster", "aster"),
        ]
    )


def _link(flags: int, *parts: bytes) -> bytes:
    """Return a record of a link in the cell B3 ([MS-XLS] 2.4.140)."""
    return struct.pack("<4H", 2, 2, 1, 1) + bytes(16) + struct.pack("<2L", 2, flags) + b"".join(parts)


def _counted(text: str) -> bytes:
    return struct.pack("<L", len(text) + 1) + f"{text}\0".encode("utf-16-le")


def test_the_address_of_a_link_in_an_xls_is_read_in_every_form_that_it_has() -> None:
    address = UUID("79eac9e0-baf9-11ce-8c82-00aa004ba90b").bytes_le
    file = UUID("00000303-0000-0000-c000-000000000046").bytes_le
    path = struct.pack("<HL", 0, 9) + b"kart.pdf\0" + bytes(24)
    assert link_cell(_link(0), LINK) == (3, 2)
    assert link_address(_link(0x01 | 0x10, _counted("sjå"), address, _counted("https://a.example"))) == (
        "https://a.example"
    )
    assert link_address(_link(0x01 | 0x100, _counted("\\\\tenar\\kart.pdf"))) == "\\\\tenar\\kart.pdf"
    assert link_address(_link(0x01, file, path + bytes(4))) == "kart.pdf"
    assert link_address(_link(0x08, _counted("Ark1!A1"))) == ""
    tip = struct.pack("<5H", 0x0800, 2, 2, 1, 1) + "Sjå side 2\0".encode("utf-16-le")
    assert (link_cell(tip, LINK_TIP), link_tip(tip)) == ((3, 2), "Sjå side 2")
    for damaged in (_link(0x01, address)[:30], _link(0x10), _link(0x01, file, b"\0")):
        with pytest.raises(ValueError, match=r".*"):
            link_address(damaged)


def test_links_and_properties_of_an_xlsb_are_read_with_their_tips() -> None:
    data = xlsb({(4, 4): 1.0})
    record = struct.pack("<4L", 4, 4, 4, 4) + b"".join(_wide(text) for text in ("rId7", "", "Sjå side 2", ""))
    core = '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    core += 'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description>Send att</dc:description></cp:coreProperties>'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as copy:
        for name in source.namelist():
            content = source.read(name)
            is_sheet = name.endswith("sheet1.bin")
            copy.writestr(name, content[:-3] + _record(494, record) + content[-3:] if is_sheet else content)
        copy.writestr("docProps/core.xml", core)
    assert texts(read_file(out.getvalue(), "svar.xlsb")) == [("property", "Send att"), ("link", "Sjå side 2")]


def _wide(text: str) -> bytes:
    return struct.pack("<L", len(text)) + text.encode("utf-16-le")


def _record(kind: int, contents: bytes) -> bytes:
    return bytes([kind & 0x7F | 0x80, kind >> 7, len(contents)]) + contents


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
