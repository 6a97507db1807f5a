"""Languages: the catalogs (`nn.po`, `nb.po`; English is in the code), dates and numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib import resources

from regionplan_xl.plan.status import LANGUAGES
from regionplan_xl.text import Phrase


@dataclass(frozen=True)
class Catalog:
    """Translates phrases into one language, and formats days and numbers in it."""

    language: str
    messages: Mapping[str, str] = field(repr=False, hash=False)
    plurals: Mapping[str, tuple[str, str]] = field(repr=False, hash=False)

    def __call__(self, phrase: Phrase | str) -> str:
        """Return `phrase` in this language, with its values in it (phrases among the values are translated too)."""
        if isinstance(phrase, str):
            return self.messages.get(phrase, phrase)
        values = {name: self._translate(value) for name, value in phrase.values}
        return phrase.with_values(**values).filled(self._template(phrase))

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

    def day(self, day: date) -> str:
        """Return a day in words: `15. mars 2025`."""
        from babel.dates import format_date

        return format_date(day, "d. MMMM y" if self.language != "en" else "d MMMM y", locale=self.language)

    def moment(self, moment: datetime) -> str:
        """Return a day and a time of day: `15. mars 2025 kl. 09:30`."""
        at = {"nn": " kl. ", "nb": " kl. ", "en": " at "}[self.language]
        return self.day(moment.date()) + at + moment.strftime("%H:%M")

    def number(self, number: float) -> str:
        """Return a number with this language's separators."""
        from babel.numbers import format_decimal

        return format_decimal(number, locale=self.language)

    def percent(self, share: float) -> str:
        """Return a share 0.0-1.0 as whole per cent."""
        from babel.numbers import format_percent

        return format_percent(share, locale=self.language)


@cache
def catalog(language: str) -> Catalog:
    """Return the catalog of `language` (`nn`, `nb` or `en`); raise `KeyError` for any other."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return Catalog(language, *(({}, {}) if language == "en" else _read(language)))


def _read(language: str) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """Return a language's messages, and those with a plural: the message for one -> (for one, for several)."""
    from babel.messages.pofile import read_po

    messages: dict[str, str] = {}
    plurals: dict[str, tuple[str, str]] = {}
    with resources.files(__package__).joinpath(f"{language}.po").open("rb") as source:
        for message in read_po(source, locale=language):
            if isinstance(message.string, tuple):
                one, many = message.string
                plurals[message.id[0]] = (one, many)
            elif isinstance(message.id, str) and message.id and message.string:
                messages[message.id] = str(message.string)
    return messages, plurals


def every_wording(phrase: Phrase | str) -> tuple[str, ...]:
    """Return `phrase` in each language, for finding sheets and headers in any of them."""
    return tuple(dict.fromkeys(catalog(language)(phrase) for language in LANGUAGES))
