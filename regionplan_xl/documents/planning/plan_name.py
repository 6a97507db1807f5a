"""Find the document title to name the plan after."""

from regionplan_xl.documents.blocks import Document, Paragraph, Table
from regionplan_xl.documents.draft import Draft
from regionplan_xl.documents.vocabulary.lookup import names_plan
from regionplan_xl.documents.wording import Vocabulary, name_in_title
from regionplan_xl.text import bare, squeeze

_TITLE_WITHIN = 3  # rows
_LONGEST_LINE = 120  # the longest line, in characters, that can be a title without being a heading


def title_of(draft: Draft, document: Document, vocabulary: Vocabulary) -> str:
    """Return the name in a document's title, or in a short first line above the plan; "" if there is none.

    The title of a workbook is in the first rows of its only sheet, alone in its row.

    The heading of the first of several areas is not a title.
    """
    areas = [bare(area.name.text) for area in draft.areas]
    if draft.title:
        is_area = len(areas) > 1 and bare(draft.title.text) in areas
        return "" if is_area else name_in_title(draft.title.text, vocabulary)
    first = next((b for b in document.blocks if isinstance(b, Table) or b.text.strip()), None)
    if isinstance(first, Table) and first.place.sheet:
        return name_in_title(_title_of_sheet(document), vocabulary)
    if not isinstance(first, Paragraph):
        return ""
    line = first.text.strip().split("\n")[0]
    is_sentence = len(line) > _LONGEST_LINE or line.endswith((".", ",", ";", ":"))
    return "" if is_sentence else name_in_title(line, vocabulary)


def _title_of_sheet(document: Document) -> str:
    tables = [block for block in document.blocks if isinstance(block, Table) and not block.hidden]
    if len({table.place.sheet for table in tables}) != 1:
        return ""
    for row in tables[0].rows[:_TITLE_WITHIN]:
        own = [squeeze(cell.text) for cell in row.cells if cell.text.strip() and not cell.continues]
        if len(own) > 1:
            break
        if own and len(own[0]) <= _LONGEST_LINE and names_plan(own[0]):
            return own[0]
    return ""
