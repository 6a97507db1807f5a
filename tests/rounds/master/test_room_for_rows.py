"""Rows added by a merge go into our own lists, whatever the secretariat has below and beside them."""

from collections.abc import Callable
from typing import Any

import pytest
from openpyxl.comments import Comment
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table, TableColumn, TableFormula

from regionplan_xl.ooxml import Workbook
from tests.excel_rules.rules import findings
from tests.rounds.desk import Desk, by
from tests.rounds.master_by_hand import find_measure
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

LOG, CONFLICTS, AREA = "Endringslogg", "Konfliktar", "Næringsutvikling"
MINE = (("Emne", "Notat"), ("a", "b"), ("c", "d"))


def by_hand(desk: Desk, change: Callable[[Any], object]) -> None:
    book = load_workbook(desk.master)
    change(book)
    book.save(desk.master)


def own_table(sheet: Any, top: int, left: int = 1, name: str = "Notat") -> None:
    """Add a table of the secretariat's own."""
    for row, texts in enumerate(MINE, top):
        for column, text in enumerate(texts, left):
            sheet.cell(row, column).value = text
    first, last = sheet.cell(top, left).coordinate, sheet.cell(top + 2, left + 1).coordinate
    sheet.add_table(Table(displayName=name, ref=f"{first}:{last}"))


def table_rows(desk: Desk, sheet: str, name: str) -> list[list[object]]:
    """Return the rows of a table, including its headings."""
    workbook = Workbook.open(desk.master.read_bytes())
    area = next(table.area for table in workbook.tables(sheet) if table.name == name)
    rows = dict(workbook.rows(sheet))
    columns = range(area.left, area.right + 1)
    return [
        [cells[at].value if at in (cells := rows.get(row, {})) else None for at in columns]
        for row in range(area.top, area.bottom + 1)
    ]


def merged_three_changes(desk: Desk) -> Any:
    desk.answer("Gol", "1.2.3", Status="Påstarta", Framdrift=0.4, Kommentar="I gang")
    return desk.run("merge")


@pytest.mark.parametrize("top", [5, 6, 7, 8, 30])
def test_log_rows_go_into_the_log_and_not_into_a_table_below_it(desk: Desk, top: int) -> None:
    by_hand(desk, lambda book: own_table(book[LOG], top))
    assert merged_three_changes(desk)["notices"] == []
    assert table_rows(desk, LOG, "Notat") == [list(row) for row in MINE]
    rows = table_rows(desk, LOG, "ChangeLog")
    assert len(rows) == 1 + 4
    assert all(row[0] and row[8] == "1" for row in rows[1:])


@pytest.mark.parametrize("left", [12, 16])
def test_a_table_to_the_right_of_the_log_stays_where_it_is(desk: Desk, left: int) -> None:
    by_hand(desk, lambda book: own_table(book[LOG], 3, left))
    by_hand(desk, lambda book: own_table(book[LOG], 6, 1, "Under"))
    before = load_workbook(desk.master)[LOG].tables["Notat"].ref
    assert merged_three_changes(desk)["notices"] == []
    assert load_workbook(desk.master)[LOG].tables["Notat"].ref == before
    assert table_rows(desk, LOG, "Notat") == table_rows(desk, LOG, "Under") == [list(row) for row in MINE]
    assert len(table_rows(desk, LOG, "ChangeLog")) == 5


def test_questions_go_into_the_list_and_a_note_below_it_goes_down(desk: Desk) -> None:
    def note(book: Any) -> None:
        book[CONFLICTS]["B6"] = "Spør Kari"
        book["Oversikt"]["Z1"] = "=Konfliktar!B6"

    by_hand(desk, note)
    desk.answer("Gol", "1.2.3", name="a", Status="Påstarta", Kommentar="ja")
    desk.answer("Gol", "1.2.3", name="b", Status="Gjennomført", Kommentar="nei")
    assert desk.run("merge")["notices"] == []
    assert len(table_rows(desk, CONFLICTS, "Conflicts")) == 1 + 4
    book = load_workbook(desk.master)
    reference = str(book["Oversikt"]["Z1"].value).rpartition("!")[2]
    assert book[CONFLICTS][reference].value == "Spør Kari"
    assert reference != "B6"


