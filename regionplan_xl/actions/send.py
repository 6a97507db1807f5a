"""`send`: a workbook for every body that is responsible for something."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from pathlib import Path

from regionplan_xl.actions.result import Line, NameList, Result, TextTable, in_inbox_line, in_json
from regionplan_xl.delivery.channel import ReadyBook
from regionplan_xl.errors import InputError, NotNow
from regionplan_xl.excel.actor.unwritable_texts import unwritable_rows, unwritable_titles
from regionplan_xl.excel.common.master_model import Master
from regionplan_xl.excel.master.places import plan_with_places
from regionplan_xl.ledger.entries import Outgoing
from regionplan_xl.moments import local_moment
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.merging.hand_edits import take_snapshot
from regionplan_xl.plan.merging.last_texts import last_texts
from regionplan_xl.plan.merging.sending import next_round_name, rows_by_actor, unasked
from regionplan_xl.plan.merging.sent_and_returned import Dispatch, Round, SentRow
from regionplan_xl.plan.model import Actor, Plan
from regionplan_xl.project.folder import Project
from regionplan_xl.project.progress import Progress
from regionplan_xl.project.session import open_session
from regionplan_xl.text import Phrase, called, counted, phrase, sentences

Rows = Mapping[str, tuple[SentRow, ...]]
"""What each actor is sent, by name."""


@dataclass(frozen=True)
class Sending:
    """What is to be sent: the plan, the round, what each actor gets, and what the planner is told first.

    `is_new`: the round is opened by this. `last`: the last round before this was sent, None if there was none.
    `waiting` returns are collected and not merged; `in_inbox` are not collected either.
    """

    plan: Plan
    round: Round
    rows: Rows
    is_new: bool
    last: Round | None
    waiting: int
    in_inbox: int

    @property
    def newer(self) -> Round | None:
        """The last round, if it is not this one that goes on."""
        return None if self.is_new or self.last is None or self.last.name == self.round.name else self.last


@dataclass(frozen=True)
class Sent:
    """A workbook that was sent: where it went, and its code."""

    actor: str
    file: str
    code: str


def send(
    project: Project,
    round_name: str | None,
    deadline: date | None,
    actors: tuple[str, ...],
    channel: str | None,
    dry_run: bool,
    progress: Progress,
    new: bool = False,
) -> Result:
    """Write and record the workbooks of a round; sending again in the same round changes nothing that is out.

    Without `round_name` the last round goes on, or with `new` the next is opened.
    """
    if (channel or project.config.delivery.channel) != "folder":
        raise InputError(
            phrase("This version sends to the outbox folder only."),
            phrase("Set delivery: channel: folder in config.yaml."),
        )
    with open_session(project):
        project.open_engine()  # first, so that nothing is changed if it cannot be reached
        master = project.read_master()
        sending = _prepare(project, master, round_name, new, deadline, actors)

        sent: list[Sent] = []
        if not dry_run:
            if master.unidentified:
                from regionplan_xl.actions.merge import merge_waiting

                # New rows get their IDs first. All else is as it was when it was checked.
                merge_waiting(project, hashes=())
                plan = project.read_master().plan
                sending = replace(sending, plan=plan, rows=_chosen(plan, _rows(plan, sending.round), actors))
            sent = _write(project, sending, progress)
    return _result(project, sending, sent, dry_run)


def _prepare(
    project: Project,
    master: Master,
    round_name: str | None,
    new: bool,
    deadline: date | None,
    actors: tuple[str, ...],
) -> Sending:
    """Decide what is sent, and check that it can be; raises `InputError` with every problem. Nothing is written.

    `NotNow` if it is only that workbooks cannot be written over now.
    """
    plan, places = plan_with_places(master, project.master_path.name)
    there = _there(project, round_name, new)
    round_ = _round(project, round_name, deadline, there)
    rows = _chosen(plan, _rows(plan, round_), actors)
    sender = project.config.delivery.sender or ""
    wrong = (
        *unwritable_titles(rows, round_, plan.name, sender, places, project.translate),
        *unwritable_rows(plan, list(chain(*rows.values())), places),
    )
    problems = (*wrong, *project.channel.check(round_.name, rows))
    if problems:
        what = counted(
            "Nothing was sent; {count} thing has to be fixed first:",
            "Nothing was sent; {count} things have to be fixed first:",
            count=len(problems),
        )
        raise (InputError if wrong else NotNow)(what, listed=problems)
    waiting, in_inbox = len(project.ledger.returns("waiting")), project.channel.count()
    return Sending(plan, round_, rows, there is None, project.ledger.latest_round(), waiting, in_inbox)


def _rows(plan: Plan, round_: Round) -> Rows:
    """Return what each actor is sent: indicators are asked about the year in which the round was opened."""
    return rows_by_actor(plan, local_moment(round_.opened).year)


def _chosen(plan: Plan, rows: Rows, actors: tuple[str, ...]) -> Rows:
    """The rows of the named actors, those of a group's members if it is named; of all if none is named."""
    if not rows:
        raise InputError(
            phrase("Nobody in the plan is asked about anything."),
            phrase(
                "Fill in the column «{column}» with names from the sheet «{sheet}», and see «regionplan check».",
                column=phrase("Responsible"),
                sheet=phrase("Actors"),
            ),
        )
    if not actors:
        return rows
    register = Register(plan.actors)
    chosen: list[str] = []
    for wanted in actors:
        actor = register.resolve(wanted)
        if actor is None:
            near = register.suggest(wanted)
            raise InputError(
                phrase("«{name}» is not an actor in this plan.", name=wanted),
                phrase("Did you mean «{near}»?", near=near)
                if near
                else phrase("The actors are on the sheet «{sheet}» of the master.", sheet=phrase("Actors")),
            )
        names = [m.name for m in register.members_of(actor)] if actor.kind == "group" else [actor.name]
        mine = [n for n in names if n in rows]
        if not mine:
            raise InputError(
                phrase("«{name}» is not asked about any measure.", name=actor.name),
                phrase("Only bodies that are responsible for something, and that report, get a workbook."),
            )
        chosen += mine
    return {name: rows[name] for name in chosen}


