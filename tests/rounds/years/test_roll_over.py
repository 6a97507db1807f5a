"""Roll-over: the master is archived, unfinished measures continue, yearly ones start again, and undo reverts it."""

from pathlib import Path

import pytest

from tests.rounds.answers import fill_in, measure, measures
from tests.rounds.desk import Desk
from tests.rounds.master_by_hand import find_measure, look
from tests.workbooks import load_workbook

ARCHIVED = Path("workbooks", "archive", "2025", "master for 2025.xlsx")


def numbers(found: list[dict[str, object]]) -> list[object]:
    return [one["number"] for one in found]


def year_with_answers(desk: Desk) -> None:
    """Set up the year: 1.1.1 is yearly and done (as is 5.3.2, but not yearly); 1.1.2 is done, and 1.1.3 continues."""
    desk.edit("1.1.1", Tid="Årleg")
    desk.edit("1.1.2", Tid="2025")
    desk.edit("1.1.3", Tid="2025-2028")
    desk.answer("Næringsforum", "1.1.1", Status="Gjennomført", Framdrift=1, Kommentar="Halde i mars.")
    desk.run("merge")
    desk.edit("1.1.2", Status="Gjennomført")


def test_the_former_master_is_archived_and_the_new_one_goes_on_with_what_is_not_done(desk: Desk) -> None:
    year_with_answers(desk)
    before = desk.master.read_bytes()
    run = desk.run("roll-over", "--year", "2026")
    assert (desk.folder / ARCHIVED).read_bytes() == before
    assert run["archive"] == ARCHIVED.as_posix()
    assert "1.1.3" in numbers(run["carried"])
    assert numbers(run["started_again"]) == ["1.1.1", "5.3.2"]
    assert numbers(run["done"]) == ["1.1.2"]
    assert run["horizon"] == [2026, 2029]
    assert desk.cell("1.1.2", "Status") == "Gjennomført", (
        "finished measures stay unless --drop-done says otherwise"
    )
    assert desk.cell("1.1.3", "Tid") == "2025-2028"
    assert any(row["Kven"] == "Rullering til neste år" and row["Til"] == "2026" for row in desk.log())


def test_a_yearly_measure_starts_again_and_its_history_remembers_the_year_before(desk: Desk) -> None:
    year_with_answers(desk)
    desk.run("roll-over", "--year", "2026")
    now = measure(desk.master, "1.1.1")
    reported = ("Status", "Framdrift", "Kommentar", "Venta ferdig", "Sist rapportert", "Rapportert av")
    assert [now[name] for name in reported] == [None] * 6
    lost = [(c["field"], c["from"], c["to"]) for c in desk.history("1.1.1") if c["kind"] == "restarted"]
    assert ("status", "done", None) in lost
    assert ("comment", "Halde i mars.", None) in lost


def test_members_shares_of_a_yearly_measure_start_again_too(desk: Desk) -> None:
    desk.edit("1.3.1", Tid="årleg")
    desk.answer("Gol", "1.3.1", Status="Gjennomført")
    desk.run("merge")
    assert desk.cell("1.3.1", "Status") == "Påstarta"
    desk.run("roll-over", "--year", "2026")
    assert desk.cell("1.3.1", "Status") is None
    assert desk.run("merge")["changes"] == []
    assert desk.cell("1.3.1", "Rapportert av") is None


@pytest.mark.parametrize("owners", ["Hol, Ål", "Regionrådet"], ids=["still shared", "no longer shared"])
def test_a_yearly_measure_starts_again_also_where_a_body_that_has_answered_no_longer_shares_it(
    desk: Desk, owners: str
) -> None:
    desk.edit("1.3.1", Tid="årleg")
    desk.answer("Gol", "1.3.1", Status="Gjennomført", Kommentar="Ferdig hos oss.")
    desk.run("merge")
    desk.edit("1.3.1", Ansvar=owners)
    desk.run("merge")
    assert "1.3.1" in numbers(desk.run("roll-over", "--year", "2026")["started_again"])
    assert "Ferdig hos oss." not in str(list(look(desk.master)["Delstatus"].values))
    assert ("comment", "Ferdig hos oss.") in [(c["field"], c["from"]) for c in desk.history("1.3.1")]
    assert desk.run("merge")["merge"] is None


