"""The section `statuses` of config.yaml, and the plan's scale made from it."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from regionplan_xl.config.group import Group, InvalidValue, Word
from regionplan_xl.config.source import Fault
from regionplan_xl.plan.status import LANGUAGES, STANDARD, Scale, Status
from regionplan_xl.text import bare, phrase

LONGEST_LABEL = 31
# A drop-down list holds 255 characters, which is eight labels of 31 characters with commas.
MOST_STATUSES = 8

Label = Annotated[Word, Field(max_length=LONGEST_LABEL, pattern=r"^[^,=+@\-][^,]*$")]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,30}$")]
# Labels that Excel converts to a number, date or truth value when they are chosen from the list.
_CONVERTED = re.compile(
    r"[\d\s.:%/+-]*|\d+[eE]\d+|(?:true|false|sann|usann)"
    r"|\d{0,2}\.?\s*(?:jan|feb|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|des|dec)[a-zæøå]*\.?\s*\d{1,4}",
    re.IGNORECASE,
)
_LABEL = f"a word of at most {LONGEST_LABEL} characters, without commas and not beginning with = + - @"


class Labels(Group):
    """The label of a status, by language."""

    nn: Annotated[Label | None, Field(description=_LABEL)] = None
    nb: Annotated[Label | None, Field(description=_LABEL)] = None
    en: Annotated[Label | None, Field(description=_LABEL)] = None

    def given(self) -> dict[str, str]:
        """Return the labels that are given, by language."""
        return {language: label for language in LANGUAGES if (label := getattr(self, language))}


class StatusSettings(Group):
    """One status as written in config.yaml."""

    # To YAML, a colour without quotation marks is a comment, so the value would be empty.
    never_empty: ClassVar[frozenset[str]] = frozenset({"colour"})

    colour: Annotated[
        str, Field(pattern=r"^#[0-9A-Fa-f]{6}$", description='a colour in quotation marks, such as "#C00000"')
    ] = ""
    label: Annotated[
        Labels, Field(description="a word per language, such as {nn: Påstarta, en: Started}")
    ] = Labels()
    also: Annotated[
        tuple[Word, ...], Field(max_length=100, description="a list of words, such as [gul, i gang]")
    ] = ()


def scale_from(settings: Mapping[str, StatusSettings]) -> Scale:
    """Return the scale, in the given order; raise `InvalidValue` with all its faults.

    A standard status gets the standard's value for each setting left out. Its standard words count too, unless another
    status has them.
    """
    faults = [*_faults(settings)]
    if faults:
        raise InvalidValue(*faults)
    taken = {word: key for key, at, word in _given_words(settings)}
    return Scale(tuple(_status(key, one, taken) for key, one in settings.items()))


def _status(key: str, settings: StatusSettings, taken: Mapping[str, str]) -> Status:
    standard = STANDARD[key] if key in STANDARD else Status(key, "", {})

    def free(word: str) -> bool:
        return taken.get(bare(word), key) == key

    fallback = {language: label for language, label in standard.labels.items() if free(label)}
    labels = fallback | settings.label.given()
    known = (*settings.also, *standard.also, *standard.labels.values())
    also = {bare(word): word for word in reversed(known) if free(word) and word not in labels.values()}
    return Status(
        key,
        (settings.colour or standard.colour).upper(),
        {language: labels[language] for language in LANGUAGES if language in labels},
        tuple(reversed(also.values())),
    )


def _given_words(settings: Mapping[str, StatusSettings]) -> Iterator[tuple[str, tuple[str | int, ...], str]]:
    """Yield (status key, key path, normalised word) for each word that config.yaml itself gives a status."""
    for key, one in settings.items():
        yield key, (key,), bare(key.replace("_", " "))
        for language, label in one.label.given().items():
            yield key, (key, "label", language), bare(label)
        for index, word in enumerate(one.also):
            yield key, (key, "also", index), bare(word)


def _faults(settings: Mapping[str, StatusSettings]) -> Iterator[Fault]:
    if len(settings) > MOST_STATUSES:
        what = phrase(
            "there are {count} statuses; a drop-down list has room for {most}.",
            count=len(settings),
            most=MOST_STATUSES,
        )
        yield Fault((), what)
    for key in STANDARD.keys():  # noqa: SIM118  (a scale's keys, in order)
        if key not in settings:
            fix = phrase(
                "Write «{key}:» where it belongs in the order; with nothing after it, the standard holds.",
                key=key,
            )
            yield Fault((), phrase("«{key}» is missing, which every plan has.", key=key), fix)
    yield from _faulty_words(settings)
    yield from _faulty_labels(settings)
    yield from _faulty_colours(settings)
    for key, one in settings.items():
        if key not in STANDARD and not one.label.given():
            fix = phrase(
                "Write for example «{example}».", example="label: {nn: Avslutta, nb: Avsluttet, en: Dropped}"
            )
            yield Fault((key,), phrase("a status that you add needs a label."), fix)


def _faulty_words(settings: Mapping[str, StatusSettings]) -> Iterator[Fault]:
    owner: dict[str, str] = {}
    for key, at, word in _given_words(settings):
        if not word:
            what = phrase("there is no letter or digit in the word.")
            yield Fault(at, what, phrase("Write a word, or remove it."))
        elif owner.setdefault(word, key) != key:
            fix = phrase("Give each word to one status only, so that an answer is never in doubt.")
            yield Fault(at, phrase("this word means «{status}» already.", status=owner[word]), fix)


def _faulty_labels(settings: Mapping[str, StatusSettings]) -> Iterator[Fault]:
    """Yield a fault for each label that Excel would convert, or that the formulas on Oversikt cannot count."""
    for key, one in settings.items():
        for language, label in one.label.given().items():
            at = (key, "label", language)
            if found := next((sign for sign in "*?~<>" if sign in label), ""):
                what = phrase(
                    "a label with «{sign}» cannot be counted: the sign has a meaning in formulas.", sign=found
                )
                yield Fault(at, what, phrase("Write the label without it."))
            elif bare(label) and _CONVERTED.fullmatch(label):
                what = phrase("Excel makes a number, a date or a truth value of «{label}».", label=label)
                yield Fault(at, what, phrase("Write a word."))


def _faulty_colours(settings: Mapping[str, StatusSettings]) -> Iterator[Fault]:
    owner: dict[str, str] = {}
    for key, one in settings.items():
        colour = (one.colour or (STANDARD[key].colour if key in STANDARD else "")).upper()
        if not colour:
            fix = phrase('Write for example «colour: "#7F7F7F"», with the quotation marks.')
            yield Fault((key,), phrase("a status that you add needs a colour."), fix)
        elif owner.setdefault(colour, key) != key:
            fix = phrase("Choose another colour, so that a painted cell is never in doubt.")
            what = phrase("«{status}» has this colour already.", status=owner[colour])
            yield Fault((key, "colour"), what, fix)