@pytest.mark.parametrize("top", [5, 6])
def test_a_list_without_table_right_below_the_log_is_no_part_of_it(desk: Desk, top: int) -> None:
    def plain(book: Any) -> None:
        for row, texts in enumerate((("Emne", "Notat", "Kven"), ("a", "b", "Kari")), top):
            for column, text in enumerate(texts, 1):
                book[LOG].cell(row, column).value = text

    by_hand(desk, plain)
    assert merged_three_changes(desk)["notices"] == []
    assert len(table_rows(desk, LOG, "ChangeLog")) == 1 + 4
    sheet = load_workbook(desk.master)[LOG]
    assert [sheet.cell(row, 3).value for row in range(9, 11)] == ["Kven", "Kari"]


def test_what_cannot_be_moved_stays_and_the_merge_says_where_the_rows_are(desk: Desk) -> None:
    def noted(book: Any) -> None:
        own_table(book[LOG], 6)
        book[LOG]["A7"].comment = Comment("Ring Kari", "Ola")

    by_hand(desk, noted)
    [notice] = merged_three_changes(desk)["notices"]
    assert (notice["sheet"], notice["row"]) == (LOG, 10)
    assert table_rows(desk, LOG, "Notat") == [list(row) for row in MINE]
    assert [row["row"] for row in desk.log()][-4:] == [10, 11, 12, 13]
    assert desk.run("merge")["merge"] is None


def test_a_column_that_the_secretariat_calculates_in_the_log_goes_on(desk: Desk) -> None:
    def calculated(book: Any) -> None:
        table = book[LOG].tables["ChangeLog"]
        book[LOG]["K3"] = "Lengd"
        table.ref = table.autoFilter.ref = "A3:K4"
        column = TableColumn(id=11, name="Lengd")
        column.calculatedColumnFormula = TableFormula(attr_text="LEN(ChangeLog[[#This Row],[Til]])")
        table.tableColumns.append(column)
        table.insertRow = True

    by_hand(desk, calculated)
    merged_three_changes(desk)
    sheet = load_workbook(desk.master)[LOG]
    assert sheet.tables["ChangeLog"].ref == "A3:K7"
    assert not sheet.tables["ChangeLog"].insertRow
    assert {sheet.cell(row, 11).value for row in range(4, 8)} == {"=LEN(ChangeLog[[#This Row],[Til]])"}


def test_rows_below_the_headings_alone_are_a_list_too(desk: Desk) -> None:
    def plain(book: Any) -> None:
        del book[LOG].tables["ChangeLog"]
        own_table(book[LOG], 6)

    by_hand(desk, plain)
    merged_three_changes(desk)
    assert table_rows(desk, LOG, "Notat") == [list(row) for row in MINE]
    assert [row["row"] for row in desk.log() if row["Kven"]] == [4, 5, 6, 7]


def accept(desk: Desk, goal: str, *texts: str) -> Any:
    desk.propose("Gol", *((text,) for text in texts))
    desk.run("merge")
    for text in texts:
        row = by(desk.rows("Framlegg"), "Framlegg", text)["row"]
        desk.write("Framlegg", row, Avgjerd="Gjer til tiltak", Under_mål=goal)
    return desk.run("merge")


def numbers(desk: Desk) -> list[str]:
    sheet = load_workbook(desk.master)[AREA]
    return [str(cell.value) for cell in sheet["A"] if cell.value and "." in str(cell.value)]


