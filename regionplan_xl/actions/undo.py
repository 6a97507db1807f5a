"""`undo`: the master as before the last merge."""

from regionplan_xl.actions import Result
from regionplan_xl.errors import InputError, Place
from regionplan_xl.files import fingerprint
from regionplan_xl.project import Project


def undo(project: Project) -> Result:
    """Put back the master as it was before the last merge, byte for byte; its answers wait again."""
    with project.locked():
        project.refuse_if_in_use()
        last = project.ledger.last_merge()
        if last is None:
            raise InputError(
                "There is no merge to undo.", "Nothing has been merged, or all of it is undone already."
            )
        now = project.read_master_bytes()
        backup = project.folder / last.backup
        if fingerprint(now) != last.after:
            raise InputError(
                f"The master was edited by hand after merge {last.number}; putting it back would lose that.",
                f"To go back all the same, save a copy of the master and put {last.backup} in its place.",
                Place(file=project.shown(project.master_path)),
            )
        if not backup.exists() or fingerprint(before := backup.read_bytes()) != last.before:
            raise InputError(
                f"The copy of the master from before merge {last.number} is missing or changed.",
                "Nothing was undone; take the copy you want from workbooks/backups yourself.",
                Place(file=last.backup),
            )
        project.put_back(last, before)
        waiting = project.ledger.returns("waiting")
    data = {"undone": last.number, "backup": last.backup, "waiting_returns": [r.name for r in waiting]}
    said = [f"Merge {last.number} is undone; the master is as it was before."]
    if waiting:
        said.append(f"{len(waiting)} returns wait to be merged again.")
    return Result(data, tuple(said))
