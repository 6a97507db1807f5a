"""The tables open in Norwegian Excel, contain no formulas, and can be imported again as the same plan."""

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regionplan_xl.config.engine import EngineSettings
from regionplan_xl.plan.model import FocusArea, Goal, Measure, Plan, Report
from regionplan_xl.plan.status import LANGUAGES
from regionplan_xl.plan.timeframe import Timeframe
from regionplan_xl.reports.data.csv_tables import csv_tables
from regionplan_xl.sandbox.formats.csv_text import read_separated
from regionplan_xl.sandbox.plan_document import Importing, read_plan
from regionplan_xl.text import as_csv_text, from_csv_text
from tests.reports.page.pages import contents, with_a_year

HERE = EngineSettings(kind="inline")
FORMULAS = (
    "=1+1",
    "+A1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1)",
    "\t=1",
    "'=1",
    "''=1",
    "＝1+1",
    "'",
    "'quoted'",
)


def rows(table: bytes) -> list[list[str]]:
    """Return a table as a program reads it."""
    return [*csv.reader(io.StringIO(table.decode("utf-8-sig"), newline=""), delimiter=";")]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_like_a_formula_is_text_to_excel_and_reads_back_the_same(plan: Plan, text: str) -> None:
    written = as_csv_text(text)
    assert written[:1] not in ("=", "+", "-", "@", "\t", "＝")
    assert from_csv_text(written) == text
    first = plan.measures[0]
    said = plan.map_measures(lambda one: replace(one, text=text) if one is first else one)
    table = csv_tables(contents(said))[""]
    assert rows(table)[1][3] == written
    assert read_separated(table, "plan.csv").sheets[0].rows[2][4].text == text


@given(st.text())
def test_any_text_reads_back_the_same(text: str) -> None:
    assert from_csv_text(as_csv_text(text)) == text


@pytest.mark.parametrize("number", ["-25", "+4", "−2", "-1 234,5", "12 %"])
def test_a_number_stays_a_number(number: str) -> None:
    assert as_csv_text(number) == number


def test_excel_in_norway_opens_the_tables_by_a_double_click(plan: Plan) -> None:
    for table in csv_tables(contents(with_a_year(plan))).values():
        assert table.startswith("\ufeff".encode())
        heading = table.decode("utf-8-sig").split("\r\n")[0]
        assert heading.count(";") >= 8


def test_the_tables_say_what_the_plan_says(plan: Plan) -> None:
    year = with_a_year(plan)
    tables = {name: rows(table)[1:] for name, table in csv_tables(contents(year)).items()}
    assert [*tables] == ["", "statusar", "historikk", "indikatorar", "utvikling over tid"]
    assert [row[3] for row in tables[""]] == [one.text for one in year.measures]
    labels = [year.scale[one.report.status].label("nn") if one.report.status else "" for one in year.measures]
    assert [row[7] for row in tables[""]] == labels
    assert [row[4] for row in tables["statusar"] if not row[3]] == labels
    assert len(tables["historikk"]) == 2 * sum(map(bool, labels)) - sum(
        one == "Ikkje påstarta" for one in labels
    )
    assert {row[6] for row in tables["historikk"]} == {"Status"}
    assert [row[7:9] for row in tables["indikatorar"]] == [
        ["2022", "450"], ["2025", "512,5"], ["", ""], ["2025", "4"], ["2025", "mange"],
    ]  # fmt: skip


def test_the_counts_of_each_round_are_a_table_of_the_whole_plan_and_each_area(plan: Plan) -> None:
    case = contents(with_a_year(plan))
    heading, *said = rows(csv_tables(case)["utvikling over tid"])
    labels = [status.label("nn") for status in case.figures.scale.statuses]
    assert heading[:3] == ["Runde", "Dato", "Satsingsområde"]
    assert heading[3:] == [*labels, "Utan status", "Ulesen status", "I alt", "Forfalne"]
    counted = [one for point in case.trend for one in (point.total, *point.areas)]
    assert [row[-2:] for row in said] == [[str(one.counts.total), str(one.overdue)] for one in counted]
    keys = [status.key for status in case.figures.scale.statuses]
    assert [[int(number) for number in row[3:-4]] for row in said] == [
        [one.counts.by_status[key] for key in keys] for one in counted
    ]
    assert [row[2] for row in said[: len(plan.areas) + 1]] == [
        "Heile planen",
        *(f"{area.number} {area.name}".strip() for area in plan.areas),
    ]
    assert {row[1] for row in said} == {point.day.isoformat() for point in case.trend}
    assert "utvikling over tid" not in csv_tables(replace(case, trend=()))


WORDS = (
    "Lage",
    "plan",
    "for",
    "regionen",
    "møte",
    "skule",
    "vatn",
    "«ny»",
    "1.2",
    "50",
    "(fase",
    "to)",
    "og",
    "ikkje",
)
BODIES = ("Regionrådet", "Gol", "Næringshagen")
# A text of figures alone is no measure: nobody can do «1.2 50».
_texts = (
    st.lists(st.sampled_from(WORDS), min_size=3, max_size=8)
    .filter(lambda words: any(word.isalpha() for word in words))
    .map(" ".join)
)
_texts_of_any_kind = st.one_of(
    _texts, _texts.map("=".__add__), _texts.map("- ".__add__), _texts.map("+".__add__)
)
_reports = st.builds(
    Report,
    status=st.sampled_from(("not_started", "started", "done", None)),
    comment=st.one_of(st.none(), _texts),
)
_measures = st.builds(
    Measure,
    id=st.just(""),
    number=st.just(""),
    text=_texts_of_any_kind,
    timeframe=st.sampled_from(("", "2025", "2025.-2026", "årleg")).map(Timeframe.parse),
    responsible=st.lists(st.sampled_from(BODIES), min_size=1, max_size=2, unique=True).map(tuple),
    involved=st.lists(st.sampled_from(("Fylkeskommunen", "Vidju")), max_size=2, unique=True).map(tuple),
    report=_reports,
)
_goals = st.lists(_measures, min_size=1, max_size=3)
_plans = st.lists(st.lists(_goals, min_size=1, max_size=2), min_size=1, max_size=3)


def _numbered(areas: list[list[list[Measure]]], language: str) -> Plan:
    def goal(a: int, g: int, measures: list[Measure]) -> Goal:
        numbered = (replace(one, number=f"{a}.{g}.{n}") for n, one in enumerate(measures, 1))
        return Goal("", f"{a}.{g}", f"Eit godt mål {'XY'[g - 1]}", tuple(numbered))

    return Plan(
        "Plan",
        tuple(
            FocusArea(
                str(a), f"Område {'ABC'[a - 1]}", tuple(goal(a, g, some) for g, some in enumerate(area, 1))
            )
            for a, area in enumerate(areas, 1)
        ),
        language=language,
    )


def _essence(plan: Plan) -> list[object]:
    return [
        (
            area.number, area.name, goal.number, goal.text, one.number, one.text, one.timeframe, one.responsible,
            one.involved, one.report.status, one.report.comment or one.remark or None,
        )
        for area, goal, one in plan.placed()
    ]  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(_plans, st.sampled_from(LANGUAGES))
def test_a_plan_is_taken_in_again_as_it_was(areas: list[list[list[Measure]]], language: str) -> None:
    plan = _numbered(areas, language)
    table = csv_tables(contents(plan, language))[""]
    read = read_plan(table, "Plan.csv", Importing(), HERE).plan
    assert _essence(read) == _essence(plan)
