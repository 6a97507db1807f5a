"""Long output of commands: the beginning, and where to find the rest; `--json` has all."""

from pathlib import Path

from tests.rounds.answers import ROUND, answer, header
from tests.rounds.commands import regionplan_in_process as regionplan
from tests.workbooks import load_workbook

ANSWER = {"Status": "Påstarta", "Kommentar": "I gang", "Framdrift": 0.5}


def answer_everything(project: Path, actor: str) -> None:
    """Answer three fields of each measure that an actor was sent."""
    sheet = load_workbook(project / "workbooks" / "outbox" / ROUND / f"{actor}.xlsx")["Tiltak"]
    top, columns = header(sheet)
    numbers = (str(sheet.cell(row, columns["Nr"]).value or "") for row in range(top + 1, sheet.max_row + 1))
    answer(project, actor, {number: ANSWER for number in numbers if number[:1].isdigit()})


def test_a_merge_of_many_answers_ends_with_the_sheet_that_has_all_of_them(sent: Path) -> None:
    answer_everything(sent, "Gol")
    preview = regionplan("merge", "--dry-run", folder=sent)
    assert "til: sjå «regionplan --json merge --dry-run»" in preview.out
    changes = regionplan("--json", "merge", "--dry-run", folder=sent).data["changes"]
    fields = [change for change in changes if change["kind"] == "answer"]
    assert len(fields) > 42
    assert f"og {len(fields) - 40} til: sjå Endringslogg" in regionplan("merge", folder=sent).out


def test_files_that_are_held_end_with_the_folder_that_they_are_in(sent: Path) -> None:
    for at in range(50):
        (sent / "workbooks" / "inbox" / f"skadd {at:02}.xlsx").write_bytes(b"PK\x03\x04 halv %d" % at)
    received = regionplan("collect", folder=sent)
    assert received.out.count("  skadd ") == 40
    assert "og 10 til: sjå workbooks/archive" in received.out
    merged = regionplan("merge", folder=sent)
    assert merged.out.count("Lagd til side: ") == 40
    assert "og 10 til: sjå workbooks/held" in merged.out


def test_findings_end_with_the_command_that_lists_all_of_them(sent: Path) -> None:
    master = sent / "workbooks" / "master.xlsx"
    book = load_workbook(master)
    for name in book.sheetnames[1:7]:  # the area sheets, after Oversikt
        sheet = book[name]
        top, columns = header(sheet)
        for row in range(top + 1, sheet.max_row + 1):
            if sheet.cell(row, columns["Ansvar"]).value:
                sheet.cell(row, columns["Status"]).value = "kanskje"
    book.save(master)
    findings = regionplan("--json", "check", folder=sent).data["findings"]
    assert len(findings) > 42
    run = regionplan("check", folder=sent)
    assert f"og {len(findings) - 40} til: sjå «regionplan --json check»" in run.out


def test_a_very_long_comment_is_told_of_by_its_beginning_and_stands_whole_in_log_and_data(sent: Path) -> None:
    comment = ("Vi har arbeidd mykje med dette. " * 900).strip()
    answer(sent, "KRU", {"6.1.3": {"Kommentar": comment}})
    preview = regionplan("--json", "merge", "--dry-run", folder=sent).data["changes"]
    assert [change["to"] for change in preview if change["field"] == "comment"] == [comment]
    merged = regionplan("merge", folder=sent)
    assert f"({len(comment)})" in merged.out
    assert len(merged.out) < 5_000
    log = load_workbook(sent / "workbooks" / "master.xlsx")["Endringslogg"]
    assert any(comment == cell for row in log.iter_rows(values_only=True) for cell in row)