def _there(project: Project, name: str | None, new: bool) -> Round | None:
    """Return the round that is gone on with, or None if a new one is to be opened."""
    ended = _last_round_of_former_year(project)
    if name is None:
        latest = project.ledger.latest_round()
        return None if new or (latest and latest.name == ended) else latest
    there = project.ledger.find_round(name)
    names = [round_.name for round_ in project.ledger.rounds()]
    if there is not None and ended and names.index(there.name) <= names.index(ended):
        raise InputError(
            phrase("The round «{name}» is from before the roll-over.", name=there.name),
            phrase("Leave out --round to open the next round, or give it another name."),
        )
    if there is not None and new:
        raise InputError(
            phrase("There is a round «{name}» already.", name=there.name),
            phrase("Leave out --new to go on in it, or give the new round another name."),
        )
    return there


def _last_round_of_former_year(project: Project) -> str:
    rolled_over = project.ledger.roll_overs()
    return rolled_over[-1].last_round if rolled_over else ""


def _round(project: Project, name: str | None, deadline: date | None, there: Round | None) -> Round:
    if there is not None:
        return replace(there, deadline=deadline or there.deadline)
    today = project.today()
    if name is None:
        names = [round_.name for round_ in project.ledger.rounds()]
        began = (one.year for one in project.ledger.roll_overs() if one.year)
        name = next_round_name(names, max(today.year, (deadline or today).year, *began))
    if not name.strip() or any(c in name for c in '/\\:*?"<>|') or name.strip(". ") != name:
        raise InputError(
            phrase("«{name}» cannot be the name of a round.", name=name),
            phrase("It becomes a folder name: use letters, digits, space and hyphen, such as 2025-1."),
        )
    return Round(name, deadline or _days_after(today, project.config.round.deadline_days), project.now())


def _days_after(day: date, days: int) -> date:
    """Return the day so many days later; the last of the calendar if there is none."""
    return day + timedelta(days=min(days, (date.max - day).days))


