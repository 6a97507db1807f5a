"""Nothing is lost in threaded comments, form controls, embedded files and SmartArt of a return."""

import io
import zipfile
from html import unescape

import pytest

from tests.excel.returned.commented_rows import SENT, SENT_OUT
from tests.excel.returned.drawn import with_drawing
from tests.excel.returned.edited_returns import edited, listed
from tests.excel.returned.returns import read

FIRST = SENT[0]
THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"


def with_parts(data: bytes, links: str, parts: dict[str, str]) -> bytes:
    """Return the workbook with more parts, linked from the sheet Tiltak."""
    rels, out = "xl/worksheets/_rels/sheet2.xml.rels", io.BytesIO()
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as copy:
        assert rels not in source.namelist()
        for name in source.namelist():
            copy.writestr(name, source.read(name))
        copy.writestr(rels, f'<Relationships xmlns="{package}">{links}</Relationships>')
        for name, text in parts.items():
            copy.writestr(name, text)
    return out.getvalue()


def test_every_reply_in_a_threaded_comment_is_listed() -> None:
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    said = "".join(
        f'<threadedComment ref="E4" personId="{{P}}" id="{{{n}}}"><text>{text}</text></threadedComment>'
        for n, text in enumerate(("Er dette ferdig?", "Ja, i mars."))
    )
    data = with_parts(
        edited(),
        f'<Relationship Id="rIdT" Type="{kind}" Target="/xl/threadedComments/t1.xml"/>',
        {"xl/threadedComments/t1.xml": f'<ThreadedComments xmlns="{THREADS}">{said}</ThreadedComments>'},
    )
    assert listed(read(data, SENT_OUT)) == [
        ("Er dette ferdig?", "5", FIRST.number),
        ("Ja, i mars.", "5", FIRST.number),
    ]


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CHECK_BOX = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">'
    "<v:shape><v:textbox><div><font>{said}</font></div></v:textbox>"
    '<x:ClientData ObjectType="{kind}"><x:Anchor>6, 15, 3, 2, 8, 1, 4, 1</x:Anchor></x:ClientData></v:shape></xml>'
)


@pytest.mark.parametrize(("kind", "found"), [("Checkbox", ["Ferdig i juni"]), ("Note", [])])
def test_what_an_older_form_control_says_is_listed_and_the_frame_of_a_note_is_not(
    kind: str, found: list[str]
) -> None:
    link = f'<Relationship Id="rIdV" Type="{OFFICE}/vmlDrawing" Target="/xl/drawings/old.vml"/>'
    data = with_parts(
        edited(), link, {"xl/drawings/old.vml": CHECK_BOX.format(said="Ferdig i juni", kind=kind)}
    )
    remarks = read(data, SENT_OUT).remarks
    assert [(r.written, r.place.row, r.place.column) for r in remarks] == [(said, 4, "7") for said in found]


@pytest.mark.parametrize(
    ("kind", "target", "said"),
    [
        ("oleObject", "embeddings/oleObject1.bin", "oleObject1.bin"),
        ("package", "embeddings/Notat.docx", "Notat.docx"),
    ],
)
def test_a_file_that_is_embedded_is_told_of(kind: str, target: str, said: str) -> None:
    link = f'<Relationship Id="rIdO" Type="{OFFICE}/{kind}" Target="/xl/{target}"/>'
    data = with_parts(edited(), link, {f"xl/{target}": "x"})
    assert [(str(r.kind), r.written) for r in read(data, SENT_OUT).remarks] == [("Embedded file", said)]


def test_a_shape_that_does_not_parse_is_told_of_unless_it_is_a_note_alone() -> None:
    link = f'<Relationship Id="rIdV" Type="{OFFICE}/vmlDrawing" Target="/xl/drawings/old.vml"/>'
    for kind, told in (("Button", 1), ("Note", 0)):
        broken = CHECK_BOX.format(said="Ferdig<br>", kind=kind)
        data = with_parts(edited(), link, {"xl/drawings/old.vml": broken})
        assert len(read(data, SENT_OUT).remarks) == told


DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
# As Excel writes it: a document, then a node (with its texts) for each box, and nodes for the lines between them.
DIAGRAM_DATA = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<dgm:dataModel xmlns:dgm="{DIAGRAM}" xmlns:a="{MAIN}"><dgm:ptLst>'
    '<dgm:pt modelId="{{0}}" type="doc"><dgm:prSet loTypeId="urn:microsoft.com/office/officeart/2005/8/layout/process1"'
    "/>"
    '<dgm:spPr/><dgm:t><a:bodyPr/><a:lstStyle/><a:p><a:endParaRPr lang="nn-NO"/></a:p></dgm:t></dgm:pt>{nodes}'
    "</dgm:ptLst><dgm:cxnLst/><dgm:bg/><dgm:whole/></dgm:dataModel>"
)
NODE = (
    '<dgm:pt modelId="{{{at}}}"><dgm:prSet phldrT="[Tekst]"/><dgm:spPr/><dgm:t><a:bodyPr/><a:lstStyle/>'
    '<a:p><a:r><a:rPr lang="nn-NO"/><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>'
)


def with_diagram(data: bytes, texts: tuple[str, ...]) -> bytes:
    """Return the workbook with SmartArt on Tiltak, whose texts are in a separate part."""
    frame = (
        '<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="Diagram 1"/>'
        f'<xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm/><a:graphic><a:graphicData uri="{DIAGRAM}">'
        f'<dgm:relIds xmlns:dgm="{DIAGRAM}" xmlns:r="{OFFICE}" r:dm="rId1" r:lo="rId2" r:qs="rId3" r:cs="rId4"/>'
        "</a:graphicData></a:graphic></xdr:graphicFrame>"
    )
    nodes = "".join(NODE.format(at=at, text=text) for at, text in enumerate(texts, 1))
    out = io.BytesIO(with_drawing(data, 2, frame, row=4))
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    link = f'<Relationship Id="rId1" Type="{OFFICE}/diagramData" Target="../diagrams/data1.xml"/>'
    with zipfile.ZipFile(out, "a") as copy:
        copy.writestr(
            "xl/drawings/_rels/own2.xml.rels", f'<Relationships xmlns="{package}">{link}</Relationships>'
        )
        copy.writestr("xl/diagrams/data1.xml", DIAGRAM_DATA.format(nodes=nodes))
    return out.getvalue()


LINE_BREAK = "</a:t></a:r><a:br><a:rPr/></a:br><a:r><a:t>"


@pytest.mark.parametrize(
    "texts",
    [("Byrja i mars",), ("Vedtak", "Anbod", "Bygging &amp; opning"), (f"Ferdig{LINE_BREAK}i 2026", "Drift")],
)
def test_what_smartart_says_is_listed_with_its_measure(texts: tuple[str, ...]) -> None:
    (remark,) = read(with_diagram(edited(), texts), SENT_OUT).remarks
    assert remark.written == unescape("\n".join(texts).replace(LINE_BREAK, "\n"))
    assert (remark.number, remark.place.row) == (FIRST.number, 4)
