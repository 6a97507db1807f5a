"""Words at positions on the pages of a PDF, read as blocks."""

from collections.abc import Sequence

import pytest

from regionplan_xl.documents.blocks import Heading, Paragraph, Table
from regionplan_xl.documents.sources.pdf import read
from regionplan_xl.errors import InputError
from tests.documents.sources.pdf_files import Words, pdf


def test_a_heading_at_the_top_of_every_page_is_kept_if_its_figure_counts_the_measures() -> None:
    pages = [
        [
            Words(60, 60, f"Tiltak {n}", size=16),
            Words(60, 100, f"Her skal vi byggje scene nummer {n}."),
            Words(280, 800, f"Side {n}"),
        ]
        for n in range(1, 5)
    ]
    blocks = read(pdf(*pages), "plan.pdf").blocks
    assert [one.text for one in blocks if isinstance(one, Heading)] == [
        "Tiltak 1",
        "Tiltak 2",
        "Tiltak 3",
        "Tiltak 4",
    ]
    assert not any("Side" in one.text for one in blocks if isinstance(one, Paragraph))


LEFTS = (60.0, 100.0, 260.0, 370.0, 500.0)


def line(top: float, *texts: str, lefts: tuple[float, ...] = LEFTS, bold: bool = False) -> list[Words]:
    """Return the words of one table line without borders."""
    return [Words(left, top, text, bold=bold) for left, text in zip(lefts, texts, strict=False) if text]


def rows_of(*pages: list[Words]) -> list[list[str]]:
    blocks = read(pdf(*pages), "plan.pdf").blocks
    return [[cell.text for cell in row.cells] for one in blocks if isinstance(one, Table) for row in one.rows]


HEADS = ("Nr.", "Tiltak", "Ansvar", "Frist", "Status")
MORE = ("Byggje scene", "Hol", "2026", "I gang")


def test_the_number_tells_where_a_row_begins_also_if_the_time_has_two_lines() -> None:
    page = [
        *line(60, *HEADS, bold=True),
        *line(80, "1.1", "Byggje ein ny scene i", "Hol", "Innan 1.", "I gang"),
        *line(92, "", "Ål sentrum", "", "oktober 2026", ""),
        *line(112, "1.2", "Leige eit piano til", "Gol", "2027", "I gang"),
        *line(124, "", "kulturhuset på Gol", "", "", ""),
    ]
    assert rows_of(page)[1:] == [
        ["1.1", "Byggje ein ny scene i Ål sentrum", "Hol", "Innan 1. oktober 2026", "I gang"],
        ["1.2", "Leige eit piano til kulturhuset på Gol", "Gol", "2027", "I gang"],
    ]


def test_figures_that_end_below_each_other_are_one_column() -> None:
    rows = [
        [
            *line(60 + 20 * n, "", "Byggje scene", "Hol", "2026", "I gang"),
            Words(80 - 5.6 * len(str(n)), 60 + 20 * n, str(n)),
        ]
        for n in range(8, 13)
    ]
    found = rows_of([*line(60, *HEADS, bold=True), *(words for row in rows for words in row)])
    assert [row[0] for row in found] == ["Nr.", "8", "9", "10", "11", "12"]
    assert {len(row) for row in found} == {5}


def test_the_end_of_a_row_alone_below_the_headings_of_the_next_page_belongs_to_it() -> None:
    first = [
        *line(700, *HEADS, bold=True),
        *line(720, "1.1", "Byggje scene", "Hol", "2026", "I gang"),
        *line(740, "1.2", "Leige sal", "Gol", "2026", "Ferdig"),
        *line(760, "1.3", "Kjøpe piano til det", "Ål", "2027", "I gang"),
    ]
    second = [*line(60, *HEADS, bold=True), *line(82, "", "nye kulturhuset", "", "", "")]
    assert rows_of(first, second)[-1] == ["", "nye kulturhuset", "", "", ""]


def test_a_heading_at_the_top_of_a_page_after_a_table_is_no_row_of_it() -> None:
    first = [
        *line(700, *HEADS, bold=True),
        *(words for n in (1, 2, 3) for words in line(700 + 20 * n, f"1.{n}", *MORE)),
    ]
    second = [
        Words(60, 60, "Natur", size=16),
        *line(100, *HEADS, bold=True),
        *(words for n in (1, 2, 3) for words in line(100 + 20 * n, f"2.{n}", *MORE)),
    ]
    blocks = read(pdf(first, second), "plan.pdf").blocks
    assert [one.text for one in blocks if isinstance(one, Heading)] == ["Natur"]


def test_the_day_of_printing_at_the_top_of_two_pages_is_no_heading_and_headers_are_told() -> None:
    pages = [
        [
            Words(60, 20, "11/30/26, 7:09 PM Plan for helse"),
            *line(60, *HEADS, bold=True),
            *(words for n in (1, 2, 3) for words in line(60 + 20 * n, f"{page}.{n}", *MORE)),
            Words(60, 820, f"Vedteken i kommunestyret {page}/2"),
        ]
        for page in (1, 2)
    ]
    document = read(pdf(*pages), "plan.pdf")
    assert all(isinstance(block, Table) for block in document.blocks)
    assert [str(problem.what) for problem in document.unread] == [
        "The header or footer of the pages is left out: «11/30/26, 7:09 PM Plan for helse»",
        "The header or footer of the pages is left out: «Vedteken i kommunestyret 1/2»",
    ]


