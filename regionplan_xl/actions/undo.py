"""`undo`: restore the master as before the last merge, or the last few."""

from dataclasses import dataclass

from regionplan_xl.actions.result import Line, Result, problem_data, problem_table
from regionplan_xl.errors import InputError, Place, Problem, RegionplanError
from regionplan_xl.files import fingerprint
from regionplan_xl.ledger.entries import MergeRecord, RollOverRecord
from regionplan_xl.project.folder import Project
from regionplan_xl.project.former_masters import read_backup
from regionplan_xl.project.ledger_copy import copy_ledger, restore_ledger
from regionplan_xl.project.master_lock import refuse_if_in_use
from regionplan_xl.project.session import hold_lock, open_session
from regionplan_xl.project.undo import restore_backup, undo_merge
from regionplan_xl.text import Phrase, as_phrase, counted, phrase


@dataclass(frozen=True)
class UndoneMerge:
    """An undone merge: `kept` are cells left as people wrote them (None: the backup was restored whole).

    `year` is the one that began, if it was a roll-over; `new_plan`: it imported a new plan.
    """

    merge: MergeRecord
    kept: tuple[Problem, ...] | None = None
    year: int | None = None
    new_plan: bool = False


def undo(project: Project, steps: int = 1) -> Result:
    """Undo the last `steps` merges, the last one first; their answers wait again.

    A master that is unchanged since a merge is restored byte for byte. If it was edited by hand since, only the cells
    that the merge wrote are reverted; cells that people changed after that are listed and kept.
    """
    with open_session(project):
        refuse_if_in_use(project.master_path)
        in_force = [merge.number for merge in project.ledger.merges() if merge.state == "done"]
        _refuse_too_many(steps, len(in_force))

        undone: list[UndoneMerge] = []
        stopped: Problem | None = None
        for _ in range(steps):
            last = project.ledger.last_merge()
            assert last is not None  # noqa: S101  (`steps` was checked above)
            try:
                undone.append(_undo(project, last))
            except RegionplanError as error:
                if not undone:
                    raise
                # Report the error in the result, since some merges have been undone already.
                stopped = _stopped(last, error)
                break
        copy_ledger(project, f"undo of merge {undone[-1].merge.number}")
        waiting = [record.name for record in project.ledger.returns("waiting")]
    return _result(project, undone, waiting, stopped)


def undo_loss_of_ledger(project: Project) -> Result:
    """Restore the newest copy of a lost or damaged ledger; the next merge reads what was received after it."""
    with hold_lock(project):
        copy = restore_ledger(project)
    with open_session(project):
        waiting = len(project.ledger.returns("waiting"))
        merges = [merge.number for merge in project.ledger.merges() if merge.state == "done"]
    lines = (
        phrase("The ledger is put back as it was in «{copy}».", copy=copy.path.name),
        phrase(
            "Next: {command}, which takes in what was received after that from the archive. Nothing is taken twice.",
            command="regionplan merge",
        ),
    )
    data = {"copy": copy.path.name, "last_merge": max(merges, default=None), "waiting_returns": waiting}
    return Result(data, lines)


def _refuse_too_many(steps: int, in_force: int) -> None:
    if not in_force:
        raise InputError(
            phrase("There is no merge to undo."),
            phrase("Nothing has been merged, or all of it is undone already."),
        )
    if steps > in_force:
        raise InputError(
            counted(
                "There is only {count} merge to undo, not {steps}.",
                "There are only {count} merges to undo, not {steps}.",
                count=in_force,
                steps=steps,
            ),
            phrase("Write --steps {most} or less.", most=in_force),
        )


def _undo(project: Project, merge: MergeRecord) -> UndoneMerge:
    backup, now = read_backup(project, merge), fingerprint(project.read_master_bytes())
    rolled_over = project.ledger.roll_overs(merge.number)
    if backup is not None and (now == merge.after or (rolled_over and now == merge.before)):
        restore_backup(project, merge, backup, now)
        year = rolled_over[0].year if rolled_over else None
        return UndoneMerge(merge, year=year, new_plan=bool(rolled_over) and year is None)
    if rolled_over:
        raise _edited_since(project, rolled_over[0])
    return UndoneMerge(merge, undo_merge(project, merge, backup))


def _edited_since(project: Project, rolled_over: RollOverRecord) -> InputError:
    return InputError(
        phrase("The master was edited since the roll-over to {year}.", year=rolled_over.year)
        if rolled_over.year is not None
        else phrase("The master was edited since the new plan was taken in."),
        phrase(
            "Only the master as a whole can be put back: keep a copy of this one, put {archived} in its place, and run "
            "«regionplan undo» again.",
            archived=rolled_over.archived,
        ),
        Place(file=project.display_path(project.master_path)),
    )


def _stopped(merge: MergeRecord, error: RegionplanError) -> Problem:
    return Problem(
        error.place or Place(),
        phrase("Merge {number} is not undone: {why}", number=merge.number, why=error.what),
        as_phrase(error.fix),
    )


def _result(
    project: Project, undone: list[UndoneMerge], waiting: list[str], stopped: Problem | None
) -> Result:
    translate = project.messages
    kept = [problem for one in undone for problem in one.kept or ()]
    data = {
        "undone": undone[-1].merge.number,
        "merges": [one.merge.number for one in undone],
        "cell_by_cell": [one.merge.number for one in undone if one.kept is not None],
        "backup": undone[-1].merge.backup,
        "left": [problem_data(problem, translate) for problem in kept],
        "waiting_returns": waiting,
        "stopped": problem_data(stopped, translate) if stopped else None,
    }
    lines: list[Line] = list(map(_words, undone))
    if kept:
        lines.append(problem_table(kept, translate, phrase("Left as it is, for a person to look at:")))
    if waiting:
        lines.append(
            counted(
                "{count} return waits to be merged again.",
                "{count} returns wait to be merged again.",
                count=len(waiting),
            )
        )
    if stopped:
        lines.append(problem_table([stopped], translate, phrase("Stopped before the end:")))
    return Result(data, tuple(lines), waits=bool(kept or stopped))


def _words(one: UndoneMerge) -> Phrase:
    if one.new_plan:
        return phrase("The new plan is taken out again; the master is the former one.")
    if one.year is not None:
        return phrase("The roll-over to {year} is undone; the master is as it was before.", year=one.year)
    if one.kept is None:
        return phrase("Merge {number} is undone; the master is as it was before.", number=one.merge.number)
    return phrase(
        "Merge {number} is undone; the master was edited since, so only the cells that the merge wrote are undone.",
        number=one.merge.number,
    )
