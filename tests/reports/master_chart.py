"""The values that the chart in a master caches, read from the package, and the cells themselves."""

import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
Numbers = dict[str, dict[str, float | None]]


def kept_by_chart(master: Path) -> Numbers:
    """Return the chart's cached numbers, by series and category (`c:strCache`, `c:numCache`)."""
    found: Numbers = {}
    for series in _series(master):
        names = _points(series, "cat")
        values = _points(series, "val")
        (name,) = _points(series, "tx").values()
        found[name] = {names[at]: float(values[at]) for at in names}
    return found


def cells_of_chart(master: Path) -> Numbers:
    """Return the values of the cells that the chart draws, by series and category."""
    book = openpyxl.load_workbook(master, data_only=True)
    found: Numbers = {}
    for series in _series(master):
        (name,), names, values = (_cells(book, series, what) for what in ("tx", "cat", "val"))
        found[name] = dict(zip(names, values, strict=True))
    return found


def _series(master: Path) -> list[ET.Element]:
    with zipfile.ZipFile(master) as package:
        (chart,) = (name for name in package.namelist() if name.startswith("xl/charts/chart"))
        return ET.fromstring(package.read(chart)).findall(f".//{_C}ser")


def _points(series: ET.Element, what: str) -> dict[str, str]:
    points = series.findall(f"{_C}{what}//{_C}pt")
    return {point.attrib["idx"]: point.findtext(f"{_C}v") or "" for point in points}


def _cells(book: Any, series: ET.Element, what: str) -> list[Any]:
    sheet, _, area = (series.findtext(f"{_C}{what}//{_C}f") or "").rpartition("!")
    cells = book[sheet.strip("'")][area.replace("$", "")]
    return [cell.value for row in cells for cell in row] if isinstance(cells, tuple) else [cells.value]
