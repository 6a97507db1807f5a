"""`collect`: archive the returned files in the inbox before acknowledging them."""

from regionplan_xl.actions.result import Line, LineList, Result, left_lines, problem_data
from regionplan_xl.project.archive import collect_inbox
from regionplan_xl.project.folder import Project
from regionplan_xl.project.session import open_session
from regionplan_xl.text import counted, phrase


def collect(project: Project) -> Result:
    """Archive and record every file in the inbox; a file leaves the inbox only after that."""
    with open_session(project):
        collected = collect_inbox(project)

    new = [file for file in collected.archived if file.new]
    known = [file for file in collected.archived if not file.new]
    data = {
        "received": [{"file": file.name, "hash": file.hash} for file in new],
        "known": [{"file": file.name, "hash": file.hash} for file in known],
        "left": [problem_data(problem, project.messages) for problem in collected.left],
    }
    lines: list[Line] = [counted("Received {count} new file.", "Received {count} new files.", count=len(new))]
    archive = project.display_path(project.archive)
    lines += [
        LineList(new, lambda file: f"  {file.name}", archive),
        LineList(
            known, lambda file: phrase("  {file}: received before, nothing new", file=file.name), archive
        ),
        left_lines(collected.left),
    ]
    if new:
        lines.append(phrase("Next: {command}", command="regionplan merge"))
    return Result(data, tuple(lines), waits=bool(collected.left))
