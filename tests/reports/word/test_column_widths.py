"""How wide the columns of a table in the case are."""

import pytest

from regionplan_xl.reports.word.column_widths import column_widths
from regionplan_xl.reports.word.rows import TextRun, WordCell, WordRow, plain

PAGE = 170.0  # millimetres


def row(*cells: str) -> WordRow:
    return WordRow(tuple(map(plain, cells)))


def test_a_short_line_is_whole_where_the_page_has_room() -> None:
    text = "Gje støtte til dei som arbeider med bustad, og følgje det opp kvart år"
    narrow = column_widths([row(text, "Utan")], PAGE, grows=0)
    answered = WordCell(((TextRun("Utan"),), (TextRun("0 av 6 har svart", note=True),)))
    wide = column_widths([WordRow((plain(text), answered))], PAGE, grows=0)
    assert sum(wide) == pytest.approx(PAGE)
    assert wide[1] > 2 * narrow[1]


def test_running_text_keeps_its_part_of_the_page() -> None:
    names = "Kommunedirektørane i Hallingdal"
    widths = column_widths([row("Byggje bru over elva", names, names)], PAGE, grows=0)
    assert sum(widths) == pytest.approx(PAGE)
    assert widths[0] > 0.38 * PAGE
    assert widths[1] < 0.31 * PAGE


def test_words_that_are_too_wide_for_the_page_share_it() -> None:
    word = "Østlandssamarbeidskomiteen" * 3
    widths = column_widths([row(*[word] * 6)], PAGE, grows=0)
    assert sum(widths) == pytest.approx(PAGE)
    assert min(widths) > 20
