"""Corrections by a body after its receipt: in the marked workbook, in the one that was sent, after an undo."""

import time
from pathlib import Path
from typing import Any

import pytest

from tests.rounds.answers import fill_in
from tests.rounds.desk import Desk
from tests.rounds.letters import drafts, edit_actor, with_sender, words
from tests.rounds.mailbox import answers
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

BODY, NUMBER, ROUND = "Næringsforum", "1.1.1", "2025-2"
RECEIPTS = f"{ROUND}/receipts"


@pytest.fixture
def asked(desk: Desk) -> Desk:
    """Send 1.1.1 to Næringsforum with «Påstarta» and 40 %; its receipts are drafts for a person to send."""
    with_sender(desk.folder)
    edit_actor(desk, BODY, E_post="post@forum.example")
    desk.edit(NUMBER, Status="Påstarta", Framdrift=0.4)
    desk.run("send", "--round", ROUND)
    return desk


def sent(desk: Desk) -> Path:
    """Return the workbook as it was sent."""
    return desk.folder / "workbooks" / "outbox" / ROUND / f"{BODY}.xlsx"


def returns(desk: Desk, source: Path | bytes, name: str = BODY, **cells: object) -> Any:
    """Put the workbook with these cells in the inbox, and merge."""
    path = desk.folder / f"{name} kjelde.xlsx"
    path.write_bytes(source if isinstance(source, bytes) else source.read_bytes())
    fill_in(path, desk.folder / "workbooks" / "inbox" / f"{name}.xlsx", {NUMBER: cells})
    return desk.run("merge")


def marked(desk: Desk) -> bytes:
    """Return the workbook attached to the latest receipt."""
    folder = desk.folder / "workbooks" / "outbox" / RECEIPTS
    latest = max(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    (attached,) = drafts(desk, RECEIPTS)[latest.stem].iter_attachments()
    data = attached.get_content()
    assert isinstance(data, bytes)
    return data


def waiting(desk: Desk) -> list[str]:
    """Return what waits on Konfliktar."""
    return [row["Svar"] for row in desk.rows("Konfliktar")]


def test_a_body_that_puts_back_what_was_sent_has_corrected_it(asked: Desk) -> None:
    returns(asked, sent(asked), Status="kanskje", Framdrift="mykje")
    assert sorted(waiting(asked)) == ["kanskje", "mykje"]
    merged = returns(asked, marked(asked), "Retta", Status="Påstarta", Framdrift=0.4)
    assert (answers(merged), merged["open_questions"], waiting(asked)) == ([], 0, [])
    assert merged["receipts"]["drafted"] == 0, "nothing waits, and that is all that drafts are for"
    assert asked.cell(NUMBER, "Status") == "Påstarta"
    assert {row["Frå"] for row in asked.log()} >= {"kanskje", "mykje"}, "what was not understood is on record"
    asked.run("undo")
    assert sorted(waiting(asked)) == ["kanskje", "mykje"]
    asked.run("merge")
    assert waiting(asked) == []


def test_whoever_puts_back_what_was_sent_gets_a_receipt_that_says_so(asked: Desk) -> None:
    config = asked.folder / "config.yaml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("channel: folder", "channel: folder\n  receipts: yes"), "utf-8")
    returns(asked, sent(asked), Status="kanskje")
    before = set(drafts(asked, RECEIPTS))
    merged = returns(asked, marked(asked), "Retta", Status="Påstarta")
    assert merged["receipts"]["drafted"] == 1
    (name,) = set(drafts(asked, RECEIPTS)) - before
    assert "   Status: Påstarta" in words(drafts(asked, RECEIPTS)[name])


def test_a_body_that_empties_the_marked_cell_takes_its_words_back(asked: Desk) -> None:
    returns(asked, sent(asked), Status="kanskje")
    merged = returns(asked, marked(asked), "Retta", Status=None)
    assert (answers(merged), merged["open_questions"]) == ([], 0)
    assert asked.cell(NUMBER, "Status") == "Påstarta", "an empty cell empties nothing"


def test_a_workbook_as_it_was_sent_takes_nothing_back(asked: Desk) -> None:
    """Whoever answers something else in the workbook as it was sent has not looked at the marked cell."""
    returns(asked, sent(asked), Status="kanskje")
    merged = returns(asked, sent(asked), "Meir", Kommentar="Vi er i gang")
    assert len(answers(merged)) == 1
    assert waiting(asked) == ["kanskje"]


def test_what_was_sent_is_asked_about_if_the_master_has_changed_since(asked: Desk) -> None:
    returns(asked, sent(asked), Status="kanskje")
    asked.edit(NUMBER, Status="Gjennomført")
    merged = returns(asked, marked(asked), "Retta", Status="Påstarta")
    assert answers(merged) == []
    assert waiting(asked) == ["kanskje"]


def test_a_fresh_copy_that_comes_back_untouched_takes_nothing_back(asked: Desk) -> None:
    source = load_workbook(sent(asked))["Tiltak"]
    lines = [";".join(str(cell or "").replace("\n", " ") for cell in row) for row in source.values]
    text = "\n".join(lines).replace("Påstarta;0.4", "kanskje;0.4")
    (asked.folder / "workbooks" / "inbox" / f"{BODY}.csv").write_text(text, "utf-8")
    asked.run("merge")
    assert waiting(asked) == ["kanskje"]
    returns(asked, marked(asked), "Kopi")
    assert waiting(asked) == ["kanskje"]


@pytest.mark.parametrize("steps", ["1", "2"])
@pytest.mark.parametrize("status", ["Gjennomført", "Påstarta"])
def test_a_correction_counts_again_after_an_undo(asked: Desk, steps: str, status: str) -> None:
    returns(asked, sent(asked), Status="kanskje")
    returns(asked, marked(asked), "Retta", Status=status)
    now = asked.cell(NUMBER, "Status")
    asked.run("undo", "--steps", steps)
    merged = asked.run("merge")
    assert (asked.cell(NUMBER, "Status"), waiting(asked), merged["open_questions"]) == (now, [], 0)
    assert now == status


def test_an_unclear_answer_after_the_clear_one_is_asked_about(asked: Desk) -> None:
    returns(asked, sent(asked), Status="kanskje")
    returns(asked, marked(asked), "Retta", Status="Gjennomført")
    time.sleep(0.01)
    returns(asked, sent(asked), "Tja", Status="tja")
    asked.run("undo", "--steps", "3")
    asked.run("merge")
    assert "tja" in waiting(asked)


@pytest.mark.parametrize("together", [False, True])
@pytest.mark.parametrize(
    ("heading", "value"), [("Status", "Påstarta"), ("Kommentar", "Dette er gale"), ("Framdrift", 0.4)]
)
def test_to_take_back_an_answer_to_a_cell_that_was_sent_blank_is_asked_about(
    desk: Desk, heading: str, value: object, together: bool
) -> None:
    desk.answer("KRU", "6.1.1", "Fyrste", **{heading: value})
    if not together:
        desk.run("merge")
    desk.answer("KRU", "6.1.1", "Andre", **{heading: "(tøm)"})
    asked = desk.run("merge")["conflicts"]
    assert "(tom)" in [one["answer"] for one in asked]
    assert desk.status == 1
    assert desk.cell("6.1.1", heading) == (None if together else value)


def test_to_empty_a_cell_that_is_empty_says_nothing(desk: Desk) -> None:
    desk.answer("KRU", "6.1.1", Status="(tøm)", Kommentar="(tom)")
    merged = desk.run("merge")
    assert (merged["changes"], merged["conflicts"], desk.status) == ([], [], 0)
