"""`--help` is in the language of messages, for the program and for each command."""

import re
from pathlib import Path

import pytest

from regionplan_xl.cli.commands import regionplan
from tests.rounds.commands import regionplan_in_process

COMMANDS = tuple(regionplan.commands)
# Words of the program that are the same in every language: commands, options and what they are given.
SAME = re.compile(r"\b(regionplan|config\.yaml|report|merge|import|run|[A-Z]{2,})\b|--[\w-]+")
ENGLISH = re.compile(
    r"\b(the|is|are|not|and|of|one|show|this|exit|say|write|read|list|usage|options|commands|default|required)\b",
    re.I,
)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    assert regionplan_in_process("init", tmp_path / "plan").status == 0
    return tmp_path / "plan"


@pytest.mark.parametrize("locale", ["nn", "nb"])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_the_help_has_no_word_of_english(command: str, locale: str) -> None:
    run = regionplan_in_process("--lang", locale, *[command] * bool(command), "--help")
    assert run.status == 0
    assert not ENGLISH.findall(SAME.sub("", run.out))


@pytest.mark.parametrize("command", COMMANDS)
def test_without_a_project_the_help_is_that_of_the_code(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.chdir(tmp_path)
    shown = " ".join(regionplan_in_process(command, "-h").out.split())
    first = (regionplan.commands[command].help or "").split(".")[0]
    assert first in shown
    assert shown.startswith("Usage: regionplan ")
    assert "Show this message and exit." in shown


def test_in_a_project_the_help_is_in_the_language_of_the_plan(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    assert "Siste dag å svare på" in regionplan_in_process("send", "--help", folder=plan).out
    assert "The last day to answer" in regionplan_in_process(
        "--lang", "en", "send", "--help", folder=plan
    ).out  # fmt: skip


@pytest.mark.parametrize("locale", ["nn", "nb", "en"])
def test_every_command_has_a_whole_sentence_in_the_list(locale: str) -> None:
    listed = regionplan_in_process("--lang", locale, "--help").out.splitlines()[-len(COMMANDS) :]
    assert [line.split()[0] for line in listed] == list(COMMANDS)
    assert not [line for line in listed if not line.endswith(".") or line.endswith("...")]


def test_what_the_library_adds_to_an_option_is_translated_too() -> None:
    assert "[miljøvariabel: REGIONPLAN_PROJECT]" in " ".join(
        regionplan_in_process("--lang", "nn", "-h").out.split()
    )
    assert "må vere med]" in regionplan_in_process("--lang", "nn", "roll-over", "-h").out
    assert "[standard: 1;" in " ".join(regionplan_in_process("--lang", "nn", "undo", "-h").out.split())


def test_the_program_alone_shows_the_help(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(plan)
    run = regionplan_in_process()
    assert run.status == 2
    assert run.out == regionplan_in_process("--help").out
    assert run.err == ""
