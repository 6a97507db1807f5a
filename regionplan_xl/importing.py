"""Import a plan document: read it safely, understand it, make the plan of it."""

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from regionplan_xl.config.engine import EngineSettings
from regionplan_xl.documents.blocks import Document
from regionplan_xl.documents.draft import Draft
from regionplan_xl.documents.imported_document import Imported
from regionplan_xl.documents.planning.choices import Chosen, choices_from_plain
from regionplan_xl.documents.planning.indicators import plan_indicators
from regionplan_xl.documents.planning.plan_of_draft import plan_of_draft
from regionplan_xl.documents.understanding.understand import understand
from regionplan_xl.errors import InputError, Place, Rejected, system_reason
from regionplan_xl.files import write_atomically
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.model import Actor
from regionplan_xl.plan.status import STANDARD, Scale
from regionplan_xl.sandbox.plan_document import read_document
from regionplan_xl.text import counted, phrase, sentences, squeeze

REMEMBERED = Path("workbooks", "records", "import.json")
"""Where a project keeps what was chosen at its last import."""
_STANDARD = EngineSettings()
_NOTHING_CHOSEN = Chosen()


def import_plan(
    path: Path,
    actors: tuple[Actor, ...] | None = None,
    chosen: Chosen = _NOTHING_CHOSEN,
    scale: Scale = STANDARD,
    engine: EngineSettings = _STANDARD,
) -> Imported:
    """Return the plan in a document; `actors` are known, or all are new (None).

    Raises `InputError` for a document that cannot be read, or that has no plan.
    """
    document, choices = chosen.applied(read_blocks(path, engine))
    draft = understand(document, choices)
    former = _numbered_case(path, actors)
    if former is not None and len(former.plan.measures) >= len(draft.measures):
        return _with_result_goals(former, draft)
    if not draft.measures:
        raise _no_measures(path.name, document, draft)
    return plan_of_draft(draft, document, actors, scale)


def _with_result_goals(imported: Imported, draft: Draft) -> Imported:
    if not draft.indicators:
        return imported
    register = Register(imported.plan.actors)
    named = [(squeeze(area.name.text), goal) for area in draft.areas for goal in area.indicators]
    found = plan_indicators(named, lambda value: register.split_names(value.text))
    plan = replace(imported.plan, indicators=found.indicators)
    return replace(imported, plan=plan, doubts=(*imported.doubts, *found.doubts))


def _numbered_case(path: Path, actors: tuple[Actor, ...] | None) -> Imported | None:
    """Return the plan in the text of a status case whose measures are numbered, None if it is no such text."""
    if path.suffix.lower() != ".txt":
        return None
    from regionplan_xl.documents.plain_text import read_lines
    from regionplan_xl.documents.status_case import parse_status_case

    with suppress(InputError):
        return parse_status_case(read_lines(path), actors, path.name)
    return None


def read_blocks(path: Path, engine: EngineSettings = _STANDARD) -> Document:
    """Return a document as blocks; raises `InputError` if it cannot be read."""
    try:
        return read_document(path.read_bytes(), path.name, engine)
    except OSError as error:
        what = phrase("The document cannot be read: {why}.", why=system_reason(error))
        raise InputError(what, phrase("Check the path."), Place(file=str(path))) from error
    except Rejected as rejection:
        raise InputError(rejection.reason, "", Place(file=path.name)) from rejection


def remembered_choices(folder: Path) -> Chosen:
    """Return what was chosen at the last import of a project; nothing if it has none."""
    with suppress(OSError, ValueError):
        return choices_from_plain(json.loads((folder / REMEMBERED).read_bytes()))
    return _NOTHING_CHOSEN


def remember_choices(folder: Path, chosen: Chosen) -> None:
    """Keep what was chosen for the next import of a project."""
    (folder / REMEMBERED).parent.mkdir(parents=True, exist_ok=True)
    write_atomically(
        folder / REMEMBERED, json.dumps(chosen.to_plain(), ensure_ascii=False, indent=1).encode()
    )


def _no_measures(name: str, document: Document, draft: Draft) -> InputError:
    hidden = [doubt.place.sheet for doubt in draft.doubts if doubt.place.sheet]
    left_out = len(draft.left_out)
    seen = sentences(
        phrase("No measures were found in the document."),
        counted("{count} part of it was read.", "{count} parts of it were read.", count=len(document.blocks)),
        counted(
            "{count} text is in no place of a plan.",
            "{count} texts are in no place of a plan.",
            count=left_out,
        ),
        phrase("Hidden sheets were not read: {sheets}.", sheets=", ".join(hidden)) if hidden else "",
    )
    fix = phrase(
        "Name the plan document itself; if this is it, tell with --columns what its columns mean, "
        "or with --sheet or --pages where the plan is."
    )
    return InputError(seen, fix, Place(file=name))