def _write(project: Project, sending: Sending, progress: Progress) -> list[Sent]:
    from regionplan_xl.excel.actor.workbook_task import STAMP, WorkbookToStamp

    plan, round_ = sending.plan, sending.round
    actors = {actor.name: actor for actor in plan.actors}
    # Recorded before they are sent: the ledger knows every workbook that is out.
    outgoing = [_outgoing(project, sending, actors[name], rows) for name, rows in sending.rows.items()]
    sender = project.config.delivery.sender or ""

    def to_stamp(dispatch: Dispatch) -> WorkbookToStamp:
        actor = actors[dispatch.actor]
        language = actor.language or project.language
        return WorkbookToStamp(dispatch, actor, round_, plan.name, sender, language, plan.scale)

    with project.ledger.sending_round(round_, project.now(), outgoing) as dispatches:
        # The engine may begin meanwhile, in memory; no file is written before all is recorded.
        stamped = project.open_engine().map(STAMP, map(to_stamp, dispatches))
    project.ledger.begin_snapshot(take_snapshot(plan, {}))
    project.ledger.record_texts(last_texts(plan))
    sent: list[Sent] = []
    with progress(project.messages(phrase("Writing workbooks")), dispatches, len(dispatches)) as to_write:
        books = (
            ReadyBook(dispatch, actors[dispatch.actor], pack)
            for dispatch, pack in zip(to_write, stamped, strict=True)
        )
        try:
            for book, file in project.channel.send_all(books):
                sent.append(Sent(book.actor.name, file, book.dispatch.code))
        except NotNow as error:
            raise _interrupted(error, len(sent)) from error
    return sent


def _outgoing(project: Project, sending: Sending, actor: Actor, rows: tuple[SentRow, ...]) -> Outgoing:
    """Return what is recorded of an actor's workbook before it is sent."""
    from regionplan_xl.excel.actor.template import render_template
    from regionplan_xl.excel.actor.workbook import indicator_rows, workbook_texts

    plan, round_ = sending.plan, sending.round
    language = actor.language or project.language
    texts = workbook_texts(
        render_template(language, plan.scale, len(indicator_rows(rows))),
        Dispatch("", round_.name, actor.name, project.now(), rows),
        actor.name,
        round_,
        plan_name=plan.name,
        sender=project.config.delivery.sender or "",
        language=language,
    )
    return Outgoing(actor=actor.name, rows=rows, texts=texts)


def _interrupted(error: NotNow, written: int) -> NotNow:
    """Return the error, with how many workbooks were written before it."""
    if not written:
        return error
    before = counted(
        "{count} workbook was written before that; sending again goes on, and changes nothing that is out.",
        "{count} workbooks were written before that; sending again goes on, and changes nothing that is out.",
        count=written,
    )
    return NotNow(error.what, sentences(error.fix, before), error.place)


def _result(project: Project, sending: Sending, sent: list[Sent], dry_run: bool) -> Result:
    plan, round_, rows = sending.plan, sending.round, sending.rows
    by_actor = {one.actor: one for one in sent}
    listed = [
        {
            "actor": name,
            "measures": sum(row.answerable for row in mine),
            "involved": sum(not row.answerable for row in mine),
            "file": by_actor[name].file if name in by_actor else "",
            "code": by_actor[name].code if name in by_actor else "",
        }
        for name, mine in rows.items()
    ]
    nobody = unasked(plan)
    data = {
        "round": round_.name,
        "deadline": round_.deadline,
        "new_round": sending.is_new,
        "newer_round": sending.newer.name if sending.newer else None,
        "waiting_returns": sending.waiting,
        "inbox_files": sending.in_inbox,
        "dry_run": dry_run,
        "sent": listed,
        "unasked": [{"number": m.number, "text": m.text} for m in nobody],
    }

    def row(one: Mapping[str, object]) -> tuple[str, ...]:
        return str(one["actor"]), str(one["measures"]), str(one["involved"]), _file(project, str(one["file"]))

    headings = (phrase("Actor"), phrase("Measures"), phrase("Involved in"), phrase("Workbook"))
    rest = in_json("send --dry-run") if dry_run else _outbox(project, sent[0]) if sent else ""
    lines: list[Line] = [*_told_first(sending), TextTable(headings, listed, row=row, rest=rest)]
    lines += _words(project, sending, sent, dry_run)
    if nobody:
        lines.append(
            NameList(
                [called(m.number, m.text) for m in nobody],
                lambda numbers: phrase(
                    "Nobody is asked about {numbers}; see «regionplan check».", numbers=numbers
                ),
                rest="«regionplan check»",
            )
        )
    return Result(data, tuple(lines), waits=bool(nobody))


def _file(project: Project, file: str) -> str:
    return project.display_path(Path(file)) if file else ""


def _outbox(project: Project, sent: Sent) -> str:
    return project.display_path(Path(sent.file).parent)


def _told_first(sending: Sending) -> Iterator[Phrase]:
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
    if sent:
        yield phrase(
            "The workbooks are in {outbox}; send them, and put the answered ones in {inbox}.",
            outbox=_outbox(project, sent[0]),
            inbox=project.display_path(project.inbox),
        )
