"""The programs that resave returns, and what each of their formats loses."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from tests.libreoffice import LibreOffice

HERE = Path(__file__).parent
TIMEOUT = 180  # seconds


@dataclass(frozen=True)
class Programs:
    """The programs of this machine. Each is looked up by name, and the test is skipped if it is missing."""

    program: Callable[[str], str]
    node_packages: Callable[[], Path]
    folder: Path

    def run(self, *words: str | Path, **environment: str) -> None:
        """Run a program to its end; a failure shows its output."""
        done = subprocess.run(
            [str(word) for word in words], capture_output=True, text=True, timeout=TIMEOUT, check=False,
            env=os.environ | environment, encoding="utf-8", errors="replace",
        )  # fmt: skip
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"

    def node(self, script: str, *words: str | Path) -> None:
        """Run one of the scripts beside this file, with the packages it needs."""
        packages = self.node_packages()
        self.run(self.program("node"), HERE / script, *words, NODE_PATH=str(packages))


Save = Callable[[Programs, Mapping[Path, Path]], None]
"""Resaves workbooks: source -> target."""


@dataclass(frozen=True)
class Way:
    """One way of resaving a return: `save(programs, {source: target})`.

    `keeps_paint`: whether painted colours survive. `asks`: the fields that may have to be asked about, because the
    program changes them.
    """

    name: str
    suffix: str
    save: Save
    keeps_paint: bool = True
    asks: frozenset[str] = frozenset()


def by_libreoffice(convert_to: str, *, suffix: str) -> Save:
    """Resave with LibreOffice's own conversion, as «Save as» does."""

    def save(programs: Programs, files: Mapping[Path, Path]) -> None:
        out = programs.folder / "libreoffice"
        LibreOffice(programs.program("soffice"), programs.folder).convert(convert_to, out, *files)
        for source, target in files.items():
            # The name of a text file includes the sheet: «Gol-Tiltak.csv».
            shutil.move(next(out.glob(f"{source.stem}*{suffix}")), target)

    return save


def by_ssconvert(exporter: str) -> Save:
    """Resave with Gnumeric's converter."""

    def save(programs: Programs, files: Mapping[Path, Path]) -> None:
        options = ("-O", "sheet=Tiltak") if exporter == "Gnumeric_stf:stf_assistant" else ()
        for source, target in files.items():
            programs.run(programs.program("ssconvert"), "-T", exporter, *options, source, target)

    return save


def by_openpyxl(programs: Programs, files: Mapping[Path, Path]) -> None:
    """Resave with openpyxl, which many offices use in their scripts."""
    del programs
    for source, target in files.items():
        openpyxl.load_workbook(source).save(target)


def by_node(script: str, book_type: str) -> Save:
    """Resave with SheetJS or exceljs, which web forms and add-ins use."""

    def save(programs: Programs, files: Mapping[Path, Path]) -> None:
        for source, target in files.items():
            programs.node(script, source, target, book_type)

    return save


def not_saved_again(programs: Programs, files: Mapping[Path, Path]) -> None:
    """Copy the file as saved by Excel."""
    del programs
    for source, target in files.items():
        shutil.copy(source, target)


def filled_by_node(
    programs: Programs, script: str, source: Path, target: Path, cells: Mapping[str, Any]
) -> None:
    """Write `cells` (place -> value) to the sheet Tiltak of `source` with SheetJS or exceljs."""
    listing = programs.folder / "cells.json"
    values = {
        place: {"day": (value - date(1899, 12, 30)).days} if isinstance(value, date) else value
        for place, value in cells.items()
    }
    listing.write_text(json.dumps(values), encoding="utf-8")
    programs.node(script, source, target, "xlsx", listing)


# LibreOffice's text filter: separator, quotation mark, character set (76 is UTF-8, 1 is Windows), …, the sheet.
_CSV = "csv:Text - txt - csv (StarCalc):{separator},34,{charset},1,,0,false,true,false,false,false,2"

WAYS = (
    Way("not saved again", ".xlsx", not_saved_again),
    Way("LibreOffice xlsx", ".xlsx", by_libreoffice("xlsx", suffix=".xlsx")),
    Way("LibreOffice ods", ".ods", by_libreoffice("ods", suffix=".ods")),
    Way("LibreOffice xls", ".xls", by_libreoffice("xls", suffix=".xls")),
    # LibreOffice with American English settings writes 4 March as 03/04/2027.
    Way("LibreOffice csv, UTF-8", ".csv", by_libreoffice(_CSV.format(separator=44, charset=76), suffix=".csv"),
        keeps_paint=False, asks=frozenset({"expected"})),
    Way("LibreOffice csv, semicolons, Windows' letters", ".csv",
        by_libreoffice(_CSV.format(separator=59, charset=1), suffix=".csv"),
        keeps_paint=False, asks=frozenset({"expected"})),
    Way("ssconvert xlsx", ".xlsx", by_ssconvert("Gnumeric_Excel:xlsx2")),
    Way("ssconvert ods", ".ods", by_ssconvert("Gnumeric_OpenCalc:odf")),
    # calamine takes Gnumeric's percentage formats for times of day: 25 % is 06:00.
    Way("ssconvert xls", ".xls", by_ssconvert("Gnumeric_Excel:excel_biff8"),
        asks=frozenset({"progress"})),
    Way("ssconvert csv", ".csv", by_ssconvert("Gnumeric_stf:stf_assistant"), keeps_paint=False),
    Way("openpyxl", ".xlsx", by_openpyxl),
    Way("SheetJS xlsx", ".xlsx", by_node("resave_sheetjs.cjs", "xlsx"), keeps_paint=False),
    Way("SheetJS xlsb", ".xlsb", by_node("resave_sheetjs.cjs", "xlsb"), keeps_paint=False),
    Way("SheetJS ods", ".ods", by_node("resave_sheetjs.cjs", "ods"), keeps_paint=False),
    Way("SheetJS xls", ".xls", by_node("resave_sheetjs.cjs", "biff8"), keeps_paint=False),
    Way("SheetJS csv", ".csv", by_node("resave_sheetjs.cjs", "csv"), keeps_paint=False),
    Way("exceljs xlsx", ".xlsx", by_node("resave_exceljs.cjs", "xlsx")),
    Way("exceljs csv", ".csv", by_node("resave_exceljs.cjs", "csv"), keeps_paint=False),
)  # fmt: skip
