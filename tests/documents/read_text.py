"""Import plans written as text like any other document."""

from pathlib import Path

from regionplan_xl.config.engine import EngineSettings
from regionplan_xl.documents.imported_document import Imported
from regionplan_xl.errors import Problem
from regionplan_xl.importing import import_plan
from regionplan_xl.plan.model import Actor
from regionplan_xl.sandbox.plan_document import Importing, read_plan

LEFT_OUT = "It was not placed in the plan."
INLINE = EngineSettings(kind="inline")


def read_text(text: str, actors: tuple[Actor, ...] | None = None, file: str = "plan.txt") -> Imported:
    """Import the plan in a text; `actors` are known, or all are new."""
    return read_plan(text.encode(), file, Importing(actors=actors), INLINE)


def read_document(path: Path, actors: tuple[Actor, ...] | None = None) -> Imported:
    """Import the plan in a document."""
    return import_plan(path, actors, engine=INLINE)


def told(imported: Imported) -> str:
    """Return all texts on the check sheet."""
    return "\n".join(
        f"{doubt.what} {getattr(doubt, 'said', '')} {getattr(doubt, 'understood', '')}"
        for doubt in imported.to_check
    )


def left_out(imported: Imported) -> list[str]:
    """Return the texts on the check sheet that were not placed in the plan."""
    return [getattr(doubt, "said", "") for doubt in imported.doubts if _is_left_out(doubt)]


def asked(imported: Imported) -> list[str]:
    """Return the questions to a person: all doubts except texts that were not placed in the plan."""
    return [str(doubt.what) for doubt in imported.doubts if not _is_left_out(doubt)]


def _is_left_out(doubt: Problem) -> bool:
    return str(doubt.what) == LEFT_OUT
