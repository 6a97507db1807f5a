"""The look of the workbooks: understood in ten seconds by everybody, also after a merge."""

import io
import itertools
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from lxml import etree
from openpyxl.worksheet.worksheet import Worksheet

from regionplan_xl.colour import contrast, text_colour
from regionplan_xl.excel.actor import layout as actor_layout
from regionplan_xl.excel.actor.template import render_actor_template
from regionplan_xl.excel.common import actor_marks
from regionplan_xl.excel.common import cell_formats as look
from regionplan_xl.excel.common.cell_formats import status_symbol
from regionplan_xl.excel.common.row_height import height
from regionplan_xl.excel.master.create import write_master
from regionplan_xl.excel.master.read import read_master
from regionplan_xl.excel.master.update import Recorded, update_master
from regionplan_xl.excel.overview.responses import Response, sorted_responses
from regionplan_xl.excel.trend import points as over_time
from regionplan_xl.locale import catalog
from regionplan_xl.ooxml import SheetChange, Workbook, changed
from regionplan_xl.plan.merging.outcome import MergeOutcome
from regionplan_xl.plan.model import Plan, Report
from regionplan_xl.plan.status import LANGUAGES, STANDARD, Scale, Status
from tests.excel.plans import TODAY, measure, small_plan

LONG = "Arbeidet er godt i gang, men tek lengre tid enn planlagt. " * 6
RESPONSES = (
    Response("Regionrådet", 4, 4, replied=True),
    Response("Gol kommune", 2, 1, replied=True),
    Response("Ål kommune", 3, 0, replied=False),
)
DEUTERANOPIA = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
PROTANOPIA = (
    (0.152286, 1.052583, -0.204868),
    (0.114503, 0.786281, 0.099216),
    (-0.003882, -0.048116, 1.051998),
)
"""How linear red, green and blue are seen without one kind of cones (Machado, Oliveira and Fernandes 2009)."""


def answered(plan: Plan, statuses: dict[str, str], comment: str = "") -> Plan:
    """Return the plan after some measures (by number) have got a status and a comment."""

    def report(old: Report, number: str) -> Report:
        return (
            replace(old, status=statuses[number], comment=comment or old.comment)
            if number in statuses
            else old
        )

    return plan.map_measures(lambda m: replace(m, report=report(m.report, m.number)))


def merged(
    book: bytes,
    statuses: dict[str, str],
    day: date = TODAY,
    *,
    round_name: str = "2026-1",
    comment: str = "",
    responses: Sequence[Response] = RESPONSES,
) -> bytes:
    """Return the master after a merge on `day` in which measures got these statuses."""
    master = read_master(book, scale=STANDARD, name="Regionplan for Hallingdal", language="nn")
    outcome = MergeOutcome(answered(master.plan, statuses, comment))
    now = datetime(day.year, day.month, day.day, 9)
    return update_master(
        book,
        master,
        outcome,
        number=1,
        now=now,
        translate=catalog("nn"),
        responses=responses,
        recorded=Recorded(round=round_name),
    ).book


def shown(book: bytes, sheet: str = "Oversikt") -> Worksheet:
    """Return a sheet as shown by a program that does not calculate."""
    return openpyxl.load_workbook(io.BytesIO(book), data_only=True)[sheet]


def find(sheet: Worksheet, text: str) -> tuple[int, int]:
    """Return the row and column of the first cell with `text`."""
    return next((c.row, c.column) for row in sheet.iter_rows() for c in row if c.value == text)


def parts(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_every_ink_can_be_read_on_its_fill() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_master(small_plan(), today=TODAY, responses=RESPONSES)))
    pairs = set()
    for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row):
        fill = cell.fill.fgColor.rgb if cell.fill.fill_type == "solid" else "FFFFFFFF"
        colour = (
            cell.font.color.rgb
            if cell.font.color is not None and cell.font.color.type == "rgb"
            else "FF000000"
        )
        pairs.add((f"#{str(colour)[2:]}", f"#{str(fill)[2:]}"))
    for fill in (actor_marks.INPUT, actor_marks.PALE, look.BAND, look.UNREPORTED, "#FFFFFF"):
        pairs |= {("#000000", fill), (look.QUIET, fill)}
    pairs |= {("#FFFFFF", look.ACCENT), ("#FFFFFF", actor_layout.ANSWER_HEADER), (look.LINK, "#FFFFFF")}
    assert len(pairs) > 8
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []


def _seen(colour: str, matrix: Sequence[Sequence[float]]) -> str:
    linear = [((int(colour[i : i + 2], 16) / 255 + 0.055) / 1.055) ** 2.4 for i in (1, 3, 5)]
    mixed = [sum(f * part for f, part in zip(row, linear, strict=True)) for row in matrix]
    screen = [1.055 * max(0.0, min(1.0, part)) ** (1 / 2.4) - 0.055 for part in mixed]
    return "#" + "".join(f"{round(255 * max(0.0, part)):02X}" for part in screen)


