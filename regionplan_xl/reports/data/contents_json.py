"""The contents of a report as JSON. A frozen report is stored this way and can be rendered again."""

from pydantic import TypeAdapter, ValidationError

from regionplan_xl.errors import InputError
from regionplan_xl.reports.contents import ReportContents
from regionplan_xl.text import phrase

_CONTENTS = TypeAdapter(ReportContents)


def render_contents(contents: ReportContents) -> bytes:
    """Render the contents of a report as JSON in UTF-8; the same contents give the same bytes."""
    return _CONTENTS.dump_json(contents)


def parse_contents(data: bytes) -> ReportContents:
    """Parse the output of `render_contents`; raise `InputError` if `data` is anything else."""
    try:
        return _CONTENTS.validate_json(data)
    except ValidationError as error:
        raise InputError(phrase("This is not a frozen report.")) from error
