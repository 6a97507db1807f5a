"""The look of the texts in a field."""

from collections.abc import Callable, Mapping

from regionplan_xl.documents.understanding.words.cell_shapes import is_number, is_time
from regionplan_xl.documents.vocabulary.lookup import status_key

LOOKS_LIKE: Mapping[str, Callable[[str], bool]] = {
    "timeframe": is_time,
    "start": is_time,
    "end": is_time,
    "status": lambda text: status_key(text) is not None,
    "number": is_number,
}
"""By field: whether a text may be a value of it. Other fields accept any text."""
