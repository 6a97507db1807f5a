"""Keep the promise of every import: each text in a table of the document is in the plan or on the check sheet."""

import itertools
import re
from collections.abc import Iterable, Iterator

from regionplan_xl.documents.blocks import Document, Table
from regionplan_xl.documents.draft import Value
from regionplan_xl.documents.kept_texts import KeptTexts, texts_within
from regionplan_xl.documents.understanding.nothing_lost import is_label_of_kept
from regionplan_xl.plan.model import Plan
from regionplan_xl.text import bare

_PARTS = re.compile(r"[\n,;/•|()]|\s(?:og|and|och|und|y|et)\s")


def missing_texts(document: Document, plan: Plan, told: Iterable[str]) -> Iterator[Value]:
    """Yield each table text, once, that neither the plan nor the texts `told` to a person contain in full.

    A text may have been split at a line end or a separator or, for number, text and time, between words.
    """
    kept = KeptTexts((*texts_within(plan, but=("id", "scale", "language")), *told))
    seen: set[str] = set()
    for table in document.blocks:
        for row in table.rows if isinstance(table, Table) else ():
            for cell in row.cells:
                for text in () if cell.continues else (cell.text, *cell.notes, *cell.struck_words):
                    words = bare(text)
                    if words and words not in seen and words not in kept and not _is_divided(text, kept):
                        yield Value(text.strip(), row.place)
                    seen.add(words)


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
