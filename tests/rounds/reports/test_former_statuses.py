"""A status that is taken out of config.yaml is still called by its word wherever the past is told."""

import csv
from pathlib import Path
from typing import Any

import docx
import pytest

from tests.rounds.commands import regionplan_in_process
from tests.rounds.desk import Desk

HALTED = '  halted:\n    colour: "#7030A0"\n    label: {nn: Sett på vent, nb: Satt på vent, en: Halted}\n\n'
DONE = "  done:\n"


@pytest.fixture
def over(desk: Desk) -> Desk:
    """A measure was on hold at a meeting, is done now, and «on hold» is no status any more."""
    settings = desk.folder / "config.yaml"
    before = settings.read_text("utf-8")
    assert DONE in before
    settings.write_text(before.replace(DONE, HALTED + DONE, 1), "utf-8")
    desk.edit("1.1.1", Status="Sett på vent")
    desk.run("merge")
    desk.run("report", "--format", "docx", "--meeting", "Møte 1", "--freeze")
    desk.edit("1.1.1", Status="Gjennomført")
    desk.run("merge")
    settings.write_text(before, "utf-8")
    desk.run("merge")
    return desk


def test_history_says_the_word_of_a_status_that_the_plan_no_longer_has(over: Desk) -> None:
    said = regionplan_in_process("history", "1.1.1", folder=over.folder).out
    assert said.count("Sett på vent") == 2
    assert "halted" not in said


def test_the_case_says_what_a_measure_was_in_the_word_of_that_time(over: Desk) -> None:
    (path,) = over.run("report", "--format", "docx", "--since", "Møte 1")["files"]
    changed = [
        [cell.text for cell in row.cells]
        for table in docx.Document(path).tables
        for row in table.rows
        if row.cells[0].text == "1.1.1"
    ]
    assert ["Sett på vent" in row for row in changed if len(row) == 4] == [True]
    assert "halted" not in str(changed)


def test_the_page_and_the_tables_say_it_too_and_offer_it_in_no_filter(over: Desk) -> None:
    files: list[Any] = over.run("report", "--format", "html,csv", "--since", "Møte 1")["files"]
    page = next(Path(one).read_text("utf-8") for one in files if str(one).endswith(".html"))
    assert "halted" not in page
    assert page.count("Sett på vent") == 3  # in the list of changes, and from and to in the history
    assert "Sett på vent</option>" not in page
    history = next(Path(one) for one in files if "historikk" in str(one))
    with history.open(encoding="utf-8-sig", newline="") as lines:
        rows = [row for row in csv.reader(lines, delimiter=";") if "Sett på vent" in row]
    assert len(rows) == 2


def test_a_frozen_report_keeps_its_status(over: Desk) -> None:
    (path,) = over.run("report", "--format", "docx", "--meeting", "Møte 1")["files"]
    texts = [cell.text for table in docx.Document(path).tables for row in table.rows for cell in row.cells]
    assert any("Sett på vent" in text for text in texts)
