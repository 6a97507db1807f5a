"""`demo`: a whole round on the example plan, with the real commands."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from regionplan_xl.actions.check import check
from regionplan_xl.actions.collect import collect
from regionplan_xl.actions.init import init
from regionplan_xl.actions.merge import merge
from regionplan_xl.actions.report import ReportRequest, report
from regionplan_xl.actions.result import Line, Result
from regionplan_xl.actions.send import send
from regionplan_xl.actions.status import status
from regionplan_xl.errors import InputError, Place
from regionplan_xl.files import write_atomically
from regionplan_xl.locale import catalog
from regionplan_xl.mailing.sending import SendRequest
from regionplan_xl.project.folder import Project
from regionplan_xl.text import Phrase, phrase

Rows = Mapping[str, Mapping[str, object]]

INDENT = "  "


class Tell(Protocol):
    """Prints a line or a table, indented."""

    def __call__(self, line: Line, indent: str = "", /) -> None: ...


SENDER = "Regionrådet <plan@example.org>"
LOCALE = "nn"
ROUND = "demo-1"
# Actor -> measure number -> column key -> answer. «kanskje» shows what happens to an unclear answer.
ANSWERS: Mapping[str, Rows] = {
    "Regionrådet": {
        "1.1.3": {"status": "Påstarta", "comment": "Gjennomgangen er i gang, ferdig til hausten."},
        "2.1.1": {"status": "Gjennomført"},
        "3.1.1": {"status": "Påstarta", "comment": "Møte med fylket 12. mars."},
        "6.3.1": {"status": "kanskje", "comment": "Ventar på styringsgruppa."},
    },
    "Næringsforum": {
        "1.1.1": {"status": "Gjennomført", "comment": "Vedteken i styret."},
        "1.1.2": {"status": "Ikkje påstarta"},
    },
    "Gol": {"1.3.1": {"status": "Gjennomført"}, "5.2.1": {"status": "Påstarta", "comment": "To møte så langt."}},
    "Hemsedal": {
        "2.4.1": {"status": "Påstarta"},
        "5.2.1": {"status": "Ikkje påstarta", "comment": "Manglar folk."},
    },
}  # fmt: skip


def demo(folder: Path, tell: Tell, messages: str = LOCALE) -> Result:
    """Run init, check, send, some answers, collect, merge, status and report; `tell` prints each step."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(
            phrase("That folder is not empty."),
            phrase("Name another one: {command}.", command="regionplan demo DIR"),
            Place(file=str(folder)),
        )
    step = _Steps(tell)
    translate = catalog(messages)
    step(
        "init",
        phrase("a new project folder with the example plan"),
        lambda: init(folder, None, LOCALE, translate, sender=SENDER),
    )
    project = Project.open(folder, messages)
    step("check", phrase("what should be checked in it"), lambda: check(project))
    request = SendRequest(round_name=ROUND)
    step(
        "send",
        phrase("a workbook for every responsible body"),
        lambda: send(project, request, False),
    )
    tell("")
    tell(phrase("# Some bodies fill in their workbooks and send them back (here: the demo does it)"))
    for line in return_workbooks(project.outbox / ROUND, project.inbox, ANSWERS):
        tell(line, INDENT)
    step("collect", phrase("archive the returned workbooks"), lambda: collect(project))
    step("merge", phrase("the answers into the master"), lambda: merge(project, (), False))
    step("status", phrase("counts per focus area"), lambda: status(project, None))
    step("report", phrase("the council's case"), lambda: report(project, "docx", ReportRequest()))
    tell("")
    tell(
        phrase(
            "Look at {master}: the statuses on the area sheets, «Delstatus» for the municipalities,\n«Konfliktar» for "
            "the one answer that was not understood, «Endringslogg» for all that was written.\nA workbook as an actor "
            "gets it: {workbook}",
            master=folder / "workbooks" / "master.xlsx",
            workbook=folder / "workbooks" / "outbox" / ROUND / "Gol.xlsx",
        )
    )
    return Result({"folder": str(folder), "steps": step.done})


class _Steps:
    """Runs the real actions one by one and prints their results."""

    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self.done: list[dict[str, Any]] = []

    def __call__(self, command: str, what: Phrase, action: Callable[[], Result]) -> None:
        self.tell("")
        self.tell(phrase("# regionplan {command}: {what}", command=command, what=what))
        result = action()
        for line in result.lines:
            self.tell(line, INDENT)
        self.done.append({"command": command, **result.data})


def return_workbooks(outbox: Path, inbox: Path, answers: Mapping[str, Rows]) -> Iterator[str]:
    """Fill in the workbooks of a round and put them in the inbox; yield a line about each. `answers`: by actor."""
    for actor, rows in answers.items():
        book = (outbox / f"{actor}.xlsx").read_bytes()
        write_atomically(inbox / f"{actor} {outbox.name}.xlsx", filled_in(book, rows))
        yield f"{actor}.xlsx: {', '.join(rows)}"


def filled_in(book: bytes, answers: Rows) -> bytes:
    """Return the workbook with answers (measure number -> column key -> content) in their cells."""
    from regionplan_xl.excel.common.columns import MEASURE_COLUMNS, find_columns
    from regionplan_xl.ooxml import SheetChange, Workbook, changed

    workbook = Workbook.open(book)
    changes: dict[str, SheetChange] = {}
    for sheet in workbook.sheets:
        columns: dict[str, int] = {}
        cells: dict[tuple[int, int], object] = {}
        for number, row in workbook.rows(sheet.name):
            texts = {column: str(cell.value) for column, cell in row.items() if cell.value is not None}
            if not columns:
                found = find_columns(texts, MEASURE_COLUMNS)
                columns = found if {"number", "status", "comment", "id"} <= found.keys() else {}
                continue
            for key, content in answers.get(texts.get(columns["number"], ""), {}).items():
                cells[number, columns[key]] = content
        if cells:
            changes[sheet.name] = SheetChange(cells=cells)  # type: ignore[arg-type]
    return changed(book, changes)[0]
