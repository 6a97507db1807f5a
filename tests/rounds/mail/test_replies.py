"""The reply to whoever sent a held file reveals nothing of another body, above all no code to answer in its name."""

import sqlite3
import zipfile
from pathlib import Path

import pytest

from regionplan_xl.plan.codes import dispatch_code
from tests.rounds.answers import ROUND
from tests.rounds.commands import regionplan_in_process
from tests.rounds.desk import Desk
from tests.rounds.dispatches import codes, without_code
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
BODIES = ("KRU", "Næringsforum")


def rewritten(desk: Desk, actor: str, name: str, *changes: tuple[str, str]) -> Path:
    """Put an actor's workbook with some changed texts in the inbox."""
    source = desk.folder / "workbooks" / "outbox" / ROUND / f"{actor}.xlsx"
    target = desk.folder / "workbooks" / "inbox" / f"{name}.xlsx"
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(source) as sent, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for part in sent.namelist():
            data = sent.read(part)
            for before, after in changes:
                data = data.replace(before.encode(), after.encode())
            made.writestr(part, data)
    return target


def with_a_code_more(desk: Desk, actor: str, name: str, code: str) -> None:
    """Put an actor's workbook with an additional code in the inbox."""
    book = load_workbook(desk.folder / "workbooks" / "outbox" / ROUND / f"{actor}.xlsx")
    book["Framlegg"]["F2"] = f"Kode: {code}"
    target = desk.folder / "workbooks" / "inbox" / f"{name}.xlsx"
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)


def note(desk: Desk, name: str) -> tuple[str, str]:
    """Return the two parts of the text beside a held file: for the secretariat, and for the sender."""
    text = (desk.folder / "workbooks" / "held" / f"{name}.xlsx.txt").read_text(encoding="utf-8")
    ours, _, reply = text.partition("Til å sende tilbake til avsendaren:")
    assert reply.strip().startswith("Hei!")
    return ours, reply


def bodies_in(text: str, name: str, desk: Desk) -> list[str]:
    """Return codes and names of bodies in a text, except the file's own name."""
    text = text.replace(f"«{name}.xlsx»", "")
    return [said for pair in codes(desk).items() for said in pair if said in text]


@pytest.mark.parametrize("name", ["KRU", "KRU (1)", "Kopi av KRU - svar"])
def test_a_file_that_is_called_like_a_body_brings_nobody_that_bodys_code(desk: Desk, name: str) -> None:
    without_code(desk, "Næringsforum", "1.1.1", name, Status="Gjennomført")
    run = regionplan_in_process("merge", folder=desk.folder)
    ours, reply = note(desk, name)
    assert bodies_in(reply, name, desk) == []
    everything = ours + run.out + run.err + str(desk.rows("Konfliktar"))
    assert not any(code in everything for code in codes(desk).values())


def test_the_secretariat_still_reads_which_body_it_is_like(desk: Desk) -> None:
    without_code(desk, "KRU", "6.1.2", "svar", Status="Gjennomført")
    desk.run("merge")
    ours, reply = note(desk, "svar")
    assert f"Ho liknar på KRU, runde {ROUND}." in ours
    assert "Det går ikkje sikkert fram kven svara er frå." in reply
    assert bodies_in(reply, "svar", desk) == []


def test_a_file_with_the_codes_of_two_bodies_tells_its_sender_of_neither(desk: Desk) -> None:
    known = codes(desk)
    with_a_code_more(desk, "KRU", "to", known["Næringsforum"])
    desk.run("merge")
    ours, reply = note(desk, "to")
    assert all(body in ours for body in BODIES)
    assert bodies_in(reply, "to", desk) == []


def test_the_code_of_one_body_in_the_workbook_of_another_tells_its_sender_of_neither(desk: Desk) -> None:
    known = codes(desk)
    rewritten(desk, "KRU", "bytt", (known["KRU"], known["Næringsforum"]))
    desk.run("merge")
    ours, reply = note(desk, "bytt")
    assert "Næringsforum" in ours
    assert bodies_in(reply, "bytt", desk) == []


