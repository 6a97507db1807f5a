"""Import a plan document: read it in the sandbox and return its plan; remember the choices made."""

import json
from contextlib import suppress
from pathlib import Path

from regionplan_xl.config.engine import EngineSettings
from regionplan_xl.documents.imported_document import Imported
from regionplan_xl.documents.planning.choices import Chosen, choices_from_plain
from regionplan_xl.errors import InputError, Place, Rejected, system_reason
from regionplan_xl.files import write_atomically
from regionplan_xl.plan.model import Actor
from regionplan_xl.plan.status import STANDARD, Scale
from regionplan_xl.sandbox.plan_document import Importing, read_plan
from regionplan_xl.text import phrase

REMEMBERED = Path("workbooks", "records", "import.json")
"""The project's file with the choices of its last import."""
_STANDARD = EngineSettings()
_NOTHING_CHOSEN = Chosen()


def import_plan(
    path: Path,
    actors: tuple[Actor, ...] | None = None,
    chosen: Chosen = _NOTHING_CHOSEN,
    scale: Scale = STANDARD,
    engine: EngineSettings = _STANDARD,
) -> Imported:
    """Read the plan in a document; `actors` are the known ones (None: all are new).

    Raise `InputError` for a document that cannot be read or has no plan.
    """
    try:
        return read_plan(path.read_bytes(), path.name, Importing(chosen, actors, scale), engine)
    except OSError as error:
        what = phrase("The document cannot be read: {why}.", why=system_reason(error))
        raise InputError(what, phrase("Check the path."), Place(file=str(path))) from error
    except Rejected as rejection:
        raise InputError(rejection.reason, "", Place(file=path.name)) from rejection


def remembered_choices(folder: Path) -> Chosen:
    """Return the choices of a project's last import; empty ones if there are none."""
    with suppress(OSError, ValueError):
        return choices_from_plain(json.loads((folder / REMEMBERED).read_bytes()))
    return _NOTHING_CHOSEN


def remember_choices(folder: Path, chosen: Chosen) -> None:
    """Store the choices for the next import of a project."""
    write_atomically(
        folder / REMEMBERED, json.dumps(chosen.to_plain(), ensure_ascii=False, indent=1).encode()
    )
