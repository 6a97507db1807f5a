"""The error if a document lacks the requested pages."""

from regionplan_xl.errors import InputError, Place
from regionplan_xl.text import phrase


def no_such_pages(wanted: tuple[int, int], last: int, file: str) -> InputError:
    """Return the error for `wanted` pages that a document lacks; `last` is its last page, 0 if that is not known."""
    what = phrase("The document has no text on the pages {first}-{last}.", first=wanted[0], last=wanted[1])
    fix = phrase("Leave out --pages: its pages are not known.")
    return InputError(
        what, phrase("Its pages are {first}-{last}.", first=1, last=last) if last else fix, Place(file=file)
    )
