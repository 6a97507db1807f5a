"""Dismiss try-outs and undelivered receipts that nobody follows up, so that `status` stops listing them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from regionplan_xl.errors import InputError
from regionplan_xl.ledger.entries import Dismissal, MessageRecord, ReceivedMailRecord
from regionplan_xl.ledger.messages import RECEIPT
from regionplan_xl.mailing.receipts.recorded import open_receipts, unanswered_try_outs
from regionplan_xl.plan.model import Plan
from regionplan_xl.project.folder import Project
from regionplan_xl.project.mail.try_outs import TRY_OUT
from regionplan_xl.similarity import nearest
from regionplan_xl.text import Phrase, counted, normalise, phrase

_SHOWN = 10  # names in a message


@dataclass(frozen=True)
class Listed:
    """What `status` lists: receipts not known to be sent, and unanswered try-outs; and what is dismissed."""

    receipts: Sequence[MessageRecord]
    tried: Sequence[ReceivedMailRecord]
    dismissed: Sequence[Dismissal]


def is_undelivered(record: MessageRecord) -> bool:
    """Return whether a receipt did not arrive, or may not have; False for one that is still to be sent."""
    return record.state in ("failed", "bounced", "unsure")


def listed(project: Project, plan: Plan) -> Listed:
    """Return what is listed. A receipt whose state changed after it was dismissed is listed again."""
    receipts = open_receipts(project.ledger.messages(kind=RECEIPT))
    tried = unanswered_try_outs(project, plan)
    states = {**{one.key: one.state for one in receipts}, **{one.hash: TRY_OUT for one in tried}}
    dismissed = [one for one in project.ledger.dismissals() if states.get(one.key) == one.state]
    keys = {one.key for one in dismissed}
    return Listed(
        [one for one in receipts if one.key not in keys],
        [one for one in tried if one.hash not in keys],
        dismissed,
    )


def dismiss_or_list(
    project: Project, plan: Plan, to_dismiss: Sequence[str], again: Sequence[str]
) -> tuple[Phrase, ...]:
    """Dismiss the listed items with these names, and list the dismissed items called `again` once more.

    The names are those of try-out e-mails, or of actors with undelivered receipts. Return what was done; raise
    `InputError` for a name that is not there, before anything is changed.
    """
    now, by, found = project.now(), project.user_name(), listed(project, plan)
    named = [
        *(Dismissal(one.hash, one.name, TRY_OUT, now, by) for one in found.tried),
        *(Dismissal(one.key, one.actor, one.state, now, by) for one in found.receipts if is_undelivered(one)),
    ]
    chosen, back = _called(to_dismiss, named), _called(again, found.dismissed)
    project.ledger.dismiss(chosen)
    project.ledger.list_again(one.key for one in back)
    return tuple(_done(chosen, back))


def _done(chosen: Sequence[Dismissal], back: Sequence[Dismissal]) -> Iterator[Phrase]:
    if chosen:
        yield counted(
            "{names} is no longer listed. «regionplan status --list-again NAME» lists it again.",
            "{names} are no longer listed. «regionplan status --list-again NAME» lists them again.",
            count=len(_names(chosen)), names=", ".join(_names(chosen)),
        )  # fmt: skip
    if back:
        yield counted(
            "{names} is listed again.",
            "{names} are listed again.",
            count=len(_names(back)), names=", ".join(_names(back)),
        )  # fmt: skip


def _names(dismissals: Sequence[Dismissal]) -> list[str]:
    return list(dict.fromkeys(one.name for one in dismissals))


def _called(names: Sequence[str], known: Sequence[Dismissal]) -> list[Dismissal]:
    """Return the items with these names, ignoring case; raise `InputError` for an unknown name."""
    by_name: Mapping[str, list[Dismissal]] = defaultdict(list)
    for one in known:
        by_name[normalise(one.name)].append(one)
    for name in names:
        if normalise(name) not in by_name:
            near = nearest(name, _names(known))
            fix = phrase("There is nothing to choose from.")
            if near:
                fix = phrase("Did you mean «{near}»?", near=near)
            elif known:
                fix = phrase("These can be named: {names}.", names=", ".join(_names(known)[:_SHOWN]))
            raise InputError(phrase("Nothing in the list is called «{name}».", name=name), fix)
    return [one for name in dict.fromkeys(map(normalise, names)) for one in by_name[name]]
