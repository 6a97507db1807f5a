"""Translatable phrases, and functions that normalise, compare, clean and shorten text."""

import os
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Protocol

_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
# Characters that XML 1.0 does not allow (section 2.2), and lone surrogates.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_ORDER, _MARK = re.compile("[\u202a-\u202e\u2066-\u2069]"), re.compile("[\u061c\u200e\u200f]")
# The beginnings that make Excel read a text as a formula (OWASP, «CSV Injection»); the full-width forms do so in East
# Asian settings.
_FORMULA = re.compile("'*[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-ZÆØÅ])")
_PLAIN_WORD = re.compile(r"[\w./:\\-]+")
_PLAIN_NUMBER = re.compile(r"[-+]?\d[\d\s]*(?:[.,]\d+)?\s?%?")
LONGEST_TEXT = 32_767
"""The most characters in a cell, as `utf16_length` counts them (Excel's specifications and limits)."""
_LONGEST_IN_SENTENCE = 80  # characters
_CUT_MARK = 20  # characters reserved for the mark that a text was cut
_KEPT_WITHIN = 200  # characters; the folded forms of texts up to this length are cached
# Zero-width characters, soft hyphens and direction marks: invisible, but they break a comparison.
_INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0xFE0F])

# Letters and marks that show nothing: Hangul fillers, the empty Braille cell, variation selectors.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | set(map(chr, range(0xFE00, 0xFE10)))


@dataclass(frozen=True)
class Phrase:
    """An English sentence with named values; it is translated into the reader's language when it is shown.

    `in_workbook`: it is a heading, a choice or a sheet's name, which messages quote in the workbook's language.
    `for_sender`: it is only about one returned file, so it may be sent to the file's sender. Its first sentence is the
    fault, the rest advice for the sender; with `only_fault` just the fault is shown.
    """

    template: str
    values: tuple[tuple[str, object], ...] = ()
    plural: str = ""
    in_workbook: bool = field(default=False, compare=False)
    for_sender: bool = field(default=False, compare=False)
    only_fault: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        return self.filled(self.form(self.template, self.plural))

    def form(self, one: str, many: str) -> str:
        """Return `many` if this phrase has a plural and its value `count` is not 1; else `one`."""
        return many if self.plural and dict(self.values)["count"] != 1 else one

    def filled(self, template: str, translate: Callable[[object], object] | None = None) -> str:
        """Return `template` (this phrase's own, or its translation) with the values in it, translated."""
        if self.only_fault:
            template = _SENTENCE_ENDS.split(template, 1)[0]
        if not self.values:
            return template
        values = {name: translate(value) if translate else value for name, value in self.values}
        return template.format_map({name: _shown(value) for name, value in values.items()})

    def with_values(self, **values: object) -> "Phrase":
        """Return the same phrase with these named values."""
        return replace(self, values=tuple(values.items()))


def _shown(value: object) -> object:
    """Return a value without characters that could not be written, so that no outside text can stop a merge."""
    return ILLEGAL.sub("\ufffd", value) if isinstance(value, str) else value


class Translate(Protocol):
    """Translates a phrase into text of one language."""

    def __call__(self, phrase: "Phrase | str", /) -> str: ...


def phrase(template: str, **values: object) -> Phrase:
    """Return a phrase; `template` is the message id in the catalogs, with `{name}` for each value."""
    return Phrase(template, tuple(values.items()))


def as_phrase(text: Phrase | str) -> Phrase:
    """Return `text` as a phrase; a plain text is shown as it is in every language."""
    return Phrase(text) if isinstance(text, str) else text


def workbook_text(template: Phrase | str) -> Phrase:
    """Mark the phrase as a heading, a choice or a sheet's name (`in_workbook`)."""
    return replace(as_phrase(template), in_workbook=True)


def for_sender(reason: Phrase) -> Phrase:
    """Mark the phrase as one that may be sent back; a phrase that contains it needs a mark of its own."""
    return replace(reason, for_sender=True)


def without_advice(reason: Phrase) -> Phrase:
    """Return a reason worded for a file's sender without its advice, for somebody who has the file at hand."""
    return replace(reason, only_fault=reason.for_sender)


def counted(one: str, many: str, *, count: int, **values: object) -> Phrase:
    """Return a phrase with a plural: `one` if `count` is 1, else `many`. The catalogs have both forms."""
    return Phrase(one, (("count", count), *values.items()), many)


def sentences(*parts: "Phrase | str") -> Phrase:
    """Join the parts into one phrase, separated by spaces; empty ones are left out."""
    kept = {f"part{number}": part for number, part in enumerate(parts) if str(part)}
    return Phrase(" ".join(f"{{{name}}}" for name in kept), tuple(kept.items()))


def squeeze(text: str) -> str:
    """Return `text` on one line: each run of white space becomes one space, none at the ends."""
    return " ".join(text.split())


def shortened(text: str) -> str:
    """Return `text`, cut if it is too long to be quoted in a sentence."""
    return text if len(text) <= _LONGEST_IN_SENTENCE else text[: _LONGEST_IN_SENTENCE - 1] + "…"


