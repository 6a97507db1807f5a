"""What every document reader gives: the document's lines, in order, each with its place."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One line. `row` is what an editor shows; the cells of a table row are parted by tabs.

    A blank line parts cells or paragraphs; `new_page`: a page begins with it.
    """

    row: int
    text: str
    new_page: bool = False

    @property
    def blank(self) -> bool:
        """True where nothing is printed."""
        return not self.text.strip()
