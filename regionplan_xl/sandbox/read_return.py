"""Read one returned file in two steps: find clues to its dispatch, then read its answers to that dispatch."""

from typing import Any

from regionplan_xl.excel.parsing.grid import Grid
from regionplan_xl.excel.returned.placed_row import read_placed_row
from regionplan_xl.excel.returned.sender_clues import find_clues
from regionplan_xl.excel.returned.workbook import read_returned
from regionplan_xl.sandbox.return_protocol import clues_to_plain, submission_to_plain, task_from_plain


def look_at(grid: Grid) -> object:
    """Return the clues in a file as plain data."""
    return clues_to_plain(find_clues(grid))


def read_answers(grid: Grid, task: Any) -> object:
    """Return the answers of a file to the dispatch in `task`, both as plain data."""
    file, dispatch, rules = task_from_plain(task)
    if file.row is not None:
        return submission_to_plain(
            read_placed_row(grid, dispatch, file.row, rules.scale, file.name, file.received)
        )
    submission = read_returned(
        grid,
        dispatch,
        scale=rules.scale,
        source_hash=file.source,
        file=file.name,
        received=file.received,
        facts=rules.facts,
    )
    return submission_to_plain(submission)
