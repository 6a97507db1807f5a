"""`init`: a new project folder."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from email.utils import parseaddr
from pathlib import Path
from typing import TYPE_CHECKING

from regionplan_xl.actions.result import Line, Result, doubt_lines, plan_size, plan_size_words, problem_data
from regionplan_xl.config import default_config_text, has_address, read_config
from regionplan_xl.documents.imported_document import Imported
from regionplan_xl.errors import InputError, Place
from regionplan_xl.files import sync_folder, write_atomically
from regionplan_xl.plan.model import Plan
from regionplan_xl.text import Translate, phrase, shell_word

if TYPE_CHECKING:
    from regionplan_xl.documents.planning.choices import Chosen

FOLDERS = ("outbox", "inbox", "archive", "held", "backups", "records", "reports")


def init(
    folder: Path,
    document: Path | None,
    locale: str,
    translate: Translate,
    *,
    sender: str = "",
    chosen: "Chosen | None" = None,
) -> Result:
    """Make a project in `folder` from a plan document, else from the example plan; never overwrite a project.

    `sender` is the address for answers, such as «Regionrådet <plan@example.org>». `chosen` are choices about how to
    read the document; they are remembered for the next import.
    """
    from regionplan_xl.excel.master.create import write_master
    from regionplan_xl.importing import REMEMBERED, remember_choices

    _refuse_to_overwrite(folder)
    if sender and not has_address(sender):
        raise InputError(
            phrase("{given} is not an e-mail address, or not only one.", given=f"«{sender}»"),
            phrase("Write it as «Regionrådet <plan@example.org>»."),
        )
    imported = _imported(document, chosen)
    plan = replace(imported.plan, language=locale)

    config = default_config_text(plan.name, locale, sender)
    master = write_master(
        plan, today=date.today(), doubts=imported.to_check, author=parseaddr(sender)[0] or sender
    )

    with _removed_on_error() as made:
        for name in FOLDERS:
            _make_folder(folder / "workbooks" / name, made)
        for path, data in (
            (folder / "workbooks" / "master.xlsx", master),
            (folder / "config.yaml", config.encode()),
        ):
            made.append(path)
            write_atomically(path, data)
        read_config(folder / "config.yaml")
        if chosen is not None:
            made.append(folder / REMEMBERED)
            remember_choices(folder, chosen)
    return _result(folder, plan, imported, translate)


@contextmanager
def _removed_on_error() -> Iterator[list[Path]]:
    """Give a list for created paths; on an error, remove these, and nothing that existed before."""
    made: list[Path] = []
    try:
        yield made
    except BaseException:
        for path in reversed(made):
            # A folder that somebody has put something in meanwhile is not empty, so `rmdir` fails and it stays.
            with suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()
        raise


def _make_folder(folder: Path, made: list[Path]) -> None:
    """Create the folder and its missing parents, and add the new ones to `made`."""
    for one in (*reversed(folder.parents), folder):
        if not one.exists():
            one.mkdir()
            made.append(one)
            sync_folder(one.parent)


def _refuse_to_overwrite(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise InputError(phrase("«{folder}» is a file.", folder=folder), phrase("Name a new folder."))
    for there in (folder / "config.yaml", folder / "workbooks" / "master.xlsx"):
        if there.exists() or there.is_symlink():
            raise InputError(
                phrase("«{folder}» is a project already.", folder=folder),
                phrase("Name a new folder; nothing is ever overwritten."),
                Place(file=str(there)),
            )


def _imported(document: Path | None, chosen: "Chosen | None") -> Imported:
    if document is None:
        from regionplan_xl.documents.example import example_plan

        return Imported(example_plan())
    from regionplan_xl.documents.planning.choices import Chosen
    from regionplan_xl.importing import import_plan

    return import_plan(document, None, chosen or Chosen())


def _result(folder: Path, plan: Plan, imported: Imported, translate: Translate) -> Result:
    doubts, master = imported.doubts, folder / "workbooks" / "master.xlsx"
    lines: list[Line] = [
        phrase("Made {folder}: {size}", folder=folder, size=plan_size_words(plan)),
        phrase("The plan: {file}", file=master),
        phrase("The settings: {file}", file=folder / "config.yaml"),
    ]
    if doubts:
        lines += doubt_lines(doubts, translate)
    data = {
        "folder": str(folder),
        "master": str(master),
        **plan_size(plan),
        "actors": len(plan.actors),
        "doubts": [problem_data(doubt, translate) for doubt in doubts],
    }
    lines.append(phrase("Next: {command}", command=f"regionplan --project {shell_word(str(folder))} check"))
    return Result(data, lines, waits=bool(doubts))
