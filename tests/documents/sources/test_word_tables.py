"""Tables of Word documents: every word in its place, whatever cells are merged or shaded."""

from docx.shared import RGBColor

from regionplan_xl.documents.understanding.understand import understand
from tests.documents.sources.word_files import (
    add,
    cell,
    first_cell,
    in_cell,
    new_document,
    paragraph,
    read,
    row,
    run,
    table,
    tables,
    texts,
)


def shade(fill: str, more: str = "") -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}" {more}/>'


def test_a_band_over_all_columns_is_in_each_of_them() -> None:
    document = new_document()
    made = document.add_table(3, 3)
    made.cell(0, 0).merge(made.cell(0, 2)).text = "Mål 1: Fleire bur her"
    for at, text in enumerate(("1.1", "Byggje bustader", "Voss")):
        made.cell(1, at).text = text
    rows = tables(read(document))[0].rows
    assert [one.text for one in rows[0].cells] == ["Mål 1: Fleire bur her"] * 3
    assert [one.continues for one in rows[0].cells] == ["", "left", "left"]
    assert [one.text for one in rows[1].cells] == ["1.1", "Byggje bustader", "Voss"]


def test_a_goal_merged_down_is_said_at_each_of_its_measures() -> None:
    document = new_document()
    made = document.add_table(3, 2)
    made.cell(0, 0).merge(made.cell(1, 0)).text = "Betre helse"
    made.cell(2, 0).text = "Reinare vatn"
    found = tables(read(document))[0]
    assert [line[0] for line in texts(found)] == ["Betre helse", "Betre helse", "Reinare vatn"]
    assert [line.cells[0].continues for line in found.rows] == ["", "above", ""]


def test_a_cell_merged_both_ways_fills_its_whole_area() -> None:
    document = new_document()
    made = document.add_table(3, 3)
    made.cell(0, 0).merge(made.cell(1, 1)).text = "Satsing"
    found = tables(read(document))[0]
    assert [[one.continues for one in line.cells[:2]] for line in found.rows[:2]] == [
        ["", "left"],
        ["above", "left"] if found.rows[1].cells[1].continues == "left" else ["above", "above"],
    ]
    assert {one.text for line in found.rows[:2] for one in line.cells[:2]} == {"Satsing"}


def test_rows_that_begin_further_in_keep_their_columns() -> None:
    document = new_document()
    add(
        document,
        table(
            row("Nr", "Tiltak", "Ansvar"),
            row("Felles gangveg", "Vegvesenet", properties='<w:gridBefore w:val="1"/>'),
            row("2", "Rassikring"),
        ),
    )
    assert texts(tables(read(document))[0]) == [
        ["Nr", "Tiltak", "Ansvar"],
        ["", "Felles gangveg", "Vegvesenet"],
        ["2", "Rassikring", ""],
    ]


def test_columns_that_only_a_border_makes_are_none() -> None:
    document = new_document()
    wide = cell("Tiltak", '<w:gridSpan w:val="2"/>')
    add(document, table(row("Nr", wide), row("1", cell("Lage plan", '<w:gridSpan w:val="2"/>'))))
    assert texts(tables(read(document))[0]) == [["Nr", "Tiltak"], ["1", "Lage plan"]]


def test_the_colour_of_a_cell_is_known_however_it_is_given() -> None:
    document = new_document()
    themed = 'w:themeFill="accent2" w:themeFillTint="66"'
    add(
        document,
        table(
            row(
                cell("direkte", shade("92D050")),
                cell("tema", shade("auto", themed)),
                cell("kvit", shade("FFFFFF")),
                cell("mønster", '<w:shd w:val="pct50" w:color="FF0000" w:fill="FFFFFF"/>'),
                cell("heil", '<w:shd w:val="solid" w:color="00B050" w:fill="auto"/>'),
                in_cell(paragraph("avsnitt", properties=shade("FFC000"))),
            )
        ),
    )
    fills = [one.fill for one in tables(read(document))[0].rows[0].cells]
    assert fills == ["#92D050", "#E6B9B8", "", "#FF8080", "#00B050", "#FFC000"]


def test_a_heading_row_is_shaded_and_bold_by_the_style_of_its_table() -> None:
    document = new_document()
    made = document.add_table(2, 2)
    made.style = document.styles["Medium Shading 1 Accent 1"]
    for line in range(2):
        for at in range(2):
            made.cell(line, at).text = f"{line}{at}"
    rows = tables(read(document))[0].rows
    assert rows[0].cells[1].fill == "#4F81BD"
    assert rows[0].cells[1].bold
    assert rows[1].cells[1].fill != "#4F81BD"
    assert not rows[1].cells[1].bold


def test_a_row_that_is_repeated_on_each_page_is_said_to_be() -> None:
    document = new_document()
    add(document, table(row("Tiltak", "Ansvar", properties="<w:tblHeader/>"), row("Sykle", "Ål")))
    assert [line.repeated for line in tables(read(document))[0].rows] == [True, False]


