"""Earlier masters have symbols as number formats in conditional formats, which exceljs damages so Excel repairs."""

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl.formatting.rule import Rule
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat

from tests.excel_rules.rules.book import Book
from tests.excel_rules.rules.styles import conditional_formats_have_no_number_format
from tests.rounds.desk import Desk
from tests.workbooks import load_workbook

SYMBOLS = {"C00000": "○", "FFC000": "◐", "00A650": "●"}
STYLES = "xl/styles.xml"


def edit_styles(master: Path, edit: Any) -> None:
    """Replace the styles part by the result of `edit`; every other part is unchanged."""
    with zipfile.ZipFile(master) as package:
        parts = {info: package.read(info) for info in package.infolist()}
    with zipfile.ZipFile(master, "w", zipfile.ZIP_DEFLATED) as package:
        for info, data in parts.items():
            package.writestr(info, edit(data.decode()).encode() if info.filename == STYLES else data)


def made_earlier(master: Path, code: str = "&quot;{symbol} &quot;@") -> None:
    """Give the status colours a symbol as number format, as earlier versions did."""

    def edit(styles: str) -> str:
        head, dxfs, rest = re.split("(<dxfs.*</dxfs>)", styles, flags=re.DOTALL)
        for number, (colour, symbol) in enumerate(SYMBOLS.items(), 170):
            code_here = code.format(symbol=symbol)
            shown = f'<numFmt numFmtId="{number}" formatCode="{code_here}"/>'
            dxfs, found = re.subn(
                rf'(<dxf><font>(?:(?!</dxf>).)*?</font>)(<fill><patternFill><bgColor rgb="FF{colour}")',
                rf"\g<1>{shown}\2",
                dxfs,
            )
            assert found == 1
        return head + dxfs + rest

    edit_styles(master, edit)


def formats(master: Path) -> list[tuple[str, ...]]:
    """Return the parts of each conditional format, by its index."""
    with zipfile.ZipFile(master) as package:
        styles = package.read(STYLES).decode()
    listed = re.findall(r"<dxf>.*?</dxf>|<dxf/>", styles[styles.index("<dxfs") :], re.DOTALL)
    return [tuple(re.findall(r'formatCode="([^"]*)"', one)) for one in listed]


def faults(master: Path) -> list[tuple[str, str]]:
    return list(conditional_formats_have_no_number_format(Book.open(master)))


@pytest.mark.parametrize("code", ["&quot;{symbol} &quot;@", "[object Object]"])
def test_symbols_in_the_colours_of_an_earlier_master_are_gone_after_the_next_merge(
    desk: Desk, code: str
) -> None:
    new = formats(desk.master)
    made_earlier(desk.master, code)
    assert len(faults(desk.master)) == 3
    desk.answer("KRU", "6.1.3", Status="Gjennomført")
    desk.run("merge")
    assert faults(desk.master) == []
    assert formats(desk.master) == new
    assert desk.cell("6.1.3", "Status") == "Gjennomført"


def test_undo_brings_the_file_back_as_it_was(desk: Desk) -> None:
    made_earlier(desk.master)
    before = desk.master.read_bytes()
    desk.answer("KRU", "6.1.3", Status="Gjennomført")
    desk.run("merge")
    assert desk.master.read_bytes() != before
    desk.run("undo")
    assert desk.master.read_bytes() == before


def test_number_formats_in_the_secretariats_own_conditional_formats_stay(desk: Desk) -> None:
    book = load_workbook(desk.master)
    for column, code in (("D", '"◐ "@'), ("E", "0.0"), ("G", '"OBS "@')):
        look = DifferentialStyle(numFmt=NumberFormat(180, code))
        rule = Rule("expression", formula=[f"ISNUMBER(${column}4)"], dxf=look)
        book.worksheets[1].conditional_formatting.add(f"{column}4:{column}90", rule)
    book.save(desk.master)
    own = [codes for codes in formats(desk.master) if codes]
    assert len(own) == 3
    desk.answer("KRU", "6.1.3", Status="Gjennomført")
    desk.run("merge")
    assert [codes for codes in formats(desk.master) if codes] == own


def test_a_number_format_that_the_secretariat_gave_a_colour_of_ours_stays(desk: Desk) -> None:
    made_earlier(desk.master, "&quot;Status: &quot;@")
    own = formats(desk.master)
    desk.answer("KRU", "6.1.3", Status="Gjennomført")
    desk.run("merge")
    assert formats(desk.master) == own
