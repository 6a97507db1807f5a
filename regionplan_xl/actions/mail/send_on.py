"""Send bounced workbooks to the actor's next address; if there is none, leave a draft in the outbox."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

from regionplan_xl.actions.result import Line, Result, bounced_data, bounced_lines, unreachable_line
from regionplan_xl.delivery.mail.drafts import DRAFT
from regionplan_xl.file_names import NamesInFolder
from regionplan_xl.ledger.entries import MessageRecord
from regionplan_xl.mailing.actor_letters import ActorLetters, addresses_of
from regionplan_xl.mailing.bounced import BouncedWorkbook, first_key, undelivered_workbooks, without_bounced
from regionplan_xl.mailing.draft_messages import write_drafts
from regionplan_xl.mailing.message_sender import MessageSender, ToSend, open_sender, workbook_key
from regionplan_xl.mailing.round_books import RoundBooks
from regionplan_xl.plan.merging.sent_and_returned import Dispatch, Round
from regionplan_xl.plan.model import Actor, Plan
from regionplan_xl.project.answered.present_names import PresentNames
from regionplan_xl.project.folder import Project
from regionplan_xl.project.session import open_session


@dataclass(frozen=True)
class _Undelivered:
    """A workbook that bounced: its message, its actor with the remaining addresses, its dispatch and its bytes."""

    record: MessageRecord
    actor: Actor
    dispatch: Dispatch
    book: bytes


def send_on(project: Project) -> Result:
    """Send each bounced workbook to the next address of its actor, in a session of its own."""
    with open_session(project):
        round_ = project.ledger.latest_round()
        # Read the master only if something bounced, so that collecting works even if the master is unreadable.
        if round_ is None or not _undelivered(project, round_):
            return Result({"moved_on": []})
        plan = project.read_master().plan
        names = PresentNames(project.ledger, plan)
        return send_on_result(project, send_on_in(project, round_, plan, names))


def send_on_in(project: Project, round_: Round, plan: Plan, names: PresentNames) -> list[BouncedWorkbook]:
    """Send each bounced workbook of a round to the next address, once; return the results.

    `names`: those of `plan`, the master's. The project must be locked. Raise `NotNow` if the connection is lost; the
    rest is sent the next time.
    """
    undelivered = _undelivered(project, round_, names)
    if not undelivered:
        return []
    reachable = without_bounced(plan, names.messages(project.ledger.messages(round_.name)))
    workbooks = list(_workbooks(project, round_, reachable, undelivered))
    letters, folder = ActorLetters.of(project, plan.name, round_), project.round_folder(round_.name)
    bounced_from = {one.actor.name: one.record.address for one in workbooks}
    mailed = [one for one in workbooks if addresses_of(one.actor).valid]
    drafts = write_drafts(
        project,
        [_to_send(round_, letters, one) for one in workbooks if one not in mailed],
        lambda one: folder / NamesInFolder(folder).unique(one.actor, DRAFT),
    )
    return [
        *_send_by_mail(project, [_to_send(round_, letters, one) for one in mailed], bounced_from),
        *(BouncedWorkbook(record.actor, bounced_from[record.actor], "") for record in drafts),
    ]


def _send_by_mail(
    project: Project, to_send: Sequence[ToSend], bounced_from: Mapping[str, str]
) -> Iterator[BouncedWorkbook]:
    """Send workbooks, and yield the result of each; `bounced_from`: actor -> the address that did not work."""
    if not to_send:
        return
    with closing(open_sender(project, project.config.delivery.channel)) as sender:
        for record in MessageSender(project, sender).send_all(to_send):
            sent_to = record.address if record.state == "sent" else ""
            yield BouncedWorkbook(record.actor, bounced_from[record.actor], sent_to)


def send_on_result(project: Project, bounced: list[BouncedWorkbook]) -> Result:
    """Return the result: the workbooks sent to other addresses, and the actors with no address left."""
    lines: list[Line] = list(bounced_lines(bounced))
    unreachable = [one.actor for one in bounced if not one.next_address]
    if unreachable:
        lines.append(unreachable_line(unreachable, project.display_path(project.outbox)))
    return Result({"moved_on": bounced_data(bounced)}, tuple(lines), waits=bool(unreachable))


def _undelivered(project: Project, round_: Round, names: PresentNames | None = None) -> list[MessageRecord]:
    """Return the bounced messages of a round to send again; none for the folder channel, where people send them.

    Without `names`, renamed bodies go by each of their names.
    """
    if project.config.delivery.channel == "folder":
        return []
    messages, answered = project.ledger.messages(round_.name), project.ledger.answered(round_.name)
    if names is None:
        return list(undelivered_workbooks(messages, answered))
    answered = frozenset(names.of(actor, round_.name) for actor in answered)
    return list(undelivered_workbooks(names.messages(messages), answered))


def _workbooks(
    project: Project, round_: Round, plan: Plan, undelivered: list[MessageRecord]
) -> Iterator[_Undelivered]:
    """Yield the workbooks, as sent, of the actors that are still in the plan."""
    from regionplan_xl.excel.actor.workbook_task import STAMP

    actors = {actor.name: actor for actor in plan.actors}
    books = RoundBooks.of(project, round_, plan.name, plan.scale)
    sent = project.ledger.dispatches_by_code([one.code for one in undelivered])
    for one in undelivered:
        if one.actor in actors and one.code in sent:
            actor, dispatch = actors[one.actor], sent[one.code]
            if dispatch.actor != actor.name:
                dispatch = _under_present_name(project, books, actor, dispatch)
            yield _Undelivered(one, actor, dispatch, STAMP.here(books.to_stamp(actor, dispatch))())


def _under_present_name(project: Project, books: RoundBooks, actor: Actor, sent: Dispatch) -> Dispatch:
    """Record a workbook of a renamed actor as one with its present name, so that the answer to it has one name."""
    outgoing = books.outgoing(actor, sent.under_name(actor.name).rows)
    return project.ledger.record_dispatch(sent.round, project.now(), outgoing)


def _to_send(round_: Round, letters: ActorLetters, one: _Undelivered) -> ToSend:
    actor, code = one.actor, one.dispatch.code
    return ToSend(
        key=first_key(one.record.key) if one.record.code == code else workbook_key(round_.name, code),
        kind="workbook",
        round=round_.name,
        actor=actor.name,
        addresses=addresses_of(actor).valid,
        code=code,
        letter=lambda: letters.with_workbook(actor, one.dispatch.rows, code, one.book),
    )
