"""Make every kind of workbook that the project writes, once, with the commands of a year of rounds."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

import openpyxl

from regionplan_xl.excel.master.create import write_master
from regionplan_xl.ooxml import SheetChange, Workbook, changed
from regionplan_xl.plan.model import Plan
from tests.reports.plans import mixed_plan
from tests.resaves.filled import GREEN, RED, Filled, by_excel
from tests.rounds.answers import ROUND, answer, fill_in, header, measure, read_in_this_process
from tests.rounds.as_excel import ExcelBook, cut_and_inserted, inserted_before
from tests.rounds.commands import open_round
from tests.rounds.commands import regionplan_in_process as regionplan
from tests.rounds.desk import Desk
from tests.rounds.new_area import with_new_area_in_excel

LANGUAGES = ("nn", "nb", "en")
NEXT_ROUND = "2025-2"
AREA, SECOND_AREA = "Næringsutvikling", "Klima og miljø"
LONG = "Ein lang merknad om vegen vidare. " * 900
ODD = "  Ål\n\n_x000D_ <&> =1+1 \U0001f600"


class Made(NamedTuple):
    """A workbook that we wrote, and the master as another program left it if we changed that."""

    kind: str
    path: Path
    source: Path | None = None

    def __str__(self) -> str:
        return f"{self.kind}: {self.path.name}"


def all_workbooks(folder: Path) -> list[Made]:
    """Make every kind, in `folder`."""
    return [
        *_new(folder / "new"),
        *_of_other_plans(folder / "plans"),
        *_after_merges(folder / "merges"),
        *_after_other_programs(folder / "programs"),
    ]


def _new(folder: Path) -> Iterator[Made]:
    """Make a new master in each language, and every actor's workbook from it."""
    for language in LANGUAGES:
        project = folder / language
        assert regionplan("init", project, "--locale", language).status == 0
        assert regionplan("send", "--round", ROUND, folder=project).status == 0
        yield Made(f"new master in {language}", project / "workbooks" / "master.xlsx")
        for book in sorted((project / "workbooks" / "outbox" / ROUND).glob("*.xlsx")):
            yield Made(f"actor's workbook in {language}", book)


def _of_other_plans(folder: Path) -> Iterator[Made]:
    """Make masters with a fourth status and answers of every sort, with long texts, and nearly empty ones."""
    folder.mkdir()
    plan = mixed_plan()
    plans = {
        "a fourth status": plan,
        "long texts": _with_long_texts(plan),
        "one area": replace(plan, areas=plan.areas[:1], actors=plan.actors[:1], indicators=()),
        "no areas": replace(plan, areas=(), indicators=()),
    }
    for name, one in plans.items():
        path = folder / f"{name}.xlsx"
        path.write_bytes(write_master(one, today=date(2026, 3, 15)))
        yield Made(f"master with {name}", path)
    yield from _sent_with_long_texts(folder / "sent", folder / "long texts.xlsx")
    assert regionplan("demo", folder / "demo").status == 0
    yield Made("master of the demo", folder / "demo" / "workbooks" / "master.xlsx")


def _sent_with_long_texts(project: Path, master: Path) -> Iterator[Made]:
    """Send a plan with long texts."""
    assert regionplan("init", project).status == 0
    shutil.copy(master, project / "workbooks" / "master.xlsx")
    assert regionplan("send", "--round", ROUND, folder=project).status in (0, 1)
    for book in sorted((project / "workbooks" / "outbox" / ROUND).glob("*.xlsx")):
        yield Made("actor's workbook with long texts", book)


def _with_long_texts(plan: Plan) -> Plan:
    """Return the plan with names, measures and remarks about as long as a cell can hold."""
    area, *rest = plan.areas
    goal, *goals = area.goals
    measures = tuple(replace(m, text=f"{ODD} {LONG}", remark=LONG) for m in goal.measures)
    goal = replace(goal, text=LONG, measures=measures)
    area = replace(area, name="Næring: «[*]» / ? \\ " + "svært " * 20, goals=(goal, *goals))
    return replace(plan, name="Plan " * 60, areas=(area, *rest))


