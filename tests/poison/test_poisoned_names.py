"""Names that break programs, of returned files and of actors."""

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.poison.packages import formula_cells, live_parts, put_texts, sheet_texts
from tests.poison.texts import FILE_NAMES, TEXTS
from tests.rounds.answers import ROUND, answer, measure
from tests.rounds.commands import regionplan

ACTOR_NAMES = (
    "=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "{0} {name}", "%s", "../../../tmp/ute",
    "a/b\\c", "CON", "<script>&amp;",
    "_x0041_ lag", "🙂 laget", "\u202elaget", "$(rm -rf x)", "[red]x[/]", "'; DROP--",
    "n" * 300, "https://x.example", ".skjult",
)  # fmt: skip


@pytest.fixture
def sent(project: Path) -> Path:
    assert regionplan("send", "--round", ROUND, folder=project).status == 0
    return project


def test_a_returned_file_may_be_called_anything(sent: Path) -> None:
    inbox = sent / "workbooks" / "inbox"
    master = sent / "workbooks" / "master.xlsx"
    before = formula_cells(master)
    for number, name in enumerate(FILE_NAMES):
        (inbox / name).write_bytes(b"PK\x03\x04 no workbook %d" % number)
    good = answer(sent, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}}, "god.xlsx")
    good.rename(inbox / "=god{0}\n_x0041_.xlsx")
    bytes_name = bytes(inbox) + b"/r\xe5.xlsx"
    Path(bytes_name.decode("utf-8", "surrogateescape")).write_bytes(b"PK\x03\x04 bytes")

    merged = regionplan("--json", "merge", folder=sent)
    assert merged.status == 1, merged.err
    assert "Traceback" not in merged.err
    assert measure(master, "1.1.1")["Status"] == "Gjennomført"
    assert len(merged.data["held"]) == len(FILE_NAMES) + 1
    assert all(len(held["reason"]) > 30 for held in merged.data["held"])
    # Each is there with its reason, in this folder and in no other.
    held = [*(sent / "workbooks" / "held").iterdir()]
    whole = [path for path in held if path.read_bytes().startswith(b"PK")]
    assert len(whole) == len(FILE_NAMES) + 1
    assert len(held) == 2 * len(whole)
    assert not [*inbox.glob("*.xlsx")]
    assert formula_cells(master) <= before
    assert [part for part in live_parts(master) if ": out to" in part] == []
    for words in (["history", "1.1.1"], ["--json", "status"], ["merge"]):
        run = regionplan(*words, folder=sent)
        assert run.status in (0, 1), run.err
        assert "Traceback" not in run.err


def test_an_actor_may_be_called_anything_and_its_workbook_stays_in_the_outbox(project: Path) -> None:
    master = project / "workbooks" / "master.xlsx"
    book: Any = openpyxl.load_workbook(master)
    area = next(sheet for sheet in book.worksheets if "Klima" in sheet.title)
    headings = {str(cell.value): cell.column for row in area.iter_rows(max_row=4) for cell in row}
    rows = [
        row for row in range(4, area.max_row + 1)
        if str(area.cell(row, headings["ID"]).value).startswith("M-")
    ]  # fmt: skip
    actors = book["Aktørar"]
    first = actors.max_row + 1
    name_column = next(c.column for row in actors.iter_rows(max_row=4) for c in row if c.value == "Namn")
    names = ACTOR_NAMES[: len(rows)]
    named = {("Aktørar", first + n, name_column): name for n, name in enumerate(names)}
    owners = {(area.title, row, headings["Ansvar"]): name for row, name in zip(rows, names, strict=False)}
    put_texts(master, master, named | owners)

    for words in (["check"], ["send", "--round", ROUND], ["report"]):
        run = regionplan("--json", "--lang", "en", *words, folder=project)
        assert run.status in (0, 1, 2), run.err
        assert "Traceback" not in run.err
        assert "error in regionplan itself" not in run.err
    outbox = project / "workbooks" / "outbox" / ROUND
    if outbox.exists():
        for path in outbox.rglob("*"):
            assert path.parent == outbox
            if path.suffix == ".eml":
                continue
            assert live_parts(path) == [
                part for part in live_parts(path) if "internal" in part or "location" in part
            ]
            assert formula_cells(path) == set()


