"""A returned workbook to mangle: the cells of Tiltak, and the meaning of each answer to the person who gave it."""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache

from regionplan_xl.excel.actor import layout as actor_layout
from regionplan_xl.excel.actor.template import render_actor_template
from regionplan_xl.excel.actor.workbook import RoundFacts, render_actor_workbook
from regionplan_xl.excel.parsing.grid import BLANK, Grid, GridCell, GridSheet, joined_rows
from regionplan_xl.excel.parsing.grid_xlsx import read_xlsx
from regionplan_xl.excel.returned.workbook import read_returned
from regionplan_xl.plan.merging.sent_and_returned import Dispatch, Round, SentRow, Submission
from regionplan_xl.plan.model import Actor, Field, Report
from regionplan_xl.plan.status import STANDARD
from regionplan_xl.text import squeeze

WHEN = datetime.fromisoformat("2025-03-01T09:00+01:00")
ROUND = Round("2025-1", date(2025, 3, 15), WHEN)
GOL = Actor("Gol kommune", email="gol@example.org")
ANSWERS = ("status", "progress", "comment", "expected")
HIDDEN = ("id_before_answers", "id_after_answers", "remark", "id")
_LABELS = {status.key: status.label("nn") for status in STANDARD.statuses}

_DO = ("Merkje", "Byggje", "Kartleggje", "Rydde", "Utvikle", "Samordne", "Evaluere", "Styrkje")
_WHAT = ("turstiar", "leikeplassar", "kulturskulen", "næringsareal", "legevakta", "reiselivet", "bustadfelt")
_WHERE = ("i Gol", "i Hol", "i Ål", "i heile Hallingdal", "ved elva", "på fjellet", "saman med næringslivet")


@lru_cache(maxsize=64)
def sent_out(seed: int) -> tuple[Dispatch, bytes]:
    """Return a dispatch of 4-40 measures with bands, some for information only, and its workbook; some are twins."""
    rng = random.Random(seed)
    texts = [f"{do} {what} {where}" for do in _DO for what in _WHAT for where in _WHERE]
    base_rate = rng.choice((0.0, 0.0, 0.5, 0.9))
    count = rng.randint(4, 40)
    rows: list[SentRow] = []
    for n, text in enumerate(rng.sample(texts, count)):
        goal = n // 4
        rows.append(
            SentRow(
                measure=f"M-{''.join(rng.choices('23456789ABCDEFGHJKMNPQRSTVWXYZ', k=4))}{'ABCDEFGH'[n % 8]}",
                number=f"{goal // 3 + 1}.{goal % 3 + 1}.{n % 4 + 1}",
                text=text if rng.random() > 0.02 or not rows else rows[-1].text,
                member="",
                base=Report(
                    rng.choice(STANDARD.keys()) if rng.random() < base_rate else None,
                    rng.choice((0.25, 0.5, 0.75)) if rng.random() < base_rate else None,
                    f"Sist: {text.casefold()}" if rng.random() < base_rate else None,
                    date(2027, 1, 1) + timedelta(days=n) if rng.random() < base_rate else None,
                ),
                goal=f"{goal // 3 + 1}.{goal % 3 + 1} Mål nummer {goal}",
                area=f"Område {goal // 3 + 1}",
                timeframe=rng.choice(("2025", "2026", "2025-2027", "årleg")),
                responsible=rng.choice(("Gol kommune", "Kommunane")),
                involved=rng.choice(("", "Næringshagen", "Regionrådet")),
                answerable=n < count * 0.85 or n == 0,
            )
        )
    assert len({row.measure for row in rows}) == count
    dispatch = Dispatch("HX7-4KQ", ROUND.name, GOL.name, WHEN, tuple(rows))
    facts = RoundFacts(ROUND, "Regionplan", "", "nn", STANDARD)
    book = render_actor_workbook(render_actor_template("nn", STANDARD), dispatch, GOL.name, facts)
    return dispatch, book


@lru_cache(maxsize=64)
def _grid(seed: int) -> Grid:
    return read_xlsx(sent_out(seed)[1])


