"""The text of a cell as its lines are read."""

from regionplan_xl.text import with_line_feeds


def tidy(text: str) -> str:
    """Return a text with no blanks at the ends of its lines, nor empty lines at its own."""
    lines = with_line_feeds(text).split("\n")
    return "\n".join(line.strip(" \t\xa0") for line in lines).strip()
