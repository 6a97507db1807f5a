"""Invisible characters are not part of a text."""

from regionplan_xl.documents.sources.invisible import without_invisible
from regionplan_xl.documents.symbols import draws_symbols, with_symbols_of_pdf
from tests.documents.drawn_tables import document, heading, table


def test_marks_of_direction_and_soft_hyphens_are_no_part_of_a_text() -> None:
    read = without_invisible(
        document(heading("\u200e1. Kli\u00adma\u200f"), table("\ufeffTiltak | Frist\nSynge | 2026"))
    )
    assert read == document(heading("1. Klima"), table("Tiltak | Frist\nSynge | 2026"))


def test_letters_that_only_one_font_draws_as_symbols_are_symbols_that_every_font_has() -> None:
    read = without_invisible(
        document(table("Tiltak | Utført\nSynge | \uf0fc\nDanse | \uf0a8\nGjete | \uf0fe"))
    )
    assert read == document(table("Tiltak | Utført\nSynge | ✓\nDanse | ☐\nGjete | ☑"))


def test_a_font_of_symbols_is_known_as_a_pdf_names_it() -> None:
    assert with_symbols_of_pdf("ü", "ABCDEF+Wingdings-Regular") == "✓"
    assert with_symbols_of_pdf("R", "Wingdings2") == "☑"
    assert draws_symbols("ABCDEF+Wingdings-Regular")
    assert not draws_symbols("ABCDEF+Calibri")
