"""Nothing is lost in notes, drawings, merged cells, struck-through text, formulas and links of a return."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from regionplan_xl.excel.parsing.report_cells import NO_VALUE, STRUCK_THROUGH
from regionplan_xl.excel.returned.workbook import read_returned
from regionplan_xl.plan.merging.sent_and_returned import Unclear
from regionplan_xl.plan.model import Field
from regionplan_xl.plan.status import STANDARD
from regionplan_xl.sandbox.formats.read_file import read_file
from tests.excel.actor.dispatches import book
from tests.excel.returned.commented_rows import SENT, SENT_OUT
from tests.excel.returned.drawn import box, group, with_drawing
from tests.excel.returned.edited_returns import Edit, cell, edited, listed, returned
from tests.excel.returned.returns import RECEIVED, read, values_by_field
from tests.libreoffice import LibreOffice

FIRST = SENT[0]


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


def test_a_tick_or_emoji_added_to_a_locked_cell_is_listed() -> None:
    submission = returned(cell("A4", f"{FIRST.number} ✓"), cell("B5", f"👍 {SENT[1].text}"))
    assert sorted(listed(submission)) == [
        (f"{FIRST.number} ✓", "1", FIRST.number), (f"👍 {SENT[1].text}", "2", SENT[1].number),
    ]  # fmt: skip


def test_what_numbers_adds_to_an_export_is_nothing_that_somebody_wrote() -> None:
    def exported(workbook: Any) -> None:
        for sheet in workbook.worksheets:
            sheet.title = f"{sheet.title} - Table 1"
        summary = workbook.create_sheet("Export Summary", 0)
        summary["B3"] = (
            "This document was exported from Numbers. Each table was converted to an Excel worksheet."
        )
        for row in (("Numbers Sheet Name", "Numbers Table Name", "Excel Worksheet Name"), ("Tiltak",),
                    (None, "Table 1", "Tiltak - Table 1")):  # fmt: skip
            summary.append(row)
        summary["B20"] = "Hugs sak 12/26"

    assert listed(returned(exported)) == [("Hugs sak 12/26", "2", "")]


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


def test_the_name_that_somebody_gave_a_sheet_is_listed_and_one_that_programs_give_is_not() -> None:
    def named(workbook: Any) -> None:
        workbook["Rettleiing"].title = "Ferdig"
        workbook["Framlegg"].title = "Ingen"
        for name in ("Hugs", "Gjennomført", "✓", "Ark4", "Tabelle1", "Лист1", "Worksheet", "2", "Stoppa2025"):
            workbook.create_sheet(name)

    assert sorted(r.written for r in returned(named).remarks) == [
        "Ferdig",
        "Gjennomført",
        "Hugs",
        "Ingen",
        "Stoppa2025",
        "✓",
    ]


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
