"""Public workbooks with all their contents, changed in place: nothing else differs."""

import io
import os
import re
import warnings
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import lxml.etree as et
import openpyxl
import pytest

from regionplan_xl.errors import Rejected
from regionplan_xl.ooxml.common.references import LAST_COLUMN, Area, column_letters, parse_area
from regionplan_xl.ooxml.editing.change import Content, Put, Refused, SheetChange, changed
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.reading.workbook import Workbook
from tests.libreoffice import LibreOffice
from tests.ooxml.compare import canonical, faults, packed, touched
from tests.ooxml.sheets import MAIN, placed_cells, tree
from tests.paths import SHARED

SOAK = os.environ.get("REGIONPLAN_SOAK") == "1"
FILES = sorted((SHARED / "wild").glob("*.xl*"))
PROBE = "Prøve =1+1 <&> «æøå» _x0041_\nlinje"
OPENED_BY_LIBREOFFICE = (
    "phpss__formscomments.xlsx", "poi__NewStyleConditionalFormattings.xlsx", "poi__60512.xlsm",
    "closedxml__PivotTables.xlsx", "poi__59746_NoRowNums.xlsx", "poi__sample.strict.xlsx",
)  # fmt: skip


@dataclass(frozen=True)
class Changed:
    """A file before and after, and the cells to be changed."""

    before: bytes
    after: bytes
    sheet: str
    part: str
    existing: tuple[int, int] | None
    absent: tuple[int, int]
    appended: tuple[int, ...]

    @property
    def meant(self) -> dict[tuple[int, int], object]:
        """The expected values by cell."""
        cells: dict[tuple[int, int], object] = {self.absent: PROBE}
        if self.existing:
            cells[self.existing] = PROBE
        for row in self.appended:
            cells |= {(row, 1): f"logg {row - self.appended[0]}", (row, 2): 42.5}
        return cells


def _sheet(package: Package) -> tuple[str, str] | None:
    """Return name and part of the first worksheet."""
    book = tree(package, package.workbook_part)
    parts = {r.id: r.target for r in package.related(package.workbook_part, "worksheet")}
    for element in book.iter("{*}sheet"):
        key = next((v for k, v in element.attrib.items() if str(k).endswith("}id")), "")
        if str(key) in parts:
            return str(element.get("name")), parts[str(key)]
    return None


def _kept_free(package: Package, part: str, root: et._Element) -> list[Area]:
    """Return the areas where nothing may be written: merged cells, array formulas, table headings, pivots."""
    names = [e.get("ref", "") for e in root.iter("{*}mergeCell")]
    names += [e.get("ref", "") for e in root.iter("{*}f") if e.get("t") in ("array", "dataTable")]
    for related in package.related(part, "table"):
        table = tree(package, related.target)
        area = parse_area(table.get("ref", ""))
        if area and table.get("headerRowCount") != "0":
            names.append(str(area.down_to(area.top)))
    for related in package.related(part, "pivotTable"):
        body = parse_area(next(tree(package, related.target).iter("{*}location")).get("ref", ""))
        # With the filters above it.
        names += [str(replace(body, top=1))] if body else []
    return [area for name in names if (area := parse_area(name))]


@cache
def change_in(path: Path) -> Changed | str:
    """Return the file with a text or number replaced, a cell added and two rows appended; or why that is impossible."""
    before = path.read_bytes()
    try:
        package = Package.open(before)
        found = _sheet(package)
        if found is None:
            return "no worksheet"
        name, part = found
        root = tree(package, part)
    except Rejected as rejected:
        return str(rejected.reason)
    cells = placed_cells(root)
    taken = _kept_free(package, part, root)
    plain = [
        place
        for place, cell in cells.items()
        if cell.find("{*}f") is None and cell.find("{*}v") is not None and not any(place in a for a in taken)
    ]
    existing = plain[len(plain) // 2] if plain else None
    right = max([c for _, c in cells] + [a.right for a in taken] + [1])
    absent = (existing[0] if existing else 1, right + 2)
    if right + 2 > LAST_COLUMN:
        absent = (max([r for r, _ in cells] + [a.bottom for a in taken]) + 2, 3)
    put = {place: PROBE for place in (existing, absent) if place}
    rows: list[dict[int, Content | Put]] = [{1: f"logg {i}", 2: 42.5} for i in range(2)]
    try:
        after, appended = changed(before, {name: SheetChange({**put}, rows)})
    except Refused as refused:
        return str(refused)
    except Rejected as rejected:
        return str(rejected.reason)
    return Changed(before, after, name, part, existing, absent, appended[name])


def in_file(path: Path) -> Changed:
    """Return the changed file; skips if the change is rightly refused."""
    result = change_in(path)
    if isinstance(result, str):
        pytest.skip(result)
    return result


wild = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)


