"""`undo`: the master as before the last merge, or before the last few."""

from regionplan_xl.actions import Result, Table, problem_data, problem_table
from regionplan_xl.errors import InputError, Problem
from regionplan_xl.files import fingerprint
from regionplan_xl.project import Project
from regionplan_xl.records.entries import MergeRecord


def undo(project: Project, steps: int = 1) -> Result:
    """Undo the last `steps` merges, the last one first; their answers wait again.

    A master that nobody has touched since a merge is put back byte for byte. In one that was edited by hand
    since, only the cells that the merge wrote go back; those that people wrote since are told of and left.
    """
    with project.locked():
        project.refuse_if_in_use()
        in_force = [merge.number for merge in project.ledger.merges() if merge.state == "done"]
        _refuse_too_many(steps, len(in_force))

        undone: list[tuple[MergeRecord, tuple[Problem, ...] | None]] = []
        for _ in range(steps):
            last = project.ledger.last_merge()
            assert last is not None  # noqa: S101  (as many as are in force)
            undone.append((last, _undo(project, last)))
        waiting = [record.name for record in project.ledger.returns("waiting")]
    return _result(project, undone, waiting)


def _refuse_too_many(steps: int, in_force: int) -> None:
    if not in_force:
        raise InputError(
            "There is no merge to undo.", "Nothing has been merged, or all of it is undone already."
        )
    if steps > in_force:
        raise InputError(
            f"There are only {in_force} merges to undo, not {steps}.", f"Write --steps {in_force} or less."
        )


def _undo(project: Project, merge: MergeRecord) -> tuple[Problem, ...] | None:
    """None where the master was put back whole; else the cells that were left as people wrote them."""
    former = _former(project, merge)
    if former is not None and fingerprint(project.read_master_bytes()) == merge.after:
        project.put_back(merge, former)
        return None
    return project.take_back(merge, former)


def _former(project: Project, merge: MergeRecord) -> bytes | None:
    """The master from before the merge, or None where the copy is gone or is no longer what it was."""
    try:
        book = (project.folder / merge.backup).read_bytes()
    except OSError:
        return None
    return book if fingerprint(book) == merge.before else None


def _result(
    project: Project, undone: list[tuple[MergeRecord, tuple[Problem, ...] | None]], waiting: list[str]
) -> Result:
    left = [problem for _, problems in undone for problem in problems or ()]
    data = {
        "undone": undone[-1][0].number,
        "merges": [merge.number for merge, _ in undone],
        "cell_by_cell": [merge.number for merge, problems in undone if problems is not None],
        "backup": undone[-1][0].backup,
        "left": [problem_data(problem, project.said) for problem in left],
        "waiting_returns": waiting,
    }
    said: list[str | Table] = []
    for merge, problems in undone:
        how = (
            "the master is as it was before."
            if problems is None
            else "the master was edited since, so only the cells that the merge wrote were put back."
        )
        said.append(f"Merge {merge.number} is undone; {how}")
    if left:
        said.append(f"{len(left)} cells were edited by hand since, and were left as they are:")
        said.append(problem_table(left, project.said))
    if waiting:
        said.append(f"{len(waiting)} returns wait to be merged again.")
    return Result(data, tuple(said), waits=bool(left))
