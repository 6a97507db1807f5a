"""`send`: write a workbook for every actor that is responsible for something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from regionplan_xl.actions.result import (
    Line,
    NameList,
    Result,
    TextTable,
    bounced_data,
    bounced_lines,
    in_inbox_line,
    in_json,
    message_lines,
    nobody_asked_line,
    problem_data,
    problem_table,
    unreachable_line,
)
from regionplan_xl.delivery.channel import ReadyBook
from regionplan_xl.errors import InputError, NotNow
from regionplan_xl.ledger.entries import MessageRecord
from regionplan_xl.mailing.actor_letters import addresses_of
from regionplan_xl.mailing.bounced import BouncedWorkbook, bounced_workbooks
from regionplan_xl.mailing.round_books import RoundBooks, books_begun
from regionplan_xl.mailing.sending import Sending, SendRequest, chosen, prepare, rows_of
from regionplan_xl.plan.merging.hand_edits import take_snapshot
from regionplan_xl.plan.merging.last_texts import last_texts
from regionplan_xl.plan.merging.rows_to_send import is_about_indicator, unasked
from regionplan_xl.plan.merging.sent_and_returned import Dispatch
from regionplan_xl.project.folder import Project
from regionplan_xl.project.ledger_copy import copy_ledger
from regionplan_xl.project.session import open_session
from regionplan_xl.text import Phrase, Translate, counted, phrase

if TYPE_CHECKING:
    from regionplan_xl.delivery.mail.sender import Sender


@dataclass(frozen=True)
class Sent:
    """A sent workbook: its file, its code, and the record of its message, if sent by e-mail."""

    actor: str
    file: str
    code: str
    message: MessageRecord | None = None
    was_sent_before: bool = False


def send(project: Project, request: SendRequest, dry_run: bool) -> Result:
    """Write and record the workbooks of a round; a repeated send in the same round does not affect sent workbooks."""
    channel = request.channel or project.config.delivery.channel
    by_mail = channel != "folder"
    _check_again(request, by_mail)
    begun = nullcontext() if dry_run else books_begun(project)
    with begun, open_session(project), _mail_server(project, channel) as server:
        project.open_engine()  # first, so that nothing is changed if it cannot be reached
        master = project.read_master()
        sending = replace(prepare(project, master, request), by_mail=by_mail)
        lacks_ids = bool(master.unidentified)
        del master  # forked processes that write workbooks would inherit its memory

        sent: list[Sent] = []
        bounced: list[BouncedWorkbook] = []
        emails = _emails_to_look_at(project, sending) if dry_run and by_mail else None
        if not dry_run:
            if server is not None:
                server.connect()
            if lacks_ids:
                from regionplan_xl.actions.merge import merge_waiting

                # Give new rows their IDs first. Everything else is as when it was checked.
                merge_waiting(project, hashes=())
                plan = replace(project.read_master().plan, actors=sending.plan.actors)
                rows = chosen(plan, rows_of(plan, sending.round), request.actors)
                sending = replace(sending, plan=plan, rows=rows)
            sent = _write(project, sending)
            if server is not None:
                sent = _send_by_mail(project, sending, sent, server, request.again)
                bounced = _sent_to_next_address(project, sending, sent)
            if any(one.code for one in sent):
                copy_ledger(project, "send")
    return _result(project, sending, sent, dry_run, bounced, emails)


def _emails_to_look_at(project: Project, sending: Sending) -> Path:
    """Write the e-mails of a dry run; return their folder."""
    from regionplan_xl.mailing.dry_run import workbooks_to_look_at, write_dry_run

    return write_dry_run(project, sending.round.name, workbooks_to_look_at(project, sending))


@contextmanager
def _mail_server(project: Project, channel: str) -> Iterator[Sender | None]:
    """Give the sender of e-mails, not connected yet; None for the folder channel."""
    if channel == "folder":
        yield None
        return
    from regionplan_xl.mailing.message_sender import open_sender

    with closing(open_sender(project, channel)) as server:
        yield server


def _check_again(request: SendRequest, by_mail: bool) -> None:
    """Raise `InputError` for `--again` if it does not apply."""
    if request.again and not (by_mail and request.actors):
        raise InputError(
            phrase("--again goes with --actor, and with e-mails that the program sends."),
            phrase(
                "Name those who are to get it once more: «{command}».", command="send --again --actor Gol"
            ),
        )


def _write(project: Project, sending: Sending) -> list[Sent]:
    from regionplan_xl.mailing.workbook_and_draft import MAKE, BookToMake

    plan, round_ = sending.plan, sending.round
    actors = {actor.name: actor for actor in plan.actors}
    books = RoundBooks.of(project, round_, plan.name, plan.scale)
    # Record them before they are sent, so that the ledger knows every sent workbook.
    outgoing = [books.outgoing(actors[name], rows) for name, rows in sending.rows.items()]

    def to_make(dispatch: Dispatch) -> BookToMake:
        actor = actors[dispatch.actor]
        return BookToMake(books.to_stamp(actor, dispatch), sending.draft(actor, dispatch))

    with project.ledger.sending_round(round_, project.now(), outgoing) as dispatches:
        # The engine may start meanwhile, in memory; no file is written before everything is recorded.
        made = project.open_engine().map(MAKE, map(to_make, dispatches))
    project.ledger.begin_snapshot(take_snapshot(plan, {}))
    project.ledger.record_texts(last_texts(plan), plan.scale)
    sent: list[Sent] = []
    with project.progress(phrase("Writing workbooks"), dispatches, len(dispatches)) as to_write:
        ready = (
            ReadyBook(
                dispatch,
                actor := actors[dispatch.actor],
                book.pack,
                book.draft or sending.draft(actor, dispatch),
            )
            for dispatch, book in zip(to_write, made, strict=True)
        )
        try:
            for book, file in project.channel.send_all(ready):
                sent.append(Sent(book.actor.name, file, book.dispatch.code))
        except NotNow as error:
            _add_written(error, len(sent))
            raise
    return sent


def _send_by_mail(
    project: Project,
    sending: Sending,
    written: list[Sent],
    server: Sender,
    again: bool,
) -> list[Sent]:
    """Send the written workbooks to actors with an address."""
    from regionplan_xl.mailing.message_sender import MessageSender, workbook_messages

    files = {one.actor: (Path(one.file), one.code) for one in written}
    to_send = workbook_messages(project, sending, files, again)
    before = {one.message_id for one in project.ledger.messages(sending.round.name) if one.state == "sent"}
    records: dict[str, MessageRecord] = {}
    mailer = MessageSender(project, server)
    with project.progress(phrase("Sending e-mails"), mailer.send_all(to_send), len(to_send)) as done:
        for record in done:
            records[record.actor] = record
    found = [(one, records.get(one.actor)) for one in written]
    return [
        replace(one, message=record, was_sent_before=record is not None and record.message_id in before)
        for one, record in found
    ]


def _sent_to_next_address(project: Project, sending: Sending, sent: list[Sent]) -> list[BouncedWorkbook]:
    """Return the actors whose workbook was sent to another address this time, because the first one bounced."""
    new = {one.actor for one in sent if one.message and not one.was_sent_before}
    messages = sending.names.messages(project.ledger.messages(sending.round.name))
    return [one for one in bounced_workbooks(messages) if one.next_address and one.actor in new]


def _add_written(error: NotNow, written: int) -> None:
    """Add to an error the number of workbooks written before it."""
    if written:
        before = counted(
            "{count} workbook was written before that; sending again goes on, and changes nothing that is out.",
            "{count} workbooks were written before that; sending again goes on, and changes nothing that is out.",
            count=written,
        )
        error.add_to_fix(before)


def _result(
    project: Project,
    sending: Sending,
    sent: list[Sent],
    dry_run: bool,
    bounced: list[BouncedWorkbook],
    emails: Path | None = None,
) -> Result:
    nobody = unasked(sending.plan)
    listed = list(_listed(sending, sent))
    data = {
        "round": sending.round.name,
        "deadline": sending.round.deadline,
        "new_round": sending.is_new,
        "newer_round": sending.newer.name if sending.newer else None,
        "waiting_returns": sending.waiting,
        "inbox_files": sending.in_inbox,
        "dry_run": dry_run,
        "emails": emails,
        "sent": listed,
        "moved_on": bounced_data(bounced),
        "unasked": [{"number": m.number, "text": m.text} for m in nobody],
        "problems": [problem_data(problem, project.messages) for problem in sending.problems],
    }
    rest = in_json("send --dry-run") if dry_run else _outbox(project, sent[0]) if sent else ""
    lines: list[Line] = [*_told_first(sending, project.messages), _table(project, sending, listed, rest)]
    lines += _words(project, sending, sent, dry_run)
    if emails is not None:
        from regionplan_xl.mailing.dry_run import dry_run_line

        lines.append(dry_run_line(project, emails, len(sending.rows)))
    lines += _without_address(sending, listed, project.display_path(project.outbox))
    lines += nobody_asked_line(nobody)
    lines += bounced_lines(bounced)
    unsettled = [one.message for one in sent if one.message and one.message.state != "sent"]
    lines += message_lines(unsettled)
    return Result(data, tuple(lines), waits=bool(nobody or unsettled or sending.problems))


def _listed(sending: Sending, sent: list[Sent]) -> Iterator[dict[str, object]]:
    """Yield the data of each actor's workbook: address, numbers of rows, file and code."""
    by_actor = {one.actor: one for one in sent}
    addresses = {actor.name: addresses_of(actor).first for actor in sending.plan.actors}
    for name, rows in sending.rows.items():
        goals = sum(map(is_about_indicator, rows))
        yield {
            "actor": name,
            "address": addresses[name],
            "measures": sum(row.answerable for row in rows) - goals,
            "indicators": goals,
            "involved": sum(not row.answerable for row in rows),
            "file": by_actor[name].file if name in by_actor else "",
            "code": by_actor[name].code if name in by_actor else "",
            **_message_data(by_actor.get(name)),
        }


