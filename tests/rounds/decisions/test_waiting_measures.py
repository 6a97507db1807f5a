"""A measure with an open question is marked, and counted alike by Oversikt, `status`, the report and the case."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest

from regionplan_xl.excel.common.columns import WAITING_MEASURES
from regionplan_xl.ooxml.editing.change import changed
from tests.rounds.desk import Desk
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def as_of(desk: Desk) -> str:
    """Return the line below Oversikt's title."""
    return str(load_workbook(desk.master)["Oversikt"]["A2"].value)


def undecided(desk: Desk) -> dict[str, Any]:
    """Return the number of waiting measures, by output, and their numbers."""
    status, report = desk.run("status"), desk.run("report", "--format", "json,docx")
    files = {Path(name).suffix: Path(name) for name in report["files"]}
    figures = json.loads(files[".json"].read_text(encoding="utf-8"))
    case = docx.Document(str(files[".docx"]))
    glance = [[cell.text for cell in row.cells] for row in case.tables[1].rows]
    marked = {
        row.cells[0].text.split()[0] for t in case.tables for row in t.rows if _waits(row.cells[-1].text)
    }
    return {
        "status": status["total"]["awaiting_decision"],
        "areas": sum(area["awaiting_decision"] for area in status["areas"]),
        "report": report["awaiting_decision"],
        "figures": figures["total"]["undecided"],
        "figures per area": sum(area["counts"]["undecided"] for area in figures["areas"]),
        "numbers": sorted(measure["number"] for measure in status["awaiting_decision"]),
        "marked in figures": sorted(line["number"] for line in figures["measures"] if line["undecided"]),
        "marked in the case": sorted(marked),
        "said on page one": next(rest for what, *rest in glance if _waits(what)),
    }


def _waits(text: str) -> bool:
    return "Ventar på avgjerd" in text


def everywhere(count: int, *numbers: str) -> dict[str, Any]:
    """Return the expected numbers of all outputs for that many waiting measures."""
    counts = dict.fromkeys(("status", "areas", "report", "figures", "figures per area"), count)
    marks = {by: list(numbers) for by in ("numbers", "marked in figures", "marked in the case")}
    return {**counts, **marks, "said on page one": [str(count), ", ".join(numbers)]}


def test_a_measure_that_waits_for_a_decision_is_counted_alike_everywhere(desk: Desk) -> None:
    assert undecided(desk) == everywhere(0)
    assert "ventar" not in as_of(desk)
    desk.answer("KRU", "6.1.1", Status="kanskje")
    desk.run("merge")
    assert undecided(desk) == everywhere(1, "6.1.1")
    assert as_of(desk).endswith("  ·  1 ventar på avgjerd")


def test_two_questions_about_one_measure_are_one_measure_that_waits(desk: Desk) -> None:
    desk.answer("KRU", "6.1.1", Status="kanskje", Framdrift="snart")
    desk.run("merge")
    assert len(desk.rows("Konfliktar")) == 2
    assert undecided(desk) == everywhere(1, "6.1.1")
    assert as_of(desk).endswith("  ·  1 ventar på avgjerd")


def test_a_measure_waits_no_more_when_all_its_questions_are_settled_and_again_when_that_is_undone(
    desk: Desk,
) -> None:
    desk.answer("KRU", "6.1.1", Status="kanskje", Framdrift="snart")
    desk.run("merge")
    desk.write("Konfliktar", desk.rows("Konfliktar")[0]["row"], Avgjerd="Behald masteren")
    desk.run("merge")
    assert as_of(desk).endswith("1 ventar på avgjerd")
    desk.write("Konfliktar", desk.rows("Konfliktar")[0]["row"], Avgjerd="Behald masteren")
    desk.run("merge")
    assert undecided(desk) == everywhere(0)
    assert "ventar" not in as_of(desk)
    desk.edit("1.1.1", Merknad="Endra etterpå, så angre skriv berre cellene")
    desk.run("undo")
    assert undecided(desk) == everywhere(1, "6.1.1")
    assert as_of(desk).endswith("1 ventar på avgjerd")


def test_a_file_that_waits_is_no_measure_that_waits(desk: Desk) -> None:
    (desk.folder / "workbooks" / "inbox" / "skadd.xlsx").write_bytes(b"PK\x03\x04 ikkje heil")
    desk.run("merge")
    assert desk.run("status")["open_questions"] == 1
    assert undecided(desk) == everywhere(0)
    assert "ventar" not in as_of(desk)


