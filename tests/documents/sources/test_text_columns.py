"""Pages of a PDF whose text is in two columns, and tables that only look so."""

from regionplan_xl.documents.blocks import Heading, Paragraph, Table
from regionplan_xl.documents.sources.pdf import read
from regionplan_xl.sandbox.plan_document import Importing, read_plan
from tests.documents.read_text import INLINE
from tests.documents.sources.pdf_files import Words, pdf

LEFT, RIGHT = 60.0, 310.0


def column(left: float, *lines: str, top: float = 120.0) -> list[Words]:
    """A column of lines of text; a line after an empty one has more room above it."""
    return [Words(left, top + 13.0 * n, text) for n, text in enumerate(lines) if text]


def card(number: str, text: str, body: str, time: str) -> list[str]:
    """The lines of a measure, and the empty one below it."""
    return [f"Tiltak {number} {text}", f"Ansvar: {body}", f"Frist: {time}", ""]


FIRST = [
    *card("1.1", "Opne biblioteket om kvelden for alle", "Kulturskulen", "2026"),
    *card("1.2", "Lage turkart for heile bygda", "Turlaget", "2027"),
    *card("1.3", "Byggje sykkelveg langs elva frå skulen og", "Teknisk etat", "2028")[:1],
]
SECOND = [
    "opp til idrettsplassen",
    *card("", "", "Teknisk etat", "2028")[1:],
    *card("2.1", "Kurse trenarar i alle idrettslag", "Idrettsrådet", "2026"),
    *card("2.2", "Leige ut gymsalen gratis til lag", "Eigedom", "2027"),
]
TITLE = [Words(60, 60, "Plan for kultur og idrett 2026-2029", size=18)]


def test_the_measures_of_a_page_in_two_columns_are_read_one_column_after_the_other() -> None:
    page = [*TITLE, *column(LEFT, *FIRST), *column(RIGHT, *SECOND, top=116.0), Words(280, 800, "Side 1")]
    plan = read_plan(pdf(page), "plan.pdf", Importing(), INLINE).plan
    assert [(one.number, one.text, one.responsible, one.timeframe.written) for one in plan.measures] == [
        ("1.1", "Opne biblioteket om kvelden for alle", ("Kulturskulen",), "2026"),
        ("1.2", "Lage turkart for heile bygda", ("Turlaget",), "2027"),
        (
            "1.3",
            "Byggje sykkelveg langs elva frå skulen og opp til idrettsplassen",
            ("Teknisk etat",),
            "2028",
        ),
        ("2.1", "Kurse trenarar i alle idrettslag", ("Idrettsrådet",), "2026"),
        ("2.2", "Leige ut gymsalen gratis til lag", ("Eigedom",), "2027"),
    ]


def test_cards_beside_each_other_are_read_one_after_another() -> None:
    left, right = FIRST[:8], SECOND[4:]
    page = [*TITLE, *column(LEFT, *left), *column(RIGHT, *right)]
    plan = read_plan(pdf(page), "plan.pdf", Importing(), INLINE).plan
    assert [(one.number, one.responsible) for one in plan.measures] == [
        ("1.1", ("Kulturskulen",)),
        ("1.2", ("Turlaget",)),
        ("2.1", ("Idrettsrådet",)),
        ("2.2", ("Eigedom",)),
    ]


def test_prose_in_two_columns_below_a_title_and_above_the_rest_keeps_its_order() -> None:
    said = [f"setning {n} om kulturen i kommunen vår" for n in range(12)]
    said[3] = said[8] = ""
    other = [f"avsnitt {n} om idretten i bygdene her" for n in range(12)]
    other[1] = other[5] = other[10] = ""
    below = Words(60, 300, "Planen gjeld for alle som bur i kommunen, og for dei som arbeider her kvar dag.")
    page = [*TITLE, *column(LEFT, *said), *column(RIGHT, *other), below]
    blocks = read(pdf(page), "plan.pdf").blocks
    texts = " ".join(one.text for one in blocks if isinstance(one, (Heading, Paragraph)))
    places = [texts.index(text) for text in (*filter(None, said), *filter(None, other), below.text)]
    assert places == sorted(places)


def test_the_rows_of_a_table_of_two_columns_without_lines_stay_beside_each_other() -> None:
    rows = [("Tiltak som skal gjerast i perioden", "Ansvar for at det blir gjort")] + [
        (f"Byggje bru nummer {n} over elva i bygda", f"Teknisk etat i krins {n}") for n in range(8)
    ]
    page = [
        Words(left, 120 + 30.0 * n, text)
        for n, row in enumerate(rows)
        for left, text in zip((LEFT, RIGHT), row, strict=True)
    ]
    blocks = read(pdf([*TITLE, *page]), "plan.pdf").blocks
    said = [
        "|".join(cell.text for cell in row.cells)
        for one in blocks
        if isinstance(one, Table)
        for row in one.rows
    ] + [one.text for one in blocks if isinstance(one, Paragraph)]
    assert all(any(a in text and b in text for text in said) for a, b in rows)


def test_columns_whose_lines_are_a_little_higher_on_one_side_are_columns_too() -> None:
    left, right = FIRST[:8], SECOND[4:]
    page = [*TITLE, *column(LEFT, *left), *column(RIGHT, *right, top=128.0)]
    plan = read_plan(pdf(page), "plan.pdf", Importing(), INLINE).plan
    assert [(one.number, one.responsible) for one in plan.measures] == [
        ("1.1", ("Kulturskulen",)),
        ("1.2", ("Turlaget",)),
        ("2.1", ("Idrettsrådet",)),
        ("2.2", ("Eigedom",)),
    ]
