"""`remind`: remind actors that have not answered, on the days set in config.yaml."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache, cached_property, partial
from pathlib import Path

from regionplan_xl.actions.mail.send_on import send_on_in, send_on_result
from regionplan_xl.actions.result import Line, NameList, Result, message_data, message_lines
from regionplan_xl.delivery.mail.addresses import parse_address
from regionplan_xl.delivery.mail.drafts import DRAFT, is_draft
from regionplan_xl.delivery.mail.letters import Letter
from regionplan_xl.delivery.mail.message import LetterWithFiles, workbook_attachment
from regionplan_xl.errors import NotNow
from regionplan_xl.file_names import NamesInFolder
from regionplan_xl.ledger.entries import MessageRecord
from regionplan_xl.locale import catalog
from regionplan_xl.mailing.actor_letters import SOME_CODE, ActorLetters, addresses_of
from regionplan_xl.mailing.bounced import without_bounced
from regionplan_xl.mailing.draft_messages import write_drafts
from regionplan_xl.mailing.dry_run import dry_run_line, write_dry_run
from regionplan_xl.mailing.mailboxes import collect_mailboxes, has_mailbox
from regionplan_xl.mailing.message_sender import MessageSender, ToSend, open_sender
from regionplan_xl.mailing.nudges import Nudge, find_nudges
from regionplan_xl.mailing.receipts.lines import receipt_lines, receipts_data
from regionplan_xl.mailing.receipts.sending import NO_RECEIPTS, SentReceipts, send_receipts
from regionplan_xl.mailing.reminders import (
    REMINDER,
    SILENT,
    DueReminder,
    answering_actors,
    find_due_reminder,
    is_about,
    is_of_deadline,
    reminder_key,
    silent_key,
    step_day,
)
from regionplan_xl.mailing.round_books import RoundBooks
from regionplan_xl.plan.merging.sent_and_returned import Dispatch, Round, SentRow
from regionplan_xl.plan.model import Actor, Plan
from regionplan_xl.project.answered.present_names import PresentNames
from regionplan_xl.project.archive import collect_inbox
from regionplan_xl.project.folder import Project
from regionplan_xl.project.ledger_copy import copy_ledger
from regionplan_xl.project.session import open_session
from regionplan_xl.text import Phrase, counted, phrase, sentences

_FOLDERS = {"reminder": "reminders", "silent": "reminders", "nudge": "nudges"}
_SILENT = phrase("Not answered")
_NOT_LOOKED_IN = phrase(
    "The mailbox was not looked in: whoever has answered by e-mail since the last «{command}» is among them."
)


@dataclass(frozen=True)
class _ReminderJob:
    """What is needed to write the reminders of a round."""

    project: Project
    plan: Plan
    due: DueReminder
    nudges: tuple[Nudge, ...]
    letters: ActorLetters

    @property
    def by_mail(self) -> bool:
        """Whether the program itself sends messages to actors with an address."""
        return self.project.config.delivery.channel != "folder"

    def folder(self, kind: str) -> Path:
        """Return the folder for drafts."""
        return self.project.round_folder(self.due.round.name) / _FOLDERS[kind]

    def books(self, kind: str) -> RoundBooks:
        """Return the maker of workbooks; those sent between rounds (nudges) have no deadline."""
        project, plan = self.project, self.plan
        return RoundBooks.of(project, self.due.round, plan.name, plan.scale, has_deadline=kind != "nudge")

    def actor(self, name: str) -> Actor:
        """Return an actor of the plan; for one that the plan no longer has, an `Actor` with only the name."""
        return self._actors.get(name) or Actor(name)

    @cached_property
    def _actors(self) -> Mapping[str, Actor]:
        return {one.name: one for one in reversed(self.plan.actors)}


def remind(project: Project, dry_run: bool = False) -> Result:
    """Remind each actor that has not answered, once per reminder; after the last one, send the secretariat a list.

    Between rounds, ask about measures that nobody has reported on for months, if set in config.yaml.
    """
    with open_session(project):
        round_ = project.ledger.latest_round()
        if round_ is None:
            return Result({"round": None, "reminded": []}, (phrase("No round has been sent yet."),))
        plan = project.read_master().plan
        names = PresentNames(project.ledger, plan)
        due = _find_due(project, round_, plan, names, dry_run)
        if not dry_run and has_mailbox(project) and _writes(_job(project, plan, names, due)):
            _look_in_mailboxes(project)
            due = _find_due(project, round_, plan, names, dry_run)
        bounced = [] if dry_run else send_on_in(project, round_, plan, names)
        job = _job(project, plan, names, due)

        emails = _emails_to_look_at(job) if dry_run and job.by_mail else None
        messages = [] if dry_run else list(_deliver(job))
        receipts = NO_RECEIPTS if dry_run else send_receipts(project, plan)
        if messages:
            copy_ledger(project, "remind")
    on, result = send_on_result(project, bounced), _result(job, messages, dry_run, emails, receipts)
    return Result({**result.data, **on.data}, (*on.lines, *result.lines), waits=on.waits or result.waits)


def _find_due(project: Project, round_: Round, plan: Plan, names: PresentNames, dry_run: bool) -> DueReminder:
    """Return the reminder that is due, after collecting the inbox (not in a dry run): answers in it count."""
    if not dry_run:
        collect_inbox(project)
    answered = answering_actors(project, round_, plan, with_inbox=dry_run)
    return find_due_reminder(project, round_, names, answered)


def _job(project: Project, plan: Plan, names: PresentNames, due: DueReminder) -> _ReminderJob:
    plan = without_bounced(plan, names.messages(project.ledger.messages(due.round.name)))
    nudges = find_nudges(project, plan, names, due)
    return _ReminderJob(project, plan, due, nudges, ActorLetters.of(project, plan.name, due.round))


def _writes(job: _ReminderJob) -> bool:
    """Return whether there is a message to write."""
    return bool((*_reminders(job, dry_run=True), *_list(job), *_nudges(job, dry_run=True)))


def _look_in_mailboxes(project: Project) -> None:
    """Collect from the mailboxes, so that nobody is written to who has answered; raise `NotNow` if that fails now."""
    try:
        collect_mailboxes(project)
    except NotNow as error:
        why = phrase("Nobody is reminded before the mailbox has been looked in.")
        raise NotNow(sentences(error.what, why), error.fix, error.place) from error


def _emails_to_look_at(job: _ReminderJob) -> tuple[Path, int]:
    """Write the e-mails of a dry run; return their folder and number."""
    to_send = [*_reminders(job, dry_run=True), *_list(job), *_nudges(job, dry_run=True)]
    return write_dry_run(job.project, job.due.round.name, to_send), len(to_send)


def _deliver(job: _ReminderJob) -> Iterator[MessageRecord]:
    """Send or draft the reminders, after the last one the list, and between rounds the nudges; yield their records."""
    _remove_outdated(job)
    to_send = [*_reminders(job), *_list(job), *_nudges(job)]
    mailed = [one for one in to_send if job.by_mail and one.addresses]
    drafted = [one for one in to_send if not (job.by_mail and one.addresses)]
    paths = cache(partial(_paths, job))
    written = write_drafts(
        job.project, drafted, lambda one: paths(one.kind)(one.actor or job.project.translate(_SILENT))
    )
    with job.project.progress(phrase("Writing e-mails as drafts"), written, len(drafted)) as done:
        yield from done
    if mailed:
        with closing(open_sender(job.project, job.project.config.delivery.channel)) as sender:
            sent = MessageSender(job.project, sender).send_all(mailed)
            with job.project.progress(phrase("Sending e-mails"), sent, len(mailed)) as done:
                yield from done


def _reminders(job: _ReminderJob, dry_run: bool = False) -> Iterator[ToSend]:
    """Yield a reminder to each actor to remind, with its workbook as sent."""
    due, ledger = job.due, job.project.ledger
    if due.step is None or not due.to_remind:
        return
    sent = ledger.dispatches_by_code([record.code for record in due.to_remind])
    rows = {one.actor: sent[one.code].under_name(one.actor).rows for one in due.to_remind}
    codes = {one.actor: one.code for one in due.to_remind}
    for dispatch in _dispatches(job, "reminder", rows, codes, dry_run):
        letter = partial(
            job.letters.write, "reminder", job.actor(dispatch.actor), dispatch.rows, dispatch.code
        )
        key = reminder_key(due.round, due.step, dispatch.actor)
        yield _with_workbook(job, dispatch, key, "reminder", letter)


def _nudges(job: _ReminderJob, dry_run: bool = False) -> Iterator[ToSend]:
    """Yield a message to each actor to ask between rounds, with a workbook of the present master."""
    round_, months = job.due.round.name, job.project.config.round.nudge_months
    if not job.nudges:
        return
    nudges = {one.actor: one for one in job.nudges}
    rows = {name: one.rows for name, one in nudges.items()}
    for dispatch in _dispatches(job, "nudge", rows, {}, dry_run):
        nudge = nudges[dispatch.actor]
        actor = job.actor(dispatch.actor)
        day = catalog(actor.language or job.project.language).day
        stale = [
            {
                "number": one.number,
                "text": one.text,
                "reported": day(one.reported_on) if one.reported_on else "",
            }
            for one in nudge.stale
        ]
        more = {"months": months, "stale": stale}
        letter = partial(job.letters.write, "nudge", actor, dispatch.rows, dispatch.code, more)
        yield _with_workbook(job, dispatch, nudge.key(round_), "nudge", letter)


def _dispatches(
    job: _ReminderJob,
    kind: str,
    rows: Mapping[str, tuple[SentRow, ...]],
    codes: Mapping[str, str],
    dry_run: bool,
) -> Sequence[Dispatch]:
    """Record workbooks with these rows in the round and return their dispatches; record nothing in a dry run."""
    round_, now = job.due.round, job.project.now()
    if dry_run:
        return [Dispatch(codes.get(name, SOME_CODE), round_.name, name, now, rows[name]) for name in rows]
    # Record workbooks that were sent before too, since their texts may differ now.
    books = job.books(kind)
    outgoing = [books.outgoing(job.actor(name), rows[name]) for name in rows]
    return job.project.ledger.record_dispatches(round_.name, now, outgoing)


def _with_workbook(
    job: _ReminderJob, dispatch: Dispatch, key: str, kind: str, letter: Callable[[], Letter]
) -> ToSend:
    """Return a message to an actor with its workbook, which is made only when the message is sent."""
    from regionplan_xl.excel.actor.workbook_task import STAMP

    actor, round_ = job.actor(dispatch.actor), dispatch.round

    def with_workbook() -> LetterWithFiles:
        book = STAMP.here(job.books(kind).to_stamp(actor, dispatch))()
        return LetterWithFiles(letter(), (workbook_attachment(actor.name, round_, book),))

    return ToSend(
        key=key,
        kind=kind,
        round=round_,
        actor=actor.name,
        addresses=addresses_of(actor).valid,
        code=dispatch.code,
        letter=with_workbook,
    )


def _list(job: _ReminderJob) -> Iterator[ToSend]:
    """Yield the message to the secretariat that lists who has not answered, once, after the last reminder."""
    due, project = job.due, job.project
    if due.step is None or not due.is_last or not due.silent:
        return
    key, day = silent_key(due.round), step_day(due.round, due.step)
    earlier = (one for one in project.ledger.messages(due.round.name) if one.kind == SILENT)
    if any(one.state not in ("recorded", "failed") and is_about(one, key, day) for one in earlier):
        return
    translate = catalog(project.language)
    actors = [job.actor(record.actor) for record in due.silent]
    values = {
        "plan": job.plan.name,
        "round": due.round.name,
        "deadline": translate.day(due.round.deadline),
        "silent": len(actors),
        "asked": due.asked,
        "actors": [{"name": one.name, "address": addresses_of(one).first} for one in actors],
    }
    sender = parse_address(project.config.delivery.sender or "")
    yield ToSend(
        key=key,
        kind=SILENT,
        round=due.round.name,
        addresses=(sender,) if sender else (),
        letter=lambda: LetterWithFiles(job.letters.letters.write(SILENT, project.language, values)),
    )


def _paths(job: _ReminderJob, kind: str) -> Callable[[str], Path]:
    """Return a function from an actor to the path of its draft; the folder is listed once."""
    folder = job.folder(kind)
    names = NamesInFolder(folder)

    def path(actor: str) -> Path:
        name = names.unique(actor, DRAFT)
        names.add(name)
        return folder / name

    return path


def _remove_outdated(job: _ReminderJob) -> None:
    """Remove the drafts of reminders to actors that have answered since, or of another deadline; keep other files."""
    round_, messages = job.due.round, job.project.ledger.messages(job.due.round.name)
    written = {one.actor for one in messages if one.kind == REMINDER and is_of_deadline(one, round_)}
    silent = {record.actor for record in job.due.silent}
    kept = set(map(_paths(job, REMINDER), silent & written))
    folder = job.folder(REMINDER)
    for path in folder.glob(f"*{DRAFT}") if folder.is_dir() else ():
        if path not in kept and path.stem != job.project.translate(_SILENT) and is_draft(path.read_bytes()):
            path.unlink()


def _result(
    job: _ReminderJob,
    messages: list[MessageRecord],
    dry_run: bool,
    emails: tuple[Path, int] | None,
    receipts: SentReceipts,
) -> Result:
    due = job.due
    reminders, nudged = ([one for one in messages if one.kind == kind] for kind in ("reminder", "nudge"))
    names, to_nudge = [one.actor for one in due.to_remind], [one.actor for one in job.nudges]
    data = {
        "round": due.round.name,
        "deadline": due.round.deadline,
        "reminder": due.step,
        "next": due.next_day,
        "silent": [record.actor for record in due.silent],
        "dry_run": dry_run,
        "emails": emails[0] if emails else None,
        "reminded": [message_data(one) for one in reminders],
        "would_remind": names if dry_run else [],
        "nudged": [message_data(one) for one in nudged],
        "would_nudge": to_nudge if dry_run else [],
        "list_sent": any(one.kind == "silent" for one in messages),
        "receipts": receipts_data(receipts, job.project.messages),
    }
    open_ = [one for one in messages if one.state not in ("sent", "drafted")]
    lines: list[Line] = [
        *_words(job, reminders, names, dry_run),
        *_nudge_words(job, nudged, to_nudge, dry_run),
    ]
    if emails is not None and emails[1]:
        lines.append(dry_run_line(job.project, *emails))
    if dry_run and (names or to_nudge) and has_mailbox(job.project):
        lines.append(_NOT_LOOKED_IN.with_values(command="regionplan collect"))
    lines += [*message_lines(open_), *receipt_lines(receipts)]
    return Result(data, tuple(lines), waits=bool(open_))


def _nudge_words(
    job: _ReminderJob, nudged: list[MessageRecord], names: list[str], dry_run: bool
) -> Iterator[Line]:
    """Yield lines about the nudges between rounds; nothing if there are none."""
    months = job.project.config.round.nudge_months or 0
    time = counted("a month", "{count} months", count=months)
    if dry_run and names:
        yield NameList(
            names,
            lambda actors: phrase(
                "Would ask about measures that nobody has reported on for {time}: {actors}.",
                time=time, actors=actors,
            ),
        )  # fmt: skip
    if sent := sum(one.state == "sent" for one in nudged):
        yield counted(
            "{count} body was asked about measures that nobody has reported on for {time}.",
            "{count} bodies were asked about measures that nobody has reported on for {time}.",
            count=sent, time=time,
        )  # fmt: skip
    if drafted := sum(one.state == "drafted" for one in nudged):
        yield counted(
            "{count} e-mail (.eml) about measures that nobody has reported on for {time} is in {folder}: "
            "open it, and send it.",
            "{count} e-mails (.eml) about measures that nobody has reported on for {time} are in {folder}: "
            "open them, and send them.",
            count=drafted, time=time, folder=job.project.display_path(job.folder("nudge")),
        )  # fmt: skip


def _words(
    job: _ReminderJob, reminders: list[MessageRecord], names: list[str], dry_run: bool
) -> Iterator[Line]:
    due = job.due
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
            folder=job.project.display_path(job.folder("reminder")),
        )
    if due.silent and due.next_day is not None:
        yield _next(due)


def _next(due: DueReminder) -> Phrase:
    return phrase("The next reminder is on {day}.", day=due.next_day)
