"""`import`: make a master workbook of a plan document, or only say what was understood."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regionplan_xl.actions.result import (
    Line,
    Result,
    TextTable,
    doubt_lines,
    plan_size,
    plan_size_words,
    problem_data,
)
from regionplan_xl.config import Config, read_config
from regionplan_xl.errors import InputError, Place
from regionplan_xl.files import write_atomically
from regionplan_xl.text import Translate, counted, phrase, workbook_text

_VALUE = re.compile(r"\{\w+\}")

if TYPE_CHECKING:
    from regionplan_xl.documents.imported_document import Imported
    from regionplan_xl.documents.planning.choices import Chosen


def import_document(
    document: Path,
    out: Path | None,
    language: str,
    translate: Translate,
    folder: Path | None = None,
    chosen: "Chosen | None" = None,
    dry_run: bool = False,
) -> Result:
    """Read a plan document and write a master workbook of it; never overwrite a file.

    `chosen` is what is said of the document; None: as at the last import of the project in `folder`, if it is one.
    """
    from regionplan_xl.excel.master.create import write_master
    from regionplan_xl.importing import remember_choices, remembered_choices

    target = out or Path(f"{document.stem}.xlsx")
    if target.exists() and not dry_run:
        raise InputError(
            phrase("That file is there already."),
            phrase("Name another with --out, or move it away."),
            Place(file=str(target)),
        )
    config = _config_in(folder) if folder else None
    known = folder if config is not None else None
    if chosen is None and known is not None:
        chosen = remembered_choices(known)
    imported = _import(document, chosen, config)
    if dry_run:
        return preview(imported, translate)
    plan = replace(imported.plan, language=language)

    book = write_master(plan, today=date.today(), doubts=imported.to_check)

    write_atomically(target, book)
    if chosen is not None and known is not None:
        remember_choices(known, chosen)
    lines: list[Line] = [phrase("Wrote {file}: {size}", file=target, size=plan_size_words(plan))]
    if imported.doubts:
        lines += doubt_lines(imported.doubts, translate)
    return Result(
        {"master": str(target), **imported_data(imported, translate)},
        tuple(lines),
        waits=bool(imported.doubts),
    )


def imported_data(imported: "Imported", translate: Translate) -> dict[str, Any]:
    """Return what was imported, as JSON."""
    return {
        **plan_size(imported.plan),
        "actors": len(imported.plan.actors),
        "doubts": [problem_data(doubt, translate) for doubt in imported.doubts],
        "left_out": imported.notes,
    }


def preview(imported: "Imported", translate: Translate) -> Result:
    """Return what was understood of a document: areas, columns, statuses, actors and kinds of doubts."""
    plan = imported.plan
    columns = dict.fromkeys((one.heading, one.means) for one in imported.columns)
    statuses = Counter(measure.report.status for measure in plan.measures if measure.report.status)
    labels = {key: plan.scale[key].label(plan.language) for key in statuses}
    kinds = Counter(_VALUE.sub("…", translate(doubt.what.template)) for doubt in imported.doubts)
    data = {
        **imported_data(imported, translate),
        "plan": plan.name,
        "columns": [{"heading": heading, "means": means} for heading, means in columns],
        "status_words": dict(imported.statuses),
        "statuses": {str(key): count for key, count in statuses.items()},
        "actor_names": [actor.name for actor in plan.actors],
        "areas_found": [
            {
                "name": area.name,
                "goals": len(area.goals),
                "measures": sum(len(goal.measures) for goal in area.goals),
            }
            for area in plan.areas
        ],
        "kinds_of_doubts": dict(kinds.most_common()),
    }
    lines: list[Line] = [f"{plan.name}: {translate(plan_size_words(plan))}"]
    lines.append(
        TextTable(
            (phrase("Focus area"), phrase("Goals"), phrase("Measures")),
            [
                (area.name, str(len(area.goals)), str(sum(len(goal.measures) for goal in area.goals)))
                for area in plan.areas
            ],
        )
    )
    if columns:
        headings = (phrase("The document says"), phrase("Understood as"))
        lines.append(TextTable(headings, [(heading, means or "–") for heading, means in columns]))
    if statuses:
        rows = [(labels[key], str(count)) for key, count in statuses.most_common()]
        lines.append(TextTable((workbook_text("Status"), phrase("Measures")), rows))
    names = ", ".join(actor.name for actor in plan.actors)
    lines.append(
        counted("{count} actor: {names}", "{count} actors: {names}", count=len(plan.actors), names=names)
    )
    lines += _kinds(kinds)
    lines.append(phrase("Nothing was written."))
    return Result(data, tuple(lines), waits=bool(imported.doubts))


def _kinds(kinds: Counter[str]) -> Iterator[Line]:
    if kinds:
        rows = [(what, str(count)) for what, count in kinds.most_common()]
        yield TextTable((phrase("What is doubtful"), phrase("How many")), rows)


def _import(document: Path, chosen: "Chosen | None", config: Config | None) -> "Imported":
    from regionplan_xl.documents.planning.choices import Chosen
    from regionplan_xl.importing import import_plan

    if config is None:
        return import_plan(document, None, chosen or Chosen())
    return import_plan(document, None, chosen or Chosen(), config.scale, config.engine)


def _config_in(folder: Path) -> Config | None:
    return read_config(folder / "config.yaml") if (folder / "config.yaml").exists() else None


def language_of(folder: Path) -> str:
    """Return the language of the project in `folder`; nynorsk if there is none."""
    config = _config_in(folder)
    return config.plan.locale if config else "nn"
