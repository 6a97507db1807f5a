"""A large master updated in place, and by openpyxl: time, processor time and memory, side by side.

    python benchmarks/update_master.py [--sheets 20] [--rows 5000] [--columns 20] [--cells 500] …

Each runs in a process of its own, on the same file: 500 cells changed, spread over all sheets, and 500 rows
appended to the last one.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import NamedTuple

STATUSES = ("Ikkje påstarta", "Påstarta", "Gjennomført")


class Task(NamedTuple):
    """How large the master is, and how much of it changes."""

    sheets: int
    rows: int
    columns: int
    cells: int
    log_rows: int

    def changed_cells(self) -> list[tuple[str, int, int, str]]:
        """Sheet, row, column and new text of each changed cell, spread evenly."""
        step = max(1, self.sheets * self.rows // self.cells)
        places = [i * step for i in range(self.cells)]
        return [
            (
                f"Ark {p // self.rows + 1}",
                p % self.rows + 2,
                6,
                f"Endra til «{STATUSES[p % 3]}» & rapportert {p}",
            )
            for p in places
        ]

    def appended_rows(self) -> list[dict[int, str]]:
        """What the new log rows hold, by column."""
        return [
            {c: f"logg {row}, felt {c}" for c in range(1, min(self.columns, 8) + 1)}
            for row in range(self.log_rows)
        ]


def write_master(path: Path, task: Task) -> None:
    """A master of that size: headings, texts, numbers, dates and a sum per sheet."""
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
    """Our own way."""
    from regionplan_xl.ooxml.editing.change import SheetChange, change

    cells: dict[str, dict[tuple[int, int], str]] = {}
    for sheet, row, column, text in task.changed_cells():
        cells.setdefault(sheet, {})[row, column] = text
    changes = {name: SheetChange(cells=dict(of_sheet)) for name, of_sheet in cells.items()}
    log = f"Ark {task.sheets}"
    changes[log] = SheetChange(cells=dict(cells.get(log, {})), append=task.appended_rows())
    with out.open("wb") as stream:
        change(path, stream, changes)


def update_with_openpyxl(path: Path, out: Path, task: Task) -> None:
    """Load, change, save."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    for sheet, row, column, text in task.changed_cells():
        book[sheet].cell(row, column).value = text
    log = book[f"Ark {task.sheets}"]
    for appended in task.appended_rows():
        log.append(dict[int | str, str](appended.items()))
    book.save(out)


WAYS = {"in place": update_in_place, "openpyxl": update_with_openpyxl}


def run_one(way: str, path: Path, out: Path, task: Task) -> None:
    """In the child process: do it, and print what it took as JSON."""
    started = time.perf_counter()
    WAYS[way](path, out, task)
    wall = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"wall": wall, "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss / 1024}))


def measured(way: str, path: Path, out: Path, task: Task) -> dict[str, float]:
    """Seconds, processor seconds and peak memory (MiB) of one way, in a process of its own."""
    command = [sys.executable, __file__, "--one", way, str(path), str(out), *map(str, task)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        way, path, out, *sizes = sys.argv[2:]
        run_one(way, Path(path), Path(out), Task(*map(int, sizes)))
        return
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, default in (("sheets", 20), ("rows", 5000), ("columns", 20), ("cells", 500), ("log-rows", 500)):
        parser.add_argument(f"--{name}", type=int, default=default)
    task = Task(**vars(parser.parse_args()))
    with tempfile.TemporaryDirectory() as folder:
        master = Path(folder, "master.xlsx")
        write_master(master, task)
        print(f"{task}; {master.stat().st_size / 2**20:.1f} MiB packed")
        figures = {way: measured(way, master, Path(folder, "out.xlsx"), task) for way in WAYS}
    print(f"{'':12}{'wall s':>9}{'CPU s':>9}{'peak MiB':>10}")
    for way, figure in figures.items():
        print(f"{way:12}{figure['wall']:9.2f}{figure['cpu']:9.2f}{figure['peak']:10.0f}")
    ours, theirs = figures["in place"], figures["openpyxl"]
    print(
        f"in place is {theirs['wall'] / ours['wall']:.1f} times as fast, "
        f"with {ours['peak'] / theirs['peak']:.2f} of the memory"
    )


if __name__ == "__main__":
    main()
