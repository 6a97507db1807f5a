"""Sending the same round again: who has the same workbook keeps its code."""

from pathlib import Path

from tests.rounds.answers import ROUND, answer
from tests.rounds.in_process import regionplan, sent_project


def codes(project: Path) -> dict[str, str]:
    """Send the round again: the code of each actor's workbook."""
    run = regionplan("--json", "send", "--round", ROUND, folder=project)
    assert run.status == 0, run.err
    return {sent["actor"]: sent["code"] for sent in run.data["sent"]}


def test_a_body_with_a_measure_already_reported_on_keeps_its_code_when_nothing_changed(
    tmp_path: Path,
) -> None:
    project = sent_project(tmp_path, tmp_path)
    before = codes(project)
    answer(project, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}})
    assert regionplan("merge", folder=project).status == 0
    after = codes(project)
    assert after["Næringsforum"] != before["Næringsforum"]
    assert codes(project) == after
