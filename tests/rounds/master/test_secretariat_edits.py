"""All edits of the master by the secretariat between `send` and `merge` survive, and only answers are added."""

import re
import zipfile
from pathlib import Path

from lxml import etree
from openpyxl.utils import get_column_letter

from tests.libreoffice import LibreOffice
from tests.resaves.filled import painted
from tests.rounds.answers import answer, header, measure, measures
from tests.rounds.as_excel import ExcelBook, cut_and_inserted, inserted_before
from tests.rounds.commands import regionplan_in_process as regionplan
from tests.rounds.desk import Desk
from tests.rounds.master_by_hand import find_measure
from tests.workbooks import cell_values, load_workbook

SML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
AREA, MOVED_ON = "Næringsutvikling", "Klima og miljø"
WRITTEN = (AREA, MOVED_ON, "Oversikt", "Delstatus", "Endringslogg", "Utvikling over tid")
"""The sheets that the answers below are written on, and those that sum them up."""
NEW_ROW = {"Nr": "1.1.9", "Tiltak": "Eit heilt nytt tiltak", "Tid": "2026", "Ansvar": "Næringsforum"}
NOTE = "Ring Ål om dette: æøå"
ANSWERS: dict[str, dict[str, dict[str, object]]] = {
    "Næringsforum": {"1.1.1": {"Status": "Gjennomført", "Framdrift": 1.0, "Kommentar": "Ferdig\ni går"}},
    "Gol": {"4.2.1": {"Status": "Påstarta", "Kommentar": "På veg"}},
}


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def sheet_part(path: Path, name: str) -> str:
    """Return the part of a sheet."""
    found = load_workbook(path).sheetnames.index(name)
    book = etree.fromstring(parts(path)["xl/workbook.xml"])
    sheet = book.findall(f"{SML}sheets/{SML}sheet")[found]
    relations = etree.fromstring(parts(path)["xl/_rels/workbook.xml.rels"])
    target = next(
        str(r.get("Target")) for r in relations if r.get("Id") in sheet.attrib.values() and r.get("Target")
    )
    return f"xl/{target.removeprefix('/xl/')}"


def looks(path: Path) -> dict[tuple[str, str], str]:
    """Return the colour that each cell is painted with."""
    book = load_workbook(path)
    return {
        (sheet.title, cell.coordinate): str(cell.fill.fgColor.rgb)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fill_type
    }


def rows(data: bytes) -> dict[int, bytes]:
    """Return the rows of a sheet as written."""
    return {
        int(row.get("r", "")): etree.tostring(row, method="c14n")
        for row in etree.fromstring(data).iter(f"{SML}row")
    }


def changed_cells(before: Path, after: Path) -> set[tuple[str, str]]:
    """Return sheet and place of each cell with another value."""
    old, new = cell_values(before), cell_values(after)
    return {place for place in old.keys() | new.keys() if old.get(place) != new.get(place)}


def around_the_cells(data: bytes) -> bytes:
    """Return a sheet without its cells and its extent: columns, formats, rules, links to drawings and notes."""
    root = etree.fromstring(data)
    for name in ("sheetData", "dimension"):
        for element in root.findall(f"{SML}{name}"):
            root.remove(element)
    return etree.tostring(root, method="c14n")


def column_of(path: Path, sheet: str, heading: str) -> str:
    _, columns = header(load_workbook(path)[sheet])
    return get_column_letter(columns[heading])


def cell_of(path: Path, sheet: str, value: str) -> str:
    """Return the first cell with that value."""
    return next(
        cell for (where, cell), found in cell_values(path).items() if (where, found) == (sheet, value)
    )


def assert_only_answers_came(before: Path, after: Path) -> None:
    """Assert that only the sheets written to, tables and charts have changed, and these sheets only in their cells."""
    old, new = parts(before), parts(after)
    assert new.keys() == old.keys()
    written = {sheet_part(before, name) for name in WRITTEN}
    touched = {name for name in new if new[name] != old[name]}
    assert {
        name
        for name in touched - written
        if not re.search(r"/tables?/|xl/tables/|xl/charts/|xl/workbook\.xml", name)
    } == set()
    for name in written:
        assert around_the_cells(new[name]) == around_the_cells(old[name]), name
    book, old_book = new["xl/workbook.xml"], old["xl/workbook.xml"]
    assert re.sub(rb"<calcPr[^>]*/>", b"", book) == re.sub(rb"<calcPr[^>]*/>", b"", old_book)
    assert looks(after) == looks(before)
    said = {(sheet, int(re.sub(r"\D", "", cell))) for sheet, cell in changed_cells(before, after)}
    for name in WRITTEN:
        part = sheet_part(before, name)
        was, now = rows(old[part]), rows(new[part])
        assert {row for row in was.keys() | now.keys() if was.get(row) != now.get(row)} <= {
            row for sheet, row in said if sheet == name
        }


def assert_the_new_row_and_the_moved_column_are_understood(before: Path, after: Path) -> None:
    """Assert that the new measure has an ID, answers are in the moved columns, and no other cell has changed."""
    own = measure(after, "1.1.9")
    assert {heading: own[heading] for heading in NEW_ROW} == NEW_ROW
    assert re.fullmatch(r"M-[0-9A-Z]{5}", str(own["ID"]))
    assert own["ID"] not in measures(before)
    told = measure(after, "1.1.1")
    assert (told["Status"], told["Framdrift"], told["Kommentar"]) == ("Gjennomført", 1, "Ferdig\ni går")
    assert measure(after, "4.2.1")["Status"] == "Påstarta"
    new = cell_values(after)
    changed = changed_cells(before, after)
    # The status of 1.1.3 is only painted: it gets the word too.
    for sheet, number in ((AREA, {"1.1.1", "1.1.3", "1.1.9"}), (MOVED_ON, {"4.2.1"})):
        told_in = {new[sheet, "A" + re.sub(r"\D", "", cell)] for where, cell in changed if where == sheet}
        assert told_in == number
    assert {sheet for sheet, _ in changed} <= set(WRITTEN)


