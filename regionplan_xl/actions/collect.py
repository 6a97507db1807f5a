"""`collect`: archive the returned files in the inbox before acknowledging them."""

from regionplan_xl.actions.result import Result
from regionplan_xl.project.archive import collect_inbox
from regionplan_xl.project.folder import Project
from regionplan_xl.project.session import open_session


def collect(project: Project) -> Result:
    """Archive and record every file in the inbox; a file leaves the inbox only after that."""
    with open_session(project):
        collected = collect_inbox(project)

    new = [file for file in collected.archived if file.new]
    known = [file for file in collected.archived if not file.new]
    data = {
        "received": [{"file": file.name, "hash": file.hash} for file in new],
        "known": [{"file": file.name, "hash": file.hash} for file in known],
        "left": [{"file": name, "why": why} for name, why in collected.left],
    }
    lines = [f"Received {len(new)} new files."]
    lines += [f"  {file.name}" for file in new]
    lines += [f"  {file.name}: received before, nothing new" for file in known]
    lines += [f"  {name}: left in the inbox; {why}" for name, why in collected.left]
    if new:
        lines.append("Next: regionplan merge")
    return Result(data, tuple(lines), waits=bool(collected.left))
