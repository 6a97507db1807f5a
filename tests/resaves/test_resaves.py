"""A return says the same whatever program it was saved with; nothing of it is ever somebody else's."""

from pathlib import Path

import pytest

from tests.resaves.filled import FILLED, Told, places, told
from tests.resaves.programs import WAYS, Programs, Way, filled_by_node
from tests.rounds.answers import ROUND
from tests.rounds.conftest import Run, regionplan


@pytest.mark.parametrize("way", WAYS, ids=[way.name for way in WAYS])
def test_every_answer_is_found_and_its_body_known_whatever_program_saved_it(
    way: Way, sent: Path, returns: dict[str, Path], programs: Programs
) -> None:
    for number, file in enumerate(returns.values()):
        # Nothing in the name tells whose it is.
        way.save(programs, file, sent / "workbooks" / "inbox" / f"Kopi av svar ({number}){way.suffix}")

    run = regionplan("--json", "merge", folder=sent)

    _says_just_this(run, with_paint=way.keeps_paint)


@pytest.mark.parametrize("script", ["resave_sheetjs.cjs", "resave_exceljs.cjs"])
def test_answers_that_a_script_wrote_into_the_workbook_are_all_found(
    script: str, sent: Path, programs: Programs
) -> None:
    for actor, answers in FILLED.items():
        source = sent / "workbooks" / "outbox" / ROUND / f"{actor}.xlsx"
        cells = {
            f"{'ABCDEFGHIJKLM'[columns[heading] - 1]}{row}": value
            for (row, columns), filled in places(source, answers)
            for heading, value in filled.cells().items()
        }
        filled_by_node(
            programs, script, source, sent / "workbooks" / "inbox" / f"frå {actor} skjema.xlsx", cells
        )

    run = regionplan("--json", "merge", folder=sent)

    _says_just_this(run, with_paint=False)


def _says_just_this(run: Run, *, with_paint: bool) -> None:
    """The merge took what was filled in, all of it and nothing else, each from its own body."""
    assert run.status in (0, 1), run.err
    found: set[Told] = {
        (change["actor"], change["number"], change["field"], change["to"])
        for change in run.data["changes"]
        if change["kind"] == "answer"
    }
    assert run.data["held"] == []
    assert {r["actor"] for r in run.data["returns"]} == set(FILLED)
    assert found <= told(with_paint=True), f"said by nobody: {found - told(with_paint=True)}"
    assert told(with_paint=with_paint) <= found, f"lost: {told(with_paint=with_paint) - found}"
    assert all(change["member"] in ("", change["actor"]) for change in run.data["changes"] if change["actor"])
    assert run.data["conflicts"] == []
    assert run.status == 0