def test_a_deadline_that_has_passed_is_left_for_a_person_to_move(desk: Desk) -> None:
    year_with_answers(desk)
    desk.edit("1.1.3", Tid="Haust 2025")
    run = desk.run("roll-over", "--year", "2026")
    assert desk.status == 1
    assert "1.1.3" in numbers(run["ended"])
    assert desk.cell("1.1.3", "Tid") == "Haust 2025"


def test_finished_measures_leave_the_plan_on_request_and_the_archive_has_them(desk: Desk) -> None:
    year_with_answers(desk)
    others = len(measures(desk.master)) - 1
    run = desk.run("roll-over", "--year", "2026", "--drop-done")
    assert numbers(run["done"]) == ["1.1.2"]
    assert len(measures(desk.master)) == others
    assert "1.1.2" not in [one["Nr"] for one in measures(desk.master).values()]
    assert measure(desk.folder / ARCHIVED, "1.1.2")["Status"] == "Gjennomført"
    assert [c["kind"] for c in desk.history("1.1.2")][-1] == "dropped"
    desk.run("merge")
    assert "deleted" not in [c["kind"] for c in desk.history("1.1.2")], "nobody deleted it by hand"


def test_a_row_with_own_notes_stays_to_be_seen_when_its_measure_is_dropped(desk: Desk) -> None:
    year_with_answers(desk)
    book = load_workbook(desk.master)
    sheet, row, _ = find_measure(book, "1.1.2")
    sheet.cell(row, 20).value = "Ring Kari om sluttrapporten"
    book.save(desk.master)
    run = desk.run("roll-over", "--year", "2026", "--drop-done")
    assert [(one["sheet"], one["row"]) for one in run["left"]] == [(sheet.title, row)]
    now = load_workbook(desk.master)[sheet.title]
    assert now.cell(row, 20).value == "Ring Kari om sluttrapporten"
    assert not now.row_dimensions[row].hidden
    assert now.cell(row, 2).value is None


def test_new_numbers_are_in_order_and_the_old_ones_still_find_the_history(desk: Desk) -> None:
    year_with_answers(desk)
    third, second = str(desk.cell("1.2.2", "Tiltak")), str(desk.cell("1.2.3", "Tiltak"))
    desk.edit("1.2.1", Status="Gjennomført")
    run = desk.run("roll-over", "--year", "2026", "--drop-done", "--renumber")
    assert {"from": "1.2.2", "to": "1.2.1", "text": third}.items() <= run["renumbered"][1].items()
    assert desk.cell("1.2.1", "Tiltak") == third
    found = {one["text"]: one["number"] for one in desk.run("history", "1.2.2")["measures"]}
    assert found == {second: "1.2.2", third: "1.2.1"}, "that which has the number now, and that which had it"


def test_undo_puts_the_master_back_byte_for_byte_and_takes_the_archived_one_away(desk: Desk) -> None:
    year_with_answers(desk)
    before = desk.master.read_bytes()
    desk.run("roll-over", "--year", "2026", "--drop-done", "--renumber")
    assert desk.master.read_bytes() != before
    desk.run("undo")
    assert desk.master.read_bytes() == before
    assert not (desk.folder / ARCHIVED).exists()
    desk.run("roll-over", "--year", "2026")
    assert (desk.folder / ARCHIVED).read_bytes() == before


