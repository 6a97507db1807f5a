"""The council's case as PDF, with the page numbers of its table of contents."""

import io

from regionplan_xl.reports.contents import ReportContents
from regionplan_xl.reports.pdf.office import convert_to_pdf
from regionplan_xl.reports.word.council_case import council_case
from regionplan_xl.reports.word.document import CONTENTS_LEVELS


def case_pdf(contents: ReportContents) -> bytes:
    """Render the case as PDF twice: first to find the page of each heading, then with those page numbers."""
    first = convert_to_pdf(council_case(contents))
    return convert_to_pdf(council_case(contents, heading_pages(first)))


def heading_pages(pdf: bytes) -> tuple[int, ...]:
    """Return the page number of each heading in the table of contents, from the PDF's bookmarks."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        number = {page.page_obj.pageid: page.page_number for page in opened.pages}
        found = []
        for level, _, target, action, _ in opened.doc.get_outlines():
            where = target or (action and action.resolve()["D"])
            if level <= CONTENTS_LEVELS and where:
                found.append(number[where[0].objid])
    return tuple(found)
