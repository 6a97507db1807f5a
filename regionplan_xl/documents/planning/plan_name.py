"""Find the document title to name the plan after."""

from regionplan_xl.documents.blocks import Document, Paragraph, Table
from regionplan_xl.documents.draft import Draft
from regionplan_xl.documents.wording import Vocabulary, name_in_title
from regionplan_xl.text import bare

_LONGEST_LINE = 120  # the longest line, in characters, that can be a title without being a heading


def title_of(draft: Draft, document: Document, vocabulary: Vocabulary) -> str:
    """Return the name in a document's title, or in a short first line above the plan; "" if there is none.

    The heading of the first of several areas is not a title.
    """
    areas = [bare(area.name.text) for area in draft.areas]
    if draft.title:
        is_area = len(areas) > 1 and bare(draft.title.text) in areas
        return "" if is_area else name_in_title(draft.title.text, vocabulary)
    first = next((b for b in document.blocks if isinstance(b, Table) or b.text.strip()), None)
    if not isinstance(first, Paragraph):
        return ""
    line = first.text.strip().split("\n")[0]
    is_sentence = len(line) > _LONGEST_LINE or line.endswith((".", ",", ";", ":"))
    return "" if is_sentence else name_in_title(line, vocabulary)
