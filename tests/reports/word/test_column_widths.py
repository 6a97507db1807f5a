"""The widths of columns of tables in the case."""

import pytest

from regionplan_xl.letter_widths import text_width
from regionplan_xl.reports.word.column_widths import CELL_MARGIN_MM, TEXT_PT, fit_columns
from regionplan_xl.reports.word.rows import TextRun, WordCell, WordRow, plain_cell

PAGE = 170.0  # millimetres


def row(*cells: str) -> WordRow:
    return WordRow(tuple(map(plain_cell, cells)))


def test_a_short_line_is_whole_where_the_page_has_room() -> None:
    text = "Gje støtte til dei som arbeider med bustad, og følgje det opp kvart år"
    narrow = fit_columns([row(text, "Utan")], PAGE, grows=0).widths
    answered = WordCell(((TextRun("Utan"),), (TextRun("0 av 6 har svart", note=True),)))
    wide = fit_columns([WordRow((plain_cell(text), answered))], PAGE, grows=0).widths
    assert sum(wide) == pytest.approx(PAGE)
    assert wide[1] > 2 * narrow[1]


def test_running_text_keeps_its_part_of_the_page() -> None:
    names = "Kommunedirektørane i Hallingdal"
    widths = fit_columns([row("Byggje bru over elva", names, names)], PAGE, grows=0).widths
    assert sum(widths) == pytest.approx(PAGE)
    assert widths[0] > 0.38 * PAGE
    assert widths[1] < 0.31 * PAGE


def test_words_that_are_too_wide_for_the_page_share_it() -> None:
    word = "Østlandssamarbeidskomiteen" * 3
    widths = fit_columns([row(*[word] * 6)], PAGE, grows=0).widths
    assert sum(widths) == pytest.approx(PAGE)
    assert min(widths) > 20


def test_a_least_width_gives_way_before_a_word_is_broken() -> None:
    area, counts = "Næringsutviklingsarbeid", ["Planlagt", "Starta", "Utført", "Utsett", "Avbrote", "Sum"]
    columns = fit_columns([row(area, *counts)], 140.0, grows=0, least=(0.0, *[22.0] * 6))
    assert sum(columns.widths) == pytest.approx(140.0)
    assert columns.letters == 1
    assert columns.widths[0] > text_width(area) * TEXT_PT * 25.4 / 72 + 2 * CELL_MARGIN_MM


@pytest.mark.parametrize("total", [88.0, 95.0, 102.0])
def test_letters_become_smaller_before_a_word_is_broken(total: float) -> None:
    words = ("Gjennomført", "Utsett", "Planleggast", "Avbrote", "Framskunda", "Overført")
    assert fit_columns([row(*words)], PAGE, grows=0).letters == 1
    columns = fit_columns([row(*words)], total, grows=0, least=[total / 6] * 6)
    assert columns.letters < 1
    assert sum(columns.widths) == pytest.approx(total)
    for word, width in zip(words, columns.widths, strict=True):
        assert text_width(word) * TEXT_PT * columns.letters * 25.4 / 72 + 2 * CELL_MARGIN_MM < width
