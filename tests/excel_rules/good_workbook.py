"""A small workbook with an example of everything that the rules check, and edits that break one thing in it."""

import io
import zipfile
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

import xlsxwriter


class Edit(NamedTuple):
    """Replaces the first `old` in a part by `new`; a part that does not exist is made with `new`."""

    part: str
    old: str
    new: str


@cache
def good_parts() -> dict[str, str]:
    """Return the parts of the workbook as text."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True})
    workbook.set_properties({"title": "Plan", "created": datetime(2025, 3, 15, 12)})
    for name in ("Kode", "Runde"):
        workbook.set_custom_property(name, "2025-1")
    _measures(workbook)
    _lists(workbook)
    workbook.add_worksheet("Kjelder")
    workbook.define_name("Alle", "=Tiltak!$A$4:$A$7")
    workbook.close()
    with zipfile.ZipFile(out) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def _measures(workbook: xlsxwriter.Workbook) -> None:
    """Write a sheet with a frozen header, a filter, data validation, a chart, notes, links and a sparkline."""
    sheet = workbook.add_worksheet("Tiltak")
    sheet.freeze_panes(3, 2)
    sheet.merge_range("A1:B1", "Plan")
    sheet.merge_range("C1:D1", "Runde")
    sheet.write_row("A3", ["Nr", "Tiltak", "Status", "Framdrift", "Ferdig", "Sum"])
    day = workbook.add_format({"num_format": "dd.mm.yyyy"})
    bold = workbook.add_format({"bold": True, "bg_color": "#FFC000"})
    for row in range(3, 7):
        sheet.write_row(row, 0, [f"1.{row}", " Turstiar ", "Gjennomført", 0.5])
        sheet.write_datetime(row, 4, datetime(2026, 1, 1), day)
        sheet.write_formula(row, 5, f'=IF(D{row + 1}>0,SUM(Lister!$B$2:$B$3),"ingen")', None, 3)
    sheet.write_boolean("A8", True)
    sheet.write_formula("B8", "=NA()", None, "#N/A")
    sheet.autofilter("A3:F7")
    sheet.filter_column("C", "x == Gjennomført")
    sheet.data_validation(
        "C4:C7",
        {
            "validate": "list",
            "source": ["Ja", "Nei"],
            "input_title": "Status",
            "input_message": "Vel eit ord.",
        },
    )
    sheet.data_validation("D4:D7", {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1})
    sheet.conditional_format("C4:C7", {"type": "formula", "criteria": '=C4="Ja"', "format": bold})
    sheet.conditional_format(
        "D4:D7", {"type": "cell", "criteria": "between", "minimum": 0, "maximum": 1, "format": bold}
    )
    sheet.conditional_format("E4:E7", {"type": "2_color_scale"})
    sheet.write_url("A2", "internal:Lister!A1", string="Lister", tip="Gå dit")
    sheet.write_url("B2", "https://example.org/", string="Plan")
    for cell in ("A4", "A5"):
        sheet.write_comment(cell, "Ring Ål", {"author": "Kari"})
    sheet.set_column("A:A", 8, None, {"level": 1})
    sheet.set_column("B:B", 40, None, {"level": 1})
    sheet.set_row(0, 30)
    sheet.protect("", {"autofilter": True})
    sheet.repeat_rows(0, 2)
    sheet.set_landscape()
    sheet.set_print_scale(80)
    sheet.set_h_pagebreaks([5])
    sheet.set_footer("&CSide &P")
    sheet.ignore_errors({"number_stored_as_text": "A1:A100"})
    sheet.set_vba_name("Ark1")
    sheet.add_sparkline("G4", {"range": "Tiltak!D4:D7"})
    for place, first in (("H4", "D"), ("H20", "F")):
        chart = workbook.add_chart({"type": "column"})
        for column in (first, "E"):
            chart.add_series({"values": f"=Tiltak!${column}$4:${column}$7", "name": "Framdrift"})
        sheet.insert_chart(place, chart)


def _lists(workbook: xlsxwriter.Workbook) -> None:
    """Write a sheet with two tables, one of which has a computed column."""
    sheet = workbook.add_worksheet("Lister")
    for place, name in (("A1:B3", "Aktorar"), ("D1:E3", "Statusar")):
        sheet.add_table(
            place,
            {
                "name": name,
                "columns": [{"header": f"{name} namn"}, {"header": f"{name} tal", "formula": "=1+1"}],
                "data": [["Gol", 2], ["Ål", 2]],
            },
        )
    sheet.write_formula("G1", "=SUM(Aktorar[Aktorar tal])", None, 4)


def write_with(edits: tuple[Edit, ...], path: Path) -> Path:
    """Write the workbook with the edits to a file."""
    parts = dict(good_parts())
    for part, old, new in edits:
        if part in parts:
            assert old in parts[part], f"{part} has no {old}"
            parts[part] = parts[part].replace(old, new, 1)
        else:
            parts[part] = new
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return path
