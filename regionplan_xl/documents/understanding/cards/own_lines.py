"""Cards with labels on separate lines, each followed by its value: «Ansvar», «Hol kommune»."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from regionplan_xl.documents.blocks import Paragraph
from regionplan_xl.documents.understanding.words.labels import FIELDS, STRONG
from regionplan_xl.documents.vocabulary.lookup import field_of
from regionplan_xl.text import squeeze

_LEAST_LABELS = 3
_MOST_LINES = 12  # of a value


def with_labels_before_values(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Return the paragraphs with labels joined to values («Ansvar: Hol kommune»), the measure first; others unchanged.

    Every label must have a value, and all cards the same labels; otherwise column headings would pass for labels.
    """
    begins = [at for at, one in enumerate(paragraphs) if _means(one)]
    if len(begins) < _LEAST_LABELS:
        return list(paragraphs)
    names = [_means(paragraphs[at]) for at in begins]
    ends = [*begins[1:], len(paragraphs)]
    once = list(dict.fromkeys(names))
    cards = len(names) // len(once)
    is_of_cards = len(once) >= _LEAST_LABELS and "text" in once and bool(STRONG & set(once))
    filled = all(1 < end - at <= _MOST_LINES for at, end in zip(begins, ends, strict=True))
    if not is_of_cards or not filled or names != once * cards:
        return list(paragraphs)
    joined = [_joined(paragraphs[at:end]) for at, end in zip(begins, ends, strict=True)]
    first = once.index("text")
    found = list(paragraphs[: begins[0]])
    for card in range(cards):
        lines = joined[card * len(once) : (card + 1) * len(once)]
        found += [lines[first], *lines[:first], *lines[first + 1 :]]
    return found


def _means(paragraph: Paragraph) -> str:
    field = "" if paragraph.bullet else field_of(squeeze(paragraph.text))
    return field if field in FIELDS else ""


def _joined(lines: Sequence[Paragraph]) -> Paragraph:
    return replace(lines[0], text=f"{lines[0].text.rstrip(' :')}: {' '.join(_texts(lines[1:]))}")


def _texts(lines: Sequence[Paragraph]) -> Iterator[str]:
    return (squeeze(line.text) for line in lines)