def test_an_accepted_proposal_is_below_the_last_measure_of_its_goal(desk: Desk) -> None:
    before = numbers(desk)
    accept(desk, "1.1", "Sykkelveg", "Gangbru")
    at = before.index("1.1.3") + 1
    assert numbers(desk) == [*before[:at], "1.1.4", "1.1.5", *before[at:]]
    assert desk.cell("1.1.4", "Ansvar") == desk.cell("1.1.5", "Ansvar") == "Gol"
    again = desk.master.read_bytes()
    assert desk.run("merge")["hand_edits"] == []
    assert desk.master.read_bytes() == again


@pytest.mark.parametrize("goal", ["1.1", "1.4"])
def test_a_table_below_the_measures_is_neither_stretched_nor_written_in(desk: Desk, goal: str) -> None:
    by_hand(desk, lambda book: own_table(book[AREA], book[AREA].max_row + 3, 4))
    accept(desk, goal, "Sykkelveg", "Gangbru", "Bru")
    assert table_rows(desk, AREA, "Notat") == [list(row) for row in MINE]
    assert len([number for number in numbers(desk) if number.startswith(f"{goal}.")]) == 6
    assert findings(desk.master) == []


def test_where_no_row_can_be_inserted_the_goal_goes_on_at_the_end(desk: Desk) -> None:
    def array(book: Any) -> None:
        book[AREA]["T4"] = ArrayFormula("T4:T12", "=A4:A12")

    by_hand(desk, array)
    accept(desk, "1.1", "Sykkelveg")
    assert numbers(desk)[-2:] == ["1.1", "1.1.4"]


def test_a_measure_without_number_blocks_no_proposal(desk: Desk) -> None:
    desk.edit("1.1.2", Nr=None)
    assert accept(desk, "1.1", "Sykkelveg")["problems"] == []
    assert desk.cell("1.1.4", "Tiltak") == "Sykkelveg"


@pytest.mark.parametrize(
    ("sheet", "cell"),
    [(LOG, "A1048576"), (LOG, "J1048576"), (CONFLICTS, "M1048570"), (AREA, "C1048576"),
     ("Utvikling over tid", "B1048576"), ("Delstatus", "A1048576")],
)  # fmt: skip
def test_a_stray_cell_far_down_stops_nothing_and_check_names_it(desk: Desk, sheet: str, cell: str) -> None:
    def stray(book: Any) -> None:
        book[sheet][cell] = "x"

    by_hand(desk, stray)
    found = [f for f in desk.run("check")["findings"] if cell in f["what"]]
    assert [(f["sheet"], f["row"]) for f in found] == [(sheet, int(cell[1:]))]
    assert merged_three_changes(desk)["merge"] == 1
    assert desk.cell("1.2.3", "Status") == "Påstarta"
    assert load_workbook(desk.master)[sheet][cell].value == "x"
    desk.run("send", "--round", "2030-1")
    assert desk.status < 2


@pytest.mark.parametrize(
    ("sheet", "cell", "escape"),
    [(AREA, "B5", "_x000B_"), (AREA, "B4", "_x0001_"), (AREA, "H5", "_xFFFF_"), (AREA, "L5", "_x001f_"),
     ("Aktørar", "C6", "_x000B_"), (LOG, "C4", "_x0008_")],
)  # fmt: skip
def test_an_illegal_character_in_a_text_stops_nothing_and_check_names_the_cell(
    desk: Desk, sheet: str, cell: str, escape: str
) -> None:
    def spoil(book: Any) -> None:
        book[sheet][cell] = f"{book[sheet][cell].value or 'Eit ord'}{escape} til"

    by_hand(desk, spoil)
    before = load_workbook(desk.master)[sheet][cell].value
    found = [f for f in desk.run("check")["findings"] if cell in f["what"]]
    assert [(f["sheet"], f["row"], f["column"]) for f in found] == [(sheet, int(cell[1:]), cell[0])]
    assert merged_three_changes(desk)["merge"] == 1
    desk.run("send", "--round", "2030-1")
    assert desk.status < 2
    assert load_workbook(desk.master)[sheet][cell].value == before


