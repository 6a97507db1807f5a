"""The status of a measure: a word of the document, or a colour explained in its legend; never a guess."""

import colorsys
from dataclasses import dataclass

from regionplan_xl.colour import channels, is_coloured
from regionplan_xl.documents.draft import Draft, DraftMeasure
from regionplan_xl.documents.vocabulary.lookup import colour_word, status_key, status_key_in
from regionplan_xl.excel.parsing.grid import GridCell
from regionplan_xl.excel.parsing.report_cells import read_progress
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import Phrase, bare, normalise, phrase, sentences, squeeze

_NEAR = 0.12  # of 1.0: the largest difference per channel between two renderings of one colour
_LETTERS = {"r": "red", "a": "yellow", "y": "yellow", "g": "green"}  # as in «RAG»
_HUES = (("red", 0.0), ("yellow", 0.125), ("green", 0.33), ("blue", 0.6), ("red", 1.0))
_DASHES = "-\u2010\u2011\u2012\u2013\u2014"  # a dash alone says nothing
_ASK = phrase("Choose the status in the master.")


@dataclass(frozen=True)
class StatusFound:
    """The key of a status (None if the document gives none), and a doubt about it (what, fix)."""

    key: str | None = None
    doubt: tuple[Phrase, Phrase] | None = None


class Statuses:
    """Finds the statuses of the measures in one document."""

    def __init__(self, draft: Draft, scale: Scale) -> None:
        self._scale = scale
        self._words = scale.words()
        self._by_colour: dict[str, str | None] = {}
        self._by_word: dict[str, str | None] = {}
        self._by_sign: dict[str, str | None] = {}
        for colour, text in draft.legend:
            meaning = self._key(text)
            known, key = self._by_word, normalise(colour)
            if not colour.isalpha():
                known, key = (self._by_colour if colour.startswith("#") else self._by_sign), colour
            # A colour or sign with two explanations in the legend has none.
            known[key] = meaning if known.get(key, meaning) == meaning else None
        if None in self._by_sign.values():  # the program that wrote the file has mixed up its signs
            self._by_sign = {}

    def find(self, measure: DraftMeasure) -> StatusFound:
        """Return the status according to a measure's word and colour; ask if they disagree or give none."""
        word, colour = squeeze(measure.status.text).strip(_DASHES), measure.status_colour.text
        said = self._of_word(word) if word and not measure.status.doubt else None
        painted = self._of_colour(colour) if colour else None
        if word and measure.status.doubt:
            unsure = phrase("It is unsure whether «{word}» is the status; none was written.", word=word)
            return StatusFound(None, (sentences(measure.status.doubt, unsure), _ASK))
        if word and said is None:
            unknown = phrase("«{word}» is no status of this plan; none was written.", word=word)
            return StatusFound(None, (unknown, _ASK))
        if said and painted and said != painted:
            what = phrase("The status says «{word}», but its colour means something else.", word=word)
            return StatusFound(None, (what, _ASK))
        if said:
            return StatusFound(said)
        if painted:
            return StatusFound(painted)
        if colour and is_coloured(colour):
            what = phrase(
                "The status is the colour {colour}, and no legend says what it means.", colour=colour
            )
            return StatusFound(None, (what, _ASK))
        return StatusFound()

    def _of_word(self, word: str) -> str | None:
        folded = normalise(word)
        if (sign := word.strip("\ufe0f")) in self._by_sign:
            return self._by_sign[sign]
        if folded in self._by_word:
            return self._by_word[folded]
        if "?" in word:
            return None  # «Ferdig?» is a question
        # The legend explains the name of a colour; otherwise it has its usual traffic-light meaning.
        colour = colour_word(word) if len(word.split()) == 1 else None
        colour = colour or _LETTERS.get(folded)
        if colour and self._by_word:
            return self._by_word.get(colour)
        if folded in _LETTERS:
            return self._scale.status_of_word(_LETTERS[folded])
        # «nesten ferdig» contains a status word but is not a status.
        return self._in_scale(self._words.get(bare(word)) or status_key(word))

    def _of_colour(self, colour: str) -> str | None:
        if colour in self._by_colour:
            return self._by_colour[colour]
        near = {self._by_colour[known] for known in self._by_colour if _are_near(known, colour)}
        if len(near) == 1:
            return near.pop()
        if not self._by_colour and self._by_word:
            return self._by_word.get(_hue(colour) or "")
        return None

    def _key(self, text: str) -> str | None:
        """Return the status on the plan's scale that a legend text refers to."""
        words = text
        if colour_word(text) and len(text.split()) > 1:
            words = text.split(None, 1)[1]
        known = self._words.get(bare(words)) or status_key(words.strip(" :–—=-"))
        return self._in_scale(known or status_key_in(words))

    def _in_scale(self, key: str | None) -> str | None:
        return key if key is not None and key in self._scale else None


def progress_of(measure: DraftMeasure) -> float | None:
    """Return the progress of a measure as a share of 1.0; None if nothing is said, or it is no clear percentage."""
    found = read_progress(GridCell(squeeze(measure.progress.text)), None)
    return float(found) if isinstance(found, int | float) else None


def _are_near(one: str, other: str) -> bool:
    return all(abs(a - b) <= _NEAR for a, b in zip(channels(one), channels(other), strict=True))


def _hue(colour: str) -> str | None:
    """Return the name of a colour's hue; None for grey and near-white."""
    if not is_coloured(colour):
        return None
    hue, _, _ = colorsys.rgb_to_hls(*channels(colour))
    return min(_HUES, key=lambda known: abs(known[1] - hue))[0]
