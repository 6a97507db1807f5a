"""What people and their programs do to a sheet: each operation changes a board in place.

`OPERATIONS` has the frequency of each; `TEARING` are those after which some rows cannot be told apart by anyone.
"""

import random
from collections.abc import Callable
from dataclasses import replace

from regionplan_xl.excel.parsing.grid import BLANK, GridCell, GridSheet
from regionplan_xl.plan.merging.sent_and_returned import SentRow
from regionplan_xl.plan.model import Field
from tests.mangler.board import ANSWERS, HIDDEN, Board

Operation = Callable[[Board, random.Random], None]


def _block(board: Board, rows: range, columns: range) -> list[list[GridCell]]:
    return [[board.rows[n][c] for c in columns] for n in rows]


def _lay(board: Board, rows: range, columns: range, block: list[list[GridCell]]) -> None:
    for n, cells in zip(rows, block, strict=True):
        for c, cell in zip(columns, cells, strict=True):
            board.rows[n][c] = cell


def _span(board: Board, rng: random.Random) -> range:
    """Return all rows below the header, or some adjacent ones."""
    first, last = board.header + 1, len(board.rows)
    if rng.random() < 0.5 or last - first < 3:
        return range(first, last)
    start = rng.randrange(first, last - 2)
    return range(start, rng.randrange(start + 2, last + 1))


def _sort(board: Board, rng: random.Random, columns: range) -> None:
    rows = _span(board, rng)
    block = _block(board, rows, columns)
    if rng.random() < 0.5:
        rng.shuffle(block)
    else:
        by = rng.randrange(len(columns))
        block.sort(key=lambda cells: (not cells[by].text, cells[by].text), reverse=rng.random() < 0.3)
    _lay(board, rows, columns, block)


def sort_all(board: Board, rng: random.Random) -> None:
    """Sort every column."""
    _sort(board, rng, range(len(board.keys)))


def sort_what_is_seen(board: Board, rng: random.Random) -> None:
    """Sort from the number to the last visible column; hidden ones at the far right stay."""
    _sort(board, rng, range(max(board.at("reported_by"), *(board.at(key) for key in ANSWERS)) + 1))


def sort_all_without_looks(board: Board, rng: random.Random) -> None:
    """Sort the values of every column but not the formats, as by a script that rewrites the values."""
    colours = [[cell.colour for cell in row] for row in board.rows]
    _sort(board, rng, range(len(board.keys)))
    for row, looks in zip(board.rows, colours, strict=True):
        row[:] = [cell._replace(colour=colour) for cell, colour in zip(row, looks, strict=True)]


def sort_without_id(board: Board, rng: random.Random) -> None:
    """Sort all but the ID column."""
    _sort(board, rng, range(len(board.keys) - (board.keys[-1] == "id")))


def sort_some_columns(board: Board, rng: random.Random) -> None:
    """Sort any adjacent columns, possibly answers alone."""
    _sort(board, rng, _some_columns(board, rng))


def _some_columns(board: Board, rng: random.Random) -> range:
    first = rng.randrange(len(board.keys))
    return range(first, rng.randrange(first, len(board.keys)) + 1)


def _some_answers(board: Board, rng: random.Random) -> range:
    """Return one or more adjacent columns of answers."""
    at = sorted(board.at(key) for key in ANSWERS if key in board.keys)
    first = rng.choice(at)
    last = first
    while last + 1 in at and rng.random() < 0.6:
        last += 1
    return range(first, last + 1)


def sort_answers_alone(board: Board, rng: random.Random) -> None:
    """Sort some or all of the answers, without any column that identifies the measure; formats move too."""
    _sort(board, rng, _some_answers(board, rng))


def sort_behind_the_text(board: Board, rng: random.Random) -> None:
    """Sort answers together with the locked columns to their left, but without the text."""
    # Columns may have been moved already.
    first, middle, last = sorted(max(0, board.at(key)) for key in ("timeframe", "status", "expected"))
    _sort(board, rng, range(rng.randint(first, max(first, middle - 1)), rng.randint(middle, last) + 1))


def sort_text_columns(board: Board, rng: random.Random) -> None:
    """Sort only the columns that were sent, without the answers."""
    if board.at("status") > 0:
        _sort(board, rng, range(board.at("status")))


def shift_cells(board: Board, rng: random.Random) -> None:
    """Insert or delete cells in some columns; those below move up or down, the other columns stay."""
    _shift(board, rng, _some_columns(board, rng))


