"""Make Word documents for the tests with python-docx and, where that falls short, with XML."""

import io
import zipfile
from collections.abc import Iterable

import docx
from docx.document import Document as WordDocument
from docx.oxml import parse_xml

from regionplan_xl.documents.blocks import Block, Document, Heading, Paragraph, Table, TableCell
from regionplan_xl.documents.sources import word

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def new_document() -> WordDocument:
    """An empty document, as python-docx makes it."""
    return docx.Document()


def add(document: WordDocument, *xml: str) -> None:
    """Append paragraphs and tables, given as XML, to the document."""
    body = document.element.body
    for one in xml:
        begin, _, rest = one.partition(">")
        space = begin.endswith("/")
        element = parse_xml(f"{begin.rstrip('/')} {SPACES}{'/' * space}>{rest}")
        body.insert(len(body) - 1, element)


def saved(document: WordDocument, parts: dict[str, str] | None = None) -> bytes:
    """Return the bytes of the document; `parts` are replaced or added."""
    out = io.BytesIO()
    document.save(out)
    return with_parts(out.getvalue(), parts) if parts else out.getvalue()


def with_parts(data: bytes, parts: dict[str, str]) -> bytes:
    """A document with some parts replaced or added; a footnotes part is `word/footnotes.xml`."""
    old = zipfile.ZipFile(io.BytesIO(data))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/_rels/document.xml.rels":
                content = content.replace(b"</Relationships>", _relationships(parts) + b"</Relationships>")
            if name not in parts:
                new.writestr(name, content)
        for name, text in parts.items():
            new.writestr(name, text)
    return out.getvalue()


def _relationships(parts: Iterable[str]) -> bytes:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return "".join(
        f'<Relationship Id="own{n}" Type="{office}/{kind}" Target="{kind}.xml"/>'
        for n, name in enumerate(parts)
        if (kind := name.removeprefix("word/").removesuffix(".xml"))
        in ("footnotes", "endnotes", "comments", "diagramData", "chart")
    ).encode()


def read(document: WordDocument, parts: dict[str, str] | None = None) -> Document:
    """The document's blocks."""
    return word.read(saved(document, parts), "plan.docx")


def cell(text: str, properties: str = "") -> str:
    """A cell as XML."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """A row as XML; each cell that is not XML is taken as text."""
    made = (one if one.startswith("<w:") else cell(one) for one in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(made)}</w:tr>"


def table(*rows: str, properties: str = "") -> str:
    """A table as XML."""
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{''.join(rows)}</w:tbl>"


def paragraph(*runs: str, properties: str = "") -> str:
    """A paragraph as XML; each run that is not XML is taken as text."""
    made = (one if one.startswith("<") else run(one) for one in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(made)}</w:p>"


def run(text: str, properties: str = "") -> str:
    """A run as XML."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def in_cell(*content: str, properties: str = "") -> str:
    """A cell with paragraphs given as XML."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(content)}</w:tc>"


def tables(document: Document) -> list[Table]:
    """The tables of a document, in order."""
    return [block for block in document.blocks if isinstance(block, Table)]


def texts(table_: Table) -> list[list[str]]:
    """The texts of a table's cells."""
    return [[one.text for one in row_.cells] for row_ in table_.rows]


def first_cell(document: Document) -> TableCell:
    """The first cell of the first table."""
    return tables(document)[0].rows[0].cells[0]


def said(block: Block) -> str:
    """Return a heading or paragraph as one line, with a # for each level of a heading."""
    if isinstance(block, Heading):
        return f"{'#' * block.level} {block.text}"
    return f"{block.bullet} {block.text}".strip() if isinstance(block, Paragraph) else ""
