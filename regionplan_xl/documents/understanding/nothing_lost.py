"""The guard of every importer: what stands in a table of the document and nowhere in the draft is left out by name."""

from dataclasses import replace

from regionplan_xl.documents.blocks import Document, Table
from regionplan_xl.documents.draft import Draft, Value
from regionplan_xl.documents.kept_texts import KeptTexts, texts_within
from regionplan_xl.documents.understanding.words.levels import HEADING, level
from regionplan_xl.documents.understanding.words.vocabulary import find_label
from regionplan_xl.text import bare, squeeze


def lost_texts(document: Document, draft: Draft) -> Draft:
    """Return the draft with every text of a table that is in no value of it added to what is left out.

    A text counts as kept if some value has all its words in order, or if it is the heading of a column.
    """
    kept = KeptTexts(texts_within(draft, but=("place", "doubt")))
    headings = {bare(column.heading) for column in draft.columns}
    added: list[Value] = []
    seen: set[str] = set()
    for table in document.blocks:
        if not isinstance(table, Table):
            continue
        for row in table.rows:
            for cell in row.cells:
                for text in (cell.text, *cell.notes, *cell.struck_words):
                    words = bare(text)
                    if not words or cell.continues or words in seen:
                        continue
                    seen.add(words)
                    if words not in kept and words not in headings and not _in_parts(text, kept, headings):
                        added.append(Value(squeeze(text), row.place))
    return replace(draft, left_out=(*draft.left_out, *added))


def _in_parts(text: str, kept: KeptTexts, headings: set[str]) -> bool:
    """True if a text was divided (number, text and time of one cell), and every part of it is kept."""
    if is_label_of_kept(text, kept):
        return True
    parts = [bare(part) for part in text.split()]
    whole = [part for part in parts if part]
    return all(part in kept or part in headings for part in whole) and len(whole) > 1


def is_label_of_kept(text: str, kept: KeptTexts) -> bool:
    """True for «Mål 1.2: Fleire bur her» if its number and its text are kept: the word before them says no more."""
    label, found = find_label(text), level(HEADING, Value(text))
    divided = [(found.number.text, found.text.text), *([(label.number, label.rest)] if label else [])]
    return any(number and bare(number) in kept and bare(rest) in kept for number, rest in divided)
