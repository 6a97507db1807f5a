"""Add a drawing to a sheet of a workbook, part by part, since no library here writes text boxes."""

import io
import zipfile

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT = "application/vnd.openxmlformats-officedocument.drawing+xml"


def box(*lines: str) -> str:
    """A text box with these lines."""
    said = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in lines)
    return (
        '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="T"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr>'
        f"<xdr:spPr/><xdr:txBody><a:bodyPr/>{said}</xdr:txBody></xdr:sp>"
    )


def picture(description: str) -> str:
    """A picture with a description."""
    return (
        f'<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="3" name="Bilete 1" descr="{description}"/><xdr:cNvPicPr/></xdr:nvPicPr>'
        "<xdr:blipFill/><xdr:spPr/></xdr:pic>"
    )


def group(*shapes: str) -> str:
    """Shapes that are grouped."""
    return f"<xdr:grpSp><xdr:nvGrpSpPr/><xdr:grpSpPr/>{''.join(shapes)}</xdr:grpSp>"


def with_drawing(book: bytes, sheet: int, *shapes: str, row: int = 6, column: int = 7) -> bytes:
    """Return the workbook with `shapes` at a cell of sheet number `sheet` (rows and columns from 1)."""
    corner = f"<xdr:from><xdr:col>{column - 1}</xdr:col><xdr:row>{row - 1}</xdr:row></xdr:from>"
    anchors = "".join(
        f'<xdr:oneCellAnchor>{corner}<xdr:ext cx="9" cy="9"/>{shape}<xdr:clientData/></xdr:oneCellAnchor>'
        for shape in shapes
    )
    drawing = (
        f'<xdr:wsDr xmlns:xdr="{_DRAWING}spreadsheetDrawing" xmlns:a="{_DRAWING}main">{anchors}</xdr:wsDr>'
    )
    link = f'<Relationship Id="rIdD" Type="{_OFFICE}/drawing" Target="/xl/drawings/own{sheet}.xml"/>'
    part, rels = f"xl/worksheets/sheet{sheet}.xml", f"xl/worksheets/_rels/sheet{sheet}.xml.rels"
    override = f'<Override PartName="/xl/drawings/own{sheet}.xml" ContentType="{_CONTENT}"/></Types>'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(out, "w") as copy:
        for name in source.namelist():
            text = source.read(name)
            if name == part:
                end = min(
                    at
                    for tag in (b"<legacyDrawing", b"<tableParts", b"</worksheet>")
                    if (at := text.find(tag)) > 0
                )
                text = text[:end] + f'<drawing xmlns:r="{_OFFICE}" r:id="rIdD"/>'.encode() + text[end:]
            elif name == "[Content_Types].xml":
                text = text.replace(b"</Types>", override.encode())
            elif name == rels:
                text = text.replace(b"</Relationships>", f"{link}</Relationships>".encode())
            copy.writestr(name, text)
        copy.writestr(f"xl/drawings/own{sheet}.xml", drawing)
        if rels not in source.namelist():
            copy.writestr(rels, f'<Relationships xmlns="{_PACKAGE}">{link}</Relationships>')
    return out.getvalue()
