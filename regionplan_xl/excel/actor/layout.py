"""The layout of an actor's workbook: its columns, rows and fixed texts."""

from regionplan_xl.excel.actor.row_shades import SHADES
from regionplan_xl.excel.common import columns
from regionplan_xl.excel.common.columns import Column
from regionplan_xl.text import Phrase, phrase

ANSWER_HEADER = "#1D659E"
"""The fill of the headings above the answers."""

# Row numbers start at 1, as people see them.
TITLE_ROW, NOTE_ROW, HEADER_ROW, FIRST_ROW = 1, 2, 3, 4
LAST_ROW = 65_536
"""The last row of validations and status colours: as many as .xls has, in case somebody saves in that format."""

ROW_KINDS = ("band", "divider", "involved", *SHADES)
"""The template has one row of each kind, with the cell styles for stamped rows; each shade is for one row."""

COLUMN_WIDTHS = {
    "number": 7, "text": 40, "timeframe": 10, "id_before_answers": 0, "status": 17, "progress": 10, "comment": 38,
    "expected": 12, "id_after_answers": 0, "previous": 30, "responsible": 15, "involved": 18, "reported_on": 12,
    "reported_by": 14, "remark": 0, "id": 0,
}  # fmt: skip
"""In characters; 0 = hidden. The remark is the secretariat's own and is left empty."""

ID_BEFORE_ANSWERS = Column("id_before_answers", Phrase(""), 0)
ID_AFTER_ANSWERS = Column("id_after_answers", Phrase(""), 0)
"""The row's ID again, hidden and without a heading, directly left and right of the answers.

Columns are sorted or shifted as one block. If the IDs on both sides of the answers still agree with the text, the
answers between them belong to that measure.
"""
PREVIOUS = Column("previous", phrase("Previous answer"), 32)
"""The last report; it stays visible when the answer is overwritten."""

COLUMNS = (
    columns.NUMBER, columns.MEASURE, columns.TIMEFRAME, ID_BEFORE_ANSWERS, *columns.ANSWERABLE, ID_AFTER_ANSWERS,
    PREVIOUS, columns.RESPONSIBLE, columns.INVOLVED, columns.REPORTED_ON, columns.REPORTED_BY, columns.REMARK,
    columns.ID,
)  # fmt: skip
"""The columns of Tiltak: those of the master, with the answers early so that a phone shows them, and our own."""
HEADED = tuple(column for column in COLUMNS if column not in (ID_BEFORE_ANSWERS, ID_AFTER_ANSWERS))

# Indikatorar, in the workbooks of actors that own indicators.
LAST_VALUE = Column("last", phrase("Last value"), 14)
FOR_YEAR = Column("for_year", phrase("For the year"), 9)
_INDICATOR_FACTS = {column.key: column for column in columns.INDICATOR_COLUMNS}
INDICATOR_COLUMNS = (
    Column("text", columns.INDICATOR.heading, 44, columns.INDICATOR.aliases),
    _INDICATOR_FACTS["baseline"], _INDICATOR_FACTS["target"], LAST_VALUE, FOR_YEAR, ID_BEFORE_ANSWERS,
    Column("value", columns.VALUE.heading, 14, columns.VALUE.aliases),
    Column("comment", columns.COMMENT.heading, 38, columns.COMMENT.aliases),
    ID_AFTER_ANSWERS, columns.RESPONSIBLE, columns.ID,
)  # fmt: skip
"""The columns of Indikatorar: what is measured, the value of the year in question, and the rest."""
INDICATOR_ANSWERS = ("value", "comment")

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

# Rettleiing: the row of each fact; its label is in column B, the fact in C.
GUIDE_TITLE, GUIDE_SUBTITLE, GUIDE_FOR_WHOM = 1, 2, 3
GUIDE_DEADLINE, GUIDE_COUNT, GUIDE_SENDER, GUIDE_CODE = 4, 5, 6, 7
GUIDE_LABEL, GUIDE_TEXT = 2, 3
GUIDE_TITLES = (GUIDE_TITLE, GUIDE_SUBTITLE, GUIDE_FOR_WHOM)
GUIDE_FACTS = (GUIDE_DEADLINE, GUIDE_COUNT, GUIDE_SENDER, GUIDE_CODE)

# Placeholders in the template's properties and footers, filled in later.
PLACEHOLDER_CODE, PLACEHOLDER_TITLE, PLACEHOLDER_CREATOR = "XXXXX-XXXXX", "((title))", "((creator))"
PLACEHOLDER_DAY = "1900-01-01"
PLACEHOLDERS = (PLACEHOLDER_CODE, PLACEHOLDER_TITLE, PLACEHOLDER_CREATOR, PLACEHOLDER_DAY)

STATUS_MEANINGS: dict[str, Phrase] = {
    "not_started": phrase("Nothing has been done yet."),
    "started": phrase("The work is under way, but not finished."),
    "done": phrase("The measure has been carried out."),
    "dropped": phrase("The measure is no longer relevant."),
}


def column_number(column: Column) -> int:
    """Return the number of a column in Tiltak, counted from 1."""
    return COLUMNS.index(column) + 1
