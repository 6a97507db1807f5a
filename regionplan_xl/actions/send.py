"""`send`: a workbook for every body that is responsible for something."""

from datetime import date, datetime, timedelta
from pathlib import Path

from regionplan_xl.actions import Progress, Result, Table
from regionplan_xl.errors import InputError
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.merging.exchange import Round, SentRow
from regionplan_xl.plan.merging.hand_edits import tracked
from regionplan_xl.plan.merging.sending import default_round, rows_by_actor, unasked
from regionplan_xl.plan.model import Plan
from regionplan_xl.plan.status import LANGUAGES
from regionplan_xl.project.folder import Project


def send(
    project: Project,
    round_name: str | None,
    deadline: date | None,
    actors: tuple[str, ...],
    channel: str | None,
    dry_run: bool,
    progress: Progress[str],
) -> Result:
    """Write and record the workbooks of a round; sending again in the same round changes nothing that is out."""
    if (channel or project.config.delivery.channel) != "folder":
        raise InputError(
            "This version sends to the outbox folder only.", "Set delivery: channel: folder in config.yaml."
        )
    with project.locked():
        plan = _plan_with_ids(project, dry_run)
        known = project.ledger.rounds()
        name = round_name or default_round({r.name: r.deadline for r in known}, project.today())
        there = next((r for r in known if r.name == name), None)

        rows = rows_by_actor(plan)
        chosen = _chosen(plan, rows, actors)
        round_ = _round(project, name, deadline, there)

        if not dry_run:
            project.ledger.begin_snapshot(tracked(plan, {}))
        sent = [] if dry_run else _write(project, plan, round_, {n: rows[n] for n in chosen}, progress)
    return _result(project, plan, round_, {n: rows[n] for n in chosen}, sent, dry_run)


def _plan_with_ids(project: Project, dry_run: bool) -> Plan:
    """The master's plan; rows that the secretariat added since the last merge get their ids first."""
    master = project.read_master()
    if master.unidentified and not dry_run:
        from regionplan_xl.actions.merge import fold_waiting

        fold_waiting(project, ())
        master = project.read_master()
    return master.plan


def _chosen(plan: Plan, rows: dict[str, tuple[SentRow, ...]], actors: tuple[str, ...]) -> tuple[str, ...]:
    if not rows:
        raise InputError(
            "Nobody in the plan is asked about anything.",
            "Fill in the column Ansvar with names that stand on the sheet Aktørar, and see «regionplan check».",
        )
    if not actors:
        return tuple(rows)
    register = Register(plan.actors)
    chosen: list[str] = []
    for wanted in actors:
        actor = register.resolve(wanted)
        if actor is None:
            near = register.suggest(wanted)
            raise InputError(
                f"«{wanted}» is not an actor in this plan.",
                f"Did you mean «{near}»?" if near else "The actors stand on the sheet Aktørar of the master.",
            )
        names = [m.name for m in register.members_of(actor)] if actor.kind == "group" else [actor.name]
        mine = [n for n in names if n in rows]
        if not mine:
            raise InputError(
                f"«{actor.name}» is not asked about any measure.",
                "Only bodies that are responsible for something, and that report, get a workbook.",
            )
        chosen += mine
    return tuple(dict.fromkeys(chosen))


def _round(project: Project, name: str, deadline: date | None, there: Round | None) -> Round:
    if not name.strip() or any(c in name for c in '/\\:*?"<>|') or name.strip(". ") != name:
        raise InputError(
            f"«{name}» cannot be the name of a round.",
            "It becomes a folder name: use letters, digits, space and hyphen, such as 2025-1.",
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


def _write(
    project: Project, plan: Plan, round_: Round, rows: dict[str, tuple[SentRow, ...]], progress: Progress[str]
) -> list[dict[str, object]]:
    from regionplan_xl.excel.actor.template import render_template
    from regionplan_xl.excel.actor.workbook import render_actor_workbook
    from regionplan_xl.ledger.entries import Outgoing

    opened = project.ledger.open_round(round_.name, round_.deadline, round_.opened)
    if opened.deadline != round_.deadline:
        project.ledger.move_deadline(round_.name, round_.deadline)
    register = Register(plan.actors)
    sent: list[dict[str, object]] = []
    with progress("Writing workbooks", list(rows), len(rows)) as names:
        for name in names:
            actor = register.resolve(name)
            assert actor is not None  # noqa: S101  (rows are keyed by the register's own names)
            language = actor.language if actor.language in LANGUAGES else project.language
            # Recorded before it leaves: a workbook that is out is always known.
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
            where = project.channel.send(dispatch, actor, book)
            sent.append({"actor": name, "file": where, "code": dispatch.code})
    return sent


def _result(
    project: Project,
    plan: Plan,
    round_: Round,
    rows: dict[str, tuple[SentRow, ...]],
    sent: list[dict[str, object]],
    dry_run: bool,
) -> Result:
    nobody = unasked(plan)
    files = {str(s["actor"]): str(s["file"]) for s in sent}
    codes = {str(s["actor"]): str(s["code"]) for s in sent}
    listed = [
        {
            "actor": name,
            "measures": sum(row.answerable for row in mine),
            "involved": sum(not row.answerable for row in mine),
            "file": files.get(name, ""),
            "code": codes.get(name, ""),
        }
        for name, mine in rows.items()
    ]
    data = {
        "round": round_.name,
        "deadline": round_.deadline,
        "dry_run": dry_run,
        "sent": listed,
        "unasked": [{"number": m.number, "text": m.text} for m in nobody],
    }
    verb = "Would write" if dry_run else "Wrote"
    folder = project.shown(project.outbox / round_.name)
    late = ["  The deadline has passed already."] if round_.deadline < project.today() else []
    lines: list[str | Table] = [
        Table(
            ("Actor", "Measures", "Involved in", "Workbook"),
            [
                (
                    str(e["actor"]),
                    str(e["measures"]),
                    str(e["involved"]),
                    project.shown(Path(str(e["file"]))) if e["file"] else "",
                )
                for e in listed
            ],
        ),
        f"{verb} {len(rows)} workbooks for round {round_.name}, to be answered by {round_.deadline.isoformat()}.",
        *late,
    ]
    if not dry_run:
        lines.append(
            f"They lie in {folder}; send them, and put what comes back in {project.shown(project.inbox)}."
        )
    if nobody:
        lines.append(
            f"Nobody is asked about {', '.join(m.number or m.text for m in nobody)}; see «regionplan check»."
        )
    return Result(data, tuple(lines), waits=bool(nobody))
