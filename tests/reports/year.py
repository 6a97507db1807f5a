"""A project with the example plan after three rounds of answers, and the contents of its ledger and master."""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import openpyxl

from tests.rounds.answers import fill_in, measures, read_in_this_process
from tests.rounds.commands import regionplan_in_process

Cells = Mapping[str, Mapping[str, object]]
ROUNDS: Mapping[str, Mapping[str, Cells]] = {
    "2025-1": {
        "Regionrådet": {
            "1.1.3": {"Status": "Påstarta", "Kommentar": "Gjennomgangen er i gang."},
            "2.1.1": {"Status": "Ikkje påstarta"},
            "3.1.1": {"Status": "Påstarta"},
        },
        "Næringsforum": {"1.1.1": {"Status": "Påstarta", "Framdrift": 0.4}, "1.1.2": {"Status": "Ikkje påstarta"}},
        "Gol": {"5.2.1": {"Status": "Påstarta"}},
    },
    "2025-2": {
        "Regionrådet": {"1.1.3": {"Status": "Gjennomført"}, "2.1.1": {"Status": "Påstarta"}},
        "Gol": {"1.3.1": {"Status": "Gjennomført"}, "5.2.1": {"Status": "Gjennomført"}},
        "Hemsedal": {"2.4.1": {"Status": "Påstarta"}, "5.2.1": {"Status": "Ikkje påstarta"}},
    },
    "2026-1": {
        "Næringsforum": {"1.1.1": {"Status": "Gjennomført", "Kommentar": "Vedteken i styret."}},
        "Regionrådet": {
            "2.1.1": {"Status": "Gjennomført"},
            "3.1.1": {"Status": "Påstarta", "Kommentar": "Møte i mars."},
        },
    },
}  # fmt: skip
KEYS = {"Ikkje påstarta": "not_started", "Påstarta": "started", "Gjennomført": "done"}


@dataclass(frozen=True)
class Year:
    """Such a project, whose contents are read here without the program."""

    folder: Path

    @property
    def master(self) -> Path:
        """The master workbook."""
        return self.folder / "workbooks" / "master.xlsx"

    def report(self, *words: str) -> dict[str, Path]:
        """Write a report; return its files by extension."""
        run = regionplan_in_process("--json", "report", *words, folder=self.folder)
        assert run.status == 0, run.err
        return {Path(file).suffix.removeprefix("."): Path(file) for file in run.data["files"]}

    @cached_property
    def measures(self) -> dict[str, dict[str, object]]:
        """Every measure in the master: id -> heading -> value; its sheet is the area."""
        return measures(self.master)

    def status_counts(self) -> Counter[str | None]:
        """Return how many measures have each status in the master (None: no status)."""
        return Counter(KEYS.get(str(one["Status"] or "")) for one in self.measures.values())

    def changes(self) -> list[tuple[str, str, bool, str | None]]:
        """Return each status change in the ledger that is not undone: round, id, whether a member's, status after."""
        ledger = self.folder / "workbooks" / "records" / "ledger.db"
        with sqlite3.connect(ledger) as connection:
            rows = connection.execute(
                "select merge, measure, kind, member, after from changes where field = 'status' and undone = 0"
                " and measure like 'M-%' order by id"
            ).fetchall()
        rounds = rounds_by_merge(self.folder)
        return [
            (rounds[merge], measure, bool(member) and kind != "rollup", json.loads(after) if after else None)
            for merge, measure, kind, member, after in rows
        ]

    def counts_by_round(self) -> dict[str, Counter[str | None]]:
        """Return how many measures had each status at the end of each round, by replaying the ledger's changes."""
        return {name: Counter(now.values()) for name, now in self._statuses_by_round().items()}

    def area_counts_by_round(self) -> dict[str, dict[str, Counter[str | None]]]:
        """The same for each focus area: area -> round -> counts."""
        by_round = self._statuses_by_round()
        return {
            area: {
                name: Counter(status for one, status in now.items() if self.areas[one] == area)
                for name, now in by_round.items()
            }
            for area in self.areas_in_order
        }

    @cached_property
    def areas(self) -> dict[str, str]:
        """The focus area of each measure: the name at the top of its sheet."""
        return {one: area for area, ids in ids_by_area(self.master).items() for one in ids}

    @property
    def areas_in_order(self) -> tuple[str, ...]:
        """The focus areas, in the order of their sheets."""
        return tuple(dict.fromkeys(self.areas.values()))

    def late_by_round(self, today: date) -> dict[str, list[str]]:
        """Return the measures not done whose last year has ended, by round; `today` is the same for all rounds."""
        ended = [
            one
            for one, cells in self.measures.items()
            if (years := re.findall(r"20\d\d", str(cells["Tid"]))) and int(max(years)) < today.year
        ]
        return {
            name: [one for one in ended if now[one] != "done"]
            for name, now in self._statuses_by_round().items()
        }

    def _statuses_by_round(self) -> dict[str, dict[str, str | None]]:
        now: dict[str, str | None] = dict.fromkeys(self.measures)
        found = {}
        changes = self.changes()
        for name in ("", *ROUNDS):
            now |= {
                one: after for round_, one, of_member, after in changes if round_ == name and not of_member
            }
            found[name] = dict(now)
        return found


def ids_by_area(master: Path) -> dict[str, list[str]]:
    """Return the ids of the measures on each sheet of a focus area, by the name at its top."""
    found = {}
    for sheet in openpyxl.load_workbook(master, data_only=True).worksheets:
        cells = [str(cell or "") for row in sheet.iter_rows(values_only=True) for cell in row]
        if "Ansvar" in cells:
            found[str(sheet.cell(1, 2).value)] = [cell for cell in cells if cell.startswith("M-")]
    return found


def rounds_by_merge(folder: Path) -> dict[int, str]:
    """Return the latest round when each merge began ("" before the first)."""
    with sqlite3.connect(folder / "workbooks" / "records" / "ledger.db") as connection:
        rounds = connection.execute("select opened, name from rounds order by id").fetchall()
        merges = connection.execute("select number, begun from merges").fetchall()
    return {
        number: next((name for opened, name in reversed(rounds) if opened <= begun), "")
        for number, begun in merges
    }


def a_year(folder: Path) -> Year:
    """Make the project: send, answer and merge three rounds."""
    run("init", folder)
    read_in_this_process(folder)
    for name, actors in ROUNDS.items():
        run("send", "--round", name, folder=folder)
        for actor, cells in actors.items():
            book = folder / "workbooks" / "outbox" / name / f"{actor}.xlsx"
            fill_in(book, folder / "workbooks" / "inbox" / f"{actor} {name}.xlsx", cells)
        run("merge", folder=folder)
    return Year(folder)


def run(*words: str | Path, folder: Path | None = None) -> None:
    """Run a command that must succeed."""
    done = regionplan_in_process(*words, folder=folder)
    assert done.status in (0, 1), done.err
