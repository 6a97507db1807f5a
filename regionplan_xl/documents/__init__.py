"""Import a plan document: a plan, and a list of what a person should check."""

from collections.abc import Callable, Mapping
from pathlib import Path

from regionplan_xl.documents.imported_document import Imported, Line
from regionplan_xl.documents.plain_text import read_lines
from regionplan_xl.documents.status_case import parse_status_case
from regionplan_xl.errors import InputError, Place
from regionplan_xl.plan.model import Actor
from regionplan_xl.text import phrase

__all__ = ["READERS", "Imported", "read_document"]

# A kind of document is one reader: the file's ending -> its lines. What the lines mean is the same for all.
READERS: Mapping[str, Callable[[Path], tuple[Line, ...]]] = {".txt": read_lines}


def read_document(path: Path, actors: tuple[Actor, ...] | None = None) -> Imported:
    """Read the plan in a document; `actors` are known, or all are new (None).

    Raises `InputError` for a file that cannot be read, or that has no plan in a form we know.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        what = phrase("A plan document of this kind cannot be read yet.")
        fix = phrase(
            "What can be read is {endings}; save the plan as one of these.", endings=", ".join(READERS)
        )
        raise InputError(what, fix, Place(file=path.name))
    imported = parse_status_case(reader(path), actors, path.name)
    if imported is None:
        what = phrase(
            "No plan was found: there are no measures numbered like 1.1.1 under goals such as «Mål 1.1»."
        )
        fix = phrase(
            "Name the plan document itself; each area needs its heading, goals and numbered measures."
        )
        raise InputError(what, fix, Place(file=path.name))
    return imported
