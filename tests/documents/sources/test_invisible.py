"""Invisible characters are not part of a text."""

from regionplan_xl.documents.sources.invisible import without_invisible
from tests.documents.drawn_tables import document, heading, table


def test_marks_of_direction_and_soft_hyphens_are_no_part_of_a_text() -> None:
    read = without_invisible(
        document(heading("\u200e1. Kli\u00adma\u200f"), table("\ufeffTiltak | Frist\nSynge | 2026"))
    )
    assert read == document(heading("1. Klima"), table("Tiltak | Frist\nSynge | 2026"))
