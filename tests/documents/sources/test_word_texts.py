"""Texts of Word documents: headings, lists, tracked changes, notes, and content shown other than as letters."""

import pytest

from regionplan_xl.documents.blocks import Heading, Paragraph
from regionplan_xl.documents.sources import word
from regionplan_xl.errors import Rejected
from regionplan_xl.sandbox.plan_document import Importing, read_plan
from tests.documents.read_text import INLINE
from tests.documents.sources.word_files import (
    SPACES,
    add,
    first_cell,
    in_cell,
    new_document,
    paragraph,
    read,
    row,
    run,
    said,
    saved,
    table,
    tables,
    texts,
)

NUMBERING = f"""<w:numbering {SPACES}>
<w:abstractNum w:abstractNumId="1">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2 %3)"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="2">
<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="1"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride></w:num>
</w:numbering>"""


def item(text: str, level: int = 0, number: int = 1, more: str = "") -> str:
    listed = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(text, properties=more + listed)


def numbered() -> dict[str, str]:
    return {"word/numbering.xml": NUMBERING}


def test_the_numbers_that_word_counts_are_read() -> None:
    document = new_document()
    add(
        document,
        item("Mål"),
        item("Tiltak", 1),
        item("Del", 2),
        item("Del", 2),
        item("Tiltak", 1),
        item("Mål"),
    )
    add(document, item("Tiltak", 1), item("Nytt", 0, 3), item("Prikk", 0, 2))
    bullets = [block.bullet for block in read(document, numbered()).blocks if isinstance(block, Paragraph)]
    assert bullets == ["1", "1.1", "1.1 a)", "1.1 b)", "1.2", "2", "2.1", "4", "•"]


def test_a_column_of_numbers_alone_has_the_numbers_that_word_counts() -> None:
    document = new_document()
    lines = (row(in_cell(item("", 1)), text) for text in ("Sykle", "Gå"))
    add(document, item("Mål"), table(*lines))
    assert texts(tables(read(document, numbered()))[0]) == [["1.1", "Sykle"], ["1.2", "Gå"]]


def test_items_of_a_list_in_a_cell_are_lines_with_their_bullets() -> None:
    document = new_document()
    add(document, table(row(in_cell(item("Voss", 0, 2), item("Ål", 0, 2), paragraph("m.fl.")))))
    assert first_cell(read(document, numbered())).text == "• Voss\n• Ål\nm.fl."


def test_headings_are_known_by_their_style_and_by_their_outline() -> None:
    document = new_document()
    document.add_heading("Plan", 0)
    document.add_heading("Helse", 1)
    document.add_heading("Mål 1.1", 2)
    own = document.styles.add_style("Tiltaksoverskrift", 1)
    own.base_style = document.styles["Heading 3"]
    document.add_paragraph("Tiltak 1.1.1", style=own)
    add(document, paragraph("Vedlegg", properties='<w:outlineLvl w:val="0"/>'))
    document.add_paragraph("Vanleg tekst")
    assert [said(block) for block in read(document).blocks] == [
        "# Plan",
        "## Helse",
        "### Mål 1.1",
        "#### Tiltak 1.1.1",
        "## Vedlegg",
        "Vanleg tekst",
    ]


def test_the_number_of_a_heading_is_part_of_it() -> None:
    document = new_document()
    add(document, item("Næring", more='<w:pStyle w:val="Heading1"/>'))
    block = read(document, numbered()).blocks[0]
    assert isinstance(block, Heading)
    assert block.text == "1 Næring"


def test_a_table_of_contents_is_no_part_of_the_plan() -> None:
    document = new_document()
    document.styles.add_style("toc 1", 1)
    document.add_paragraph("1 Helse\t3", style="toc 1")
    document.add_paragraph("Innleiing")
    assert [said(block) for block in read(document).blocks] == ["Innleiing"]


def test_tracked_changes_are_read_as_accepted_and_are_told() -> None:
    document = new_document()
    removed = '<w:del w:id="1"><w:r><w:delText xml:space="preserve">to skular</w:delText></w:r></w:del>'
    added = '<w:ins w:id="2"><w:r><w:t>tre skular</w:t></w:r></w:ins>'
    add(document, table(row(in_cell(paragraph("Bygge ", removed, added, " innan 2027")))))
    found = first_cell(read(document))
    assert found.text == "Bygge tre skular innan 2027"
    assert (found.added, found.removed) == (("tre skular",), ("to skular",))


