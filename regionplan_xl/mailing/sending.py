"""Prepare the sending of a round: choose the round, the actors and their rows, and check them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain

from regionplan_xl.errors import InputError, NotNow, Place, Problem
from regionplan_xl.excel.actor.unwritable_texts import unwritable_rows, unwritable_titles
from regionplan_xl.excel.common.master_model import Master
from regionplan_xl.excel.master.places import actor_rows, headings_in_master, plan_with_places
from regionplan_xl.mailing.actor_letters import ActorLetters, addresses_of, writes_drafts
from regionplan_xl.mailing.bounced import without_bounced
from regionplan_xl.mailing.in_outbox import written_in
from regionplan_xl.moments import local_moment
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.checks import UNASKED, Check, check_plan
from regionplan_xl.plan.checks.register import MISDIRECTING
from regionplan_xl.plan.merging.rows_to_send import next_round_name, rows_by_actor
from regionplan_xl.plan.merging.sent_and_returned import Dispatch, Round, SentRow
from regionplan_xl.plan.model import Actor, Plan
from regionplan_xl.project.answered.present_names import PresentNames
from regionplan_xl.project.folder import Project
from regionplan_xl.text import Phrase, counted, phrase, workbook_text

Rows = Mapping[str, tuple[SentRow, ...]]
"""Actor name -> the rows to send to it."""


@dataclass(frozen=True)
class SendRequest:
    """What somebody asks to send. Without `round_name`, the last round is continued, or with `new` the next one opened.

    `deadline`: None for the round's own, or for a new round that of config.yaml. `actors`: only these, or all if empty.
    `channel`: None for that of config.yaml. `again`: send the e-mails to `actors` once more.
    """

    round_name: str | None = None
    new: bool = False
    deadline: date | None = None
    actors: tuple[str, ...] = ()
    channel: str | None = None
    again: bool = False


@dataclass(frozen=True)
class Sending:
    """What to send: the plan, the round, and the rows of each actor; and facts to tell the planner first.

    `names`: of the actors that the ledger has under former ones. `is_new`: this opens the round. `last`: the latest
    round before this, or None. `waiting`: the number of returns collected but not merged; `in_inbox`: not collected
    either. `letters`: writes the letters; None if the workbooks are sent without. `by_mail`: the program itself sends
    e-mail to actors with an address. `unreachable`: actors all of whose addresses have bounced in the round.
    `problems`: names because of which somebody is not asked.
    """

    plan: Plan
    names: PresentNames
    round: Round
    rows: Rows
    is_new: bool
    last: Round | None
    waiting: int
    in_inbox: int
    letters: ActorLetters | None
    by_mail: bool = False
    unreachable: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()

    def draft(self, actor: Actor, dispatch: Dispatch) -> Callable[[bytes], bytes] | None:
        """Return the function that makes an actor's draft from its workbook; None if it gets no draft."""
        if self.letters is None or (self.by_mail and addresses_of(actor).valid):
            return None
        return self.letters.draft(actor, dispatch)

    @property
    def newer(self) -> Round | None:
        """The latest round, if an earlier one is being continued; otherwise None."""
        return None if self.is_new or self.last is None or self.last.name == self.round.name else self.last


def prepare(project: Project, master: Master, request: SendRequest) -> Sending:
    """Decide what to send and check it, without writing anything; raise `InputError` with every problem.

    Raise `NotNow` if the only problem is that workbooks cannot be overwritten now. Addresses from which an e-mail of
    the round has bounced are left out, unless the e-mails are to be sent again.
    """
    plan, places = plan_with_places(master, project.master_path.name)
    unclear = _unclear_names(master, plan, places)
    there = _round_to_continue(project, request)
    round_ = _round(project, request, there)
    known = plan
    names = PresentNames(project.ledger, master.plan)
    if not request.again:
        plan = without_bounced(plan, names.messages(project.ledger.messages(round_.name)))
    unreachable = _with_address(known) - _with_address(plan)
    rows = chosen(plan, rows_of(plan, round_), request.actors)
    sender = project.config.delivery.sender or ""
    wrong = (
        *unwritable_titles(rows, round_, plan.name, sender, places, project.translate),
        *unwritable_rows(plan, list(chain(*rows.values())), places),
        *written_in(project, round_.name, rows),
    )
    problems = (*wrong, *project.channel.check(round_.name, rows))
    if problems:
        raise (InputError if wrong else NotNow)(_nothing_sent(problems), listed=problems)
    return Sending(
        plan=plan,
        names=names,
        round=round_,
        rows=rows,
        is_new=there is None,
        last=project.ledger.latest_round(),
        waiting=len(project.ledger.returns("waiting")),
        in_inbox=project.channel.count(),
        letters=_letters(project, plan, round_, rows),
        unreachable=unreachable,
        problems=unclear,
    )