@wild
def test_every_part_but_those_that_must_change_is_the_same(path: Path) -> None:
    file = in_file(path)
    package = Package.open(file.before)
    tables = {r.target for r in package.related(file.part, "table")}
    parts = touched(file.before, file.after)
    assert file.part in parts
    assert parts <= {file.part, package.workbook_part, *tables}
    assert list(packed(file.before)) == list(packed(file.after))


@wild
def test_the_sheet_differs_in_the_cells_that_were_meant_and_nothing_else(path: Path) -> None:
    file = in_file(path)
    before, after = (Package.open(data).read(file.part) for data in (file.before, file.after))
    assert canonical(before, set(file.meant)) == canonical(after, set(file.meant))


@wild
def test_no_part_has_a_fault_that_it_did_not_have(path: Path, schema: et.XMLSchema) -> None:
    file = in_file(path)
    before, after = Package.open(file.before), Package.open(file.after)
    if MAIN.encode() not in before.read(before.workbook_part):
        pytest.skip("a strict file; the schemas are the transitional ones")
    for name in touched(file.before, file.after):
        assert not faults(schema, after, name) - faults(schema, before, name), name


@pytest.fixture(scope="session")
def schema(shared: Path) -> et.XMLSchema:
    return et.XMLSchema(file=str(shared / "xsd" / "sml.xsd"))


@wild
def test_the_new_contents_are_read_by_us_and_by_openpyxl(path: Path) -> None:
    file = in_file(path)
    book = Workbook.open(file.after)
    ours = {(cell.row, cell.column): cell.value for cell in book.cells(file.sheet)}
    assert {place: ours.get(place) for place in file.meant} == file.meant
    unchanged = {(c.row, c.column): c.value for c in Workbook.open(file.before).cells(file.sheet)}
    assert {p: v for p, v in ours.items() if p not in file.meant} == {
        p: v for p, v in unchanged.items() if p not in file.meant
    }
    if (theirs := _by_openpyxl(file.before, file.sheet)) is not None:
        read = _by_openpyxl(file.after, file.sheet)
        assert read is not None
        # openpyxl leaves escapes in inline strings as they are.
        assert {p: _plain(read.get(p)) for p in file.meant} == file.meant
        assert {p: v for p, v in read.items() if p not in file.meant} == {
            p: v for p, v in theirs.items() if p not in file.meant
        }


def _plain(value: object) -> object:
    return value.replace("_x005F_", "_") if isinstance(value, str) else value


def _by_openpyxl(data: bytes, sheet: str) -> dict[tuple[int, int], object] | None:
    """Return every value as openpyxl reads it; None if it cannot."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_vba=False)
            rows = book[sheet].iter_rows()
            return {(c.row, c.column): c.value for row in rows for c in row if c.value is not None}
        except Exception:
            return None


def test_libreoffice_opens_them_with_the_new_contents(
    shared: Path, tmp_path: Path, libreoffice: LibreOffice
) -> None:
    files: dict[str, tuple[str, Changed]] = {}
    for path in FILES if SOAK else [shared / "wild" / name for name in OPENED_BY_LIBREOFFICE]:
        result = change_in(path)
        if isinstance(result, Changed):
            copy = tmp_path / f"{len(files)}{path.suffix}"
            copy.write_bytes(result.after)
            files[copy.stem] = (path.name, result)
    assert files
    copies = [tmp_path / f"{stem}{Path(name).suffix}" for stem, (name, _) in files.items()]
    libreoffice.convert("xlsx", tmp_path / "out", *copies, timeout=900, check=False)
    lost = []
    for stem, (name, result) in files.items():
        converted = tmp_path / "out" / f"{stem}.xlsx"
        if not converted.exists():
            lost.append(f"{name}: not opened")
            continue
        cells = {(c.row, c.column): c.value for c in Workbook.open(converted).cells(result.sheet)}
        lost += [
            f"{name} {column_letters(place[1])}{place[0]}: {cells.get(place)!r}"
            for place, value in result.meant.items()
            if cells.get(place) != value
        ]
    assert not lost


# Whole files that are refused, and why; everything else in the set must be changed.
EXPECTED_REFUSALS = {
    # Made by a test edition of Excel, before the standard.
    "oxsdk__ProjectStatusReport_TP10094814.xltx": "not an Excel workbook",
    "poi__ms-office-2010-signed.xlsx": "signed",
}


def test_only_files_that_cannot_be_changed_safely_are_left_alone(shared: Path) -> None:
    results = {path.name: change_in(path) for path in FILES}
    reasons = {name: result for name, result in results.items() if isinstance(result, str)}
    assert reasons.keys() == EXPECTED_REFUSALS.keys(), reasons
    assert not [n for n, reason in reasons.items() if not re.search(EXPECTED_REFUSALS[n], reason)], reasons
