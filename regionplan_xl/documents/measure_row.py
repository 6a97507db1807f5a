"""Split the text of one measure's table row into its columns: text, timeframe, responsible and involved."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from regionplan_xl.documents.imported_document import Line
from regionplan_xl.documents.wording import is_bullet
from regionplan_xl.plan.actors import Piece, Register
from regionplan_xl.plan.timeframe import Timeframe, leading
from regionplan_xl.text import squeeze

_FAR = 4  # blank lines; within a row the columns are at most three apart
_NAME_WORDS = 6
_FIGURES = re.compile(r"\d{4}|\d\.|\d\s*%")  # a year, a day; «Team 2» is a name


@dataclass(frozen=True)
class MeasureRow:
    """A measure's row as understood.

    `text`: its lines. `blocks`: the names after the timeframe, separated by blank lines or table cells.
    `late_text`: bullets after the names. `rest`: lines that are none of these. `guessed`: the timeframe or the
    names are not where they usually are.
    """

    text: tuple[str, ...]
    timeframe: str
    blocks: tuple[tuple[Line, ...], ...]
    late_text: tuple[Line, ...] = ()
    rest: tuple[Line, ...] = ()
    guessed: bool = False


@dataclass(frozen=True)
class _Found:
    """A timeframe found: the lines it covers, what is before and after it on them, and how likely it is."""

    first: int
    last: int
    before: str
    written: str
    after: str
    weight: int


def split_row(lines: Sequence[Line], register: Register, last: bool = False) -> MeasureRow:
    """Split a measure's lines into its columns; `last`: nothing but the document's end comes after them."""
    split = _split_cells(lines)
    when = _find_timeframe(split, register)
    if when is None:
        return _without_timeframe(split, register, last)
    text = [line.text for line in split[: when.first]]
    if when.before:
        text.append(when.before)
    after = [Line(split[when.last].row, when.after), *split[when.last + 1 :]]
    blocks, late, rest = _split_names(after, register, last)
    return MeasureRow(tuple(text), when.written, blocks, late, rest)


def names_of(blocks: Sequence[Sequence[Line]], register: Register) -> list[tuple[Piece, ...]]:
    """Return the names in each block."""
    return [register.pieces("\n".join(line.text for line in block), wrapped=True) for block in blocks]


def columns(named: Sequence[tuple[Piece, ...]]) -> tuple[tuple[Piece, ...], tuple[Piece, ...], bool]:
    """Return which names are responsible, which are involved, and whether that is evident.

    A blank line separates the two columns. If there is none, a cell has one name a line, and the second name
    on the timeframe's line begins the second column.
    """
    if not named:
        return (), (), True
    first, *others = named
    if others:
        involved = tuple(piece for block in others for piece in block)
        side_by_side = any(piece.gap == " " for piece in first)
        return first, involved, len(others) == 1 and not side_by_side
    apart = [at for at, piece in enumerate(first) if piece.gap == " "]
    if not apart:
        stacked = any(piece.gap == "\n" for piece in first)
        return first, (), not stacked
    boundary = apart[0]
    one_line = [at for at in apart if first[at].line == first[boundary].line]
    evident = first[boundary].line == 0 and len(one_line) == 1
    return first[:boundary], first[boundary:], evident


def _split_cells(lines: Sequence[Line]) -> list[Line]:
    """Return the cells of a table row, separated by tabs, as lines with a blank one between."""
    split: list[Line] = []
    for line in lines:
        cells = line.text.split("\t")
        for at, cell in enumerate(cells):
            if at:
                split.append(Line(line.row, ""))
            split.append(Line(line.row, cell.strip(), line.new_page and at == 0))
    return split


def _find_timeframe(lines: Sequence[Line], register: Register) -> _Found | None:
    found: list[_Found] = []
    in_bullet = False
    at = 0
    while at < len(lines):
        line = lines[at]
        in_bullet = not line.blank and (is_bullet(line.text) or in_bullet)
        when = _at_start(lines, at, register) if not line.blank and not is_bullet(line.text) else None
        if when is not None:
            found.append(replace(when, weight=when.weight - 2) if in_bullet else when)
            at = when.last
        elif not line.blank:
            found += _within(lines, at, register)
        at += 1
    # The measure's text may speak of years; the column is the last that is followed by names.
    return max(found, key=lambda when: (when.weight, when.first), default=None)


def _at_start(lines: Sequence[Line], at: int, register: Register) -> _Found | None:
    """A timeframe that a line begins with, alone or before names; it may go on on the next line."""
    text = squeeze(lines[at].text)
    if at + 1 < len(lines) and not lines[at + 1].blank:
        below = squeeze(lines[at + 1].text)
        both = leading(f"{text} {below}")
        joined = Timeframe.parse(f"{text}\n{both[0][len(text) :].strip()}") if both else None
        if both and joined and joined.kind == "span" and len(both[0]) > len(text) and below[:1].isdigit():
            weight = _weight(lines, at, at + 1, both[1], register)
            return _Found(at, at + 1, "", joined.written, both[1], weight)
    alone = leading(text)
    if alone is None:
        return None
    weight = _weight(lines, at, at, alone[1], register)
    return _Found(at, at, "", alone[0], alone[1], weight) if weight > 0 else None


def _weight(lines: Sequence[Line], first: int, last: int, after: str, register: Register) -> int:
    """Return how likely a timeframe at a line's start is the column: are there known names after or below it?"""
    apart = first == 0 or lines[first - 1].blank
    if not after:
        below = next((line.text for line in lines[last + 1 :] if not line.blank), "")
        known = register.knows_all(below)
        return 5 if known and apart else 4 if known or apart else 2
    if register.knows_all(after):
        return 6 if apart else 5
    pieces = register.pieces(after)
    if pieces and pieces[0].actor is not None:
        return 4
    if after[:1].isupper() and _looks_like_names([Line(0, after)], register):
        return 4 if apart else 3
    return 2 if apart and len(after.split()) <= 2 else 0


