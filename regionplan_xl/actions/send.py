"""`send`: a workbook for every body that is responsible for something."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from regionplan_xl.actions.merge import merge_waiting
from regionplan_xl.actions.result import Line, Result, TextTable
from regionplan_xl.errors import InputError
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.merging.exchange import Round, SentRow
from regionplan_xl.plan.merging.hand_edits import take_snapshot
from regionplan_xl.plan.merging.sending import default_round, rows_by_actor, unasked
from regionplan_xl.plan.model import Plan
from regionplan_xl.project.folder import Project
from regionplan_xl.project.progress import Progress
from regionplan_xl.project.session import open_session
from regionplan_xl.text import Phrase, counted, phrase

Rows = Mapping[str, tuple[SentRow, ...]]
"""What each actor is sent, by name."""


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
) -> Result:
    """Write and record the workbooks of a round; sending again in the same round changes nothing that is out."""
    if (channel or project.config.delivery.channel) != "folder":
        raise InputError(
            phrase("This version sends to the outbox folder only."),
            phrase("Set delivery: channel: folder in config.yaml."),
        )
    with open_session(project):
        plan = _plan_with_ids(project, dry_run)
        known = project.ledger.rounds()
        name = round_name or default_round({r.name: r.deadline for r in known}, project.today())
        there = next((r for r in known if r.name == name), None)

        rows = _chosen(plan, rows_by_actor(plan), actors)
        round_ = _round(project, name, deadline, there)

        sent: list[Sent] = []
        if not dry_run:
            project.ledger.begin_snapshot(take_snapshot(plan, {}))
            sent = _write(project, plan, round_, rows, progress)
    return _result(project, plan, round_, rows, sent, dry_run)


def _plan_with_ids(project: Project, dry_run: bool) -> Plan:
    """The master's plan; rows that the secretariat added since the last merge get their ids first."""
    master = project.read_master()
    if master.unidentified and not dry_run:
        merge_waiting(project, hashes=())
        master = project.read_master()
    return master.plan


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


def _round(project: Project, name: str, deadline: date | None, there: Round | None) -> Round:
    if not name.strip() or any(c in name for c in '/\\:*?"<>|') or name.strip(". ") != name:
        raise InputError(
            phrase("«{name}» cannot be the name of a round.", name=name),
            phrase("It becomes a folder name: use letters, digits, space and hyphen, such as 2025-1."),
        )
    last = deadline or (
        there.deadline if there else project.today() + timedelta(days=project.config.round.deadline_days)
    )
    return Round(name, last, there.opened if there else _opened(project))


def _opened(project: Project) -> datetime:
    """Now, or just after the latest round was opened, should the clock have been put back since."""
    latest = project.ledger.latest_round()
    now = project.now()
    return now if latest is None else max(now, latest.opened + timedelta(microseconds=1))


def _write(project: Project, plan: Plan, round_: Round, rows: Rows, progress: Progress) -> list[Sent]:
    from regionplan_xl.excel.actor.template import render_template
    from regionplan_xl.excel.actor.workbook import render_actor_workbook
    from regionplan_xl.ledger.entries import Outgoing

    opened = project.ledger.open_round(round_.name, round_.deadline, round_.opened)
    if opened.deadline != round_.deadline:
        project.ledger.move_deadline(round_.name, round_.deadline)
    register = Register(plan.actors)
    sent: list[Sent] = []
    with progress(project.messages(phrase("Writing workbooks")), list(rows), len(rows)) as names:
        for name in names:
            actor = register.resolve(name)
            assert actor is not None  # noqa: S101  (rows are keyed by the register's own names)
            language = actor.language or project.language
            # Recorded before it is sent: the ledger knows every workbook that is out.
            outgoing = Outgoing(actor=name, rows=rows[name])
            dispatch = project.ledger.record_dispatch(round_.name, project.now(), outgoing)
            book = render_actor_workbook(
                render_template(language, plan.scale),
                dispatch,
                actor,
                round_,
                plan_name=plan.name,
                sender=project.config.delivery.sender or "",
                language=language,
                scale=plan.scale,
            )
            sent.append(Sent(name, project.channel.send(dispatch, actor, book), dispatch.code))
    return sent


def _result(
    project: Project, plan: Plan, round_: Round, rows: Rows, sent: list[Sent], dry_run: bool
) -> Result:
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
        "dry_run": dry_run,
        "sent": listed,
        "unasked": [{"number": m.number, "text": m.text} for m in nobody],
    }
    table = [
        (str(e["actor"]), str(e["measures"]), str(e["involved"]), _file(project, str(e["file"])))
        for e in listed
    ]
    headings = (phrase("Actor"), phrase("Measures"), phrase("Involved in"), phrase("Workbook"))
    lines: list[Line] = [TextTable(headings, table)]
    lines += _words(project, round_, len(rows), dry_run)
    if nobody:
        numbers = ", ".join(m.number or m.text for m in nobody)
        lines.append(phrase("Nobody is asked about {numbers}; see «regionplan check».", numbers=numbers))
    return Result(data, tuple(lines), waits=bool(nobody))


def _file(project: Project, file: str) -> str:
    return project.display_path(Path(file)) if file else ""


def _words(project: Project, round_: Round, workbooks: int, dry_run: bool) -> Iterator[Phrase]:
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
    if not dry_run:
        yield phrase(
            "The workbooks are in {outbox}; send them, and put the answered ones in {inbox}.",
            outbox=project.display_path(project.outbox / round_.name),
            inbox=project.display_path(project.inbox),
        )
