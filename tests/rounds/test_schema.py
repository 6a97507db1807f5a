"""Every part of the workbooks we write follows ECMA-376, also after merges with every kind of answer."""

import shutil
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree

from tests.resaves.filled import GREEN, Filled, by_excel
from tests.rounds.answers import ROUND, answer, header, measure
from tests.rounds.conftest import regionplan

# Content type (its end) -> the schema that its parts follow.
SCHEMAS = {
    "sheet.main+xml": "sml.xsd",
    "worksheet+xml": "sml.xsd",
    "styles+xml": "sml.xsd",
    "sharedStrings+xml": "sml.xsd",
    "table+xml": "sml.xsd",
    "comments+xml": "sml.xsd",
    "calcChain+xml": "sml.xsd",
    "drawing+xml": "dml-spreadsheetDrawing.xsd",
    "chart+xml": "dml-chart.xsd",
    "theme+xml": "dml-main.xsd",
    "extended-properties+xml": "shared-documentPropertiesExtended.xsd",
    "custom-properties+xml": "shared-documentPropertiesCustom.xsd",
}
NO_SCHEMA_HERE = {"core-properties+xml", "relationships+xml", "application/xml"}
XML, MARKUP = (
    "http://www.w3.org/XML/1998/namespace",
    "http://schemas.openxmlformats.org/markup-compatibility/2006",
)
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
LANGUAGES = ("nn", "nb", "en")