def _after_merges(folder: Path) -> Iterator[Made]:
    """Take one project through two rounds: answers, conflicts, proposals, decisions, undo."""
    open_round(folder)
    read_in_this_process(folder)
    desk, keep = Desk(folder), _Keeper(folder, folder / "kept")
    _first_answers(desk)
    result = desk.run("merge")
    assert desk.status == 1
    assert len(result["conflicts"]) >= 4
    assert len(result["held"]) == 2
    assert measure(desk.master, "1.2.3")["Status"] == "Påstarta"
    yield keep("after a merge with conflicts, proposals and shares")

    desk.run("undo")
    yield keep("after an undo of the whole file")
    desk.run("merge")
    _write(desk.master, AREA, "1.1.1", {"Merknad": "Skriven av Kari"})
    assert desk.run("undo")["cell_by_cell"]
    yield keep("after an undo cell by cell")

    desk.run("merge")
    _write(desk.master, "Konfliktar", "6.1.1", {"Avgjerd": "Ta svaret"})
    _write(desk.master, "Framlegg", "Sykkelveg", {"Avgjerd": "Gjer til tiltak", "Under mål": "1.1"})
    answer(folder, "KRU", {"6.1.3": {"Kommentar": "Endå ein ting", "Status": "(tøm)"}}, "Kari att.xlsx")
    assert desk.run("merge")["settled"]
    yield keep("after decisions and an accepted proposal")

    _add_a_row(desk.master)
    _delete(desk.master, "Konfliktar", "Framlegg", "Endringslogg", "Delstatus")
    source = keep.source("without sheets")
    desk.propose("Hol", ("Sykkelveg", "2.1", "Ja"))
    answer(folder, "Hol", {"1.3.1": {"Status": "Gjennomført"}, "4.2.1": {"Status": "kanskje"}}, "h.xlsx")
    desk.run("merge")
    yield keep("after sheets were restored", source)

    # Status 1: the accepted proposal names no body, so nobody is asked about it.
    assert regionplan("send", "--round", NEXT_ROUND, folder=folder).status in (0, 1)
    yield keep("after the next round is sent", source)
    for book in sorted((folder / "workbooks" / "outbox" / NEXT_ROUND).glob("*.xlsx")):
        yield Made("actor's workbook with earlier answers", book)


class _Keeper:
    """Copies of a project's master at each step."""

    def __init__(self, project: Path, folder: Path) -> None:
        self._master, self._folder = project / "workbooks" / "master.xlsx", folder
        folder.mkdir()

    def __call__(self, kind: str, source: Path | None = None) -> Made:
        return Made(kind, self.source(kind), source)

    def source(self, name: str) -> Path:
        return Path(shutil.copy(self._master, self._folder / f"{name}.xlsx"))


def _first_answers(desk: Desk) -> None:
    """Send answers in words and colours that agree, that conflict and that cannot be parsed, and other files."""
    folder, inbox = desk.folder, desk.folder / "workbooks" / "inbox"
    outbox = folder / "workbooks" / "outbox" / ROUND
    by_excel(outbox / "Gol.xlsx", inbox / "g.xlsx", {
        "1.2.3": Filled("Gjennomført", "done", progress=1.0, comment=ODD),
        "4.1.1": Filled(paint=GREEN),
        "4.1.2": Filled(paint=RED),
        "4.2.1": Filled("kanskje"),
    })  # fmt: skip
    answer(folder, "Hol", {"1.2.3": {"Status": "Påstarta", "Framdrift": 0.3, "Kommentar": "æ" * 32_000}})
    answer(folder, "KRU", {"6.1.1": {"Status": "Gjennomført", "Venta ferdig": "31.12.2026"}}, "Kari.xlsx")
    answer(folder, "KRU", {"6.1.1": {"Status": "Påstarta"}, "6.1.2": {"Framdrift": "mykje"}}, "Ola.xlsx")
    answer(folder, "Næringsforum", {"1.1.1": {"Status": "Gjennomført", "Kommentar": LONG}})
    desk.propose("Regionrådet", ("Nytt tiltak: <kultur> & kunst", "2.1", "Ja"), ("Sykkelveg", "", ""))
    (inbox / "skadd.xlsx").write_bytes(b"PK\x03\x04 halv")
    (inbox / "brev.docx").write_bytes(b"ikkje eit dokument")


