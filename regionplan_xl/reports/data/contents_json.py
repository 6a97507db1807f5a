"""All that a report is made of, as JSON: a frozen report is kept so, and can be made again."""

from pydantic import TypeAdapter, ValidationError

from regionplan_xl.errors import InputError
from regionplan_xl.reports.contents import ReportContents
from regionplan_xl.text import phrase

_CONTENTS = TypeAdapter(ReportContents)


def render_contents(contents: ReportContents) -> bytes:
    """Render what a report is made of as JSON in UTF-8; the same contents give the same bytes."""
    return _CONTENTS.dump_json(contents)


def parse_contents(data: bytes) -> ReportContents:
    """Parse what `render_contents` gave; raise `InputError` if `data` is something else."""
    try:
        return _CONTENTS.validate_json(data)
    except ValidationError as error:
        raise InputError(phrase("This is not a frozen report.")) from error
