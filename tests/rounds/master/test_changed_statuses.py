"""Statuses changed in config.yaml after the master was made: the next merge updates the master."""

import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl.styles import PatternFill
from openpyxl.worksheet.table import Table

from tests.excel_rules.rules import findings
from tests.rounds.as_excel import ExcelBook
from tests.rounds.commands import regionplan_in_process
from tests.rounds.desk import Desk
from tests.rounds.master_by_hand import find_measure
from tests.rounds.one_figure import chart_values, counted
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
DROPPED = '  dropped:\n    colour: "#7F7F7F"\n    label: {nn: Avslutta, nb: Avsluttet, en: Dropped}\n\n'
WAITING = '  waiting:\n    colour: "#5B9BD5"\n    label: {nn: På vent, nb: På vent, en: On hold}\n\n'
DONE = "  done:\n"
OLD = ["Ikkje påstarta", "Påstarta", "Gjennomført"]
EARLIER_MASTER = Path(__file__).with_name("earlier_master.xlsx")
"""The example plan as an earlier version wrote it: Indikatorar has fewer columns, lists are printed smaller."""


def configure(desk: Desk, old: str, new: str) -> None:
    path = desk.folder / "config.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def headings(desk: Desk) -> list[str]:
    """Return the headings between the number of measures and «Utan status» on Oversikt."""
    sheet: Any = load_workbook(desk.master)["Oversikt"]
    row = next(row for row in range(1, 20) if sheet.cell(row, 2).value == "Satsingsområde")
    texts = [str(cell.value) for cell in sheet[row] if cell.value]
    return texts[texts.index("Tiltak") + 1 : texts.index("Utan status")]


def drop_downs(desk: Desk) -> dict[str, str]:
    """Return the choices in the status drop-down, by sheet."""
    book = load_workbook(desk.master)
    return {
        sheet.title: validation.formula1
        for sheet in book.worksheets
        for validation in sheet.data_validations.dataValidation
        if validation.promptTitle == "Status"
    }


def coloured(desk: Desk, sheet: str, word: str) -> set[str]:
    """Return the colours that the rules of a sheet give to a word."""
    rules = load_workbook(desk.master)[sheet].conditional_formatting
    return {
        str(rule.dxf.fill.bgColor.rgb)[-6:]
        for area in rules
        for rule in area.rules
        if f'="{word}"' in "".join(rule.formula)
    }


def agreed(desk: Desk) -> dict[str, int]:
    found = counted(desk)
    assert found["status"] == found["oversikt"] == found["case"] == found["ledger"], found
    return found["status"]


def breaches(desk: Desk) -> list[str]:
    return [str(one) for one in findings(desk.master)]


@pytest.mark.parametrize(
    ("added", "labels"),
    [
        (DROPPED + DONE, ["Avslutta"]),
        (WAITING + DROPPED + DONE, ["På vent", "Avslutta"]),
    ],
)
def test_a_status_added_later_is_everywhere_after_the_next_merge(
    desk: Desk, added: str, labels: list[str]
) -> None:
    configure(desk, DONE, added)
    desk.run("merge")
    assert headings(desk) == [*OLD, *labels]
    wanted = '"' + ",".join([*OLD[:2], *labels, OLD[2]]) + '"'
    assert set(drop_downs(desk).values()) == {wanted}
    assert {"Delstatus", "Kultur"} & drop_downs(desk).keys()
    assert coloured(desk, "Delstatus", "Avslutta") == {"7F7F7F"}
    assert set(labels) <= chart_values(desk).keys()
    assert breaches(desk) == []

    desk.edit("6.1.1", Status="Avslutta")
    desk.run("merge")
    assert agreed(desk)["Avslutta"] == 1
    assert sum(chart_values(desk)["Avslutta"]) == 1
    trend: Any = load_workbook(desk.master)["Utvikling over tid"]
    row = next(row for row in range(5, 60) if trend.cell(row, 3).value == "Dato")
    at = next(cell.column for cell in trend[row] if cell.value == "Avslutta")
    assert sum(trend.cell(r, at).value or 0 for r in range(row + 1, trend.max_row + 1)) == 1
    assert not [one for one in desk.run("check")["findings"] if "kolonne for" in one["what"]]


