"""Read one held row as the answer to the measure that the secretariat assigned it to."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from regionplan_xl.errors import Place, Rejected
from regionplan_xl.excel.parsing.grid import Grid
from regionplan_xl.excel.returned.measure_table import ReturnedRow, find_measure_tables
from regionplan_xl.excel.returned.row_answers import SourceFile, row_answers
from regionplan_xl.excel.returned.row_matching import RowMatcher
from regionplan_xl.plan.merging.questions import as_value
from regionplan_xl.plan.merging.sent_and_returned import Answer, Dispatch, SentRow, Submission, Unclear
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import phrase

AS_SENT_FOR_OTHER = phrase("The cell is as it was sent for measure {number}, so it may be no answer.")
NO_CELLS = phrase("There are no cells for answers in this place of the file.")


def read_placed_row(
    grid: Grid,
    dispatch: Dispatch,
    placed: tuple[str, int, str],
    scale: Scale,
    name: str,
    received: datetime,
) -> Submission:
    """Return the answers of one row to one measure; `placed` is its sheet, its number and the measure's id.

    Raises `Rejected` if there are no answer cells there.
    """
    sheet, number, measure = placed
    sent, file = dispatch.row(measure), SourceFile(name, received, scale)
    table = next((one for one in find_measure_tables(grid, scale) if one.sheet.name == sheet), None)
    matcher = RowMatcher(dispatch)
    matches = {row.number: (row, matcher.match(row)) for row in table.rows()} if table else {}
    if sent is None or number not in matches:
        raise Rejected(NO_CELLS)
    row, match = matches[number]
    place = Place(sheet, number, file=name)
    if isinstance(match, SentRow):
        answers = tuple(_answers(row.with_merged(), match, sent, file, place))
    else:
        others = {number for number, (_, one) in matches.items() if isinstance(one, SentRow)}
        answers = tuple(row_answers(row.without_merged(others), sent, file, place))
    return Submission("", name, received, dispatch, answers)


def _answers(
    row: ReturnedRow, matched: SentRow, sent: SentRow, file: SourceFile, place: Place
) -> Iterator[Answer]:
    """Yield the answers; an answer that was sent as such for the measure that the row matches is unclear."""
    new = {answer.field for answer in row_answers(row, matched, file, place)}
    for answer in row_answers(row, sent, file, place):
        if answer.field not in new and not isinstance(answer.value, Unclear):
            written = row.cell(answer.field.value).text
            reason = AS_SENT_FOR_OTHER.with_values(number=matched.number)
            answer = replace(answer, value=Unclear(written, reason, (("word", as_value(answer.value)),)))
        yield answer
