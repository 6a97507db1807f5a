"""Update a large master in place with our code, with wolfxl (in place) and with openpyxl: wall time, CPU time, memory.

    python -m benchmarks.update_master [--sheets 20] [--rows 5000] [--columns 20] [--cells 500] [--runs 3] …

Each run is its own process on the same file, in alternation: 500 cells change, spread over all sheets, and 500 rows are
appended to the last sheet. Each result is read again and compared. `--numbers` writes numbers instead of texts.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from benchmarks.processes import Cost, peak_memory, run

STATUSES = ("Ikkje påstarta", "Påstarta", "Gjennomført")
_CHANGED_COLUMN, _LOG_COLUMNS = 6, 8
Written = str | int


class Task(NamedTuple):
    """How large the master is, and how much of it changes."""

    sheets: int
    rows: int
    columns: int
    cells: int
    log_rows: int
    numbers: bool

    def changed_cells(self) -> Iterator[tuple[str, int, int, Written]]:
        """Yield sheet, row, column and new value of each changed cell, spread evenly."""
        step = max(1, self.sheets * self.rows // self.cells)
        for place in range(0, self.cells * step, step):
            text = f"Endra til «{STATUSES[place % 3]}» & rapportert {place}"
            sheet = f"Ark {place // self.rows + 1}"
            yield sheet, place % self.rows + 2, _CHANGED_COLUMN, place if self.numbers else text

    def appended_rows(self) -> list[dict[int, Written]]:
        """Return the values of the new log rows, by column."""
        columns = range(1, min(self.columns, _LOG_COLUMNS) + 1)
        return [
            {column: row * column if self.numbers else f"logg {row}, felt {column}" for column in columns}
            for row in range(self.log_rows)
        ]


def write_master(path: Path, task: Task) -> None:
    """Write a master of the given size: headings, texts, numbers, dates and a sum per sheet."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "d.m.yyyy"})
    for number in range(1, task.sheets + 1):
        sheet = book.add_worksheet(f"Ark {number}")
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, [f"Kolonne {c}" for c in range(1, task.columns + 1)])
        for row in range(1, task.rows + 1):
            for column in range(task.columns):
                if column % 5 == 3:
                    sheet.write_number(row, column, row * column / 8)
                elif column % 5 == 4:
                    sheet.write_datetime(row, column, date(2025, 1 + row % 12, 1 + row % 28), day)
                else:
                    sheet.write_string(row, column, f"Tiltak {number}.{row} felt {column}", wrapped)
        sheet.write_formula(0, task.columns + 1, f"=SUM(D2:D{task.rows + 1})", None, 0)
        sheet.autofilter(0, 0, task.rows, task.columns - 1)
    book.close()


def update_in_place(path: Path, out: Path, task: Task) -> None:
    """Update with our own code."""
    from regionplan_xl.ooxml.editing.change import SheetChange, change

    cells: dict[str, dict[tuple[int, int], Written]] = {}
    for sheet, row, column, value in task.changed_cells():
        cells.setdefault(sheet, {})[row, column] = value
    changes = {name: SheetChange(cells=dict(of_sheet)) for name, of_sheet in cells.items()}
    log = f"Ark {task.sheets}"
    changes[log] = SheetChange(cells=dict(cells.get(log, {})), append=task.appended_rows())
    with out.open("wb") as stream:
        change(path, stream, changes)


def update_with_openpyxl(path: Path, out: Path, task: Task) -> None:
    """Load with openpyxl, change, save."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    for sheet, row, column, value in task.changed_cells():
        book[sheet].cell(row, column).value = value
    log = book[f"Ark {task.sheets}"]
    for appended in task.appended_rows():
        log.append(dict[int | str, Written](appended.items()))
    book.save(out)


def update_with_wolfxl(path: Path, out: Path, task: Task) -> None:
    """Load with wolfxl for changes in place, change, save."""
    import wolfxl

    book = wolfxl.load_workbook(str(path), modify=True)
    for sheet, row, column, value in task.changed_cells():
        book[sheet].cell(row, column).value = value
    log = book[f"Ark {task.sheets}"]
    for number, appended in enumerate(task.appended_rows(), task.rows + 2):
        for column, value in appended.items():
            log.cell(number, column).value = value
    book.save(str(out))


WAYS: dict[str, Callable[[Path, Path, Task], None]] = {
    "regionplan_xl": update_in_place,
    "openpyxl": update_with_openpyxl,
    "wolfxl": update_with_wolfxl,
}


def check_written(out: Path, task: Task) -> None:
    """Raise `SystemExit` unless the file has every change and all its other rows."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(out))
    sheets = {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names
    }
    log = f"Ark {task.sheets}"
    wanted = [*task.changed_cells()]
    for number, row in enumerate(task.appended_rows(), task.rows + 2):
        wanted += [(log, number, column, value) for column, value in row.items()]
    rows = {name: len(sheet) for name, sheet in sheets.items()}
    if rows != {name: task.rows + 1 + (name == log) * task.log_rows for name in sheets}:
        raise SystemExit(f"{out.stem} is wrong in its rows: {rows}")
    wrong = [one for one in wanted if sheets[one[0]][one[1] - 1][one[2] - 1] != one[3]]
    if wrong:
        raise SystemExit(f"{out.stem} is wrong in {len(wrong)} cells: {wrong[:3]}")


def command(way: str, path: Path, out: Path, task: Task) -> list[str]:
    """Return the command line that updates a master in one way."""
    given = json.dumps(task._asdict())
    return [sys.executable, "-m", "benchmarks.update_master", "--one", way, str(path), str(out), given]


def measure(task: Task, runs: int, folder: Path) -> dict[str, tuple[list[Cost], float]]:
    """Return the costs of each installed way, run after run, and its peak memory."""
    master = folder / "master.xlsx"
    write_master(master, task)
    print(f"{task}; {master.stat().st_size / 2**20:.1f} MiB packed")
    ways = [way for way in WAYS if way == "regionplan_xl" or find_spec(way)]
    memory = {}
    for way in ways:
        out = folder / f"{way}.xlsx"
        memory[way] = peak_memory(command(way, master, out, task))
        check_written(out, task)
    costs: dict[str, list[Cost]] = {way: [] for way in ways}
    for _ in range(runs):
        for way, mine in costs.items():
            mine.append(run(command(way, master, folder / f"{way}.xlsx", task)))
    return {way: (costs[way], memory[way]) for way in ways}


def main() -> None:
    """Compare and print."""
    if sys.argv[1:2] == ["--one"]:
        way, path, out, task = sys.argv[2:]
        WAYS[way](Path(path), Path(out), Task(**json.loads(task)))
        return
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, default in (("sheets", 20), ("rows", 5000), ("columns", 20), ("cells", 500), ("log-rows", 500)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--numbers", action="store_true")
    parser.add_argument("--runs", type=int, default=3)
    given = vars(parser.parse_args())
    runs = given.pop("runs")
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Task(**given), runs, Path(folder))
    theirs = statistics.median(cost.cpu for cost in figures["openpyxl"][0])
    print("| by | wall s | processor s | openpyxl = 1 | MiB |\n|---|---|---|---|---|")
    for way, (costs, memory) in figures.items():
        wall, cpu = statistics.median(c.wall for c in costs), statistics.median(c.cpu for c in costs)
        print(f"| {way} | {wall:.2f} | {cpu:.2f} | {cpu / theirs:.3f} | {memory:.0f} |")


if __name__ == "__main__":
    main()
