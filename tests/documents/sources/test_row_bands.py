"""Tables in a PDF without lines around their cells, with the texts at the top or in the middle of their rows."""

from collections.abc import Sequence
from itertools import pairwise

import pytest

from regionplan_xl.documents.blocks import Document, Paragraph, Table
from regionplan_xl.documents.sources.pdf import read
from tests.documents.sources.pdf_files import Box, Words, pdf

LEFTS = (60.0, 110.0, 320.0, 460.0)
RIGHT = 540.0
LINE = 11.5
HEADS = ("Nr.", "Tiltak", "Ansvarleg", "Frist")
SCENE = ("1.1", "Byggje ei ny scene i sentrum\nav bygda, med plass til alle\nsom vil", "Hol", "2026")
HALL = ("1.2", "Leige sal", "Næringshagen\ni Gol", "Hausten\n2027")
PIANO = ("1.3", "Kjøpe piano til alle skulane\nog kulturhuset", "Ål", "Årleg")
READ = [
    list(HEADS),
    ["1.1", "Byggje ei ny scene i sentrum av bygda, med plass til alle som vil", "Hol", "2026"],
    ["1.2", "Leige sal", "Næringshagen i Gol", "Hausten 2027"],
    ["1.3", "Kjøpe piano til alle skulane og kulturhuset", "Ål", "Årleg"],
]


class Drawn:
    """Rows drawn below each other; `padding` is the room above and below the text of each."""

    def __init__(self, padding: float, middle: bool, top: float = 60.0) -> None:
        self.padding, self.middle = padding, middle
        self.words: list[Words] = []
        self.edges = [top]

    def row(self, *texts: str) -> "Drawn":
        lines = [text.split("\n") for text in texts]
        height = max(map(len, lines)) * LINE + 2 * self.padding
        self.words += _placed(lines, LEFTS, self.edges[-1], height, self)
        self.edges.append(self.edges[-1] + height)
        return self

    def beside(self, text: str, first: int, last: int) -> "Drawn":
        """Draw a text in the first column for the rows between two edges."""
        top, bottom = self.edges[first], self.edges[last]
        self.words += _placed([text.split("\n")], LEFTS, top, bottom - top, self)
        return self

    def rules(self, *, left: float = LEFTS[0] - 5, edges: Sequence[int] | None = None) -> list[Box]:
        """Return the lines below rows, drawn cell by cell."""
        ends = [left, *(one for one in LEFTS if one > left + 5), RIGHT]
        heights = self.edges[1:] if edges is None else [self.edges[n] for n in edges]
        return [(one, height, other, height) for height in heights for one, other in pairwise(ends)]

    def fills(self) -> list[Box]:
        """Return the fill of every second row, drawn cell by cell."""
        ends = [LEFTS[0] - 5, *LEFTS[1:], RIGHT]
        rows = list(pairwise(self.edges))[1::2]
        return [(one, top, other, bottom) for top, bottom in rows for one, other in pairwise(ends)]


def _placed(
    lines: Sequence[Sequence[str]], lefts: Sequence[float], top: float, height: float, drawn: Drawn
) -> list[Words]:
    words = []
    for left, cell in zip(lefts, lines, strict=False):
        above = (height - len(cell) * LINE) / 2 if drawn.middle else drawn.padding
        words += [Words(left, top + above + n * LINE, text) for n, text in enumerate(cell) if text]
    return words


def rows_of(document: Document, *, by_line: bool = True) -> list[list[str]]:
    """Return the texts of all rows of tables, those of merged cells once; without line breaks unless `by_line`."""
    tables = [one for one in document.blocks if isinstance(one, Table)]
    cells = [[cell for cell in row.cells if cell.continues != "left"] for one in tables for row in one.rows]
    return [[cell.text if by_line else " ".join(cell.text.split()) for cell in row] for row in cells]


def three_rows(padding: float, middle: bool) -> Drawn:
    return Drawn(padding, middle).row(*HEADS).row(*SCENE).row(*HALL).row(*PIANO)