def test_a_code_with_one_wrong_letter_is_never_put_right_for_its_sender(desk: Desk) -> None:
    code = codes(desk)["KRU"]
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    rewritten(desk, "KRU", "feil", (code, wrong))
    run = regionplan_in_process("merge", folder=desk.folder)
    ours, reply = note(desk, "feil")
    assert "Ho liknar på KRU" in ours
    assert code not in ours + reply + run.out
    assert bodies_in(reply, "feil", desk) == []


def test_a_sender_is_still_told_what_is_wrong_with_the_file_itself(desk: Desk) -> None:
    inbox = desk.folder / "workbooks" / "inbox"
    inbox.mkdir(exist_ok=True)
    (inbox / "KRU.xlsx").write_bytes(b"%PDF-1.4\n")
    (inbox / "Gol.xlsx").write_bytes(b"<html><body>1.1.1 ferdig</body></html>")
    (inbox / "tom.xlsx").write_bytes(b"")
    desk.run("merge")
    assert "PDF" in note(desk, "KRU")[1]
    assert "nettside" in note(desk, "Gol")[1]
    assert "tom" in note(desk, "tom")[1]
    assert all("kven svara er frå" not in note(desk, name)[1] for name in ("KRU", "Gol", "tom"))


def test_codes_that_were_never_sent_out_are_counted_where_the_secretariat_looks(desk: Desk) -> None:
    code = codes(desk)["KRU"]
    for number in range(3):
        rewritten(desk, "KRU", f"gjett {number}", (code, dispatch_code()))
    with_a_code_more(desk, "KRU", "begge", dispatch_code())
    without_code(desk, "Næringsforum", "1.1.1", "utan", Status="Gjennomført")
    assert desk.run("merge", "--dry-run")["unknown_codes"] == 4
    run = regionplan_in_process("merge", folder=desk.folder)
    said = "4 returar har kodar som aldri er sende ut."
    assert said in run.out
    assert said in regionplan_in_process("status", folder=desk.folder).out
    status = desk.run("status")
    assert (status["held_files"], status["unknown_codes"]) == (5, 4)


def test_a_guess_that_is_put_aside_is_still_counted(desk: Desk) -> None:
    rewritten(desk, "KRU", "gjett", (codes(desk)["KRU"], dispatch_code()))
    desk.run("merge")
    desk.write("Konfliktar", desk.rows("Konfliktar")[0]["row"], Avgjerd="Legg bort")
    assert desk.run("merge")["unknown_codes"] == 0
    status = desk.run("status")
    assert (status["held_files"], status["unknown_codes"]) == (0, 1)


def test_a_round_without_wrong_codes_speaks_of_none(desk: Desk) -> None:
    desk.answer("KRU", "6.1.2", Status="Gjennomført")
    run = regionplan_in_process("merge", folder=desk.folder)
    assert "aldri er" not in run.out + regionplan_in_process("status", folder=desk.folder).out
    assert desk.run("status")["unknown_codes"] == 0


@pytest.mark.parametrize("earlier", ["HX7-4KN", "A6Q-369"])
def test_a_workbook_that_went_out_with_a_code_of_six_characters_is_merged(desk: Desk, earlier: str) -> None:
    code = codes(desk)["KRU"]
    with sqlite3.connect(desk.folder / "workbooks" / "records" / "ledger.db") as connection:
        connection.execute("UPDATE dispatches SET code = ? WHERE code = ?", (earlier, code))
        connection.execute("UPDATE sent_rows SET dispatch = ? WHERE dispatch = ?", (earlier, code))
    desk.answer("KRU", "6.1.2", Status="Gjennomført")
    path = desk.folder / "workbooks" / "inbox" / "KRU.xlsx"
    with zipfile.ZipFile(path) as book:
        parts = {part: book.read(part).replace(code.encode(), earlier.encode()) for part in book.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for part, data in parts.items():
            book.writestr(part, data)
    assert [change["number"] for change in desk.run("merge")["changes"]] == ["6.1.2"]
