"""Texts of cells: trim their lines, and guess their language."""

from collections.abc import Iterable

from regionplan_xl.text import with_line_feeds

_LETTERS = (("øæ", "nb"), ("ß", "de"), ("å", "sv"))


def likely_language(texts: Iterable[str]) -> str:
    """Return the language that the letters in texts suggest, for month names; English by default."""
    letters = {letter for text in texts for letter in text.lower()}
    return next((language for signs, language in _LETTERS if letters & set(signs)), "en")


def tidy(text: str) -> str:
    """Return a text without blanks at line ends and without empty lines at its start and end."""
    lines = with_line_feeds(text).split("\n")
    return "\n".join(line.strip(" \t\xa0") for line in lines).strip()
