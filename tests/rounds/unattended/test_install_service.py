"""`run --install` prints the file that starts the service, and `--write` puts it in place."""

from pathlib import Path

import pytest

from tests.rounds.commands import regionplan_in_process as regionplan
from tests.rounds.desk import Desk


def test_install_prints_a_unit_and_how_to_start_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    run = regionplan("--lang", "en", "run", "--install", "--as", "user", folder=desk.folder)
    assert run.status == 0, run.err
    assert "[Service]" in run.out
    assert f'"{desk.folder}" "run"' in run.out
    assert "systemctl --user enable --now regionplan-hallingdal-" in run.out
    assert not (tmp_path / "settings").exists()

    told = desk.run("run", "--install", "--write", "--as", "user")
    file = Path(told["file"])
    assert file.parent == tmp_path / "settings" / "systemd" / "user"
    assert file.read_text(encoding="utf-8") == told["text"]


def test_install_writes_a_task_for_windows_in_utf_16(desk: Desk) -> None:
    told = desk.run("run", "--install", "--write", "--as", "windows")
    file = Path(told["file"])
    assert file.parent == desk.folder / "workbooks" / "records"
    assert file.read_bytes().decode("utf-16").replace("\r\n", "\n") == told["text"]
    assert told["next"][0].startswith("schtasks /Create /TN regionplan-hallingdal-")


def test_a_pattern_of_many_folders_is_one_service(desk: Desk) -> None:
    run = regionplan("run", "--install", "--as", "machine", folder=desk.folder.parent / "hall*")
    assert f'"{desk.folder.parent}/hall*" "run"' in run.out


@pytest.mark.parametrize("words", [("--write",), ("--as", "user"), ("--install", "--once")])
def test_options_that_do_not_go_together_are_told(desk: Desk, words: tuple[str, ...]) -> None:
    told = desk.run("run", *words)
    assert desk.status == 2
    assert "--install" in told["what"]
