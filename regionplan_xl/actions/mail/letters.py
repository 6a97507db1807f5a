"""`letters`: copy the built-in letters into the project for editing."""

from regionplan_xl.actions.result import Result, TextTable
from regionplan_xl.delivery.mail.letters import built_in_letters
from regionplan_xl.files import write_atomically
from regionplan_xl.mailing.actor_letters import FOLDER
from regionplan_xl.plan.status import LANGUAGES
from regionplan_xl.project.folder import Project
from regionplan_xl.text import Phrase, counted, phrase

_WHEN = {
    "workbook": phrase("With the workbook, when a round is sent"),
    "reminder": phrase("To those who have not answered"),
    "receipt": phrase("To those whose answer is in, with what was understood"),
    "nudge": phrase("Between rounds, about measures that nobody has reported on for months (nudge_months)"),
    "silent": phrase("To the secretariat, after the last reminder"),
    "failure": phrase("To the secretariat, when a job of the service fails"),
}


def letters(project: Project) -> Result:
    """Copy the letters in the languages of the plan and its actors to `letters/`; keep files already there."""
    used = {project.language, *(actor.language for actor in project.read_master().plan.actors)}
    folder = project.folder / FOLDER
    wanted = built_in_letters(tuple(language for language in LANGUAGES if language in used))
    missing = {name: text for name, text in wanted.items() if not (folder / name).exists()}

    for name, text in missing.items():
        write_atomically(folder / name, text)

    def row(name: str) -> tuple[Phrase | str, ...]:
        state = phrase("Written") if name in missing else phrase("Was there already")
        return f"{FOLDER}/{name}", _WHEN[name.partition(".")[0]], state

    data = {
        "folder": folder,
        "written": list(missing),
        "kept": [name for name in wanted if name not in missing],
    }
    headings = (phrase("Letter"), phrase("Sent"), "")
    said = counted(
        "Wrote {count} letter in {folder}: edit it there; «regionplan check» says if something is wrong with it.",
        "Wrote {count} letters in {folder}: edit them there; «regionplan check» says if something is wrong with them.",
        count=len(missing),
        folder=project.display_path(folder),
    )
    return Result(data, (TextTable(headings, list(wanted), row=row), said))
