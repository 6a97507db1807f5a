"""`remind`: write once more to those who have not answered, on the days that config.yaml says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from regionplan_xl.actions.mail.send_on import send_on_in, send_on_result
from regionplan_xl.actions.result import Line, NameList, Result, message_data, message_lines
from regionplan_xl.delivery.mail.addresses import parse_address
from regionplan_xl.delivery.mail.drafts import DRAFT, is_draft
from regionplan_xl.delivery.mail.letters import Letter
from regionplan_xl.delivery.mail.message import Attachment, workbook_attachment
from regionplan_xl.file_names import NamesInFolder, unique_name
from regionplan_xl.ledger.entries import MessageRecord
from regionplan_xl.locale import catalog
from regionplan_xl.mailing.actor_letters import ActorLetters, addresses_of
from regionplan_xl.mailing.deputies import without_bounced
from regionplan_xl.mailing.draft_room import write_drafts
from regionplan_xl.mailing.post_room import PostRoom, ToSend, open_sender
from regionplan_xl.mailing.receipts.lines import receipt_lines, receipts_data
from regionplan_xl.mailing.receipts.sending import NO_RECEIPTS, SentReceipts, send_receipts
from regionplan_xl.mailing.reminders import Reminding, find_reminding, reminder_key
from regionplan_xl.mailing.round_books import RoundBooks
from regionplan_xl.plan.merging.sent_and_returned import Dispatch
from regionplan_xl.plan.model import Actor, Plan
from regionplan_xl.project.folder import Project
from regionplan_xl.project.session import open_session
from regionplan_xl.text import Phrase, counted, phrase

_FOLDER = "reminders"
_SILENT = phrase("Not answered")


@dataclass(frozen=True)
class _Desk:
    """What the reminders of a round are written with."""

    project: Project
    plan: Plan
    reminding: Reminding
    letters: ActorLetters

    @property
    def folder(self) -> Path:
        """Where drafts are put."""
        outbox = self.project.outbox
        return outbox / unique_name(outbox, self.reminding.round.name) / _FOLDER

    def actor(self, name: str) -> Actor:
        """Return an actor of the plan; one that has left it has its name only."""
        return next((one for one in self.plan.actors if one.name == name), Actor(name))


def remind(project: Project, dry_run: bool = False) -> Result:
    """Remind those who have not answered, each once for each reminder; tell the secretariat after the last one."""
    with open_session(project):
        round_ = project.ledger.latest_round()
        if round_ is None:
            return Result({"round": None, "reminded": []}, (phrase("No round has been sent yet."),))
        plan = project.read_master().plan
        reminding = find_reminding(project, round_, dry_run)
        moved = [] if dry_run else send_on_in(project, round_, plan)
        plan = without_bounced(plan, project.ledger.messages(round_.name))
        desk = _Desk(project, plan, reminding, ActorLetters.of(project, plan.name, round_))

        messages = [] if dry_run else list(_deliver(desk))
        receipts = NO_RECEIPTS if dry_run else send_receipts(project, plan)
    on, result = send_on_result(project, moved), _result(desk, messages, dry_run, receipts)
    return Result({**result.data, **on.data}, (*on.lines, *result.lines), waits=on.waits or result.waits)


def _deliver(desk: _Desk) -> Iterator[MessageRecord]:
    """Write the reminders, and after the last one the list; yield what became of each."""
    _remove_answered(desk)
    to_send = [*_reminders(desk), *_list(desk)]
    channel = desk.project.config.delivery.channel
    by_mail = channel != "folder"
    mailed = [one for one in to_send if by_mail and one.addresses]
    drafted = [one for one in to_send if one not in mailed]
    yield from write_drafts(
        desk.project, drafted, lambda one: _path(desk, one.actor or desk.project.translate(_SILENT))
    )
    if mailed:
        with closing(open_sender(desk.project, channel)) as sender:
            yield from PostRoom(desk.project, sender).send_all(mailed)


def _reminders(desk: _Desk) -> Iterator[ToSend]:
    """Yield a reminder to each who is to get one, with its workbook as it was sent."""
    due, ledger = desk.reminding, desk.project.ledger
    if due.step is None or not due.to_remind:
        return
    from regionplan_xl.excel.actor.workbook_task import STAMP

    books = RoundBooks.of(desk.project, due.round, desk.plan.name, desk.plan.scale)
    sent = ledger.dispatches_by_code([record.code for record in due.to_remind])
    actors = {one.actor: desk.actor(one.actor) for one in due.to_remind}
    # Recorded again, for what is said in them may be worded in another way since.
    outgoing = [books.outgoing(actors[one.actor], sent[one.code].rows) for one in due.to_remind]
    for dispatch in ledger.record_dispatches(due.round.name, desk.project.now(), outgoing):
        actor = actors[dispatch.actor]

        def letter(
            actor: Actor = actor, dispatch: Dispatch = dispatch
        ) -> tuple[Letter, tuple[Attachment, ...]]:
            book = STAMP.here(books.to_stamp(actor, dispatch))()
            words = desk.letters.write("reminder", actor, dispatch.rows, dispatch.code)
            return words, (workbook_attachment(actor.name, due.round.name, book),)

        key = reminder_key(due.round.name, due.step, actor.name)
        yield ToSend(
            key, "reminder", due.round.name, actor.name, addresses_of(actor).valid, dispatch.code, letter
        )


def _list(desk: _Desk) -> Iterator[ToSend]:
    """Yield the list of those who have not answered, to the secretariat, once after the last reminder."""
    due, project = desk.reminding, desk.project
    key = f"silent/{due.round.name}"
    done = {
        one.key for one in project.ledger.messages(due.round.name) if one.state not in ("recorded", "failed")
    }
    if not due.is_last or not due.silent or key in done:
        return
    translate = catalog(project.language)
    actors = [desk.actor(record.actor) for record in due.silent]
    values = {
        "plan": desk.plan.name,
        "round": due.round.name,
        "deadline": translate.day(due.round.deadline),
        "silent": len(actors),
        "asked": due.asked,
        "actors": [{"name": one.name, "address": addresses_of(one).first} for one in actors],
    }
    sender = parse_address(project.config.delivery.sender or "")
    yield ToSend(
        key, "silent", due.round.name, "", (sender,) if sender else (), "",
        lambda: (desk.letters.letters.write("silent", project.language, values), ()),
    )  # fmt: skip


def _path(desk: _Desk, name: str) -> Path:
    return desk.folder / NamesInFolder(desk.folder).unique(name, DRAFT)


def _remove_answered(desk: _Desk) -> None:
    """Remove the drafts of reminders to those who have answered since; other files stay."""
    silent = {_path(desk, record.actor) for record in desk.reminding.silent}
    for path in desk.folder.glob(f"*{DRAFT}") if desk.folder.is_dir() else ():
        if (
            path not in silent
            and path.stem != desk.project.translate(_SILENT)
            and is_draft(path.read_bytes())
        ):
            path.unlink()


def _result(desk: _Desk, messages: list[MessageRecord], dry_run: bool, receipts: SentReceipts) -> Result:
    due = desk.reminding
    reminders = [one for one in messages if one.kind == "reminder"]
    names = [record.actor for record in due.to_remind]
    data = {
        "round": due.round.name,
        "deadline": due.round.deadline,
        "reminder": due.step,
        "next": due.next_day,
        "silent": [record.actor for record in due.silent],
        "dry_run": dry_run,
        "reminded": [message_data(one) for one in reminders],
        "would_remind": names if dry_run else [],
        "list_sent": any(one.kind == "silent" for one in messages),
        "receipts": receipts_data(receipts, desk.project.messages),
    }
    open_ = [one for one in messages if one.state not in ("sent", "drafted")]
    lines: list[Line] = [
        *_words(desk, reminders, names, dry_run),
        *message_lines(open_),
        *receipt_lines(receipts),
    ]
    return Result(data, tuple(lines), waits=bool(open_))


def _words(desk: _Desk, reminders: list[MessageRecord], names: list[str], dry_run: bool) -> Iterator[Line]:
    due = desk.reminding
    if not due.silent:
        yield phrase("Everybody has answered in round {round}.", round=due.round.name)
    elif dry_run and names:
        yield NameList(names, lambda actors: phrase("Would remind: {actors}.", actors=actors))
    elif not names:
        yield phrase("Nobody is to be reminded today.")
    drafted = sum(one.state == "drafted" for one in reminders)
    if sent := sum(one.state == "sent" for one in reminders):
        yield counted("{count} reminder was sent.", "{count} reminders were sent.", count=sent)
    if drafted:
        yield counted(
            "{count} reminder (.eml) is in {folder}: open it, and send it.",
            "{count} reminders (.eml) are in {folder}: open them, and send them.",
            count=drafted,
            folder=desk.project.display_path(desk.folder),
        )
    if due.silent and due.next_day is not None:
        yield _next(due)


def _next(due: Reminding) -> Phrase:
    return phrase("The next reminder is on {day}.", day=due.next_day)