def test_a_text_that_is_moved_is_only_where_it_is_moved_to() -> None:
    document = new_document()
    gone = '<w:moveFrom w:id="1"><w:r><w:t>Rassikre fylkesvegen</w:t></w:r></w:moveFrom>'
    here = '<w:moveTo w:id="2"><w:r><w:t>Rassikre fylkesvegen</w:t></w:r></w:moveTo>'
    add(document, table(row(in_cell(paragraph(gone))), row(in_cell(paragraph(here)))))
    assert texts(tables(read(document))[0]) == [[""], ["Rassikre fylkesvegen"]]


def test_a_row_that_a_change_has_removed_is_told() -> None:
    document = new_document()
    gone = row(
        "<w:tc><w:p><w:r><w:delText>Gammalt tiltak</w:delText></w:r></w:p></w:tc>", properties="<w:del/>"
    )
    add(document, table(row("Nytt tiltak"), gone))
    found = read(document)
    assert texts(tables(found)[0]) == [["Nytt tiltak"]]
    assert "Gammalt tiltak" in str(found.unread[0].what)


def test_paragraphs_that_a_change_joins_are_one() -> None:
    document = new_document()
    first = paragraph("Sykkelveg ", properties="<w:rPr><w:del/></w:rPr>")
    add(document, table(row(in_cell(first, paragraph("til skulen")))))
    assert first_cell(read(document)).text == "Sykkelveg til skulen"


def test_footnotes_and_comments_are_notes_where_they_belong() -> None:
    document = new_document()
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    comment = '<w:r><w:commentReference w:id="0"/></w:r>'
    add(document, table(row(in_cell(paragraph("Turstiar", reference, comment)), "Voss")))
    note = "<w:{0} w:id='{1}'><w:p><w:r><w:t>{2}</w:t></w:r></w:p></w:{0}>"
    parts = {
        "word/footnotes.xml": f"<w:footnotes {SPACES}>{note.format('footnote', 2, 'Krev løyve')}</w:footnotes>",
        "word/comments.xml": f"<w:comments {SPACES}>{note.format('comment', 0, 'Sjekk dette')}</w:comments>",
    }
    cells = tables(read(document, parts))[0].rows[0].cells
    assert cells[0].notes == ("Krev løyve", "Sjekk dette")
    assert cells[1].notes == ()


def test_a_text_box_is_read_once_though_it_is_written_twice() -> None:
    document = new_document()
    box = "<w:txbxContent><w:p><w:r><w:t>Hugs budsjettet</w:t></w:r></w:p></w:txbxContent>"
    drawn = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    add(document, table(row(in_cell(paragraph("Tiltak", drawn)))), paragraph("Tekst", drawn))
    found = read(document)
    assert first_cell(found).notes == ("Hugs budsjettet",)
    assert [said(block) for block in found.blocks[1:]] == ["Tekst", "Hugs budsjettet"]


def test_choices_and_boxes_to_tick_are_read_as_shown() -> None:
    document = new_document()
    chosen = (
        "<w:sdt><w:sdtPr><w:dropDownList><w:listItem w:value='1' w:displayText='Påstarta'/></w:dropDownList>"
        "</w:sdtPr><w:sdtContent><w:r><w:t>Påstarta</w:t></w:r></w:sdtContent></w:sdt>"
    )
    prompt = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Vel eit element.</w:t></w:r>"
        "</w:sdtContent></w:sdt>"
    )
    ticked = (
        "<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val='1'/></w14:checkbox></w:sdtPr><w:sdtContent>"
        "<w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt>"
    )
    older = (
        "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData>"
        "</w:fldChar></w:r><w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r>"
        "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
    )
    cells = (
        in_cell(paragraph(one, " ja" if one in (ticked, older) else ""))
        for one in (chosen, prompt, ticked, older)
    )
    add(document, table(row(*cells)))
    found = tables(read(document))[0].rows[0].cells
    assert [one.text for one in found] == ["Påstarta", "", "☒ ja", "☒ ja"]
    assert found[1].notes == ("Vel eit element.",)


def test_of_a_field_its_result_is_read() -> None:
    document = new_document()
    parts = ("begin", " REF x ", "separate", "2027", "end")
    runs = "".join(
        f"<w:r><w:fldChar w:fldCharType='{one}'/></w:r>"
        if one.isalpha()
        else f"<w:r><w:instrText>{one}</w:instrText></w:r>"
        if one.startswith(" ")
        else run(one)
        for one in parts
    )
    add(document, table(row(in_cell(paragraph("Innan ", runs, " ferdig")))))
    assert first_cell(read(document)).text == "Innan 2027 ferdig"


