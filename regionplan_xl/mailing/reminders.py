"""Find the actors to remind today: those that have not answered, once for each reminder of the round."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from regionplan_xl.ledger.entries import DispatchRecord, MessageRecord
from regionplan_xl.mailing.bounced import first_key
from regionplan_xl.moments import local_moment
from regionplan_xl.plan.merging.sent_and_returned import Round
from regionplan_xl.plan.model import Plan
from regionplan_xl.project.answered.asked_bodies import AskedBody, asked_bodies
from regionplan_xl.project.answered.present_names import PresentNames
from regionplan_xl.project.archive import preview_files, waiting_files
from regionplan_xl.project.folder import Project
from regionplan_xl.project.mail.mail_returns import is_answer
from regionplan_xl.project.submissions import ReadReturns, read_returns

REMINDER, SILENT = "reminder", "silent"
"""The kinds of the messages to those who have not answered, and to the secretariat about them."""


@dataclass(frozen=True)
class DueReminder:
    """The reminder due in a round: `step` is its number of days before the deadline (negative: after); None if none.

    `to_remind`: the last dispatch of each body that has not answered and has not had this reminder, with its name now.
    `silent`: all that have not answered. `next_day`: that of the next reminder, None after the last.
    """

    round: Round
    step: int | None
    next_day: date | None
    asked: int
    silent: tuple[DispatchRecord, ...]
    to_remind: tuple[DispatchRecord, ...]
    is_last: bool


def find_due_reminder(
    project: Project, round_: Round, names: PresentNames, answered: Collection[str]
) -> DueReminder:
    """Return who is to be reminded today; `answered`: those who have answered (`answering_actors`)."""
    steps, today = sorted(set(project.config.round.reminders), reverse=True), project.today()
    due = [step for step in steps if step_day(round_, step) <= today]
    later = [step for step in steps if step not in due]
    step = due[-1] if due else None
    asked = asked_bodies(project.ledger, names, round_.name, answered)
    silent = [one for one in asked if not one.answered]
    return DueReminder(
        round=round_,
        step=step,
        next_day=step_day(round_, later[0]) if later else None,
        asked=len(asked),
        silent=tuple(map(_last_workbook, silent)),
        to_remind=tuple(_unreminded(silent, round_, step, project.ledger.messages(round_.name))),
        is_last=bool(due) and not later,
    )


def _last_workbook(body: AskedBody) -> DispatchRecord:
    return replace(body.dispatches[-1], actor=body.name)


def step_day(round_: Round, step: int) -> date:
    """Return the day of a reminder."""
    return round_.deadline - timedelta(days=step)


def reminder_key(round_: Round, step: int, actor: str) -> str:
    """Return a reminder's unique key, so that nobody gets it twice; each deadline of a round has its own."""
    return f"{REMINDER}/{round_.name}/{step}/{round_.deadline.isoformat()}/{actor}"


def silent_key(round_: Round) -> str:
    """Return the unique key of the list of those who have not answered."""
    return f"{SILENT}/{round_.name}/{round_.deadline.isoformat()}"


def is_about(message: MessageRecord, key: str, day: date) -> bool:
    """Return whether a message has this key, or was sent on `day` or later.

    Keys in ledgers of earlier versions do not have the deadline; what was sent before the day was about another one.
    """
    return first_key(message.key) == key or local_moment(message.changed).date() >= day


def is_of_deadline(reminder: MessageRecord, round_: Round) -> bool:
    """Return whether a reminder is about the present deadline of its round."""
    step = int(_step_of(reminder))
    return is_about(reminder, reminder_key(round_, step, reminder.actor), step_day(round_, step))


def _unreminded(
    silent: Iterable[AskedBody], round_: Round, step: int | None, messages: Iterable[MessageRecord]
) -> Iterator[DispatchRecord]:
    if step is None:
        return
    day = step_day(round_, step)
    done = {
        one.actor
        for one in messages
        if one.kind == REMINDER
        and one.state in ("sent", "drafted", "unsure")
        and _step_of(one) == str(step)
        and is_of_deadline(one, round_)
    }
    for body in silent:
        record = _last_workbook(body)
        # Whoever has just got the workbook knows of it.
        is_new = local_moment(record.sent).date() >= day
        if not is_new and not done & {body.name, *body.names}:
            yield record


def _step_of(reminder: MessageRecord) -> str:
    return reminder.key.removeprefix(f"{REMINDER}/{reminder.round}/").partition("/")[0]


def answering_actors(project: Project, round_: Round, plan: Plan, with_inbox: bool) -> frozenset[str]:
    """Return the actors that have answered in a round, even if the answer is not merged yet or is held.

    They have the names that they were asked under. A message without a workbook is no answer, and neither is what came
    with an automatic reply, unless the secretariat has decided that it is. `with_inbox`: answers that are in the inbox
    and not collected yet count too.
    """
    ledger = project.ledger
    if with_inbox:
        preview = preview_files(project, ())
        files, unrecorded = preview.files, preview.messages
    else:
        files, unrecorded = waiting_files(project), {}
    held = ledger.returns("held")
    hashes = [*(one.hash for one in held), *(record.hash for record, _ in files)]
    messages = {**ledger.mails_with(hashes), **unrecorded}
    held = tuple(one for one in held if is_answer(one.hash, messages))
    files = [file for file in files if is_answer(file.record.hash, messages)]
    found = set(ledger.answered(round_.name))
    found |= {one.actor for one in held if one.round == round_.name}
    unknown = {one.hash for one in held if not one.actor}
    for question in ledger.open_questions():
        if question.source in unknown:
            found |= _surely([(one.actor, one.round) for one in question.candidates], round_)
    if not files:
        return frozenset(found)
    return frozenset(found | _read(read_returns(project, files, plan=plan, messages=unrecorded), round_))


def _read(returns: ReadReturns, round_: Round) -> set[str]:
    """Return the actors whose files in the round are not merged yet."""
    found = {one.dispatch.actor for one in returns.submissions if one.dispatch.round == round_.name}
    for held in returns.held:
        if held.dispatch is not None:
            found |= {held.dispatch.actor} if held.dispatch.round == round_.name else set()
        else:
            found |= _surely([(one.actor, one.round) for one in held.candidates], round_)
    return found


def _surely(candidates: Iterable[tuple[str, str]], round_: Round) -> set[str]:
    """Return the only actor that a file may be from in the round; none if there are several."""
    actors = {actor for actor, of_round in candidates if of_round == round_.name}
    return actors if len(actors) == 1 else set()