def shift_answers_alone(board: Board, rng: random.Random) -> None:
    """Insert or delete answer cells; the answers below move up or down, away from their measures."""
    _shift(board, rng, _some_answers(board, rng))


def _shift(board: Board, rng: random.Random, columns: range) -> None:
    rows = range(rng.randrange(board.header + 1, len(board.rows)), len(board.rows))
    block = _block(board, rows, columns)
    blank = [BLANK] * len(columns)
    if rng.random() < 0.5:
        # Inserted cells look like those above.
        like_above = [GridCell(colour=board.rows[rows[0] - 1][c].colour) for c in columns]
        block, spilt = [like_above, *block[:-1]], block[-1]
        board.rows.append([BLANK] * len(board.keys))
        _lay(board, range(len(board.rows) - 1, len(board.rows)), columns, [spilt])
    else:
        block = [*block[1:], blank]
    _lay(board, rows, columns, block)


def fill_down_answers(board: Board, rng: random.Random) -> None:
    """Fill one answer down over the rows below, with or without its format: it answers those too."""
    rows = board.measures()
    with_look = rng.random() < 0.7
    if len(rows) < 2:
        return
    start = rng.randrange(len(rows) - 1)
    source = rows[start]
    chosen = rng.sample(ANSWERS, rng.randint(1, 4))
    sent = board.sent(board.rows[source])
    for n in rows[start + 1 : start + 1 + rng.randint(1, 4)]:
        target = board.sent(board.rows[n])
        if sent is None or target is None or not (sent.answerable and target.answerable) or n - source > 6:
            return
        for name in (name for name in chosen if name in board.keys):
            cell = board.rows[source][board.at(name)]
            if cell.is_blank:
                continue
            if with_look:
                board.rows[n][board.at(name)] = cell
            else:
                board.put(n, name, cell.value)
            board.meant[target.measure, Field(name)] = board.answers_in(source, name)


def copy_answers(board: Board, rng: random.Random) -> None:
    """Copy the answers of one to three rows to other rows, including formats: they answer those too."""
    rows = _answered(board)
    count = rng.randint(1, 3)
    source, target = rng.choice(range(len(rows))), rng.choice(range(len(rows)))
    if max(source, target) + count > len(rows) or abs(source - target) < count:
        return
    columns = _some_answers(board, rng)
    copied = [(rows[target + n], _block(board, range(rows[source + n], rows[source + n] + 1), columns)[0])
              for n in range(count)]  # fmt: skip
    for n, cells in copied:
        _answer_with(board, n, columns, cells)


def cut_answers(board: Board, rng: random.Random) -> None:
    """Cut the answers of one measure and paste them at another; the cells they left lose their format too."""
    rows = _answered(board)
    if len(rows) < 2:
        return
    source, target = rng.sample(rows, 2)
    columns = _some_answers(board, rng)
    cells = [board.rows[source][c] for c in columns]
    _answer_with(board, target, columns, cells)
    sent = board.sent(board.rows[source])
    for c in columns:
        board.rows[source][c] = BLANK
        if sent is not None and not _is_elsewhere(board, sent, source):
            board.meant.pop((sent.measure, Field(board.keys[c])), None)


def _is_elsewhere(board: Board, sent: SentRow, row: int) -> bool:
    """Return whether another row or a copy of the sheet may still hold the row's answers about its measure."""
    return bool(board.copies) or any(n != row and board.sent(board.rows[n]) == sent for n in board.measures())


def _answered(board: Board) -> list[int]:
    """Return the rows of measures that the actor is to answer."""
    sent = ((n, board.sent(board.rows[n])) for n in board.measures())
    return [n for n, row in sent if row is not None and row.answerable]


def _answer_with(board: Board, row: int, columns: range, cells: list[GridCell]) -> None:
    """Put cells in the row on purpose: their values are its answer."""
    sent = board.sent(board.rows[row])
    for c, cell in zip(columns, cells, strict=True):
        board.rows[row][c] = cell
        if sent is not None and not cell.is_blank:
            board.meant[sent.measure, Field(board.keys[c])] = board.answers_in(row, board.keys[c])


def fill_down_ids(board: Board, rng: random.Random) -> None:
    """Fill the ID column down by mistake."""
    if "id" in board.keys:
        rows = _span(board, rng)
        for n in rows:
            board.rows[n][board.at("id")] = board.rows[rows[0]][board.at("id")]