def test_what_is_sent_and_logged_shows_that_a_character_is_left_out(desk: Desk) -> None:
    desk.edit("1.2.3", Tiltak="Spør_x000B_ meir")
    merged_three_changes(desk)
    assert "Spør\ufffd meir" in {row["Tiltak"] for row in desk.log()}
    assert desk.run("history", "1.2.3")


@pytest.mark.parametrize(("down", "right"), [(6, 0), (0, 3), (5, 2)])
def test_a_list_that_was_moved_on_its_sheet_goes_on_where_it_is_between_the_notes(
    desk: Desk, down: int, right: int
) -> None:
    def move(book: Any) -> None:
        sheet = book[LOG]
        (table,) = sheet.tables.values()
        left, top, last, bottom = (int(side or 0) for side in range_boundaries(table.ref))
        sheet.move_range(table.ref, down, right)
        first, end = sheet.cell(top + down, left + right), sheet.cell(bottom + down, last + right)
        table.ref = f"{first.coordinate}:{end.coordinate}"
        table.autoFilter.ref = table.ref
        sheet.cell(bottom + down + 2, left + right).value = "Notat under"
        sheet.cell(top + down + 1, last + right + 2).value = "Notat til høgre"

    by_hand(desk, move)
    assert merged_three_changes(desk)["notices"] == []
    book = load_workbook(desk.master)
    assert len(table_rows(desk, LOG, "ChangeLog")) == 1 + 4
    (table,) = book[LOG].tables.values()
    left, top, last, bottom = (int(side or 0) for side in range_boundaries(table.ref))
    notes = {
        cell.value: (cell.row, cell.column) for row in book[LOG].iter_rows() for cell in row if cell.value
    }
    assert notes["Notat under"] == (bottom + 2, left)
    assert notes["Notat til høgre"] == (top + 1, last + 2)


@pytest.mark.parametrize("left", [1, 2, 4])
def test_a_table_below_the_measures_is_no_measures_whatever_column_it_begins_in(
    desk: Desk, left: int
) -> None:
    before = desk.run("status")["total"]
    by_hand(desk, lambda book: own_table(book[AREA], book[AREA].max_row + 2, left))
    assert desk.run("check")["findings"] == [f for f in desk.run("check")["findings"] if f["sheet"] != AREA]
    desk.run("merge")
    assert desk.run("status")["total"] == before
    assert table_rows(desk, AREA, "Notat") == [list(row) for row in MINE]
    assert [row for row in desk.log() if row["Kven"] == "Sekretariatet"] == []


def test_a_row_with_a_measures_number_in_a_table_of_other_headings_is_a_finding(desk: Desk) -> None:
    def budget(book: Any) -> None:
        own_table(book[AREA], book[AREA].max_row + 2, 1)
        next(c for row in book[AREA].iter_rows() for c in row if c.value == "a").value = "1.1.9"

    before = desk.run("status")["total"]
    by_hand(desk, budget)
    found = [f for f in desk.run("check")["findings"] if "andre overskrifter" in f["what"]]
    assert [f["sheet"] for f in found] == [AREA]
    assert desk.run("status")["total"] == before


@pytest.mark.parametrize(
    "sheet", ["Aktørar", "Indikatorar", "Delstatus", LOG, CONFLICTS, "Framlegg", "Merknader"]
)
def test_a_table_below_a_list_is_no_rows_of_it(desk: Desk, sheet: str) -> None:
    def below(book: Any) -> None:
        own_table(book[sheet], book[sheet].max_row + 2, 1)

    before = desk.run("check")["findings"]
    by_hand(desk, below)
    assert desk.run("check")["findings"] == before
    assert merged_three_changes(desk)["problems"] == []
    assert table_rows(desk, sheet, "Notat") == [list(row) for row in MINE]
    book = load_workbook(desk.master)[sheet]
    row = next(c.row for cells in book.iter_rows() for c in cells if c.value == "Emne")
    assert [
        c.value for cells in book.iter_rows(min_row=row, max_row=row + 2, min_col=3) for c in cells if c.value
    ] == []