def shell_word(text: str) -> str:
    """Return `text` as one word of a command, quoted where PowerShell or a POSIX shell would break it."""
    if _PLAIN_WORD.fullmatch(text):
        return text
    if not any(sign in text for sign in '"$`'):
        return f'"{text}"'
    if os.name == "nt":
        return "'" + text.replace("'", "''") + "'"
    import shlex

    return shlex.quote(text)


def called(number: str, text: str) -> str:
    """Return a name for a measure in a sentence: its number, else its text, quoted and shortened."""
    return number or (f"«{shortened(squeeze(text))}»" if text.strip() else "")


def with_line_feeds(text: str) -> str:
    """Return `text` with every line end made a line feed, as XML reads them (XML 1.0 section 2.11)."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def utf16_length(text: str) -> int:
    """Return the length of `text` as Excel counts it: a character beyond U+FFFF counts as two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def writable(text: str, most: int | None = None) -> str:
    """Return `text` in a form that any file can hold: a character that XML does not allow becomes «\ufffd».

    A text longer than `most` is cut, and its length in characters is added.
    """
    text = ILLEGAL.sub("\ufffd", text)
    if most is None or utf16_length(text) <= most:
        return text
    kept = text[: most - _CUT_MARK]
    while (excess := utf16_length(kept) - most + _CUT_MARK) > 0:
        kept = kept[: -((excess + 1) // 2)]  # a removed character, such as an emoji, may count as two
    return f"{kept}… ({len(text)})"


def readable(text: str) -> str:
    """Return `text` for a report: like `writable`, and without characters that reorder the text around it.

    Embeddings, overrides and isolates (Unicode Standard Annex 9) become «\ufffd»; direction marks are removed.
    Data for programs keep both.
    """
    return _MARK.sub("", _ORDER.sub("\ufffd", writable(text)))


def as_csv_text(text: str) -> str:
    """Return `text` for a cell of a .csv file: with an apostrophe in front if Excel would read it as a formula."""
    return f"'{text}" if _FORMULA.match(text) and not _PLAIN_NUMBER.fullmatch(text) else text


def from_csv_text(written: str) -> str:
    """Reverse `as_csv_text`."""
    return written[1:] if written[:1] == "'" and _FORMULA.match(written, 1) else written


def printable(text: str) -> str:
    """Return `text` without characters that control a terminal or reorder words."""
    return _MARK.sub("", _ORDER.sub("\ufffd", _CONTROL.sub("\ufffd", text)))


def is_blank(text: str) -> bool:
    """Return whether `text` has no visible character: only white space, direction marks or control characters."""
    return all(
        letter in _UNSEEN or unicodedata.category(letter) in ("Cc", "Cf", "Zs", "Zl", "Zp") for letter in text
    )


def within_whole_per_cent(share: float) -> float:
    """Return a share 0.0-1.0, adjusted so that rounding to whole per cent gives 0 or 100 only for none or all."""
    return share if share in (0, 1) else min(0.99, max(0.01, share))


def normalise(text: str) -> str:
    """Return `text` for comparison: as NFKC, without case or invisible characters, with single spaces."""
    return _normalise_short(text) if len(text) <= _KEPT_WITHIN else _normalise_long(text)


def _normalise(text: str) -> str:
    if text.isascii():
        return squeeze(text).lower()
    return squeeze(unicodedata.normalize("NFKC", text).translate(_INVISIBLE)).casefold()


# Signs that follow «z», in the order of the Norwegian alphabet; Sami letters are sorted as the letter they look like.
_IN_ALPHABET = str.maketrans("æäøöåđŋŧ", "{{||}dnt")


def alphabetical(text: str) -> tuple[str, str]:
    """Return the key that sorts names as Norwegian lists do: without case and accents, «Øystre» before «Ål»."""
    letters = unicodedata.normalize("NFC", text).casefold().translate(_IN_ALPHABET)
    plain = (one for one in unicodedata.normalize("NFD", letters) if not unicodedata.combining(one))
    return "".join(plain), text


# Cached, since every workbook has the same headings, labels and locked texts.
_normalise_short = lru_cache(maxsize=20_000)(_normalise)
# A small file can have one long text in thousands of cells.
_normalise_long = lru_cache(maxsize=8)(_normalise)


def bare(text: str) -> str:
    """Return `text` folded and reduced to letters and digits, for comparison without punctuation."""
    return _bare_short(text) if len(text) <= _KEPT_WITHIN else _bare_long(text)


def _bare(text: str) -> str:
    return _NOT_ALPHANUMERIC.sub("", normalise(text))


_bare_short = lru_cache(maxsize=20_000)(_bare)
_bare_long = lru_cache(maxsize=8)(_bare)


def comparison_key(text: str) -> str:
    """Return the key for comparing headings and locked texts: `bare`, or `normalise` for signs only («#», «%»)."""
    return bare(text) or normalise(text)


def parse_day(text: str) -> date | None:
    """Parse a day, `2025-12-31` or `31.12.2025` (also with / or -); return None if it is not valid."""
    text = text.strip()
    try:
        if found := _DAY_FIRST.fullmatch(text):
            day, month, year = (int(part) for part in found.groups())
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        return None


def day_in_figures(day: date) -> str:
    """Return a day as people write it in a cell: `31.12.2025`; `parse_day` reads it."""
    # Not `strftime`, which writes the year 1 as one digit on some systems.
    return f"{day.day:02}.{day.month:02}.{day.year:04}"