def _within(lines: Sequence[Line], at: int, register: Register) -> list[_Found]:
    """Timeframes inside a line, after the measure's text: «… som merkevare 2026»."""
    words = lines[at].text.split()
    for start in range(1, len(words)):
        found = leading(" ".join(words[start:]))
        if found is None:
            continue
        written, after = found
        worded = Timeframe.parse(written).kind != "span"
        if (after and not register.knows_all(after)) or (worded and not after):
            continue
        return [_Found(at, at, " ".join(words[:start]), written, after, 3 if after else 1)]
    return []


def _split_names(
    lines: Sequence[Line], register: Register, last: bool
) -> tuple[tuple[tuple[Line, ...], ...], tuple[Line, ...], tuple[Line, ...]]:
    """Split what comes after the timeframe: blocks of names, bullets that belong to the text, and the rest."""
    blocks: list[tuple[Line, ...]] = []
    late: list[Line] = []
    for gap, start, block in _blocks(lines):
        far = last and gap >= _FAR and not _all_known(block, register)
        names = 0 if late or far else _names_at_start(block, register)
        if is_bullet(block[0].text):
            late += block
            continue
        if names:
            blocks.append(block[:names])
        if names < len(block):
            # From here on nothing is in its column any more, but bullets may still come.
            rest = [line for line in lines[start + names :] if not line.blank]
            bullets = [] if last else [line for line in rest if is_bullet(line.text)]
            return tuple(blocks), (*late, *bullets), tuple(line for line in rest if line not in bullets)
    return tuple(blocks), tuple(late), ()


def _blocks(lines: Sequence[Line]) -> list[tuple[int, int, tuple[Line, ...]]]:
    """Return the blocks of lines, each with the number of blank lines before it and where it begins.

    A bullet begins a block of its own.
    """
    found: list[tuple[int, int, list[Line]]] = []
    gap = 0
    for at, line in enumerate(lines):
        if line.blank:
            gap += 1
        elif gap or not found or is_bullet(line.text):
            found.append((gap, at, [line]))
            gap = 0
        else:
            found[-1][2].append(line)
    return [(gap, start, tuple(block)) for gap, start, block in found]


def _names_at_start(block: Sequence[Line], register: Register) -> int:
    """How many of the block's lines, from the first, are somebody's names."""
    for count in range(len(block), 0, -1):
        if _all_known(block[:count], register) or _looks_like_names(block[:count], register):
            return count
    return 0


def _all_known(block: Sequence[Line], register: Register) -> bool:
    return all(piece.actor is not None for pieces in names_of([block], register) for piece in pieces)


def _looks_like_names(block: Sequence[Line], register: Register) -> bool:
    """Whether unknown words may be somebody's name: short, no sentence, no figures."""
    if any(line.text.rstrip()[-1:] in ".:!?" or _FIGURES.search(line.text) for line in block):
        return False
    for pieces in names_of([block], register):
        for piece in pieces:
            words = piece.name.split()
            small = sum(word[:1].islower() for word in words)
            if piece.actor is None and (len(words) > _NAME_WORDS or small > 3 or (small == len(words) > 2)):
                return False
    return True


def _without_timeframe(lines: Sequence[Line], register: Register, last: bool) -> MeasureRow:
    """The row of a measure that has no timeframe we understand: known names at its end are its columns."""
    blocks = _blocks(lines)
    for at in range(1, len(blocks)):
        named, late, rest = _split_names(lines[blocks[at][1] :], register, last)
        unclear, named = _unclear_timeframe(named, register)
        if named and all(_all_known(block, register) for block in named):
            text = tuple(line.text for _, _, block in blocks[:at] for line in block)
            return MeasureRow(text, unclear, named, late, rest, guessed=True)
    return MeasureRow(tuple(line.text for line in lines), "", ())


def _unclear_timeframe(
    blocks: tuple[tuple[Line, ...], ...], register: Register
) -> tuple[str, tuple[tuple[Line, ...], ...]]:
    """One to three words before the first known name, where a timeframe would be: «Snarast Regionråd»."""
    if not blocks:
        return "", blocks
    head = blocks[0][0]
    words = squeeze(head.text).split()
    for count in range(1, min(4, len(words))):
        if register.knows_all(" ".join(words[count:])) and not register.knows_all(" ".join(words[:count])):
            rest = Line(head.row, " ".join(words[count:]))
            return " ".join(words[:count]), ((rest, *blocks[0][1:]), *blocks[1:])
    return "", blocks
