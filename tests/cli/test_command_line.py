"""Features of every command: finding the project, the version, completion, and the wording of errors."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from regionplan_xl import __version__
from regionplan_xl.cli.commands import regionplan
from regionplan_xl.cli.printing.errors import as_regionplan_error, error_data, fail
from regionplan_xl.errors import InputError, NotNow, Place
from tests.paths import PROJECT


def run(*words: str, folder: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run the program in `folder`, with these environment variables besides the usual ones."""
    environment = {name: value for name, value in os.environ.items() if name != "REGIONPLAN_PROJECT"}
    return subprocess.run(
        [sys.executable, "-m", "regionplan_xl", *words],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "utf-8", **variables},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def two_projects(tmp_path: Path) -> Path:
    """A folder with the projects `valdres` and `hallingdal`, which differ in the plan's name."""
    for name in ("valdres", "hallingdal"):
        (tmp_path / name / "workbooks").mkdir(parents=True)
        (tmp_path / name / "config.yaml").write_text(f"plan: {{name: {name}}}\n", encoding="utf-8")
        master = (PROJECT / "workbooks" / "master.xlsx").read_bytes()
        (tmp_path / name / "workbooks" / "master.xlsx").write_bytes(master)
    return tmp_path


def folder_of(done: "subprocess.CompletedProcess[str]", parent: Path) -> list[str]:
    """Return the names of the projects in which a `send` wrote workbooks."""
    assert done.returncode in (0, 1), done.stderr
    return sorted(path.name for path in parent.iterdir() if (path / "workbooks" / "outbox").exists())


def test_the_project_may_be_named_in_an_environment_variable(two_projects: Path) -> None:
    done = run("send", "--actor", "Gol", folder=two_projects, REGIONPLAN_PROJECT="hallingdal")
    assert folder_of(done, two_projects) == ["hallingdal"]


def test_the_option_wins_over_the_environment_variable(two_projects: Path) -> None:
    done = run(
        "--project", "valdres", "send", "--actor", "Gol", folder=two_projects, REGIONPLAN_PROJECT="hallingdal"
    )
    assert folder_of(done, two_projects) == ["valdres"]


def test_an_empty_environment_variable_means_the_current_folder(two_projects: Path) -> None:
    done = run("send", "--actor", "Gol", folder=two_projects / "valdres", REGIONPLAN_PROJECT="")
    assert folder_of(done, two_projects) == ["valdres"]


def test_an_environment_variable_that_names_no_project_is_refused_with_the_folder(tmp_path: Path) -> None:
    done = run("check", folder=tmp_path, REGIONPLAN_PROJECT="nowhere")
    assert done.returncode == 2
    assert "nowhere" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_help_names_the_environment_variable() -> None:
    assert "REGIONPLAN_PROJECT" in CliRunner().invoke(regionplan, ["--help"]).output


def test_the_version_is_in_one_place(tmp_path: Path) -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" not in project["project"]
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["hatch"]["version"] == {"path": "regionplan_xl/__init__.py"}
    assert run("--version", folder=tmp_path).stdout == f"regionplan, version {__version__}\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_completion_script(shell: str, tmp_path: Path) -> None:
    done = run(folder=tmp_path, _REGIONPLAN_COMPLETE=f"{shell}_source")
    assert done.returncode == 0, done.stderr
    assert "_REGIONPLAN_COMPLETE" in done.stdout


def test_commands_and_options_are_completed(tmp_path: Path) -> None:
    asked = {"_REGIONPLAN_COMPLETE": "bash_complete", "COMP_WORDS": "regionplan s", "COMP_CWORD": "1"}
    assert run(folder=tmp_path, **asked).stdout.split() == ["plain,send", "plain,status"]
    asked |= {"COMP_WORDS": "regionplan send --d", "COMP_CWORD": "2"}
    assert run(folder=tmp_path, **asked).stdout.split() == ["plain,--deadline", "plain,--dry-run"]


def test_the_short_help_of_a_command_is_never_cut() -> None:
    listed = CliRunner().invoke(regionplan, ["--help"], terminal_width=80).output.partition("Commands:")[2]
    assert len(listed.splitlines()) == len(regionplan.commands) + 1
    assert "..." not in listed


def test_a_missing_file_is_worded_with_its_name_and_can_be_tried_again() -> None:
    error = as_regionplan_error(FileNotFoundError(2, "No such file or directory", "plan.xlsx"))
    assert isinstance(error, NotNow)
    assert error.exit_status == 3
    assert str(error).startswith("plan.xlsx: No such file or directory. ")
    assert "run the command again" in str(error)


def test_too_little_memory_is_worded_for_people() -> None:
    error = as_regionplan_error(MemoryError())
    assert (error.exit_status, str(error.fix)) == (3, "Close other programs and try again.")


def test_an_error_in_the_program_itself_asks_for_its_traceback() -> None:
    error = as_regionplan_error(ValueError("odd"))
    assert error.exit_status == 3
    assert "ValueError" in str(error)
    assert "odd" not in str(error)  # it may hold the plan's own texts; the traceback has it
    assert "-v" in str(error.fix)
    assert isinstance(error.__cause__, ValueError)


def test_our_own_errors_stay_as_they_are() -> None:
    error = InputError("No.", "Yes.")
    assert as_regionplan_error(error) is error


def test_an_error_as_json_has_its_place_its_fix_and_the_exit_status(
    capsys: pytest.CaptureFixture[str],
) -> None:
    error = InputError("No such column.", "Add it.", Place("Tiltak", 14, "Ansvar", "master.xlsx"))
    with pytest.raises(SystemExit) as stopped:
        fail(["--json", "check"], error)
    printed = capsys.readouterr()
    assert stopped.value.code == 2
    assert json.loads(printed.out) == error_data(error)
    assert (error_data(error)["row"], error_data(error)["fix"]) == (14, "Add it.")
    assert printed.err == f"regionplan: {error}\n"


def test_the_traceback_is_printed_only_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    for words, shown in (([], False), (["-v"], True), (["--verbose"], True)):
        with pytest.raises(SystemExit):
            fail(words, as_regionplan_error(ValueError("odd")))
        assert ("regionplan_xl.errors.NotNow: " in capsys.readouterr().err) is shown


# What is registered first is called last, when all that the command has registered is done.
AT_THE_END = """
import atexit, gc, sys
from regionplan_xl.cli import main
atexit.register(lambda: print(gc.get_freeze_count() > 10_000))
sys.argv = ["regionplan", "--version"]
main()
"""


def test_at_its_end_a_command_has_nothing_looked_through_for_what_could_be_freed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", AT_THE_END], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "True"