def fill_down_some_columns(board: Board, rng: random.Random) -> None:
    """Fill sent values down over other rows, with or without more columns."""
    first = rng.randrange(max(1, board.at("status")))
    columns = range(first, rng.randrange(first, len(board.keys)) + 1)
    rows = _span(board, rng)[:4]
    drawn = [board.keys[c] for c in columns if board.keys[c] in ANSWERS]
    for n in rows:
        _lay(board, range(n, n + 1), columns, _block(board, range(rows[0], rows[0] + 1), columns))
        # A row that keeps its text is answered by this too.
        sent = board.sent(board.rows[n]) if board.at("text") not in columns else None
        if sent is not None:
            for key in drawn:
                board.meant[sent.measure, Field(key)] |= board.answers_in(rows[0], key)


def insert_rows(board: Board, rng: random.Random) -> None:
    """Insert blank rows, or rows with a note in the first column."""
    for _ in range(rng.randint(1, 3)):
        row = [BLANK] * len(board.keys)
        if rng.random() < 0.4:
            row[0] = GridCell("Sjå eige notat")
        board.rows.insert(rng.randrange(board.header + 1, len(board.rows) + 1), row)


def delete_rows(board: Board, rng: random.Random) -> None:
    """Delete some rows with all their contents."""
    for _ in range(rng.randint(1, 3)):
        if len(board.rows) > board.header + 2:
            del board.rows[rng.randrange(board.header + 1, len(board.rows))]


def cut_and_insert_rows(board: Board, rng: random.Random) -> None:
    """Cut whole rows and insert them elsewhere."""
    for _ in range(rng.randint(1, 3)):
        row = board.rows.pop(rng.randrange(board.header + 1, len(board.rows)))
        board.rows.insert(rng.randrange(board.header + 1, len(board.rows) + 1), row)


def copy_rows(board: Board, rng: random.Random) -> None:
    """Copy a row and insert it elsewhere."""
    source = rng.randrange(board.header + 1, len(board.rows))
    board.rows.insert(rng.randrange(board.header + 1, len(board.rows) + 1), list(board.rows[source]))


def _remove(board: Board, *keys: str) -> None:
    for key in keys:
        column = board.at(key)
        if column >= 0:
            del board.keys[column]
            for row in board.rows:
                del row[column]


def remove_id(board: Board, rng: random.Random) -> None:
    """Delete the ID column."""
    del rng
    _remove(board, "id")


def remove_hidden(board: Board, rng: random.Random) -> None:
    """Delete every hidden column, as «inspect document» does."""
    del rng
    _remove(board, *HIDDEN)


def remove_some_locked(board: Board, rng: random.Random) -> None:
    """Delete columns that somebody did not need."""
    _remove(board, *rng.sample(("timeframe", "responsible", "involved", "reported_on", "reported_by"), 2))


def mistype_text(board: Board, rng: random.Random) -> None:
    """Lose, double or swap a letter in some texts; change case and spaces in others."""
    for n in rng.sample(board.measures(), min(2, len(board.measures()))):
        sent = board.sent(board.rows[n])
        text = board.rows[n][board.at("text")].text
        place = rng.randrange(1, len(text) - 1)
        retyped = rng.choice(
            (text[:place] + text[place + 1 :], text[:place] + text[place] + text[place:], text.upper(),
             f" {text}. ", text.replace(" ", "  "), text[:place] + "\n" + text[place:])
        )  # fmt: skip
        if sent is not None and retyped.strip() not in board.texts:
            board.texts[" ".join(retyped.split())] = sent
            board.put(n, "text", retyped)


def rewrite_text(board: Board, rng: random.Random) -> None:
    """Rewrite one text."""
    rows = board.measures()
    if rows:
        n = rng.choice(rows)
        sent = board.sent(board.rows[n])
        if sent is not None:
            board.texts["Heilt ny ordlyd om noko anna"] = sent
            board.put(n, "text", "Heilt ny ordlyd om noko anna")


def damage_numbers(board: Board, rng: random.Random) -> None:
    """Damage numbers as a program does that takes them for dates or figures."""
    for n in board.measures():
        if rng.random() < 0.3:
            text = board.rows[n][board.at("number")].text
            board.put(n, "number", rng.choice((None, text.replace(".", ""), f"{text}.", "2001-01-01")))


