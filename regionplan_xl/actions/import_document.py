"""`import`: make a master workbook of a plan document."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from regionplan_xl.actions.result import Line, Result, doubt_lines, plan_size, plan_size_words, problem_data
from regionplan_xl.errors import InputError, Place
from regionplan_xl.files import write_atomically
from regionplan_xl.text import Translate, phrase


def import_document(document: Path, out: Path | None, language: str, translate: Translate) -> Result:
    """Read a plan document and write a master workbook of it; never overwrite a file."""
    from regionplan_xl.documents import read_document
    from regionplan_xl.excel.master.create import write_master

    target = out or Path(f"{document.stem}.xlsx")
    if target.exists():
        raise InputError(
            phrase("That file is there already."),
            phrase("Name another with --out, or move it away."),
            Place(file=str(target)),
        )
    imported = read_document(document)
    plan = replace(imported.plan, language=language)

    book = write_master(plan, today=date.today(), doubts=imported.to_check)

    write_atomically(target, book)
    data = {
        "master": str(target),
        **plan_size(plan),
        "actors": len(plan.actors),
        "doubts": [problem_data(doubt, translate) for doubt in imported.doubts],
        "left_out": imported.notes,
    }
    lines: list[Line] = [phrase("Wrote {file}: {size}", file=target, size=plan_size_words(plan))]
    if imported.doubts:
        lines += doubt_lines(imported.doubts, translate)
    return Result(data, tuple(lines), waits=bool(imported.doubts))


def language_of(folder: Path) -> str:
    """Return the language of the project in `folder`; nynorsk if there is none."""
    from regionplan_xl.config import read_config

    return read_config(folder / "config.yaml").plan.locale if (folder / "config.yaml").exists() else "nn"