MIDDLE_OR_TOP = pytest.mark.parametrize("middle", [True, False], ids=["middle", "top"])


@MIDDLE_OR_TOP
def test_lines_below_the_rows_tell_them_though_each_is_drawn_cell_by_cell(middle: bool) -> None:
    drawn = three_rows(4, middle)
    assert rows_of(read(pdf(drawn.words, boxes=drawn.rules()), "plan.pdf")) == READ


@MIDDLE_OR_TOP
def test_rows_are_told_by_the_fill_of_every_second(middle: bool) -> None:
    drawn = three_rows(3, middle)
    assert rows_of(read(pdf(drawn.words, fills=drawn.fills()), "plan.pdf")) == READ


@MIDDLE_OR_TOP
@pytest.mark.parametrize("padding", [1.5, 4, 9])
def test_rows_are_told_by_the_room_between_them(middle: bool, padding: float) -> None:
    drawn = three_rows(padding, middle)
    assert rows_of(read(pdf(drawn.words), "plan.pdf")) == READ


def test_paragraphs_in_a_cell_are_one_row_since_rows_have_more_room_between_them() -> None:
    drawn = three_rows(6, middle=False)
    last = drawn.edges[-1] - 6
    words = [*drawn.words, Words(LEFTS[1], last + 4, "Sjå eiga sak om dette.")]
    more = Drawn(6, middle=False, top=last + 4 + LINE + 6).row("1.4", "Halde kurs\nfor alle", "Nes", "2028")
    rows = rows_of(read(pdf([*words, *more.words]), "plan.pdf"), by_line=False)
    assert rows[3:] == [
        ["1.3", "Kjøpe piano til alle skulane og kulturhuset Sjå eiga sak om dette.", "Ål", "Årleg"],
        ["1.4", "Halde kurs for alle", "Nes", "2028"],
    ]


def test_a_heading_over_rows_stays_one_of_its_own() -> None:
    drawn = (
        Drawn(4, middle=True).row(*HEADS).row("Kultur og oppvekst i heile regionen").row(*SCENE).row(*HALL)
    )
    for boxes in ([], drawn.rules()):
        rows = rows_of(read(pdf(drawn.words, boxes=boxes), "plan.pdf"))
        assert rows == [READ[0], ["Kultur og oppvekst i heile regionen"], *READ[1:3]]


def test_the_header_and_the_footer_of_a_page_are_no_rows() -> None:
    drawn = three_rows(4, middle=True)
    page = [
        Words(30, 20, "1.12.2026, 10:30"),
        *drawn.words,
        Words(30, 800, "https://kommunen.example/planar/handlingsplan"),
        Words(560, 800, "1/1"),
    ]
    document = read(pdf(page), "plan.pdf")
    assert rows_of(document) == READ
    others = [one.text for one in document.blocks if isinstance(one, Paragraph)]
    assert others == ["1.12.2026, 10:30", "https://kommunen.example/planar/handlingsplan 1/1"]


GOALS = ("Mål", *HEADS[1:])
FIVE = [("", f"Tiltak nummer {n}\ntil felles nytte", "Gol", "2026") for n in "abcde"]
JOBS, SAFE = "Arbeid", "Trygge"


def goals_beside(rows: Drawn) -> list[list[str]]:
    for row in FIVE:
        rows.row(*row)
    rows.beside(JOBS, 1, 3).beside(SAFE, 3, 6)
    texts = [f"Tiltak nummer {n} til felles nytte" for n in "abcde"]
    return [
        list(GOALS),
        *([goal, text, "Gol", "2026"] for goal, text in zip((JOBS,) * 2 + (SAFE,) * 3, texts, strict=True)),
    ]


@MIDDLE_OR_TOP
def test_a_goal_beside_its_measures_is_for_all_of_them_by_the_lines(middle: bool) -> None:
    drawn = Drawn(4, middle).row(*GOALS)
    expected = goals_beside(drawn)
    rules = [*drawn.rules(edges=(1, 3, 6)), *drawn.rules(left=LEFTS[1] - 5, edges=(2, 4, 5))]
    assert rows_of(read(pdf(drawn.words, boxes=rules), "plan.pdf")) == expected


