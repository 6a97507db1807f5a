"""A new master: accepted by Excel, and useful to the secretariat."""

import io
import re
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from regionplan_xl.colour import contrast, text_colour
from regionplan_xl.errors import InputError, Place, Problem
from regionplan_xl.excel.common.sheet_names import is_legal, with_sheet_names
from regionplan_xl.excel.master.create import write_master
from regionplan_xl.excel.overview.responses import Response
from regionplan_xl.plan.model import FocusArea, Goal, Plan, Report
from regionplan_xl.plan.status import STANDARD, Scale, Status
from regionplan_xl.text import phrase
from tests.excel.plans import TODAY, measure, small_plan
from tests.libreoffice import LibreOffice

SML = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOUBT = Problem(Place("plan.txt", row=12), phrase("Shorten it."), phrase("Type it again."))
RESPONSES = (Response("Gol kommune", 5, 2, replied=True), Response("Regionrådet", 7, 7, replied=True))


def opened(book: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(book))


def parts(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_own_columns_are_right_of_those_of_the_contract() -> None:
    plan = small_plan()
    own = measure("2.1.9", "Spele", own=(("Prioritet", "Høg"), ("Kostnad", "250 000")))
    goal = replace(plan.areas[1].goals[0], measures=(*plan.areas[1].goals[0].measures, own))
    plan = replace(plan, areas=(plan.areas[0], replace(plan.areas[1], goals=(goal,))))
    book = opened(write_master(plan, today=TODAY))
    headings = [cell.value for cell in book["Kultur og oppleving"][3]]
    assert headings[11:] == ["Merknad", "ID", "Prioritet", "Kostnad"]
    assert len(list(book["Næringsutvikling"][3])) == 13
    rows = {row[0].value: [cell.value for cell in row] for row in book["Kultur og oppleving"]}
    assert rows["2.1.9"][13:] == ["Høg", "250 000"]


def test_the_sheets_stand_in_the_order_of_the_contract() -> None:
    book = opened(write_master(small_plan(), today=TODAY, doubts=[DOUBT]))
    assert book.sheetnames == [
        "Oversikt",
        "Næringsutvikling",
        "Kultur og oppleving",
        "Delstatus",
        "Aktørar",
        "Indikatorar",
        "Konfliktar",
        "Framlegg",
        "Merknader",
        "Endringslogg",
        "Utvikling over tid",
        "Sjekkliste",
    ]
    assert book.active is not None
    assert book.active.title == "Oversikt"


def test_without_doubts_there_is_no_list_of_doubts() -> None:
    assert "Sjekkliste" not in opened(write_master(small_plan(), today=TODAY)).sheetnames


@pytest.mark.parametrize("language", ["nn", "nb", "en"])
def test_every_part_is_valid_by_the_standard(language: str, shared: Path) -> None:
    plan = small_plan(language)
    book = write_master(plan, today=TODAY, doubts=[DOUBT], responses=RESPONSES)
    schema = etree.XMLSchema(etree.parse(str(shared / "xsd" / "sml.xsd")))
    checked = 0
    for name, data in parts(book).items():
        if (
            re.match(r"xl/(worksheets/sheet|workbook|styles|tables/|sharedStrings)", name)
            and "rels" not in name
        ):
            root = etree.fromstring(data)
            for extension in root.iter(f"{{{SML}}}extLst"):
                extension.getparent().remove(extension)  # type: ignore[union-attr]
            schema.assertValid(root)
            checked += 1
    assert checked > 12


def test_the_same_plan_on_the_same_day_gives_the_same_file() -> None:
    assert write_master(small_plan(), today=TODAY) == write_master(small_plan(), today=TODAY)


def test_a_goal_is_a_band_and_its_measures_fold_in_under_it() -> None:
    sheet = opened(write_master(small_plan(), today=TODAY))["Næringsutvikling"]
    assert [sheet.cell(4, column).value for column in (1, 2, 13)] == [
        "1.1",
        "Tettare samarbeid om næringsutvikling",
        "G-11AAA",
    ]
    levels = [sheet.row_dimensions[row].outlineLevel for row in (4, 5, 6, 7)]
    assert levels == [0, 1, 1, 0]
    assert sheet.sheet_properties.outlinePr is not None
    assert sheet.sheet_properties.outlinePr.summaryBelow is False
    assert sheet.column_dimensions["M"].hidden
    assert not sheet.merged_cells.ranges


def test_no_row_height_is_fixed_so_that_a_longer_comment_still_fits() -> None:
    for name, data in parts(write_master(small_plan(), today=TODAY)).items():
        if name.startswith("xl/worksheets/sheet"):
            assert b"customHeight" not in data, name


def test_a_status_is_coloured_whatever_language_says_it_also_in_rows_to_come() -> None:
    sheet = opened(write_master(small_plan(), today=TODAY))["Kultur og oppleving"]
    rules = {str(found.sqref): found.rules for found in sheet.conditional_formatting}
    # The number and the text are coloured while the measure waits for a decision.
    assert set(rules) == {"F4:F5000", "A4:B5000"}
    formulas = [rule.formula[0] for rule in rules["F4:F5000"]]
    for status, formula in zip(STANDARD.statuses, formulas, strict=True):
        assert all(f'TRIM(F4)="{label}"' in formula for label in status.labels.values())


def test_the_word_is_readable_on_its_colour() -> None:
    for status in STANDARD.statuses:
        assert contrast(text_colour(status.colour), status.colour) >= 4.5


@given(st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}"))
def test_a_readable_ink_exists_for_every_colour(colour: str) -> None:
    assert contrast(text_colour(colour), colour) >= 4.5


def test_the_drop_down_offers_the_words_of_the_plans_language() -> None:
    sheet = opened(write_master(small_plan(), today=TODAY))["Kultur og oppleving"]
    (rule,) = (v for v in sheet.data_validations.dataValidation if v.type == "list")
    assert rule.formula1 == '"Ikkje påstarta,Påstarta,Gjennomført"'
    assert str(rule.sqref) == "F4:F5000"


def test_labels_too_long_for_an_inline_list_are_taken_from_oversikt() -> None:
    scale = Scale(tuple(Status(f"s{i}", "#C00000", {"nn": f"{i} " + "lang " * 18}) for i in range(3)))
    areas = tuple(
        replace(a, goals=tuple(replace(g, measures=()) for g in a.goals)) for a in small_plan().areas
    )
    sheet = opened(write_master(Plan("P", areas, scale=scale), today=TODAY))["Kultur og oppleving"]
    (rule,) = (v for v in sheet.data_validations.dataValidation if v.type == "list")
    assert rule.formula1 == "'Oversikt'!$D$4:$F$4"


def test_numbers_are_text_without_green_triangles() -> None:
    book = write_master(small_plan(), today=TODAY)
    assert opened(book)["Kultur og oppleving"]["A5"].value == "2.1.1"
    assert b'numberStoredAsText="1"' in parts(book)["xl/worksheets/sheet3.xml"]


def test_the_empty_lists_are_tables_with_a_row_to_fill() -> None:
    book = opened(write_master(small_plan(), today=TODAY))
    for name, table in (("Konfliktar", "Conflicts"), ("Endringslogg", "ChangeLog")):
        assert book[name].tables[table].ref.startswith("A3:")
        assert book[name].tables[table].ref.endswith("4")


def test_the_headings_of_a_table_are_unique_and_those_of_its_cells() -> None:
    for language in ("nn", "nb", "en"):
        book = opened(write_master(small_plan(language), today=TODAY, doubts=[DOUBT]))
        for sheet in book:
            for table in sheet.tables.values():
                headings = [column.name for column in table.tableColumns]
                assert len({heading.casefold() for heading in headings}) == len(headings)
                assert headings == [cell.value for cell in sheet[table.ref][0]]


def test_oversikt_counts_what_the_area_sheets_say() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(write_master(small_plan(), today=TODAY)), data_only=True)[
        "Oversikt"
    ]
    rows = [[cell.value for cell in row[1:10]] for row in sheet["A4:J7"]]
    assert rows == [
        ["Satsingsområde", "Tiltak", "Ikkje påstarta", "Påstarta", "Gjennomført", "Utan status",
         "Ulesen status", "Del gjennomført", "Forfalne"],
        ["NÆRINGSUTVIKLING OG ARBEIDSPLASSAR", 2, 0, 1, 1, 0, 0, 0.5, 1],
        ["Kultur og oppleving", 3, 1, 0, 0, 2, 0, 0, 1],
        ["Heile planen", 5, 1, 1, 1, 2, 0, 0.2, 2],
    ]  # fmt: skip
    assert sheet["A2"].value == "Status per 15. mars 2026"


