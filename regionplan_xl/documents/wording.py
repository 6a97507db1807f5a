"""Restore text as a person would type it: join hyphenated lines, convert headings to sentence case, titles to names."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePath

from regionplan_xl.text import bare, phrase, squeeze

_MARKS = re.compile(
    r"^\s*(?:sak\s+[\d/-]+\s*[:.]?)?\s*(?P<name>.*?)\s*(?:[-–—:]\s*status\b.*)?$", re.IGNORECASE
)
_LONGEST = 200  # characters, as in config.yaml
_CASE_WORDS = frozenset(
    ("sak", "saknr", "saksnr", "saksnummer", "arkivsak", "arkivsaknr", "arkivsaksnr", "saksframlegg", "politisk",
     "nr", "nummer", "ps", "rs", "ref")
)  # fmt: skip
NO_TITLE = phrase("The document has no title that can be the plan's name; it is called «{name}».")
WRITE_NAME = phrase("Write its name in config.yaml, under plan: name.")

_AT_END = re.compile(r"(?P<head>[^\W_]+)(?P<hyphen>[-\u00ad\u2010\u2011])$")
_FIRST_WORD = re.compile(r"[^\W_]+")
_WORDS = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_AND = {"og", "eller", "and", "or", "samt"}
_BULLET = re.compile(r"^\s*[•●▪◦‣·–*]\s+|^\s*[•●▪◦‣]|^\s*-\s+")


class Vocabulary:
    """The usual case of words in the running text of a document."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._written: dict[str, Counter[str]] = {}
        for text in texts:
            for found in _WORDS.finditer(text):
                # The first word of a line or sentence is capitalised for another reason.
                before = text[: found.start()].rstrip(" «\"'(")
                if not before or before[-1] in ".:!?•":
                    continue
                word = found.group()
                self._written.setdefault(word.casefold(), Counter())[word] += 1

    def __contains__(self, word: str) -> bool:
        return word.casefold() in self._written

    def usual(self, word: str) -> str:
        """Return `word` in its most frequent case; in lower case if it is unknown."""
        seen = self._written.get(word.casefold())
        return seen.most_common(1)[0][0] if seen else word.lower()


def join_lines(lines: Iterable[str], vocabulary: Vocabulary) -> str:
    """Join lines to running text: rejoin words broken at line ends, and start a line for each bullet."""
    text = ""
    for line in lines:
        line = squeeze(line)
        if not line:
            continue
        if is_bullet(line):
            bullet = _BULLET.sub("", line)
            text += f"\n• {bullet}" if text else f"• {bullet}"
        else:
            text = _joined(text, line, vocabulary) if text else line
    return text


def with_whole_words(text: str, vocabulary: Vocabulary) -> str:
    """Return a text without the line ends that somebody has made within words: «Utdannings-» / «messe»."""
    whole: list[str] = []
    for line in text.split("\n"):
        if (
            whole
            and _AT_END.search(whole[-1])
            and line[:1].islower()
            and line.split()[0].casefold() not in _AND
        ):
            whole[-1] = _joined(whole[-1], line, vocabulary)
        else:
            whole.append(line)
    return "\n".join(whole)


def is_bullet(line: str) -> bool:
    """Return whether a line begins with a bullet."""
    return _BULLET.match(line) is not None


def _joined(text: str, line: str, vocabulary: Vocabulary) -> str:
    broken = _AT_END.search(text)
    following = _FIRST_WORD.match(line)
    if broken is None or following is None:
        return f"{text} {line}"
    head, tail = broken["head"], following.group()
    if tail.casefold() in _AND and f"{head}{tail}" not in vocabulary:
        return f"{text} {line}"  # «bu-» / «og blilyst»
    if broken["hyphen"] == "\u00ad":
        return text[:-1] + line
    acronym = len(head) > 1 and head.isupper() and not tail.isupper()  # «KI-» / «verktøy»
    keeps = acronym or len(head) == 1 or head[-1].isdigit() or not tail[:1].islower()
    if keeps or (f"{head}-{tail}" in vocabulary and f"{head}{tail}" not in vocabulary):
        return text + line
    return text[:-1] + line


def sentence_case(heading: str, vocabulary: Vocabulary) -> str:
    """Return a heading in capitals converted to sentence case; other headings unchanged."""
    text = squeeze(heading)
    if not is_capitals(text):
        return text
    text = re.sub(r"-(?=(?:OG|ELLER)\b)", "- ", text)  # «BU-OG BLILYST»
    text = re.sub(r"[^\W_]+", lambda found: vocabulary.usual(found.group()), text)
    return text[:1].upper() + text[1:]


def is_capitals(text: str) -> bool:
    """Return whether `text` has letters and all are capitals."""
    return text.upper() == text and text.lower() != text


def name_in_title(line: str, vocabulary: Vocabulary) -> str:
    """Return the plan's name in a title («Sak 16-25 REGIONPLAN - STATUS»); "" if there is none."""
    found = _MARKS.match(squeeze(line))
    title = sentence_case(_printable(found["name"]), vocabulary) if found else ""
    return title if bare(title) and len(title) <= _LONGEST and not _is_case_number(title) else ""


def name_of_file(file: str) -> str:
    """Return the name of a plan without a title, from the file name."""
    name = squeeze(_printable(PurePath(file).stem))[:_LONGEST].rstrip()
    return name if bare(name) else "Plan"


def _is_case_number(title: str) -> bool:
    """Return whether a title is only «Sak 16/25» or a year."""
    return all(word.lower() in _CASE_WORDS for word in re.findall(r"[^\W\d_]+", title))


def _printable(text: str) -> str:
    """Return `text` without invisible characters, such as soft hyphens, which a plan's name cannot have."""
    return unicodedata.normalize("NFC", "".join(c for c in text if c.isprintable()))
