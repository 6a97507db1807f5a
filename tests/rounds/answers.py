"""Fill in and edit workbooks as people do, with openpyxl in place of their program."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.workbooks import load_workbook

ROUND = "2025-1"


def header(sheet: Any) -> tuple[int, dict[str, int]]:
    """Return the row number of the header of a sheet with measures, and heading -> column."""
    for row in sheet.iter_rows(min_row=1, max_row=20):
        found = {str(cell.value): cell.column for cell in row if cell.value is not None}
        if "Nr" in found and "Tiltak" in found and "Status" in found:
            return row[0].row, found
    raise AssertionError(f"no header on {sheet.title}")


def fill_in(source: Path, target: Path, answers: Mapping[str, Mapping[str, object]]) -> Path:
    """Save `source` as `target` with the answers: number -> heading -> value."""
    book = load_workbook(source)
    sheet = book["Tiltak"]
    top, columns = header(sheet)
    wanted = dict(answers)
    for row in range(top + 1, sheet.max_row + 1):
        for heading, value in (wanted.pop(str(sheet.cell(row, columns["Nr"]).value), None) or {}).items():
            sheet.cell(row, columns[heading]).value = value  # type: ignore[assignment]
    assert not wanted, f"not in the workbook: {list(wanted)}"
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    return target


def answer(project: Path, actor: str, answers: Mapping[str, Mapping[str, object]], name: str = "") -> Path:
    """Fill in an actor's workbook from the outbox and drop it in the inbox."""
    source = project / "workbooks" / "outbox" / ROUND / f"{actor}.xlsx"
    return fill_in(source, project / "workbooks" / "inbox" / (name or f"{actor} svar.xlsx"), answers)


def measures(book: Path) -> dict[str, dict[str, object]]:
    """Every measure in a master: id -> heading -> value."""
    found: dict[str, dict[str, object]] = {}
    for sheet in load_workbook(book, data_only=True).worksheets:
        try:
            top, columns = header(sheet)
        except AssertionError:
            continue
        if "Ansvar" not in columns:
            continue
        for row in sheet.iter_rows(min_row=top + 1, values_only=True):
            values: dict[str, object] = {
                heading: row[column - 1] for heading, column in columns.items() if column <= len(row)
            }
            if str(values.get("ID") or "").startswith("M-"):
                found[str(values["ID"])] = values
    return found


def measure(book: Path, number: str) -> dict[str, object]:
    """Return the first measure with that number in a master."""
    return next(values for values in measures(book).values() if values["Nr"] == number)


def read_in_this_process(project: Path) -> None:
    """Make a project read its returns in this process, for tests that merge many times."""
    _set_engine(project, "processes", "inline")


def read_in_other_processes(project: Path) -> None:
    """Make such a project read its returns in separate processes again."""
    _set_engine(project, "inline", "processes")


def _set_engine(project: Path, before: str, after: str) -> None:
    config = project / "config.yaml"
    text = config.read_text(encoding="utf-8")
    assert f"kind: {before}" in text
    config.write_text(text.replace(f"kind: {before}", f"kind: {after}"), encoding="utf-8")
