"""Compare the counts everywhere: Oversikt's stored values, `status`, the case's tables, the ledger, and the cells."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import docx
from docx.table import Table
from docx.text.paragraph import Paragraph

from regionplan_xl.config import read_config
from regionplan_xl.plan.status import Scale
from regionplan_xl.project.folder import Project
from tests.rounds.any_plan import AREA_NAMES, ENDED
from tests.rounds.desk import Desk
from tests.workbooks import load_workbook

# The words of Oversikt and the case in each language.
WITHOUT = {"nn": "Utan status", "nb": "Uten status", "en": "Without status"}
UNREAD = {"nn": "Ulesen status", "nb": "Ulest status", "en": "Unread status"}
LATE = {"nn": "Forfalne", "nb": "Forfalte", "en": "Overdue"}
ALL = {"nn": "Tiltak", "nb": "Tiltak", "en": "Measures"}
WHOLE = {"nn": "Heile planen", "nb": "Hele planen", "en": "The whole plan"}
IN_FIGURES = {"nn": "Status i tal", "nb": "Status i tall", "en": "Status in figures"}
ENDED_HEADING = {"nn": "Tidsramma er ute", "nb": "Tidsrammen er ute", "en": "Past the timeframe"}
WAITS = {"nn": "Ventar på avgjerd", "nb": "Venter på avgjørelse", "en": "Waits for a decision"}
Counts = dict[str, dict[str, int]]
"""By area ("" for the whole plan) and by status label, `all`, `none`, `unread` and `late`."""


def agreed(desk: Desk) -> Counts:
    """Return the counts after asserting that they are the same everywhere."""
    settings = read_config(desk.folder / "config.yaml")
    language, scale = settings.plan.locale, settings.scale
    status = desk.run("status")
    (file,) = desk.run("report", "--format", "docx")["files"]
    counted = from_cells(desk.master, scale, language)
    shown = overview(desk.master, scale, language)
    assert shown == counted, sorted(set(_items(shown)) ^ set(_items(counted)))
    assert from_status(status, scale, language) == counted
    in_case, late, measures, waiting = case(Path(file), language)
    assert in_case == {area: {k: v for k, v in one.items() if k != "late"} for area, one in counted.items()}
    assert (late, measures) == (counted[""]["late"], counted[""]["all"])
    kept, asked_about = ledger(desk, scale, language)
    assert kept == {name: count for name, count in counted[""].items() if name != "late"}
    assert waiting == as_of(desk.master) == status["total"]["awaiting_decision"] == asked_about
    return counted


def _items(counts: Counts) -> Iterator[tuple[str, str, int]]:
    return ((area, name, count) for area, one in counts.items() for name, count in one.items())


def from_cells(master: Path, scale: Scale, language: str) -> Counts:
    """Count here, from the rows with an ID."""
    words = {word.casefold(): s.label(language) for s in scale.statuses for word in s.labels.values()}
    finished = {s.label(language) for s in scale.statuses[scale.keys().index("done") :]}
    found: dict[str, Counter[str]] = {"": Counter()}
    for area, row in _rows(master):
        said = str(row[5] if row[5] is not None else "").strip()
        status = words.get(said.casefold(), "none" if said in ("", "-", "–") else "unread")
        late = str(row[2] or "").strip() in ENDED and status not in finished
        for name in ("", area):
            found.setdefault(name, Counter()).update(["all", status, *["late"] * late])
    for area in _areas(master):
        found.setdefault(area, Counter())
    labels = [status.label(language) for status in scale.statuses]
    return {
        area: {n: one[n] for n in (*labels, "none", "unread", "all", "late")} for area, one in found.items()
    }


def _rows(master: Path) -> Iterator[tuple[str, tuple[Any, ...]]]:
    for sheet in load_workbook(master, data_only=True).worksheets:
        rows = list(sheet.iter_rows(max_col=13, values_only=True))
        if any(row[12:] == ("ID",) and row[5] == "Status" for row in rows[:20]):
            area = next(str(value) for row in rows[:3] for value in row if value in AREA_NAMES)
            for row in rows:
                if str(row[12] or "").startswith("M-") and any(row[at] is not None for at in (0, 1, 3, 5)):
                    yield area, row


def _areas(master: Path) -> Iterator[str]:
    for sheet in load_workbook(master).worksheets:
        rows = list(sheet.iter_rows(max_row=20, max_col=13, values_only=True))
        if any(row[12:] == ("ID",) and row[5] == "Status" for row in rows):
            yield next(str(value) for row in rows[:3] for value in row if value in AREA_NAMES)


def overview(master: Path, scale: Scale, language: str) -> Counts:
    """Return the stored values of the table of counts."""
    sheet: Any = load_workbook(master, data_only=True).worksheets
    rows = next(
        list(s.iter_rows(values_only=True)) for s in sheet if s.title in ("Oversikt", "Oversyn", "Overview")
    )
    top = next(at for at, row in enumerate(rows) if UNREAD[language] in row)
    names = {s.label(language): s.label(language) for s in scale.statuses}
    names |= {
        ALL[language]: "all",
        WITHOUT[language]: "none",
        UNREAD[language]: "unread",
        LATE[language]: "late",
    }
    last = rows[top].index(LATE[language]) + 1
    columns = {str(heading): at for at, heading in enumerate(rows[top][:last]) if heading is not None}
    found = {}
    for row in rows[top + 1 :]:
        area = "" if row[1] == WHOLE[language] else str(row[1])
        found[area] = {names[one]: row[columns[one]] for one in names}
        if not area:
            return found
    raise AssertionError(rows)


def from_status(status: Any, scale: Scale, language: str) -> Counts:
    """Return the counts printed by `status --json`."""

    def counts(one: Any) -> dict[str, int]:
        labels = {scale[key].label(language): count for key, count in one["statuses"].items()}
        others = {
            "none": one["no_status"],
            "unread": one["unread"],
            "all": one["measures"],
            "late": one["overdue"],
        }
        return {**labels, **others}

    return {"": counts(status["total"]), **{area["name"]: counts(area) for area in status["areas"]}}


def case(file: Path, language: str) -> tuple[Counts, int, int, int]:
    """Return the table of counts in the case, and how many rows it lists as late, as measures, and as waiting."""
    tables = list(_headed_tables(file))
    figures = next(table for chapter, _, table in tables if chapter == IN_FIGURES[language])
    # A status is written with its symbol before the word.
    headings = [cell.text.rpartition("\N{NO-BREAK SPACE}")[2] for cell in figures.rows[0].cells]
    named = {
        UNREAD[language]: "unread",
        headings[-1]: "all",
        headings[-3 if UNREAD[language] in headings else -2]: "none",
    }
    counts: Counts = {}
    for row in figures.rows[1:]:
        cells = [cell.text for cell in row.cells]
        area = next((name for name in AREA_NAMES if cells[0].endswith(name)), "")
        numbers = {
            named.get(h, h): int(text.split()[0]) for h, text in zip(headings[1:], cells[1:], strict=True)
        }
        counts[area] = {**numbers, "unread": numbers.get("unread", 0)}
    late = sum(len(table.rows) - 1 for chapter, _, table in tables if chapter == ENDED_HEADING[language])
    listed = [
        row.cells[-1].text
        for _, heading, table in tables
        if heading.endswith(AREA_NAMES)
        for row in table.rows[1:]
        if row.cells[0]._tc is not row.cells[-1]._tc
    ]
    return counts, late, len(listed), sum(WAITS[language] in text for text in listed)


def _headed_tables(file: Path) -> Iterator[tuple[str, str, Table]]:
    """Yield each table with its chapter and the heading above it."""
    chapter = heading = ""
    for block in docx.Document(str(file)).iter_inner_content():
        if isinstance(block, Table):
            yield chapter, heading, block
        elif isinstance(block, Paragraph) and str(block.style and block.style.name).startswith("Heading"):
            heading = block.text
            if block.style and block.style.name == "Heading 1":
                chapter = heading


def as_of(master: Path) -> int:
    """Return how many measures wait for a decision according to the line below Oversikt's title."""
    book = load_workbook(master)
    sheet, cell = next(iter(book.defined_names["AsOf"].destinations))
    waits = re.search(r"·\s+(\d+)", str(book[sheet][cell.replace("$", "")].value))
    return int(waits[1]) if waits else 0


def ledger(desk: Desk, scale: Scale, language: str) -> tuple[dict[str, int], int]:
    """Return the counts of the ledger's snapshot, and how many of its measures have an open question."""
    project = Project.open(desk.folder)
    try:
        snapshot = project.ledger.snapshot()
        asked = {question.measure for question in project.ledger.open_questions()} & snapshot.keys()
    finally:
        project.close_ledger()
    found = Counter(_kept(one.report.status, one.unread, scale, language) for one in snapshot.values())
    names: Iterable[str] = (*(s.label(language) for s in scale.statuses), "none", "unread")
    return {**{name: found[name] for name in names}, "all": len(snapshot)}, len(asked)


def _kept(status: str | None, unread: str, scale: Scale, language: str) -> str:
    if unread or (status and status not in scale):
        return "unread"
    return scale[status].label(language) if status else "none"
