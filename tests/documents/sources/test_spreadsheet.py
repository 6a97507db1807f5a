"""Spreadsheets as blocks: what cells show and in which colours, from any program and format."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime

import pytest
import xlsxwriter
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.formatting.rule import ColorScale, FormatObject, Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.worksheet.worksheet import Worksheet

from regionplan_xl.documents.blocks import Document, Paragraph, Table, TableCell
from regionplan_xl.documents.sources import spreadsheet
from regionplan_xl.errors import Rejected
from tests.documents.sources.sheet_files import paint
from tests.documents.sources.word_files import tables, texts, with_parts


def sheet() -> Worksheet:
    made = Workbook().active
    assert isinstance(made, Worksheet)
    return made


def read(made: Worksheet) -> Document:
    out = io.BytesIO()
    assert made.parent is not None
    made.parent.save(out)
    return spreadsheet.read(out.getvalue(), "plan.xlsx")


def only_table(made: Worksheet) -> Table:
    (found,) = tables(read(made))
    return found


def solid(colour: str | Color) -> PatternFill:
    return PatternFill("solid", fgColor=colour)


def cell_of(made: Worksheet) -> TableCell:
    return only_table(made).rows[0].cells[0]


def test_a_table_begins_where_its_words_do() -> None:
    made = sheet()
    made.title = "Helse"
    made["C5"], made["D5"] = "Tiltak", "Ansvar"
    made["C6"], made["D6"] = "Turstiar", "Voss"
    made["C9"] = "Bruer"
    found = only_table(made)
    assert found.title == "Helse"
    assert texts(found) == [["Tiltak", "Ansvar"], ["Turstiar", "Voss"], ["", ""], ["", ""], ["Bruer", ""]]
    assert [str(row.place) for row in found.rows][-1] == "Helse, row 9"


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (datetime(2026, 12, 31), "dd.mm.yyyy", "31.12.2026"),
        (datetime(2026, 12, 31), "mm-dd-yy", "31.12.2026"),
        (datetime(2026, 6, 1), '"Q2" yyyy', "Q2 2026"),
        (datetime(2026, 5, 1), "[$-414]mmmm yyyy", "mai 2026"),
        (datetime(2026, 5, 1), "[$-409]mmm yy", "May 26"),
        (datetime(2026, 5, 1), "yyyy", "2026"),
        (datetime(2026, 5, 1), "yyyy-mm-dd h:mm:ss", "2026-05-01"),
        (datetime(2026, 5, 1, 14, 30), "dd.mm.yyyy hh:mm", "01.05.2026 14:30"),
        (0.5, "0%", "50 %"),
        (0.125, "0.0 %", "12.5 %"),
        (2025, "General", "2025"),
        (1.1, "General", "1.1"),
        (0.1 + 0.2, "General", "0.3"),
        (1, "0.0", "1.0"),
        (111, '0"."0"."0', "1.1.1"),
        (3, '"M-"00', "M-03"),
        (120000, '#,##0 "kr"', "120000 kr"),
        (-5, "0;(0)", "(5)"),
        (0, '0;-0;"ingen"', "ingen"),
        (True, "General", "TRUE"),
        ("  Turstiar\n  i Voss ", "@", "Turstiar\ni Voss"),
    ],
)
def test_a_value_is_written_as_its_cell_shows_it(value: object, number_format: str, shown: str) -> None:
    made = sheet()
    made["A1"] = value  # type: ignore[assignment]
    made["A1"].number_format = number_format
    assert cell_of(made).text == shown


@pytest.mark.parametrize(
    ("word", "shown"),
    [("Følgje opp", "des. 26"), ("Åtgärder", "dec. 26"), ("Straße", "Dez. 26"), ("Action", "Dec 26")],
)
def test_months_are_named_in_the_language_of_the_sheet(word: str, shown: str) -> None:
    made = sheet()
    made["A1"], made["B1"] = datetime(2026, 12, 1), word
    made["A1"].number_format = "mmm yy"
    assert cell_of(made).text == shown


def test_a_tick_in_a_font_of_symbols_is_a_tick() -> None:
    made = sheet()
    made["A1"], made["A2"] = "ü", "o"
    made["A1"].font = made["A2"].font = Font(name="Wingdings")
    assert texts(only_table(made)) == [["✓"], ["☐"]]


def test_each_word_is_shown_in_its_own_font_and_not_in_that_of_the_cell() -> None:
    wingdings, letters = InlineFont(rFont="Wingdings"), InlineFont(rFont="Calibri")
    made = sheet()
    made["A1"] = CellRichText(TextBlock(wingdings, "ü"), TextBlock(letters, " vedteke"))
    made["A2"] = CellRichText("Ferdig ", TextBlock(wingdings, "ü"))
    made["A3"] = CellRichText(TextBlock(wingdings, "ü"), TextBlock(letters, " i 2025"))
    made["A3"].font = Font(name="Wingdings")
    assert texts(only_table(made)) == [["✓ vedteke"], ["Ferdig ✓"], ["✓ i 2025"]]


def test_merged_goals_are_said_at_each_of_their_measures() -> None:
    made = sheet()
    made.append(["Mål", "Tiltak", "Tid"])
    made.append(["Betre helse", "Turstiar", 2026])
    made.append([None, "Symjehall", 2027])
    made.append(["KLIMA"])
    made.merge_cells("A2:A3")
    made.merge_cells("A4:C4")
    rows = only_table(made).rows
    assert [row.cells[0].text for row in rows] == ["Mål", "Betre helse", "Betre helse", "KLIMA"]
    assert rows[2].cells[0].continues == "above"
    assert [cell.continues for cell in rows[3].cells] == ["", "left", "left"]


def test_fills_are_known_however_they_are_given() -> None:
    made = sheet()
    made.append(["rgb", "theme", "tint", "indexed", "white", "none"])
    rgb, white = Color("FF92D050"), Color("FFFFFFFF")
    colours = [rgb, Color(theme=5), Color(theme=5, tint=0.5999), Color(indexed=10), white]
    for column, colour in enumerate(colours, 1):
        made.cell(1, column).fill = solid(colour)
    fills = [cell.fill for cell in only_table(made).rows[0].cells]
    assert fills == ["#92D050", "#C0504D", "#E6B9B8", "#FF0000", "", ""]


def test_a_painted_cell_without_a_word_keeps_its_colour() -> None:
    made = sheet()
    made.append(["Tiltak", "Status"])
    made.append(["Turstiar", None])
    made["B2"].fill = solid("FF00B050")
    assert only_table(made).rows[1].cells[1] == TableCell(fill="#00B050")


def rule(made: Worksheet, kind: str) -> None:
    if kind == "equal":
        paint(made, "B2:B9", "FF00B050", '"Ferdig"', operator="equal")
        paint(made, "B2:B9", "FFC00000", '"Stoppa"', operator="equal")
    elif kind == "row":
        paint(made, "A2:B9", "FF00B050", '$B2="ferdig"')
        paint(made, "A2:B9", "FFC00000", 'AND(LEN($B2)>0,LEFT($B2,1)="S")')
    elif kind == "search":
        paint(made, "B2:B9", "FF00B050", 'NOT(ISERROR(SEARCH("erdig",B2)))')
        paint(made, "B2:B9", "FFC00000", 'ISNUMBER(SEARCH("topp",B2))')


@pytest.mark.parametrize("kind", ["equal", "row", "search"])
def test_rules_of_colours_are_worked_out_from_what_the_cells_say(kind: str) -> None:
    made = sheet()
    for row in (["Tiltak", "Status"], ["Turstiar", "Ferdig"], ["Bru", "Stoppa"], ["Skule", "I gang"]):
        made.append(row)
    rule(made, kind)
    found = read(made)
    assert [row.cells[1].fill for row in tables(found)[0].rows] == ["", "#00B050", "#C00000", ""]
    assert tables(found)[0].rows[1].cells[0].fill == ("#00B050" if kind == "row" else "")
    assert found.unread == ()


def test_a_rule_between_two_numbers_is_worked_out() -> None:
    made = sheet()
    for value in (0.1, 0.5, 1):
        made.append([value])
    for low, high, colour in (
        ("0", "0.3", "FFC00000"),
        ("0.3", "0.9", "FFFFC000"),
        ("0.95", "1", "FF00B050"),
    ):
        paint(made, "A1:A3", colour, low, high, operator="between")
    assert [row.cells[0].fill for row in only_table(made).rows] == ["#C00000", "#FFC000", "#00B050"]


@pytest.mark.parametrize(
    "formula", ["$B2<TODAY()", "COUNTIF($B$2:$B$9,B2)>1", "Lister!$A$1=B2", "VLOOKUP(B2,A:B,2)"]
)
def test_a_rule_that_is_not_understood_paints_nothing_and_is_told(formula: str) -> None:
    made = sheet()
    made.append(["Tiltak", "Frist"])
    made.append(["Turstiar", "2024"])
    paint(made, "B2:B9", "FFC00000", formula)
    found = read(made)
    assert tables(found)[0].rows[1].cells[1].fill == ""
    assert formula in str(found.unread[0].what)


def test_a_scale_of_colours_is_told() -> None:
    made = sheet()
    made.append([5])
    ends = [FormatObject("min"), FormatObject("max")]
    scale = ColorScale(ends, [Color("FFF8696B"), Color("FF63BE7B")])
    made.conditional_formatting.add("A1:A3", Rule("colorScale", colorScale=scale))
    assert "colorScale" in str(read(made).unread[0].what)


def test_words_that_are_struck_or_coloured_are_told_from_the_others() -> None:
    made = sheet()
    struck, red = InlineFont(strike=True), InlineFont(color=Color("FFC00000"))
    made["A1"] = CellRichText("Byggje ", TextBlock(struck, "gammal"), " skule ", TextBlock(red, "haster"))
    made["B1"] = "Leggje ned skulen"
    made["B1"].font = Font(strike=True, bold=True)
    first, second = only_table(made).rows[0].cells
    assert (first.text, first.struck, first.struck_words) == (
        "Byggje gammal skule haster",
        False,
        ("gammal",),
    )
    assert [(mark.words, mark.colour) for mark in first.marks] == [("haster", "#C00000")]
    assert (second.struck, second.bold) == (True, True)


def test_words_that_are_struck_in_a_text_that_cells_share_are_found() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        struck = book.add_format({"font_strikeout": True})
        book.add_worksheet().write_rich_string("A1", "Byggje ", struck, "gammal", " skule")
    found = tables(spreadsheet.read(out.getvalue(), "plan.xlsx"))[0].rows[0].cells[0]
    assert (found.text, found.struck, found.struck_words) == ("Byggje gammal skule", False, ("gammal",))


def test_notes_and_boxes_are_notes_of_their_cells() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        made = book.add_worksheet("Plan")
        made.write("A1", "Turstiar")
        made.write_comment("A1", "Spør Voss")
        made.insert_textbox("A1", "Hugs budsjettet")
        made.insert_textbox("H40", "Utkast")
    found = spreadsheet.read(out.getvalue(), "plan.xlsx")
    assert set(tables(found)[0].rows[0].cells[0].notes) == {"Spør Voss", "Hugs budsjettet"}
    assert [block.text for block in found.blocks if isinstance(block, Paragraph)] == ["Utkast"]


def test_a_note_on_an_empty_cell_is_not_lost() -> None:
    made = sheet()
    made["A1"] = "Turstiar"
    made["C1"].comment = Comment("Krev midlar", "Kari")
    assert [cell.notes for cell in only_table(made).rows[0].cells][-1] == ("Krev midlar",)


def test_a_formula_counts_by_its_value_and_one_without_is_told() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        made = book.add_worksheet("Plan")
        made.write_formula("A1", '="1"&".1"', None, "1.1")
    assert texts(tables(spreadsheet.read(out.getvalue(), "p.xlsx"))[0]) == [["1.1"]]
    other = sheet()
    other["A1"], other["B1"] = "Turstiar", "=A2&A3"
    found = read(other)
    assert tables(found)[0].rows[0].cells[1].notes == ("=A2&A3",)
    assert "=A2&A3" in str(found.unread[0].what)


def test_a_hidden_sheet_is_read_and_said_to_be_hidden() -> None:
    made = sheet()
    made["A1"] = "Tiltak"
    assert made.parent is not None
    other = made.parent.create_sheet("Lister")
    other["A1"], other.sheet_state = "Ikkje påstarta", "veryHidden"
    assert [(one.title, one.hidden) for one in tables(read(made))] == [("Sheet", False), ("Lister", True)]


def test_hidden_rows_and_columns_are_read_and_told() -> None:
    made = sheet()
    for row in (["Tiltak", "Tid"], ["Synge", 2026], ["Danse", 2027], ["Le", 2028]):
        made.append(row)
    for hidden in (3, 4):
        made.row_dimensions[hidden].hidden = True
    made.column_dimensions["B"].hidden = True
    document = read(made)
    (block,) = document.blocks
    assert isinstance(block, Table)
    assert [row.cells[0].text for row in block.rows] == ["Tiltak", "Synge", "Danse", "Le"]
    assert [str(problem.what) for problem in document.unread] == [
        "Hidden rows of the sheet were read like the others: 3-4.",
        "Hidden columns of the sheet were read like the others: B.",
    ]


def test_a_million_painted_empty_rows_are_no_rows() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="1"/><c r="B{n}" s="1"/></row>' for n in range(3, 200_000))
    made = sheet()
    made.append(["Tiltak", "Ansvar"])
    made.append(["Turstiar", "Voss"])
    made["D1"].fill = solid("FFFFC000")
    out = io.BytesIO()
    assert made.parent is not None
    made.parent.save(out)
    old = zipfile.ZipFile(io.BytesIO(out.getvalue())).read("xl/worksheets/sheet1.xml").decode()
    data = with_parts(
        out.getvalue(), {"xl/worksheets/sheet1.xml": old.replace("</sheetData>", f"{rows}</sheetData>")}
    )
    assert texts(tables(spreadsheet.read(data, "plan.xlsx"))[0]) == [
        ["Tiltak", "Ansvar"],
        ["Turstiar", "Voss"],
    ]


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-8"),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("cp1252"),
    ],
    ids=["utf-8", "bom", "utf-16", "utf-16-le", "cp1252"],
)
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_separated_texts_are_read_whatever_their_encoding_and_separator(
    encode: Callable[[str], bytes], separator: str
) -> None:
    lines = [["Tiltak", "Ansvar", "Tid"], ['"Turstiar\r\nog løyper"', "Ål", "2026"], ["Bru", "Gol", "årleg"]]
    data = encode("\r\n".join(separator.join(line) for line in lines))
    (found,) = tables(spreadsheet.read(data, "Handlingsplan.csv"))
    assert found.title == "Handlingsplan"
    assert texts(found) == [
        ["Tiltak", "Ansvar", "Tid"],
        ["Turstiar\nog løyper", "Ål", "2026"],
        ["Bru", "Gol", "årleg"],
    ]


def test_what_is_no_spreadsheet_is_refused_with_the_reason() -> None:
    for data in (b"", b"%PDF-1.7", b"PK\x03\x04" + bytes(100), b"\x89PNG\r\n\x1a\n" + bytes(50)):
        with pytest.raises(Rejected):
            spreadsheet.read(data, "plan.xlsx")