@pytest.mark.parametrize("matrix", [DEUTERANOPIA, PROTANOPIA], ids=["deuteranopia", "protanopia"])
def test_the_lights_stand_apart_for_those_who_do_not_tell_red_from_green(
    matrix: Sequence[Sequence[float]],
) -> None:
    colours = [_seen(status.colour, matrix) for status in STANDARD.statuses]
    for one, other in itertools.combinations(colours, 2):
        assert contrast(one, other) >= 1.5, (one, other)
    for status in STANDARD.statuses:
        assert contrast(_seen(text_colour(status.colour), matrix), _seen(status.colour, matrix)) >= 4.5


def test_every_status_has_a_symbol_of_its_own_beside_its_colour() -> None:
    more = tuple(Status(f"own_{n}", f"#12345{n}", {"nn": f"Eigen {n}"}) for n in range(5))
    scale = Scale((*STANDARD.statuses, *more))
    assert len({status_symbol(scale, key) for key in (s.key for s in scale.statuses)}) == 8
    made = parts(write_master(small_plan(), today=TODAY))
    chart = next(data.decode() for name, data in made.items() if name.startswith("xl/charts/chart"))
    for status in STANDARD.statuses:
        symbol = status_symbol(STANDARD, status.key)
        assert f"&quot;{symbol} &quot;@" in made["xl/styles.xml"].decode()
        assert f"&quot;{symbol} &quot;0;;;" in chart


def test_a_status_cell_is_coloured_and_no_program_can_spoil_a_number_format_in_it() -> None:
    books = [write_master(small_plan(language), today=TODAY, responses=RESPONSES) for language in LANGUAGES]
    more = Scale((*STANDARD.statuses, Status("paused", "#7F6000", {"nn": "På vent", "nb": "På vent"})))
    books += [render_actor_template(language, more) for language in LANGUAGES]
    for book in books:
        styles = etree.fromstring(parts(book)["xl/styles.xml"])
        fills = {fill.get("rgb", "")[2:] for fill in styles.iterfind("{*}dxfs/{*}dxf/{*}fill//{*}bgColor")}
        assert {status.colour.removeprefix("#").upper() for status in STANDARD.statuses} <= fills
        assert styles.find("{*}dxfs/{*}dxf/{*}numFmt") is None


def test_who_has_not_answered_is_bold_and_who_has_answered_all_is_grey() -> None:
    made = parts(write_master(small_plan(), today=TODAY, responses=RESPONSES))
    styles = etree.fromstring(made["xl/styles.xml"]).findall("{*}dxfs/{*}dxf")
    rules = etree.fromstring(made["xl/worksheets/sheet1.xml"]).iter("{*}cfRule")
    looks = {str(rule[0].text): styles[int(rule.get("dxfId", "-1"))] for rule in rules}
    (silent,) = (look for formula, look in looks.items() if re.search(r'\$[A-Z]+\d+=""\)$', formula))
    (done,) = (look for formula, look in looks.items() if ">0" in formula and formula.endswith("=0)"))
    assert silent.find("{*}font/{*}b") is not None
    assert done.find("{*}font/{*}b") is None
    assert done.find("{*}font/{*}color") is not None


def test_the_symbol_is_only_shown_and_the_word_stays_the_word() -> None:
    sheet = shown(write_master(small_plan(), today=TODAY))
    assert [sheet.cell(4, column).value for column in (4, 5, 6)] == [
        "Ikkje påstarta",
        "Påstarta",
        "Gjennomført",
    ]
    assert sheet["D4"].number_format == '"○ "@'


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plan_is_told_in_one_line(language: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_master(small_plan(language), today=TODAY)), data_only=True)
    line = book.worksheets[0]["A3"].value
    assert re.findall(r"\d+", str(line)) == ["1", "5", "2", "2"]
    assert str(line).startswith(STANDARD["done"].label(language))


def test_after_a_merge_the_line_the_counts_and_the_changes_are_new_also_where_nothing_calculates() -> None:
    book = merged(write_master(small_plan(), today=TODAY), {"2.1.1": "done", "2.1.2": "started"})
    sheet = shown(book)
    assert sheet["A3"].value == "Gjennomført: 2 av 5 tiltak  ·  Forfalne: 1  ·  Utan status: 1"
    assert [sheet.cell(6, column).value for column in (13, 14, 15)] == [-1, 1, 1]
    assert [sheet.cell(7, column).value for column in (13, 14, 15)] == [-1, 1, 1]
    assert sheet["L3"].value == "Endring sidan 15. mars 2026"


