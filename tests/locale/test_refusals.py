"""Why a file is refused: a fault, and advice for its sender, which is left out for whoever has the file at hand."""

import inspect
import re
from collections.abc import Iterator

import pytest

from regionplan_xl.errors import Rejected
from regionplan_xl.locale import catalog
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.plan.status import LANGUAGES
from regionplan_xl.sandbox.formats import rejections
from regionplan_xl.text import Phrase, without_advice


def reasons() -> Iterator[Phrase]:
    """Yield every reason worded for a sender; limits are 5, parts «x. Y.xml»."""
    for module in (refusals, rejections):
        for made in vars(module).values():
            if isinstance(made, Phrase):
                yield made
            elif (
                inspect.isfunction(made) and not made.__module__.endswith("text") and made.__name__[0] != "_"
            ):
                wanted = inspect.signature(made).parameters
                refusal = made(*(5 if name == "limit" else "x. Y.xml" for name in wanted))
                if isinstance(refusal, Rejected):
                    yield refusal.reason


FOR_SENDERS = [reason for reason in reasons() if reason.for_sender]


def test_the_reasons_that_are_worded_for_senders_are_found() -> None:
    assert len(FOR_SENDERS) > 25


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", FOR_SENDERS, ids=lambda reason: reason.template[:40])
def test_who_has_the_file_at_hand_is_told_the_fault_and_not_to_send_it_once_more(
    reason: Phrase, language: str
) -> None:
    whole, fault = catalog(language)(reason), catalog(language)(without_advice(reason))
    assert whole.startswith(fault)
    assert fault.endswith(".")
    assert whole.removeprefix(fault).strip()
    assert not re.search(r"\b(send|please)\b", fault, re.IGNORECASE)
