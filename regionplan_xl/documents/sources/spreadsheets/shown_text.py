"""The texts of cells: their lines, and the language that they are in."""

from collections.abc import Iterable

from regionplan_xl.text import with_line_feeds

_LETTERS = (("øæ", "nb"), ("ß", "de"), ("å", "sv"))


def language_of(texts: Iterable[str]) -> str:
    """Return the language that the letters of texts speak for, to name months in; English if none does."""
    letters = {letter for text in texts for letter in text.lower()}
    return next((language for signs, language in _LETTERS if letters & set(signs)), "en")


def tidy(text: str) -> str:
    """Return a text with no blanks at the ends of its lines, nor empty lines at its own."""
    lines = with_line_feeds(text).split("\n")
    return "\n".join(line.strip(" \t\xa0") for line in lines).strip()
