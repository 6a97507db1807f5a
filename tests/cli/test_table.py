"""Tables on a terminal: no word is broken, and a table that is too wide is listed row by row."""

from hypothesis import given
from hypothesis import strategies as st

from regionplan_xl.actions.result import TextTable
from regionplan_xl.cli.printing.table import rendered
from tests.linear.counting import Counts, more_than_linear, operations
from tests.paths import PACKAGE

WORDS = st.text("abcdefgæøå-/.0123456789", min_size=1, max_size=30)
CELLS = st.lists(WORDS, max_size=12).map(" ".join)


@st.composite
def tables(draw: st.DrawFn) -> TextTable:
    columns = draw(st.integers(1, 6))
    row = st.tuples(*[CELLS] * columns)
    return TextTable(draw(st.tuples(*[WORDS] * columns)), draw(st.lists(row, max_size=5)))


@given(tables(), st.integers(20, 160))
def test_no_word_is_ever_broken_and_no_line_is_wider_than_the_terminal(table: TextTable, width: int) -> None:
    lines = list(rendered(table, str, width))
    printed = " ".join(lines).split()
    for row in table.items:
        for cell in row:
            assert all(word in printed for word in str(cell).split())
    # Only a word that is itself too long for the terminal makes a line too long.
    longest = max(
        len(word) for row in (table.headings, *table.items) for cell in row for word in str(cell).split()
    )
    assert all(len(line) <= max(width, longest + 2) for line in lines)


def test_a_narrow_column_gets_the_room_its_longest_word_needs_at_80_columns() -> None:
    table = TextTable(
        ("Satsingsområde", "Tiltak", "Ikkje påstarta", "Påstarta", "Gjennomført", "Utan status"),
        [("Interkommunale tenester og samarbeid", "16", "0", "3", "1", "12")],
    )
    lines = list(rendered(table, str, 80))
    assert lines[0].split() == " ".join(map(str, table.headings)).split()
    assert [line[:20].rstrip() for line in lines[2:]] == ["Interkommunale", "tenester og", "samarbeid"]
    assert max(map(len, lines)) <= 80


def test_a_table_that_does_not_fit_is_listed_row_by_row() -> None:
    path = "workbooks/outbox/2025-1/Regionalt-bulystprogram-for-Hallingdal.xlsx"
    table = TextTable(("Aktør", "Tiltak", "Fil"), [("Bulyst", "3", path), ("Gol", "16", "Gol.xlsx")])
    assert list(rendered(table, str, 60)) == [
        "Aktør: Bulyst", "Tiltak: 3", "Fil:", f"  {path}", "", "Aktør: Gol", "Tiltak: 16", "Fil: Gol.xlsx",
    ]  # fmt: skip


def test_the_widest_columns_give_way_and_a_short_one_stays_on_one_line() -> None:
    long = "Spør dei ansvarlege, eller set status på tiltaket før neste runde"
    lines = list(rendered(TextTable(("Rad", "Kva", "Kva du gjer"), [("19", long, long)]), str, 60))
    assert lines[2].startswith("19   Spør dei ansvarlege,")
    assert max(map(len, lines)) <= 60


def test_a_long_text_in_a_table_is_measured_line_by_line_and_not_letter_by_letter() -> None:
    def showing(words: int) -> Counts:
        table = TextTable(("Tiltak", "Til"), [("1.1", "arbeidd mykje " * words)])
        return operations(lambda: list(rendered(table, str, 80)), PACKAGE)

    showing(6)
    small, large = showing(400), showing(1_600)
    assert more_than_linear(small, large, 4) == {}
    assert large.total() < 60 * 1_600
