"""Count how much each actor has answered in the latest round, for Oversikt."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from regionplan_xl.excel.overview.responses import Response
from regionplan_xl.ledger.entries import ReturnDecision
from regionplan_xl.ledger.ledger import Ledger
from regionplan_xl.plan.merging.outcome import Change
from regionplan_xl.plan.model import Field, Measure, Plan
from regionplan_xl.project.answered.asked_bodies import AskedBody, asked_bodies
from regionplan_xl.project.answered.present_names import PresentNames


def responses(
    ledger: Ledger,
    plan: Plan,
    decisions: Sequence[ReturnDecision],
    hand: Iterable[Change] = (),
    without_merge: int = 0,
) -> list[Response]:
    """Return how much each actor has answered in the latest round, once these decisions are carried out.

    A row counts as answered if the actor has replied and the row has a status in `plan`. `hand`: edits by hand that
    are recorded with these decisions. `without_merge`: a merge that is being undone; its returns do not count.
    """
    round_ = ledger.latest_round()
    if round_ is None:
        return []
    mails = ledger.received_mail_hashes()  # which are no answers
    merged = {one.dispatch for one in decisions if one.state == "merged" and one.hash not in mails}
    replied = ledger.answered(round_.name, without_merge) | {
        record.actor for record in ledger.dispatches(round_.name) if record.code in merged
    }
    measures = {measure.id: measure for measure in plan.measures}
    asked = ledger.asked(round_.name)
    bodies = asked_bodies(ledger, PresentNames(ledger, plan, hand), round_.name, replied)
    return [_response(body, asked, measures) for body in bodies]


def _response(
    body: AskedBody, asked: Mapping[str, Sequence[tuple[str, str]]], measures: Mapping[str, Measure]
) -> Response:
    rows = dict.fromkeys(_rows(body, asked))
    known = [measures[one].value(member, Field.STATUS) for one, member in rows if one in measures]
    answered = sum(status is not None for status in known) if body.answered else 0
    return Response(body.name, len(known), answered, body.answered)


def _rows(body: AskedBody, asked: Mapping[str, Sequence[tuple[str, str]]]) -> Iterator[tuple[str, str]]:
    """Yield the measures that a body was asked about, and the member that it answers as ("" where it is alone)."""
    for record in body.dispatches:
        for measure, member in asked.get(record.code, ()):
            yield measure, member and body.name


def former_names(ledger: Ledger, hand: Iterable[Change] = ()) -> frozenset[str]:
    """Return every name that a body is known to have had; `hand`: edits by hand that are not recorded yet."""
    recorded = (one.change for one in ledger.history(""))
    renamed = [change for change in (*recorded, *hand) if change.kind == "renamed"]
    last = (row["name"] for row in ledger.last_texts().get("actors", ()))
    return frozenset(
        (
            *ledger.names_sent_to(),
            *last,
            *(str(one) for change in renamed for one in (change.before, change.after)),
        )
    )


def round_name(ledger: Ledger) -> str:
    """Return the name of the latest round, "" before the first."""
    latest = ledger.latest_round()
    return latest.name if latest else ""