def test_the_merge_says_what_it_has_done_once_and_writes_nothing_thereafter(desk: Desk) -> None:
    configure(desk, DONE, DROPPED + DONE)
    told = desk.run("merge")["statuses"]
    assert [(one["from"], one["to"]) for one in told] == [
        ("Ikkje påstarta, Påstarta, Gjennomført", "Ikkje påstarta, Påstarta, Avslutta, Gjennomført")
    ]
    logged = [row for row in desk.log() if row["Felt"] == "Statusar"]
    assert [(row["Kven"], row["Til"]) for row in logged] == [("Sett i config.yaml", told[0]["to"])]
    before = desk.master.read_bytes()
    assert desk.run("merge")["statuses"] == []
    assert desk.master.read_bytes() == before


def test_a_preview_says_so_and_changes_nothing(desk: Desk) -> None:
    before = desk.master.read_bytes()
    configure(desk, DONE, DROPPED + DONE)
    assert len(desk.run("merge", "--dry-run")["statuses"]) == 1
    assert desk.master.read_bytes() == before


def test_what_the_secretariat_has_beside_the_counts_moves_along_and_still_says_the_same(desk: Desk) -> None:
    book = load_workbook(desk.master)
    sheet: Any = book["Oversikt"]
    right = sheet.max_column + 2
    sheet.cell(4, right).value = "Eigen"
    sheet.cell(5, right).value = "=G5*2"
    own = book.create_sheet("Eige")
    own["A1"], own["A2"] = "=Oversikt!G5", "=SUM(Oversikt!C:C)"
    book.save(desk.master)
    configure(desk, DONE, WAITING + DROPPED + DONE)
    desk.run("merge")
    book = load_workbook(desk.master)
    sheet, own = book["Oversikt"], book["Eige"]
    # Two columns among the counts, two among the changes; «Utan status» was G.
    assert (sheet.cell(4, right + 4).value, sheet.cell(5, right + 4).value) == ("Eigen", "=I5*2")
    assert (own["A1"].value, own["A2"].value) == ("=Oversikt!I5", "=SUM(Oversikt!C:C)")


def test_where_a_column_cannot_be_inserted_safely_nothing_is_and_check_says_how(desk: Desk) -> None:
    book = load_workbook(desk.master)
    sheet: Any = book["Oversikt"]
    for at, text in enumerate(("A", "B", "C", "D"), 5):
        sheet.cell(150, at).value = text
    sheet.add_table(Table(displayName="Mine", ref="E150:H152"))
    book.save(desk.master)
    configure(desk, DONE, DROPPED + DONE)
    notices = desk.run("merge")["notices"]
    assert ["Avslutta" in one["what"] for one in notices] == [True]
    assert headings(desk) == OLD
    assert set(drop_downs(desk).values()) == {'"Ikkje påstarta,Påstarta,Avslutta,Gjennomført"'}
    assert any("ingen kolonne for «Avslutta»" in one["what"] for one in desk.run("check")["findings"])
    before = desk.master.read_bytes()
    desk.run("merge")
    assert desk.master.read_bytes() == before


def test_a_status_removed_counts_nothing_and_its_word_is_unread_in_every_output(desk: Desk) -> None:
    configure(desk, DONE, DROPPED + DONE)
    desk.edit("6.1.1", Status="Avslutta")
    desk.run("merge")
    configure(desk, DROPPED, "")
    desk.run("merge")
    counts = agreed(desk)
    assert counts["Ulesen status"] == 1
    assert headings(desk) == [*OLD, "Avslutta (ikkje i bruk)"]
    assert "Avslutta" not in "".join(drop_downs(desk).values())
    assert coloured(desk, "Delstatus", "Avslutta") == set()
    assert not [name for name in chart_values(desk) if "Avslutta" in name]
    assert any("Avslutta" in one["what"] for one in desk.run("check")["findings"])
    assert breaches(desk) == []
    before = desk.master.read_bytes()
    desk.run("merge")
    assert desk.master.read_bytes() == before


