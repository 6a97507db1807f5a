"""The programs that save returns again, and what each of their formats cannot carry."""

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

HERE = Path(__file__).parent
TIMEOUT = 180  # seconds


@dataclass(frozen=True)
class Programs:
    """Where the programs of this machine are. Each is asked for by name, and its absence skips the test."""

    program: Callable[[str], str]
    node_packages: Callable[[], Path]
    folder: Path

    def run(self, *words: str | Path, **environment: str) -> None:
        """Run a program to its end; what it complained of comes with the failure."""
        done = subprocess.run(
            [str(word) for word in words], capture_output=True, text=True, timeout=TIMEOUT, check=False,
            env=os.environ | environment, encoding="utf-8", errors="replace",
        )  # fmt: skip
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"

    def node(self, script: str, *words: str | Path) -> None:
        """Run one of the scripts beside this file, with the packages that it wants."""
        packages = self.node_packages()
        self.run(self.program("node"), HERE / script, *words, NODE_PATH=str(packages))


Save = Callable[[Programs, Path, Path], None]


@dataclass(frozen=True)
class Way:
    """One way of saving a return again: `save(programs, source, target)`.

    `keeps_paint`: whether the painted colours can be expected to come through.
    """

    name: str
    suffix: str
    save: Save
    keeps_paint: bool = True


def by_libreoffice(convert_to: str, *, suffix: str) -> Save:
    """LibreOffice's own conversion, as «Save as» does it."""

    def save(programs: Programs, source: Path, target: Path) -> None:
        out = programs.folder / "libreoffice"
        programs.run(
            programs.program("soffice"), f"-env:UserInstallation={(programs.folder / 'profile').as_uri()}",
            "--headless", "--convert-to", convert_to, "--outdir", out, source,
        )  # fmt: skip
        # A text file is named after the sheet too: «Gol-Tiltak.csv».
        made = next(path for path in out.iterdir() if path.suffix == suffix)
        shutil.move(made, target)

    return save


def by_ssconvert(exporter: str) -> Save:
    """Gnumeric's converter."""

    def save(programs: Programs, source: Path, target: Path) -> None:
        options = ("-O", "sheet=Tiltak") if exporter == "Gnumeric_stf:stf_assistant" else ()
        programs.run(programs.program("ssconvert"), "-T", exporter, *options, source, target)

    return save


def by_openpyxl(programs: Programs, source: Path, target: Path) -> None:
    """openpyxl, which many offices' own scripts are written with."""
    del programs
    openpyxl.load_workbook(source).save(target)


def by_node(script: str, book_type: str) -> Save:
    """SheetJS or exceljs, which web forms and add-ins are written with."""

    def save(programs: Programs, source: Path, target: Path) -> None:
        programs.node(script, source, target, book_type)

    return save


def filled_by_node(programs: Programs, script: str, source: Path, target: Path, cells: Mapping[str, Any]) -> None:
    """`source` with `cells` (place -> value) written on its sheet Tiltak by SheetJS or exceljs."""
    listing = programs.folder / "cells.json"
    values = {
        place: {"day": (value - date(1899, 12, 30)).days} if isinstance(value, date) else value
        for place, value in cells.items()
    }
    listing.write_text(json.dumps(values), encoding="utf-8")
    programs.node(script, source, target, "xlsx", listing)


# LibreOffice's text filter: separator, quotation mark, character set (76 is UTF-8, 1 is Windows'), …, the sheet.
_CSV = "csv:Text - txt - csv (StarCalc):{separator},34,{charset},1,,0,false,true,false,false,false,2"

WAYS = (
    Way("not saved again", ".xlsx", lambda _, source, target: shutil.copy(source, target) and None),
    Way("LibreOffice xlsx", ".xlsx", by_libreoffice("xlsx", suffix=".xlsx")),
    Way("LibreOffice ods", ".ods", by_libreoffice("ods", suffix=".ods"), keeps_paint=False),
    Way("LibreOffice xls", ".xls", by_libreoffice("xls", suffix=".xls"), keeps_paint=False),
    Way("LibreOffice csv, UTF-8", ".csv", by_libreoffice(_CSV.format(separator=44, charset=76), suffix=".csv"),
        keeps_paint=False),
    Way("LibreOffice csv, semicolons, Windows' letters", ".csv",
        by_libreoffice(_CSV.format(separator=59, charset=1), suffix=".csv"), keeps_paint=False),
    Way("ssconvert xlsx", ".xlsx", by_ssconvert("Gnumeric_Excel:xlsx2")),
    Way("ssconvert ods", ".ods", by_ssconvert("Gnumeric_OpenCalc:odf"), keeps_paint=False),
    Way("ssconvert xls", ".xls", by_ssconvert("Gnumeric_Excel:excel_biff8"), keeps_paint=False),
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
