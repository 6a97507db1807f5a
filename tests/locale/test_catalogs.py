"""Every text for actors, planners and councils is translated into nynorsk and bokmål."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, get_args

import click
import pytest
from babel.dates import format_date
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from babel.numbers import format_percent
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from regionplan_xl.cli.commands import regionplan
from regionplan_xl.cli.printing.help import OF_CLICK, paragraphs
from regionplan_xl.config import Config
from regionplan_xl.config.settings import Locale
from regionplan_xl.config.starter import default_config_text
from regionplan_xl.locale import LANGUAGE_TAGS, Catalog, catalog, every_wording
from regionplan_xl.plan.development_goals import goal_name
from regionplan_xl.plan.status import LANGUAGES, STANDARD
from regionplan_xl.text import phrase
from tests.paths import PACKAGE

NAMED = re.compile(r"\{(\w+)[^}]*\}")


def said_in_code() -> dict[tuple[str, ...], str]:
    """Return every phrase in the code, with its plural if any, the help of the commands, and the values of settings.

    Each has the file that it is in.
    """
    keywords = {"phrase": None, "counted": (1, 2)}
    found = {
        (message,) if isinstance(message, str) else tuple(message): file
        for file, _, message, *_ in extract_from_dir(PACKAGE, keywords=keywords)
    }
    found |= {(help_text,): "cli/commands.py" for help_text in (*OF_CLICK, *help_texts(regionplan))}
    return found | {(description,): "config/settings.py" for description in descriptions(Config)}


def help_texts(command: click.Command) -> Iterator[str]:
    """Yield the paragraphs of a command's help, the help of its options, and those of its commands."""
    yield from paragraphs(command.help or "")
    yield from (one.help or "" for one in command.params if isinstance(one, click.Option))
    for inner in command.commands.values() if isinstance(command, click.Group) else ():
        yield from help_texts(inner)


def descriptions(annotation: Any) -> Iterator[str]:
    """Yield the descriptions of the settings' values, including groups inside groups."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for field in annotation.model_fields.values():
            yield field.description or ""
            yield from descriptions(field.annotation)
    for part in get_args(annotation):
        yield from descriptions(part)


def messages(language: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return the catalog: (message,) or (singular, plural) -> the same number of translations."""

    def both(text: str | Sequence[str] | None) -> tuple[str, ...]:
        return (text,) if isinstance(text, str) else tuple(text or ())

    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for name in (f"{language}.po", f"terminal.{language}.po"):
        with (PACKAGE / "locale" / name).open("rb") as file:
            found |= {both(m.id): both(m.string) for m in read_po(file, locale=language) if m.id}
    return found


def test_every_language_has_all_that_a_language_needs() -> None:
    assert get_args(Locale) == LANGUAGES
    assert set(LANGUAGE_TAGS) == set(LANGUAGES)
    for language in LANGUAGES:
        assert catalog(language).day(date(2025, 3, 15))
        assert goal_name(1, language)
        assert default_config_text("Plan", language)
        assert all(language in status.labels for status in STANDARD.statuses)


@pytest.mark.parametrize("language", ["nn", "nb"])
def test_everything_that_is_said_is_translated(language: str) -> None:
    known = messages(language)
    missing = {
        message: file for message, file in said_in_code().items() if not all(known.get(message, ("",)))
    }
    assert not missing


@pytest.mark.parametrize("language", ["nn", "nb"])
def test_no_phrase_is_translated_twice_and_every_value_is_kept(language: str) -> None:
    files = (PACKAGE / "locale" / name for name in (f"{language}.po", f"terminal.{language}.po"))
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    twice = [m for m, n in Counter(re.findall(r'^msgid "(.+)"$', text, re.MULTILINE)).items() if n > 1]
    assert not twice
    for message, translated in messages(language).items():
        assert len(message) == len(translated)
        for wording, translation in zip(message, translated, strict=True):
            assert sorted(NAMED.findall(wording)) == sorted(NAMED.findall(translation)), message


@pytest.mark.parametrize("language", ["nn", "nb"])
def test_nothing_is_translated_that_nobody_says(language: str) -> None:
    code = "\n".join(p.read_text(encoding="utf-8") for p in PACKAGE.rglob("*.py"))
    joined = re.sub(r'"\s*\n\s*"', "", code)
    said = {wording for message in said_in_code() for wording in message}
    wordings = {wording for message in messages(language) for wording in message} - said
    unused = [
        m for m in wordings if m not in joined and m.replace('"', '\\"').replace("\n", "\\n") not in joined
    ]
    assert not unused


def test_days_and_numbers_are_written_as_the_language_does() -> None:
    assert catalog("nn").day(date(2025, 3, 15)) == "15. mars 2025"
    assert catalog("en").day(date(2025, 3, 15)) == "15 March 2025"
    assert catalog("nb").percent(0.25) == "25\N{NO-BREAK SPACE}%"


@given(st.integers(0, 10_000))
def test_shares_are_written_as_each_language_writes_them(of_ten_thousand: int) -> None:
    share = of_ten_thousand / 10_000
    rounded_up = (of_ten_thousand + 50) // 100 / 100
    if 0 < share < 1:  # neither nothing nor all
        rounded_up = min(0.99, max(0.01, rounded_up))
    for language in ("nn", "nb", "en"):
        assert catalog(language).percent(share) == format_percent(rounded_up, locale=language)


def test_phrases_inside_phrases_are_said_too() -> None:
    inner = phrase("The comments are on the sheet «{sheet}».", sheet=phrase("Sub-status"))
    assert "«Delstatus»" in catalog("nn")(inner)


def test_a_heading_is_known_in_every_language() -> None:
    assert set(every_wording(phrase("Expected done"))) == {
        "Venta ferdig",
        "Forventet ferdig",
        "Expected done",
    }


@pytest.mark.parametrize("language", ["nn", "nb"])
def test_the_program_reads_its_catalogs_as_the_tools_for_translators_do(language: str) -> None:
    ours: Catalog = catalog(language)
    for message, wordings in messages(language).items():
        if len(message) == 2:
            assert ours.plurals[message[0]] == wordings
        else:
            assert ours.messages[message[0]] == wordings[0]
    assert len(ours.messages) + len(ours.plurals) == len(messages(language))


@pytest.mark.parametrize("language", ["nn", "nb", "en"])
def test_a_day_is_written_as_in_the_common_locale_data(language: str) -> None:
    pattern = "d MMMM y" if language == "en" else "d. MMMM y"
    for month in range(1, 13):
        day = date(2026, month, month)
        assert catalog(language).day(day) == format_date(day, pattern, locale=language)
