"""Comments that break programs: returned, merged, shown, sent again and reported."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.poison.packages import formula_cells, live_parts, put_texts, sheet_texts
from tests.poison.texts import TEXTS
from tests.rounds.answers import ROUND, header
from tests.rounds.commands import Run, regionplan

SOAK = os.environ.get("REGIONPLAN_SOAK") == "1"
ACTORS = (
    "Regionrådet",
    "Hol",
    "KRU",
    "Næringshagen",
    "Bærekraft Hallingdal",
    "Samferdselsutval",
    "IKT Hallingdal",
    "Næringsforum",
    "Klimakoordinator",
    "Etablerarsenteret",
    "VGS",
)
UNFIT = ("control", "escape sequence", "null", "u+fffe", "u+ffff", "too long", "too long in emoji")
"""What no workbook can keep: held with the reason."""
ERROR = "error value"  # not as a formula's result, but typed


PROPOSED = (
    "formula",
    "link formula",
    "dde plus",
    "at",
    "leading tab",
    "escaped return",
    "emoji",
    "braces",
    "null",
    "xml",
)


@dataclass
class Poisoned:
    """A project after a merge of poisoned returns. `at`: name of the text -> the measure's ID and number."""

    folder: Path
    merged: Run
    at: dict[str, tuple[str, str, str]]
    before: Path

    @property
    def master(self) -> Path:
        return self.folder / "workbooks" / "master.xlsx"


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Poisoned:
    folder = tmp_path_factory.mktemp("gift") / "plan"
    assert regionplan("init", folder).status == 0
    assert regionplan("send", "--round", ROUND, folder=folder).status == 0
    waiting = dict(TEXTS)
    at: dict[str, tuple[str, str, str]] = {}
    for actor in ACTORS:
        sent = folder / "workbooks" / "outbox" / ROUND / f"{actor}.xlsx"
        sheet: Any = openpyxl.load_workbook(sent)["Tiltak"]
        top, columns = header(sheet)
        cells: dict[tuple[str, int, int], str] = _proposed(sent) if actor == ACTORS[0] else {}
        for row in range(top + 1, sheet.max_row + 1):
            comment = sheet.cell(row, columns["Kommentar"])
            number, measure = (str(sheet.cell(row, columns[name]).value) for name in ("Nr", "ID"))
            is_free = not comment.protection.locked and measure not in {taken for taken, _, _ in at.values()}
            if waiting and is_free and measure.startswith("M-"):
                name = next(iter(waiting))
                cells["Tiltak", row, comment.column] = waiting.pop(name)
                at[name] = (measure, number, actor)
        put_texts(sent, folder / "workbooks" / "inbox" / f"{actor}.xlsx", cells)
    assert not waiting
    before = folder.with_name("before.xlsx")
    before.write_bytes((folder / "workbooks" / "master.xlsx").read_bytes())
    return Poisoned(folder, regionplan("--json", "merge", folder=folder), at, before)


def _proposed(sent: Path) -> dict[tuple[str, int, int], str]:
    sheet: Any = openpyxl.load_workbook(sent)["Framlegg"]
    top = next(row for row in range(1, 21) if str(sheet.cell(row, 1).value).startswith("Kva gjer du"))
    return {("Framlegg", top + 1 + n, 1): TEXTS[name] for n, name in enumerate(PROPOSED)}


