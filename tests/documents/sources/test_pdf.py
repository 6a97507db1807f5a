"""Words at places on the pages of a PDF, read as blocks."""

from regionplan_xl.documents.blocks import Heading, Paragraph
from regionplan_xl.documents.sources.pdf import read
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
