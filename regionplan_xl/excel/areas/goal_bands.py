"""The band of a goal that continues at the end of its sheet, because a merge may only append rows."""

from regionplan_xl.locale import every_wording
from regionplan_xl.text import normalise, phrase

CONTINUED = phrase("(continued)")


def is_continued(text: str) -> bool:
    """Return whether this is the text of a continued goal's band."""
    return any(normalise(text).endswith(normalise(wording)) for wording in every_wording(CONTINUED))