def test_lines_between_the_rows_alone_make_a_table() -> None:
    page = [
        *line(60, *HEADS, bold=True),
        *line(80, "1", "Byggje ein ny scene", "Hol", "2026", "I gang"),
        *line(92, "", "i sentrum, med", "", "", ""),
        *line(104, "", "plass til alle", "", "", ""),
        *line(124, "2", "Leige sal", "Gol", "2026", "Ferdig"),
        Words(60, 144, "Ei linje over fleire kolonnar enn den fyrste", bold=True),
        *line(164, "3", "Kjøpe piano", "Hol og Ål", "2027", "I gang"),
    ]
    heights = (56, 76, 120, 140, 160, 180)
    rules = [(55.0, float(height), 560.0, float(height)) for height in heights]
    (table,) = read(pdf(page, boxes=rules), "plan.pdf").blocks
    assert isinstance(table, Table)
    texts = [[cell.text for cell in row.cells if not cell.continues] for row in table.rows]
    assert texts == [
        list(HEADS),
        ["1", "Byggje ein ny scene i sentrum, med plass til alle", "Hol", "2026", "I gang"],
        ["2", "Leige sal", "Gol", "2026", "Ferdig"],
        ["Ei linje over fleire kolonnar enn den fyrste"],
        ["3", "Kjøpe piano", "Hol og Ål", "2027", "I gang"],
    ]


def test_pages_that_a_pdf_lacks_are_told_with_those_that_it_has() -> None:
    made = pdf([Words(60, 60, "Tiltak 1")], [Words(60, 60, "Tiltak 2")])
    with pytest.raises(InputError) as stopped:
        read(made, "plan.pdf", wanted=(40, 50))
    assert stopped.value.words(str) == (
        "plan.pdf: The document has no text on the pages 40-50. Its pages are 1-2."
    )


def test_a_word_that_fills_its_line_in_a_cell_is_not_joined_to_the_next_word() -> None:
    assert (
        _cell_of("Nytt kart", "samlokalisering", "av tenester", right=160)
        == "Nytt kart samlokalisering av tenester"
    )


def test_a_word_that_is_whole_elsewhere_in_the_document_is_not_joined_to_the_next_word() -> None:
    elsewhere = Words(60, 300, "Nokre kurs i innkjøp for tilsette blir haldne kvart år.")
    read_so = _cell_of("Utarbeide", "kurs i innkjøp", right=134, elsewhere=[elsewhere])
    assert read_so == "Utarbeide kurs i innkjøp"


def test_a_word_that_is_wider_than_its_cell_is_one_word() -> None:
    assert (
        _cell_of("Plan for", "frivilligsentrale", "n i bygda", right=154)
        == "Plan for frivilligsentralen i bygda"
    )


def test_names_below_each_other_in_a_cell_are_not_joined_because_the_cell_has_a_margin() -> None:
    assert _cell_of("VIKEN", "kommunane", right=177) == "VIKEN\nkommunane"
    assert _cell_of("Ein plan for", "kommunane", right=197) == "Ein plan for kommunane"


def _cell_of(*lines: str, right: float, elsewhere: Sequence[Words] = ()) -> str:
    """Return the text of a cell from 78 to `right`, with a margin of 5 points, in a table with another cell."""
    words = [Words(83, 60 + 12 * n, text) for n, text in enumerate(lines)]
    boxes = [(78.0, 56.0, right, 110.0), (right, 56.0, 300.0, 110.0)]
    page = [*words, Words(right + 5, 60, "2027"), *elsewhere]
    table, *_ = read(pdf(page, boxes=boxes), "plan.pdf").blocks
    assert isinstance(table, Table)
    return table.rows[0].cells[0].text


_WRAPPED = ("Fylket tek ", "vare på ", "alt det ", "gamle")  # LibreOffice prints the spaces


def _narrow(*lines: str) -> tuple[str, list[str]]:
    """Return the text of a narrow cell with these lines beside a wide one, and what the reader is unsure about."""
    cells = [Words(105, 64 + 14 * n, line) for n, line in enumerate(lines)]
    beside = [Words(205, 64 + 14 * n, line) for n, line in enumerate(_WRAPPED)]
    boxes = [(100.0, 60.0, 165.0, 130.0), (200.0, 60.0, 300.0, 130.0), (165.0, 60.0, 200.0, 130.0)]
    document = read(pdf([*cells, *beside], boxes=boxes), "plan.pdf")
    (table,) = document.blocks
    assert isinstance(table, Table)
    return table.rows[0].cells[0].text, [str(problem.what) for problem in document.unread]


def test_a_word_with_a_printed_space_after_it_is_whole_although_it_fills_its_cell() -> None:
    assert _narrow("kulturminner ", "sammen med") == ("kulturminner sammen med", [])


def test_a_word_without_the_space_that_had_room_goes_on_in_the_next_line() -> None:
    assert _narrow("folkehelsek", "oordinator") == ("folkehelsekoordinator", [])


def test_words_are_asked_about_of_which_nothing_says_whether_they_are_one() -> None:
    text, asked = _narrow("Gjennomføre", "møteplass")
    assert text in ("Gjennomføremøteplass", "Gjennomføre møteplass")
    assert asked == [f"Words that fill a narrow cell may be one or two; they were read as «{text}»."]
