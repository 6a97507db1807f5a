"""The secretariat's desk in tests: commands run in this process, and sheets edited by hand."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.rounds.answers import ROUND, answer
from tests.rounds.commands import regionplan_in_process
from tests.rounds.master_by_hand import find_measure, look, master
from tests.workbooks import load_workbook


class Desk:
    """A project, its master, and the commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.master = master(folder)
        self.status = 0

    def run(self, *words: str) -> Any:
        """Run a command and return the JSON that it prints; `status` is its exit status."""
        run = regionplan_in_process("--json", *words, folder=self.folder)
        self.status = run.status
        return run.data if run.out else {}

    def answer(self, actor: str, number: str, name: str = "", **cells: object) -> Path:
        """Put an actor's answer to one measure in the inbox; `Venta_ferdig` stands for «Venta ferdig»."""
        said = {heading.replace("_", " "): value for heading, value in cells.items()}
        return answer(self.folder, actor, {number: said}, f"{name or actor}.xlsx")

    def propose(self, actor: str, *rows: tuple[str, ...], name: str = "") -> Path:
        """Put an actor's workbook with rows on its sheet Framlegg in the inbox."""
        source = self.folder / "workbooks" / "outbox" / ROUND / f"{actor}.xlsx"
        book = load_workbook(source)
        sheet = book["Framlegg"]
        top = next(r for r in range(1, 20) if str(sheet.cell(r, 1).value or "").startswith("Kva"))
        for row, cells in enumerate(rows, top + 1):
            for column, text in enumerate(cells, 1):
                sheet.cell(row, column).value = text
        target = self.folder / "workbooks" / "inbox" / f"{name or actor}.xlsx"
        target.parent.mkdir(parents=True, exist_ok=True)
        book.save(target)
        return target

    def edit(self, number: str, **cells: object) -> None:
        """Change cells of a measure in the master by hand."""
        book = load_workbook(self.master)
        sheet, row, columns = find_measure(book, number)
        for heading, value in cells.items():
            sheet.cell(row, columns[heading.replace("_", " ")]).value = value
        book.save(self.master)

    def delete(self, number: str) -> None:
        """Delete a measure's row in the master."""
        book = load_workbook(self.master)
        sheet, row, _ = find_measure(book, number)
        sheet.delete_rows(row)
        book.save(self.master)

    def cell(self, number: str, heading: str) -> object:
        """Return the value in a cell of a measure in the master."""
        sheet, row, columns = find_measure(look(self.master), number)
        return sheet.cell(row, columns[heading]).value

    def rows(self, sheet: str) -> list[dict[str, Any]]:
        """Return the filled rows of a list sheet; `row` is the number."""
        return [row for row in _listed(look(self.master)[sheet]) if row["ID"]]

    def log(self) -> list[dict[str, Any]]:
        """Return the rows of Endringslogg."""
        found = _listed(look(self.master)["Endringslogg"])
        return [row for row in found if any(v for k, v in row.items() if k != "row")]

    def write(self, sheet: str, row: int, **cells: object) -> None:
        """Change cells of a list sheet by hand."""
        book = load_workbook(self.master)
        tab: Any = book[sheet]
        columns = _columns(tab)[1]
        for heading, value in cells.items():
            tab.cell(row, columns[heading.replace("_", " ")]).value = value
        book.save(self.master)

    def history(self, number: str) -> list[dict[str, Any]]:
        """Return every recorded change of the measures with that number."""
        return [c for m in self.run("history", number)["measures"] for c in m["changes"]]

    def settings(self, name: str, value: str) -> None:
        """Change or add a one-line setting in config.yaml (`conflicts` of `merge`)."""
        path = self.folder / "config.yaml"
        text = path.read_text(encoding="utf-8")
        changed, found = re.subn(rf"\b{name}: \w+", f"{name}: {value}", text)
        path.write_text(changed if found else f"{text}\nmerge: {{{name}: {value}}}\n", encoding="utf-8")


def _columns(sheet: Any) -> tuple[int, dict[str, int]]:
    for row in range(1, 20):
        found = {str(cell.value): cell.column for cell in sheet[row] if cell.value}
        if "ID" in found:
            return row, found
    raise AssertionError(sheet.title)


def _listed(sheet: Any) -> list[dict[str, Any]]:
    top, columns = _columns(sheet)
    return [
        {"row": row, **{heading: sheet.cell(row, at).value for heading, at in columns.items()}}
        for row in range(top + 1, sheet.max_row + 1)
    ]


def by(rows: list[dict[str, Any]], heading: str, value: object) -> Mapping[str, Any]:
    """Return the one row with that value."""
    (found,) = [row for row in rows if row[heading] == value]
    return found
