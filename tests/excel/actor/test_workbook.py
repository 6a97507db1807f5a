"""The workbook sent to the actor."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import load_workbook

from regionplan_xl.errors import InputError
from regionplan_xl.excel.actor import layout as actor_layout
from regionplan_xl.excel.actor.template import render_actor_template
from regionplan_xl.excel.common import columns as layout
from regionplan_xl.excel.parsing.grid_xlsx import read_xlsx
from regionplan_xl.locale import catalog, every_wording
from regionplan_xl.plan.merging.sent_and_returned import SentRow
from regionplan_xl.plan.model import Report
from regionplan_xl.plan.status import LANGUAGES, STANDARD, Scale, Status
from tests.excel.actor.dispatches import DISPATCH, ROUND, ROWS, book
from tests.libreoffice import LibreOffice


def sheet_rows(data: bytes, sheet: str) -> list[dict[str, object]]:
    """Return the rows of Tiltak as dictionaries by heading."""
    tab = load_workbook(io.BytesIO(data))[sheet]
    headings = [str(cell.value) for cell in tab[actor_layout.HEADER_ROW]]
    return [
        dict(zip(headings, (cell.value for cell in row), strict=True))
        for row in tab.iter_rows(min_row=actor_layout.FIRST_ROW)
    ]


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_an_actor_sees_only_its_own_measures_and_apart_those_it_is_involved_in() -> None:
    """
    | Nr     | Tiltak                  | Status        | ID      |
    | Næringsutvikling  ·  1.1 Tettare samarbeid                 |
    | 1.1.1  | Lage ein felles ...     | Påstarta      | M-7Q2MX |
    """
    rows = sheet_rows(book(), "Tiltak")
    assert [row["ID"] for row in rows] == [
        None,
        "M-7Q2MX",
        "M-8R3NY",
        None,
        "M-9S4PZ",
        None,
        None,
        None,
        "M-2T5QA",
    ]
    assert rows[0]["Nr"] == "Næringsutvikling  ·  1.1 Tettare samarbeid"
    assert "berre er involverte i" in str(rows[6]["Nr"])
    first = rows[1]
    assert first["Nr"] == "1.1.1"
    assert first["Status"] == "Påstarta"
    assert first["Framdrift"] == 0.4
    assert first["Kommentar"] == "Vi er i gang.\nMøte i mai."
    assert first["Venta ferdig"] == datetime.fromisoformat("2026-12-31")
    assert first["Sist rapportert"] == datetime.fromisoformat("2025-01-10")
    assert rows[2]["Nr"] == "1.1.10"


def test_it_has_the_columns_of_the_master_and_the_id_is_hidden_on_the_visible_sheet() -> None:
    for language in LANGUAGES:
        translate = catalog(language)
        tab = load_workbook(io.BytesIO(book(language=language)))[translate(layout.MEASURES)]
        headings = [str(cell.value) for cell in tab[actor_layout.HEADER_ROW] if cell.value is not None]
        previous = translate(actor_layout.PREVIOUS.heading)
        assert headings.index(previous) == headings.index(translate(layout.EXPECTED.heading)) + 1
        headings.remove(previous)
        assert sorted(headings) == sorted(translate(column.heading) for column in layout.MEASURE_COLUMNS)
        # What a phone shows without being pushed aside: which measure, by when, and what is asked.
        asked = (layout.NUMBER, layout.MEASURE, layout.TIMEFRAME, *layout.ANSWERABLE)
        assert headings[: len(asked)] == [translate(column.heading) for column in asked]
        assert tab.sheet_state == "visible"
        hidden = {
            n for d in tab.column_dimensions.values() if d.hidden for n in range(d.min or 0, (d.max or 0) + 1)
        }
        # The row's ID once more on both sides of the answers, the secretariat's remark, the ID.
        assert hidden == {4, 9, 15, 16}
        assert {tab.cell(5, n).value for n in (4, 9, 16)} == {"M-7Q2MX"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_code_and_the_deadline_can_be_seen_on_every_sheet(language: str) -> None:
    translate = catalog(language)
    workbook = load_workbook(io.BytesIO(book(language=language)))
    assert workbook.sheetnames == [
        translate(layout.GUIDE),
        translate(layout.MEASURES),
        translate(layout.PROPOSALS),
    ]
    for sheet in workbook:
        shown = " ".join(str(cell.value) for row in sheet.iter_rows(max_row=8) for cell in row if cell.value)
        assert "HX74K-Q2M9B" in shown
        assert sheet.oddFooter is not None
        assert "HX74K-Q2M9B" in str(sheet.oddFooter.left)
    assert translate.day(ROUND.deadline) in str(workbook.worksheets[1]["A1"].value)
    assert workbook.worksheets[0]["C4"].value == translate.day(ROUND.deadline)
    assert workbook.properties.title is not None
    assert "Regionplan for Hallingdal" in workbook.properties.title
    assert read_xlsx(book(language=language)).codes == ("HX74K-Q2M9B",)
    left = b"".join(parts(book(language=language)).values())
    assert not any(mark.encode() in left for mark in actor_layout.PLACEHOLDERS)


def test_only_the_four_answers_of_its_own_measures_can_be_filled_in() -> None:
    workbook = load_workbook(io.BytesIO(book()))
    tab = workbook["Tiltak"]
    unlocked = {cell.coordinate for row in tab.iter_rows() for cell in row if not cell.protection.locked}
    assert unlocked == {f"{column}{row}" for column in "EFGH" for row in (5, 6, 8)}
    for sheet in workbook:
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        assert not (
            sheet.protection.autoFilter or sheet.protection.formatColumns or sheet.protection.formatRows
        )
        # Only answers could be sorted, away from their measures (True: not allowed).
        assert sheet.protection.sort
    room = [cell for row in workbook["Framlegg"]["A4:D13"] for cell in row]
    assert all(not cell.protection.locked for cell in room)


def test_the_filter_covers_all_rows_and_excel_knows_it_by_its_hidden_name() -> None:
    for count in (1, 3, 40):
        rows = tuple(replace(ROWS[1], measure=f"M-{n:05}", goal="", area="") for n in range(count))
        data = book(replace(DISPATCH, rows=rows))
        workbook = load_workbook(io.BytesIO(data))
        last = actor_layout.HEADER_ROW + count
        assert workbook["Tiltak"].auto_filter.ref == f"A3:P{last}"
        assert f"Tiltak!$A$3:$P${last}<".encode() in parts(data)["xl/workbook.xml"]
        assert workbook["Tiltak"].max_row == last


def test_people_are_helped_but_not_stopped() -> None:
    tab = load_workbook(io.BytesIO(book()))["Tiltak"]
    rules = {str(rule.sqref)[0]: rule for rule in tab.data_validations.dataValidation}
    assert rules["E"].formula1 == '"Ikkje påstarta,Påstarta,Gjennomført"'
    assert {column: rule.errorStyle for column, rule in rules.items()} == {
        "E": "information", "F": "warning", "H": "warning"
    }  # fmt: skip
    for language in LANGUAGES:
        sheet = load_workbook(io.BytesIO(book(language=language))).worksheets[1]
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.promptTitle) <= 32
            assert len(rule.errorTitle) <= 32
            assert len(rule.prompt) <= 255
            assert len(rule.error) <= 255


def test_a_status_is_coloured_in_every_language_and_on_every_row() -> None:
    tab = load_workbook(io.BytesIO(book()))["Tiltak"]
    (ranged,) = tab.conditional_formatting
    assert str(ranged.sqref) == f"E4:E{actor_layout.LAST_ROW}"
    formulas = " ".join(rule.formula[0] for rule in ranged.rules)
    for status in STANDARD.statuses:
        assert all(f'"{label}"' in formulas for label in status.labels.values())


def test_long_lists_of_statuses_stand_in_the_guide() -> None:
    many = Scale(
        tuple(Status(f"s{n}", "#123456", {"nn": f"Ein nokså lang status, nummer {n}"}) for n in range(12))
    )
    workbook = load_workbook(io.BytesIO(book(replace(DISPATCH, rows=ROWS[1:2]), scale=many)))
    (rule,) = [r for r in workbook["Tiltak"].data_validations.dataValidation if r.type == "list"]
    found = re.fullmatch(r"'?Rettleiing'?!\$B\$(\d+):\$B\$(\d+)", rule.formula1)
    assert found
    shown = [workbook["Rettleiing"].cell(row, 2).value for row in range(int(found[1]), int(found[2]) + 1)]
    assert shown == [status.labels["nn"] for status in many.statuses]


def test_it_prints_on_landscape_a4_with_the_header_repeated() -> None:
    tab = load_workbook(io.BytesIO(book()))["Tiltak"]
    assert tab.page_setup.orientation == "landscape"
    assert int(tab.page_setup.paperSize or 0) == 9
    assert tab.sheet_properties.pageSetUpPr is not None
    assert tab.sheet_properties.pageSetUpPr.fitToPage
    assert tab.page_setup.fitToHeight == 0
    assert tab.print_title_rows == "$3:$3"
    assert tab.freeze_panes == "B4"


def test_there_is_nothing_to_compute_no_macro_and_no_link() -> None:
    every_part = parts(book())
    assert not any("vba" in name or "external" in name.lower() or "calcChain" in name for name in every_part)
    sheets = [text for name, text in every_part.items() if "worksheets/sheet" in name]
    assert not any(b"<f>" in text or b"<f " in text or b"hyperlink" in text for text in sheets)
    assert b"fullCalcOnLoad" not in every_part["xl/workbook.xml"]


POISON = [
    "=1+1", '=HYPERLINK("http://example.org";"x")', "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "\tinnrykk",
    "_x000D_",
    "æøå 🙂", "<b>&amp;</b>", "  luft  ", "linje\nto", "\u202etekst", "'apostrof",
]  # fmt: skip


@pytest.mark.parametrize("text", POISON)
def test_text_from_the_master_stays_text(text: str) -> None:
    row = replace(ROWS[1], text=text, base=Report(comment=text), responsible=text, goal="", area="")
    (shown,) = sheet_rows(book(replace(DISPATCH, rows=(row,))), "Tiltak")
    # openpyxl leaves _x005F_x000D_ as it is written.
    assert {str(shown[c]).replace("_x005F_", "_") for c in ("Tiltak", "Ansvar", "Kommentar")} == {text}
    assert b"<f>" not in parts(book(replace(DISPATCH, rows=(row,))))["xl/worksheets/sheet2.xml"]


@pytest.mark.parametrize("text", ["a\x01b", "x" * 32_768, "a\ufffe"])
def test_text_that_no_cell_can_hold_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(InputError) as refused:
        book(replace(DISPATCH, rows=(ROWS[0], replace(ROWS[1], text=text))))
    assert refused.value.place is not None
    assert refused.value.place.row == 6


def test_the_same_dispatch_gives_the_same_bytes() -> None:
    assert book() == book()
    render_actor_template.cache_clear()
    once = book()
    render_actor_template.cache_clear()
    assert book() == once


def test_a_status_that_has_left_the_scale_is_shown_by_its_key() -> None:
    (row,) = sheet_rows(
        book(replace(DISPATCH, rows=(replace(ROWS[1], goal="", area="", base=Report("paused")),))), "Tiltak"
    )
    assert row["Status"] == "paused"


def _plain(root: etree._Element) -> etree._Element:
    """Return the XML without extension lists, as the schemas' readme advises, and without xml:space.

    Excel itself writes that attribute on `t`, which the schema types as a plain string.
    """
    for element in root.iter("{*}t"):
        if "{http://www.w3.org/XML/1998/namespace}space" in element.attrib:
            del element.attrib["{http://www.w3.org/XML/1998/namespace}space"]
    for element in list(root.iter("{*}extLst")):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    return root


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_valid_by_the_standard(shared: Path, language: str) -> None:
    schema = etree.XMLSchema(file=str(shared / "xsd" / "sml.xsd"))
    for data in (book(language=language), render_actor_template(language, STANDARD)):
        for name, text in parts(data).items():
            if re.fullmatch(r"xl/(worksheets/sheet\d+|workbook|styles|sharedStrings)\.xml", name):
                schema.assertValid(_plain(etree.fromstring(text)))


def test_sheet_names_and_headings_are_found_in_any_language() -> None:
    for phrase in (layout.GUIDE, layout.MEASURES, layout.PROPOSALS):
        assert all(len(name) <= 31 for name in every_wording(phrase))


def test_libreoffice_opens_it_with_everything(tmp_path: Path, libreoffice: LibreOffice) -> None:
    (tmp_path / "gol.xlsx").write_bytes(book())
    libreoffice.convert("pdf", tmp_path, tmp_path / "gol.xlsx")
    assert (tmp_path / "gol.pdf").stat().st_size > 5_000


def test_two_thousand_measures_are_no_trouble() -> None:
    rows = tuple(replace(ROWS[n % 3], measure=f"M-{n:05}", number=f"{n}.1.1") for n in range(2_500))
    tab = load_workbook(io.BytesIO(book(replace(DISPATCH, rows=rows))), read_only=True)["Tiltak"]
    ids = [row[15] for row in tab.iter_rows(min_row=4, values_only=True)]
    assert [i for i in ids if i] == [row.measure for row in rows]


def test_a_measure_that_many_bodies_have_says_the_same_in_each_workbook_at_its_own_place() -> None:
    """What bodies share is written once; the number of the row, the shade and the answers are each one's own."""
    other = replace(ROWS[1], base=Report("done", 1.0, "Ferdig & <bra>"), member="Hol kommune")
    alone = sheet_rows(book(replace(DISPATCH, rows=(ROWS[1],))), "Tiltak")
    below = sheet_rows(book(replace(DISPATCH, rows=(ROWS[0], ROWS[2], ROWS[1]))), "Tiltak")
    differing = sheet_rows(book(replace(DISPATCH, rows=(other,))), "Tiltak")
    assert alone[1] == next(row for row in below if row["ID"] == ROWS[1].measure)
    assert [row["Kommentar"] for row in differing if row["ID"]] == ["Ferdig & <bra>"]
    assert sheet_rows(book(replace(DISPATCH, rows=(ROWS[1],))), "Tiltak") == alone


@pytest.mark.parametrize("rows", [ROWS, ROWS[::-1], (replace(ROWS[0], base=Report("done")), *ROWS[1:])])
def test_every_row_and_cell_has_its_own_number_and_no_cell_is_there_in_vain(
    rows: tuple[SentRow, ...],
) -> None:
    data = parts(book(replace(DISPATCH, rows=rows)))["xl/worksheets/sheet2.xml"].decode()
    sheet = etree.fromstring(data.encode())
    found = list(sheet.iterfind(".//{*}sheetData/{*}row"))
    assert [row.get("r") for row in found] == [str(n) for n in range(1, len(found) + 1)]
    for row in found:
        names = [str(cell.get("r")) for cell in row]
        assert all(name.strip("ABCDEFGHIJKLMNOP") == row.get("r") for name in names)
        assert names == sorted(names)
        # The remark is the secretariat's own, hidden and empty; only its heading is there.
        assert (f"O{row.get('r')}" in names) == (row.get("r") == str(actor_layout.HEADER_ROW))
