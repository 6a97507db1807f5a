"""Read a large return with our reader and with openpyxl: wall time, CPU time and memory.

    python benchmarks/read_return.py [--rows 5000]

Each runs in its own process, on the same workbook: one actor's, with an answer in every row. Ours finds each row's
measure and answers; openpyxl (in full mode) only reads the cells.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from regionplan_xl.plan.merging.sent_and_returned import Dispatch, Round, SentRow
from regionplan_xl.plan.model import Report
from regionplan_xl.plan.status import STANDARD

NOON = datetime(2025, 3, 15, 12, tzinfo=UTC)


def sent(rows: int) -> Dispatch:
    """Return the dispatch that the return answers."""
    measures = tuple(
        SentRow(f"M-{n:05}", f"{n // 81 + 1}.{n // 9 % 9 + 1}.{n % 9 + 1}", f"Tiltak om sak {n * 7919}", "",
                Report("started", 0.5, f"Sist om {n}"), responsible="Gol kommune")
        for n in range(rows)
    )  # fmt: skip
    return Dispatch("HX7-4KQ", "2025-1", "Gol", NOON, measures)


def write_return(path: Path, rows: int) -> None:
    """Write the returned workbook: every status done, every comment new."""
    from regionplan_xl.excel.actor.template import render_actor_template
    from regionplan_xl.excel.actor.workbook import RoundFacts, render_actor_workbook

    answered = tuple(
        replace(row, base=Report("done", 1.0, f"Ferdig med {row.number}")) for row in sent(rows).rows
    )
    facts = RoundFacts(Round("2025-1", date(2025, 4, 1), NOON), "Plan", "", "nn", STANDARD)
    template = render_actor_template("nn", STANDARD)
    book = render_actor_workbook(template, replace(sent(rows), rows=answered), "Gol", facts)
    path.write_bytes(book)


def read_by_us(path: Path, rows: int) -> int:
    """Read the return with our reader; return the number of answers."""
    from regionplan_xl.excel.parsing.grid_xlsx import read_xlsx
    from regionplan_xl.excel.returned.workbook import read_returned

    submission = read_returned(
        read_xlsx(path.read_bytes()),
        sent(rows),
        scale=STANDARD,
        source_hash="",
        file=path.name,
        received=NOON,
    )
    assert not submission.held
    return len(submission.answers)


def read_by_openpyxl(path: Path, rows: int) -> int:
    """Read the cells with openpyxl; return how many have a value."""
    import openpyxl

    del rows
    return sum(cell.value is not None for row in openpyxl.load_workbook(path)["Tiltak"] for cell in row)


def measured(reader: str, path: Path, rows: int) -> dict[str, float]:
    """Run one reader in its own process and return its figures."""
    words = [sys.executable, __file__, "--rows", str(rows), "--only", reader, str(path)]
    found: dict[str, float] = json.loads(subprocess.run(words, check=True, capture_output=True).stdout)
    return found


def run(reader: str, path: Path, rows: int) -> None:
    """Run one reader in this process and print its figures as JSON for `measured`."""
    began, begun = time.perf_counter(), time.process_time()
    found = {"us": read_by_us, "openpyxl": read_by_openpyxl}[reader](path, rows)
    print(
        json.dumps(
            {
                "found": found,
                "seconds": time.perf_counter() - began,
                "processor": time.process_time() - begun,
                "MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


def main() -> None:
    """Run both readers and print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--only", nargs=2, metavar=("READER", "FILE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only:
        run(given.only[0], Path(given.only[1]), given.rows)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "Gol.xlsx"
        write_return(path, given.rows)
        ours, theirs = (measured(reader, path, given.rows) for reader in ("us", "openpyxl"))
    for what in ("seconds", "processor", "MiB"):
        print(
            f"{what:>10}: {ours[what]:8.2f} against {theirs[what]:8.2f}: {theirs[what] / ours[what]:.1f} times"
        )


if __name__ == "__main__":
    main()