def _unclear_names(master: Master, plan: Plan, places: Mapping[str, Place]) -> tuple[Problem, ...]:
    """Return the names because of which somebody is not asked.

    Raise `InputError` if a body has two rows: then the program cannot know which address is its own.
    """

    def found(checks: tuple[Check, ...]) -> tuple[Problem, ...]:
        headings, rows = headings_in_master(master), actor_rows(master)
        findings = check_plan(plan, places, headings=headings, actor_rows=rows, checks=checks)
        return tuple(finding.problem for finding in findings)

    if wrong := found(MISDIRECTING):
        raise InputError(_nothing_sent(wrong), listed=wrong)
    return found(UNASKED)


def _nothing_sent(problems: Sequence[Problem]) -> Phrase:
    return counted(
        "Nothing was sent; {count} thing has to be fixed first:",
        "Nothing was sent; {count} things have to be fixed first:",
        count=len(problems),
    )


def _with_address(plan: Plan) -> frozenset[str]:
    return frozenset(actor.name for actor in plan.actors if addresses_of(actor).valid)


def _letters(project: Project, plan: Plan, round_: Round, rows: Rows) -> ActorLetters | None:
    """Return the writer of letters, or None if there are none; raise `InputError` if a template has a fault."""
    asked = [actor for actor in plan.actors if actor.name in rows]
    if not writes_drafts(project, asked):
        return None
    letters = ActorLetters.of(project, plan.name, round_)
    letters.check("workbook", [(actor, rows[actor.name]) for actor in asked])
    return letters


def rows_of(plan: Plan, round_: Round) -> Rows:
    """Return the rows of each actor; indicators are asked about the year in which the round was opened."""
    return rows_by_actor(plan, local_moment(round_.opened).year)


def chosen(plan: Plan, rows: Rows, actors: tuple[str, ...]) -> Rows:
    """Return the rows of the named actors, with groups expanded; of all actors if none is named."""
    if not rows:
        raise InputError(
            phrase("Nobody in the plan is asked about anything."),
            phrase(
                "Fill in the column «{column}» with names from the sheet «{sheet}», and see «regionplan check».",
                column=workbook_text("Responsible"),
                sheet=workbook_text("Actors"),
            ),
        )
    if not actors:
        return rows
    register = Register(plan.actors)
    chosen: list[str] = []
    for wanted in actors:
        actor = register.named(wanted)
        names = [m.name for m in register.members_of(actor)] if actor.kind == "group" else [actor.name]
        mine = [n for n in names if n in rows]
        if not mine:
            raise InputError(
                phrase("«{name}» is not asked about any measure.", name=actor.name),
                phrase("Only bodies that are responsible for something, and that report, get a workbook."),
            )
        chosen += mine
    return {name: rows[name] for name in chosen}


def _round_to_continue(project: Project, request: SendRequest) -> Round | None:
    """Return the round to continue, or None to open a new one."""
    ended, name = _last_round_of_former_year(project), request.round_name
    if name is None:
        latest = project.ledger.latest_round()
        return None if request.new or (latest and latest.name == ended) else latest
    there = project.ledger.find_round(name)
    names = [round_.name for round_ in project.ledger.rounds()]
    if there is not None and ended and names.index(there.name) <= names.index(ended):
        raise InputError(
            phrase("The round «{name}» is from before the roll-over.", name=there.name),
            phrase("Leave out --round to open the next round, or give it another name."),
        )
    if there is not None and request.new:
        raise InputError(
            phrase("There is a round «{name}» already.", name=there.name),
            phrase("Leave out --new to go on in it, or give the new round another name."),
        )
    return there


def _last_round_of_former_year(project: Project) -> str:
    rolled_over = project.ledger.roll_overs()
    return rolled_over[-1].last_round if rolled_over else ""


def _round(project: Project, request: SendRequest, there: Round | None) -> Round:
    name, deadline = request.round_name, request.deadline
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
    """Return the day `days` later, but not beyond the last day that `date` supports."""
    return day + timedelta(days=min(days, (date.max - day).days))
