"""The service's log goes on whatever other programs do to its file."""

import logging
import os
import shutil
from pathlib import Path

import pytest

from regionplan_xl.service.log_file import NAME, log_file


def say(words: str) -> None:
    logging.getLogger("regionplan_xl").error(words)


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be moved there")
def test_a_log_that_another_program_rotates_goes_on_in_a_new_file(tmp_path: Path) -> None:
    with log_file(tmp_path):
        say("before")
        (tmp_path / NAME).rename(tmp_path / "service.old")
        say("after")
    assert "after" in (tmp_path / NAME).read_text("utf-8")
    assert "after" not in (tmp_path / "service.old").read_text("utf-8")


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be removed there")
def test_a_log_whose_folder_is_away_for_a_while_goes_on_when_it_is_back(tmp_path: Path) -> None:
    folder = tmp_path / "records"
    folder.mkdir()
    with log_file(folder):
        say("before")
        shutil.rmtree(folder)
        say("away")
        assert not folder.exists()
        folder.mkdir()
        say("back")
    assert "back" in (folder / NAME).read_text("utf-8")
