"""All ways of updating a large master give the same result."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks.update_master import WAYS, Task, check_written, write_master


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("numbers", [False, True])
def test_every_way_writes_all_cells_and_rows(way: str, numbers: bool, tmp_path: Path) -> None:
    if way != "regionplan_xl" and find_spec(way) is None:
        pytest.skip(f"{way} is not installed")
    task = Task(sheets=2, rows=30, columns=9, cells=12, log_rows=5, numbers=numbers)
    master, out = tmp_path / "master.xlsx", tmp_path / "out.xlsx"
    write_master(master, task)
    with pytest.raises(SystemExit, match="is wrong"):
        check_written(master, task)
    WAYS[way](master, out, task)
    check_written(out, task)
