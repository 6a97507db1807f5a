"""Read the report cells of the master by the same rules as the actors' answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.parsing.grid import GridCell
from regionplan_xl.excel.parsing.headed_sheet import HeadedRow
from regionplan_xl.excel.parsing.painted_colour import status_of_paint
from regionplan_xl.excel.parsing.report_cells import comment_text, read_answer
from regionplan_xl.ooxml.reading.cells import Cell, CellError
from regionplan_xl.plan.merging.last_texts import LastTexts
from regionplan_xl.plan.merging.sent_and_returned import AnswerValue, Clear, Unclear
from regionplan_xl.plan.model import Field, Report, Value
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import Phrase, phrase, squeeze

_FIXES: Mapping[Field, Phrase] = {
    Field.STATUS: phrase("Choose a word from the list."),
    Field.PROGRESS: phrase("Write a percentage from 0 % to 100 %, for example 40 %."),
    Field.EXPECTED: phrase("Write a date with day, month and year, for example 31.12.2026."),
}


NOT_COMPUTED = phrase("The cell holds a formula that no program has computed, so it says nothing.")
SHOWS_ERROR = phrase("The cell shows the error {shown}, so it says nothing.")
_SAY_AGAIN = phrase(
    "Write what it is to say, or let Excel compute it and save; until then what it said before counts."
)
OTHER_COLOUR = phrase("The cell says «{status}», but is painted in another colour. The word counts.")
_EMPTIES = phrase("«{shown}» empties a cell in an answer; here it says nothing.")
_WRITE_THE_WORD = phrase("Write the status that is meant; its colour comes by itself.")

NO_STATUS_SIGNS = ("-", "–", "—")
"""What people type in a status cell to mean «no status»."""


@dataclass
class ReportReader:
    """Reads reports from rows of the master.

    A cell that cannot be parsed gives no value but a problem, and is kept in `unparsed` by sheet, row and column.
    `reworded` has the texts of status cells that were understood but do not hold the label in `language`; `spaced` has
    those of measures that say nothing, but have spaces. `last` is what the master said at the last merge, except in its
    measures.
    """

    scale: Scale
    language: str
    last: LastTexts = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unparsed: dict[tuple[str, int, int], Unclear] = field(default_factory=dict)
    reworded: dict[tuple[str, int, int], str] = field(default_factory=dict)
    spaced: dict[tuple[str, int, int], str] = field(default_factory=dict)
    _statuses: dict[tuple[object, str | None], AnswerValue] = field(default_factory=dict)

    def report(self, row: HeadedRow, columns: Mapping[Field, int]) -> Report:
        """Return the report of a row, four fields; `columns` has their column numbers."""
        status, progress = columns.get(Field.STATUS, 0), columns.get(Field.PROGRESS, 0)
        comment, expected = columns.get(Field.COMMENT, 0), columns.get(Field.EXPECTED, 0)
        # Keep leading spaces, as when an answer is read; otherwise a merge would not recognise what it wrote.
        text = comment_text(row.at(comment).text)
        return Report(
            status=self._status(row, status),
            progress=self._progress(row, progress),
            comment=text if text.strip() else None,
            expected=self._day(row, expected),
        )

    def with_values(self, row: HeadedRow, columns: Iterable[int]) -> HeadedRow:
        """Return the row without the cells of `columns` with an error or an uncomputed formula; each is a problem."""
        if not any(map(_has_no_value, row.cells.values())):
            return row
        without = {at: cell for at in columns if (cell := row.cells.get(at)) and _has_no_value(cell)}
        for at, cell in without.items():
            written = cell.value if isinstance(cell.value, CellError) else f"={cell.formula}"
            what = SHOWS_ERROR.with_values(shown=written) if cell.value else NOT_COMPUTED
            self.unparsed[row.sheet.name, row.number, at] = Unclear(written, what)
            place = Place(row.sheet.name, row.number, row.sheet.headings.get(at, ""))
            self.problems.append(Problem(place, what, _SAY_AGAIN))
        if not without:
            return row
        return replace(row, cells={at: cell for at, cell in row.cells.items() if at not in without})

    def with_texts(self, row: HeadedRow, columns: Mapping[str, int], said: Mapping[str, str]) -> HeadedRow:
        """Return the row with the texts of the last merge (`said`, by key) in cells of `columns` without a value."""
        texts = {
            at: said[key]
            for key, at in columns.items()
            if said.get(key) and (row.sheet.name, row.number, at) in self.unparsed and at not in row.cells
        }
        cells = {at: Cell(row.number, at, text) for at, text in texts.items()}
        return replace(row, cells={**row.cells, **cells}) if texts else row

    def unread_status(self, row: HeadedRow, column: int) -> str:
        """Return the text of a status cell that was not understood, else ""."""
        unclear = self.unparsed.get((row.sheet.name, row.number, column))
        if unclear is None or (column in row.cells and row.at(column).is_blank):
            return ""
        return squeeze(row.at(column).text) or unclear.written

    def note_spaces(self, row: HeadedRow, column: int) -> None:
        """Record the text of a status cell that says nothing, but has spaces."""
        cell = row.cells.get(column)
        if cell is not None and isinstance(cell.value, str) and not cell.formula:
            said = cell.value.strip()
            if said != cell.value and said in ("", *NO_STATUS_SIGNS):
                self.spaced[row.sheet.name, row.number, column] = cell.value

    def reported_on(self, row: HeadedRow) -> date | None:
        """Return the day under «Sist rapportert»."""
        return self._day(row, row.sheet.columns.get("reported_on", 0))

    def _status(self, row: HeadedRow, column: int) -> str | None:
        cell = row.at(column, with_colour=True)
        if isinstance(cell.value, str) and cell.value.strip() in NO_STATUS_SIGNS:
            cell = GridCell(None, cell.colour)
        if cell.is_blank and cell.colour is None:
            return None
        key = (cell.value, cell.colour)
        if key not in self._statuses:
            # The word counts, or the colour if there is none; a word and a colour that disagree are unclear.
            self._statuses[key] = (
                status_of_paint(cell.colour, self.scale)
                if cell.is_blank
                else read_answer(Field.STATUS, cell, None, self.scale)
            )
        answer = self._statuses[key]
        label = self.scale.status_of_label(cell.text) if isinstance(answer, Unclear) else None
        if label is not None:
            # Formulas count the word, and the status's own colour covers the paint.
            place = Place(row.sheet.name, row.number, row.sheet.headings.get(column, ""))
            self.problems.append(Problem(place, OTHER_COLOUR.with_values(status=cell.text), _WRITE_THE_WORD))
            answer = label
        if isinstance(answer, Clear):
            answer = Unclear(cell.text, _EMPTIES.with_values(shown=cell.text.strip()))
        status = self._understood(row, column, answer, Field.STATUS)
        if not isinstance(status, str):
            return None
        own = row.cells.get(column)
        if cell.value != self.scale[status].label(self.language) and not (own and own.formula):
            self.reworded[row.sheet.name, row.number, column] = cell.text
        return status

    def _progress(self, row: HeadedRow, column: int) -> float | None:
        cell = row.at(column)
        if cell.is_blank:
            return None
        # The column has a percentage format, so 1 in it is 100 %.
        is_fraction = isinstance(cell.value, int | float) and 0 <= cell.value <= 1
        answer = read_answer(Field.PROGRESS, GridCell(cell.value, percent=is_fraction), None, self.scale)
        progress = self._understood(row, column, answer, Field.PROGRESS)
        return float(progress) if isinstance(progress, int | float) else None

    def _day(self, row: HeadedRow, column: int) -> date | None:
        cell = row.at(column)
        if cell.is_blank:
            return None
        if isinstance(cell.value, datetime):
            return cell.value.date()
        answer = read_answer(Field.EXPECTED, cell, None, self.scale)
        day = self._understood(row, column, answer, Field.EXPECTED)
        return day if isinstance(day, date) else None

    def _understood(self, row: HeadedRow, column: int, answer: AnswerValue, name: Field) -> Value:
        """Return the value answered; if it is unclear, record a problem and return None."""
        if isinstance(answer, Unclear):
            self.unparsed[row.sheet.name, row.number, column] = answer
            place = Place(row.sheet.name, row.number, row.sheet.headings.get(column, ""))
            self.problems.append(Problem(place, answer.reason, _FIXES[name]))
            return None
        return None if isinstance(answer, Clear) else answer


def _has_no_value(cell: Cell) -> bool:
    return isinstance(cell.value, CellError) or (cell.value is None and cell.formula is not None)
