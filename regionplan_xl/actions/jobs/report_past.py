"""Read a plan's past from the ledger: the changes of each measure, the counts after each round, former statuses."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from regionplan_xl.moments import local_moment
from regionplan_xl.plan.status import Scale, Status
from regionplan_xl.project.folder import Project

if TYPE_CHECKING:
    from regionplan_xl.plan.model import Plan
    from regionplan_xl.reports.past import History, RoundEnd, TrendPoint


def read_history(project: Project) -> History:
    """Return measure id -> its changes in force (not undone)."""
    from regionplan_xl.reports.past import PastChange

    return {
        measure: tuple(PastChange(one.at, one.change) for one in records)
        for measure, records in project.ledger.histories().items()
    }


def read_trend(project: Project, plan: Plan, scale: Scale, today: date) -> tuple[TrendPoint, ...]:
    """Return the counts before the first round, at the end of each earlier round, and as of `today` in the latest."""
    from regionplan_xl.reports.past import trend

    rounds = project.ledger.rounds()
    return trend(plan, scale, _round_ends(project), today, rounds[-1].name if rounds else "")


def _round_ends(project: Project) -> list[RoundEnd]:
    """Return the measures before the first round and at the end of each earlier one (when the next was opened)."""
    from regionplan_xl.reports.past import RoundEnd

    rounds = project.ledger.rounds()
    if not rounds:
        return []
    merges = [one for one in project.ledger.merges() if one.state in ("done", "noted", "undoing")]
    opened = [one.opened for one in rounds]
    # Nothing may be recorded before the first `send`: it begins by giving new rows their IDs, which is a merge.
    opened[0] = project.ledger.first_sent(rounds[0].name) or opened[0]
    ends = []
    names = ("", *(one.name for one in rounds[:-1]))
    for name, begins, ended, measures in zip(
        names, (opened[0], *opened), opened, project.ledger.snapshots_at(opened), strict=False
    ):
        last = max((one.begun for one in merges if begins < one.begun <= ended), default=ended)
        ends.append(RoundEnd(name, local_moment(last).date(), measures))
    return ends


def scale_with_former(project: Project) -> Scale:
    """Return the scale of config.yaml, and after it the statuses that the plan had earlier."""
    scale = project.config.scale
    former = {one.key: one for one in project.ledger.former_statuses(scale)}
    # Ledgers of earlier versions only know the labels of statuses that a measure still had at the last merge.
    for measure in project.ledger.snapshot().values():
        for key, *labels in measure.labels:
            if key not in scale and key not in former and labels:
                former[key] = Status(key, "", {project.language: labels[0]})
    return Scale((*scale.statuses, *former.values()))
