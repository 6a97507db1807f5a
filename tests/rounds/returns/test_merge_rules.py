"""The promises of merge, collect, history and undo, tested through the command line and real files."""

import re
import shutil
from pathlib import Path
from typing import Any

from tests.rounds.answers import ROUND, answer, fill_in, measure, measures
from tests.rounds.commands import regionplan_in_process
from tests.rounds.master_by_hand import conflict_rows, decide, edit, master
from tests.workbooks import load_workbook


def test_a_workbook_for_every_body_that_is_responsible_and_each_shows_only_its_own_measures(
    sent: Path,
) -> None:
    books = {p.stem: p for p in (sent / "workbooks" / "outbox" / ROUND).glob("*.xlsx")}
    assert {"Flå", "Nesbyen", "Gol", "Hemsedal", "Ål", "Hol", "Regionrådet", "KRU", "IKT Hallingdal"} <= set(
        books
    )
    assert "Kommunane" not in books
    kru = load_workbook(books["KRU"])["Tiltak"]
    numbers = {
        str(row[0]) for row in kru.iter_rows(values_only=True) if re.fullmatch(r"\d\.\d\.\d", str(row[0]))
    }
    owned = {str(m["Nr"]) for m in measures(master(sent)).values() if "KRU" in str(m["Ansvar"]).split(", ")}
    involved = {
        str(m["Nr"]) for m in measures(master(sent)).values() if "KRU" in str(m["Involvering"]).split(", ")
    }
    assert numbers == owned | involved


def test_an_untouched_return_changes_nothing(sent: Path) -> None:
    before = master(sent).read_bytes()
    shutil.copy(
        sent / "workbooks" / "outbox" / ROUND / "Gol.xlsx", sent / "workbooks" / "inbox" / "uendra.xlsx"
    )
    run = regionplan_in_process("--json", "merge", folder=sent)
    assert run.status == 0
    assert run.data["changes"] == []
    assert master(sent).read_bytes() == before
    assert regionplan_in_process("--json", "status", folder=sent).data["answered"] == ["Gol"]


def test_the_same_file_twice_is_once(sent: Path) -> None:
    file = answer(sent, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}})
    copy = file.with_name("same svar att.xlsx")
    shutil.copy(file, copy)
    assert regionplan_in_process("merge", folder=sent).status == 0
    once = master(sent).read_bytes()
    copy = sent / "workbooks" / "inbox" / "endå ein gong.xlsx"
    shutil.copy(sent / "workbooks" / "archive" / ROUND / "Næringsforum svar.xlsx", copy)
    run = regionplan_in_process("--json", "merge", folder=sent)
    assert run.status == 0
    assert run.data["returns"] == []
    assert master(sent).read_bytes() == once
    assert not copy.exists()


def test_a_damaged_file_is_held_with_the_reason_and_the_others_go_on(sent: Path) -> None:
    answer(sent, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}})
    (sent / "workbooks" / "inbox" / "skadd.xlsx").write_bytes(b"PK\x03\x04 ikkje ein heil fil")
    run = regionplan_in_process("--json", "merge", folder=sent)
    assert run.status == 1
    assert measure(master(sent), "1.1.1")["Status"] == "Gjennomført"
    assert [h["file"] for h in run.data["held"]] == ["skadd.xlsx"]
    reason = (sent / "workbooks" / "held" / "skadd.xlsx.txt").read_text(encoding="utf-8")
    assert "skadd.xlsx" in reason
    assert len(reason) > 40
    assert (sent / "workbooks" / "held" / "skadd.xlsx").read_bytes().startswith(b"PK")


def test_an_unclear_answer_waits_on_konfliktar_and_the_decision_is_carried_out(sent: Path) -> None:
    answer(sent, "Regionrådet", {"6.3.1": {"Status": "kanskje", "Kommentar": "Ventar."}})
    assert regionplan_in_process("merge", folder=sent).status == 1
    assert measure(master(sent), "6.3.1")["Status"] is None
    assert measure(master(sent), "6.3.1")["Kommentar"] == "Ventar."
    decide(master(sent), {"Eigen verdi": "Påstarta"})
    run = regionplan_in_process("--json", "merge", folder=sent)
    assert run.status == 0, run.out + run.err
    assert measure(master(sent), "6.3.1")["Status"] == "Påstarta"
    assert conflict_rows(master(sent)) == []
    kinds = [c["kind"] for m in regionplan_in_process("--json", "history", "6.3.1", folder=sent).data["measures"]
             for c in m["changes"] if c["field"] == "status"]  # fmt: skip
    # What the body wrote is on record too, as not taken.
    assert kinds == ["decision", "not_taken"]


def test_what_the_secretariat_changed_too_waits_and_taking_the_answer_writes_it(sent: Path) -> None:
    answer(sent, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}})
    edit(master(sent), "1.1.1", "Status", "Påstarta")
    run = regionplan_in_process("--json", "merge", folder=sent)
    assert run.status == 1
    (conflict,) = run.data["conflicts"]
    assert (conflict["master"], conflict["answer"]) == ("started", "Gjennomført")
    assert measure(master(sent), "1.1.1")["Status"] == "Påstarta"
    decide(master(sent), {"Avgjerd": "Ta svaret"})
    assert regionplan_in_process("merge", folder=sent).status == 0
    assert measure(master(sent), "1.1.1")["Status"] == "Gjennomført"


