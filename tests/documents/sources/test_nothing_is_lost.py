"""No word of a table in a public plan document is missing from the blocks, compared with a crude extraction."""

import html as entities
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from regionplan_xl.documents.blocks import Block, Document, Table
from regionplan_xl.documents.sources import source_of
from regionplan_xl.text import normalise
from tests.paths import SHARED

FOLDER = SHARED / "plan-documents"
WORD = sorted(FOLDER.glob("*.docx"))
EXCEL = sorted(FOLDER.glob("*.xlsx"))
NONE = pytest.param(
    None, marks=pytest.mark.skip("the shared plan documents are not on this machine"), id="none"
)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", normalise(text))


def said(block: Block) -> Iterator[str]:
    """Yield the texts of a block, each merged cell once."""
    if not isinstance(block, Table):
        yield from (block.text, *block.notes)
        return
    yield block.title
    for row in block.rows:
        for cell in row.cells:
            yield from (cell.text if not cell.continues else "", *cell.notes)


def read(path: Path) -> Document:
    source = source_of(path.suffix)
    assert source is not None
    return source(path.read_bytes(), path.name)


def missing(path: Path, crude: list[str]) -> Counter[str]:
    found = Counter(word for block in read(path).blocks for text in said(block) for word in words(text))
    return Counter(word for text in crude for word in words(text)) - found


@pytest.mark.parametrize("path", WORD or [NONE], ids=lambda path: path.name)
def test_every_word_of_a_word_document_is_in_its_blocks(path: Path) -> None:
    xml = zipfile.ZipFile(io.BytesIO(path.read_bytes())).read("word/document.xml").decode()
    paragraphs = re.findall(r"<w:p[ >].*?</w:p>", xml, re.DOTALL)
    crude = ["".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", one)) for one in paragraphs]
    assert missing(path, [entities.unescape(text) for text in crude]) == Counter()


@pytest.mark.parametrize("path", EXCEL or [NONE], ids=lambda path: path.name)
def test_every_word_of_a_workbook_is_in_its_blocks(path: Path) -> None:
    book = openpyxl.load_workbook(path, data_only=True)
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    # Other numbers, and days, are written as the cell shows them.
    crude = [
        str(cell.value)
        for cell in cells
        if isinstance(cell.value, str) or (isinstance(cell.value, int) and cell.number_format == "General")
    ]
    assert missing(path, crude) == Counter()
