"""Sending the same round again: who has the same workbook keeps its code."""

from pathlib import Path

from tests.rounds.answers import ROUND, answer
from tests.rounds.commands import regionplan_in_process as regionplan


def codes(project: Path) -> dict[str, str]:
    """Send the round again: the code of each actor's workbook."""
    run = regionplan("--json", "send", "--round", ROUND, folder=project)
    assert run.status == 0, run.err
    return {sent["actor"]: sent["code"] for sent in run.data["sent"]}


def test_a_body_with_a_measure_already_reported_on_keeps_its_code_when_nothing_changed(
    sent: Path,
) -> None:
    before = codes(sent)
    answer(sent, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}})
    assert regionplan("merge", folder=sent).status == 0
    after = codes(sent)
    assert after["Næringsforum"] != before["Næringsforum"]
    assert codes(sent) == after
