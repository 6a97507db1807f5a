"""Whatever cells, notes and shapes are added or changed in a return, every new text is found exactly once."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regionplan_xl.plan.merging.sent_and_returned import Submission, Unclear
from tests.excel.actor.dispatches import book
from tests.excel.returned.commented_rows import SENT_OUT
from tests.excel.returned.placed_texts import PLACED, Placed, with_texts
from tests.excel.returned.returns import read

SENT = book(SENT_OUT, "nn")


def texts_of(submission: Submission) -> list[str]:
    answers = [a.value.written if isinstance(a.value, Unclear) else str(a.value) for a in submission.answers]
    held = [held.written for held in submission.held]
    proposed = [cell for cells in submission.proposals for cell in cells]
    return [*answers, *held, *proposed, *(remark.written for remark in submission.remarks)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PLACED, min_size=1, max_size=9))
def test_every_text_that_was_not_sent_is_found_exactly_once(
    placed: list[Placed],
) -> None:
    data, words = with_texts(SENT, placed)
    submission = read(data, SENT_OUT)
    found = texts_of(submission)
    counts = {word: sum(text.count(word) for text in found) for word in words}
    assert counts == dict.fromkeys(words, 1), found
