"""A measure without a number is followed up like any other."""

import pytest

from tests.rounds.commands import regionplan_in_process
from tests.rounds.desk import Desk

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def test_what_a_merge_and_the_history_say_of_a_measure_without_number_begins_with_its_text(
    desk: Desk,
) -> None:
    text = str(desk.cell("1.1.2", "Tiltak"))
    desk.answer("Næringsforum", "1.1.2", Kommentar="I rute til hausten")
    desk.edit("1.1.2", Nr=None)
    said = regionplan_in_process("merge", folder=desk.folder).out
    assert next(line for line in said.splitlines() if "I rute" in line).startswith(f"«{text[:20]}")
    assert [change["to"] for change in desk.history(text[:20])] == [None, "I rute til hausten"]
    assert desk.status == 0
