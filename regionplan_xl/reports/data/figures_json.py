"""The figures as JSON, and read back from it."""

import json

from pydantic import TypeAdapter, ValidationError

from regionplan_xl.errors import InputError
from regionplan_xl.reports.figures import Figures
from regionplan_xl.text import phrase

_FIGURES = TypeAdapter(Figures)


def render_json(figures: Figures) -> bytes:
    """Render `figures` as indented JSON in UTF-8; half of a surrogate pair, which UTF-8 cannot hold, becomes `?`."""
    values = _FIGURES.dump_python(figures, mode="json")
    return (json.dumps(values, ensure_ascii=False, indent=2) + "\n").encode("utf-8", errors="replace")


def parse_json(data: bytes) -> Figures:
    """Parse the figures that `render_json` wrote; raise `InputError` if `data` is something else."""
    try:
        return _FIGURES.validate_json(data)
    except ValidationError as error:
        raise InputError(
            phrase("This is not a file of figures from an earlier report."),
            phrase("Use the .json file that «regionplan report» wrote, or leave it out."),
        ) from error
