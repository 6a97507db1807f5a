"""The lines of a document, as every document reader gives them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One line. `row` is its number in an editor; the cells of a table row are separated by tabs.

    A blank line separates cells or paragraphs; `new_page`: a page begins with it.
    """

    row: int
    text: str
    new_page: bool = False

    @property
    def blank(self) -> bool:
        """True if there is no text."""
        return not self.text.strip()