def _message_data(sent: Sent | None) -> dict[str, object]:
    """Return the state of an actor's message, as JSON-compatible data; {} if none was sent."""
    message = sent.message if sent else None
    if sent is None or message is None:
        return {}
    return {"address": message.address, "message": message.state, "sent_before": sent.was_sent_before}


def _table(
    project: Project, sending: Sending, listed: list[dict[str, object]], rest: Phrase | str
) -> TextTable:
    by_mail = ["address"] if sending.letters else []

    def row(one: Mapping[str, object]) -> tuple[str, ...]:
        shown = {**one, "file": _file(project, str(one["file"]))}
        return tuple(str(shown[key]) for key in ("actor", "measures", "involved", "file", *by_mail))

    headings = [phrase("Actor"), phrase("Measures"), phrase("Involved in"), phrase("Workbook")]
    headings += [phrase("E-mail")] if by_mail else []
    return TextTable(headings, listed, row=row, rest=rest)


def _without_address(sending: Sending, listed: list[dict[str, object]], outbox: str) -> Iterator[NameList]:
    without = [str(one["actor"]) for one in listed if not one["address"]]
    unreachable = [name for name in without if name in sending.unreachable]
    if unreachable:
        yield unreachable_line(unreachable, outbox)
    names = [name for name in without if name not in sending.unreachable]
    if sending.letters and names:
        yield NameList(
            names,
            lambda actors: phrase("Without e-mail address: {actors}; see «regionplan check».", actors=actors),
            rest="«regionplan check»",
        )