def test_two_colleagues_that_differ_are_both_shown(sent: Path) -> None:
    answer(sent, "KRU", {"6.1.1": {"Status": "Påstarta"}}, "Kari.xlsx")
    answer(sent, "KRU", {"6.1.1": {"Status": "Gjennomført"}, "6.1.2": {"Status": "Gjennomført"}}, "Ola.xlsx")
    run = regionplan_in_process("--json", "merge", folder=sent)
    assert run.status == 1
    assert sorted(c["answer"] for c in run.data["conflicts"]) == ["Gjennomført", "Påstarta"]
    assert measure(master(sent), "6.1.1")["Status"] is None
    assert measure(master(sent), "6.1.2")["Status"] == "Gjennomført"
    assert len(conflict_rows(master(sent))) == 2


def test_a_row_that_the_actor_was_not_sent_is_never_written(sent: Path) -> None:
    source = sent / "workbooks" / "outbox" / ROUND / "Gol.xlsx"
    book = load_workbook(source)
    sheet = book["Tiltak"]
    foreign = next(m for m in measures(master(sent)).values() if m["Nr"] == "1.1.1")
    target: Any = next(row for row in sheet.iter_rows() if row[0].value == "1.3.1")
    for cell in target:
        if str(cell.value or "").startswith("M-"):
            cell.value = foreign["ID"]
    target[0].value, target[1].value = "1.1.1", foreign["Tiltak"]
    target[5].value = "Gjennomført"
    book.save(sent / "workbooks" / "inbox" / "Gol.xlsx")
    before = measures(master(sent))
    run = regionplan_in_process("--json", "merge", folder=sent)
    assert run.status == 1
    assert [m["Status"] for m in measures(master(sent)).values()] == [m["Status"] for m in before.values()]


def test_a_late_answer_to_the_round_before_is_merged(sent: Path) -> None:
    late = answer(sent, "Gol", {"1.3.1": {"Status": "Gjennomført"}}, "sein.xlsx")
    shutil.move(late, sent / "sein.xlsx")
    assert regionplan_in_process("send", "--round", "2025-2", folder=sent).status == 0
    run = regionplan_in_process("--json", "merge", sent / "sein.xlsx", folder=sent)
    assert run.data["held"] == []
    assert run.data["returns"] == [{"file": "sein.xlsx", "actor": "Gol", "round": "2025-1"}]
    assert measure(master(sent), "1.3.1")["Status"] == "Påstarta"


def test_a_dry_run_writes_nothing_at_all(sent: Path) -> None:
    file = answer(sent, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}})
    before = master(sent).read_bytes()
    run = regionplan_in_process("--json", "merge", "--dry-run", folder=sent)
    assert [c["to"] for c in run.data["changes"]] == ["done"]
    assert master(sent).read_bytes() == before
    assert file.exists()
    assert not list((sent / "workbooks" / "archive").rglob("*.xlsx"))
    assert regionplan_in_process("--json", "merge", folder=sent).data["returns"] != []


def test_collect_stores_the_raw_bytes_before_the_inbox_is_emptied(sent: Path) -> None:
    file = answer(sent, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}})
    raw = file.read_bytes()
    run = regionplan_in_process("--json", "collect", folder=sent)
    assert [r["file"] for r in run.data["received"]] == ["Næringsforum svar.xlsx"]
    assert not file.exists()
    stored = [p for p in (sent / "workbooks" / "archive").rglob("*.xlsx") if p.read_bytes() == raw]
    assert len(stored) == 1
    assert regionplan_in_process("--json", "status", folder=sent).data["waiting_returns"] == 1


def test_undo_puts_the_master_back_byte_for_byte_and_the_answers_wait_again(sent: Path) -> None:
    before = master(sent).read_bytes()
    answer(sent, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}})
    assert regionplan_in_process("merge", folder=sent).status == 0
    assert regionplan_in_process("undo", folder=sent).status == 0
    assert master(sent).read_bytes() == before
    told = regionplan_in_process("--json", "history", "1.1.1", folder=sent).data["measures"][0]["changes"]
    assert all(change["undone"] for change in told)
    assert regionplan_in_process("merge", folder=sent).status == 0
    assert measure(master(sent), "1.1.1")["Status"] == "Gjennomført"


def test_there_is_nothing_to_undo_before_the_first_merge(sent: Path) -> None:
    assert regionplan_in_process("undo", folder=sent).status == 2


def test_sending_again_gives_the_same_code_and_after_a_change_both_workbooks_count(sent: Path) -> None:
    first = regionplan_in_process("--json", "send", "--round", ROUND, "--actor", "KRU", folder=sent).data[
        "sent"
    ][0]
    again = regionplan_in_process("--json", "send", "--round", ROUND, "--actor", "KRU", folder=sent).data[
        "sent"
    ][0]
    assert first["code"] == again["code"]
    old = fill_in(Path(first["file"]), sent / "gammal.xlsx", {"6.1.2": {"Status": "Gjennomført"}})
    edit(master(sent), "6.1.1", "Tiltak", "Ein heilt ny tekst")
    newer = regionplan_in_process("--json", "send", "--round", ROUND, "--actor", "KRU", folder=sent).data[
        "sent"
    ][0]
    assert newer["code"] != first["code"]
    assert regionplan_in_process("merge", old, folder=sent).status == 0
    assert measure(master(sent), "6.1.2")["Status"] == "Gjennomført"


def test_only_the_named_actor_gets_a_workbook(project: Path) -> None:
    assert regionplan_in_process("send", "--round", ROUND, "--actor", "RR", folder=project).status == 0
    assert [p.name for p in (project / "workbooks" / "outbox" / ROUND).glob("*.xlsx")] == ["Regionrådet.xlsx"]


def test_a_dry_run_of_send_writes_nothing(project: Path) -> None:
    run = regionplan_in_process("--json", "send", "--round", ROUND, "--dry-run", folder=project)
    assert len(run.data["sent"]) > 20
    assert not list((project / "workbooks" / "outbox").iterdir())