def test_breaks_hyphens_and_symbols_are_read_as_shown() -> None:
    document = new_document()
    signs = (
        "<w:r><w:t>E</w:t><w:noBreakHyphen/><w:t>post</w:t><w:br/><w:t>kom</w:t><w:softHyphen/><w:t>mune</w:t>"
        "<w:br/><w:sym w:font='Wingdings' w:char='F0FC'/></w:r>"
    )
    light = run("l", '<w:rFonts w:ascii="Wingdings"/><w:color w:val="00B050"/>')
    add(document, table(row(in_cell(paragraph(signs)), in_cell(paragraph(light)))))
    cells = tables(read(document))[0].rows[0].cells
    assert cells[0].text == "E-post\nkommune\n✓"
    assert [(mark.words, mark.colour) for mark in cells[1].marks] == [("●", "#00B050")]


def test_hidden_words_are_a_note_and_no_part_of_the_text() -> None:
    document = new_document()
    add(document, table(row(in_cell(paragraph("Sykle", run(" (internt)", "<w:vanish/>"))))))
    found = first_cell(read(document))
    assert (found.text, found.notes) == ("Sykle", ("(internt)",))


def test_headers_are_left_out_and_told() -> None:
    document = new_document()
    document.sections[0].header.paragraphs[0].text = "Utkast til høyring"
    document.add_paragraph("Plan")
    found = read(document)
    assert [said(block) for block in found.blocks] == ["Plan"]
    assert "Utkast til høyring" in str(found.unread[0].what)


def test_the_words_of_diagrams_and_charts_are_told() -> None:
    drawing = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    diagram = f"<d:dataModel xmlns:d='urn:d' {drawing}><d:pt><a:t>Fleire syng</a:t></d:pt></d:dataModel>"
    chart = "<c:chart xmlns:c='urn:c'><c:pt><c:v>Songarar</c:v></c:pt><c:pt><c:v>40</c:v></c:pt></c:chart>"
    document = new_document()
    document.add_paragraph("Plan")
    found = read(document, {"word/diagramData.xml": diagram, "word/chart.xml": chart})
    assert [str(problem.what) for problem in found.unread] == [
        "The text of a diagram (SmartArt) is left out: «Fleire syng»",
        "The text of a chart is left out: «Songarar | 40»",
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"Tiltak;Ansvar", "not a Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (saved(new_document())[:5000], "damaged"),
    ],
    ids=["empty", "text", "doc", "password", "half"],
)
def test_what_cannot_be_read_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Rejected, match=reason):
        word.read(data, "plan.docx")


def test_the_numbers_of_an_outline_are_those_of_areas_goals_and_measures() -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, text in enumerate(("%1", "%1.%2", "%1.%2.%3"))
    )
    numbering = (
        f'<w:numbering {SPACES}><w:abstractNum w:abstractNumId="7"><w:multiLevelType w:val="multilevel"/>{levels}'
        '</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    )

    def counted(text: str, depth: int, bold: str = "") -> str:
        properties = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="7"/></w:numPr>'
        return paragraph(run(text, bold), properties=properties)

    made = new_document()
    add(
        made,
        counted("Skulestruktur", 0, "<w:b/>"),
        counted("Mål: Alle elevar har det bra", 1, "<w:b/>"),
        counted("Samle ungdomssteget på Moen", 2),
        paragraph("Ansvar: Oppvekst"),
        paragraph("Frist: 2027"),
        counted("Selje Ås skule", 2),
        paragraph("Ansvar: Eigedom"),
        paragraph("Frist: 2027"),
    )
    plan = read_plan(saved(made, {"word/numbering.xml": numbering}), "plan.docx", Importing(), INLINE).plan
    assert [(area.name, area.goals[0].number) for area in plan.areas] == [("Skulestruktur", "1.1")]
    assert [(one.number, one.text) for one in plan.measures] == [
        ("1.1.1", "Samle ungdomssteget på Moen"),
        ("1.1.2", "Selje Ås skule"),
    ]


def test_paragraphs_with_tabs_below_headings_are_a_table() -> None:
    made = new_document()
    for text in ("Nr\tTiltak\tAnsvar\tFrist", "1\tNæringsareal\tHol\t2026", "2\tFond\tGol\t2027"):
        made.add_paragraph(text)
    plan = read_plan(saved(made), "plan.docx", Importing(), INLINE).plan
    assert [(one.number, one.text, one.timeframe.written) for one in plan.measures] == [
        ("1", "Næringsareal", "2026"),
        ("2", "Fond", "2027"),
    ]


def test_raised_figures_are_no_part_of_the_number_or_word_before_them() -> None:
    document = new_document()
    raised = '<w:vertAlign w:val="superscript"/>'
    add(document, paragraph("Halvere utsleppa frå 2024", run("1", raised), " på 3 km", run("2", raised)))
    add(document, paragraph("Styrkje 1", run("ste", raised), " klasse"))
    assert [said(block) for block in read(document).blocks] == [
        "Halvere utsleppa frå 2024¹ på 3 km²",
        "Styrkje 1ste klasse",
    ]
