"""The answerable cells of the master read with the same reader as the actors' answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from regionplan_xl.errors import Problem
from regionplan_xl.excel.parsing.grid import GridCell
from regionplan_xl.excel.parsing.headed_sheet import HeadedRow
from regionplan_xl.excel.parsing.painted_colour import status_of_paint
from regionplan_xl.excel.parsing.report_cells import AnswerValue, read_answer, tidy
from regionplan_xl.plan.merging.exchange import Clear, Unclear
from regionplan_xl.plan.model import Field, Report, Value
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import Phrase, phrase

_CURES: Mapping[Field, Phrase] = {
    Field.STATUS: phrase("Choose a word from the list."),
    Field.PROGRESS: phrase("Write a percentage from 0 % to 100 %, for example 40 %."),
    Field.EXPECTED: phrase("Write a date with day, month and year, for example 31.12.2026."),
}
_WRITE_IT_AGAIN = phrase("Write it again.")


@dataclass
class ReportReader:
    """Reads reports; what it does not understand becomes a problem and no value, and is kept by its cell."""

    scale: Scale
    problems: list[Problem] = field(default_factory=list)
    unread: dict[tuple[str, int, int], Unclear] = field(default_factory=dict)
    _statuses: dict[tuple[object, str | None], AnswerValue] = field(default_factory=dict)

    def report(self, row: HeadedRow, columns: Mapping[Field, int]) -> Report:
        """The four fields of a row, from the columns where they stand."""
        at = columns.get
        return Report(
            status=self._text(row, at(Field.STATUS, 0), self._status(row, at(Field.STATUS, 0)), Field.STATUS),
            progress=self._share(row, at(Field.PROGRESS, 0)),
            comment=_comment(row.at(at(Field.COMMENT, 0)).text),
            expected=self._day(row, at(Field.EXPECTED, 0)),
        )

    def reported_on(self, row: HeadedRow) -> date | None:
        """The day under «Sist rapportert»."""
        return self._day(row, row.sheet.columns.get("reported_on", 0))

    def _status(self, row: HeadedRow, column: int) -> AnswerValue:
        cell = row.at(column, painted=True)
        if isinstance(cell.value, str) and not any(character.isalnum() for character in cell.value):
            cell = GridCell(None, cell.colour)  # «–», «...»: nothing is answer
        if cell.is_blank and cell.colour is None:
            return None
        key = (cell.value, cell.colour)
        if key not in self._statuses:
            self._statuses[key] = self._status_of(cell)
        return self._statuses[key]

    def _status_of(self, cell: GridCell) -> AnswerValue:
        """The word counts; a colour without a word counts too, and a colour that is unclear says nothing."""
        if not cell.is_blank:
            return read_answer(Field.STATUS, cell, None, self.scale)
        return status_of_paint(cell.colour, self.scale)

    def _text(self, row: HeadedRow, column: int, answer: AnswerValue, name: Field) -> str | None:
        understood = self._understood(row, column, answer, name)
        return understood if isinstance(understood, str) else None

    def _share(self, row: HeadedRow, column: int) -> float | None:
        cell = row.at(column)
        if cell.is_blank:
            return None
        # The column shows per cent: 1 in it is 100 %.
        is_share = isinstance(cell.value, int | float) and 0 <= cell.value <= 1
        answer = read_answer(Field.PROGRESS, GridCell(cell.value, percent=is_share), None, self.scale)
        understood = self._understood(row, column, answer, Field.PROGRESS)
        return float(understood) if isinstance(understood, int | float) else None

    def _day(self, row: HeadedRow, column: int) -> date | None:
        cell = row.at(column)
        if cell.is_blank:
            return None
        if isinstance(cell.value, datetime):
            return cell.value.date()
        understood = self._understood(
            row, column, read_answer(Field.EXPECTED, cell, None, self.scale), Field.EXPECTED
        )
        return understood if isinstance(understood, date) else None

    def _understood(self, row: HeadedRow, column: int, answer: AnswerValue, name: Field) -> Value:
        if isinstance(answer, Unclear):
            heading = row.sheet.headings.get(column, "")
            place = row.place()
            self.unread[place.sheet, row.number, column] = answer
            self.problems.append(
                Problem(
                    type(place)(place.sheet, place.row, heading),
                    answer.reason,
                    _CURES.get(name, _WRITE_IT_AGAIN),
                )
            )
            return None
        return None if isinstance(answer, Clear) else answer


def _comment(text: str) -> str | None:
    # As an answer is read, with the spaces that somebody began with: else a merge would not find what it wrote.
    text = tidy(text)
    return text if text.strip() else None
