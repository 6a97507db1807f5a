"""After a year of three rounds, every output has the numbers of the ledger."""

import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from regionplan_xl.actions import report
from tests.reports.master_chart import cells_of_chart, kept_by_chart
from tests.reports.page.pages import Page, squeezed
from tests.reports.printed_case import (
    Row,
    area_rows,
    chair_row,
    numbers_in_picture,
    numbers_on_bars,
    rows_over_time,
    tables_of_pdf,
    tables_of_word,
    without_days,
)
from tests.reports.year import KEYS as KEYS_BY_LABEL
from tests.reports.year import ROUNDS, Year, a_year, run
from tests.rounds.commands import regionplan_in_process

KEYS = ("not_started", "started", "done", None)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    return a_year(tmp_path_factory.mktemp("year") / "hallingdal")


@pytest.fixture(scope="module")
def page(year: Year) -> Page:
    return Page(year.report("--format", "html")["html"].read_text("utf-8"))


def test_the_ledger_replayed_gives_the_master(year: Year) -> None:
    assert year.counts_by_round()[[*ROUNDS][-1]] == year.status_counts()


def test_the_page_counts_what_the_master_says(year: Year, page: Page) -> None:
    whole = page.headed("Satsingsområde")[0][-1]
    counts = year.status_counts()
    assert [int(cell) for cell in whole[1:6]] == [*(counts[key] for key in KEYS), len(year.measures)]


def test_the_page_shows_the_counts_at_the_end_of_each_round(year: Year, page: Page) -> None:
    whole = page.headed("Dato", "Runde")[0][1:]
    by_round = year.counts_by_round()
    assert all(squeezed(row[1]).startswith(name) for row, name in zip(whole[1:], ROUNDS, strict=True))
    for row, name in zip(whole, ("", *ROUNDS), strict=True):
        assert [int(cell) for cell in row[2:7]] == [
            *(by_round[name][key] for key in KEYS),
            len(year.measures),
        ]
    assert by_round["2025-1"] != by_round["2025-2"] != by_round["2026-1"]


def test_the_areas_add_up_to_the_whole_plan_in_every_round(page: Page) -> None:
    whole, *areas = page.headed("Dato", "Runde")
    for at, row in enumerate(whole[1:], start=1):
        for column in (2, 3, 4, 5, 6, 8):
            assert int(row[column]) == sum(int(area[at][column]) for area in areas)


def test_the_history_on_the_page_is_that_of_the_ledger(year: Year, page: Page) -> None:
    told = [
        squeezed(cells[4])
        for table in page.headed("Dato", "Kven")
        for cells in table[1:]
        if cells[2] == "Status"
    ]
    kept = Counter(after for _, _, _, after in year.changes())
    assert {label: Counter(told)[label] for label in KEYS_BY_LABEL} == {
        label: kept[key] for label, key in KEYS_BY_LABEL.items()
    }
    assert all(cells[2] != "Kommentar" for table in page.headed("Dato", "Kven") for cells in table[1:])


def test_a_merge_that_was_undone_is_no_part_of_the_past(year: Year, tmp_path: Path) -> None:
    copy = Year(copytree(year.folder, tmp_path / "hallingdal"))
    run("undo", folder=copy.folder)
    page = Page(copy.report("--format", "html")["html"].read_text("utf-8"))
    whole = page.headed("Dato", "Runde")[0][1:]
    by_round = copy.counts_by_round()
    assert [int(cell) for cell in whole[-1][2:6]] == [by_round["2025-2"][key] for key in KEYS]


def test_the_data_has_the_same_numbers(year: Year) -> None:
    files = year.report("--format", "json")
    data = json.loads(files["json"].read_text("utf-8"))
    counts = year.status_counts()
    assert data["total"]["by_status"] == {key: counts[key] for key in KEYS_BY_LABEL.values()}
    own = Counter(one["status"] for one in data["statuses"] if not one["member"])
    assert own == counts
    assert len(data["plan_measures"]) == len(year.measures)
    by_round = year.counts_by_round()
    assert [point["round"] for point in data["trend"]] == ["", *ROUNDS]
    for point, name in zip(data["trend"], ("", *ROUNDS), strict=True):
        found = point["total"]["counts"]
        assert {**found["by_status"], None: found["without"]} == {key: by_round[name][key] for key in KEYS}
    assert len([one for one in data["history"] if one["field"] == "status"]) == len(year.changes())


