"""Undo: byte for byte if the master is unchanged since, else only the cells that the merge wrote."""

import datetime
from pathlib import Path

from tests.rounds.answers import answer, measure
from tests.rounds.commands import regionplan_in_process
from tests.rounds.master_by_hand import conflict_rows, decide, edit, master
from tests.workbooks import load_workbook


def log(project: Path) -> list[tuple[object, ...]]:
    return list(load_workbook(master(project))["Endringslogg"].iter_rows(values_only=True))


def test_several_merges_are_undone_one_by_one_or_in_one_go(sent: Path) -> None:
    books = [master(sent).read_bytes()]
    for status in ("Påstarta", "Gjennomført"):
        answer(sent, "Næringsforum", {"1.1.1": {"Status": status}}, f"{status}.xlsx")
        edit(master(sent), "1.1.1", "Status", "") if status == "Gjennomført" else None
        assert regionplan_in_process("merge", folder=sent).status == 0
        books.append(master(sent).read_bytes())
    assert regionplan_in_process("--json", "undo", folder=sent).data["undone"] == 2
    assert measure(master(sent), "1.1.1")["Status"] is None
    again = regionplan_in_process("--json", "merge", folder=sent)
    assert again.data["merge"] == 3
    gone = regionplan_in_process("undo", "--steps", "3", folder=sent)
    assert gone.status == 2
    assert "--steps 2" in gone.err
    both = regionplan_in_process("--json", "undo", "--steps", "2", folder=sent)
    assert both.data["merges"] == [3, 1]
    assert measure(master(sent), "1.1.1")["Status"] is None
    assert regionplan_in_process("undo", folder=sent).status == 2


def test_after_hand_edits_only_what_the_merge_wrote_goes_back(sent: Path) -> None:
    answer(sent, "Næringsforum", {"1.1.1": {"Status": "Gjennomført", "Kommentar": "Vedteken."}})
    answer(sent, "Gol", {"1.3.1": {"Status": "Påstarta"}})
    assert regionplan_in_process("merge", folder=sent).status == 0
    assert measure(master(sent), "1.3.1")["Status"] == "Påstarta"
    edit(master(sent), "1.1.2", "Tiltak", "Ein ny tekst frå sekretariatet")
    edit(master(sent), "1.1.1", "Merknad", "Sjå møteboka")

    run = regionplan_in_process("--json", "undo", folder=sent)
    assert run.status == 0, run.err
    assert run.data["left"] == []
    assert run.data["cell_by_cell"] == [1]
    now = measure(master(sent), "1.1.1")
    fields = ("Status", "Kommentar", "Sist rapportert", "Rapportert av")
    assert [now[name] for name in fields] == [None, None, None, None]
    assert now["Merknad"] == "Sjå møteboka"
    assert measure(master(sent), "1.1.2")["Tiltak"] == "Ein ny tekst frå sekretariatet"
    shared = measure(master(sent), "1.3.1")
    assert (shared["Status"], shared["Rapportert av"]) == (None, None)
    assert "Påstarta" not in str(list(load_workbook(master(sent))["Delstatus"].values))
    rows = log(sent)
    assert sum("Samanslåing 1 blei angra." in row for row in rows) == 1
    assert any("Gjennomført" in row for row in rows), "what was written stays in the log"
    told = regionplan_in_process("--json", "history", "1.1.1", folder=sent).data["measures"][0]["changes"]
    assert all(change["undone"] for change in told)

    assert regionplan_in_process("merge", folder=sent).status == 0
    assert measure(master(sent), "1.1.1")["Status"] == "Gjennomført"
    assert measure(master(sent), "1.3.1")["Status"] == "Påstarta"


