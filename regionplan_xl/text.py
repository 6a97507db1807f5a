"""Phrases that can be translated, and text made comparable."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Protocol

_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
# What XML 1.0 cannot hold (section 2.2), and the lone halves of UTF-16 pairs.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_ORDER, _MARK = re.compile("[\u202a-\u202e\u2066-\u2069]"), re.compile("[\u061c\u200e\u200f]")
# What makes a text a formula to Excel (OWASP, «CSV Injection»); the wide forms do in East Asian settings.
_FORMULA = re.compile("'*[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")
_PLAIN_NUMBER = re.compile(r"[-+]?\d[\d\s]*(?:[.,]\d+)?\s?%?")
# Zero-width, soft hyphen and direction marks: invisible, and they break a comparison.
LONGEST_TEXT = 32_767
"""Characters of a text in a cell, as `utf16_length` counts them (Excel's specifications and limits)."""
_LONGEST_IN_SENTENCE = 80  # characters
_CUT_MARK = 20  # characters that say that a text was cut, at most
_KEPT_WITHIN = 200  # characters of a text whose folded form is kept
_INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0xFE0F])

# Letters and marks that show nothing: fillers of Hangul, a Braille cell without dots, selectors of forms.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | set(map(chr, range(0xFE00, 0xFE10)))


@dataclass(frozen=True)
class Phrase:
    """A sentence in English with named values, translated into the reader's language at the edge.

    `in_workbook`: it is a heading, a choice or the name of a sheet, which a message quotes as the workbook has it.
    `for_sender`: it tells of one returned file and nothing else, so it may be sent to whoever sent that file.
    """

    template: str
    values: tuple[tuple[str, object], ...] = ()
    plural: str = ""
    in_workbook: bool = field(default=False, compare=False)
    for_sender: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        return self.filled(self.form(self.template, self.plural))

    def form(self, one: str, many: str) -> str:
        """Return `many` if this phrase has a plural and its value `count` is not 1; else `one`."""
        return many if self.plural and dict(self.values)["count"] != 1 else one

    def filled(self, template: str, translate: Callable[[object], object] | None = None) -> str:
        """Return `template` (this phrase's own, or its translation) with the values in it, translated."""
        if not self.values:
            return template
        values = {name: translate(value) if translate else value for name, value in self.values}
        return template.format_map({name: _shown(value) for name, value in values.items()})

    def with_values(self, **values: object) -> "Phrase":
        """Return the same phrase with these named values."""
        return replace(self, values=tuple(values.items()))


def _shown(value: object) -> object:
    """Return a value as a sentence can have it, wherever that is written: no text from outside may stop a merge."""
    return ILLEGAL.sub("\ufffd", value) if isinstance(value, str) else value


class Translate(Protocol):
    """Translates a phrase into text of one language."""

    def __call__(self, phrase: "Phrase | str", /) -> str: ...


def phrase(template: str, **values: object) -> Phrase:
    """Return a phrase; `template` is the message id in the catalogs, with `{name}` for each value."""
    return Phrase(template, tuple(values.items()))


def workbook_text(template: Phrase | str) -> Phrase:
    """Return the phrase as a heading, a choice or the name of a sheet."""
    return replace(Phrase(template) if isinstance(template, str) else template, in_workbook=True)


def for_sender(reason: Phrase) -> Phrase:
    """Return the phrase as one that may be sent back; one that is made of others may not, unless it says so too."""
    return replace(reason, for_sender=True)


def counted(one: str, many: str, *, count: int, **values: object) -> Phrase:
    """Return a phrase that has a plural: `one` if `count` is 1, else `many`. The catalogs have both forms."""
    return Phrase(one, (("count", count), *values.items()), many)


def sentences(*parts: "Phrase | str") -> Phrase:
    """Return the parts as one phrase, with a space between them; empty ones are left out."""
    kept = {f"part{number}": part for number, part in enumerate(parts) if str(part)}
    return Phrase(" ".join(f"{{{name}}}" for name in kept), tuple(kept.items()))


def squeeze(text: str) -> str:
    """Return `text` on one line: every run of white space as one space, none at the ends."""
    return " ".join(text.split())


def shortened(text: str) -> str:
    """Return `text`, or its beginning, short enough to be quoted within a sentence."""
    return text if len(text) <= _LONGEST_IN_SENTENCE else text[: _LONGEST_IN_SENTENCE - 1] + "…"


