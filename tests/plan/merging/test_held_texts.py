"""Texts that are held: each is asked about once, in whatever file, merge and order it comes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from regionplan_xl.errors import Place
from regionplan_xl.plan.merging.fold import fold
from regionplan_xl.plan.merging.outcome import Question
from regionplan_xl.plan.merging.rules import Rules
from regionplan_xl.plan.merging.sent_and_returned import Held, Submission
from regionplan_xl.text import Phrase, phrase
from tests.plan.plans import NOON, TODAY, dispatch, measure, plan, returned

PLAN = plan(measure("M-1", "1.1.1", "Regionrådet"))
SENT = dispatch(PLAN, "Regionrådet")
RULES = Rules(today=TODAY)
WORD, OTHER = phrase("It is in a column without a heading."), phrase("Two rows disagree.")


def held(
    written: str, sheet: str = "Tiltak", row: int | None = 9, column: str = "", reason: Phrase = WORD
) -> Held:
    return Held(reason, Place(sheet, row, column, "svar.xlsx"), written, "M-1")


def file(*texts: Held, source: str = "first", minutes: int = 0) -> Submission:
    return replace(returned(SENT, source=source), held=texts, received=NOON + timedelta(minutes=minutes))


def asked(
    *files: Submission, rules: Rules = RULES, waiting: tuple[Question, ...] = ()
) -> list[tuple[str, str]]:
    """Return the file and the text of each question."""
    return sorted((one.source, str(one.answer)) for one in fold(PLAN, files, rules, waiting).questions)


MANY = (
    held("Ja"), held("Nei"), held("Ja", row=10), held("Ja", sheet="Eige ark"), held("Ja", column="T"),
    held("Ja", reason=OTHER),
)  # fmt: skip


def test_texts_that_differ_in_words_cell_or_reason_are_all_asked_about() -> None:
    assert asked(file(*MANY)) == sorted(("first", one.written) for one in MANY)


@pytest.mark.parametrize("turned", [False, True])
def test_a_copy_that_comes_together_with_the_workbook_asks_nothing_more(turned: bool) -> None:
    files = [file(*MANY), file(*MANY, held("Kanskje"), source="copy", minutes=1)]
    expected = sorted([*(("first", one.written) for one in MANY), ("copy", "Kanskje")])
    assert asked(*(reversed(files) if turned else files)) == expected


@pytest.mark.parametrize("judged", [False, True])
def test_a_copy_that_comes_later_asks_nothing_again(judged: bool) -> None:
    before = fold(PLAN, [file(*MANY)], RULES).questions
    rules = replace(RULES, judged=before) if judged else RULES
    later = file(*MANY, held("Kanskje"), source="copy", minutes=1)
    assert asked(later, rules=rules, waiting=() if judged else before) == [("copy", "Kanskje")]


def test_what_concerns_a_whole_file_is_asked_about_for_each_file_and_reason() -> None:
    """A file waited because it could not be read for now; it can be read today, and has no headings."""
    whole = held("", sheet="", row=None)
    before = fold(PLAN, [file(whole)], RULES).questions
    now = held("", sheet="", row=None, reason=OTHER)
    assert asked(file(now), waiting=before) == [("first", "None")]
    assert asked(file(whole), waiting=before) == []
    assert asked(file(whole, source="second"), waiting=before) == [("second", "None")]
