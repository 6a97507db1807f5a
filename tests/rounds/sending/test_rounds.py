"""Real rounds: one continues after its deadline, the next is opened on purpose, and late answers count."""

from datetime import date

import pytest

from tests.rounds.answers import ROUND, fill_in, header
from tests.rounds.commands import regionplan_in_process
from tests.rounds.desk import Desk, by
from tests.workbooks import load_workbook

MEASURE = "1.1.3"  # the only owner is Regionrådet
BODY = "Regionrådet"


def answer_to(desk: Desk, round_: str, name: str, **cells: object) -> None:
    """Put Regionrådet's answer to that round in the inbox."""
    sent = desk.folder / "workbooks" / "outbox" / round_ / f"{BODY}.xlsx"
    said = {heading.replace("_", " "): value for heading, value in cells.items()}
    fill_in(sent, desk.folder / "workbooks" / "inbox" / f"{name}.xlsx", {MEASURE: said})


def rounds(desk: Desk) -> list[str]:
    return sorted(path.name for path in (desk.folder / "workbooks" / "outbox").iterdir())


def test_one_more_body_after_the_deadline_is_sent_the_same_round(desk: Desk) -> None:
    desk.run("send", "--round", ROUND, "--deadline", "2025-01-31")
    again = desk.run("send", "--actor", "Hol")
    assert (again["round"], again["deadline"], again["new_round"]) == (ROUND, "2025-01-31", False)
    answer_to(desk, ROUND, "svar", Status="Gjennomført")
    assert desk.run("merge")["held"] == []
    assert desk.cell(MEASURE, "Status") == "Gjennomført"


def test_the_next_round_is_opened_by_new_and_named_after_the_last(desk: Desk) -> None:
    year = date.today().year
    assert desk.run("send", "--new", "--dry-run")["round"] == f"{year}-1"
    assert desk.run("send", "--round", f"{year}-1", "--actor", "KRU")["new_round"]
    second = desk.run("send", "--new", "--actor", "KRU")
    assert (second["round"], second["new_round"]) == (f"{year}-2", True)
    assert desk.run("send", "--actor", "KRU")["round"] == f"{year}-2"


@pytest.mark.parametrize("name", ["haust 2026", "HAUST 2026", " Haust  2026"])
def test_a_round_is_known_by_its_name_in_any_case(desk: Desk, name: str) -> None:
    desk.run("send", "--round", "Haust 2026", "--actor", "KRU")
    again = desk.run("send", "--round", name, "--actor", "KRU")
    assert (again["round"], again["new_round"]) == ("Haust 2026", False)
    assert rounds(desk) == [ROUND, "Haust 2026"]
    assert desk.run("status", "--round", name)["round"] == "Haust 2026"


def test_a_name_that_is_taken_opens_no_new_round(desk: Desk) -> None:
    told = desk.run("send", "--new", "--round", ROUND)
    assert desk.status == 2
    assert ROUND in told["what"]
    assert rounds(desk) == [ROUND]


def test_sending_to_an_older_round_says_that_a_newer_one_exists(desk: Desk) -> None:
    desk.run("send", "--round", "2025-2")
    assert desk.run("send", "--round", ROUND, "--actor", "KRU")["newer_round"] == "2025-2"
    assert desk.run("send", "--actor", "KRU")["round"] == "2025-2"
    answer_to(desk, ROUND, "svar", Kommentar="Kom seint.")
    assert desk.run("merge")["held"] == []
    assert desk.cell(MEASURE, "Kommentar") == "Kom seint."


def test_send_first_tells_how_many_answers_wait(desk: Desk) -> None:
    answer_to(desk, ROUND, "svar", Status="Gjennomført")
    desk.run("collect")
    answer_to(desk, ROUND, "til", Status="Gjennomført", Kommentar="Ferdig.")
    told = desk.run("send", "--new", "--dry-run")
    assert (told["waiting_returns"], told["inbox_files"]) == (1, 1)
    desk.run("merge")
    told = desk.run("send", "--new", "--dry-run")
    assert (told["waiting_returns"], told["inbox_files"]) == (0, 0)


