"""Read an area sheet as people leave it: goals, measures, and problems."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from regionplan_xl.errors import Problem
from regionplan_xl.excel.areas.count_formula import EMPTIED_WITHOUT
from regionplan_xl.excel.areas.goal_bands import is_continued
from regionplan_xl.excel.common.master_model import RowPlace, RowWithoutId
from regionplan_xl.excel.parsing.grid import GridCell
from regionplan_xl.excel.parsing.headed_sheet import HeadedRow, HeadedSheet
from regionplan_xl.excel.parsing.item_number import (
    is_goal_number,
    is_measure_number,
    read_identity,
    read_number,
)
from regionplan_xl.excel.parsing.master_report_cells import ReportReader
from regionplan_xl.locale import every_wording
from regionplan_xl.plan.model import Field, FocusArea, Goal, Measure
from regionplan_xl.plan.timeframe import Timeframe
from regionplan_xl.text import Phrase, bare, day_in_figures, phrase, squeeze

STORE_AS_TEXT = phrase("Format the cell as text and write the number again.")

_WRITE_TEXT = phrase("Write the text, or delete the row.")
_FILL_IN_OR_DELETE = phrase("Delete the row if the measure is to go; else fill it in again.")
_COPIES_ARE_NEW = phrase(
    "Nothing to do: the copy counts as a new row, and gets an ID of its own at the next merge."
)
_OF_ANOTHER_TABLE = phrase("The row is in a table with other headings, so it is not counted as a measure.")
_MOVE_INTO_PLAN = phrase("If it is one, move the row out of that table, up to its goal.")
_PREFIXES = "MG"  # of the IDs of measures and goals
_COPIED_SHEET = re.compile(r" \(\d+\)$")
_TITLE = re.compile(r"(?P<number>\d+)[.:]?\s+(?P<name>\S.*)", re.DOTALL)
_GOAL = re.compile(
    rf"(?:{'|'.join(re.escape(word) for word in every_wording(phrase('Goal')))})\s*"
    r"(?P<number>\d+(?:\.\d+)*)?\s*[.:]*\s*(?P<text>.*)",
    re.IGNORECASE | re.DOTALL,
)
_TITLE_CELLS = {"number": 1, "name": 2}
_MEASURE_ONLY = ("responsible", "timeframe", "status")


def likely_copy(name: str) -> bool:
    """Return whether Excel would give this name to a copied sheet: «Kultur (2)»."""
    return _COPIED_SHEET.search(name) is not None


@dataclass(frozen=True)
class AreaSheet:
    """An area sheet as read. `copy_of` is the sheet that it only duplicates, else ""."""

    area: FocusArea
    places: dict[str, RowPlace]
    new: tuple[RowWithoutId, ...]
    problems: tuple[Problem, ...]
    copy_of: str = ""


@dataclass
class _GoalRows:
    id: str
    number: str
    text: str
    measures: list[Measure] = field(default_factory=list)


@dataclass
class AreaReader:
    """Reads one area sheet.

    `seen` is the row of each ID on the sheets read so far, and `texts` the text of that row; `names` splits a cell into
    names of actors.
    """

    sheet: HeadedSheet
    values: ReportReader
    names: Callable[[str], tuple[str, ...]]
    seen: dict[str, RowPlace]
    texts: dict[str, str]
    unchanged: int = 0
    goals: list[_GoalRows] = field(default_factory=list)
    places: dict[str, RowPlace] = field(default_factory=dict)
    new: list[RowWithoutId] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    repeated: set[str] = field(default_factory=set)
    _current: _GoalRows | None = None
    _numbers: dict[int, list[str]] = field(default_factory=dict)

    def read(self) -> AreaSheet:
        """Read every row; return the area."""
        number, name = self._title()
        self._numbers = {parts: [number] if number else [] for parts in (2, 3)}
        for row in self.sheet.rows():
            self._read_row(row)
        goals = tuple(Goal(g.id, g.number, g.text, tuple(g.measures)) for g in self.goals)
        if not name:
            number, name = self._common_number(), self.sheet.name
        area = FocusArea(number, name, goals, self.sheet.name)
        return AreaSheet(area, self.places, tuple(self.new), tuple(self.problems), self._copied_from())

    def read_measure(self, row: HeadedRow, number_before: str) -> Measure | None:
        """Return the measure in one row, given the previous number; None if the row has no measure with an ID."""
        goal = self._current = _GoalRows("", "", "")
        self._numbers = {2: [], 3: [number_before] if number_before else []}
        self._read_row(row)
        return next((measure for measure in goal.measures if measure.id), None)

    def _title(self) -> tuple[str, str]:
        """Return number and name of the area from above the header: in two cells, or in one («1 Kultur»)."""
        for number, written in self.sheet.above:
            row = HeadedRow(number, written, self.sheet)
            read = self.values.with_values(row, _TITLE_CELLS.values())
            cells = self._as_said(read, _TITLE_CELLS, "areas", "sheet", self.sheet.name).cells
            texts = [(at, squeeze(GridCell(cells[at].value).text)) for at in sorted(cells)]
            texts = [(at, text) for at, text in texts if text]
            if len(texts) > 1:
                return texts[0][1], GridCell(cells[texts[1][0]].value).text.strip()
            if texts:
                at, text = texts[0]
                split = _TITLE.fullmatch(text) if at == 1 else None
                return (split["number"], split["name"]) if split else ("", text)
            if read is not row:
                break
        return "", ""

    def _as_said(
        self, row: HeadedRow, columns: Mapping[str, int], listed: str, key: str, name: str
    ) -> HeadedRow:
        """Return the row with its earlier texts in cells without value, if they are known under that name."""
        said = next((one for one in self.values.last.get(listed, ()) if one[key] == name), None)
        return self.values.with_texts(row, columns, said) if said else row

    def _common_number(self) -> str:
        stems = {goal.number.split(".")[0] for goal in self.goals if is_goal_number(goal.number)}
        return stems.pop() if len(stems) == 1 else ""

    def _copied_from(self) -> str:
        # New areas are often made by copying a sheet and writing new texts.
        if self.places or not self.repeated or 2 * self.unchanged <= len(self.new):
            return ""
        sheets = {self.seen[identity].sheet for identity in self.repeated}
        return sheets.pop() if len(sheets) == 1 else ""

    def _read_row(self, row: HeadedRow) -> None:
        written = row
        row = self.values.with_values(row, (at for key, at in self.sheet.columns.items() if key != "id"))
        if row is written and all(row.is_blank(key) for key in self.sheet.columns if key != "id"):
            if not row.is_blank("id"):
                self._report(row, "text", phrase("The row holds nothing but an ID."), _FILL_IN_OR_DELETE)
            return
        if self._is_of_another_table(row):
            return
        identity = read_identity(row, _PREFIXES, self.problems)
        if row is not written:
            row = self._as_said(row, self.sheet.columns, "goals", "id", identity)
        is_emptied = row is written and all(row.is_blank(key) for key in EMPTIED_WITHOUT)
        if identity.startswith("M-") and is_emptied:
            what = phrase(
                "The row has an ID, but no number, text, responsible body or status: it is left out."
            )
            self._report(row, "text", what, _FILL_IN_OR_DELETE)
        elif identity.startswith("G-") or (not identity and self._looks_like_goal(row)):
            self._add_goal(row, identity)
        elif identity or row.line("text") or is_measure_number(row.line("number")):
            self._add_measure(row, identity)
        else:
            self._report(row, "text", phrase("The row has no measure text, so it is left out."), _WRITE_TEXT)

    def _is_of_another_table(self, row: HeadedRow) -> bool:
        """Return whether all of the row is in tables with other headings.

        If its number is like that of a measure, that is a problem: the measure may be meant for the plan.
        """
        others = [a for a in self.sheet.other_tables if a.top <= row.number <= a.bottom]
        if not others:
            return False
        columns = self.sheet.columns.items()
        beside = [key for key, at in columns if not any(a.left <= at <= a.right for a in others)]
        if any(not row.is_blank(key) for key in beside):
            return False
        if is_measure_number(row.line("number")):
            self._report(row, "number", _OF_ANOTHER_TABLE, _MOVE_INTO_PLAN)
        return True

    def _looks_like_goal(self, row: HeadedRow) -> bool:
        if any(not row.is_blank(key) for key in _MEASURE_ONLY):
            return False
        number = row.cell("number")
        if isinstance(number.value, date):
            return not row.line("text")
        return is_goal_number(number.text.strip()) or any(
            _GOAL.match(row.line(key)) and _starts_as_goal(row.line(key)) for key in ("number", "text")
        )

    def _add_goal(self, row: HeadedRow, identity: str) -> None:
        number = self._number(row, 2)
        text = row.text("text")
        if identity and is_continued(text) and (same := [goal for goal in self.goals if goal.id == identity]):
            self._current = same[0]
            return
        if not is_goal_number(number):
            # Also for a row with an ID: it must read the same before and after a merge has given it one.
            number, text = _number_and_text(number, text)
            self._numbers[2] = [number] if number else self._numbers[2]
        self._current = _GoalRows(self._own_id(row, identity, "G-"), number, text)
        self.goals.append(self._current)

    def _add_measure(self, row: HeadedRow, identity: str) -> None:
        if self._current is None:
            self._current = _GoalRows("", "", "")
            self.goals.append(self._current)
            fix = phrase("Move it below its goal, or write a row for the goal above it.")
            self._report(row, "text", phrase("The measure is above the first goal."), fix)
        measure = Measure(
            id=self._own_id(row, identity, "M-"),
            number=self._number(row, 3),
            text=row.text("text"),
            timeframe=self._timeframe(row),
            responsible=self.names(row.text("responsible")),
            involved=self.names(row.text("involved")),
            report=self.values.report(row, self._answers),
            reported_on=self.values.reported_on(row),
            reported_by=row.text("reported_by"),
            remark=row.text("remark"),
            # Reading the report shows what it does not understand.
            unread=self.values.unread_status(row, self._answers[Field.STATUS]),
            own=self._own(row) if self._own_columns else (),
        )
        self._check_answers(row, measure)
        self._current.measures.append(measure)

    def _check_answers(self, row: HeadedRow, measure: Measure) -> None:
        self.values.note_spaces(row, self._answers[Field.STATUS])
        for name, column in self._answers.items():
            cell = row.cells.get(column)
            if cell is not None and cell.formula:
                what = phrase("The cell holds a formula, so no answer can be written there.")
                self._report(row, name.value, what, phrase("Write what it shows instead of the formula."))
        if measure.report.status is not None and row.is_blank("status"):
            what = phrase("The status is only painted; the colour counts as an answer.")
            fix = phrase("Write the word too: not everybody sees the colour, and the overview counts words.")
            self._report(row, "status", what, fix)

    @cached_property
    def _answers(self) -> Mapping[Field, int]:
        """The columns of the answers."""
        return {name: self.sheet.columns.get(name.value, 0) for name in Field}

    @cached_property
    def _own_columns(self) -> Sequence[tuple[str, int]]:
        """The columns that people have added, by heading."""
        ours = set(self.sheet.columns.values())
        return [(heading, at) for at, heading in sorted(self.sheet.headings.items()) if at not in ours]

    def _own(self, row: HeadedRow) -> tuple[tuple[str, str], ...]:
        found = (
            (heading, row.at(at).text.replace("\r\n", "\n").strip())
            for heading, at in self._own_columns
            if at in row.cells
        )
        return tuple((heading, text) for heading, text in found if text)

    def _own_id(self, row: HeadedRow, identity: str, prefix: str) -> str:
        """Return the ID if it belongs to this row; otherwise "", and record the row as new."""
        place = RowPlace(
            self.sheet.name, row.number, self.sheet.columns, self.sheet.header, self.sheet.headings
        )
        first = self.seen.get(identity) if identity else None
        if identity and first is None:
            self.seen[identity] = self.places[identity] = place
            self.texts[identity] = row.text("text")
            return identity
        if first is not None:
            self.repeated.add(identity)
            self.unchanged += bare(self.texts[identity]) == bare(row.text("text"))
            copied = phrase("The row has the same ID as row {row} on «{sheet}»: it is a copy.")
            copied = copied.with_values(row=first.row, sheet=first.sheet)
            self._report(row, "id", copied, _COPIES_ARE_NEW)
        self.new.append(RowWithoutId("goal" if prefix == "G-" else "measure", place, identity))
        return ""

    def _number(self, row: HeadedRow, parts: int) -> str:
        before = self._numbers[parts]
        number, problem = read_number(row.cell("number"), parts, before)
        if problem is not None:
            self._report(row, "number", problem, STORE_AS_TEXT)
        if number:
            self._numbers[parts] = [number]
        return number

    def _timeframe(self, row: HeadedRow) -> Timeframe:
        cell = row.cell("timeframe")
        if isinstance(cell.value, date):
            written = day_in_figures(cell.value)
            what = phrase("Excel has made a date ({shown}) of the timeframe.", shown=written)
            self._report(
                row, "timeframe", what, phrase("Format the cell as text and write the timeframe again.")
            )
            # «5-26» or «2026» may have been typed: Excel's date must not become a deadline before somebody confirms it.
            return Timeframe(written, "unclear")
        return Timeframe.parse(cell.text)

    def _report(self, row: HeadedRow, key: str, what: Phrase, fix: Phrase) -> None:
        self.problems.append(row.problem(key, what, fix))


def _starts_as_goal(line: str) -> bool:
    """Return whether a line begins like «Mål 1.1:» or «Mål: …», but not like «Målretta arbeid»."""
    found = _GOAL.fullmatch(line)
    return found is not None and (
        found["number"] is not None or line[: found.start("text")].rstrip()[-1:] in ".:"
    )


def _number_and_text(number: str, text: str) -> tuple[str, str]:
    """Return number and text of a goal written as «Mål 1.1: Fleire arbeidsplassar» in one of the cells."""
    for line in (number, text):
        if _starts_as_goal(line) and (found := _GOAL.fullmatch(line)):
            rest = found["text"] if line is text or not text else text
            own = number if line is text and number else ""
            return found["number"] or own, rest
    return number, text