def test_a_cell_that_was_edited_since_is_told_of_and_left_alone(sent: Path) -> None:
    answer(
        sent,
        "Næringsforum",
        {"1.1.1": {"Status": "Gjennomført", "Kommentar": "Vedteken."}, "1.1.2": {"Status": "Påstarta"}},
    )
    assert regionplan_in_process("merge", folder=sent).status == 0
    edit(master(sent), "1.1.1", "Kommentar", "Ikkje heilt: manglar vedtak.")

    run = regionplan_in_process("--json", "undo", folder=sent)
    assert run.status == 1
    (left,) = run.data["left"]
    assert (left["sheet"], left["column"]) == (
        "Næringsutvikling og arbeidsplassar"[:31].strip(),
        "Kommentar",
    ) or (left["column"] == "Kommentar" and left["sheet"].startswith("Næringsutvikling"))
    assert load_workbook(master(sent))[left["sheet"]].cell(left["row"], 1).value == "1.1.1"
    assert "Ikkje heilt" in left["what"]
    assert left["fix"]
    now = measure(master(sent), "1.1.1")
    assert (now["Status"], now["Kommentar"]) == (None, "Ikkje heilt: manglar vedtak.")
    assert measure(master(sent), "1.1.2")["Status"] is None

    again = regionplan_in_process("--json", "merge", folder=sent)
    assert again.status == 1, "the comment was changed by both, so a person is asked"
    assert [(q["number"], q["field"]) for q in again.data["conflicts"]] == [("1.1.1", "comment")]
    assert measure(master(sent), "1.1.1")["Status"] == "Gjennomført"


def test_questions_of_the_undone_merge_are_cleared_and_those_it_settled_wait_again(sent: Path) -> None:
    answer(sent, "Næringsforum", {"1.1.1": {"Status": "kanskje"}})
    assert regionplan_in_process("merge", folder=sent).status == 1
    decide(master(sent), {"Avgjerd": "Behald masteren"})
    answer(sent, "Gol", {"1.3.1": {"Status": "veit ikkje"}})
    second = regionplan_in_process("--json", "merge", folder=sent)
    assert len(second.data["settled"]) == 1
    assert [row["Aktør"] for row in conflict_rows(master(sent))] == ["Gol"]
    edit(master(sent), "1.1.2", "Merknad", "Hand")

    assert regionplan_in_process("undo", folder=sent).status == 0
    (row,) = conflict_rows(master(sent))
    assert (row["Aktør"], row["Svar"], row["Avgjerd"]) == ("Næringsforum", "kanskje", None)
    assert regionplan_in_process("--json", "status", folder=sent).data["open_questions"] == 1
    assert regionplan_in_process("merge", folder=sent).status == 1
    assert sorted(str(row["Aktør"]) for row in conflict_rows(master(sent))) == ["Gol", "Næringsforum"]


def test_a_merge_whose_backup_is_gone_is_undone_cell_by_cell(sent: Path) -> None:
    answer(sent, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}})
    assert regionplan_in_process("merge", folder=sent).status == 0
    for copy in (sent / "workbooks" / "backups").glob("master *"):
        copy.unlink()
    assert regionplan_in_process("--json", "undo", folder=sent).data["cell_by_cell"] == [1]
    assert measure(master(sent), "1.1.1")["Status"] is None


def test_a_row_that_was_deleted_since_is_told_of(sent: Path) -> None:
    answer(sent, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}, "1.1.2": {"Status": "Påstarta"}})
    assert regionplan_in_process("merge", folder=sent).status == 0
    book = load_workbook(master(sent))
    sheet = next(s for s in book.worksheets if s.title.startswith("Næringsutvikling"))
    row = next(r for r in range(1, 30) if sheet.cell(r, 1).value == "1.1.2")
    sheet.delete_rows(row)
    book.save(master(sent))
    run = regionplan_in_process("--json", "undo", folder=sent)
    assert run.status == 1
    assert ["1.1.2" in one["what"] for one in run.data["left"]] == [True]
    assert measure(master(sent), "1.1.1")["Status"] is None


def test_the_days_of_earlier_reports_come_back(sent: Path) -> None:
    edit(master(sent), "1.1.1", "Rapportert av", "Kari")
    edit(master(sent), "1.1.1", "Sist rapportert", datetime.datetime(2024, 5, 1))  # type: ignore[arg-type]
    answer(sent, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}})
    assert regionplan_in_process("merge", folder=sent).status == 0
    assert measure(master(sent), "1.1.1")["Rapportert av"] == "Næringsforum"
    edit(master(sent), "1.1.2", "Merknad", "Hand")
    assert regionplan_in_process("undo", folder=sent).status == 0
    now = measure(master(sent), "1.1.1")
    assert now["Rapportert av"] == "Kari"
    assert str(now["Sist rapportert"]).startswith("2024-05-01")
