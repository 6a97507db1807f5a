"""`report --actor`: the tasks of one body and its partners, for its own council."""

import docx
import pytest

from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.model import Plan
from regionplan_xl.project.folder import Project
from tests.rounds.case_tables import tables_below
from tests.rounds.commands import regionplan_in_process
from tests.rounds.desk import Desk

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def plan_of(desk: Desk) -> Plan:
    project = Project.open(desk.folder)
    try:
        return project.read_master().plan
    finally:
        project.close_ledger()


def test_a_municipality_sees_what_it_shares_and_who_has_answered(desk: Desk) -> None:
    desk.answer("Gol", "1.3.1", Status="Gjennomført")
    desk.run("merge")
    told = desk.run("report", "--actor", "Gol", "--date", "2025-05-21")
    plan = plan_of(desk)
    register = Register(plan.actors)
    mine = [one for one in plan.measures if "Gol" in register.owners(one)]
    assert told["measures"] == len(mine)
    assert told["statuses"]["done"] == sum(
        (one.share("Gol").report if register.is_shared(one) else one.report).status == "done" for one in mine
    )
    assert "Gol" in told["files"][0]
    shared = tables_below(told["files"][0])["Ansvar saman med andre"]
    assert [row[0] for row in shared[1:]] == [one.number for one in mine if register.is_shared(one)]
    row = next(row for row in shared if row[0] == "1.3.1")
    others = [name for name in register.owners(next(m for m in mine if m.number == "1.3.1")) if name != "Gol"]
    assert row[3] == f"Ikkje svart: {', '.join(others)}"
    assert row[4].endswith("Gjennomført")
    timeframes = {one.number: one.timeframe.written for one in mine}
    assert [row[2] for row in shared[1:]] == [timeframes[row[0]] for row in shared[1:]]


def test_a_committee_sees_what_is_its_own_and_what_it_takes_part_in(desk: Desk) -> None:
    told = desk.run("report", "--actor", "KRU", "--date", "2025-05-21")
    plan = plan_of(desk)
    register = Register(plan.actors)
    alone = [one.number for one in plan.measures if register.owners(one) == ("KRU",)]
    involved = [
        one.number for one in plan.measures if "KRU" in one.involved and "KRU" not in register.owners(one)
    ]
    tables = tables_below(told["files"][0])
    assert [row[0] for row in tables["Ansvar åleine"][1:]] == alone
    assert [row[0] for row in tables["Involvert i"][1:]] == involved


def test_a_body_that_only_takes_part_is_not_said_to_have_measures_or_to_have_been_asked(desk: Desk) -> None:
    (path,) = desk.run("report", "--actor", "Næringsliv", "--date", "2025-05-21")["files"]
    said = [one.text for one in docx.Document(path).paragraphs]
    assert any("Næringsliv har ikkje ansvar for noko tiltak i planen." in one for one in said)
    assert "Involvert i" in said
    assert not [one for one in said if "0 av 0" in one or one == "Ingen er spurde." or "fått status" in one]


def test_a_body_that_the_plan_does_not_have_is_named_with_the_likely_one(desk: Desk) -> None:
    told = desk.run("report", "--actor", "Hemsedalen")
    assert desk.status == 2
    assert not told.get("files")


def test_only_a_report_of_the_whole_plan_is_frozen(desk: Desk) -> None:
    desk.run("report", "--actor", "Gol", "--meeting", "Kommunestyret", "--freeze")
    assert desk.status == 2


@pytest.mark.parametrize("formats", ["csv", "html", "docx,pdf,csv"])
def test_a_format_that_there_is_not_for_one_body_is_refused_by_name(desk: Desk, formats: str) -> None:
    told = desk.run("report", "--actor", "KRU", "--format", formats)
    assert desk.status == 2
    assert formats.rpartition(",")[2] in str(told)
    assert not list((desk.folder / "workbooks").glob("reports/*"))


def test_formats_of_the_settings_that_there_are_not_for_one_body_are_left_out_with_a_word(desk: Desk) -> None:
    settings = desk.folder / "config.yaml"
    text = settings.read_text("utf-8").partition("report:\n  formats")[0]
    settings.write_text(f"{text}\nreport:\n  formats: [html]\n", "utf-8")
    desk.run("report", "--actor", "KRU")
    assert desk.status == 2
    settings.write_text(f"{text}\nreport:\n  formats: [docx, html]\n", "utf-8")
    said = regionplan_in_process("report", "--actor", "KRU", folder=desk.folder)
    assert said.status == 0
    assert "Berre ein rapport om heile planen blir skriven som html" in said.out
    assert [path.suffix for path in (desk.folder / "workbooks").glob("reports/*")] == [".docx"]


def test_a_group_has_no_case_of_its_own_and_its_members_are_named(desk: Desk) -> None:
    told = desk.run("report", "--actor", "Kommunane")
    assert desk.status == 2
    assert "Gol" in str(told)
    assert not list((desk.folder / "workbooks").glob("reports/*"))


def test_a_body_sees_what_it_has_answered_since_the_last_meeting(desk: Desk) -> None:
    """The status together is «Påstarta» before and after Hol's answer."""
    desk.answer("Gol", "1.3.1", Status="Påstarta")
    desk.run("merge")
    desk.run("report", "--meeting", "Hallingtinget", "--date", "2025-03-15", "--freeze")
    desk.answer("Hol", "1.3.1", Status="Påstarta")
    desk.run("merge")
    assert desk.run("report", "--date", "2025-05-21")["changed"]["measures"] == []
    told = desk.run("report", "--actor", "Hol", "--date", "2025-05-21")
    assert told["changed"]["measures"] == ["1.3.1"]
    (row,) = tables_below(told["files"][0])["Endra sidan Hallingtinget 15. mars 2025"][1:]
    assert (row[0], row[2], row[3][-8:]) == ("1.3.1", "Utan status", "Påstarta")
    assert desk.run("report", "--actor", "Gol", "--date", "2025-05-21")["changed"]["measures"] == []


def test_what_waits_about_one_members_answer_does_not_wait_in_the_case_of_another(desk: Desk) -> None:
    desk.answer("Hol", "1.3.1", Status="Påstarta")
    desk.answer("Hol", "1.3.1", name="Hol igjen", Status="Gjennomført")
    desk.run("merge")
    waiting = [desk.run("report", "--actor", name)["awaiting_decision"] for name in ("Hol", "Gol")]
    assert waiting == [1, 0]


def test_a_body_sees_what_it_has_answered_since_a_day(desk: Desk) -> None:
    today = Project.open(desk.folder).today().isoformat()
    desk.answer("Gol", "1.3.1", Status="Gjennomført")
    desk.run("merge")
    assert desk.run("report", "--actor", "Gol", "--since", today)["changed"]["measures"] == ["1.3.1"]
    assert desk.run("report", "--actor", "Hol", "--since", today)["changed"]["measures"] == []