def test_a_measure_deleted_while_it_waits_is_counted_nowhere(desk: Desk) -> None:
    desk.answer("KRU", "6.1.1", Status="kanskje")
    desk.run("merge")
    desk.delete("6.1.1")
    desk.run("merge")
    assert undecided(desk)["status"] == 0
    assert "ventar" not in as_of(desk)


# Masters made before measures were marked.


def without_marks(desk: Desk, *, name: bool = False) -> None:
    """Remove the marks from the master; the defined name only if `name` is given."""
    parts: dict[str, bytes] = {}
    with zipfile.ZipFile(desk.master) as book:
        for part in book.namelist():
            data = book.read(part)
            if part.startswith("xl/worksheets/sheet") and WAITING_MEASURES.encode() in data:
                start = data.rindex(b"<conditionalFormatting", 0, data.index(WAITING_MEASURES.encode()))
                end = data.index(b"</conditionalFormatting>", start) + len(b"</conditionalFormatting>")
                parts[part] = data[:start] + data[end:]
            if part == "xl/workbook.xml" and name:
                at = data.index(f'<definedName name="{WAITING_MEASURES}"'.encode())
                end = data.index(b"</definedName>", at) + len(b"</definedName>")
                parts[part] = data[:at] + data[end:]
    desk.master.write_bytes(changed(desk.master.read_bytes(), {}, parts=parts)[0])
    assert not list(marks(desk))


def marks(desk: Desk) -> Iterator[tuple[str, str, str]]:
    """Yield each rule that marks measures: its sheet, its cells, its colour."""
    book = load_workbook(desk.master)
    for sheet in book.worksheets:
        for ranges in sheet.conditional_formatting:
            for rule in ranges.rules:
                if WAITING_MEASURES in "".join(rule.formula):
                    yield sheet.title, str(ranges.sqref), rule.dxf.fill.bgColor.rgb


@pytest.mark.parametrize("name", [True, False])
def test_a_master_from_before_there_were_marks_gets_them_where_a_measure_waits(
    desk: Desk, name: bool
) -> None:
    without_marks(desk, name=name)
    desk.answer("KRU", "6.1.1", Status="kanskje")
    desk.run("merge")
    ((sheet, cells, colour),) = marks(desk)
    assert (sheet, colour) == ("Interkommunale tenester", "FFFFE699")
    assert cells.startswith("A4:A") and " B4:B" in cells
    named = load_workbook(desk.master).defined_names[WAITING_MEASURES].attr_text
    at = next(c.column_letter for c in load_workbook(desk.master)["Konfliktar"][3] if c.value == "Tiltaks-ID")
    assert named == f"'Konfliktar'!${at}:${at}"


def test_the_mark_comes_once_and_stays_when_other_measures_wait_later(desk: Desk) -> None:
    without_marks(desk, name=True)
    desk.answer("KRU", "6.1.1", Status="kanskje")
    desk.run("merge")
    desk.answer("KRU", "6.1.1", "KRU igjen", Framdrift="snart")
    desk.run("merge")
    assert [sheet for sheet, _, _ in marks(desk)] == ["Interkommunale tenester"]


def test_a_master_where_nothing_waits_gets_no_marks(desk: Desk) -> None:
    without_marks(desk, name=True)
    desk.answer("KRU", "6.1.1", Status="Gjennomført")
    desk.run("merge")
    assert not list(marks(desk))


def test_konfliktar_that_was_deleted_and_comes_back_marks_measures_again(desk: Desk) -> None:
    book = load_workbook(desk.master)
    book.remove(book["Konfliktar"])
    book.defined_names[WAITING_MEASURES].attr_text = "#REF!$N:$N"
    book.save(desk.master)
    desk.answer("KRU", "6.1.1", Status="kanskje")
    desk.run("merge")
    name = load_workbook(desk.master).defined_names[WAITING_MEASURES].attr_text
    assert name.startswith("'Konfliktar'!$")


def test_a_workbook_saved_again_by_another_program_keeps_its_rules_and_gets_the_mark_last(desk: Desk) -> None:
    without_marks(desk, name=True)
    book = load_workbook(desk.master)
    out = io.BytesIO()
    book.save(out)
    desk.master.write_bytes(out.getvalue())
    desk.answer("KRU", "6.1.1", Status="kanskje")
    desk.run("merge")
    sheet = load_workbook(desk.master)["Interkommunale tenester"]
    priorities = [
        (r.priority, WAITING_MEASURES in "".join(r.formula))
        for c in sheet.conditional_formatting
        for r in c.rules
    ]
    assert len(priorities) > 1
    assert max(priorities)[1]
    assert len({priority for priority, _ in priorities}) == len(priorities)