def test_the_tables_have_the_same_statuses_as_the_master(year: Year) -> None:
    year.report("--format", "csv")
    plan, *_ = sorted((year.folder / "workbooks" / "reports").glob("*.csv"), key=lambda path: len(path.name))
    rows = [*csv.DictReader(io.StringIO(plan.read_text("utf-8-sig"), newline=""), delimiter=";")]
    assert {row["Nr"] + row["Tiltak"]: row["Status"] for row in rows} == {
        f"{one['Nr']}{one['Tiltak']}": one["Status"] or "" for one in year.measures.values()
    }


def test_the_case_has_the_same_numbers(year: Year) -> None:
    assert_figures_of(year, tables_of_word(year.report("--format", "docx")["docx"]))


def test_the_case_as_pdf_has_the_same_numbers(year: Year, needs_program: Callable[[str], str]) -> None:
    needs_program("soffice")
    assert_figures_of(year, tables_of_pdf(year.report("--format", "pdf")["pdf"]))


def assert_figures_of(year: Year, tables: dict[str, list[Row]]) -> None:
    """Assert that every number in the tables of figures agrees with the ledger and the master."""
    assert tables["chair"] == [chair_row(year)]
    assert tables["areas"] == area_rows(year)
    assert without_days(tables["over time"]) == rows_over_time(year)
    facts = {row[0]: row[1] for row in tables["facts"]}
    late = {*year.late_by_round(date.today())["2026-1"]}
    silent = {one for one in late if not year.measures[one]["Status"]}
    assert int(facts["Over tida, ikkje svart"]) == len(silent)
    assert int(facts["Over tida, ikkje ferdige"]) == len(late - silent)


def test_the_chart_in_the_master_keeps_the_numbers_of_its_cells_and_of_the_ledger(year: Year) -> None:
    kept = kept_by_chart(year.master)
    assert kept == cells_of_chart(year.master)
    now = {area: by_round["2026-1"] for area, by_round in year.area_counts_by_round().items()}
    labels = {**KEYS_BY_LABEL, "Utan status": None}
    assert {name: values for name, values in kept.items() if name in labels} == {
        label: {area: counts[key] for area, counts in now.items()} for label, key in labels.items()
    }
    assert set(kept) - set(labels) == {"Ulesen status"}
    assert not any(kept["Ulesen status"].values())


def test_the_charts_are_files_with_the_numbers_of_the_ledger(year: Year) -> None:
    run = regionplan_in_process("--json", "report", "--format", "svg", folder=year.folder)
    (path,) = map(Path, run.data["files"])
    assert path.stem.endswith("utvikling over tid")
    assert Counter(numbers_in_picture(path)) == Counter(numbers_on_bars(year))


def test_without_what_draws_charts_the_report_says_what_to_install(
    year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "regionplan_xl[charts]" not in said(year, "docx")
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert "pip install 'regionplan_xl[charts]'" in said(year, "docx")
    assert "regionplan_xl[charts]" not in said(year, "html,json,csv")
    assert "pip install 'regionplan_xl[charts]'" in said(year, "svg")


def test_whoever_makes_a_page_that_browsers_are_slow_to_open_is_told(
    year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "browsers take long" not in said(year, "html")
    monkeypatch.setattr(report, "LARGE_PAGE", len(year.measures) - 1)
    assert "browsers take long" in said(year, "html")
    assert "browsers take long" not in said(year, "json")


def said(year: Year, formats: str) -> str:
    return regionplan_in_process("--lang", "en", "report", "--format", formats, folder=year.folder).out
