"""Languages: the catalogs (English is in the code), dates and numbers.

`nn.po` and `nb.po` have the texts of workbooks and reports; `terminal.nn.po` and `terminal.nb.po` those only for the
terminal. A line `# earlier: …` before a message is a wording in workbooks made by an earlier version.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib import resources

from regionplan_xl.plan.status import LANGUAGES
from regionplan_xl.text import Phrase, within_whole_per_cent

LANGUAGE_TAGS: Mapping[str, str] = {"nn": "nn-NO", "nb": "nb-NO", "en": "en-GB"}
"""The tag of each language in files (BCP 47)."""
_EARLIER = "# earlier: "
# A message of a .po file: comments, text, plural, and their translations (GNU gettext manual, section 3.2).
_MESSAGE = re.compile(
    r"((?:^#.*\n)*)^msgid (S)(?:^msgid_plural (S))?^msgstr(?:\[0\])? (S)(?:^msgstr\[1\] (S))?".replace(
        "S", r'(?:".*"\n?)+'
    ),
    re.MULTILINE,
)
_NORWEGIAN = (
    "januar", "februar", "mars", "april", "mai", "juni",
    "juli", "august", "september", "oktober", "november", "desember",
)  # fmt: skip
_MONTHS = {
    "nn": _NORWEGIAN,
    "nb": _NORWEGIAN,
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Catalog:
    """Translates phrases into one language, and formats days and numbers in it."""

    language: str
    messages: Mapping[str, str] = field(repr=False, hash=False)
    plurals: Mapping[str, tuple[str, str]] = field(repr=False, hash=False)
    earlier: Mapping[str, tuple[str, ...]] = field(repr=False, hash=False)
    in_workbooks: frozenset[str] = field(repr=False, hash=False)
    """Every text that the program may have written in a workbook, including English and earlier wordings."""
    english: frozenset[str] = field(default=frozenset(), repr=False, hash=False)
    """Every text of the program in English, as in the code, with both forms of plurals."""
    workbooks: "Catalog | None" = field(default=None, repr=False, hash=False)
    """The catalog of the plan's language, if messages are in another language."""

    def __call__(self, phrase: Phrase | str) -> str:
        """Return `phrase` in this language with its values filled in; values that are phrases are translated too."""
        if isinstance(phrase, str):
            return self.messages.get(phrase, phrase)
        if phrase.in_workbook and self.workbooks is not None:
            return self.workbooks(phrase)
        return phrase.filled(self._template(phrase), self._translate)

    def _template(self, phrase: Phrase) -> str:
        if phrase.plural:
            return phrase.form(*self.plurals.get(phrase.template, (phrase.template, phrase.plural)))
        return self.messages.get(phrase.template, phrase.template)

    def _translate(self, value: object) -> object:
        if isinstance(value, Phrase):
            return self(value)
        if isinstance(value, datetime):
            return self.moment(value)
        return self.day(value) if isinstance(value, date) else value

    def former(self) -> "Catalog":
        """Return the catalog with the first earlier wording of each message that has one, instead of the current."""
        return replace(
            self, messages={**self.messages, **{key: words[0] for key, words in self.earlier.items()}}
        )

    def day(self, day: date) -> str:
        """Return a day in words: `15. mars 2025`."""
        dot = "" if self.language == "en" else "."
        return f"{day.day}{dot} {_MONTHS[self.language][day.month - 1]} {day.year}"

    def moment(self, moment: datetime) -> str:
        """Return a day and a time of day: `15. mars 2025 kl. 09:30`."""
        at = {"nn": " kl. ", "nb": " kl. ", "en": " at "}[self.language]
        return self.day(moment.date()) + at + moment.strftime("%H:%M")

    def number(self, number: float) -> str:
        """Return a number formatted in this language."""
        from babel.numbers import format_decimal

        return format_decimal(number, locale=self.language)

    def percent(self, share: float) -> str:
        """Return a share 0.0-1.0 in whole per cent: a half is rounded up, and only none or all gives 0 or 100."""
        # Not with babel: reading its data takes longer than making all workbooks of a small round.
        whole = (Decimal(str(within_whole_per_cent(share))) * 100).quantize(Decimal(1), ROUND_HALF_UP)
        return f"{whole}%" if self.language == "en" else f"{whole}\N{NO-BREAK SPACE}%"


@cache
def catalog(language: str, workbooks: str | None = None) -> Catalog:
    """Return the catalog of `language` (`nn`, `nb` or `en`); raise `KeyError` for any other.

    `workbooks` is the plan's language, if messages may be in another; they quote headings in it.
    """
    if workbooks and workbooks != language:
        return replace(catalog(language), workbooks=catalog(workbooks))
    if language not in LANGUAGES:
        raise KeyError(language)
    messages: dict[str, str] = {}
    plurals: dict[str, tuple[str, str]] = {}
    earlier: dict[str, tuple[str, ...]] = {}
    in_workbooks: set[str] = set()
    english: set[str] = set()
    for name in () if language == "en" else (f"{language}.po", f"terminal.{language}.po"):
        for ids, wordings, former in _read(name):
            if len(ids) == 2:
                plurals[ids[0]] = (wordings[0], wordings[1])
            else:
                messages[ids[0]] = wordings[0]
            english.update(ids)
            if former:
                earlier[ids[0]] = former
            if not name.startswith("terminal."):
                in_workbooks.update(ids, wordings, former)
    return Catalog(language, messages, plurals, earlier, frozenset(in_workbooks), frozenset(english))


def _read(name: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
    """Yield each message of a catalog: English forms, translated forms (two with a plural), and earlier wordings."""
    text = resources.files(__package__).joinpath(name).read_text("utf-8")
    for comments, *forms in _MESSAGE.findall(text):
        # The first message, with empty text, describes the catalog.
        one, many, *wordings = map(_unquoted, forms)
        former = (line.removeprefix(_EARLIER) for line in comments.splitlines() if line.startswith(_EARLIER))
        if one:
            count = 2 if many else 1
            yield (one, many)[:count], tuple(wordings[:count]), tuple(former)


def _unquoted(form: str) -> str:
    """Parse a string of a catalog: one or more lines in quotes, escaped like JSON."""
    if "\\" not in form:
        return form.strip()[1:-1].replace('"\n"', "")
    return "".join(map(json.loads, form.splitlines()))


def every_wording(phrase: Phrase | str) -> tuple[str, ...]:
    """Return `phrase` in each language and in earlier wordings, with which to find sheets and headings."""
    template = phrase if isinstance(phrase, str) else phrase.template
    now = [catalog(language)(phrase) for language in LANGUAGES]
    former = [word for language in LANGUAGES for word in catalog(language).earlier.get(template, ())]
    return tuple(dict.fromkeys(now + former))
