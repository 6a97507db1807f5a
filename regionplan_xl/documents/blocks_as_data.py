"""A document's blocks as plain data that JSON has, and back.

They come from the process that reads outside files, so what comes back is checked like an outside file.
"""

from dataclasses import fields
from typing import Any

from regionplan_xl.documents.blocks import Block, Cell, Heading, Mark, Paragraph, Row, Table
from regionplan_xl.errors import Place

_KINDS: dict[str, type[Any]] = {"table": Table, "heading": Heading, "paragraph": Paragraph}
_CELLS_AT_MOST = 2_000_000


def blocks_to_plain(blocks: tuple[Block, ...]) -> list[dict[str, object]]:
    """Return blocks as JSON has them; what is as usual is left out."""
    names = {kind: name for name, kind in _KINDS.items()}
    return [{"block": names[type(block)], **_to_plain(block)} for block in blocks]


def blocks_from_plain(plain: Any) -> tuple[Block, ...]:
    """Return the blocks that `blocks_to_plain` was given; raises `ValueError` for anything else."""
    try:
        blocks = tuple(_block(one) for one in plain)
    except (TypeError, KeyError, AttributeError) as fault:
        raise ValueError("these are no blocks") from fault
    if (
        sum(len(row.cells) for block in blocks if isinstance(block, Table) for row in block.rows)
        > _CELLS_AT_MOST
    ):
        raise ValueError("too many cells")
    return blocks


def _to_plain(value: object) -> Any:
    if isinstance(value, tuple):
        return [_to_plain(one) for one in value]
    if isinstance(value, (Table, Row, Cell, Heading, Paragraph, Mark, Place)):
        plain = {field.name: getattr(value, field.name) for field in fields(value)}
        return {name: _to_plain(one) for name, one in plain.items() if one not in ("", (), None)}
    return value


def _block(plain: dict[str, Any]) -> Block:
    given = dict(plain)
    kind = _KINDS[given.pop("block")]
    if kind is Table:
        given["rows"] = tuple(_row(row) for row in given.get("rows", ()))
        if len({len(row.cells) for row in given["rows"]}) > 1:
            raise ValueError("rows of different lengths")
    block: Block = _checked(kind, given)
    return block


def _row(plain: dict[str, Any]) -> Row:
    cells = tuple(_checked(Cell, dict(cell)) for cell in plain.get("cells", ()))
    row: Row = _checked(Row, {**plain, "cells": cells})
    return row


def _checked(kind: type[Any], given: dict[str, Any]) -> Any:
    """Return a block, row or cell of plain values; raises `ValueError` if one of them has another type."""
    for name, value in given.items():
        if name == "place":
            given[name] = _place(value)
        elif name == "marks":
            given[name] = tuple(Mark(_text(mark["words"]), _text(mark["colour"])) for mark in value)
        elif name in ("notes", "struck_words", "added", "removed"):
            given[name] = tuple(map(_text, value))
        elif name == "level":
            given[name] = _number(value)
        elif name in ("bold", "struck", "repeated", "certain", "hidden"):
            given[name] = value is True
        elif name not in ("rows", "cells"):
            given[name] = _text(value)
    if given.get("continues", "") not in ("", "left", "above"):
        raise ValueError("no such direction")
    required = {"text": ""} if kind in (Heading, Paragraph) else {}
    return kind(**{**required, **given})


def _place(plain: dict[str, Any]) -> Place:
    sheet, column, file = (_text(plain.get(name, "")) for name in ("sheet", "column", "file"))
    row, page, table = (_number(plain[name]) if name in plain else None for name in ("row", "page", "table"))
    return Place(sheet, row, column, file, page, table)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("no text")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError("no number")
    return value