@MIDDLE_OR_TOP
def test_a_goal_beside_its_measures_is_for_all_of_them_by_where_it_is(middle: bool) -> None:
    drawn = Drawn(4, middle).row(*GOALS)
    expected = goals_beside(drawn)
    document = read(pdf(drawn.words), "plan.pdf")
    assert rows_of(document) == expected
    assert document.unread == ()


def test_a_goal_is_asked_about_if_neither_lines_nor_its_place_tell_its_rows() -> None:
    drawn = Drawn(4, middle=True).row(*GOALS)
    goals_beside(drawn)
    moved = [
        Words(one.left, one.top + 9, one.text) if one.text in (JOBS, SAFE) else one for one in drawn.words
    ]
    (asked,) = read(pdf(moved), "plan.pdf").unread
    assert f"«{JOBS}», «{SAFE}»" in str(asked)


def test_few_rows_at_the_top_of_the_next_page_are_in_the_columns_of_the_table() -> None:
    drawn = three_rows(4, middle=True)
    more = Drawn(4, middle=True).row("1.4", "Halde kurs for alle som vil\nlære å spele", "Nes", "2028")
    assert rows_of(read(pdf(drawn.words, more.words), "plan.pdf")) == [
        *READ,
        ["1.4", "Halde kurs for alle som vil lære å spele", "Nes", "2028"],
    ]


def test_a_row_that_the_end_of_the_page_divides_without_a_line_is_one_of_the_table() -> None:
    drawn = three_rows(4, middle=False)
    ends = [LEFTS[0] - 5, *(left - 5 for left in LEFTS[1:]), RIGHT]
    heights = drawn.edges[:-1]
    across = [(ends[0], height, ends[-1], height) for height in heights]
    upright = [(at, heights[0], at, drawn.edges[-1]) for at in ends]
    assert rows_of(read(pdf(drawn.words, boxes=[*across, *upright]), "plan.pdf"), by_line=False) == READ


def test_a_row_without_lines_between_its_cells_has_those_of_the_other_rows() -> None:
    drawn = three_rows(4, middle=False)
    ends = [LEFTS[0] - 5, *(left - 5 for left in LEFTS[1:]), RIGHT]
    rows = list(pairwise(drawn.edges))
    cells = [
        (one, top, other, bottom) for top, bottom in rows[:2] + rows[3:] for one, other in pairwise(ends)
    ]
    assert rows_of(read(pdf(drawn.words, boxes=cells), "plan.pdf"), by_line=False) == READ


def test_words_between_the_cells_of_a_table_are_not_lost() -> None:
    cells = [
        (50.0, 50.0, 150.0, 70.0),
        (150.0, 50.0, 250.0, 90.0),
        (50.0, 90.0, 150.0, 110.0),
        (150.0, 90.0, 250.0, 110.0),
    ]
    page = [
        Words(55, 55, "Nr."),
        Words(155, 55, "Tiltak"),
        Words(55, 75, "utanfor"),
        Words(55, 95, "1"),
        Words(155, 95, "Leige sal"),
    ]
    document = read(pdf(page, boxes=cells), "plan.pdf")
    texts = [cell for row in rows_of(document) for cell in row]
    texts += [one.text for one in document.blocks if isinstance(one, Paragraph)]
    assert {"Nr.", "Tiltak", "utanfor", "1", "Leige sal"} <= set(texts)


def test_two_columns_of_prose_are_no_table() -> None:
    lines = [
        ("Regionrådet vil at alle", "Planen gjeld for heile"),
        ("skal ha det godt her,", "perioden og blir revidert"),
        ("og satsar på kultur.", "kvart år av rådet."),
    ]
    page = [
        Words(left, 60 + n * LINE, text)
        for n, pair in enumerate(lines)
        for left, text in zip((60, 320), pair, strict=True)
    ]
    assert rows_of(read(pdf(page), "plan.pdf")) == []
