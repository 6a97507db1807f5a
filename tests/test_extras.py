"""Who is told to install a part of the program is told a command that works for the way in which it was installed."""

import tomllib
from pathlib import Path

import pytest

from regionplan_xl.extras import install_command
from tests.paths import PACKAGE, PROJECT


def test_pip_adds_a_part_to_a_program_that_pip_has_installed(tmp_path: Path) -> None:
    assert install_command("charts", tmp_path) == "pip install 'regionplan_xl[charts]'"


@pytest.mark.parametrize(
    ("requirement", "command"),
    [
        (
            '{ name = "regionplan-xl", directory = "/home/kari/regionplan_xl" }',
            "uv tool install --reinstall '/home/kari/regionplan_xl[charts]'",
        ),
        (
            '{ name = "regionplan-xl", extras = ["letterhead"], directory = "C:/Users/Kari/regionplan_xl" }',
            "uv tool install --reinstall 'C:/Users/Kari/regionplan_xl[charts,letterhead]'",
        ),
        ('{ name = "regionplan-xl" }', "uv tool install --reinstall 'regionplan-xl[charts]'"),
    ],
)
def test_a_tool_of_uv_is_installed_again_with_the_parts_that_it_has(
    tmp_path: Path, requirement: str, command: str
) -> None:
    (tmp_path / "uv-receipt.toml").write_text(f"[tool]\nrequirements = [{requirement}]\n", "utf-8")
    assert install_command("charts", tmp_path) == command


@pytest.mark.parametrize(
    "receipt", ["", "[tool", "[tool]\nrequirements = 3\n", "[tool]\nrequirements = [3]\n"]
)
def test_a_receipt_that_says_nothing_stops_nothing(tmp_path: Path, receipt: str) -> None:
    (tmp_path / "uv-receipt.toml").write_text(receipt, "utf-8")
    assert install_command("charts", tmp_path) == "pip install 'regionplan_xl[charts]'"


def test_every_part_that_the_program_names_is_one_that_it_has() -> None:
    known = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    code = "".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    named = {part.split('"')[0] for part in code.split('install_command("')[1:]}
    assert named
    assert named <= set(known)
    assert "pip install 'regionplan_xl[" not in code.replace("pip install 'regionplan_xl[{extra}]'", "")
