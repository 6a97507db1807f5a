"""Make seeded returns as people mangle them, and judge how they were read."""

import os
import random
from dataclasses import dataclass

from regionplan_xl.plan.merging.sent_and_returned import Submission, Unclear
from tests.mangler.board import Board, read
from tests.mangler.operations import OPERATIONS, TEARING, Operation

SHAPES = 61 if os.environ.get("REGIONPLAN_SOAK") == "1" else 23
"""The number of different workbooks to mangle."""


@dataclass(frozen=True)
class Reading:
    """How one return was read: answers given by the person, read as intended, on a wrong row, and lost silently."""

    done: tuple[str, ...]
    given: int
    right: int
    wrong: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def is_torn(self) -> bool:
        """Whether somebody moved answers or texts away from their measures, so that a person must check."""
        return any(operation.__name__ in self.done for operation in TEARING)

    @property
    def is_without_proof(self) -> bool:
        """Whether nothing shows if rows were moved whole: every hidden ID is gone, and there were other edits."""
        return "remove_hidden" in self.done and len(self.done) > 1

    @property
    def held(self) -> int:
        """The number of answers that wait for a person."""
        return self.given - self.right


def mangled(seed: int, *operations: Operation) -> Board:
    """Make a return, answered before, between or after one to four operations (or exactly those given)."""
    rng = random.Random(seed)
    board = Board.of(seed % SHAPES)
    if not operations:
        mix = {**OPERATIONS, **TEARING}
        operations = tuple(rng.choices(list(mix), list(mix.values()), k=rng.randint(1, 4)))
    answer_at = rng.randint(0, len(operations))
    for n, operation in enumerate((*operations, None)):
        if n == answer_at:
            board.answer(rng, rng.choice((0.2, 0.6, 1.0)))
        if operation is not None:
            operation(board, rng)
    board.done = tuple(operation.__name__ for operation in operations)
    return board


def judged(board: Board, submission: Submission | None = None) -> Reading:
    """Read the return, and compare every answer in it with the intended one."""
    submission = submission or read(board.grid(), board.dispatch)
    read_as = {(a.measure, a.field): a.value for a in submission.answers}
    wrong = [
        f"{where}: {value!r}, not {board.meant.get(where)!r}"
        for where, value in read_as.items()
        if value not in board.meant.get(where, ()) and not isinstance(value, Unclear)
    ]
    there = {row[board.at("comment")].text for row in board.rows} if "comment" in board.keys else set()
    told = [held.written for held in submission.held] + [remark.written for remark in submission.remarks]
    shown = " ".join([*told, *map(str, read_as.values())])
    sent = {row.measure: row for row in board.dispatch.rows}
    given = right = 0
    lost = []
    for where, values in board.meant.items():
        # Only values still in the workbook, since rows are deleted and filled down too; a value that was sent is no
        # answer.
        values = values - {sent[where[0]].base.get(where[1])}
        if where[1].value == "comment" and any(value in there for value in values):
            given += 1
            if read_as.get(where) in values:
                right += 1
            elif not any(str(value) in shown for value in values):
                lost.append(f"{where}: {values}")
    return Reading(board.done, given, right, tuple(wrong), tuple(lost))
