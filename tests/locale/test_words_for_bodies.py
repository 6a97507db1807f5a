"""Texts for bodies contain no words that only the secretariat knows: letters, workbooks, receipts and reasons."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from regionplan_xl.delivery.mail.letters import built_in_letters
from regionplan_xl.excel.actor import guide_sheet, layout, workbook
from regionplan_xl.excel.actor.stamping import cut_template
from regionplan_xl.excel.actor.template import render_actor_template
from regionplan_xl.excel.common import actor_marks
from regionplan_xl.locale import catalog
from regionplan_xl.mailing.receipts.content import reason_for_body
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.plan.merging import fold, threeway
from regionplan_xl.plan.merging.outcome import Question
from regionplan_xl.plan.model import Field
from regionplan_xl.plan.status import LANGUAGES, STANDARD
from regionplan_xl.sandbox.formats import rejections
from regionplan_xl.text import Phrase, phrase

OF_THE_SECRETARIAT = ("master", "konfliktar", "konflikter", "merknader", "regionplan ", "config")
TO_THE_SECRETARIAT = ("silent", "failure")


def phrases(*modules: object) -> Iterator[Phrase]:
    """Yield the phrases that modules define as constants."""
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, threeway.Ask):
                yield value.reason
            if isinstance(value, Phrase):
                yield value


def said_of(reason: Phrase) -> Phrase:
    """Return the receipt's text for a clear answer about which the secretariat is asked."""
    question = Question(
        reason, "Gol", "Gol.xlsx", "hash", datetime(2025, 4, 1, tzinfo=UTC), field=Field.STATUS, answer="done"
    )
    return reason_for_body(question)


def read_by_bodies(language: str) -> Iterator[str]:
    """Yield the texts for bodies in a language."""
    for name, text in built_in_letters((language,)).items():
        if not name.startswith(TO_THE_SECRETARIAT):
            yield text.decode().partition("-#}")[2]
    yield from cut_template(render_actor_template(language, STANDARD)).texts
    translate = catalog(language)
    unwritable = phrase("The cell holds a formula.")
    asked = [*(one for one in phrases(fold, threeway) if one != fold.LATE), unwritable]
    late = fold.LATE.with_values(reason=threeway.BOTH_CHANGED.reason, round="2025-1")
    yield from (translate(said_of(reason)) for reason in (*asked, late))
    constants = phrases(guide_sheet, layout, workbook, actor_marks, rejections)
    yield from (translate(Phrase(one.template)) for one in constants)
    yield from (translate(refused().reason) for refused in (refusals.damaged, refusals.not_a_workbook))


@pytest.mark.parametrize("language", LANGUAGES)
def test_bodies_read_no_word_of_the_secretariats(language: str) -> None:
    texts = list(read_by_bodies(language))
    assert len(texts) > 50
    assert [text for text in texts if any(word in text.casefold() for word in OF_THE_SECRETARIAT)] == []