@dataclass
class Board:
    """Tiltak as rows of cells, with `keys` naming the columns from the left, and the rest of the workbook."""

    dispatch: Dispatch
    others: list[GridSheet]
    codes: tuple[str, ...]
    rows: list[list[GridCell]]
    keys: list[str]
    header: int = actor_layout.HEADER_ROW - 1  # counted from 0
    name: str = "Tiltak"
    copies: list[GridSheet] = field(default_factory=list)
    # The sent row that a reader takes each text for (retyped texts are added).
    texts: dict[str, SentRow] = field(default_factory=dict)
    # (measure, field) -> the intended answer; several if it was answered twice.
    meant: dict[tuple[str, Field], set[object]] = field(default_factory=lambda: defaultdict(set))
    done: tuple[str, ...] = ()  # the operations

    @classmethod
    def of(cls, seed: int) -> "Board":
        """The workbook as it was sent."""
        dispatch, _ = sent_out(seed)
        grid = _grid(seed)
        sheet = grid.sheets[1]
        keys = [column.key for column in actor_layout.COLUMNS]
        rows = [
            [sheet.rows.get(number, {}).get(column, BLANK) for column in range(1, len(keys) + 1)]
            for number in range(1, max(sheet.rows) + 1)
        ]
        others = [grid.sheets[0], *grid.sheets[2:]]
        texts = {row.text: row for row in dispatch.rows}
        return cls(dispatch, others, grid.codes, rows, keys, texts=texts)

    def at(self, key: str) -> int:
        """Return the column of that key, counted from 0; -1 if it was removed."""
        return self.keys.index(key) if key in self.keys else -1

    def sent(self, row: list[GridCell]) -> SentRow | None:
        """Return the measure that a person takes the row for: by its text, and by number if two have the same text."""
        text, number = squeeze(row[self.at("text")].text), squeeze(row[self.at("number")].text)
        found = self.texts.get(text)
        if found is None:
            return None
        twins = [twin for twin in self.dispatch.rows if twin.text == found.text]
        return found if len(twins) == 1 else next((twin for twin in twins if twin.number == number), None)

    def measures(self) -> list[int]:
        """Return the rows below the header that a person takes for measures."""
        return [n for n in range(self.header + 1, len(self.rows)) if self.sent(self.rows[n]) is not None]

    def put(self, row: int, key: str, value: object) -> None:
        """Write a value as a person does: the cell keeps its format."""
        if key in self.keys:
            cell = self.rows[row][self.at(key)]
            self.rows[row][self.at(key)] = cell._replace(value=value)  # type: ignore[arg-type]

    def answer(self, rng: random.Random, share: float) -> None:
        """Answer some of the measures, according to the current contents of their rows."""
        for n in self.measures():
            sent = self.sent(self.rows[n])
            if sent is not None and sent.answerable and rng.random() < share:
                for name, written, value in self._answers(sent, rng):
                    self.put(n, name.value, written)
                    self.meant[sent.measure, name].add(value)

    def _answers(self, sent: SentRow, rng: random.Random) -> Iterator[tuple[Field, object, object]]:
        tag = self.dispatch.rows.index(sent)
        comment = f"Svar om {sent.measure}, {rng.randrange(10**6)}"
        yield Field.COMMENT, comment, comment
        if rng.random() < 0.7:
            status = rng.choice(STANDARD.keys())
            if status != sent.base.status:
                yield Field.STATUS, _LABELS[status], status
        if rng.random() < 0.4:
            yield Field.PROGRESS, round(0.1 + tag / 1000, 3), round(0.1 + tag / 1000, 3)
        if rng.random() < 0.4:
            day = date(2026, 1, 1) + timedelta(days=tag)
            yield Field.EXPECTED, datetime(day.year, day.month, day.day), day

    def answers_in(self, row: int, key: str) -> set[object]:
        """Return the value of an answer cell as the program reads it; empty for a blank cell."""
        cell = self.rows[row][self.at(key)]
        by_label = {label: status for status, label in _LABELS.items()}
        value = cell.value.date() if isinstance(cell.value, datetime) else cell.value
        return set() if cell.is_blank else {by_label.get(str(value), value)}

    def sheet(self) -> GridSheet:
        """Return Tiltak as it is now."""
        rows = (
            (n, {column: cell for column, cell in enumerate(row, 1) if cell.colour or not cell.is_blank})
            for n, row in enumerate(self.rows, 1)
        )
        return GridSheet(self.name, True, joined_rows(rows))

    def grid(self) -> Grid:
        """Return the workbook as it is now."""
        return Grid((self.others[0], self.sheet(), *self.others[1:], *self.copies), self.codes)


def read(grid: Grid, dispatch: Dispatch, *, all_with_care: bool = False) -> Submission:
    """Read the return."""
    return read_returned(
        grid, dispatch, scale=STANDARD, source_hash="f" * 64, file="Gol kommune.xlsx", received=WHEN,
        all_with_care=all_with_care,
    )  # fmt: skip