def test_oversikt_lists_what_is_overdue_and_links_to_its_row() -> None:
    sheet = opened(write_master(small_plan(), today=TODAY))["Oversikt"]
    heading = next(row for row in range(1, 60) if sheet.cell(row, 1).value == "Forfalne tiltak")
    late = [sheet.cell(row, 1).value for row in (heading + 2, heading + 3, heading + 4)]
    assert late == ["1.1.2", "2.1.1", None]
    assert "HYPERLINK" in str(sheet.cell(heading + 2, 10).value)
    assert "MATCH(P21,'Næringsutvikling'!$M:$M,0)" in str(sheet.cell(heading + 2, 10).value)
    assert str(sheet.cell(heading + 2, 16).value).startswith("M-")


def test_a_very_long_list_of_overdue_measures_ends_with_how_many_more_there_are() -> None:
    late = tuple(measure(f"1.1.{i}", "Turkart", id=f"M-{i:05d}") for i in range(250))
    plan = Plan("P", (FocusArea("1", "Kultur", (Goal("G-11AAA", "1.1", "Kultur for alle", late),)),))
    sheet = opened(write_master(plan, today=TODAY))["Oversikt"]
    heading = next(row for row in range(1, 60) if sheet.cell(row, 1).value == "Forfalne tiltak")
    assert sheet.cell(heading + 201, 1).value == "1.1.199"
    assert str(sheet.cell(heading + 202, 2).value).startswith("… og 50 til")