def test_a_master_edited_since_is_put_back_only_as_a_whole_and_by_a_person(desk: Desk) -> None:
    desk.run("roll-over", "--year", "2026", "--renumber")
    desk.edit("1.1.3", Merknad="Ny i 2026")
    edited = desk.master.read_bytes()
    desk.run("undo")
    assert desk.status == 2
    assert desk.master.read_bytes() == edited
    former = (desk.folder / ARCHIVED).read_bytes()
    desk.master.write_bytes(former)
    desk.run("merge")
    assert desk.status == 2, "the master from before is not merged into unnoticed"
    desk.run("undo")
    assert desk.status == 0
    assert desk.master.read_bytes() == former


def test_nothing_is_written_in_a_dry_run(desk: Desk) -> None:
    year_with_answers(desk)
    before = desk.master.read_bytes()
    tried = desk.run("roll-over", "--year", "2026", "--drop-done", "--renumber", "--dry-run")
    assert desk.master.read_bytes() == before
    assert not (desk.folder / ARCHIVED).exists()
    done = desk.run("roll-over", "--year", "2026", "--drop-done", "--renumber")
    same = ("carried", "started_again", "done", "renumbered", "ended", "archive")
    assert [tried[key] for key in same] == [done[key] for key in same]


def test_the_year_does_not_end_while_answers_or_questions_wait(desk: Desk) -> None:
    before = desk.master.read_bytes()
    desk.answer("Næringsforum", "1.1.1", Status="kanskje")
    desk.run("roll-over", "--year", "2026")
    assert (desk.status, desk.master.read_bytes()) == (2, before)
    desk.run("merge")
    asked = desk.master.read_bytes()
    desk.run("roll-over", "--year", "2026")
    assert (desk.status, desk.master.read_bytes()) == (2, asked)
    (row,) = desk.rows("Konfliktar")
    desk.write("Konfliktar", row["row"], Avgjerd="Behald masteren")
    desk.run("merge")
    desk.run("roll-over", "--year", "2026")
    assert desk.status in (0, 1)


@pytest.mark.parametrize("year", ["1999", "2206"])
def test_a_year_far_from_the_plan_is_taken_for_a_typing_error(desk: Desk, year: str) -> None:
    before = desk.master.read_bytes()
    assert desk.run("roll-over", "--year", year)["fix"].startswith("Nemn året som byrjar")
    assert (desk.status, desk.master.read_bytes()) == (2, before)


def test_a_year_begins_once(desk: Desk) -> None:
    desk.run("roll-over", "--year", "2026")
    desk.run("roll-over", "--year", "2026")
    assert desk.status == 2
    desk.run("roll-over", "--year", "2027")
    assert desk.status in (0, 1)
    assert (desk.folder / "workbooks" / "archive" / "2026").is_dir()


def test_the_next_workbooks_go_out_in_a_round_of_the_new_year(desk: Desk) -> None:
    desk.run("roll-over", "--year", "2031")
    sent = desk.run("send")
    assert (sent["new_round"], sent["round"]) == (True, "2031-1")
    assert desk.run("send")["new_round"] is False
    desk.run("send", "--round", "2025-1")
    assert desk.status == 2, "a round of the year before is over"


def test_a_late_answer_about_the_year_before_is_asked_about_for_a_yearly_measure(desk: Desk) -> None:
    desk.edit("1.1.1", Tid="Årleg")
    desk.run("merge")
    desk.run("roll-over", "--year", "2026")
    desk.run("send")
    desk.answer("Næringsforum", "1.1.1", name="seint", Status="Gjennomført")
    run = desk.run("merge")
    assert [one["number"] for one in run["conflicts"]] == ["1.1.1"]
    assert desk.cell("1.1.1", "Status") is None
    fresh = next((desk.folder / "workbooks" / "outbox").glob("20*-1/Næringsforum.xlsx"), None)
    rounds = sorted(p.name for p in (desk.folder / "workbooks" / "outbox").iterdir())
    assert fresh is not None
    assert len(rounds) == 2
    fill_in(
        desk.folder / "workbooks" / "outbox" / rounds[-1] / "Næringsforum.xlsx",
        desk.folder / "workbooks" / "inbox" / "no.xlsx",
        {"1.1.2": {"Status": "Påstarta"}},
    )
    desk.run("merge")
    assert desk.cell("1.1.2", "Status") == "Påstarta"


