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
    numbered = [at for at, block in enumerate(blocks) if _is_numbered(blocks, at, block)]
    if not numbered:
        return document
    changed = list(blocks)
    for at in numbered:
        one = blocks[at]
        if isinstance(one, Paragraph):
            changed[at] = replace(one, text=f"{one.bullet} {one.text}", bullet="")
    return replace(document, blocks=tuple(changed))


def _is_numbered(blocks: Sequence[Block], at: int, block: Block) -> bool:
    if not isinstance(block, Paragraph) or isinstance(block, Stream):
        return False
    if _SEVERAL_FIGURES.fullmatch(block.bullet):
        return True
    single = _ONE_FIGURE.fullmatch(block.bullet)
    below = next((one.bullet for one in blocks[at + 1 :] if isinstance(one, Paragraph) and one.bullet), "")
    return bool(single) and below.startswith(f"{single['figure']}.1") if single else False