def test_a_removed_status_that_comes_back_counts_again(desk: Desk) -> None:
    configure(desk, DONE, DROPPED + DONE)
    desk.edit("6.1.1", Status="Avslutta")
    desk.run("merge")
    configure(desk, DROPPED, "")
    desk.run("merge")
    configure(desk, DONE, DROPPED + DONE)
    desk.run("merge")
    assert agreed(desk)["Avslutta"] == 1


def test_a_new_label_takes_over_the_column_and_the_old_word_is_unread_and_never_another_status(
    desk: Desk,
) -> None:
    configure(desk, DONE, DROPPED + DONE)
    desk.edit("6.1.1", Status="Avslutta")
    desk.run("merge")
    configure(desk, "nn: Avslutta,", "nn: Lagd vekk,")
    desk.run("merge")
    assert headings(desk) == [*OLD, "Lagd vekk"]
    assert set(drop_downs(desk).values()) == {'"Ikkje påstarta,Påstarta,Lagd vekk,Gjennomført"'}
    counts = agreed(desk)
    assert (counts["Ulesen status"], counts["Gjennomført"]) == (1, 0)
    assert desk.cell("6.1.1", "Status") == "Avslutta"
    assert any("Avslutta" in one["what"] for one in desk.run("check")["findings"])
    assert coloured(desk, "Delstatus", "Avslutta") == set()
    desk.edit("6.1.1", Status="Lagd vekk")
    desk.run("merge")
    assert agreed(desk)["Lagd vekk"] == 1
    assert sum(chart_values(desk)["Lagd vekk"]) == 1
    assert breaches(desk) == []


@pytest.mark.parametrize(
    ("old", "also"), [("nn: Påstarta,", "also: [gul,"), ("nn: Ikkje påstarta,", "also: [raud,")]
)
def test_a_label_that_is_still_understood_is_written_as_the_new_label(
    desk: Desk, old: str, also: str
) -> None:
    label = old[4:-1]
    desk.edit("6.1.1", Status=label)
    desk.run("merge")
    configure(desk, old, "nn: Nytt ord,")
    configure(desk, also, f"{also[:-1].replace('[', f'[{label}, ')},")
    desk.run("merge")
    assert desk.cell("6.1.1", "Status") == "Nytt ord"
    assert agreed(desk)["Nytt ord"] == 1


def test_a_new_colour_reaches_rules_headings_and_chart(desk: Desk) -> None:
    configure(desk, '"#FFC000"', '"#FFF200"')
    desk.run("merge")
    assert coloured(desk, "Delstatus", "Påstarta") == {"FFF200"}
    book: Any = load_workbook(desk.master)
    headed = [cell for cell in book["Oversikt"][4] if cell.value == "Påstarta"]
    assert {str(cell.fill.fgColor.rgb)[-6:] for cell in headed} == {"FFF200"}
    (chart,) = book["Oversikt"]._charts
    assert [str(s.graphicalProperties.solidFill.srgbClr) for s in chart.series][1] == "FFF200"
    assert breaches(desk) == []
    before = desk.master.read_bytes()
    desk.run("merge")
    assert desk.master.read_bytes() == before


def test_a_colour_that_the_secretariat_has_given_a_heading_itself_stays(desk: Desk) -> None:
    book = load_workbook(desk.master)
    cell: Any = next(cell for cell in book["Oversikt"][4] if cell.value == "Påstarta")
    cell.fill = PatternFill("solid", fgColor="FF00FFFF")
    book.save(desk.master)
    desk.run("merge")  # fills in the figures that openpyxl does not save
    book = load_workbook(desk.master)
    assert book["Oversikt"][cell.coordinate].fill.fgColor.rgb == "FF00FFFF"
    before = desk.master.read_bytes()
    desk.run("merge")
    assert desk.master.read_bytes() == before


