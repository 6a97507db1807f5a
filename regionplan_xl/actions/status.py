"""`status`: the plan's counts per area, and who has answered."""

from regionplan_xl.actions.result import Result, TextTable
from regionplan_xl.errors import InputError
from regionplan_xl.plan.counts import StatusCounts, count_statuses
from regionplan_xl.plan.merging.exchange import Round
from regionplan_xl.plan.model import Measure
from regionplan_xl.plan.status import Scale
from regionplan_xl.project.folder import Project
from regionplan_xl.project.session import open_session
from regionplan_xl.text import nearest


def status(project: Project, round_name: str | None) -> Result:
    """Count the plan's statuses and list who has answered in a round (default: the latest)."""
    with open_session(project):
        plan = project.read_master().plan
        round_ = _round(project.ledger.rounds(), round_name)
        asked = [d.actor for d in project.ledger.dispatches(round_.name)] if round_ else []
        answered = project.ledger.answered(round_.name) if round_ else frozenset()
        questions = project.ledger.open_questions()
        waiting = project.ledger.returns("waiting")
        held = project.ledger.returns("held")
        proposals = project.ledger.proposals()

    keys = plan.scale.keys()
    counts = [(area, _count(area.measures, plan.scale)) for area in plan.areas]
    total = _count(plan.measures, plan.scale)
    asked = list(dict.fromkeys(asked))

    data = {
        "plan": plan.name,
        "areas": [{"name": area.name, "number": area.number, **_data(found)} for area, found in counts],
        "total": _data(total),
        "round": round_.name if round_ else None,
        "deadline": round_.deadline if round_ else None,
        "asked": len(asked),
        "answered": [name for name in asked if name in answered],
        "not_answered": [name for name in asked if name not in answered],
        "waiting_returns": len(waiting),
        "open_questions": len(questions),
        "held_files": len(held),
        "open_proposals": len(proposals),
    }
    labels = [plan.scale[key].label(project.language) for key in keys]
    rows = [_row(area.name, found) for area, found in counts] + [_row("Total", total)]
    lines: list[str | TextTable] = [
        TextTable(("Focus area", "Measures", *labels, "No status"), rows, plan.name)
    ]
    if round_ is None:
        lines.append("No round has been sent yet.")
    else:
        lines.append(
            f"Round {round_.name} (answers by {round_.deadline.isoformat()}): "
            f"{len(data['answered'])} of {len(asked)} have answered."  # type: ignore[arg-type]
        )
        if data["not_answered"]:
            lines.append(f"Not yet: {', '.join(data['not_answered'])}.")  # type: ignore[arg-type]
    if waiting:
        lines.append(f"Received and not merged yet: {len(waiting)}. Next: regionplan merge")
    if questions:
        lines.append(f"Waiting for you on the sheet Konfliktar of the master: {len(questions)}.")
    if proposals:
        lines.append(f"Waiting for you on the sheet Framlegg of the master: {len(proposals)}.")
    return Result(data, tuple(lines), waits=bool(questions or proposals))


def _round(rounds: tuple[Round, ...], name: str | None) -> Round | None:
    if name is None:
        return rounds[-1] if rounds else None
    for round_ in rounds:
        if round_.name == name:
            return round_
    near = nearest(name, [r.name for r in rounds])
    there = ", ".join(r.name for r in rounds)
    raise InputError(
        f"There is no round «{name}».",
        f"Did you mean «{near}»?"
        if near
        else f"The rounds are: {there}."
        if there
        else "None has been sent yet.",
    )


def _count(measures: tuple[Measure, ...], scale: Scale) -> StatusCounts:
    return count_statuses((measure.report.status for measure in measures), scale)


def _data(counts: StatusCounts) -> dict[str, object]:
    return {"measures": counts.total, "statuses": counts.by_status, "no_status": counts.without}


def _row(name: str, counts: StatusCounts) -> tuple[str, ...]:
    return (name, *map(str, (counts.total, *counts.by_status.values(), counts.without)))
