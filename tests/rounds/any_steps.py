"""What people may do between two merges, step by step (Hypothesis). A pick is taken modulo the number of choices."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st
from openpyxl.styles import PatternFill

from regionplan_xl.config import read_config
from regionplan_xl.errors import InputError
from tests.rounds.any_plan import COLOURS, ENDED, LABELS, NOT_ENDED, OWNERS, TEXTS
from tests.rounds.desk import Desk
from tests.workbooks import load_workbook

NUMBER, TEXT, TIME, RESPONSIBLE, STATUS, ID = 1, 2, 3, 4, 6, 13
TYPED = (
    "ferdig", "i gang", "GRØN", "nesten ferdig", "kanskje", "–", "-", "x", " Påstarta ", "Gjennomført", "Done",
    "gjennomført", "", None, 100, 0.5, True, datetime(2026, 1, 1), "=A1", '=IF(1,"Gjennomført","")', "Påstarta?",
)  # fmt: skip
PAINTS = ("C00000", "FFC000", "00A650", "7F7F7F", "123456")
ROUND = "2026-1"

picks = st.integers(0, 999)
edits = st.one_of(
    st.tuples(st.just("type"), picks, st.sampled_from(TYPED)),
    st.tuples(st.just("label"), picks, picks),
    st.tuples(st.just("paint"), picks, st.sampled_from(PAINTS)),
    st.tuples(st.just("add"), picks, st.sampled_from(TEXTS)),
    st.tuples(st.just("copy"), picks, picks),
    st.tuples(st.just("move"), picks, picks),
    st.tuples(st.just("swap"), picks, picks),
    st.tuples(st.just("delete"), picks, st.none()),
    st.tuples(st.just("empty"), picks, st.none()),
    st.tuples(st.just("number"), picks, st.sampled_from(["", "A", "7", 1.1, "2021/7"])),
    st.tuples(st.just("owner"), picks, st.sampled_from([*OWNERS, "", "Gol, Hol"])),
    st.tuples(st.just("deadline"), picks, st.sampled_from([*ENDED, *NOT_ENDED])),
    st.tuples(st.just("sheets"), picks, picks),
    st.tuples(st.just("decide"), picks, picks),
)
returns = st.tuples(st.just("answer"), picks, st.sampled_from(TYPED[:10]))
proposals = st.tuples(st.just("propose"), picks, st.sampled_from(TEXTS))
settings = st.tuples(st.sampled_from(["add", "remove", "label", "colour", "order"]), picks, picks)
steps = st.one_of(
    st.lists(edits, max_size=4).map(lambda found: ("edit", found)),
    st.lists(st.one_of(returns, returns, proposals), min_size=1, max_size=3).map(
        lambda found: ("return", found)
    ),
    st.lists(settings, min_size=1, max_size=2).map(lambda found: ("configure", found)),
    st.just(("undo", [])),
    st.just(("save", [])),
)


def take(desk: Desk, step: tuple[str, list[Any]]) -> None:
    """Do one step; the test itself merges afterwards."""
    kind, parts = step
    if kind == "undo":
        desk.run("undo")
    elif kind == "save":
        book = load_workbook(desk.master)
        book.save(desk.master)
    elif kind == "configure":
        for one in parts:
            _configure(desk.folder / "config.yaml", *one)
    elif kind == "edit":
        book = load_workbook(desk.master)
        for one in parts:
            _edit(desk, book, *one)
        book.save(desk.master)
    else:
        for at, one in enumerate(parts):
            _return(desk, at, *one)


def _configure(path: Path, kind: str, pick: int, value: int) -> None:
    """Change the statuses in config.yaml; a change that the program refuses is taken back."""
    before = path.read_text(encoding="utf-8")
    config = yaml.safe_load(before)
    entries: list[tuple[str, dict[str, Any]]] = [(key, one or {}) for key, one in config["statuses"].items()]
    at = pick % len(entries)
    key, entry = entries[at]
    label = {config["plan"]["locale"]: LABELS[value % len(LABELS)]}
    colour = COLOURS[value % len(COLOURS)]
    match kind:
        case "add":
            entries.insert(at, (f"later_{value}", {"colour": colour, "label": label}))
        case "remove" if key.startswith(("other_", "later_")):
            del entries[at]
        case "label":
            entries[at] = key, {**entry, "label": label}
        case "colour":
            entries[at] = key, {**entry, "colour": colour}
        case "order":
            entries.insert(value % len(entries), entries.pop(at))
    config["statuses"] = {name: one or None for name, one in entries}
    path.write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), encoding="utf-8")
    try:
        read_config(path)
    except InputError:
        path.write_text(before, encoding="utf-8")


def _edit(desk: Desk, book: Any, kind: str, pick: int, value: Any) -> None:
    if kind == "sheets":
        sheet = book.worksheets[pick % len(book.worksheets)]
        book.move_sheet(sheet, value % len(book.worksheets) - book.worksheets.index(sheet))
        return
    if kind == "decide":
        _decide(book, pick, value)
        return
    rows = _rows(book)
    if rows:
        scale = read_config(desk.folder / "config.yaml").scale
        labels = [label for status in scale.statuses for label in status.labels.values()]
        _EDITS[kind](rows, pick, labels[value % len(labels)] if kind == "label" else value)


def _rows(book: Any) -> list[tuple[Any, int]]:
    return [
        (sheet, row)
        for sheet in _areas(book)
        for row in range(1, sheet.max_row + 1)
        if str(sheet.cell(row, ID).value or "").startswith("M-")
    ]


def _areas(book: Any) -> list[Any]:
    return [
        sheet
        for sheet in book.worksheets
        if any(
            sheet.cell(r, ID).value == "ID" and sheet.cell(r, STATUS).value == "Status" for r in range(1, 20)
        )
    ]


def _typed(column: int) -> Callable[[list[Any], int, Any], None]:
    def write(rows: list[Any], pick: int, value: Any) -> None:
        sheet, row = rows[pick % len(rows)]
        sheet.cell(row, column).value = value

    return write


def _paint(rows: list[Any], pick: int, value: str) -> None:
    sheet, row = rows[pick % len(rows)]
    sheet.cell(row, STATUS).value = None
    sheet.cell(row, STATUS).fill = PatternFill("solid", fgColor=value)


def _add(rows: list[Any], pick: int, value: str) -> None:
    sheet, _ = rows[pick % len(rows)]
    row = sheet.max_row + 1
    for column, text in (
        (NUMBER, "9.9.9"),
        (TEXT, value),
        (RESPONSIBLE, OWNERS[pick % 4]),
        (STATUS, TYPED[pick % 4]),
    ):
        sheet.cell(row, column).value = text


def _copy(rows: list[Any], pick: int, value: int) -> None:
    sheet, row = rows[pick % len(rows)]
    target = rows[value % len(rows)][0]
    below = target.max_row + 1
    for column in range(1, ID + 1):
        target.cell(below, column).value = sheet.cell(row, column).value


def _move(rows: list[Any], pick: int, value: int) -> None:
    _copy(rows, pick, value)
    _delete(rows, pick, None)


def _swap(rows: list[Any], pick: int, value: int) -> None:
    (first, row), (second, other) = rows[pick % len(rows)], rows[value % len(rows)]
    for column in range(1, ID + 1):
        one, two = first.cell(row, column), second.cell(other, column)
        one.value, two.value = two.value, one.value


def _delete(rows: list[Any], pick: int, _: None) -> None:
    sheet, row = rows[pick % len(rows)]
    sheet.delete_rows(row)


def _empty(rows: list[Any], pick: int, _: None) -> None:
    sheet, row = rows[pick % len(rows)]
    for column in range(1, ID):
        sheet.cell(row, column).value = None


_EDITS: dict[str, Callable[[list[Any], int, Any], None]] = {
    "type": _typed(STATUS), "label": _typed(STATUS), "number": _typed(NUMBER), "owner": _typed(RESPONSIBLE),
    "deadline": _typed(TIME), "paint": _paint, "add": _add, "copy": _copy, "move": _move, "swap": _swap,
    "delete": _delete, "empty": _empty,
}  # fmt: skip


def _decide(book: Any, pick: int, value: int) -> None:
    """Write a decision in one row of Konfliktar or Framlegg."""
    found = []
    for sheet in book.worksheets:
        for top in range(1, 10):
            headings = {str(cell.value): cell.column for cell in sheet[top] if cell.value}
            column = next(
                (headings[word] for word in ("Avgjerd", "Avgjørelse", "Decision") if word in headings), 0
            )
            if column:
                found += [
                    (sheet, row, column)
                    for row in range(top + 1, sheet.max_row + 1)
                    if sheet.cell(row, 1).value
                ]
    if found:
        sheet, row, column = found[pick % len(found)]
        words = ("Ta svaret", "Behald", "Godta", "Ta imot", "Take the answer", "Accept", "Ja")
        sheet.cell(row, column).value = words[value % len(words)]


def _return(desk: Desk, at: int, kind: str, pick: int, value: Any) -> None:
    """Put an actor's workbook from the outbox, with one answer or one proposal, in the inbox."""
    sent = sorted((desk.folder / "workbooks" / "outbox" / ROUND).glob("*.xlsx"))
    if not sent:
        return
    source = sent[pick % len(sent)]
    book = load_workbook(source)
    measures, proposed = book.worksheets[1], book.worksheets[2]
    if kind == "answer":
        top, column = next(
            (c.row, c.column) for row in measures.iter_rows(max_row=20) for c in row if c.value == "Status"
        )
        ids = max(c.column for c in measures[top] if c.value == "ID")
        rows = [
            r
            for r in range(top + 1, measures.max_row + 1)
            if str(measures.cell(r, ids).value or "").startswith("M-")
        ]
        if rows:
            measures.cell(rows[pick % len(rows)], column).value = value
    else:
        row = next(r for r in range(1, 40) if not proposed.cell(r, 1).value and r > 4)
        proposed.cell(row, 1).value = value
    target = desk.folder / "workbooks" / "inbox" / f"{source.stem} {at} {pick}.xlsx"
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)


def copied(project: Path, folder: Path) -> Desk:
    """The desk in a copy of a project."""
    return Desk(Path(shutil.copytree(project, folder)))
