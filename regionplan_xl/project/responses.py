"""Count how much each actor has answered in the latest round, for Oversikt."""

from collections.abc import Sequence

from regionplan_xl.excel.overview.responses import Response
from regionplan_xl.ledger.entries import ReturnDecision
from regionplan_xl.ledger.ledger import Ledger
from regionplan_xl.plan.model import Field, Plan


def responses(
    ledger: Ledger, plan: Plan, decisions: Sequence[ReturnDecision], without_merge: int = 0
) -> list[Response]:
    """Return the responses of the latest round, as they will be once `decisions` are carried out.

    A row counts as answered if the actor has replied and the row has a status in `plan`.
    `without_merge`: the number of a merge that is being undone; its returns do not count.
    """
    round_ = ledger.latest_round()
    if round_ is None:
        return []
    dispatches = ledger.dispatches(round_.name)
    mails = ledger.received_mail_hashes()  # a message without a workbook is not an answer
    merged = {one.dispatch for one in decisions if one.state == "merged" and one.hash not in mails}
    replied = ledger.answered(round_.name, without_merge) | {
        record.actor for record in dispatches if record.code in merged
    }
    measures = {measure.id: measure for measure in plan.measures}
    asked = ledger.asked(round_.name)
    found = []
    for actor, code in {record.actor: record.code for record in dispatches}.items():
        rows = [(measures[one], member) for one, member in asked.get(code, ()) if one in measures]
        known = sum(measure.value(member, Field.STATUS) is not None for measure, member in rows)
        found.append(Response(actor, len(rows), known if actor in replied else 0))
    return found


def round_name(ledger: Ledger) -> str:
    """Return the name of the latest round; "" if there is none yet."""
    latest = ledger.latest_round()
    return latest.name if latest else ""
