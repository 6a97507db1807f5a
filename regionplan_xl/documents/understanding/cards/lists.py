"""List items that are measures although no word says so: below goals, after «we will:», or numbered like their heading.

This is tried only in a document without other measures, and the user is asked about each item.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from regionplan_xl.documents.blocks import Block, Heading, Paragraph, Table
from regionplan_xl.documents.draft import NONE, DraftMeasure, Value
from regionplan_xl.documents.understanding.cards.card import Card
from regionplan_xl.documents.understanding.words.brackets import (
    ends_in_brackets,
    ends_in_brackets_with_time,
)
from regionplan_xl.documents.understanding.words.cell_shapes import NUMBER_BEFORE
from regionplan_xl.documents.understanding.words.labels import STRONG, with_labels_within
from regionplan_xl.documents.understanding.words.levels import leading_number
from regionplan_xl.documents.understanding.words.single_texts import HEADING_AT_MOST
from regionplan_xl.documents.vocabulary.lookup import (
    Label,
    field_of,
    find_label,
    names_other_chapter,
    names_plan,
    says_what_is_meant,
    speaks_of_measures,
)
from regionplan_xl.errors import Place
from regionplan_xl.text import normalise, phrase, squeeze

_LISTED = phrase("Nothing says that this item of a list is a measure; the document has no other measures.")
_LONG = 200  # characters of an item made up of a title and its explanation
_SENTENCE = re.compile(r"(?P<title>.{10,160}?[^\W\d_]{3}[.:])\s+(?P<rest>[^\W_].*)", re.DOTALL)


@dataclass(frozen=True)
class _List:
    """Items below one heading (its index among the blocks), and the line right above them."""

    heading: int | None
    intro: str
    items: tuple[int, ...]


@dataclass(frozen=True)
class ListedMeasures:
    """The blocks that are measures, the paragraphs that are headings over them, and the lines that introduce them.

    All are indexes of blocks.
    """

    items: frozenset[int] = frozenset()
    headings: frozenset[int] = frozenset()
    intros: frozenset[int] = frozenset()


def are_items_of_lists(blocks: Sequence[Block], measures: Sequence[DraftMeasure]) -> bool:
    """Return whether every measure is a list item that ends with whom and when in brackets; True if there are none.

    Then the other items of its list seem to be remarks about it.
    """
    items = {
        block.place
        for block in blocks
        if isinstance(block, Paragraph) and block.bullet and ends_in_brackets(block.text)
    }
    return all(measure.text.place in items for measure in measures)


def listed_measures(blocks: Sequence[Block], measures: Collection[Place] = ()) -> ListedMeasures:
    """Return the list items that may be measures; empty if nothing in the document suggests any.

    `measures` are the places of known measures. If there are any, only lists that contain one, and lists whose items
    have times in brackets, are lists of measures.
    """
    lists = list(_lists(blocks))
    if measures:
        lists = [one for one in lists if _has_times(blocks, one) or _has_some(blocks, one, measures)]
    later = {normalise(_text(blocks[one.heading])) for one in lists if one.heading is not None}
    kinds = (_is_labelled, _is_below_goal, _is_meant, _is_numbered, _has_times, _is_of_plan)
    taken: list[_List] = [one for one in lists if _has_some(blocks, one, measures)]
    for kind in kinds:
        if taken and kind is _is_of_plan:
            break
        taken += [one for one in lists if one not in taken and kind(blocks, one)]
    items = {at for one in taken for at in one.items if normalise(_text(blocks[at])) not in later}
    headings = {one.heading for one in lists if one.heading is not None}
    intros = {at - 1 for at in items if at and isinstance(blocks[at - 1], Heading)} - headings
    return ListedMeasures(frozenset(items), frozenset(headings), frozenset(intros))


def listed_measure(block: Block) -> DraftMeasure:
    """Return a list item as a measure to ask about."""
    text = squeeze(_text(block))
    number = NONE
    before, fields = with_labels_within(text)
    if isinstance(block, Paragraph) and {one.means for one in fields} & STRONG:
        card = Card(block, before)
        card.number = block.bullet.rstrip(".) ") if block.bullet[:1].isdigit() else ""
        for field in fields:
            card.add(field, block)
        return card.item(()).content
    if (label := _label(block)) is not None:
        number = Value(label.number, block.place) if label.number else NONE
        return DraftMeasure(Value(label.rest, block.place), number)
    if (found := NUMBER_BEFORE.match(text)) is not None:
        number, text = Value(found["number"], block.place), found["rest"]
    elif isinstance(block, Paragraph) and block.bullet[:1].isdigit():
        number = Value(block.bullet.rstrip(".) "), block.place)
    title = _SENTENCE.match(text) if len(text) > _LONG else None
    remarks = (Value(title["rest"], block.place),) if title else ()
    name = title["title"].rstrip(".:") if title else text
    return DraftMeasure(Value(name, block.place, certainty=0.5, doubt=_LISTED), number, remarks=remarks)


def _lists(blocks: Sequence[Block]) -> Iterator[_List]:
    heading: int | None = None
    intro = ""
    items: list[int] = []
    for at, block in enumerate(blocks):
        if _is_item(block):
            items.append(at)
            continue
        is_heading = _is_heading(blocks, at)
        if items and (is_heading or isinstance(block, Table) or _text(block).rstrip().endswith(":")):
            yield _List(heading, intro, tuple(items))
            items = []
        if is_heading:
            heading, intro = at, ""
        elif not items:
            intro = _text(block)
    if items:
        yield _List(heading, intro, tuple(items))


def _text(block: Block) -> str:
    return "" if isinstance(block, Table) else block.text


def _is_item(block: Block) -> bool:
    if isinstance(block, Heading):
        return _label(block) is not None
    return isinstance(block, Paragraph) and (
        bool(block.bullet) or NUMBER_BEFORE.match(squeeze(block.text)) is not None
    )


def _label(block: Block) -> Label | None:
    """Return the number and text of a heading that calls itself a measure («Tiltak 3: …»); None for others."""
    label = find_label(_text(block)) if isinstance(block, Heading) else None
    return label if label is not None and label.means == "text" and label.rest else None


def _is_heading(blocks: Sequence[Block], at: int) -> bool:
    """Return whether a block is a heading, or a short separate line right above an item."""
    block = blocks[at]
    if isinstance(block, Heading):
        return _label(block) is None and not block.text.endswith(":")
    text = squeeze(_text(block))
    if isinstance(block, Table) or not 0 < len(text) <= HEADING_AT_MOST:
        return False
    label = find_label(text)
    if label is not None and label.means in ("area", "goal"):
        return True
    following = blocks[at + 1] if at + 1 < len(blocks) else None
    return following is not None and _is_item(following) and not text.endswith((".", ",", ";", ":"))


def _is_labelled(blocks: Sequence[Block], one: _List) -> bool:
    return all(_label(blocks[at]) is not None for at in one.items)


def _is_below_goal(blocks: Sequence[Block], one: _List) -> bool:
    label = find_label(_text(blocks[one.heading])) if one.heading is not None else None
    return label is not None and label.means == "goal"


def _is_meant(blocks: Sequence[Block], one: _List) -> bool:
    """Return whether the list follows a line that states an intention."""
    said = normalise(one.intro)
    if said.endswith(":") and (says_what_is_meant(said) or speaks_of_measures(said)):
        return True
    heading = _text(blocks[one.heading]) if one.heading is not None else ""
    return field_of(heading) == "text"  # «Tiltak», «Vi vil»


def _is_numbered(blocks: Sequence[Block], one: _List) -> bool:
    """Return whether the number of each item continues that of the heading: «I.a» below «I.»."""
    number = leading_number(_text(blocks[one.heading])) if one.heading is not None else ""
    found = [NUMBER_BEFORE.match(squeeze(_text(blocks[at]))) for at in one.items]
    goes_on = all(item and item["number"].startswith(number) for item in found)
    return bool(number) and goes_on and names_plan(_title(blocks))


def _has_times(blocks: Sequence[Block], one: _List) -> bool:
    """Return whether most items end with a time in brackets and the list is not a bibliography."""
    said = sum(ends_in_brackets_with_time(_text(blocks[at])) for at in one.items)
    heading = _text(blocks[one.heading]) if one.heading is not None else ""
    return said > 1 and 2 * said > len(one.items) and not names_other_chapter(heading)


def _has_some(blocks: Sequence[Block], one: _List, measures: Collection[Place]) -> bool:
    return any(blocks[at].place in measures for at in one.items)


def _is_of_plan(blocks: Sequence[Block], one: _List) -> bool:
    """Return whether the list is below a heading of a plan that is not about the plan itself."""
    title = _title(blocks)
    heading = normalise(_text(blocks[one.heading])) if one.heading is not None else ""
    is_own = heading and heading != title and not one.intro.rstrip().endswith(":")
    return bool(is_own) and names_plan(title) and not names_other_chapter(heading)


def _title(blocks: Sequence[Block]) -> str:
    """Return the first heading of a document, or its first text if it has none, normalised for comparison."""
    headings = [block for block in blocks if isinstance(block, Heading)]
    return next((normalise(_text(block)) for block in headings or blocks if _text(block).strip()), "")
