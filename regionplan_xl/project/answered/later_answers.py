"""Find the merged returns by which late answers are judged: those of the same bodies to later rounds."""

from collections.abc import Iterable

from regionplan_xl.ledger.entries import ReturnRecord
from regionplan_xl.ledger.ledger import Ledger
from regionplan_xl.plan.merging.sent_and_returned import Submission
from regionplan_xl.project.answered.present_names import PresentNames


def merged_later(
    ledger: Ledger, names: PresentNames, submissions: Iterable[Submission]
) -> tuple[ReturnRecord, ...]:
    """Return the merged returns to later rounds from the bodies of late submissions, also under other names."""
    age = {round_.name: number for number, round_ in enumerate(ledger.rounds())}
    oldest: dict[str, int] = {}
    for submission in submissions:
        sent = submission.dispatch
        body = names.of(sent.actor, sent.round)
        oldest[body] = min(age[sent.round], oldest.get(body, len(age)))
    if all(number == len(age) - 1 for number in oldest.values()):
        return ()
    return tuple(
        record
        for record in ledger.returns("merged")
        if (body := names.of(record.actor, record.round)) in oldest and age[record.round] > oldest[body]
    )
