"""The part with the notes of a sheet (ECMA-376 part 1 section 18.7): make one, or add and remove notes in it."""

import re
from collections.abc import Mapping, Sequence

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.references import cell_name
from regionplan_xl.ooxml.xml.byte_edits import ByteEdit
from regionplan_xl.ooxml.xml.element import Element
from regionplan_xl.ooxml.xml.escaping import escape

COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_TAG = re.compile("<(/?)")


def comments_of(notes: Mapping[tuple[int, int], str], namespace: str) -> str:
    """Return a part with notes, by row and column, with an empty author name."""
    authors, listed = "<authors><author/></authors>", _comments(notes, 0)
    return f'<comments xmlns="{namespace}">{authors}<commentList>{listed}</commentList></comments>'


def with_comments(
    root: Element, removed: Sequence[Element], notes: Mapping[tuple[int, int], str]
) -> list[ByteEdit]:
    """Return the edits that remove and add notes in a part."""
    edits = [ByteEdit(element.start, element.end, b"") for element in removed]
    if not notes:
        return edits
    authors, listed = root.first("authors"), root.first("commentList")
    if authors is None or listed is None:
        raise refusals.damaged_part("comments")
    number = sum(1 for _ in authors.named("author"))
    return [*edits, last_in(authors, "<author/>"), last_in(listed, _comments(notes, number))]


def _comments(notes: Mapping[tuple[int, int], str], author: int) -> str:
    return "".join(
        f'<comment ref="{cell_name(row, column)}" authorId="{author}"><text><r>'
        f'<t xml:space="preserve">{escape(text)}</t></r></text></comment>'
        for (row, column), text in sorted(notes.items())
    )


def last_in(parent: Element, elements: str) -> ByteEdit:
    """Return the edit that adds children at the end of an element, with its prefix."""
    p = parent.prefix
    new = _TAG.sub(rf"<\1{p}", elements).encode()
    if not parent.is_empty_tag:
        return ByteEdit(parent.close, parent.close, new)
    tag = parent.start_tag.removesuffix(b"/>").rstrip()
    return ByteEdit(parent.start, parent.end, b"%s>%s</%s%s>" % (tag, new, p.encode(), parent.name.encode()))
