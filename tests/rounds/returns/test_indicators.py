"""Result goals in a round: their owners report the year's value in the same workbooks."""

import json
import shutil
import sqlite3
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import openpyxl.utils
import pytest

from regionplan_xl.project.folder import Project
from tests.rounds.answers import read_in_this_process
from tests.rounds.case_tables import tables_below
from tests.rounds.commands import regionplan_in_process
from tests.rounds.desk import Desk, by
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

YEAR = str(date.today().year)
ROUND = f"{YEAR}-1"
GOALS: tuple[dict[str, object], ...] = (
    {"Indikator": "Studieplassar", "Utgangspunkt": 450, "Mål": 600, "Eining": "plassar", "År": 2030,
     "Ansvar": "Regionrådet", "2020": 470},
    {"Indikator": "Klimautslepp", "Utgangspunkt": "2009", "Mål": -25, "Eining": "%", "Ansvar": "Regionrådet"},
    {"Indikator": "Ringeriksbanen er påstarta", "Ansvar": "Gol"},
    {"Indikator": "Nye bustader", "Mål": "> 40", "Ansvar": "Gol, Nesbyen"},
)  # fmt: skip


@pytest.fixture(scope="module")
def sent_once(made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a round out that asks about result goals."""
    desk = Desk(Path(shutil.copytree(made_once, tmp_path_factory.mktemp("goals") / "hallingdal")))
    read_in_this_process(desk.folder)
    book = load_workbook(desk.master)
    sheet: Any = book["Indikatorar"]
    columns = {str(cell.value): cell.column for cell in sheet[3] if cell.value is not None}
    columns["2020"] = at = sheet.max_column + 1
    sheet.cell(3, at).value = 2020
    for row, goal in enumerate(GOALS, 4):
        for heading, value in goal.items():
            sheet.cell(row, columns[heading]).value = value
    book.save(desk.master)
    desk.run("send", "--round", ROUND, "--deadline", f"{YEAR}-12-31")
    assert desk.status in (0, 1)
    return desk.folder


@pytest.fixture
def round_(sent_once: Path, tmp_path: Path) -> Desk:
    """The desk in a copy of such a project."""
    return Desk(Path(shutil.copytree(sent_once, tmp_path / "hallingdal")))


def sent(desk: Desk, actor: str) -> Any:
    return load_workbook(desk.folder / "workbooks" / "outbox" / ROUND / f"{actor}.xlsx")


def say(desk: Desk, actor: str, goal: str, file: str = "", **cells: object) -> None:
    """Put an actor's answer about a result goal in the inbox."""
    book = sent(desk, actor)
    sheet: Any = book["Indikatorar"]
    columns = {str(cell.value): cell.column for cell in sheet[3] if cell.value}
    (row,) = [row for row in range(4, sheet.max_row + 1) if sheet.cell(row, 1).value == goal]
    for heading, value in cells.items():
        sheet.cell(row, columns[heading]).value = value
    book.save(desk.folder / "workbooks" / "inbox" / f"{file or actor}.xlsx")


def value(desk: Desk, goal: str, heading: str = YEAR) -> object:
    return by(desk.rows("Indikatorar"), "Indikator", goal).get(heading)


def test_only_who_owns_a_result_goal_gets_the_sheet(round_: Desk) -> None:
    assert "Indikatorar" in sent(round_, "Regionrådet").sheetnames
    assert "Indikatorar" not in sent(round_, "KRU").sheetnames
    sheet = sent(round_, "Regionrådet")["Indikatorar"]
    assert [sheet.cell(4, at).value for at in (1, 2, 3, 4, 5)] == [
        "Studieplassar", "450", "600 plassar (2030)", "470 (2020)", YEAR,
    ]  # fmt: skip
    guide = " ".join(str(c.value) for row in sent(round_, "Regionrådet")["Rettleiing"].rows for c in row)
    assert "2 resultatmål" in guide


def test_an_untouched_return_changes_nothing(round_: Desk) -> None:
    before = round_.master.read_bytes()
    sent(round_, "Regionrådet").save(round_.folder / "workbooks" / "inbox" / "svar.xlsx")
    merged = round_.run("merge")
    assert (round_.status, merged["changes"], merged["conflicts"]) == (0, [], [])
    assert round_.master.read_bytes() == before


def test_a_value_and_a_comment_come_in_the_columns_of_the_year(round_: Desk) -> None:
    say(round_, "Regionrådet", "Studieplassar", Verdi="510", Kommentar="Talt i haust")
    merged = round_.run("merge")
    assert round_.status == 0, merged
    assert (value(round_, "Studieplassar"), value(round_, "Studieplassar", "2020")) == (510, 470)
    assert value(round_, "Studieplassar", f"Kommentar {YEAR}") == "Talt i haust"
    row = by(round_.log(), "Felt", f"Verdi {YEAR}")
    assert (row["Tiltak"], row["Kven"], row["Til"]) == ("Studieplassar", "Regionrådet", "510")
    assert [c["to"] for c in round_.history("Studieplassar")] == ["Talt i haust", "510"]


@pytest.mark.parametrize(
    ("written", "number"), [("−12,5 %", -12.5), (-0.125, -0.125), ("-12,5", -12.5), ("-12", -12)]
)
def test_numbers_are_read_as_people_write_them(round_: Desk, written: object, number: float) -> None:
    say(round_, "Regionrådet", "Klimautslepp", Verdi=written)
    round_.run("merge")
    if written == -0.125:  # a share, or per cent?
        assert round_.status == 1
        assert value(round_, "Klimautslepp") is None
    else:
        assert value(round_, "Klimautslepp") == number


@pytest.mark.parametrize("written", ["ca. 480", "480-500", "1.234", "fleire"])
def test_what_is_no_plain_number_is_asked_about(round_: Desk, written: str) -> None:
    say(round_, "Regionrådet", "Studieplassar", Verdi=written)
    (asked,) = round_.run("merge")["conflicts"]
    assert (asked["answer"], round_.status) == (written, 1)
    assert value(round_, "Studieplassar") is None
    (row,) = round_.rows("Konfliktar")
    assert (row["Tiltak"], row["Felt"]) == ("Studieplassar", f"Verdi {YEAR}")
    round_.write("Konfliktar", row["row"], Eigen_verdi=490)
    round_.run("merge")
    assert (round_.status, value(round_, "Studieplassar")) == (0, 490)


def test_a_result_goal_without_numbers_is_answered_in_words(round_: Desk) -> None:
    say(round_, "Gol", "Ringeriksbanen er påstarta", Verdi="ja")
    round_.run("merge")
    assert value(round_, "Ringeriksbanen er påstarta") == "ja"


def test_blank_erases_nothing_and_the_word_for_it_does(round_: Desk) -> None:
    say(round_, "Regionrådet", "Studieplassar", Verdi="510")
    round_.run("merge")
    round_.run("send", "--round", ROUND)
    say(round_, "Regionrådet", "Studieplassar", Verdi=None)
    round_.run("merge")
    assert value(round_, "Studieplassar") == 510
    say(round_, "Regionrådet", "Studieplassar", file="igjen", Verdi="(tøm)")
    round_.run("merge")
    assert value(round_, "Studieplassar") is None


def test_owners_that_say_different_things_are_asked_about(round_: Desk) -> None:
    say(round_, "Gol", "Nye bustader", Verdi=42)
    say(round_, "Nesbyen", "Nye bustader", Verdi=44)
    assert {c["answer"] for c in round_.run("merge")["conflicts"]} == {"42", "44"}
    assert value(round_, "Nye bustader") is None
    row = by(round_.rows("Konfliktar"), "Svar", "44")
    round_.write("Konfliktar", row["row"], Avgjerd="Ta svaret")
    round_.run("merge")
    assert (round_.status, value(round_, "Nye bustader")) == (0, 44)


def test_owners_that_say_the_same_agree(round_: Desk) -> None:
    say(round_, "Gol", "Nye bustader", Verdi=42)
    say(round_, "Nesbyen", "Nye bustader", Verdi="42")
    assert round_.run("merge")["conflicts"] == []
    assert value(round_, "Nye bustader") == 42


def test_a_value_that_the_secretariat_has_changed_meanwhile_is_asked_about(round_: Desk) -> None:
    say(round_, "Regionrådet", "Studieplassar", Verdi="510")
    round_.run("merge")
    row = by(round_.rows("Indikatorar"), "Indikator", "Studieplassar")["row"]
    round_.write("Indikatorar", row, **{YEAR: 515})
    say(round_, "Regionrådet", "Studieplassar", file="ny", Verdi="520")
    merged = round_.run("merge")
    assert [c["answer"] for c in merged["conflicts"]] == ["520"]
    assert value(round_, "Studieplassar") == 515


def test_undo_takes_a_value_back_and_leaves_what_was_edited_since(round_: Desk) -> None:
    say(round_, "Regionrådet", "Studieplassar", Verdi="510")
    say(round_, "Gol", "Nye bustader", Verdi=42)
    round_.run("merge")
    row = by(round_.rows("Indikatorar"), "Indikator", "Nye bustader")["row"]
    round_.write("Indikatorar", row, **{YEAR: 43})
    round_.run("undo")
    assert (value(round_, "Studieplassar"), value(round_, "Nye bustader")) == (None, 43)


def test_what_is_written_beside_the_cells_for_answers_is_a_remark(round_: Desk) -> None:
    book = sent(round_, "Regionrådet")
    book["Indikatorar"]["M4"] = "Hugs USN"
    book["Indikatorar"]["B4"] = "460"
    book.save(round_.folder / "workbooks" / "inbox" / "svar.xlsx")
    round_.run("merge")
    assert {row["Skrive"] for row in round_.rows("Merknader")} >= {"Hugs USN", "460"}


@pytest.mark.parametrize(
    ("target", "unit", "shown", "earlier"),
    [
        ("60 %", "%", "60 % (2030)", "60 % % (2030)"),
        ("60 prosent", "%", "60 prosent (2030)", "60 prosent % (2030)"),
        (0.6, "%", "60 % (2030)", "60 % % (2030)"),
        ("600 plassar", "plassar", "600 plassar (2030)", "600 plassar plassar (2030)"),
        ("600", "plassar", "600 plassar (2030)", "600 plassar (2030)"),
    ],
)
def test_a_target_that_says_its_unit_is_sent_with_the_unit_once(
    round_: Desk, target: object, unit: str, shown: str, earlier: str
) -> None:
    book = load_workbook(round_.master)
    sheet: Any = book["Indikatorar"]
    columns = {str(cell.value): cell.column for cell in sheet[3] if cell.value is not None}
    cell = sheet.cell(4, columns["Mål"])
    cell.value, cell.number_format = target, "0%" if isinstance(target, float) else "General"
    sheet.cell(4, columns["Eining"]).value = unit
    book.save(round_.master)
    round_.run("send", "--round", "Neste")
    actor = load_workbook(round_.folder / "workbooks" / "outbox" / "Neste" / "Regionrådet.xlsx")
    assert actor["Indikatorar"]["C4"].value == shown
    # As earlier versions wrote it, in workbooks that may still be out.
    actor["Indikatorar"]["C4"] = earlier
    actor.save(round_.folder / "workbooks" / "inbox" / "svar.xlsx")
    assert round_.run("merge")["remarks"] == []


def test_a_new_target_by_hand_is_on_record(round_: Desk) -> None:
    row = by(round_.rows("Indikatorar"), "Indikator", "Studieplassar")["row"]
    round_.write("Indikatorar", row, Mål=650)
    edits = round_.run("merge")["hand_edits"]
    assert [(edit["from"], edit["to"]) for edit in edits] == [("600", "650")]


@pytest.mark.parametrize("copied", ["M-DCF8C", "12", "sjå over"])
def test_a_result_goal_by_hand_with_something_else_for_an_id_stops_no_merge(
    round_: Desk, copied: str
) -> None:
    rows = round_.rows("Indikatorar")
    round_.write("Indikatorar", rows[-1]["row"] + 1, Indikator="Nye lærlingar", Ansvar="Gol", ID=copied)
    found = [one["what"] for one in round_.run("check")["findings"] if one["column"] == "ID"]
    assert found == [f"«{copied.upper()}» er ingen ID."]
    say(round_, "Regionrådet", "Studieplassar", Verdi="510")
    round_.run("merge")
    assert round_.status == 0
    assert by(round_.rows("Indikatorar"), "Indikator", "Studieplassar")[YEAR] == 510
    assert by(round_.rows("Indikatorar"), "Indikator", "Nye lærlingar")["ID"].startswith("I-")
    assert round_.run("merge")["merge"] is None


def test_the_report_says_what_is_reached_and_what_is_missing(round_: Desk) -> None:
    say(round_, "Regionrådet", "Studieplassar", Verdi="510")
    round_.run("merge")
    found = {one["name"]: one for one in round_.run("report", "--format", "docx")["indicators"]}
    assert (found["Studieplassar"]["newest"], found["Studieplassar"]["state"]) == ("510", "on_the_way")
    assert (found["Nye bustader"]["newest"], found["Nye bustader"]["state"]) == (None, "not_known")


def test_check_finds_an_owner_that_the_register_does_not_know(round_: Desk) -> None:
    row = by(round_.rows("Indikatorar"), "Indikator", "Studieplassar")["row"]
    round_.write("Indikatorar", row, Ansvar="Regionrodet")
    found = [one for one in round_.run("check")["findings"] if one["code"] == "indicator-owner-unknown"]
    assert [(one["sheet"], one["row"]) for one in found] == [("Indikatorar", row)]
    assert "Studieplassar" in found[0]["what"]


PART_TIME = (
    ("Snitt innb. pr. dag, totalt", 46_724), ("Pluss 6 %", 2_803), ("Fråtrekk innb. Hallingdal", -20_000),
    ("Fråtrekk ekstern arbeidskraft", -1_000), ("Fråtrekk gjennomgangstrafikk", -1_000),
    ("Fråtrekk dagsturisme", -1_000),
)  # fmt: skip


def test_part_time_population_is_a_live_formula_whose_result_follows_what_is_reported(round_: Desk) -> None:
    book = load_workbook(round_.master)
    sheet: Any = book["Indikatorar"]
    columns = {str(cell.value): cell.column for cell in sheet[3] if cell.value is not None}
    columns[YEAR] = columns.get(YEAR) or sheet.max_column + 1
    letter = openpyxl.utils.get_column_letter(columns[YEAR])
    sheet.cell(3, columns[YEAR]).value = int(YEAR)
    for row, (name, number) in enumerate(PART_TIME, 8):
        sheet.cell(row, columns["Indikator"]).value = name
        sheet.cell(row, columns[YEAR]).value = number
    sheet.cell(8, columns["Ansvar"]).value = "Regionrådet"
    for row, (name, formula) in enumerate(
        (("Gjestedøgn pr. døgn", f"=SUM({letter}8:{letter}13)"), ("Gjestedøgn pr. år", f"={letter}14*365")),
        14,
    ):
        sheet.cell(row, columns["Indikator"]).value = name
        sheet.cell(row, columns[YEAR]).value = formula
    book.save(round_.master)
    round_.run("send", "--round", ROUND)
    assert results(round_) == (26_527, 9_682_355)

    say(round_, "Regionrådet", "Snitt innb. pr. dag, totalt", Verdi="47 724")
    round_.run("merge")
    assert results(round_) == (27_527, 10_047_355)
    kept = load_workbook(round_.master)["Indikatorar"]
    assert (kept.cell(14, columns[YEAR]).value, kept.cell(15, columns[YEAR]).value) == (
        f"=SUM({letter}8:{letter}13)",
        f"={letter}14*365",
    )


def results(desk: Desk) -> tuple[object, object]:
    """Return the results of the two formulas shown by programs that do not calculate."""
    sheet = load_workbook(desk.master, data_only=True)["Indikatorar"]
    at = next(int(cell.column or 0) for cell in sheet[3] if str(cell.value) == YEAR)
    return sheet.cell(14, at).value, sheet.cell(15, at).value


def test_status_says_how_far_the_result_goals_are(round_: Desk) -> None:
    say(round_, "Regionrådet", "Studieplassar", Verdi="610", Kommentar="Talt i haust")
    round_.run("merge")
    status, report = round_.run("status"), round_.run("report", "--format", "docx")
    assert status["indicators"] == report["indicators"]
    one = by(status["indicators"], "name", "Studieplassar")
    assert (one["state"], one["values"], one["comments"]) == (
        "reached", {"2020": "470", YEAR: "610"}, {YEAR: "Talt i haust"},
    )  # fmt: skip
    said = regionplan_in_process("--lang", "nn", "status", folder=round_.folder).out
    assert "4 resultatmål: 1 nådd, 0 på veg, 0 ikkje nådd, 3 ikkje kjent." in said


def test_a_plan_without_result_goals_says_nothing_of_them(project: Path) -> None:
    said = regionplan_in_process("--lang", "nn", "status", folder=project)
    assert "resultatmål" not in said.out
    assert Desk(project).run("status")["indicators"] == []


def test_merge_and_send_say_which_result_goal_and_which_year(round_: Desk) -> None:
    sent_to = by(round_.run("send", "--round", ROUND, "--dry-run")["sent"], "actor", "Regionrådet")
    assert sent_to["indicators"] == 2
    say(round_, "Regionrådet", "Studieplassar", Verdi="510")
    say(round_, "Gol", "Nye bustader", Verdi="fleire")
    merged = round_.run("merge")
    (change,) = merged["changes"]
    (asked,) = merged["conflicts"]
    assert (change["text"], change["year"], change["to"]) == ("Studieplassar", int(YEAR), "510")
    assert (asked["text"], asked["year"]) == ("Nye bustader", int(YEAR))


def test_answers_find_their_result_goals_after_undo_past_the_merge_that_gave_them_ids(round_: Desk) -> None:
    say(round_, "Regionrådet", "Studieplassar", Verdi="510")
    round_.run("merge")
    before = {row["Indikator"]: row["ID"] for row in round_.rows("Indikatorar")}
    assert round_.run("undo", "--steps", "2")["cell_by_cell"] == []
    assert round_.rows("Indikatorar") == []
    merged = round_.run("merge")
    assert (merged["conflicts"], round_.status) == ([], 0)
    assert {row["Indikator"]: row["ID"] for row in round_.rows("Indikatorar")} == before
    assert value(round_, "Studieplassar") == 510


def test_result_goals_that_were_sorted_without_the_hidden_column_keep_their_own_answers(round_: Desk) -> None:
    rows = round_.rows("Indikatorar")
    first, second = rows[0], rows[1]
    round_.write("Indikatorar", first["row"], ID=second["ID"])
    round_.write("Indikatorar", second["row"], ID=first["ID"])
    found = [one["what"] for one in round_.run("check")["findings"]]
    assert any("resultatmål" in what and "namna sine" in what for what in found), found
    say(round_, "Regionrådet", "Studieplassar", Verdi="510")
    round_.run("merge")
    assert value(round_, "Studieplassar") == 510
    assert {row["Indikator"]: row["ID"] for row in round_.rows("Indikatorar")} == {
        row["Indikator"]: row["ID"] for row in rows
    }


def test_an_answer_about_a_result_goal_that_is_gone_or_has_another_owner_says_so(round_: Desk) -> None:
    rows = {row["Indikator"]: row["row"] for row in round_.rows("Indikatorar")}
    round_.write("Indikatorar", rows["Klimautslepp"], Ansvar="Gol")
    say(round_, "Regionrådet", "Klimautslepp", Verdi="-12")
    round_.run("merge")
    assert [row["Kvifor"] for row in round_.rows("Konfliktar")] == [
        "Resultatmålet høyrer no til nokon andre."
    ]
    book = load_workbook(round_.master)
    book["Indikatorar"].delete_rows(rows["Studieplassar"])
    book.save(round_.master)
    say(round_, "Regionrådet", "Studieplassar", file="seint", Verdi="510")
    round_.run("merge")
    assert "Resultatmålet er ikkje lenger i masteren." in [row["Kvifor"] for row in round_.rows("Konfliktar")]


def test_the_case_of_a_body_has_the_result_goals_that_it_reports_and_no_others(round_: Desk) -> None:
    say(round_, "Gol", "Nye bustader", Verdi="41")
    round_.run("merge")
    told = round_.run("report", "--actor", "Nesbyen", "--format", "docx,json")
    (goal,) = tables_below(told["files"][0])["Indikatorar"][1:]
    assert (goal[0], goal[2], goal[-1]) == ("Nye bustader", "> 40", "Nådd")
    data = json.loads(Path(told["files"][1]).read_text("utf-8"))
    assert [one["name"] for one in data["indicators"]] == ["Nye bustader"]
    assert [one["name"] for one in told["indicators"]] == ["Nye bustader"]
    assert "Indikatorar" not in tables_below(round_.run("report", "--actor", "KRU")["files"][0])


def test_a_case_compared_with_a_day_does_not_say_that_result_goals_left_the_plan(round_: Desk) -> None:
    today = Project.open(round_.folder).today()
    round_.run("report", "--since", today.isoformat())
    assert round_.status == 2  # The plan is on record since the sending of today.
    with sqlite3.connect(round_.folder / "workbooks" / "records" / "ledger.db") as ledger:
        yesterday = f"{today - timedelta(days=1)}T08:00:00+00:00"
        ledger.execute("update merges set begun = ?", (yesterday,))
    told = round_.run("report", "--since", today.isoformat())
    assert (round_.status, told["changed"]["measures"]) == (0, [])
