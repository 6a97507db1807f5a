"""Keep the promise of every import: each text of its tables and headings is in the plan or on the check sheet."""

import itertools
import re
from collections.abc import Iterable, Iterator

from regionplan_xl.documents.blocks import Document, Heading, Table
from regionplan_xl.documents.draft import Value
from regionplan_xl.documents.kept_texts import KeptTexts, texts_within
from regionplan_xl.documents.understanding.nothing_lost import is_label_of_kept
from regionplan_xl.errors import Place
from regionplan_xl.plan.model import Plan
from regionplan_xl.text import bare

_PARTS = re.compile(r"[\n,;/•|()]|\s(?:og|and|och|und|y|et)\s")


def missing_texts(document: Document, plan: Plan, told: Iterable[str]) -> Iterator[Value]:
    """Yield each text of a table or heading, once, that neither the plan nor what is `told` to a person has in full.

    A text may have been split at a line end or a separator or, for number, text and time, between words.
    """
    kept = KeptTexts((*texts_within(plan, but=("id", "scale", "language")), *told))
    seen: set[str] = set()
    for text, place in _texts(document):
        words = bare(text)
        if words and words not in seen and words not in kept and not _is_divided(text, kept):
            yield Value(text.strip(), place)
        seen.add(words)


def _texts(document: Document) -> Iterator[tuple[str, Place]]:
    for block in document.blocks:
        if isinstance(block, Heading):
            yield block.text, block.place
        for row in block.rows if isinstance(block, Table) else ():
            for cell in row.cells:
                texts = () if cell.continues else (cell.text, *cell.notes, *cell.struck_words)
                yield from ((text, row.place) for text in texts)


def _is_divided(text: str, kept: KeptTexts) -> bool:
    if is_label_of_kept(text, kept):
        return True
    parts = [part for part in map(bare, _PARTS.split(text)) if part]
    if len(parts) > 1 and all(part in kept for part in parts):
        return True
    words = [word for word in map(bare, text.split()) if word]
    if len(words) == 2 and all(map(kept.has_whole, words)):
        return True  # two names next to each other
    # Count adjacent pairs of words in one text: a sentence whose words are scattered over the plan is not kept.
    return (
        len(words) > 2
        and sum(one + other not in kept for one, other in itertools.pairwise(words)) <= 2
        and all(word in kept for word in words)
    )