def _write(master: Path, sheet: str, row_with: str, cells: Mapping[str, str]) -> None:
    """Write texts into the first row of a sheet that has a cell with the text `row_with`, without other changes."""
    book = Workbook.open(master)
    rows = [(number, {str(c.value): column for column, c in row.items()}) for number, row in book.rows(sheet)]
    columns = next(row for _, row in rows if cells.keys() <= row.keys())
    number = next(number for number, row in rows if row_with in row)
    written = {(number, columns[heading]): text for heading, text in cells.items()}
    master.write_bytes(changed(master.read_bytes(), {sheet: SheetChange(cells=written)})[0])


def _add_a_row(master: Path) -> None:
    """Add a measure at the bottom of the first area."""
    book = openpyxl.load_workbook(master)
    sheet = book.worksheets[1]
    _, columns = header(sheet)
    row = sheet.max_row + 1
    for heading, text in {"Nr": "1.9.1", "Tiltak": "Heilt nytt", "Tid": "2026", "Ansvar": "KRU"}.items():
        sheet.cell(row, columns[heading], text)
    book.save(master)


def _delete(master: Path, *sheets: str) -> None:
    book = openpyxl.load_workbook(master)
    for name in sheets:
        del book[name]
    book.save(master)


def _after_other_programs(folder: Path) -> Iterator[Made]:
    """Edit a master part by part as Excel does, then merge and undo."""
    open_round(folder)
    read_in_this_process(folder)
    desk, keep = Desk(folder), _Keeper(folder, folder / "kept")
    _edit_as_excel(desk.master)
    source = keep.source("edited as Excel does it")
    outbox, inbox = folder / "workbooks" / "outbox" / ROUND, folder / "workbooks" / "inbox"
    fill_in(
        outbox / "Næringsforum.xlsx", inbox / "n.xlsx", {"1.1.1": {"Status": "Gjennomført", "Framdrift": 1}}
    )
    fill_in(outbox / "Gol.xlsx", inbox / "g.xlsx", {"4.2.1": {"Status": "Påstarta", "Kommentar": ODD}})
    desk.run("merge")
    assert measure(desk.master, "1.1.1")["Status"] == "Gjennomført"
    yield keep("after a merge into a master edited as Excel does it", source)
    book = ExcelBook(desk.master)
    book.write(AREA, {"A60": "Notat"}, like=5)
    book.save()
    desk.run("undo")
    assert measure(desk.master, "1.1.1")["Status"] is None
    yield keep("after an undo in a master edited as Excel does it", source)
    with_new_area_in_excel(desk)
    source = keep.source("with a new area")
    assert desk.run("merge")["merge"]
    yield keep("after a new area has its row on Oversikt", source)


def _edit_as_excel(master: Path) -> None:
    """Insert a row and a column, move a column, and add a picture, a chart and notes."""
    book = ExcelBook(master)
    book.move(AREA, rows=inserted_before(6))
    book.write(AREA, {"A6": "1.1.9", "B6": "Eit heilt nytt tiltak", "C6": "2026", "D6": "Gol"}, like=5)
    book.move(AREA, columns=inserted_before(6))
    book.write(AREA, {"F3": "Prioritet", "F5": "Høg"})
    book.move(SECOND_AREA, columns=cut_and_inserted(12, before=6))
    book.as_saved_by_excel(AREA)
    book.save()