def test_texts_typed_in_the_master_go_out_whole_or_are_named_with_the_place(project: Path) -> None:
    master = project / "workbooks" / "master.xlsx"
    book: Any = openpyxl.load_workbook(master)
    area = next(sheet for sheet in book.worksheets if "Interkomm" in sheet.title)
    headings = {str(cell.value): cell.column for row in area.iter_rows(max_row=4) for cell in row}
    rows = [
        row for row in range(4, area.max_row + 1)
        if str(area.cell(row, headings["ID"]).value).startswith("M-")
        and "Regionrådet" in str(area.cell(row, headings["Ansvar"]).value)
    ]  # fmt: skip
    names = [
        n for n in TEXTS if "long" not in n and n not in ("true", "number", "date", "exponent", "big number")
    ]
    chosen = dict(zip(rows, names[: len(rows)], strict=False))
    put_texts(master, master, {
        (area.title, row, headings[heading]): TEXTS[name]
        for heading in ("Tiltak", "Merknad") for row, name in chosen.items()
    })  # fmt: skip
    before = formula_cells(master)

    checked = regionplan("--json", "check", folder=project)
    assert checked.status in (0, 1), checked.err
    sent = regionplan("--json", "send", "--round", ROUND, folder=project)
    assert sent.status in (0, 1), sent.err
    books = [*(project / "workbooks" / "outbox" / ROUND).glob("*.xlsx")]
    texts = {
        " ".join(text.split())
        for book in books
        for cells in sheet_texts(book).values()
        for text in cells.values()
    }
    for name in chosen.values():
        assert " ".join(TEXTS[name].split()) in texts, name
    assert all(formula_cells(book) == set() for book in books)
    answer(project, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}})
    merged = regionplan("--json", "merge", folder=project)
    assert merged.status in (0, 1), merged.err
    assert formula_cells(master) <= before
    for words in (["report"], ["undo"]):
        run = regionplan(*words, folder=project)
        assert run.status in (0, 1), run.err
        assert "Traceback" not in run.err


def test_a_plan_document_may_say_anything(shared: Path, tmp_path: Path) -> None:
    lines = (shared / "plans" / "000_baa27bac7c5f390b.txt").read_text(encoding="utf-8").split("\n")
    heads = [n for n, line in enumerate(lines) if re.fullmatch(r"\d\.\d\.\d *", line)]
    texts = [text for text in TEXTS.values() if len(text) < 400 and text.isprintable()]
    for head, text in zip(heads, texts, strict=False):
        lines[head] += "\n" + text
    document = tmp_path / "gift.txt"
    document.write_text("\n".join(lines) + "\0", encoding="utf-8")
    refused = regionplan("init", tmp_path / "plan", "--from", document)
    assert (refused.status, "gift.txt" in refused.err, "Traceback" in refused.err) == (2, True, False)
    document.write_text("\n".join(lines), encoding="utf-8")
    made = regionplan("init", tmp_path / "plan", "--from", document)
    assert made.status in (0, 1), made.err
    master = tmp_path / "plan" / "workbooks" / "master.xlsx"
    live = live_parts(master)
    assert [part for part in live if ": out to" in part or any(text in part for text in texts)] == []
    for words in (["check"], ["send", "--round", ROUND]):
        run = regionplan(*words, folder=tmp_path / "plan")
        assert run.status in (0, 1), run.err
        assert "Traceback" not in run.err
    lines[heads[-1]] += "\n\ufffe"
    document.write_text("\n".join(lines), encoding="utf-8")
    assert regionplan("init", tmp_path / "gift", "--from", document).status in (0, 1)
    sent = regionplan("send", "--round", ROUND, folder=tmp_path / "gift")
    assert sent.status in (0, 1), sent.err
    assert "Traceback" not in sent.err
