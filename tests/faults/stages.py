"""A small project at each stage of a round, and what must hold whatever happened to the last command."""

import io
import os
import shutil
from collections import Counter
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import docx
import openpyxl

from regionplan_xl.cli import main
from regionplan_xl.config import default_config_text
from regionplan_xl.excel.master.create import write_master
from regionplan_xl.files import fingerprint
from regionplan_xl.plan.model import Plan
from regionplan_xl.project.folder import Project
from regionplan_xl.project.session import open_session
from tests.plan.plans import TODAY, measure, plan
from tests.rounds.answers import fill_in

ROUND = "2025-1"
ASKED = ("Gol", "Hol", "Næringshagen", "Regionrådet", "Ål")
ANSWERS: Mapping[str, Mapping[str, Mapping[str, object]]] = {
    "Regionrådet": {"1.1.1": {"Status": "Gjennomført", "Kommentar": "Vedteken."}},
    "Gol": {"1.1.2": {"Status": "Påstarta", "Framdrift": 0.5}},
    "Ål": {"1.1.2": {"Status": "kanskje"}},
}
ROLL_OVER = ("roll-over", "--year", "2026", "--drop-done", "--renumber")
NO_WORKBOOK = b"Hei! Me svarar til sommaren."
NEXT_PLAN = "Planen for 2026–2029"
BY_HAND = "Skrive for hand."


def run(folder: Path, *words: str) -> int:
    """Run a command in this process; return its exit status."""
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            main(["--project", str(folder), *words])
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def note(what: str, tried: Counter[str]) -> None:
    """Add a line to the table of tried faults if REGIONPLAN_FAULT_TABLE names a file for it."""
    table = os.environ.get("REGIONPLAN_FAULT_TABLE")
    if table:
        kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(tried.items()))
        with Path(table).open("a", encoding="utf-8") as out:
            out.write(f"| {what} | {kinds} |\n")


@dataclass(frozen=True)
class Stage:
    """A project folder in which `command` is about to be run."""

    command: tuple[str, ...]
    folder: Path

    def copy(self, to: Path) -> Path:
        """Make a fresh copy of the project, including file times."""
        shutil.rmtree(to, ignore_errors=True)
        return Path(shutil.copytree(self.folder, to))


def stages(root: Path) -> dict[str, Stage]:
    """Return the project before each command, by name."""
    new = root / "new"
    for name in ("outbox", "inbox", "archive", "held", "backups", "records", "reports"):
        (new / "workbooks" / name).mkdir(parents=True)
    (new / "config.yaml").write_text(default_config_text("Planen", "nn"), encoding="utf-8")
    small = plan(
        measure("M-1AAAA", "1.1.1", "Regionrådet"),
        measure("M-2AAAA", "1.1.2", "Kommunane"),
        measure("M-3AAAA", "1.1.3", "Næringshagen"),
    )
    (new / "workbooks" / "master.xlsx").write_bytes(write_master(small, today=TODAY))
    answered = _next(root, new, "answered", "send", "--round", ROUND)
    outbox, inbox = answered / "workbooks" / "outbox" / ROUND, answered / "workbooks" / "inbox"
    for actor, answers in ANSWERS.items():
        fill_in(outbox / f"{actor}.xlsx", inbox / f"{actor} svar.xlsx", answers)
    (inbox / "brev.xlsx").write_bytes(NO_WORKBOOK)
    for path in inbox.iterdir():
        os.utime(path, (1.7e9, 1.7e9))  # long ago, so nobody is still writing them
    merged = _next(root, answered, "merged", "merge")
    edited = _next(root, merged, "edited", "status")
    _edit_by_hand(edited / "workbooks" / "master.xlsx")
    ending = _next(root, new, "ending", "status")
    _end_year(ending / "workbooks" / "master.xlsx")
    begun = _next(root, ending, "begun", *ROLL_OVER)
    take_in = ("import", str(_next_plan(root)), "--carry-over")
    taken_in = _next(root, ending, "taken in", *take_in)
    return {
        "send": Stage(("send", "--round", ROUND), new),
        "collect": Stage(("collect",), answered),
        "merge": Stage(("merge",), answered),
        "undo": Stage(("undo",), merged),
        "undo after hand edits": Stage(("undo",), edited),
        "roll-over": Stage(ROLL_OVER, ending),
        "undo of a roll-over": Stage(("undo",), begun),
        "import": Stage(take_in, ending),
        "undo of an import": Stage(("undo",), taken_in),
    }


def _next(root: Path, before: Path, name: str, *words: str) -> Path:
    folder = Path(shutil.copytree(before, root / name))
    assert run(folder, *words) in (0, 1)
    return folder


def _next_plan(root: Path) -> Path:
    """Write the document of the next plan, in which one of the measures continues."""
    document = docx.Document()
    document.add_heading(NEXT_PLAN, 0)
    document.add_heading("Næring", 1)
    table = document.add_table(rows=0, cols=3)
    for texts in (
        ("Tiltak", "Frist", "Ansvar"),
        ("Lage turkart", "2027", "Regionrådet"),
        ("Nytt", "2028", "Gol"),
    ):
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
    path = root / "ny plan.docx"
    document.save(str(path))
    return path


def _edit_by_hand(master: Path) -> None:
    """Change a comment that the merge wrote, and add a remark elsewhere, as the secretariat does."""
    book = openpyxl.load_workbook(master)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == "Vedteken." and sheet.title == "Næring":
                    cell.value = BY_HAND
    book.save(master)


