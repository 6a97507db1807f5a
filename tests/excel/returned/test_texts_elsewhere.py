"""Nothing is lost in notes, drawings, merged cells, struck-through text, formulas and links of a return."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from regionplan_xl.excel.parsing.report_cells import NO_VALUE, STRUCK_THROUGH
from regionplan_xl.excel.returned.workbook import read_returned
from regionplan_xl.plan.merging.sent_and_returned import Submission, Unclear
from regionplan_xl.plan.model import Field
from regionplan_xl.plan.status import STANDARD
from regionplan_xl.sandbox.formats.read_file import read_file
from tests.excel.actor.dispatches import book, texts_of
from tests.excel.returned.commented_rows import SENT, SENT_OUT
from tests.excel.returned.drawn import box, group, with_drawing
from tests.excel.returned.returns import RECEIVED, read, saved, values_by_field
from tests.libreoffice import LibreOffice

Edit = Callable[[Any], None]
FIRST = SENT[0]


def edited(*edits: Edit) -> bytes:
    workbook = load_workbook(io.BytesIO(book(SENT_OUT, "nn")))
    for edit in edits:
        edit(workbook)
    return saved(workbook)


def returned(*edits: Edit) -> Submission:
    return read(edited(*edits), SENT_OUT)


def cell(name: str, value: object, sheet: str = "Tiltak", **more: Any) -> Edit:
    def edit(workbook: Workbook) -> None:
        at = workbook[sheet][name]
        at.value = value if value is not None else at.value
        for key, setting in more.items():
            setattr(at, key, setting)

    return edit


def listed(submission: Submission) -> list[tuple[str, str, str]]:
    """Return each text with its column and the measure it is about."""
    return [(r.written, r.place.column, r.number) for r in submission.remarks]


def test_a_workbook_as_it_was_sent_says_nothing() -> None:
    for data in (book(SENT_OUT, "nn"), book(SENT_OUT, "nb"), book(SENT_OUT, "en"), edited()):
        submission = read(data, SENT_OUT)
        assert (submission.answers, submission.held, submission.remarks) == ((), (), ())


@pytest.mark.parametrize("sheet", ["Tiltak", "Rettleiing", "Framlegg"])
def test_a_note_on_a_cell_is_listed_with_who_wrote_it(sheet: str) -> None:
    submission = returned(cell("E4", None, sheet, comment=Comment("Kari:\nVedtak i mars.", "Kari")))
    (remark,) = submission.remarks
    assert (remark.written, remark.place.sheet, remark.place.row) == ("Vedtak i mars.", sheet, 4)
    assert dict(remark.kind.values) == {"author": "Kari"}
    assert remark.number == (FIRST.number if sheet == "Tiltak" else "")


@pytest.mark.parametrize("sheet", [1, 2, 3])
def test_what_is_said_in_a_text_box_or_a_grouped_shape_is_listed(sheet: int) -> None:
    data = with_drawing(
        edited(), sheet, box("Dette er ferdig", "i mai"), group(box("To"), group(box("Tre"))), row=4
    )
    submission = read(data, SENT_OUT)
    assert [r.written for r in submission.remarks] == ["Dette er ferdig\ni mai", "To", "Tre"]
    assert {r.number for r in submission.remarks} == {FIRST.number if sheet == 2 else ""}


def test_a_broken_drawing_costs_no_answer_and_is_told_of() -> None:
    data = with_drawing(edited(cell("E4", "Påstarta")), 2, "<xdr:sp>")
    submission = read(data, SENT_OUT)
    assert len(submission.answers) == 1
    assert [str(r.kind) for r in submission.remarks] == ["Cannot be read here; look into the file"]


def merge(cells: str, value: object) -> Edit:
    def edit(workbook: Workbook) -> None:
        sheet: Any = workbook["Tiltak"]
        sheet[cells.partition(":")[0]] = value
        sheet.merge_cells(cells)

    return edit


@pytest.mark.parametrize(
    ("cells", "value", "field", "answer"),
    [
        ("E4:E6", "Påstarta", Field.STATUS, "started"),
        ("F4:F6", 0.4, Field.PROGRESS, 0.4),
        ("G4:G6", "Felles svar", Field.COMMENT, "Felles svar"),
    ],
)
def test_a_merged_answer_counts_for_all_its_rows(
    cells: str, value: object, field: Field, answer: object
) -> None:
    submission = returned(merge(cells, value))
    assert values_by_field(submission) == {(row.measure, field): answer for row in SENT[:3]}
    assert (submission.held, submission.remarks) == ((), ())


@pytest.mark.parametrize(
    ("name", "formula", "field"),
    [("E4", "=E5", Field.STATUS), ("G4", '="Sjå "&B5', Field.COMMENT), ("F4", "=1/4", Field.PROGRESS),
     ("H4", "=DATE(2099,6,30)", Field.EXPECTED)],
)  # fmt: skip
def test_a_formula_without_a_value_is_asked_about(name: str, formula: str, field: Field) -> None:
    (answer,) = returned(cell(name, formula)).answers
    assert (answer.field, answer.value) == (field, Unclear(formula, NO_VALUE))


PARTLY = CellRichText("Byrja. ", TextBlock(InlineFont(strike=True), "Ferdig."))


@pytest.mark.parametrize(
    ("name", "value", "more"),
    [("E4", "Gjennomført", {"font": Font(strike=True)}), ("G4", "Gamalt", {"font": Font(strike=True)}),
     ("F4", 0.5, {"font": Font(strike=True)}), ("G4", PARTLY, {})],
)  # fmt: skip
def test_struck_through_text_is_asked_about_and_never_taken(
    name: str, value: object, more: dict[str, Any]
) -> None:
    (answer,) = returned(cell(name, value, **more)).answers
    assert isinstance(answer.value, Unclear)
    assert answer.value.reason == STRUCK_THROUGH


def test_a_proposal_that_is_struck_through_is_asked_about() -> None:
    submission = returned(cell("A4", "Sykkelveg", "Framlegg", font=Font(strike=True)))
    assert (submission.proposals, submission.remarks) == ((), ())
    assert [(held.written, held.reason) for held in submission.held] == [("Sykkelveg", STRUCK_THROUGH)]


def test_a_measure_that_is_struck_through_is_listed() -> None:
    submission = returned(cell("B4", None, font=Font(strike=True)))
    assert [(r.written, str(r.kind), r.number) for r in submission.remarks] == [
        (FIRST.text, "Struck through", FIRST.number)
    ]


@pytest.mark.parametrize(
    ("value", "target", "said"),
    [
        ("sjå saka", "https://example.org/sak/12", ["https://example.org/sak/12"]),
        ("https://example.org/sak/12", "https://example.org/sak/12/", []),
        ('=HYPERLINK("https://example.org/a","sjå")', "", []),
        ("post@example.org", "mailto:post@example.org", []),
    ],
)
def test_the_address_of_a_link_is_listed_if_the_cell_does_not_say_it(
    value: str, target: str, said: list[str]
) -> None:
    submission = returned(cell("G4", value, hyperlink=target or None))
    assert [r.written for r in submission.remarks] == said
    assert [a.field for a in submission.answers] == [Field.COMMENT]


def test_what_is_changed_in_the_locked_cells_is_listed() -> None:
    submission = returned(cell("C4", "2030"), cell("K4", "Ål kommune"), cell("B5", f"{SENT[1].text}s"))
    assert sorted(listed(submission)) == [
        ("2030", "3", FIRST.number), (f"{SENT[1].text}s", "2", SENT[1].number), ("Ål kommune", "11", FIRST.number),
    ]  # fmt: skip


def test_titles_headers_properties_and_names_of_sheets_are_listed() -> None:
    def elsewhere(workbook: Any) -> None:
        workbook["Tiltak"]["A1"] = "Gol: handsama i formannskapet"
        workbook["Tiltak"].oddHeader.center.text = "Førebels &P"
        workbook.properties.description = "Send att til Kari"
        workbook["Framlegg"].title = "Ingen framlegg i år"
        workbook["Rettleiing"]["B9"] = "Nei"
        workbook["Tiltak"]["T3"] = "Vår kolonne"

    assert sorted(r.written for r in returned(elsewhere).remarks) == sorted(
        [
            "Gol: handsama i formannskapet",
            "Førebels",
            "Send att til Kari",
            "Ingen framlegg i år",
            "Nei",
            "Vår kolonne",
        ]
    )


@pytest.mark.parametrize("of_format", [".xlsx", ".ods"])
def test_a_formula_that_gives_a_link_is_listed_and_one_that_gives_no_text_says_nothing(
    of_format: str, libreoffice: LibreOffice, tmp_path: Path
) -> None:
    source = tmp_path / "svar.xlsx"
    source.write_bytes(
        edited(
            cell("E4", '=IF(1=2,"Gjennomført","")'),
            cell("G5", '=HYPERLINK("https://example.org/sak","Sjå her")'),
            cell("G6", '=HYPERLINK("https://example.org/sak","https://example.org/sak")'),
        )
    )
    libreoffice.convert("ods", tmp_path, source)  # LibreOffice computes the values
    libreoffice.convert("xlsx", tmp_path, source.with_suffix(".ods"))
    submission = read_returned(
        read_file(source.with_suffix(of_format).read_bytes(), f"svar{of_format}"), SENT_OUT, scale=STANDARD,
        source_hash="f" * 64, file=f"svar{of_format}", received=RECEIVED,
    )  # fmt: skip
    assert values_by_field(submission) == {
        (SENT[1].measure, Field.COMMENT): "Sjå her",
        (SENT[2].measure, Field.COMMENT): "https://example.org/sak",
    }
    assert [remark.written for remark in submission.remarks] == ["https://example.org/sak"]


def _titled(title: str) -> Edit:
    def edit(workbook: Workbook) -> None:
        workbook.properties.title = title

    return edit


def _sent_title() -> str:
    return str(load_workbook(io.BytesIO(book(SENT_OUT, "nn"))).properties.title)


ON_RECORD = replace(SENT_OUT, texts=texts_of(SENT_OUT))
"""The same dispatch with its texts on record, as every dispatch has them."""


@pytest.mark.parametrize("of_format", [".xlsx", ".ods"])
def test_a_title_in_the_files_properties_that_the_actor_wrote_is_listed(
    of_format: str, libreoffice: LibreOffice, tmp_path: Path
) -> None:
    said = "Vi vil ha møte om 6.1.1"
    source = tmp_path / "svar.xlsx"
    for title, listed_then in ((said, [said]), (_sent_title(), [])):
        source.write_bytes(edited(_titled(title)))
        if of_format == ".ods":
            libreoffice.convert("ods", tmp_path, source)
        data = source.with_suffix(of_format).read_bytes()
        submission = read_returned(
            read_file(data, f"svar{of_format}"), ON_RECORD, scale=STANDARD, source_hash="f" * 64,
            file=f"svar{of_format}", received=RECEIVED,
        )  # fmt: skip
        assert [remark.written for remark in submission.remarks] == listed_then


@pytest.mark.parametrize(
    "title",
    [
        lambda sent: sent,
        lambda sent: sent.replace(":", "_"),  # as a program writes it that makes a file's name of it
        lambda _: "Gol kommune",
        lambda _: "svar",
        lambda _: "svar (1)",
        lambda _: "Untitled spreadsheet",
        lambda _: "Book1",
        lambda _: "",
    ],
)
def test_a_title_that_was_sent_or_that_a_program_gives_a_file_says_nothing(
    title: Callable[[str], str],
) -> None:
    assert read(edited(_titled(title(_sent_title()))), ON_RECORD).remarks == ()


@pytest.mark.parametrize("more", [". Ring oss!", " – sjå 6.1.1", " 2"])
def test_words_after_the_title_that_was_sent_are_listed(more: str) -> None:
    title = f"{_sent_title()}{more}"
    assert [remark.written for remark in read(edited(_titled(title)), ON_RECORD).remarks] == [title]


@pytest.mark.parametrize("rows", [(5,), (5, 7), (5, 7, 9)])
def test_rows_that_an_actor_inserts_for_more_words_hold_no_answer(rows: tuple[int, ...]) -> None:
    def insert(workbook: Workbook) -> None:
        sheet: Any = workbook["Tiltak"]
        for row in range(4, 9):
            sheet.cell(row, 5).value = "Påstarta"
        for row in rows:
            sheet.insert_rows(row)
            sheet.cell(row, 7).value = f"meir om det i rad {row}"

    submission = returned(insert)
    assert {a.measure: a.value for a in submission.answers} == {row.measure: "started" for row in SENT}
    assert [r.written for r in submission.remarks] == [f"meir om det i rad {row}" for row in rows]
    assert not submission.held


def test_the_same_is_found_in_a_workbook_that_libreoffice_saved(
    libreoffice: LibreOffice, tmp_path: Path
) -> None:
    source = tmp_path / "svar.xlsx"
    edits = (
        cell("E4", None, comment=Comment("Vedtak i mars.", "Kari")),
        cell("E5", "Gjennomført", font=Font(strike=True)),
        cell("G5", PARTLY),
        merge("E6:E8", "Påstarta"),
        cell("G7", "sjå her", hyperlink="https://example.org/sak"),
    )
    source.write_bytes(with_drawing(edited(*edits), 2, box("I ein boks"), row=8))
    libreoffice.convert("ods", tmp_path, source)
    grid = read_file(source.with_suffix(".ods").read_bytes(), "svar.ods")
    submission = read_returned(
        grid, SENT_OUT, scale=STANDARD, source_hash="f" * 64, file="svar.ods", received=RECEIVED
    )
    assert values_by_field(submission) == {
        (SENT[1].measure, Field.STATUS): "?", (SENT[1].measure, Field.COMMENT): "?",
        (SENT[2].measure, Field.STATUS): "started", (SENT[3].measure, Field.STATUS): "started",
        (SENT[3].measure, Field.COMMENT): "sjå her", (SENT[4].measure, Field.STATUS): "started",
    }  # fmt: skip
    assert {r.written for r in submission.remarks} == {
        "Vedtak i mars.",
        "https://example.org/sak",
        "I ein boks",
    }


@pytest.mark.parametrize("name", ["Vi svarar i juni", "Ikkje vedteke enno"])
@pytest.mark.parametrize("sheet", ["Tiltak", "Rettleiing", "Framlegg"])
def test_what_the_name_of_a_sheet_says_is_listed_and_its_answers_are_read(name: str, sheet: str) -> None:
    submission = returned(cell("E4", "Påstarta"), lambda workbook: setattr(workbook[sheet], "title", name))
    assert values_by_field(submission) == {(FIRST.measure, Field.STATUS): "started"}
    assert [r.written for r in submission.remarks] == [name]


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