def kept(text: str) -> str:
    """Return a comment as stored in a workbook: line ends as line feeds, half characters as �."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip()
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def all_texts(book: Path) -> dict[str, set[str]]:
    return {sheet: set(cells.values()) for sheet, cells in sheet_texts(book).items()}


def test_the_merge_goes_through_and_says_what_waits(poisoned: Poisoned) -> None:
    assert poisoned.merged.status == 1, poisoned.merged.err
    assert "Traceback" not in poisoned.merged.err
    assert poisoned.merged.data["held"] == []
    waiting = {c["id"]: c["reason"] for c in poisoned.merged.data["conflicts"] if c["id"]}
    assert set(waiting) == {poisoned.at[name][0] for name in UNFIT}
    assert all(len(reason) > 30 for reason in waiting.values())


def test_every_comment_is_whole_in_the_master_or_waits_with_the_reason(poisoned: Poisoned) -> None:
    texts = all_texts(poisoned.master)
    anywhere = set().union(*texts.values())
    for name in poisoned.at:
        if name in UNFIT:
            shown = [t for t in texts["Konfliktar"] if t and t[:20] in _shown(TEXTS[name])]
            assert shown, name
        else:
            assert kept(TEXTS[name]) in anywhere, name


def _shown(text: str) -> str:
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)


def test_every_proposal_is_whole_on_its_sheet_or_waits_with_the_reason(poisoned: Poisoned) -> None:
    texts = all_texts(poisoned.master)
    for name in PROPOSED:
        sheet, text = (
            ("Konfliktar", _shown(TEXTS[name])) if name in UNFIT else ("Framlegg", kept(TEXTS[name]))
        )
        assert text in texts[sheet], name


def test_the_change_log_holds_every_comment_whole(poisoned: Poisoned) -> None:
    logged = all_texts(poisoned.master)["Endringslogg"]
    assert [name for name in poisoned.at if name not in UNFIT and kept(TEXTS[name]) not in logged] == []


def test_nothing_in_the_master_came_alive(poisoned: Poisoned) -> None:
    assert formula_cells(poisoned.master) == formula_cells(poisoned.before)
    assert _outward(poisoned.master) == _outward(poisoned.before)
    texts = [
        part
        for part in live_parts(poisoned.master)
        if any(t and len(t) < 200 and t in part for t in _short())
    ]
    assert texts == []


def _outward(book: Path) -> list[str]:
    return sorted(part for part in live_parts(book) if ": out to" in part)


def _short() -> list[str]:
    return [
        TEXTS[name]
        for name in ("formula", "link formula", "dde plus", "dde equals", "at", "unc", "url", "web formula")
    ]


def test_the_next_round_sends_every_comment_whole_and_dead(poisoned: Poisoned) -> None:
    sent = regionplan("--json", "send", "--round", "2026-1", folder=poisoned.folder)
    assert sent.status == 0, sent.err
    for actor in sorted({actor for _, _, actor in poisoned.at.values()}):
        book = poisoned.folder / "workbooks" / "outbox" / "2026-1" / f"{actor}.xlsx"
        assert formula_cells(book) == set()
        assert live_parts(book) == live_parts(book.parent.parent / ROUND / book.name)
        texts = set().union(*all_texts(book).values())
        mine = [name for name, (_, _, owner) in poisoned.at.items() if owner == actor and name not in UNFIT]
        assert [name for name in mine if not any(kept(TEXTS[name]) in text for text in texts)] == []


def test_the_history_of_a_measure_tells_every_comment(poisoned: Poisoned) -> None:
    names = [*poisoned.at] if SOAK else ["longest", "braces", "markup"]
    for name in names:
        measure, number, _ = poisoned.at[name]
        result = regionplan("--json", "history", number, folder=poisoned.folder)
        assert result.status in (0, 1), result.err
        assert "Traceback" not in result.err
        changes = [c for m in result.data["measures"] if m["id"] == measure for c in m["changes"]]
        if name not in UNFIT:
            assert kept(TEXTS[name]) in [change["to"] for change in changes], name
    spoken = regionplan("history", number, folder=poisoned.folder)
    assert spoken.status in (0, 1), spoken.err


@pytest.mark.parametrize("command", ["status", "check", "report"])
def test_the_other_commands_go_through(poisoned: Poisoned, command: str) -> None:
    run = regionplan(*(["--json"] if SOAK else []), command, folder=poisoned.folder)
    assert run.status in (0, 1), run.err
    assert "Traceback" not in run.err
    for document in (poisoned.folder / "workbooks" / "reports").rglob("*.docx"):
        assert [part for part in live_parts(document) if ": out to" in part] == []
