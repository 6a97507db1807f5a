"""The band of a goal that goes on further down its sheet, because a merge can only add rows at the end."""

from regionplan_xl.locale import every_wording
from regionplan_xl.text import fold, phrase

CONTINUED = phrase("(continued)")


def goes_on(text: str) -> bool:
    """True for the text of such a band."""
    return any(fold(text).endswith(fold(wording)) for wording in every_wording(CONTINUED))