def test_answers_collected_before_the_next_round_went_out_are_merged_after_it_did(desk: Desk) -> None:
    answer_to(desk, ROUND, "svar", Status="Gjennomført")
    desk.run("collect")
    desk.run("send", "--round", "2025-2")
    merged = desk.run("merge")
    assert (desk.status, merged["held"], merged["conflicts"]) == (0, [], [])
    assert desk.cell(MEASURE, "Status") == "Gjennomført"
    assert desk.cell(MEASURE, "Rapportert av") == BODY
    assert f"{BODY} (runde {ROUND})" in [row["Kven"] for row in desk.log()]
    assert [c["round"] for c in desk.history(MEASURE) if c["kind"] == "answer"] == [ROUND]


def test_a_late_answer_counts_for_its_own_round_only(desk: Desk) -> None:
    desk.run("send", "--round", "2025-2")
    answer_to(desk, ROUND, "sein", Status="Gjennomført")
    desk.run("merge")
    assert desk.run("status", "--round", ROUND)["answered"] == [BODY]
    assert desk.run("status")["answered"] == []


def test_history_says_which_round_a_late_answer_is_to_as_the_log_does(desk: Desk) -> None:
    desk.run("send", "--round", "2025-2")
    desk.answer("KRU", "6.1.1", Kommentar="Seint")
    desk.run("merge")
    told = regionplan_in_process("history", "6.1.1", folder=desk.folder).out
    assert by(desk.log(), "Til", "Seint")["Kven"] == "KRU (runde 2025-1)"
    assert "KRU (runde 2025-1)" in told


def test_history_names_a_status_that_has_left_the_settings_by_its_word(desk: Desk) -> None:
    path = desk.folder / "config.yaml"
    text = path.read_text(encoding="utf-8")
    dropped = '  shelved:\n    colour: "#7F7F7F"\n    label: {nn: Lagd vekk, nb: Lagt bort, en: Shelved}\n\n'
    path.write_text(text.replace("  done:\n", f"{dropped}  done:\n", 1), encoding="utf-8")
    desk.edit("6.1.1", Status="Lagd vekk")
    desk.run("merge")
    path.write_text(text, encoding="utf-8")
    desk.run("merge")
    told = regionplan_in_process("history", "6.1.1", folder=desk.folder).out
    assert "Lagd vekk" in told
    assert "shelved" not in told


def test_a_late_answer_is_compared_with_what_its_own_round_sent(desk: Desk) -> None:
    desk.edit(MEASURE, Kommentar="Ny tekst frå sekretariatet.")
    desk.run("send", "--round", "2025-2")
    # The comment is as the first round sent it: nothing was said about it.
    answer_to(desk, ROUND, "sein", Status="Påstarta")
    merged = desk.run("merge")
    assert [c["field"] for c in merged["changes"]] == ["status"]
    assert desk.cell(MEASURE, "Kommentar") == "Ny tekst frå sekretariatet."


@pytest.mark.parametrize("conflicts", ["ask", "newest", "master"])
@pytest.mark.parametrize("order", [("2025-2", ROUND), (ROUND, "2025-2")], ids=["late last", "late first"])
def test_what_was_answered_in_a_later_round_too_is_asked_about(
    desk: Desk, order: tuple[str, str], conflicts: str
) -> None:
    desk.settings("conflicts", conflicts)
    desk.run("send", "--round", "2025-2")
    words = {ROUND: "Påstarta", "2025-2": "Gjennomført"}
    for round_ in order:
        answer_to(desk, round_, f"svar {round_}", Status=words[round_])
        desk.run("merge")
    first, second = order
    assert desk.cell(MEASURE, "Status") == words[first]
    row = by(desk.rows("Konfliktar"), "Nr", MEASURE)
    assert (row["Svar"], row["I masteren"]) == (words[second], words[first])
    assert f"svar {first}.xlsx" in row["Kvifor"]


def test_answers_to_two_rounds_in_one_merge_are_both_asked_about(desk: Desk) -> None:
    desk.run("send", "--round", "2025-2")
    answer_to(desk, ROUND, "eldst", Status="Påstarta")
    answer_to(desk, "2025-2", "nyast", Status="Gjennomført")
    desk.run("merge")
    assert desk.cell(MEASURE, "Status") is None
    rows = {row["Fil"]: row["Svar"] for row in desk.rows("Konfliktar")}
    assert rows == {"eldst.xlsx": "Påstarta", "nyast.xlsx": "Gjennomført"}