def merge_text_cells(board: Board, rng: random.Random) -> None:
    """Merge two number cells, after which the lower one is blank."""
    rows = [n for n in board.measures() if n + 1 in board.measures()]
    if rows:
        board.put(rng.choice(rows) + 1, rng.choice(("number", "timeframe", "responsible")), None)


def more_header_lines(board: Board, rng: random.Random) -> None:
    """Add lines above the headings, and repeat the headings further down."""
    for _ in range(rng.randint(1, 4)):
        line = [GridCell(rng.choice(("Gol kommune", "Handsama i kommunestyret", "Status"))), *[BLANK] * 30]
        board.rows.insert(rng.randrange(board.header + 1), line[: len(board.keys)])
        board.header += 1
    if rng.random() < 0.5:
        place = rng.randrange(board.header + 1, len(board.rows) + 1)
        board.rows.insert(place, list(board.rows[board.header]))


_OTHER_WORDS = {
    "number": ("No.", "Nummer", "#"), "text": ("Action", "TILTAK", "Measure"), "timeframe": ("Frist", "Time"),
    "responsible": ("Eier", "Owner"), "involved": ("Involverte", "Participants"), "status": ("STATUS ", "Stoda"),
    "progress": ("Prosent", "Fremdrift"), "comment": ("Kommentarar", "Comment:"), "expected": ("Ferdig",),
    "id": ("Id", "id "),
}  # fmt: skip


def rename_columns(board: Board, rng: random.Random) -> None:
    """Rename headings in another language or with other known words."""
    for key, words in _OTHER_WORDS.items():
        if rng.random() < 0.5:
            board.put(board.header, key, rng.choice(words))


def rename_one_column_freely(board: Board, rng: random.Random) -> None:
    """Rename one heading with unknown words."""
    board.put(board.header, rng.choice((*ANSWERS, "number")), "Dette skriv vi her")


def move_columns(board: Board, rng: random.Random) -> None:
    """Cut a visible column and insert it elsewhere."""
    seen = [n for n, key in enumerate(board.keys) if key not in HIDDEN]
    source, target = rng.choice(seen), rng.choice(seen)
    board.keys.insert(target, board.keys.pop(source))
    for row in board.rows:
        row.insert(target, row.pop(source))


def extra_columns(board: Board, rng: random.Random) -> None:
    """Add columns, with and without headings."""
    place = rng.randrange(len(board.keys) + 1)
    board.keys.insert(place, f"own {len(board.keys)}")
    heading = rng.choice(("Sakshandsamar", "Notat til oss sjølve", None))
    for n, row in enumerate(board.rows):
        own = GridCell(heading) if n == board.header else GridCell("Kari") if rng.random() < 0.2 else BLANK
        row.insert(place, own if n >= board.header else BLANK)


def extra_sheets(board: Board, rng: random.Random) -> None:
    """Add a sheet, and rename Tiltak."""
    board.others.append(GridSheet("Ark1", True, {1: {1: GridCell("Til oss sjølve")}, 3: {2: GridCell(4.0)}}))
    board.name = rng.choice(("Svar", "Tiltak 2", "Ark 7"))


def copy_sheet(board: Board, rng: random.Random) -> None:
    """Copy the whole sheet; later operations change only one of them."""
    del rng
    before = board.sheet()
    board.copies.append(replace(before, name=f"Tiltak ({len(board.copies) + 2})"))


# The relative frequency of each. Those that tear rows apart are rare: Excel refuses them on a protected sheet, and
# elsewhere people see the damage.
OPERATIONS: dict[Operation, int] = {
    sort_all: 10, sort_all_without_looks: 3, sort_what_is_seen: 6, sort_without_id: 6,
    fill_down_answers: 10, copy_answers: 8, cut_answers: 3, fill_down_ids: 3, insert_rows: 8,
    delete_rows: 6, cut_and_insert_rows: 8, copy_rows: 5, remove_id: 5, remove_hidden: 4,
    remove_some_locked: 3, mistype_text: 6, damage_numbers: 4, merge_text_cells: 4, more_header_lines: 6,
    rename_columns: 6, rename_one_column_freely: 3, move_columns: 5, extra_columns: 6, extra_sheets: 4,
    copy_sheet: 3, rewrite_text: 1,
}  # fmt: skip
TEARING: dict[Operation, int] = {
    sort_some_columns: 1, sort_text_columns: 1, sort_behind_the_text: 1, shift_cells: 1,
    fill_down_some_columns: 1, sort_answers_alone: 1, shift_answers_alone: 1,
}  # fmt: skip