def test_a_measure_that_is_dropped_is_not_overdue() -> None:
    scale = Scale((*STANDARD.statuses, Status("dropped", "#BFBFBF", {"nn": "Droppa"})))
    dropped = measure("1.1.1", "Turkart", report=Report("dropped"))
    plan = Plan("P", (FocusArea("1", "Kultur", (Goal("G-11AAA", "1.1", "Mål", (dropped,)),)),), scale=scale)
    sheet = openpyxl.load_workbook(io.BytesIO(write_master(plan, today=TODAY)), data_only=True)["Oversikt"]
    assert [sheet.cell(5, column).value for column in range(3, 12)] == [1, 0, 0, 0, 1, 0, 0, 0, 0]
    assert sheet["G4"].value == "Droppa"


def test_an_empty_block_says_so_in_a_friendly_line() -> None:
    plan = replace(small_plan(), areas=())
    said = {cell.value for row in opened(write_master(plan, today=TODAY))["Oversikt"] for cell in row}
    assert {"Ingen tiltak er forfalne.", "Ingen er spurde enno."} <= said


def _without_stored_results(book: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in parts(book).items():
            package.writestr(name, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", data))
    return out.getvalue()


def test_libreoffice_computes_the_same_figures(tmp_path: Path, libreoffice: LibreOffice) -> None:
    plan = small_plan()
    odd = replace(plan, areas=(*plan.areas, FocusArea("3", "Øl & 'mat'")))
    book = write_master(odd, today=TODAY, responses=RESPONSES)
    path = tmp_path / "master.xlsx"
    path.write_bytes(_without_stored_results(book))
    libreoffice.convert("xlsx:Calc MS Excel 2007 XML", tmp_path / "out", path)
    ours = openpyxl.load_workbook(io.BytesIO(book), data_only=True)["Oversikt"]
    theirs = openpyxl.load_workbook(tmp_path / "out" / "master.xlsx", data_only=True)["Oversikt"]
    for row in range(4, 9):
        assert [ours.cell(row, c).value for c in range(2, 10)] == pytest.approx(
            [theirs.cell(row, c).value for c in range(2, 10)]
        )


def test_the_document_says_what_it_is_and_in_which_language() -> None:
    core = parts(write_master(small_plan(), today=TODAY))["docProps/core.xml"].decode()
    assert "<dc:title>Regionplan for Hallingdal</dc:title>" in core
    assert "<dc:language>nn-NO</dc:language>" in core


def test_the_chart_is_described_for_those_who_cannot_see_it() -> None:
    drawing = parts(write_master(small_plan(), today=TODAY))["xl/drawings/drawing1.xml"].decode()
    assert 'descr="Stolpar:' in drawing


def test_every_sheet_prints_on_a4_across_with_its_header_repeated() -> None:
    for sheet in opened(write_master(small_plan(), today=TODAY)):
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        # What is too wide for one page at 9 points goes on to the right.
        one_page = sheet.title == "Oversikt"  # the others have as many as their rows take
        high = sheet.page_setup.fitToHeight
        fit = (sheet.page_setup.fitToWidth or 1) == 1 and (high in (None, 1) if one_page else high == 0)
        assert fit or (sheet.page_setup.scale == 84 and sheet.print_title_cols == "$A:$B")
        assert sheet.title in ("Oversikt", "Utvikling over tid") or sheet.print_title_rows == "$3:$3"


def test_an_ampersand_in_the_plans_name_stays_in_the_footer() -> None:
    plan = replace(small_plan(), name="2025 Mat & drikke")
    sheet = parts(write_master(plan, today=TODAY))["xl/worksheets/sheet1.xml"].decode()
    assert "2025 Mat &amp;&amp; drikke" in sheet


def test_text_from_outside_never_becomes_a_formula_or_a_link() -> None:
    texts = ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "http://example.org", "{=1}"]
    goal = Goal("G-11AAA", "1.1", "=2+2", tuple(measure(f"1.1.{i}", t) for i, t in enumerate(texts)))
    sheet = opened(write_master(Plan("P", (FocusArea("1", "=3+3", (goal,)),)), today=TODAY)).worksheets[1]
    assert [sheet.cell(row, 2).value for row in range(5, 10)] == texts
    assert {sheet.cell(row, 2).data_type for row in range(1, 10)} <= {"s", "n"}
    assert not any(sheet.cell(row, 2).hyperlink for row in range(1, 10))


def test_a_text_that_no_cell_can_hold_is_refused_with_its_place() -> None:
    goal = Goal("G-11AAA", "1.1", "Mål", (measure("1.1.1", "🚌" * 16_384),))
    with pytest.raises(InputError) as refused:
        write_master(Plan("P", (FocusArea("1", "Kollektiv", (goal,)),)), today=TODAY)
    assert refused.value.place == Place("Kollektiv", 5)


@given(st.lists(st.text(max_size=50), max_size=8))
@settings(max_examples=200)
def test_every_area_gets_a_sheet_name_that_excel_accepts_and_no_other_has(names: list[str]) -> None:
    named = with_sheet_names(Plan("P", tuple(FocusArea("", name) for name in names)))
    sheets = [area.sheet for area in named.areas]
    assert all(map(is_legal, sheets))
    assert len({sheet.casefold() for sheet in sheets} | {"oversikt", "delstatus"}) == len(sheets) + 2
    assert with_sheet_names(named) == named


@pytest.mark.parametrize(
    ("area", "sheet"),
    [
        ("NÆRINGSUTVIKLING OG ARBEIDSPLASSAR", "Næringsutvikling"),
        ("Kultur og oppleving", "Kultur og oppleving"),
        ("Bustad- og stadutvikling i heile regionen", "Bustad- og stadutvikling"),
        ("Klima/natur: miljø", "Klima natur miljø"),
        ("Oversikt", "Oversikt 2"),
        ("Vegar _x0041_ og bruer", "Vegar x0041_ og bruer"),
    ],
)
def test_a_sheet_is_named_after_its_area(area: str, sheet: str) -> None:
    assert with_sheet_names(Plan("P", (FocusArea("1", area),))).areas[0].sheet == sheet


def test_a_plan_of_many_measures_is_written_in_time_that_grows_with_its_size() -> None:
    def seconds(count: int) -> float:
        measures = tuple(
            measure(f"1.1.{i}", "Turkart", id=f"M-{i:05d}", responsible=()) for i in range(count)
        )
        plan = Plan("P", (FocusArea("1", "Kultur", (Goal("G-11AAA", "1.1", "Mål", measures),)),))
        start = time.process_time()
        write_master(plan, today=TODAY)
        return time.process_time() - start

    assert seconds(4_000) < 8 * seconds(1_000) + 1
