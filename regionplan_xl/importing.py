"""Import a plan document: read it safely, understand it, make the plan of it."""

from collections.abc import Iterator
from pathlib import Path, PurePath

from regionplan_xl.documents.blocks import Document, Table
from regionplan_xl.documents.imported_document import Imported
from regionplan_xl.documents.planning.plan_of_draft import plan_of_draft
from regionplan_xl.documents.sources import source_of
from regionplan_xl.documents.understanding.understand import Choices, understand
from regionplan_xl.errors import InputError, Place, Rejected
from regionplan_xl.plan.model import Actor
from regionplan_xl.text import phrase


def import_plan(
    path: Path, actors: tuple[Actor, ...] | None = None, choices: Choices | None = None
) -> Imported:
    """Return the plan in a document; `actors` are known, or all are new (None).

    Raises `InputError` for a document that cannot be read, or that has no plan.
    """
    document = read_blocks(path)
    draft = understand(document, choices)
    if not draft.measures:
        what = phrase("No measures were found in the document.")
        fix = phrase(
            "Name the plan document itself; tell with --columns which column is what, or with --sheet where."
        )
        raise InputError(what, fix, Place(file=path.name))
    return plan_of_draft(draft, _texts(document), path.name, actors)


def read_blocks(path: Path) -> Document:
    """Return a document as blocks; raises `InputError` if it cannot be read."""
    source = source_of(PurePath(path.name).suffix.lower())
    if source is None:
        raise InputError(
            phrase("A plan document of this kind cannot be read yet."), "", Place(file=path.name)
        )
    try:
        return source(path.read_bytes(), path.name)
    except Rejected as rejection:
        raise InputError(rejection.reason, "", Place(file=path.name)) from rejection


def _texts(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Table):
            yield from (
                cell.text for row in block.rows for cell in row.cells if cell.text and not cell.continues
            )
        else:
            yield block.text
