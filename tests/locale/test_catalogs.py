"""Everything that actors, planners and councils read is there in nynorsk and bokmål."""

import re
from collections import Counter
from datetime import date

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from regionplan_xl.locale import catalog, every_wording
from regionplan_xl.text import phrase
from tests.paths import PACKAGE

# Commands and logs are English; what these rooms say goes nowhere else.
ENGLISH_ONLY = ("ledger", "config", "actions", "cli", "service.py", "project/folder.py")
NAMED = re.compile(r"\{(\w+)[^}]*\}")


def said_in_code() -> dict[str, str]:
    """Every phrase that the code says -> the file it is in."""
    found: dict[str, str] = {}
    for file, _, message, *_ in extract_from_dir(PACKAGE, keywords={"phrase": None}):
        if isinstance(message, str) and not file.startswith(ENGLISH_ONLY):
            found.setdefault(message, file)
    return found


def messages(language: str) -> list[tuple[str, str]]:
    with (PACKAGE / "locale" / f"{language}.po").open("rb") as source:
        text = source.read().decode()
    return re.findall(r'^msgid "(.+)"$', text, re.MULTILINE) and [
        (str(m.id), str(m.string)) for m in read_po(text.splitlines(), locale=language) if m.id
    ]


@pytest.mark.parametrize("language", ["nn", "nb"])
def test_everything_that_is_said_is_translated(language: str) -> None:
    known = dict(messages(language))
    missing = {message: file for message, file in said_in_code().items() if not known.get(message)}
    assert not missing


@pytest.mark.parametrize("language", ["nn", "nb"])
def test_no_phrase_is_translated_twice_and_every_value_is_kept(language: str) -> None:
    text = (PACKAGE / "locale" / f"{language}.po").read_text(encoding="utf-8")
    twice = [m for m, n in Counter(re.findall(r'^msgid "(.+)"$', text, re.MULTILINE)).items() if n > 1]
    assert not twice
    for message, translated in messages(language):
        assert sorted(NAMED.findall(message)) == sorted(NAMED.findall(translated)), message


@pytest.mark.parametrize("language", ["nn", "nb"])
def test_nothing_is_translated_that_nobody_says(language: str) -> None:
    code = "\n".join(p.read_text(encoding="utf-8") for p in PACKAGE.rglob("*.py"))
    joined = re.sub(r'"\s*\n\s*"', "", code)
    unused = [m for m, _ in messages(language) if m not in joined and m.replace('"', '\\"') not in joined]
    assert not unused


def test_days_and_numbers_are_written_as_the_language_does() -> None:
    assert catalog("nn").day(date(2025, 3, 15)) == "15. mars 2025"
    assert catalog("en").day(date(2025, 3, 15)) == "15 March 2025"
    assert catalog("nb").percent(0.25) == "25\N{NO-BREAK SPACE}%"


def test_phrases_inside_phrases_are_said_too() -> None:
    inner = phrase("The comments are on the sheet «{sheet}».", sheet=phrase("Sub-status"))
    assert "«Delstatus»" in catalog("nn")(inner)


def test_a_heading_is_known_in_every_language() -> None:
    assert set(every_wording(phrase("Expected done"))) == {
        "Venta ferdig",
        "Forventet ferdig",
        "Expected done",
    }