def test_a_hint_never_stands_where_data_come() -> None:
    before = write_master(replace(small_plan(), areas=small_plan().areas), today=TODAY)
    sheet = openpyxl.load_workbook(io.BytesIO(merged(before, {"2.1.1": "done"})))["Oversikt"]
    row, column = find(sheet, "Aktør")
    assert [sheet.cell(row + n, column).value for n in (1, 2, 3)] == [
        "Ål kommune",
        "Gol kommune",
        "Regionrådet",
    ]
    for n in (1, 2, 3):
        assert not sheet.cell(row + n, column).font.i
    assert sheet.cell(row - 1, column + 1).value == "2 av 3 har svart"


def test_the_list_of_what_is_overdue_has_lines_of_one_height_whatever_comes_into_it() -> None:
    plan = small_plan()
    long = measure("2.1.4", LONG.strip(), responsible=("Regionrådet", "Gol kommune", "Ål kommune") * 3)
    culture = plan.areas[1]
    goal = replace(culture.goals[0], measures=(*culture.goals[0].measures, long))
    plan = replace(plan, areas=(plan.areas[0], replace(culture, goals=(goal,))))
    book = merged(write_master(plan, today=TODAY), {"1.1.2": "done"}, comment=LONG)
    sheet = openpyxl.load_workbook(io.BytesIO(book))["Oversikt"]
    row, _ = find(sheet, "Forfalne tiltak")
    lines = range(row + 2, row + 6)
    assert [sheet.cell(n, 1).value for n in lines] == ["2.1.1", "2.1.4", None, None]
    assert {sheet.row_dimensions[n].height for n in lines} == {15.75}
    assert str(sheet.cell(row + 3, 2).value).endswith("…")
    assert not any(sheet.cell(n, column).border.bottom.style for n in lines for column in (1, 2, 5))
    note = "2 tiltak, lengst forfalne først  ·  1 tiltak har frist seinare i 2026."
    assert sheet.cell(row, 3).value == note


def test_a_row_grows_with_a_long_comment() -> None:
    book = merged(write_master(small_plan(), today=TODAY), {"2.1.1": "started"}, comment=LONG)
    sheet = openpyxl.load_workbook(io.BytesIO(book))["Kultur og oppleving"]
    assert (sheet.row_dimensions[5].height or 0) > 100
    assert b"customHeight" not in parts(book)["xl/worksheets/sheet3.xml"]


def test_the_height_follows_how_wide_the_letters_are() -> None:
    assert height([("iiiiiiiiii" * 6, 40)]) < height([("MMMMMMMMMM" * 6, 40)])
    assert height([("Næringshagen, Kommunane", 20)]) == 2 * 15 + 3
    assert height([("Lage ein arena der næringsarbeidet i dalen blir", 46)]) == 18


def test_each_merge_is_kept_as_counts_and_the_same_day_only_once() -> None:
    book = write_master(small_plan(), today=TODAY)
    book = merged(book, {"2.1.1": "started"}, TODAY + timedelta(days=1))
    book = merged(book, {"2.1.1": "done"}, TODAY + timedelta(days=1))
    book = merged(book, {"2.1.2": "done"}, TODAY + timedelta(days=2))
    sheet = shown(book, "Utvikling over tid")
    top, _ = find(sheet, "Dato")
    rows: list[list[Any]] = [[cell.value for cell in row[1:10]] for row in sheet.iter_rows(min_row=top + 1)]
    assert [(row[0], row[1].day, row[2], row[6]) for row in rows] == [
        ("NÆRINGSUTVIKLING OG ARBEIDSPLASSAR", 15, None, 1), ("Kultur og oppleving", 15, None, 0),
        ("NÆRINGSUTVIKLING OG ARBEIDSPLASSAR", 16, "2026-1", 1), ("Kultur og oppleving", 16, "2026-1", 1),
        ("NÆRINGSUTVIKLING OG ARBEIDSPLASSAR", 17, "2026-1", 1), ("Kultur og oppleving", 17, "2026-1", 2),
    ]  # fmt: skip
    (table,) = sheet.tables.values()
    assert table.ref.endswith(str(top + 6))
    trend = [sheet.cell(5, column).value for column in range(3, 3 + over_time.POINTS)]
    assert trend[-3:] == [pytest.approx(0), pytest.approx(1 / 3), pytest.approx(2 / 3)]
    assert set(trend[:-3]) == {None}


def test_what_has_changed_is_counted_from_the_end_of_the_round_before() -> None:
    book = write_master(small_plan(), today=TODAY)
    book = merged(book, {"2.1.1": "started"}, date(2026, 4, 1), round_name="2026-1")
    book = merged(book, {"2.1.1": "done"}, date(2026, 4, 20), round_name="2026-1")
    book = merged(book, {"2.1.2": "done"}, date(2026, 10, 1), round_name="2026-2")
    sheet = shown(book)
    assert sheet["L3"].value == "Endring sidan 20. april 2026"
    assert [sheet.cell(6, column).value for column in (13, 14, 15)] == [0, 0, 1]