def _end_year(master: Path) -> None:
    """Prepare the year before a roll-over: 1.1.1 is done, and 1.1.2 is yearly with an answer of a member."""
    book = openpyxl.load_workbook(master)
    for sheet, number, heading, said in (
        ("Næring", "1.1.1", "Status", "Gjennomført"),
        ("Næring", "1.1.2", "Tid", "Årleg"),
        ("Delstatus", "1.1.2", "Gol", "Påstarta"),
    ):
        cells = [cell for row in book[sheet].iter_rows() for cell in row]
        row = next(cell.row for cell in cells if cell.value == number)
        column = next(cell.column for cell in cells if cell.value == heading)
        book[sheet].cell(row or 0, column or 0).value = said
    book.save(master)


@dataclass(frozen=True)
class State:
    """The state of a project, without clock times."""

    plan: Plan
    changes: Counter[tuple[object, ...]]
    log_rows: int
    undone_rows: int
    questions: Counter[str]
    rows_in_conflicts: int
    returns: Mapping[str, str]
    dispatches: tuple[str, ...]
    copies: frozenset[str]
    archived: Mapping[str, str]


def state(folder: Path) -> State:
    """Return the project as the next command finds it, after completing interrupted ones."""
    project = Project.open(folder)
    with open_session(project):
        ledger = project.ledger
        assert ledger.pending_merge() is None
        book = openpyxl.load_workbook(project.master_path, read_only=True)
        history = [record for m in ("M-1AAAA", "M-2AAAA", "M-3AAAA") for record in ledger.history(m)]
        found = State(
            plan=project.read_master().plan,
            changes=Counter(
                (
                    r.change.measure,
                    r.change.member,
                    r.change.field,
                    r.change.before,
                    r.change.after,
                    r.change.file,
                )
                for r in history
                if not r.undone
            ),
            log_rows=_rows(book, "Endringslogg", "M-"),
            undone_rows=_rows(book, "Endringslogg", "angra."),
            questions=Counter(f"{q.file} {q.measure}" for q in ledger.open_questions()),
            rows_in_conflicts=_rows(book, "Konfliktar", "svar.xlsx") + _rows(book, "Konfliktar", "brev.xlsx"),
            returns={record.name: record.state for record in ledger.returns()},
            dispatches=tuple(sorted(d.actor for d in ledger.dispatches(ROUND))) if ledger.rounds() else (),
            archived={
                path.relative_to(folder).as_posix(): fingerprint(path.read_bytes())
                for path in project.archive.glob("20??/*.xlsx")
            },
            copies=frozenset(
                path.relative_to(folder).as_posix()
                for root in (project.archive / ROUND, project.held)
                for path in root.rglob("*")
            ),
        )
        book.close()
    return found


def assert_every_workbook_is_on_record(folder: Path) -> None:
    """Assert that every workbook in the outbox has the code under which it was sent."""
    with Project.open(folder).ledger as ledger:
        codes = {d.actor: d.code for d in ledger.dispatches(ROUND)}
    for path in (folder / "workbooks" / "outbox").rglob("*.xlsx"):
        assert codes[path.stem] in _texts(path)


def _rows(book: openpyxl.Workbook, sheet: str, word: str) -> int:
    rows = book[sheet].iter_rows(values_only=True)
    return sum(any(word in str(value) for value in row if value) for row in rows)


def _texts(book: Path) -> str:
    opened = openpyxl.load_workbook(book)
    return " ".join(
        str(v) for sheet in opened.worksheets for row in sheet.iter_rows(values_only=True) for v in row if v
    )


def assert_nothing_is_lost_or_half(folder: Path, stage: Stage) -> None:
    """Assert, right after the fault, that the master is whole and every answer is in the inbox or in safe keeping."""
    old = (stage.folder / "workbooks" / "master.xlsx").read_bytes()
    now = (folder / "workbooks" / "master.xlsx").read_bytes()
    stored = {fingerprint(p.read_bytes()) for p in (folder / "workbooks" / "archive" / "received").glob("*")}
    inbox = {fingerprint(p.read_bytes()) for p in (folder / "workbooks" / "inbox").iterdir()}
    expected = {fingerprint(p.read_bytes()) for p in (stage.folder / "workbooks" / "inbox").iterdir()}
    assert expected <= stored | inbox
    if now != old:
        assert fingerprint(now) in _on_record(folder)


def _on_record(folder: Path) -> set[str]:
    """Return the fingerprints of masters in the ledger, without completing interrupted commands."""
    project = Project.open(folder)
    with project.ledger as ledger:
        merges = ledger.merges()
        return {m.after for m in merges} | {m.before for m in merges} | set(ledger.undo_fingerprints())


def assert_swept(folder: Path) -> None:
    """Assert that no temporary file and no journal is left."""
    left = [
        p.name
        for p in folder.rglob("*")
        if p.name.endswith((".tmp", "-journal", "-wal")) or p.suffix == ".part"
    ]
    assert not left


def finished_stages(before: Mapping[str, Stage], root: Path) -> dict[str, State]:
    """Return the state of the project after each command without faults, as `finish` does."""
    return {
        name: finish(name, stage.copy(root / str(number)), stage.command)
        for number, (name, stage) in enumerate(before.items())
    }


def finish(name: str, folder: Path, command: tuple[str, ...]) -> State:
    """Run the commands that people would run next, and return the state of the project."""
    if name == "send":
        assert run(folder, "send", "--round", ROUND) == 0
        assert_every_workbook_is_on_record(folder)
    elif name in ("roll-over", "import"):
        project = Project.open(folder)
        with open_session(project):
            begun = project.ledger.roll_overs()
        if not begun:
            assert run(folder, *command) in (0, 1)
    elif name in ("collect", "merge"):
        assert run(folder, "merge") == 1
    else:
        project = Project.open(folder)
        with open_session(project):
            undone = project.ledger.last_merge() is None
        if not undone:
            assert run(folder, "undo") in (0, 1)
    found = state(folder)
    assert_swept(folder)
    return found