def _file(project: Project, file: str) -> str:
    return project.display_path(Path(file)) if file else ""


def _outbox(project: Project, sent: Sent) -> str:
    return project.display_path(Path(sent.file).parent)


def _mail_words(sent: list[Sent], inbox: str) -> Iterator[Phrase]:
    """Yield the numbers of e-mails sent now and before."""
    messages = [one for one in sent if one.message and one.message.state == "sent"]
    before = sum(one.was_sent_before for one in messages)
    yield counted(
        "{count} workbook was sent by e-mail.",
        "{count} workbooks were sent by e-mail.",
        count=len(messages) - before,
    )
    if before:
        yield counted(
            "{count} was sent before, and not once more.",
            "{count} were sent before, and not once more.",
            count=before,
        )
    yield phrase("Put the answered workbooks in {inbox}.", inbox=inbox)


def _told_first(sending: Sending, translate: Translate) -> Iterator[Line]:
    """Yield what the planner should know first: names because of which somebody is not asked, waiting answers."""
    if sending.problems:
        yield problem_table(sending.problems, translate, phrase("Unclear names:"), in_json("check"))
    if sending.waiting:
        yield counted(
            "{count} collected answer waits to be merged.",
            "{count} collected answers wait to be merged.",
            count=sending.waiting,
        )
    yield from in_inbox_line(sending.in_inbox)
    if sending.waiting or sending.in_inbox:
        yield phrase("Run «regionplan merge» before «regionplan send», and the workbooks show those answers.")
    if sending.is_new and sending.last:
        yield phrase(
            "Round {round} is new; the last one was {last}.", round=sending.round.name, last=sending.last.name
        )
    if sending.newer:
        yield phrase(
            "Round {round} is not the last one: {newer} is newer. Answers to it are merged as late answers.",
            round=sending.round.name,
            newer=sending.newer.name,
        )


def _words(project: Project, sending: Sending, sent: list[Sent], dry_run: bool) -> Iterator[Phrase]:
    round_, workbooks = sending.round, len(sending.rows)
    named = {"round": round_.name, "day": round_.deadline}
    if dry_run:
        yield counted(
            "Would write {count} workbook for round {round}, to be answered by {day}.",
            "Would write {count} workbooks for round {round}, to be answered by {day}.",
            count=workbooks, **named,
        )  # fmt: skip
    else:
        yield counted(
            "Wrote {count} workbook for round {round}, to be answered by {day}.",
            "Wrote {count} workbooks for round {round}, to be answered by {day}.",
            count=workbooks, **named,
        )  # fmt: skip
    if round_.deadline < project.today():
        yield phrase("The deadline has passed already.")
    if not sent:
        return
    if sending.by_mail:
        yield from _mail_words(sent, project.display_path(project.inbox))
        return
    folders = {"outbox": _outbox(project, sent[0]), "inbox": project.display_path(project.inbox)}
    if sending.letters:
        yield counted(
            "In {outbox} there is an e-mail (.eml) with the workbook: open it, and send it. "
            "Put the answered workbook in {inbox}.",
            "In {outbox} there is an e-mail (.eml) to each, with the workbook: open it, and send it. "
            "Put the answered workbooks in {inbox}.",
            count=len(sent), **folders,
        )  # fmt: skip
    else:
        yield counted(
            "The workbook is in {outbox}; send it, and put the answered one in {inbox}.",
            "The workbooks are in {outbox}; send them, and put the answered ones in {inbox}.",
            count=len(sent), **folders,
        )  # fmt: skip
