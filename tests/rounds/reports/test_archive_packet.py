"""`report --archive`: what it packs for the archive, complete, described and never overwritten by surprise."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.rounds.desk import Desk

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
MEETING = ("--meeting", "Hallingtinget", "--date", "2025-03-15")


def packet(desk: Desk, folder: Path, *words: str) -> tuple[Path, dict[str, Any]]:
    told = desk.run("report", *MEETING, *words, "--archive", str(folder))
    assert desk.status == 0
    return Path(told["packet"]), json.loads((Path(told["packet"]) / "metadata.json").read_text("utf-8"))


def test_the_packet_has_every_format_and_says_what_each_file_is(
    desk: Desk, tmp_path: Path, needs_program: Callable[[str], str]
) -> None:
    needs_program("soffice")
    path, described = packet(desk, tmp_path / "arkiv", "--freeze")
    files = {one.name: one for one in path.iterdir() if one.name != "metadata.json"}
    assert {one.suffix for one in files.values()} == {".docx", ".pdf", ".html", ".json", ".csv"}
    assert set(files) == {one["name"] for one in described["files"]}
    for one in described["files"]:
        data = files[one["name"]].read_bytes()
        assert (one["bytes"], one["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert described["title"] == "Regionplan for Hallingdal – status"
    assert (described["body"], described["meeting_date"]) == ("Hallingtinget", "2025-03-15")
    assert (described["language"], described["document_type"]) == ("nn-NO", "council case")
    kept = desk.folder / "workbooks" / "archive" / "reports" / f"{described['plan_version']}.json"
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == described["plan_version"]


def test_a_packet_that_is_there_is_left_as_it_is_and_another_one_never_replaces_it(
    desk: Desk, tmp_path: Path, needs_program: Callable[[str], str]
) -> None:
    needs_program("soffice")
    path, _ = packet(desk, tmp_path)
    before = {one.name: one.read_bytes() for one in path.iterdir()}
    packet(desk, tmp_path)
    assert {one.name: one.read_bytes() for one in path.iterdir()} == before
    desk.edit("1.1.1", Status="Gjennomført")
    desk.run("report", *MEETING, "--archive", str(tmp_path))
    assert desk.status == 2
    assert {one.name: one.read_bytes() for one in path.iterdir()} == before
    assert [one.name for one in tmp_path.iterdir() if one.name.endswith(".tmp")] == []


def test_without_libreoffice_no_packet_is_begun(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    desk.run("report", *MEETING, "--archive", str(tmp_path / "arkiv"))
    assert desk.status == 2
    assert not (tmp_path / "arkiv").exists()
