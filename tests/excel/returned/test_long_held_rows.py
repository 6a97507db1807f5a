"""A held row shows its answers first, and no answer is cut off, however long its texts are."""

from datetime import date

import pytest

from regionplan_xl.text import LONGEST_TEXT, utf16_length
from tests.excel.returned.commented_rows import COLUMN_OF, FIRST, ROWS, SENT, SENT_OUT
from tests.excel.returned.returns import Edit, returned, write

LONG = "Ein lang tekst. " * 1_900


def cell(key: str, row: int) -> str:
    return f"{chr(64 + COLUMN_OF[key])}{row}"


def answers_in(row: int, comment: str) -> list[Edit]:
    return [
        write(cell("status", row), "Gjennomført"),
        write(cell("progress", row), "ca. 78 %"),
        write(cell("comment", row), comment),
        write(cell("expected", row), date(2026, 12, 31)),
    ]


@pytest.mark.parametrize("text", ["Noko heilt anna", LONG])
@pytest.mark.parametrize("comment", ["Kort", LONG])
def test_a_row_of_no_measure_shows_every_answer_before_its_text(text: str, comment: str) -> None:
    edits = [write(cell("text", FIRST), text), *answers_in(FIRST, comment), write(cell("id", FIRST), None)]
    (held,) = returned(*edits, write(cell("number", FIRST), None), dispatch=SENT_OUT).held
    places = [
        held.written.index(one) for one in ("Gjennomført", "ca. 78 %", comment[:10], "31.12.2026", text[:10])
    ]
    assert places[:4] == sorted(places[:4])
    assert held.written.startswith("Status: Gjennomført")
    assert utf16_length(held.written) <= LONGEST_TEXT
    assert comment == "Kort" or f"… ({len(LONG.strip())})" in held.written


def test_two_rows_that_contradict_each_other_show_every_answer_however_long_the_comment_is() -> None:
    """Both rows have the ID and the texts of the first measure."""
    second = [
        write(cell(key, FIRST + 1), value)
        for key, value in (("number", SENT[0].number), ("text", SENT[0].text), ("id", SENT[0].measure))
    ]
    other = [*answers_in(FIRST + 1, LONG)[1:], write(cell("status", FIRST + 1), "Påstarta")]
    held = returned(*answers_in(FIRST, LONG), *second, *other, dispatch=SENT_OUT).held
    assert held
    for one in held:
        assert "31.12.2026" in one.written
        assert ("Gjennomført" in one.written) != ("Påstarta" in one.written)
        assert utf16_length(one.written) <= LONGEST_TEXT


def test_the_row_about_all_further_places_shows_the_beginning_of_each() -> None:
    """Not only of the first, whose text may be endless."""
    first = max(ROWS) + 2
    added = [
        edit
        for row in range(first, first + 350)
        for edit in (
            write(cell("text", row), LONG[:2_000]),
            write(cell("status", row), f"Nr. {row} er gjort?"),
        )
    ]
    *_, more = returned(*added, dispatch=SENT_OUT).held
    shown = [row for row in range(first, first + 350) if f"Status: Nr. {row} er gjort?" in more.written]
    assert dict(more.reason.values)["count"] == len(shown)
    assert len(shown) > 30
    assert utf16_length(more.written) <= LONGEST_TEXT
