"""`import`: make a master workbook of a plan document."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from regionplan_xl.actions.result import (
    Result,
    TextTable,
    plan_size,
    plan_size_words,
    problem_data,
    problem_table,
)
from regionplan_xl.errors import InputError, Place
from regionplan_xl.files import write_atomically
from regionplan_xl.locale import catalog


def import_document(document: Path, out: Path | None, locale: str | None, folder: Path) -> Result:
    """Read a plan document and write a master workbook of it; never overwrite a file."""
    from regionplan_xl.documents import read_document
    from regionplan_xl.excel.master.create import write_master

    target = out or Path(f"{document.stem}.xlsx")
    if target.exists():
        raise InputError(
            "That file is there already.",
            "Name another with --out, or move it away.",
            Place(file=str(target)),
        )
    language = locale or _language(folder)
    imported = read_document(document)
    plan = replace(imported.plan, language=language)

    book = write_master(plan, today=date.today(), doubts=imported.to_check)

    write_atomically(target, book)
    translate = catalog(language)
    data = {
        "master": str(target),
        **plan_size(plan),
        "actors": len(plan.actors),
        "doubts": [problem_data(doubt, translate) for doubt in imported.doubts],
        "left_out": imported.notes,
    }
    lines: list[str | TextTable] = [f"Wrote {target}: {plan_size_words(plan)}"]
    if imported.doubts:
        lines += [
            f"{len(imported.doubts)} things to check by eye; they are on the last sheet of the workbook too:",
            problem_table(imported.doubts, translate),
        ]
    return Result(data, tuple(lines), waits=bool(imported.doubts))


def _language(folder: Path) -> str:
    from regionplan_xl.config import read_config

    return read_config(folder / "config.yaml").plan.locale if (folder / "config.yaml").exists() else "nn"
