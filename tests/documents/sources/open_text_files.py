"""Text documents of LibreOffice Writer (.odt), written by hand."""

import io
import zipfile

SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{uri}:1.0"'
    for prefix, uri in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"), ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"),
    )
)  # fmt: skip
STYLES = (
    '<style:style style:name="done" style:family="table-cell">'
    '<style:table-cell-properties fo:background-color="#00a650"/></style:style>'
    '<style:style style:name="gone" style:family="text">'
    '<style:text-properties style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
    '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1"/>'
    "</text:list-style>"
    '<text:list-style style:name="L5"><text:list-level-style-number text:level="1" style:num-format="1" '
    'text:start-value="5"/></text:list-style>'
)


def open_text(body: str, manifest: str = "<m/>") -> bytes:
    """Return a document with this content of `office:text`."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f"<office:document-content {SPACES}><office:automatic-styles>{STYLES}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        )
        archive.writestr("META-INF/manifest.xml", manifest)
    return file.getvalue()


def cell(content: str, attributes: str = "") -> str:
    """A cell of a table with a paragraph."""
    return f"<table:table-cell {attributes}><text:p>{content}</text:p></table:table-cell>"


def table(*rows: str) -> str:
    """A table of rows, the first of which is repeated on each page."""
    first, *others = (f"<table:table-row>{row}</table:table-row>" for row in rows)
    return f"<table:table><table:table-header-rows>{first}</table:table-header-rows>{''.join(others)}</table:table>"