@pytest.mark.parametrize("with_headings", [True, False])
def test_a_new_measure_among_measures_that_somebody_has_formatted_as_a_table_is_a_measure(
    desk: Desk, with_headings: bool
) -> None:
    """Excel takes the first measure for headings, or puts «Kolonne1» above it."""

    def formatted(book: Any) -> None:
        sheet, _, columns = find_measure(book, "1.2.3")
        first = last = sheet.max_row
        if not with_headings:
            sheet.move_range(f"A{last}:{sheet.cell(last, sheet.max_column).coordinate}", rows=1)
            last += 1
            for column in range(1, sheet.max_column + 1):
                sheet.cell(first, column).value = f"Kolonne{column}"
        sheet.cell(last + 1, columns["Tiltak"]).value = "Rydde stiar"
        sheet.cell(last + 1, columns["Ansvar"]).value = "Gol"
        end = sheet.cell(last + 1, sheet.max_column).coordinate
        sheet.add_table(Table(displayName="Tabell9", ref=f"A{first}:{end}"))

    by_hand(desk, formatted)
    desk.run("merge")
    sheet, _, columns = find_measure(load_workbook(desk.master), "1.2.3")
    ids = {
        row[columns["Tiltak"] - 1].value: row[columns["ID"] - 1].value
        for row in sheet.iter_rows(min_row=sheet.max_row - 2)
    }
    assert str(ids["Rydde stiar"]).startswith("M-")
    assert not str(ids.get("Kolonne2")).startswith("M-")


@pytest.mark.parametrize("rows_above", [0, 4])
def test_bodies_that_somebody_has_formatted_as_a_table_of_their_own_are_still_the_bodies(
    desk: Desk, rows_above: int
) -> None:
    """Excel puts «Kolonne1» above the rows if «My table has headers» is not ticked."""
    findings = desk.run("check")["findings"]
    before = {row["actor"] for row in desk.run("send", "--dry-run")["sent"]}

    def formatted(book: Any) -> None:
        sheet = book["Aktørar"]
        (name,) = sheet.tables
        first, last = sheet.tables[name].ref.split(":")
        del sheet.tables[name]
        top = int("".join(filter(str.isdigit, first))) + 1 + rows_above
        sheet.insert_rows(top)
        width = sheet[last].column
        for column in range(1, width + 1):
            sheet.cell(top, column).value = f"Kolonne{column}"
        end = sheet.cell(sheet[last].row + 1, width).coordinate
        sheet.add_table(Table(displayName="Tabell9", ref=f"A{top}:{end}"))

    by_hand(desk, formatted)
    assert {row["actor"] for row in desk.run("send", "--dry-run")["sent"]} == before
    assert desk.run("check")["findings"] == findings


@pytest.mark.parametrize("left", [13, 14, 15])
def test_a_table_right_below_a_list_across_its_last_columns_stops_no_merge(desk: Desk, left: int) -> None:
    by_hand(desk, lambda book: own_table(book[CONFLICTS], 5, left))
    desk.edit("1.2.3", Kommentar="Masteren")
    for number in ("1.1.1", "1.1.2", "1.1.3"):
        actor = "Regionrådet" if number == "1.1.3" else "Næringsforum"
        desk.answer(actor, number, f"{number}", Status="uklart")
    desk.run("merge")
    assert [row["Nr"] for row in desk.rows(CONFLICTS) if row["Nr"]] == ["1.1.1", "1.1.2", "1.1.3"]
    assert table_rows(desk, CONFLICTS, "Notat") == [list(row) for row in MINE]
    assert desk.run("status")["open_questions"] == 3
