"""The safeguard of every importer: texts and empty headings missing from the draft are listed as left out."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

from regionplan_xl.documents.blocks import Document, Heading, Paragraph, Table
from regionplan_xl.documents.draft import Draft, Value
from regionplan_xl.documents.kept_texts import KeptTexts, texts_within
from regionplan_xl.documents.understanding.development_goals import goals_at
from regionplan_xl.documents.understanding.words.labels import labelled, with_labels_within
from regionplan_xl.documents.understanding.words.levels import HEADING, level
from regionplan_xl.documents.vocabulary.lookup import find_label
from regionplan_xl.errors import Place
from regionplan_xl.text import bare, squeeze


def lost_texts(document: Document, draft: Draft) -> Draft:
    """Return the draft with every text of a table or paragraph, and every empty heading, that no value of it contains.

    They are added as left out. A text is kept if a value or its doubt has all its words in order, if it is a column
    heading or a label, or if the values after its labels are kept.
    """
    kept = KeptTexts(texts_within(draft, but=("place", "template", "plural")))
    headings = {*map(bare, draft.labels), *(bare(column.heading) for column in draft.columns)}
    added: list[Value] = []
    seen: set[str] = set()
    for text, place in _texts(document):
        words = bare(text)
        if words and words not in seen:
            seen.add(words)
            if words not in kept and words not in headings and not _in_parts(text, kept, headings):
                added.append(Value(squeeze(text), place))
    added += (
        one
        for one in _empty_headings(document)
        if bare(one.text) not in kept and not is_label_of_kept(one.text, kept)
    )
    return replace(draft, left_out=(*draft.left_out, *added))


def _texts(document: Document) -> Iterator[tuple[str, Place]]:
    """Yield each cell text, each line of a paragraph, and the notes of headings, with their places."""
    for at, block in enumerate(document.blocks):
        if isinstance(block, Table):
            cells = ((cell, row.place) for row in block.rows for cell in row.cells if not cell.continues)
            yield from (
                (text, place)
                for cell, place in cells
                for text in (cell.text, *cell.notes, *cell.struck_words)
            )
        elif isinstance(block, Paragraph) and goals_at(document.blocks, at) is None:
            texts = (*block.text.split("\n"), *block.notes, *block.struck_words)
            yield from ((text, block.place) for text in texts)
        elif isinstance(block, Heading):
            yield from ((text, block.place) for text in block.notes)


def _empty_headings(document: Document) -> Iterator[Value]:
    """Yield headings with nothing below them; they may be measures without details."""
    for block, following in zip_longest(document.blocks, document.blocks[1:]):
        is_over = (
            isinstance(following, Heading) and isinstance(block, Heading) and following.level > block.level
        )
        if (
            isinstance(block, Heading)
            and (following is None or isinstance(following, Heading))
            and not is_over
        ):
            yield Value(squeeze(block.text), block.place)


def _in_parts(text: str, kept: KeptTexts, headings: set[str]) -> bool:
    """Return whether a text was split (number, text and time in one cell) and every part of it is kept."""
    if is_label_of_kept(text, kept) or _is_labelled_and_kept(text, kept) or _is_bare_label(text):
        return True
    parts = [bare(part) for part in text.split()]
    whole = [part for part in parts if part]
    return all(part in kept or part in headings for part in whole) and len(whole) > 1


def _is_bare_label(text: str) -> bool:
    """Return whether a text is only the label of a goal or area («Mål»), whose text is in the next cell."""
    label = find_label(f"{squeeze(text)}: …")
    return label is not None and not label.number and label.rest == "…" and label.means in ("goal", "area")


def _is_labelled_and_kept(text: str, kept: KeptTexts) -> bool:
    """Return whether the values after all labels («Ansvar: Hol. Frist: 2026») are kept; the labels need not be."""
    said = labelled(text)
    rest, within = with_labels_within(text)
    if said and not (within and rest and said.label.endswith(within[0].label)):
        # In «KLIMA Ansvar: Hol», «KLIMA» is a text above the label.
        rest, within = with_labels_within(said.value)
    values = [rest, *(one.value for one in within)]
    return bool(said or within) and all(bare(value) in kept for value in values)


def is_label_of_kept(text: str, kept: KeptTexts) -> bool:
    """Return whether number and text («Mål 1.2: Fleire bur her») are kept; the label before them need not be."""
    label, found = find_label(text), level(HEADING, Value(text))
    if label and label.means != "text" and not label.number and label.rest:
        return bare(label.rest) in kept
    divided = [(found.number.text, found.text.text), *([(label.number, label.rest)] if label else [])]
    return any(number and bare(number) in kept and bare(rest) in kept for number, rest in divided)
