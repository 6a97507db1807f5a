"""Every part of the workbooks we write conforms to ECMA-376, even after merges with every kind of answer."""

import zipfile
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from tests.excel_rules.workbooks import LANGUAGES, Made

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

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


class Standard:
    """The schemas, each loaded when first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, etree.XMLSchema] = {}

    def faults(self, book: Path) -> list[str]:
        """Return the schema's errors in every part of a workbook, without the workbook's name."""
        found = []
        with zipfile.ZipFile(book) as package:
            for name, kind in _kinds(package).items():
                schema = next((file for end, file in SCHEMAS.items() if kind.endswith(end)), None)
                if schema is None:
                    assert any(kind.endswith(end) for end in NO_SCHEMA_HERE), f"{name}: {kind}"
                    continue
                found += [f"{name}: {fault}" for fault in self._faults(package.read(name), schema)]
        return found

    def _faults(self, data: bytes, file: str) -> list[str]:
        if file not in self._read:
            self._read[file] = etree.XMLSchema(file=str(self._folder / file))
        schema, root = self._read[file], _as_a_consumer_sees_it(data)
        schema.validate(root)
        return [f"line {entry.line}: {entry.message}" for entry in schema.error_log]  # type: ignore[attr-defined]


def _kinds(package: zipfile.ZipFile) -> dict[str, str]:
    """Return the content type of each part; a part without one is itself a fault."""
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
    """Return a part without extensions, ignorable content and `xml:space`, which the schemas leave out."""
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
    language: str, workbooks: list[Made], standard: Standard
) -> None:
    kinds = (f"new master in {language}", f"actor's workbook in {language}")
    books = [made.path for made in workbooks if made.kind in kinds]
    assert len(books) > 21
    for book in books:
        assert standard.faults(book) == []


def test_a_master_imported_from_a_document_follows_the_standard(
    imported_master: Path, standard: Standard
) -> None:
    assert "Sjekkliste" in openpyxl.load_workbook(imported_master).sheetnames
    assert standard.faults(imported_master) == []


def test_every_workbook_follows_the_standard_after_every_kind_of_answer(
    workbooks: list[Made], standard: Standard
) -> None:
    for made in workbooks:
        before = standard.faults(made.source) if made.source else []
        assert set(standard.faults(made.path)) <= set(before), made
