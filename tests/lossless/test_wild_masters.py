"""A real merge into masters with the contents of public workbooks loses none of them."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import lxml.etree as et
import pytest

from regionplan_xl.actions.merge import merge
from regionplan_xl.errors import Rejected
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.project.folder import Project
from tests.libreoffice import LibreOffice
from tests.lossless.conftest import COMMENT
from tests.lossless.graft import FOLDER, grafted
from tests.ooxml.compare import canonical, differing, faults, packed, touched, values
from tests.ooxml.sheets import MAIN
from tests.paths import SHARED
from tests.rounds.answers import measure
from tests.rounds.commands import regionplan

SOAK = os.environ.get("REGIONPLAN_SOAK") == "1"
FILES = sorted((SHARED / "wild").glob("*.xl*"))
OPENED_BY_LIBREOFFICE = (
    "phpss__formscomments.xlsx", "poi__NewStyleConditionalFormattings.xlsx", "closedxml__PivotTables.xlsx",
    "poi__59746_NoRowNums.xlsx", "poi__sample.strict.xlsx",
)  # fmt: skip
# One of each kind: macros, comments, pivots, slicers, strict, prefixed, tables, external links, odd packages.
A_FEW = {
    *OPENED_BY_LIBREOFFICE, "openpyxl__vba_comments.xlsm", "closedxml__CommentAndButton.xlsx", "oxsdk__Comments~1.xlsx",
    "oxsdk__ExternalLink.xlsx", "oxsdk__QueryTable.xlsx", "xlsxwriter__embed_image03.xlsx", "xlsxwriter__table03.xlsx",
    "sheetjs__threaded_comments_none.xlsx", "poi__ExcelWithAttachments.xlsm", "xlsxwriter__dynamic_array02.xlsx",
}  # fmt: skip
# What no merge can be made into, and what is said about it.
REFUSED = {
    "oxsdk__ProjectStatusReport_TP10094814.xltx": "The master cannot be read",
    "poi__ms-office-2010-signed.xlsx": "signed",
}


OTHER_AREAS = {"Kompetanse og utdanning", "Klima og miljø", "Bu- og blilyst"}


@dataclass(frozen=True)
class Merged:
    """A master before and after the merge."""

    before: bytes
    after: bytes


@pytest.fixture(scope="module")
def merged_into(answered: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Merged]:
    """Return a function that merges into a master with all contents of a public workbook; `InputError` if refused."""

    @cache
    def made(path: Path) -> Merged:
        folder = tmp_path_factory.mktemp("wild") / "p"
        shutil.copytree(answered, folder)
        master = folder / "workbooks" / "master.xlsx"
        before = grafted(path.read_bytes(), master.read_bytes())
        master.write_bytes(before)
        result = merge(Project.open(folder), (), False)
        assert result.data["merge"] == 1
        assert {c["field"] for c in result.data["changes"]} == {"status", "comment"}
        after = master.read_bytes()
        shutil.rmtree(folder)
        return Merged(before, after)

    return made


def without_figures(book: bytes, chart: str) -> bytes:
    """Return a chart without the cached values of the cells it draws."""
    root = et.fromstring(Package.open(book).read(chart))
    for kept in [*root.iter("{*}numCache"), *root.iter("{*}strCache")]:
        kept.clear()
    return et.tostring(root, method="c14n")


CHOSEN = [path for path in FILES if path.name not in REFUSED and (SOAK or path.name in A_FEW)]
wild = pytest.mark.parametrize("path", CHOSEN, ids=lambda path: path.name)


@wild
def test_nothing_but_the_cells_of_the_answer_differs(
    path: Path, merged_into: Callable[[Path], Merged], request: pytest.FixtureRequest
) -> None:
    file = merged_into(path)
    package, after = Package.open(file.before), Package.open(file.after)
    sheets = {info.part: info.name for info in Workbook(package).sheets}
    tables = {r.target for part in sheets for r in package.related(part, "table")}
    styles = {r.target for r in package.related(package.workbook_part, "styles")}
    parts = touched(file.before, file.after)
    # Dates need a format, our chart its new figures; the host's own sheets, and what hangs on them, are nobody's
    # business.
    charts = {part for part in parts if part.startswith(f"{FOLDER}/charts/")}
    assert parts <= {
        package.workbook_part, *styles, *charts, *(p for p in {*sheets, *tables} if p.startswith(FOLDER))
    }  # fmt: skip
    for chart in charts:
        assert without_figures(file.before, chart) == without_figures(file.after, chart)
    assert list(packed(file.before)) == list(packed(file.after))

    old, new = values(file.before), values(file.after)
    cells = differing(old, new)
    written = {new[at] for at in cells if at[0] == "Næringsutvikling"}
    assert {"Gjennomført", COMMENT, "Næringsforum"} <= written
    assert len(written) == 4
    others = {name for part, name in sheets.items() if not part.startswith(FOLDER)} | OTHER_AREAS
    assert not {sheet for sheet, _, _ in cells} & others
    for part in parts & sheets.keys():
        meant = {(row, column) for sheet, row, column in cells if sheet == sheets[part]}
        assert canonical(package.read(part), meant, heights=False) == canonical(
            after.read(part), meant, heights=False
        ), part

    if MAIN.encode() in package.read(package.workbook_part):
        schema = request.getfixturevalue("schema")
        for part in parts:
            assert not faults(schema, after, part) - faults(schema, package, part), part


@pytest.fixture(scope="module")
def schema(shared: Path) -> et.XMLSchema:
    return et.XMLSchema(file=str(shared / "xsd" / "sml.xsd"))


@pytest.mark.parametrize("name", REFUSED)
def test_a_master_that_cannot_be_changed_safely_is_left_alone_and_the_answers_wait(
    name: str, shared: Path, answered: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "p"
    shutil.copytree(answered, folder)
    master = folder / "workbooks" / "master.xlsx"
    source = (shared / "wild" / name).read_bytes()
    try:
        before = grafted(source, master.read_bytes())
    except Rejected:
        before = source
    original = master.read_bytes()
    master.write_bytes(before)
    run = regionplan("--lang", "en", "merge", folder=folder)
    assert run.status == 2
    assert REFUSED[name] in run.err
    assert "Traceback" not in run.err
    assert master.read_bytes() == before
    assert not list((folder / "workbooks" / "backups").glob("master *"))
    master.write_bytes(original)
    assert regionplan("merge", folder=folder).status == 0
    assert measure(master, "1.1.1")["Status"] == "Gjennomført"


@pytest.mark.parametrize("beginning", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html>", b""])
def test_a_master_with_a_password_or_in_another_format_is_left_alone(
    beginning: bytes, answered: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "p"
    shutil.copytree(answered, folder)
    master = folder / "workbooks" / "master.xlsx"
    before = beginning + bytes(2_000)
    master.write_bytes(before)
    run = regionplan("merge", folder=folder)
    assert run.status == 2
    assert "master.xlsx" in run.err
    assert "backups" in run.err
    assert master.read_bytes() == before


def test_libreoffice_opens_the_merged_masters_with_the_answer(
    shared: Path,
    tmp_path: Path,
    merged_into: Callable[[Path], Merged],
    libreoffice: LibreOffice,
) -> None:
    names = {}
    for index, path in enumerate(p for p in CHOSEN if SOAK or p.name in OPENED_BY_LIBREOFFICE):
        # As a workbook, also where it was a template: LibreOffice saves under the name it has.
        copy = tmp_path / f"{index}{'.xlsm' if path.suffix == '.xlsm' else '.xlsx'}"
        copy.write_bytes(merged_into(path).after)
        names[copy.name] = path.name
    files = [tmp_path / name for name in names]
    libreoffice.convert("xlsx", tmp_path / "ut", *files, timeout=900, check=False)
    lost = []
    for copy_name, name in names.items():
        converted = tmp_path / "ut" / f"{Path(copy_name).stem}.xlsx"
        if not converted.exists():
            lost.append(f"{name}: not opened")
        elif {"Gjennomført", COMMENT} - set(values(converted.read_bytes()).values()):
            lost.append(f"{name}: the answer is not there")
    assert not lost
