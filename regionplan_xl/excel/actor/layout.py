"""An actor's workbook: where things stand in it, and the colours that it gives its own cells."""

from regionplan_xl.excel.common import columns as layout
from regionplan_xl.excel.common.columns import Column
from regionplan_xl.text import Phrase, phrase

ANSWER_HEADER = "#1D659E"
"""The fill of the headings above the answers."""

# Rows are counted from 1, as people see them.
TITLE_ROW, NOTE_ROW, HEADER_ROW, FIRST_ROW = 1, 2, 3, 4
LAST_ROW = 65_536
"""Validations and status colours reach this far: as many rows as .xls has, should somebody save as that."""

# The template's pattern rows: each kind of row once, so that a stamped row finds its cells' styles there.
PATTERN = ("band", "own", "divider", "involved")

COLUMN_WIDTHS = {
    "number": 7, "text": 40, "timeframe": 10, "row_before": 0, "status": 17, "progress": 10, "comment": 38,
    "expected": 12, "row": 0, "previous": 30, "responsible": 15, "involved": 18, "reported_on": 12,
    "reported_by": 14, "remark": 0, "id": 0,
}  # fmt: skip
"""In characters; 0 = hidden. The remark is the secretariat's own and is left empty."""

ROW_BEFORE, ROW = Column("row_before", Phrase(""), 0), Column("row", Phrase(""), 0)
"""The row's ID once more, hidden and without a heading, just left and just right of the answers.

Columns are sorted or shifted as one block: where the IDs on both sides of the answers and the text still say the
same measure, the answers between them are that measure's too.
"""
PREVIOUS = Column("previous", phrase("Previous answer"), 32)
"""What was reported last, beside what is asked now; it stays when the answer is written over."""

COLUMNS = (
    layout.NUMBER, layout.MEASURE, layout.TIMEFRAME, ROW_BEFORE, *layout.ANSWERABLE, ROW, PREVIOUS,
    layout.RESPONSIBLE, layout.INVOLVED, layout.REPORTED_ON, layout.REPORTED_BY, layout.REMARK, layout.ID,
)  # fmt: skip
"""The columns of Tiltak: those of the master, what is asked first so that a phone shows it, and our own."""
HEADED = tuple(column for column in COLUMNS if column not in (ROW_BEFORE, ROW))

# Framlegg.
PROPOSAL_COLUMNS = (
    Column(
        "what", phrase("What do you propose?"), 52, ("What", "Kva", "Hva", "Framlegg", "Forslag", "Proposal")
    ),
    Column("where", phrase("Where in the plan?"), 30, ("Where", "Kvar", "Hvor")),
    Column("why", phrase("Why?"), 44, ("Why", "Kvifor", "Hvorfor", "Grunngjeving", "Begrunnelse")),
    Column("contact", phrase("Who can we ask?"), 26, ("Contact", "Kontakt", "Kontaktperson")),
)
PROPOSAL_ROWS = 10

# Rettleiing: which fact stands in which row (column C; what it is in B).
GUIDE_TITLE, GUIDE_SUBTITLE = 1, 2
GUIDE_DEADLINE, GUIDE_COUNT, GUIDE_SENDER, GUIDE_CODE = 4, 5, 6, 7
GUIDE_LABEL, GUIDE_TEXT = 2, 3

# Stand in the template where cells cannot: in its properties and in the footers.
PLACEHOLDER_CODE, PLACEHOLDER_TITLE, PLACEHOLDER_CREATOR = "XXX-XXX", "((title))", "((creator))"
PLACEHOLDERS = (PLACEHOLDER_CODE, PLACEHOLDER_TITLE, PLACEHOLDER_CREATOR)

STATUS_MEANINGS: dict[str, Phrase] = {
    "not_started": phrase("Nothing has been done yet."),
    "started": phrase("The work is under way, but not finished."),
    "done": phrase("The measure has been carried out."),
    "dropped": phrase("The measure is no longer relevant."),
}


def column_number(column: Column) -> int:
    """Where `column` stands in Tiltak, counted from 1."""
    return COLUMNS.index(column) + 1
