"""The scale of statuses (traffic lights): their order, colours and words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from regionplan_xl.text import bare, normalise

LANGUAGES = ("nn", "nb", "en")
LANGUAGE_WORDS: Mapping[str, str] = {
    bare(word): language
    for language, words in {
        "nn": ("nn", "nno", "nn-NO", "nynorsk", "norsk nynorsk", "nynorsk norsk", "Norwegian Nynorsk"),
        "nb": ("nb", "nob", "nb-NO", "bokmål", "bokmaal", "norsk bokmål", "bokmål norsk", "Norwegian Bokmål"),
        "en": ("en", "eng", "en-GB", "en-US", "English", "engelsk"),
    }.items()
    for word in words
}
"""A name of a language (as `bare` returns it) -> its code. «norsk» is ambiguous, so it is not here."""


@dataclass(frozen=True)
class Status:
    """One status of the scale. `colour` is `#RRGGBB`; `labels` are by language; `also` are other words people type."""

    key: str
    colour: str
    labels: Mapping[str, str] = field(hash=False)
    also: tuple[str, ...] = ()

    def label(self, language: str) -> str:
        """Return the label in `language`, else in the first language that has one, else the key."""
        if language in self.labels:
            return self.labels[language]
        return next(iter(self.labels.values()), self.key)


@dataclass(frozen=True)
class Scale:
    """The statuses of a plan, the least done first; this is their order of severity."""

    statuses: tuple[Status, ...]

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash(self.statuses)  # caches keyed by the scale are looked up for every cell

    def __getitem__(self, key: str) -> Status:
        for status in self.statuses:
            if status.key == key:
                return status
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        return any(status.key == key for status in self.statuses)

    def keys(self) -> tuple[str, ...]:
        """Return the keys in order of severity."""
        return tuple(status.key for status in self.statuses)

    def status_of_label(self, text: str) -> str | None:
        """Return the key of the status with the label `text`, ignoring case; None if there is none."""
        folded = normalise(text)
        return next((s.key for s in self.statuses if folded in map(normalise, s.labels.values())), None)

    def status_of_word(self, text: str) -> str | None:
        """Return the key of the status with `text` as a label or another word, ignoring case; None if there is none."""
        folded = normalise(text)
        words = ((s.key, word) for s in self.statuses for word in s.also)
        return self.status_of_label(text) or next(
            (key for key, word in words if normalise(word) == folded), None
        )

    def words(self) -> dict[str, str]:
        """Return word (as `text.bare` returns it) -> status key, for every key, label and other word."""
        return {
            bare(word): status.key
            for status in self.statuses
            for word in (status.key.replace("_", " "), *status.labels.values(), *status.also)
            if bare(word)
        }


NOT_STARTED = Status(
    "not_started",
    "#C00000",
    {"nn": "Ikkje påstarta", "nb": "Ikke påstartet", "en": "Not started"},
    ("raud", "rød", "red", "ikkje starta", "ikke startet", "ikkje begynt", "ikke begynt"),
)
STARTED = Status(
    "started",
    "#FFC000",
    {"nn": "Påstarta", "nb": "Påstartet", "en": "Started"},
    ("gul", "yellow", "i gang", "starta", "startet", "påbegynt", "påbyrja", "under arbeid", "in progress"),
)
DONE = Status(
    "done",
    "#00A650",
    {"nn": "Gjennomført", "nb": "Gjennomført", "en": "Done"},
    ("grøn", "grønn", "green", "ferdig", "utført", "fullført", "completed", "finished"),
)
STANDARD = Scale((NOT_STARTED, STARTED, DONE))