def test_a_late_answer_to_what_goes_on_is_merged_as_any_late_answer(desk: Desk) -> None:
    desk.edit("1.1.2", Tid="2025-2028")
    desk.run("merge")
    desk.run("roll-over", "--year", "2026")
    desk.run("send")
    desk.answer("Næringsforum", "1.1.2", name="seint", Status="Påstarta")
    desk.run("merge")
    assert desk.cell("1.1.2", "Status") == "Påstarta"


def test_an_answer_about_a_dropped_measure_is_held_for_a_person(desk: Desk) -> None:
    desk.edit("1.1.2", Status="Gjennomført")
    desk.run("merge")
    desk.run("roll-over", "--year", "2026", "--drop-done")
    desk.answer("Næringsforum", "1.1.2", name="seint", Kommentar="Vi var visst ikkje ferdige.")
    run = desk.run("merge")
    assert [one["answer"] for one in run["conflicts"]] == ["Vi var visst ikkje ferdige."]


def test_what_the_secretariat_made_in_the_master_is_kept(desk: Desk) -> None:
    year_with_answers(desk)
    book = load_workbook(desk.master)
    book.create_sheet("Møteplan")["B2"] = "Regionrådet 12. mars"
    sheet, row, _ = find_measure(book, "1.1.3")
    sheet.cell(row, 20).value = "=1+1"
    book.save(desk.master)
    desk.run("roll-over", "--year", "2026", "--drop-done", "--renumber")
    now = load_workbook(desk.master)
    assert now["Møteplan"]["B2"].value == "Regionrådet 12. mars"
    assert now[sheet.title].cell(row, 20).value == "=1+1"


def without_goal_numbers(desk: Desk, *but: str) -> None:
    """Remove the numbers from the goals' bands, except some."""
    book = load_workbook(desk.master)
    for sheet in book.worksheets:
        for row in range(4, sheet.max_row + 1):
            cell = sheet.cell(row, 1)
            if str(cell.value or "").count(".") == 1 and cell.value not in but:
                cell.value = None
    book.save(desk.master)


def test_renumbering_names_the_measures_whose_goals_have_no_number(desk: Desk) -> None:
    year_with_answers(desk)
    without_goal_numbers(desk, "1.1", "1.2")
    run = desk.run("roll-over", "--year", "2026", "--drop-done", "--renumber")
    assert desk.status == 1
    assert {"from": "1.1.3", "to": "1.1.2"}.items() <= run["renumbered"][0].items()
    left = numbers(run["unnumbered"])
    assert "1.3.1" in left
    assert not {"1.1.1", "1.1.2"} & set(left)


def test_a_plan_whose_goals_have_no_numbers_refuses_to_renumber(desk: Desk) -> None:
    year_with_answers(desk)
    without_goal_numbers(desk)
    before = desk.master.read_bytes()
    desk.run("roll-over", "--year", "2026", "--renumber")
    assert (desk.status, desk.master.read_bytes()) == (2, before)
    assert desk.run("roll-over", "--year", "2026")["unnumbered"] == []
    assert desk.status in (0, 1)


def test_a_roll_over_whose_backup_is_gone_is_undone_with_the_archived_master(desk: Desk) -> None:
    year_with_answers(desk)
    before = desk.master.read_bytes()
    desk.run("roll-over", "--year", "2026")
    for path in (desk.folder / "workbooks" / "backups").glob("master*"):
        path.unlink()
    desk.run("undo")
    assert desk.status == 0
    assert desk.master.read_bytes() == before
    assert not (desk.folder / ARCHIVED).exists()
