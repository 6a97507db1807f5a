"""Whatever an actor writes anywhere in a workbook is found in the master after the merge, in exactly one row."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.excel.returned.placed_texts import PLACED, Placed, with_texts
from tests.rounds.answers import ROUND
from tests.rounds.desk import Desk
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
EXAMPLES = 500 if os.environ.get("REGIONPLAN_SOAK") == "1" else 12
TOLD_ELSEWHERE = ("Endringslogg", "Oversikt", "Utvikling over tid")
"""The log repeats what is merged; the other two have no texts of actors."""


PLACES = ("Kvar", "Kvar i fila")
"""The columns that say where a text is: with the name of its sheet, which is a text too if somebody changed it."""


def rows(master: Path) -> Iterator[str]:
    """Yield each row of the master as one text, without the place that it names."""
    for sheet in load_workbook(master):
        if sheet.title not in TOLD_ELSEWHERE:
            places = {at for at, cell in enumerate(sheet[3]) if cell.value in PLACES}
            for row in sheet.iter_rows(values_only=True):
                told = (value for at, value in enumerate(row) if value is not None and at not in places)
                yield " | ".join(map(str, told))


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@example(
    placed=[
        ("note", "Tiltak", 5, 5, "ord{n}"),
        ("box", "Tiltak", 5, 5, "ord{n}"),
        ("cell", "Tiltak", 5, 5, "ord{n}"),
    ]
)
@example(
    placed=[
        ("name", "Rettleiing", 1, 1, "ei setning som ord{n} her"),
        ("cell", "Rettleiing", 9, 1, "ord{n}"),
        ("picture", "Framlegg", 9, 1, "ord{n}"),
        ("header", "Tiltak", 1, 1, "ord{n}"),
        ("link", "Tiltak", 5, 7, "ord{n}"),
        ("merged", "Tiltak", 13, 18, "ord{n}"),
    ]
)
@example(placed=[("cell", "Rettleiing", row, column, "ord{n}") for row in (2, 6, 8) for column in (2, 3)])
@given(placed=st.lists(PLACED, min_size=3, max_size=12))
def test_every_text_of_a_return_is_in_exactly_one_row_of_the_master(sent: Path, placed: list[Placed]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(shutil.copytree(sent, Path(folder) / "plan")))
        workbook = desk.folder / "workbooks" / "outbox" / ROUND / "KRU.xlsx"
        data, words = with_texts(workbook.read_bytes(), placed)
        inbox = desk.folder / "workbooks" / "inbox"
        inbox.mkdir(exist_ok=True)
        (inbox / "KRU.xlsx").write_bytes(data)
        desk.run("merge")
        found = list(rows(desk.master))
    assert {
        word: [row for row in found if word in row] for word in words if sum(word in r for r in found) != 1
    } == {}
