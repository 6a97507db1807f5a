"""A file that was received before counts once, and whoever puts it in again is told so."""

import shutil

import pytest

from tests.rounds.commands import regionplan_in_process
from tests.rounds.desk import Desk

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


@pytest.mark.parametrize("given", [True, False], ids=["named", "in the inbox"])
def test_merge_names_a_file_that_was_merged_before(desk: Desk, given: bool) -> None:
    answer = desk.answer("KRU", "6.1.1", Status="Påstarta")
    copy = desk.folder / "same svar.xlsx"
    shutil.copy(answer, copy)
    first = desk.run("merge")
    assert first["known"] == []
    if not given:
        shutil.copy(copy, answer.parent)
    command = ("merge", str(copy)) if given else ("merge",)
    foreseen, told = desk.run(*command, "--dry-run"), desk.run(*command)
    assert foreseen["known"] == told["known"]
    assert told["returns"] == []
    assert [one["file"] for one in told["known"]] == ["same svar.xlsx"]
    assert desk.status == 0


def test_the_terminal_says_that_a_file_was_received_before(desk: Desk) -> None:
    answer = desk.answer("KRU", "6.1.1", Status="Påstarta")
    copy = desk.folder / "same svar.xlsx"
    shutil.copy(answer, copy)
    desk.run("merge")
    said = regionplan_in_process("merge", copy, folder=desk.folder).out
    assert "same svar.xlsx: motteken før, ikkje noko nytt" in said


def test_a_file_that_still_waits_is_merged_although_it_was_received_before(desk: Desk) -> None:
    answer = desk.answer("KRU", "6.1.1", Status="Påstarta")
    copy = desk.folder / "same svar.xlsx"
    shutil.copy(answer, copy)
    desk.run("collect")
    told = desk.run("merge", str(copy))
    assert [one["actor"] for one in told["returns"]] == ["KRU"]
    assert told["known"] == []
