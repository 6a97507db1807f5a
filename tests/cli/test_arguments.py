"""Errors in arguments are reported in the project's language, alike for every option of every command."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from regionplan_xl.cli.arguments import Day, Name, PathName
from regionplan_xl.cli.commands import regionplan
from tests.rounds.commands import regionplan_in_process

INVISIBLE = ("  ", "", "\u200b", "\u202e\u2066 ", "\t\n", "\u3164", "\u2800")


@pytest.fixture(scope="module")
def nynorsk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plan") / "plan"
    assert regionplan_in_process("init", folder).status == 0
    return folder


@pytest.fixture(autouse=True)
def an_english_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")


def options(kind: type) -> Iterator[tuple[str, str]]:
    """Yield each command with an option or argument of that type, and the words before its value."""
    for name, command in sorted(regionplan.commands.items()):
        for parameter in command.params:
            if isinstance(parameter.type, kind):
                yield name, parameter.opts[0] if isinstance(parameter, click.Option) else ""


def wrong() -> Iterator[tuple[str, ...]]:
    for kind, value in (
        (Day, "i morgon"),
        (click.Choice, "noko"),
        (click.IntRange, "mange"),
        (Name, " "),
        (PathName, ""),
    ):
        yield from ((name, option, value) if option else (name, value) for name, option in options(kind))
    for name, command in regionplan.commands.items():
        yield (name, "--finst-ikkje")
        if not any(isinstance(one, click.Argument) for one in command.params):
            yield (name, "for", "mange", "ord")
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not parameter.is_flag:
                yield (name, parameter.opts[0])
            if isinstance(parameter, click.Option) and parameter.is_flag:
                yield (name, f"{parameter.opts[0]}=3")
    yield ("finst-ikkje",)
    yield ("--lang", "svensk", "status")


@pytest.mark.parametrize("words", list(wrong()), ids=" ".join)
def test_a_wrong_argument_is_answered_in_the_projects_language(words: tuple[str, ...], nynorsk: Path) -> None:
    run = regionplan_in_process(*words, folder=nynorsk)
    assert run.status == 2
    if words[0] != "--lang":
        in_nynorsk, in_english = (
            regionplan_in_process("--lang", language, *words, folder=nynorsk) for language in ("nn", "en")
        )
        assert run.err == in_nynorsk.err != in_english.err
    assert not re.search(r"\b(the|is|must|not|see|option)\b", run.err, re.IGNORECASE)


def test_the_project_may_be_named_by_the_system(nynorsk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGIONPLAN_PROJECT", str(nynorsk))
    assert "er ikkje ein dag" in regionplan_in_process("report", "--date", "i morgon").err


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("locale: bokmål", "er ikke en dag"),
        ("locale: Nynorsk", "er ikkje ein dag"),
        ("# locale: en", "er ikkje ein dag"),
    ],
)
def test_the_language_may_be_named_by_another_word_or_not_at_all(
    setting: str, said: str, nynorsk: Path, tmp_path: Path
) -> None:
    text = (nynorsk / "config.yaml").read_text("utf-8")
    assert text.count("locale: nn") == 1
    (tmp_path / "config.yaml").write_text(text.replace("locale: nn", setting), encoding="utf-8")
    assert said in regionplan_in_process("report", "--date", "i morgon", folder=tmp_path).err


def test_a_fault_in_the_settings_is_told_in_their_language(nynorsk: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    text = (nynorsk / "config.yaml").read_text("utf-8").replace("locale: nn", "locale: nb")
    config.write_text(text.replace("deadline_days:", "deadline_dys:"), encoding="utf-8")
    told = regionplan_in_process("status", folder=tmp_path).err
    assert "Mente du" in told
    assert "Mente du" not in regionplan_in_process("--lang", "en", "status", folder=tmp_path).err


def invisible() -> Iterator[tuple[str, str, str]]:
    for command, option in options(Name):
        # A report to no meeting may say so: an empty text, as scripts give it.
        yield from ((command, option, text) for text in INVISIBLE if text or option != "--meeting")


@pytest.mark.parametrize(("command", "option", "text"), list(invisible()), ids=ascii)
def test_a_name_that_nobody_can_see_is_refused_with_its_option(
    command: str, option: str, text: str, nynorsk: Path
) -> None:
    before = sorted(nynorsk.rglob("*"))
    run = regionplan_in_process(command, *([option] if option else []), text, folder=nynorsk)
    assert run.status == 2
    assert "ingenting kan sjåast" in run.err
    assert option in run.err
    assert sorted(nynorsk.rglob("*")) == before


def test_every_option_that_names_something_is_among_them() -> None:
    assert {option for _, option in options(Name)} >= {
        "--meeting", "--round", "--reason", "--unfreeze", "--since", "--actor",
    }  # fmt: skip


@pytest.mark.parametrize("setting", ["background", "proposal", "place", "case_number", "signatory"])
def test_a_text_of_the_settings_that_nobody_can_see_is_refused(
    setting: str, nynorsk: Path, tmp_path: Path
) -> None:
    text = (nynorsk / "config.yaml").read_text("utf-8")
    written = text.replace("formats: [docx]", f'formats: [docx]\n  {setting}: "\\u200B \\u2800"')
    assert written != text
    (tmp_path / "config.yaml").write_text(written, encoding="utf-8")
    run = regionplan_in_process("status", folder=tmp_path)
    assert run.status == 2
    assert f"report.{setting}" in run.err


def test_an_option_without_its_value_says_that_it_needs_one(nynorsk: Path) -> None:
    said = regionplan_in_process("report", "--format", folder=nynorsk).err
    assert "Etter --format må det stå ein verdi." in said


def test_an_option_that_takes_no_value_says_so(nynorsk: Path) -> None:
    said = regionplan_in_process("merge", "--dry-run=3", folder=nynorsk).err
    assert "--dry-run tek ingen verdi." in said


def test_options_without_a_command_are_answered_in_the_projects_language(nynorsk: Path) -> None:
    assert "Kommandoen manglar." in regionplan_in_process(folder=nynorsk).err
    assert "Kommandoen mangler." in regionplan_in_process("--lang", "nb", folder=nynorsk).err


@pytest.mark.parametrize("command", ["send", "report"])
@pytest.mark.parametrize("language", ["nn", "nb", "en"])
def test_a_name_that_is_no_actor_is_answered_with_the_sheet_as_the_master_calls_it(
    nynorsk: Path, command: str, language: str
) -> None:
    run = regionplan_in_process("--lang", language, command, "--actor", "Zqx", folder=nynorsk)
    assert run.status == 2
    assert "«Aktørar»" in run.err
