"""A return is compared with the workbook as sent, whatever has changed in the plan or program since."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.rounds.answers import ROUND
from tests.rounds.desk import Desk
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

OLD_NAME = "Regionplan for Hallingdal"


def configure(desk: Desk, old: str, new: str) -> None:
    path = desk.folder / "config.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def return_of(desk: Desk, actor: str, name: str = "", **guide: str) -> Path:
    """Put an actor's workbook in the inbox, answered for one measure, with these cells of Rettleiing changed."""
    book = load_workbook(desk.folder / "workbooks" / "outbox" / ROUND / f"{actor}.xlsx")
    sheet: Any = book["Tiltak"]
    sheet["E7"] = "Påstarta"
    for cell, text in guide.items():
        book["Rettleiing"][cell] = text
    target = desk.folder / "workbooks" / "inbox" / f"{name or actor}.xlsx"
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    return target


def written(desk: Desk) -> list[str]:
    merged = desk.run("merge")
    assert len(merged["changes"]) == 1
    return [str(remark["written"]) for remark in merged["remarks"]]


def test_a_plan_that_is_renamed_in_the_middle_of_a_round_lists_nothing(desk: Desk) -> None:
    return_of(desk, "KRU")
    configure(desk, OLD_NAME, "Regionplan for Hallingdal 2030")
    assert written(desk) == []


def test_a_sender_who_is_another_now_lists_nothing(desk: Desk) -> None:
    return_of(desk, "KRU")
    configure(desk, "channel: folder ", "sender: Ny Avsendar <ny@example.org>\n  channel: folder ")
    assert written(desk) == []


def test_a_deadline_that_is_moved_lists_nothing_of_the_workbook_with_the_old_one(desk: Desk) -> None:
    old = return_of(desk, "KRU").read_bytes()
    desk.run("send", "--round", ROUND, "--deadline", "2031-01-31")
    (desk.folder / "workbooks" / "inbox" / "KRU.xlsx").write_bytes(old)
    assert written(desk) == []
    new = return_of(desk, "KRU", "KRU ny", B30="Helsing Kari")
    assert "31. januar 2031" in str(load_workbook(new)["Tiltak"]["A1"].value)
    assert [r["written"] for r in desk.run("merge")["remarks"]] == ["Helsing Kari"]


def test_a_status_that_has_another_label_now_lists_nothing(desk: Desk) -> None:
    return_of(desk, "KRU")
    configure(desk, "{nn: Gjennomført, ", "{nn: Sluttført, ")
    configure(desk, "{nn: Ikkje påstarta, ", "{nn: Ikkje i gang, ")
    assert written(desk) == []


def test_a_guide_of_another_version_of_the_program_lists_nothing(desk: Desk) -> None:
    """What the workbook said then is on record; here the record and the workbook are of another wording."""
    ledger = desk.folder / "workbooks" / "records" / "ledger.db"
    texts = ("Slik gjorde vi det før", "Fyll ut dei gule cellene og send fila til oss.")
    return_of(desk, "KRU", B9=texts[0], C10=texts[1])
    with closing(sqlite3.connect(ledger)) as connection, connection:
        more = json.dumps(texts, ensure_ascii=False).replace("[", ", ", 1)
        connection.execute("UPDATE dispatches SET texts = rtrim(texts, ']') || ?", (more,))
    assert written(desk) == []


@pytest.mark.parametrize(
    ("sheet", "cell", "text"),
    [
        ("Rettleiing", "B2", "Regionplan for Hallingdal, sjå vedlegg"),
        ("Rettleiing", "C6", "1. mars 2031"),
        ("Rettleiing", "C6", "2031-03-01"),
        ("Rettleiing", "C7", "3 tiltak, ikkje fleire"),
        ("Rettleiing", "C8", "kari@example.org"),
        ("Rettleiing", "C14", "Gjennomført"),
        ("Tiltak", "A1", "KRU: rapportering 2026-1, frist når vi får tid"),
    ],
)
def test_what_an_actor_writes_over_a_text_of_ours_is_listed_also_if_it_looks_like_one(
    desk: Desk, sheet: str, cell: str, text: str
) -> None:
    path = return_of(desk, "KRU")
    book = load_workbook(path)
    book[sheet][cell] = text
    book.save(path)
    assert written(desk) == [text]


def test_a_round_that_an_earlier_version_sent_is_read_as_before(desk: Desk) -> None:
    ledger = desk.folder / "workbooks" / "records" / "ledger.db"
    with closing(sqlite3.connect(ledger)) as connection, connection:
        connection.execute("UPDATE dispatches SET texts = '[]'")
    return_of(desk, "KRU")
    assert written(desk) == []
