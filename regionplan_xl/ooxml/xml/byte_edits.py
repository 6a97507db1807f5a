"""Replace some ranges of bytes, and keep all others unchanged."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import BinaryIO

from regionplan_xl.ooxml.xml.escaping import quoteattr

_STEP = 256 * 1024
_ATTRIBUTE = re.compile(rb"\s+([^\s=>/]+)\s*=\s*(?:\"[^\"]*\"|'[^']*')")


@dataclass(frozen=True, slots=True)
class ByteEdit:
    """Replace the bytes from `start` up to `end` with `new`; insert them if both are equal."""

    start: int
    end: int
    new: bytes


def in_order(edits: Iterable[ByteEdit]) -> tuple[ByteEdit, ...]:
    """Return `edits` sorted by position. Insertions at one position keep their order, and precede a replacement there.

    Raises `ValueError` if two edits change the same bytes.
    """
    ordered = tuple(sorted(edits, key=lambda edit: (edit.start, edit.end)))
    for edit, following in pairwise(ordered):
        if edit.end > following.start:
            raise ValueError(f"two edits of the same bytes: {edit} and {following}")
    return ordered


def apply_edits(data: bytes, edits: Iterable[ByteEdit]) -> bytes:
    """Return `data` with the edits applied."""
    out = BytesIO()
    copy_with_edits(BytesIO(data), out.write, in_order(edits))
    return out.getvalue()


def copy_with_edits(source: BinaryIO, write: Callable[[bytes], object], edits: tuple[ByteEdit, ...]) -> None:
    """Copy `source` with the edits (`in_order`) applied, in little memory."""
    place = 0
    for edit in edits:
        _copy(source, write, edit.start - place)
        write(edit.new)
        _skip(source, edit.end - edit.start)
        place = edit.end
    while piece := source.read(_STEP):
        write(piece)


def _copy(source: BinaryIO, write: Callable[[bytes], object], count: int) -> None:
    while count:
        piece = source.read(min(count, _STEP))
        if not piece:
            raise ValueError("an edit beyond the end")
        write(piece)
        count -= len(piece)


def _skip(source: BinaryIO, count: int) -> None:
    _copy(source, lambda _: None, count)


def with_attributes(tag: bytes, changes: Mapping[str, str | None]) -> bytes:
    """Return a start tag with attributes set, or removed if the value is None.

    The others stay as written; a new attribute comes last.
    """
    written = {
        name.encode(): b"" if value is None else f" {name}={quoteattr(value)}".encode()
        for name, value in changes.items()
    }
    out, place = [], 0
    for attribute in _ATTRIBUTE.finditer(tag):
        if attribute[1] in written:
            out += [tag[place : attribute.start()], written.pop(attribute[1])]
            place = attribute.end()
    stop = len(tag[: -2 if tag.endswith(b"/>") else -1].rstrip())
    return b"".join([*out, tag[place:stop], *written.values(), tag[stop:]])