def test_a_master_without_the_sheet_of_history_is_merged_all_the_same() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_master(small_plan(), today=TODAY)))
    del book["Utvikling over tid"]
    out = io.BytesIO()
    book.save(out)
    sheet = shown(merged(out.getvalue(), {"2.1.1": "done"}), "Kultur og oppleving")
    assert sheet["F5"].value == "Gjennomført"


def test_an_oversikt_that_has_lost_its_blocks_and_names_is_left_as_it_is() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_master(small_plan(), today=TODAY)))
    book["Oversikt"].delete_rows(1, 300)
    for name in list(book.defined_names):
        del book.defined_names[name]
    out = io.BytesIO()
    book.save(out)
    sheet = shown(merged(out.getvalue(), {"2.1.1": "done"}))
    assert not any(cell.value for row in sheet.iter_rows() for cell in row)


def test_a_note_below_the_history_keeps_none_of_it_from_being_read() -> None:
    book = write_master(small_plan(), today=TODAY)
    book = changed(book, {"Utvikling over tid": SheetChange(cells={(20, 2): "Merk: ny nemnd frå 2027"})})[0]
    for day in (1, 1, 2):
        book = merged(book, {"2.1.1": "done"}, date(2026, 4, day))
    sheet = shown(book, "Utvikling over tid")
    days = [row[2].value for row in sheet.iter_rows(min_row=9) if isinstance(row[2].value, datetime)]
    assert [day.day for day in days] == [15, 15, 1, 1, 2, 2]


def test_each_area_has_a_sparkline_of_its_own_points() -> None:
    sheet = parts(merged(write_master(small_plan(), today=TODAY), {}))["xl/worksheets/sheet1.xml"]
    root = etree.fromstring(sheet)
    lines = [(line[1].text, line[0].text) for line in root.iter("{*}sparkline")]
    assert [place for place, _ in lines] == ["L5", "L6", "L7"]
    assert [str(points).rpartition("!")[2] for _, points in lines] == ["C4:L4", "C5:L5", "C6:L6"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_screen_readers_are_told_which_row_is_the_headings(language: str) -> None:
    book = write_master(small_plan(language), today=TODAY, responses=RESPONSES)
    workbook = Workbook.open(book)
    names = {name.name: name.text for name in workbook.defined_names}
    areas = [area.sheet for area in read_master(book, scale=STANDARD, name="", language=language).plan.areas]
    for number, sheet in enumerate(areas, start=2):
        assert any(re.fullmatch(rf"TitleRegion1\.A3\.L\d+\.{number}", name) for name in names), sheet
    overview = [name for name in names if re.fullmatch(r"TitleRegion\d\.[A-Z]+\d+\.[A-Z]+\d+\.1", name)]
    assert len(overview) == 4
    assert len(names) == len({name.casefold() for name in names})


def test_who_has_not_answered_comes_first() -> None:
    assert [r.actor for r in sorted_responses(RESPONSES)] == [
        "Ål kommune", "Gol kommune", "Regionrådet",
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_a_heading_is_wider_than_its_column(language: str) -> None:
    book = write_master(small_plan(language), today=TODAY)
    name = openpyxl.load_workbook(io.BytesIO(book)).sheetnames[0]
    widths = Workbook.open(book).widths(name)
    for column, cell in dict(Workbook.open(book).rows(name))[4].items():
        longest = max(str(cell.value).split(), key=len, default="")
        assert height([(longest, widths[column])], bold=True) == 18, longest


def test_oversikt_is_as_wide_as_an_a4_page_can_show_well() -> None:
    widths = Workbook.open(write_master(small_plan(), today=TODAY)).widths("Oversikt")
    inches = sum(width * 7 for width in widths.values()) / 96
    assert (11.69 - 0.8) / inches > 0.7


def test_a_master_from_before_the_lines_had_names_says_nothing_that_is_no_longer_so() -> None:
    before = openpyxl.load_workbook(io.BytesIO(write_master(small_plan(), today=date(2020, 1, 1))))
    for name in ("OverdueNote", "AnswersNote", "ChangeSince"):
        del before.defined_names[name]
    out = io.BytesIO()
    before.save(out)
    words = {cell.value for row in shown(out.getvalue()) for cell in row}
    assert {"Ingen tiltak er forfalne.", "Ingen er spurde enno."} <= words
    after = {cell.value for row in shown(merged(out.getvalue(), {"2.1.2": "done"})) for cell in row}
    assert not {"Ingen tiltak er forfalne.", "Ingen er spurde enno."} & after
