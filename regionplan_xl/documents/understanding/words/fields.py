"""What a heading surely means, and what the texts below it look like then."""

from collections.abc import Callable, Mapping

from regionplan_xl.documents.understanding.words.cell_shapes import is_number, is_time
from regionplan_xl.documents.understanding.words.vocabulary import match_heading, status_key

CERTAIN = 0.95
LOOKS_LIKE: Mapping[str, Callable[[str], bool]] = {
    "timeframe": is_time,
    "start": is_time,
    "end": is_time,
    "status": lambda text: status_key(text) is not None,
    "number": is_number,
}
"""By field: whether a text may be a value of it. Other fields have texts of any kind."""


def field_of(heading: str) -> str:
    """Return the field that a heading surely names, "" if it is none or may mean something else."""
    match = match_heading(heading) if heading else None
    return match.means[0] if match and match.certainty >= CERTAIN else ""