def test_the_same_answer_in_both_rounds_is_one_answer(desk: Desk) -> None:
    desk.run("send", "--round", "2025-2")
    answer_to(desk, "2025-2", "nyast", Status="Gjennomført")
    desk.run("merge")
    answer_to(desk, ROUND, "sein", Status="Gjennomført")
    merged = desk.run("merge")
    assert (desk.status, merged["changes"], merged["conflicts"]) == (0, [], [])


def test_a_late_answer_never_writes_over_what_was_judged_about_a_later_one(desk: Desk) -> None:
    desk.run("send", "--round", "2025-2")
    answer_to(desk, "2025-2", "nyast", Status="Gjennomført")
    desk.run("merge")
    desk.edit(MEASURE, Status=None)  # the secretariat does not believe it
    answer_to(desk, ROUND, "sein", Status="Gjennomført")
    desk.run("merge")
    assert desk.cell(MEASURE, "Status") is None
    row = by(desk.rows("Konfliktar"), "Nr", MEASURE)
    assert ROUND in row["Kvifor"]


def test_a_late_answer_is_decided_on_konfliktar_and_once(desk: Desk) -> None:
    desk.run("send", "--round", "2025-2")
    answer_to(desk, "2025-2", "nyast", Status="Gjennomført")
    answer_to(desk, ROUND, "sein", Status="Påstarta")
    desk.run("merge")
    row = by(desk.rows("Konfliktar"), "Fil", "sein.xlsx")
    desk.write("Konfliktar", row["row"], Avgjerd="Ta svaret")
    desk.run("merge")
    assert desk.cell(MEASURE, "Status") == "Påstarta"
    assert desk.rows("Konfliktar") == []
    assert f"Sekretariatet, på Konfliktar (runde {ROUND})" in [row["Kven"] for row in desk.log()]
    # A colleague sends the same answer to the old round once more.
    answer_to(desk, ROUND, "kopi", Status="Påstarta", Kommentar="Hugs dette.")
    merged = desk.run("merge")
    assert merged["conflicts"] == []
    assert desk.cell(MEASURE, "Kommentar") == "Hugs dette."


def test_the_same_late_file_twice_is_once(desk: Desk) -> None:
    desk.run("send", "--round", "2025-2")
    for name in ("sein", "sein igjen"):
        answer_to(desk, ROUND, name, Status="Gjennomført")
        desk.run("merge")
    assert desk.cell(MEASURE, "Status") == "Gjennomført"
    assert [c["to"] for c in desk.history(MEASURE) if c["kind"] == "answer"] == ["done"]


def test_an_undone_merge_of_two_rounds_waits_again_and_loses_nothing(desk: Desk) -> None:
    answer_to(desk, ROUND, "eldst", Kommentar="Frå første runde.")
    desk.run("merge")
    desk.run("send", "--round", "2025-2")
    answer_to(desk, "2025-2", "nyast", Status="Gjennomført")
    desk.run("merge")
    assert sorted(desk.run("undo", "--steps", "2")["waiting_returns"]) == ["eldst.xlsx", "nyast.xlsx"]
    assert desk.run("merge")["held"] == []
    assert desk.cell(MEASURE, "Kommentar") == "Frå første runde."
    assert desk.cell(MEASURE, "Status") == "Gjennomført"


def test_a_late_answer_to_what_was_never_sent_there_is_refused(desk: Desk) -> None:
    """KRU writes about a measure of Regionrådet in its own workbook of the old round."""

    desk.run("send", "--round", "2025-2")
    source = desk.folder / "workbooks" / "outbox" / ROUND / "KRU.xlsx"
    book = load_workbook(source)
    theirs = load_workbook(source.with_name(f"{BODY}.xlsx"))["Tiltak"]
    top, columns = header(theirs)
    stranger = next(
        [cell.value for cell in row] for row in theirs.iter_rows(min_row=top + 1) if row[0].value == MEASURE
    )
    sheet = book["Tiltak"]
    at = sheet.max_row + 1
    for column, value in enumerate(stranger, 1):
        sheet.cell(at, column).value = value
    sheet.cell(at, columns["Status"]).value = "Gjennomført"
    book.save(desk.folder / "workbooks" / "inbox" / "KRU.xlsx")
    desk.run("merge")
    assert desk.status == 1
    assert desk.cell(MEASURE, "Status") is None