class Standard:
    """The schemas, each read when first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, etree.XMLSchema] = {}

    def faults(self, book: Path) -> list[str]:
        """What the standard says against any part of a workbook."""
        found = []
        with zipfile.ZipFile(book) as package:
            for name, kind in _kinds(package).items():
                schema = next((file for end, file in SCHEMAS.items() if kind.endswith(end)), None)
                if schema is None:
                    assert any(kind.endswith(end) for end in NO_SCHEMA_HERE), f"{name}: {kind}"
                    continue
                found += [
                    f"{book.name} {name}: {fault}" for fault in self._faults(package.read(name), schema)
                ]
        return found

    def _faults(self, data: bytes, file: str) -> list[str]:
        if file not in self._read:
            self._read[file] = etree.XMLSchema(file=str(self._folder / file))
        schema, root = self._read[file], _as_a_consumer_sees_it(data)
        schema.validate(root)
        return [f"line {entry.line}: {entry.message}" for entry in schema.error_log]


def _kinds(package: zipfile.ZipFile) -> dict[str, str]:
    """The content type of each part; a part without one is a fault by itself."""
    types = etree.fromstring(package.read("[Content_Types].xml"))
    default = {
        t.get("Extension", "").lower(): t.get("ContentType", "") for t in types.iter(f"{TYPES}Default")
    }
    named = {
        t.get("PartName", "").lstrip("/"): t.get("ContentType", "") for t in types.iter(f"{TYPES}Override")
    }
    names = [name for name in package.namelist() if name != "[Content_Types].xml"]
    assert named.keys() <= set(names)
    return {name: named.get(name) or default[name.rsplit(".", 1)[-1].lower()] for name in names}


def _as_a_consumer_sees_it(data: bytes) -> etree._Element:
    """A part without extensions, what it says may be ignored, and `xml:space`, which the schemas leave out."""
    root = etree.fromstring(data)
    ignored = {root.nsmap.get(prefix) for prefix in root.get(f"{{{MARKUP}}}Ignorable", "").split()}
    for element in list(root.iter(etree.Element)):
        for key in list(element.attrib):
            if etree.QName(key).namespace in {*ignored, XML, MARKUP}:
                del element.attrib[key]
        parent = element.getparent()
        if parent is not None and (
            etree.QName(element).localname == "extLst" or etree.QName(element).namespace in ignored
        ):
            parent.remove(element)
    return root


@pytest.fixture(scope="session")
def standard(shared: Path) -> Standard:
    return Standard(shared / "xsd")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_master_and_every_actors_workbook_follow_the_standard(
    language: str, tmp_path: Path, standard: Standard
) -> None:
    folder = tmp_path / "plan"
    assert regionplan("init", folder, "--locale", language).status == 0
    assert regionplan("send", "--round", ROUND, folder=folder).status == 0
    books = sorted((folder / "workbooks" / "outbox" / ROUND).iterdir())
    assert len(books) > 20
    for book in (folder / "workbooks" / "master.xlsx", *books):
        assert standard.faults(book) == []


def test_a_master_imported_from_a_document_follows_the_standard(
    shared: Path, tmp_path: Path, standard: Standard
) -> None:
    folder = tmp_path / "plan"
    document = shared / "plans" / "000_baa27bac7c5f390b.txt"
    assert regionplan("init", folder, "--from", document).status in (0, 1)
    assert "Sjekkliste" in openpyxl.load_workbook(folder / "workbooks" / "master.xlsx").sheetnames
    assert standard.faults(folder / "workbooks" / "master.xlsx") == []


def test_the_master_follows_the_standard_after_every_kind_of_answer(
    project: Path, standard: Standard
) -> None:
    master, inbox = project / "workbooks" / "master.xlsx", project / "workbooks" / "inbox"
    outbox = project / "workbooks" / "outbox" / ROUND
    assert regionplan("send", "--round", ROUND, folder=project).status == 0
    by_excel(outbox / "Gol.xlsx", inbox / "g.xlsx", {
        "1.2.3": Filled("Gjennomført", "done", progress=1.0, comment="  Ål\n\n_x000D_ <&> =1+1 \U0001f600"),
        "4.1.1": Filled(paint=GREEN),
        "4.2.1": Filled("kanskje"),
    })  # fmt: skip
    answer(project, "Hol", {"1.2.3": {"Status": "Påstarta", "Framdrift": 0.3, "Kommentar": "æ" * 32_000}})
    answer(project, "KRU", {"6.1.1": {"Status": "Gjennomført", "Venta ferdig": "31.12.2026"}}, "Kari.xlsx")
    answer(project, "KRU", {"6.1.1": {"Status": "Påstarta"}, "6.1.2": {"Framdrift": "mykje"}}, "Ola.xlsx")
    propose(
        outbox / "Regionrådet.xlsx", inbox / "framlegg.xlsx", ("Nytt tiltak: <kultur> & kunst", "2.1", "Ja")
    )
    (inbox / "skadd.xlsx").write_bytes(b"PK\x03\x04 halv")
    (inbox / "brev.docx").write_bytes(b"ikkje eit dokument")

    run = regionplan("--json", "merge", folder=project)

    assert run.status == 1, run.err
    assert len(run.data["conflicts"]) >= 4
    assert len(run.data["held"]) == 2
    assert measure(master, "1.2.3")["Status"] == "Påstarta"
    assert standard.faults(master) == []

    decide(master, "6.1.1", "Ta svaret")
    add_a_row(master)
    openpyxl_made = standard.faults(master)
    answer(project, "KRU", {"6.1.3": {"Kommentar": "Endå ein ting", "Status": "(tøm)"}}, "Kari att.xlsx")
    run = regionplan("--json", "merge", folder=project)
    assert run.status in (0, 1), run.err
    assert run.data["settled"]
    assert set(standard.faults(master)) <= set(openpyxl_made)

    assert regionplan("send", "--round", "2025-2", folder=project).status == 0
    for book in sorted((project / "workbooks" / "outbox" / "2025-2").iterdir()):
        assert standard.faults(book) == []


def propose(source: Path, target: Path, words: tuple[str, ...]) -> None:
    """A return that proposes something."""
    shutil.copy(source, target)
    book = openpyxl.load_workbook(target)
    for column, word in enumerate(words, start=1):
        book["Framlegg"].cell(4, column).value = word
    book.save(target)


def decide(master: Path, number: str, decision: str) -> None:
    """Write a decision beside the first question about a measure."""
    book = openpyxl.load_workbook(master)
    sheet = book["Konfliktar"]
    top = next(row for row in range(1, 20) if any(cell.value == "Avgjerd" for cell in sheet[row]))
    columns = {str(cell.value): cell.column for cell in sheet[top]}
    row = next(r for r in range(top + 1, sheet.max_row + 1) if sheet.cell(r, columns["Nr"]).value == number)
    sheet.cell(row, columns["Avgjerd"]).value = decision  # type: ignore[assignment]
    book.save(master)


def add_a_row(master: Path) -> None:
    """A new measure at the bottom of the first area."""
    book = openpyxl.load_workbook(master)
    sheet: Any = book.worksheets[1]
    _, columns = header(sheet)
    row = sheet.max_row + 1
    for heading, text in {"Nr": "1.9.1", "Tiltak": "Heilt nytt", "Tid": "2026", "Ansvar": "KRU"}.items():
        sheet.cell(row, columns[heading]).value = text
    book.save(master)