def test_edits_made_in_libreoffice_are_all_there_after_the_merge(
    sent: Path, tmp_path: Path, shared: Path, libreoffice: LibreOffice
) -> None:
    master = sent / "workbooks" / "master.xlsx"
    picture = tmp_path / "bilete.png"
    picture.write_bytes(PICTURE)
    job = {
        "master": str(master),
        "picture": str(picture),
        "new_row": {"sheet": AREA, "above": "1.1.2", "cells": NEW_ROW},
        "moved": {"sheet": MOVED_ON, "heading": "Merknad", "before": "Status"},
        "painted": [
            {"sheet": AREA, "cell": "B5", "colour": "FFD966"},
            {"sheet": AREA, "cell": "F8", "colour": "00B050"},
        ],
        "drawn_on": AREA,
        "note": {"sheet": MOVED_ON, "cell": "B6", "text": NOTE},
    }
    libreoffice.run("edit.py", job)
    edited = tmp_path / "edited.xlsx"
    edited.write_bytes(master.read_bytes())
    assert column_of(edited, MOVED_ON, "Merknad") == "F"
    assert any("drawing" in name or "media" in name for name in parts(edited))
    for actor, answers in ANSWERS.items():
        answer(sent, actor, answers)

    run = regionplan("--json", "merge", folder=sent)

    assert run.status == 0, run.err + run.out
    assert_only_answers_came(edited, master)
    assert_the_new_row_and_the_moved_column_are_understood(edited, master)
    seen = libreoffice.run("read.py", [str(edited), str(master)])
    was, now = seen[str(edited)], seen[str(master)]
    assert now.keys() == was.keys()
    assert now["Eige notat"] == was["Eige notat"]
    assert NOTE in now[MOVED_ON]["notes"]
    for sheet in now:
        assert [now[sheet][what] for what in ("pictures", "charts", "notes")] == [
            was[sheet][what] for what in ("pictures", "charts", "notes")
        ], sheet
    assert (now[AREA]["pictures"], now[AREA]["charts"]) == (1, 1)


def test_edits_made_in_excel_are_all_there_after_the_merge(sent: Path, tmp_path: Path) -> None:
    master = sent / "workbooks" / "master.xlsx"
    book = ExcelBook(master)
    place = int(cell_of(master, AREA, "1.1.2").removeprefix("A"))
    book.move(AREA, rows=inserted_before(place))
    book.write(
        AREA,
        {f"{column_of(master, AREA, heading)}{place}": text for heading, text in NEW_ROW.items()},
        like=5,
    )
    book.move(AREA, columns=inserted_before(6))
    book.write(AREA, {"F3": "Prioritet", "F5": "Høg", f"F{place}": "Låg"})
    book.move(MOVED_ON, columns=cut_and_inserted(12, before=6))
    book.write(MOVED_ON, {"F5": "Eiga merknad"})
    book.draw(AREA, PICTURE)
    book.as_saved_by_excel(AREA)
    book.save()
    master.write_bytes(painted(master.read_bytes(), AREA, {"B7": "FFFFD966", f"G{place + 2}": "FF00B050"}))
    edited = tmp_path / "edited.xlsx"
    edited.write_bytes(master.read_bytes())
    assert [column_of(edited, AREA, heading) for heading in ("Prioritet", "Status", "ID")] == ["F", "G", "N"]
    assert [column_of(edited, MOVED_ON, heading) for heading in ("Merknad", "Status", "ID")] == [
        "F",
        "G",
        "M",
    ]
    for actor, answers in ANSWERS.items():
        answer(sent, actor, answers)

    run = regionplan("--json", "merge", folder=sent)

    assert run.status == 0, run.err + run.out
    assert_only_answers_came(edited, master)
    assert_the_new_row_and_the_moved_column_are_understood(edited, master)
    assert measure(master, "1.1.1")["Prioritet"] == "Høg"
    sums = regionplan("--json", "status", folder=sent).data["total"]
    assert sums["measures"] == 69


# A red point, 1 x 1.
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


def test_a_merge_keeps_own_columns_and_writes_to_none_of_them(desk: Desk) -> None:
    book = load_workbook(desk.master)
    sheet, row, _ = find_measure(book, "1.1.1")
    heading = header(sheet)[0]
    for at, (name, value) in enumerate(
        (("Prioritet", 1), ("Kostnad", "=2*125000"), ("Delområde", "Dans")), 20
    ):
        sheet.cell(heading, at).value = name
        sheet.cell(row, at).value = value
    book.save(desk.master)
    desk.answer("Næringsforum", "1.1.1", Status="Gjennomført", Kommentar="Ferdig")
    desk.run("merge")
    assert desk.cell("1.1.1", "Status") == "Gjennomført"
    said = [desk.cell("1.1.1", name) for name in ("Prioritet", "Kostnad", "Delområde")]
    assert said == [1, "=2*125000", "Dans"]