def test_another_order_changes_the_list_and_leaves_the_columns_where_formulas_refer_to_them(
    desk: Desk,
) -> None:
    path = desk.folder / "config.yaml"
    text = path.read_text(encoding="utf-8")
    blocks = re.findall(r"  (?:not_started|started|done):\n(?:    .*\n)+", text)
    assert len(blocks) == 3
    text = text.replace(blocks[0], "<1>").replace(blocks[1], blocks[0]).replace("<1>", blocks[1])
    path.write_text(text, encoding="utf-8")
    desk.run("merge")
    assert set(drop_downs(desk).values()) == {'"Påstarta,Ikkje påstarta,Gjennomført"'}
    assert headings(desk) == OLD
    agreed(desk)


def test_undo_puts_back_the_master_without_the_status_and_the_next_merge_adds_it_again(desk: Desk) -> None:
    before = desk.master.read_bytes()
    configure(desk, DONE, DROPPED + DONE)
    desk.run("merge")
    desk.run("undo")
    assert headings(desk) == OLD
    assert desk.master.read_bytes() == before
    desk.run("merge")
    assert headings(desk) == [*OLD, "Avslutta"]


def test_a_master_of_an_earlier_version_follows_too(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    assert regionplan_in_process("init", folder).status == 0
    desk = Desk(folder)
    shutil.copy(EARLIER_MASTER, desk.master)
    desk.run("merge")
    configure(desk, DONE, WAITING + DROPPED + DONE)
    desk.edit("6.1.1", Status="På vent")
    desk.run("merge")
    assert headings(desk) == [*OLD, "På vent", "Avslutta"]
    assert agreed(desk)["På vent"] == 1
    assert breaches(desk) == []


def test_an_actors_workbook_offers_the_new_status_and_its_answer_counts(desk: Desk) -> None:
    configure(desk, DONE, DROPPED + DONE)
    desk.run("merge")
    desk.run("send", "--new")
    folder = max((desk.folder / "workbooks" / "outbox").iterdir(), key=lambda one: one.stat().st_mtime)
    sheet = load_workbook(folder / "KRU.xlsx")["Tiltak"]
    offered = [v.formula1 for v in sheet.data_validations.dataValidation if v.type == "list"]
    assert any("Avslutta" in one for one in offered)


def test_a_status_typed_in_before_the_merge_is_counted_and_nobody_elses_row_changes(desk: Desk) -> None:
    configure(desk, DONE, DROPPED + DONE)
    desk.edit("6.1.1", Status="Avslutta")
    desk.answer("KRU", "6.1.2", Status="Gjennomført")
    desk.run("merge")
    counts = agreed(desk)
    assert (counts["Avslutta"], counts["Gjennomført"]) == (1, 1)
    _, _, columns = find_measure(load_workbook(desk.master), "6.1.1")
    assert "Status" in columns


def test_a_chart_of_the_secretariats_own_keeps_its_series(desk: Desk) -> None:
    book = ExcelBook(desk.master)
    own = book.parts["xl/charts/chart1.xml"]
    series = re.findall(rb"<c:ser>.*?</c:ser>", own, re.DOTALL)
    # As ours was, but without those who have no status: it may be a chart of their own.
    for one in series[3:]:
        own = own.replace(one, b"")
    book.parts["xl/charts/chart1.xml"] = own
    book.save()
    configure(desk, DONE, DROPPED + DONE)
    desk.run("merge")
    with zipfile.ZipFile(desk.master) as archive:
        after = archive.read("xl/charts/chart1.xml")
    assert len(re.findall(rb"<c:ser>", after)) == 3
