"""Bad input gets one clear sentence with the place and the fix, the documented exit status, and changes nothing."""

import os
from pathlib import Path

import pytest

from tests.rounds.commands import Run
from tests.rounds.commands import regionplan_in_process as regionplan
from tests.rounds.project_files import snapshot


def assert_one_sentence(run: Run, status: int, *words: str) -> None:
    assert run.status == status, run.err
    assert "Traceback" not in run.err
    for word in words:
        assert word in run.err


def test_a_folder_without_a_config_is_told_so(tmp_path: Path) -> None:
    run = regionplan("check", folder=tmp_path)
    assert_one_sentence(run, 2, "config.yaml")


def test_a_folder_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    assert_one_sentence(regionplan("check", folder=tmp_path / "ingen"), 2, "ingen", "init")


def test_an_unknown_key_is_named_with_the_likely_one(project: Path) -> None:
    config = project / "config.yaml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("plan:", "plan:\n  locle: nn", 1), encoding="utf-8"
    )
    run = regionplan("status", folder=project)
    assert_one_sentence(run, 2, "config.yaml", "locle", "locale")


def test_a_missing_master_is_named_and_nothing_is_made_in_its_place(project: Path) -> None:
    master = project / "workbooks" / "master.xlsx"
    master.unlink()
    for command in (["check"], ["send"], ["merge"], ["status"], ["report"], ["history", "1.1.1"]):
        assert_one_sentence(regionplan(*command, folder=project), 2, "master.xlsx", "backups")
    assert not master.exists()
    assert not list((project / "workbooks" / "outbox").iterdir())


@pytest.mark.parametrize("name", ["Regionplan 2026.xlsx", "master.xls", "master.ods"])
def test_a_master_that_was_renamed_or_saved_in_another_format_is_named(project: Path, name: str) -> None:
    master = project / "workbooks" / "master.xlsx"
    master.rename(master.with_name(name))
    run = regionplan("merge", folder=project)
    assert run.status == 2
    assert f"«{name}»" in run.err
    assert ".xlsx" in run.err


def test_a_master_that_is_no_workbook_is_told_so_and_left_alone(project: Path) -> None:
    master = project / "workbooks" / "master.xlsx"
    master.write_bytes(b"Dette er ikkje eit rekneark.")
    assert_one_sentence(regionplan("merge", folder=project), 2, "master.xlsx")
    assert master.read_bytes() == b"Dette er ikkje eit rekneark."


def test_an_unknown_round_is_named_with_the_rounds_there_are(project: Path) -> None:
    assert regionplan("send", "--round", "2025-1", folder=project).status == 0
    assert_one_sentence(regionplan("status", "--round", "2025-l", folder=project), 2, "2025-l", "2025-1")


def test_an_unknown_actor_is_named_with_the_likely_one_and_nothing_is_sent(project: Path) -> None:
    before = snapshot(project / "workbooks" / "outbox")
    run = regionplan("send", "--round", "2025-1", "--actor", "Hemsedl", folder=project)
    assert_one_sentence(run, 2, "Hemsedl", "Hemsedal")
    assert snapshot(project / "workbooks" / "outbox") == before
    assert regionplan("--json", "status", folder=project).data["round"] is None


def test_an_unknown_measure_is_named(project: Path) -> None:
    assert_one_sentence(regionplan("history", "9.9.9", folder=project), 2, "9.9.9")


@pytest.mark.parametrize("words", [["snd"], ["send", "--rund", "x"], ["init"], ["status", "--round"]])
def test_wrong_usage_has_its_status(words: list[str], tmp_path: Path) -> None:
    assert_one_sentence(regionplan(*words, folder=tmp_path), 2, "--help")


def test_a_document_that_is_not_there_makes_no_project(tmp_path: Path) -> None:
    run = regionplan("init", tmp_path / "p", "--from", tmp_path / "plan.txt")
    assert_one_sentence(run, 2, "plan.txt")
    assert not (tmp_path / "p").exists()


def test_a_document_without_measures_makes_no_project(tmp_path: Path) -> None:
    (tmp_path / "brev.txt").write_text("Hei, her er eit brev utan tiltak.\n", encoding="utf-8")
    run = regionplan("init", tmp_path / "p", "--from", tmp_path / "brev.txt")
    assert_one_sentence(run, 2, "brev.txt")
    assert not (tmp_path / "p").exists()


def test_a_project_is_never_made_over_another(project: Path) -> None:
    before = snapshot(project)
    assert_one_sentence(regionplan("--lang", "en", "init", project), 2, "already")
    assert snapshot(project) == before


def test_import_never_writes_over_a_file(tmp_path: Path, project: Path) -> None:
    there = tmp_path / "der.xlsx"
    there.write_bytes(b"mitt")
    (tmp_path / "plan.txt").write_text("1.1.1 Noko\n", encoding="utf-8")
    assert regionplan("import", tmp_path / "plan.txt", "--out", there).status == 2
    assert there.read_bytes() == b"mitt"


def test_errors_as_json_are_one_object_on_stdout(project: Path) -> None:
    run = regionplan("--json", "history", "9.9.9", folder=project)
    assert run.status == 2
    assert "9.9.9" in run.data["error"]
    assert run.data["exit_status"] == 2


def test_a_master_that_is_open_in_excel_waits_and_the_answers_are_safe(project: Path) -> None:
    assert regionplan("send", "--round", "2025-1", folder=project).status == 0
    lock = project / "workbooks" / "~$master.xlsx"
    lock.write_bytes(b"\x05Kari")
    before = (project / "workbooks" / "master.xlsx").read_bytes()
    run = regionplan("--lang", "en", "merge", folder=project)
    assert_one_sentence(run, 3, "master.xlsx", "close")
    assert (project / "workbooks" / "master.xlsx").read_bytes() == before
    lock.unlink()
    assert regionplan("merge", folder=project).status == 0


@pytest.mark.skipif(os.name == "nt", reason="console encodings differ there")
def test_a_console_that_knows_only_ascii_does_not_stop_a_command(project: Path) -> None:
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-m", "regionplan_xl", "--project", str(project), "status"],
        capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert done.returncode == 0
