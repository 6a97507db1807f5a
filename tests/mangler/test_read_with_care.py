"""Rows returned as sent are skipped without changing the result, whatever people did."""

import os

import pytest

from tests.mangler.board import read
from tests.mangler.mangler import mangled

RETURNS = 5_000 if os.environ.get("REGIONPLAN_SOAK") == "1" else 150


@pytest.mark.parametrize("part", range(5))
def test_a_mangled_return_says_the_same_if_every_row_is_read_with_care(part: int) -> None:
    for seed in range(part, RETURNS, 5):
        board = mangled(seed)
        grid = board.grid()
        assert read(grid, board.dispatch) == read(grid, board.dispatch, all_with_care=True), (
            seed,
            board.done,
        )
