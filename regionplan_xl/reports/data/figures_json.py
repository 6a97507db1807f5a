"""The figures as JSON: write and read."""

import json

from pydantic import TypeAdapter, ValidationError

from regionplan_xl.errors import InputError
from regionplan_xl.reports.figures import Figures
from regionplan_xl.text import phrase

_FIGURES = TypeAdapter(Figures)


def render_json(figures: Figures) -> bytes:
    """Render `figures` as indented JSON in UTF-8. Lone surrogates, which UTF-8 cannot represent, become `?`."""
    values = _FIGURES.dump_python(figures, mode="json")
    return (json.dumps(values, ensure_ascii=False, indent=2) + "\n").encode("utf-8", errors="replace")


def parse_json(data: bytes) -> Figures:
    """Parse the output of `render_json`; raise `InputError` if `data` is anything else."""
    try:
        return _FIGURES.validate_json(data)
    except ValidationError as error:
        raise InputError(
            phrase("This is not a file of figures from an earlier report."),
            phrase("Use the .json file that «regionplan report» wrote, or leave it out."),
        ) from error
