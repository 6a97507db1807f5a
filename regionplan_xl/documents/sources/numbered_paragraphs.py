"""Numbers that a program counts («1.1.2») are part of a paragraph's text, as if somebody had typed them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from regionplan_xl.documents.blocks import Block, Document, Paragraph, Stream

_SEVERAL_FIGURES = re.compile(r"\d{1,3}(?:\.\d{1,3})+[.)]?")
_ONE_FIGURE = re.compile(r"(?P<figure>\d{1,3})[.)]?")


def with_numbers_in_texts(document: Document) -> Document:
    """Return the document with numbers of several figures in the texts; also «1» right above «1.1».

    Other counted lists keep their bullets: their numbers begin again in each list.
    """
    blocks = document.blocks
    return replace(document, blocks=tuple(_with_number(blocks, at) for at in range(len(blocks))))


def _with_number(blocks: Sequence[Block], at: int) -> Block:
    block = blocks[at]
    if not isinstance(block, Paragraph) or isinstance(block, Stream) or not block.bullet:
        return block
    single = _ONE_FIGURE.fullmatch(block.bullet)
    is_number = _SEVERAL_FIGURES.fullmatch(block.bullet) or (
        single and _next_bullet(blocks, at).startswith(f"{single['figure']}.1")
    )
    return replace(block, text=f"{block.bullet} {block.text}", bullet="") if is_number else block


def _next_bullet(blocks: Sequence[Block], at: int) -> str:
    below = (blocks[n] for n in range(at + 1, len(blocks)))
    return next((one.bullet for one in below if isinstance(one, Paragraph) and one.bullet), "")