def test_coloured_and_highlighted_words_are_marked() -> None:
    document = new_document()
    made = document.add_table(1, 1)
    line = made.cell(0, 0).paragraphs[0]
    line.add_run("Status: ")
    line.add_run("ferdig").font.color.rgb = RGBColor(0x00, 0xB0, 0x50)
    added = line.add_run(" og ")
    added.font.color.rgb = RGBColor(0x40, 0x40, 0x40)
    line._p.append(line._p.add_r())
    found = first_cell(read(document))
    assert [(mark.words, mark.colour) for mark in found.marks] == [("ferdig", "#00B050")]

    other = new_document()
    highlighted = run("i gang", '<w:highlight w:val="yellow"/>')
    shaded = run("stoppa", '<w:shd w:val="clear" w:fill="FF0000"/>')
    add(other, table(row(in_cell(paragraph(highlighted, " eller ", shaded)))))
    marks = first_cell(read(other)).marks
    assert [(mark.words, mark.colour) for mark in marks] == [("i gang", "#FFFF00"), ("stoppa", "#FF0000")]


def test_struck_words_are_told_from_a_cell_that_is_struck() -> None:
    document = new_document()
    made = document.add_table(1, 2)
    part = made.cell(0, 0).paragraphs[0]
    part.add_run("Byggje ")
    part.add_run("gammal").font.strike = True
    part.add_run(" ny skule")
    made.cell(0, 1).paragraphs[0].add_run("Leggje ned skulen").font.strike = True
    cells = tables(read(document))[0].rows[0].cells
    assert (cells[0].text, cells[0].struck, cells[0].struck_words) == (
        "Byggje gammal ny skule",
        False,
        ("gammal",),
    )
    assert (cells[1].struck, cells[1].struck_words) == (True, ())


def test_a_table_in_a_cell_comes_after_the_one_around_it() -> None:
    document = new_document()
    inner = table(row("Delmål", "Når"), row("Prosjektere", "2026"))
    add(document, table(row("1.1", in_cell(paragraph("Bygge bru"), inner, "<w:p/>"))))
    outer, nested = tables(read(document))
    assert texts(outer) == [["1.1", "Bygge bru"]]
    assert outer.rows[0].cells[1].notes == (str(nested.place),)
    assert texts(nested) == [["Delmål", "Når"], ["Prosjektere", "2026"]]


def test_rows_and_cells_in_content_controls_are_read() -> None:
    document = new_document()

    def control(content: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    inside = control(row("2", "Sykkelveg"))
    add(document, table(row("1", control(cell("Gangveg"))), inside, row("3", "Bru")))
    assert texts(tables(read(document))[0]) == [["1", "Gangveg"], ["2", "Sykkelveg"], ["3", "Bru"]]


def test_a_caption_is_the_title_of_its_table() -> None:
    document = new_document()
    document.add_paragraph("Tabell 1: Tiltak 2026", style="Caption")
    document.add_table(1, 1).cell(0, 0).text = "Tiltak"
    document.add_paragraph("Meir tekst")
    document.add_table(1, 1).cell(0, 0).text = "Anna"
    document.add_paragraph("Tabell 2: Økonomi", style="Caption")
    found = read(document)
    assert [one.title for one in tables(found)] == ["Tabell 1: Tiltak 2026", "Tabell 2: Økonomi"]
    assert len(found.blocks) == 3


def test_tables_within_a_table_that_only_lays_out_the_page_are_below_the_titles_beside_them() -> None:
    document = new_document()

    def inner(measure: str) -> str:
        return table(row("Tiltak", "Ansvar", "Frist"), row(measure, "Hol", "2026"))

    first, second = (in_cell(inner(one), "<w:p/>") for one in ("Bygge bru", "Rydde strand"))
    add(document, table(row("Levekår", first), row("Natur", second)))
    draft = understand(read(document))
    assert [(area.name.text, area.goals[0].measures[0].text.text) for area in draft.areas] == [
        ("Levekår", "Bygge bru"),
        ("Natur", "Rydde strand"),
    ]


def test_the_goal_above_a_table_in_the_same_cell_is_its_goal() -> None:
    document = new_document()
    inner = table(row("Tiltak", "Ansvar", "Frist"), row("Bygge bru", "Hol", "2026"))
    add(document, table(row(in_cell(paragraph("Mål 1: Trygge veier"), inner, "<w:p/>"))))
    (area,) = understand(read(document)).areas
    assert [(goal.text.text, goal.measures[0].text.text) for goal in area.goals] == [
        ("Trygge veier", "Bygge bru")
    ]


def test_a_goal_beside_a_table_with_a_line_that_introduces_it_is_its_goal() -> None:
    document = new_document()
    inner = table(row("Handling", "Ansvar", "Frist"), row("Bygge bru", "Hol", "2026"))
    beside = in_cell(paragraph("Slik skal vi nå målet:"), inner, "<w:p/>")
    add(document, table(row("Mål 1: Trygge veier", beside)))
    (area,) = understand(read(document)).areas
    assert [(goal.text.text, goal.measures[0].text.text) for goal in area.goals] == [
        ("Trygge veier", "Bygge bru")
    ]