def called(number: str, text: str) -> str:
    """Return what a sentence calls a measure: its number, else its text, or the beginning of it, quoted."""
    return number or (f"«{shortened(squeeze(text))}»" if text.strip() else "")


def with_line_feeds(text: str) -> str:
    """Return `text` with every line end made a line feed, as XML reads them (XML 1.0 section 2.11)."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def utf16_length(text: str) -> int:
    """Return the length of `text` as Excel counts it: a character beyond U+FFFF is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def writable(text: str, most: int | None = None) -> str:
    """Return `text` as any file can hold it: a character that XML does not have becomes «\ufffd».

    Of a text longer than `most` the beginning is kept, with its length in characters after it.
    """
    text = ILLEGAL.sub("\ufffd", text)
    if most is None or utf16_length(text) <= most:
        return text
    kept = text[: most - _CUT_MARK]
    while (excess := utf16_length(kept) - most + _CUT_MARK) > 0:
        kept = kept[: -((excess + 1) // 2)]  # an emoji is two of what is too much
    return f"{kept}… ({len(text)})"


def readable(text: str) -> str:
    """Return `text` as a report shows it: `writable`, and nothing in it can change the order of what is around it.

    What orders letters otherwise than they are written (embeddings, overrides and isolates; Unicode Standard Annex 9)
    becomes «\ufffd»; marks of direction, which show nothing, are left out. Data keep both.
    """
    return _MARK.sub("", _ORDER.sub("\ufffd", writable(text)))


def as_csv_text(text: str) -> str:
    """Return `text` as a cell of a .csv file has it: with an apostrophe before what Excel would calculate."""
    return f"'{text}" if _FORMULA.match(text) and not _PLAIN_NUMBER.fullmatch(text) else text


def from_csv_text(written: str) -> str:
    """Return the text that `as_csv_text` wrote."""
    return written[1:] if written[:1] == "'" and _FORMULA.match(written, 1) else written


def printable(text: str) -> str:
    """Return `text` without the characters by which a terminal can be told to do things, or to turn words around."""
    return _MARK.sub("", _ORDER.sub("\ufffd", _CONTROL.sub("\ufffd", text)))


def is_blank(text: str) -> bool:
    """Return whether a reader sees nothing of `text`: white space, marks of direction, control characters."""
    return all(
        letter in _UNSEEN or unicodedata.category(letter) in ("Cc", "Cf", "Zs", "Zl", "Zp") for letter in text
    )


def within_whole_per_cent(share: float) -> float:
    """Return a share 0.0-1.0 such that no rounding to whole per cent makes nothing or all of a part."""
    return share if share in (0, 1) else min(0.99, max(0.01, share))


def fold(text: str) -> str:
    """Return `text` as compared: one Unicode form, no case, no invisible characters, single spaces."""
    return _fold_short(text) if len(text) <= _KEPT_WITHIN else _fold_long(text)


def _fold(text: str) -> str:
    if text.isascii():
        return squeeze(text).lower()
    return squeeze(unicodedata.normalize("NFKC", text).translate(_INVISIBLE)).casefold()


# The same headings, labels and locked texts come in every workbook.
_fold_short = lru_cache(maxsize=20_000)(_fold)
# A small file can have one long text in thousands of cells.
_fold_long = lru_cache(maxsize=8)(_fold)


def bare(text: str) -> str:
    """Return `text` folded and reduced to letters and digits, for matching despite punctuation."""
    return _bare_short(text) if len(text) <= _KEPT_WITHIN else _bare_long(text)


def _bare(text: str) -> str:
    return _NOT_ALPHANUMERIC.sub("", fold(text))


_bare_short = lru_cache(maxsize=20_000)(_bare)
_bare_long = lru_cache(maxsize=8)(_bare)


def comparison_key(text: str) -> str:
    """Return what headings and locked texts are compared by: `bare`, or `fold` if `text` is signs alone («#», «%»)."""
    return bare(text) or fold(text)


def parse_day(text: str) -> date | None:
    """Return the day that `2025-12-31` or `31.12.2025` (also with / or -) means, or None."""
    text = text.strip()
    try:
        if found := _DAY_FIRST.fullmatch(text):
            day, month, year = (int(part) for part in found.groups())
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        return None
