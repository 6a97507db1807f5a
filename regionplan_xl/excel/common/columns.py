"""The sheets and columns of our workbooks: names in every language, aliases and widths."""

from dataclasses import dataclass
from functools import cache

from regionplan_xl.locale import every_wording
from regionplan_xl.text import Phrase, comparison_key, phrase


@dataclass(frozen=True)
class Column:
    """A column, recognised by its heading. `key` is ours; `width` is in characters, 0 for a hidden column."""

    key: str
    heading: Phrase
    width: float
    aliases: tuple[str, ...] = ()

    def names(self) -> frozenset[str]:
        """Return every heading it is known by, as `comparison_key` returns it."""
        return frozenset(comparison_key(name) for name in (*every_wording(self.heading), *self.aliases))


NUMBER = Column("number", phrase("No."), 6.5, ("Nummer", "Number", "No", "#"))
MEASURE = Column("text", phrase("Measure"), 35, ("Tiltakstekst", "Action"))
TIMEFRAME = Column("timeframe", phrase("Timeframe"), 9, ("Tidsramme", "Frist", "Time", "Når"))
RESPONSIBLE = Column(
    "responsible", phrase("Responsible"), 16, ("Ansvarleg", "Ansvarlig", "Eigar", "Eier", "Owner")
)
INVOLVED = Column(
    "involved", phrase("Involved"), 14, ("Involverte", "Innovering", "Deltakarar", "Participants")
)
STATUS = Column("status", phrase("Status"), 13, ("Stoda",))
PROGRESS = Column("progress", phrase("Progress"), 9.5, ("Prosent", "Fremdrift", "Percent", "%"))
COMMENT = Column("comment", phrase("Comment"), 28, ("Kommentarar", "Kommentarer", "Comments"))
EXPECTED = Column("expected", phrase("Expected done"), 12, ("Ferdig", "Forventa ferdig", "Ventet ferdig"))
REPORTED_ON = Column("reported_on", phrase("Last reported"), 12, ("Rapportert",))
REPORTED_BY = Column("reported_by", phrase("Reported by"), 17)
REMARK = Column("remark", phrase("Remark"), 22, ("Merknader", "Remarks", "Notat"))
ID = Column("id", phrase("ID"), 0)

# The columns of an area sheet in the master, and of Tiltak in an actor's workbook.
MEASURE_COLUMNS = (
    NUMBER, MEASURE, TIMEFRAME, RESPONSIBLE, INVOLVED, STATUS, PROGRESS, COMMENT, EXPECTED,
    REPORTED_ON, REPORTED_BY, REMARK, ID,
)  # fmt: skip
ANSWERABLE = (STATUS, PROGRESS, COMMENT, EXPECTED)

# Delstatus: these, then a column per member (headed by its name) with its status, and to the right, per
# member, «<member>: Framdrift», «<member>: Kommentar», «<member>: Venta ferdig» (grouped, collapsed).
ANSWERED = Column("answered", phrase("Answered"), 18)
SHARE_COLUMNS = (NUMBER, MEASURE, ANSWERED, ID)

ACTOR_COLUMNS = (
    Column("name", phrase("Name"), 30, ("Aktør", "Actor")),
    Column("short", phrase("Short name"), 14, ("Forkorting", "Kort")),
    Column("aliases", phrase("Also called"), 44, ("Alias", "Aliases")),
    Column("kind", phrase("Kind"), 12, ("Type",)),
    Column("members", phrase("Members"), 40),
    Column("email", phrase("E-mail"), 30, ("Epost", "Mail")),
    Column("language", phrase("Language"), 9),
    Column("reports", phrase("Reports"), 12),
)
INDICATOR_COLUMNS = (
    Column("name", phrase("Indicator"), 50, ("Resultatmål",)),
    Column("area", phrase("Focus area"), 26),
    Column("baseline", phrase("Baseline"), 12),
    Column("target", phrase("Target"), 12),
    Column("unit", phrase("Unit"), 12),
    Column("year", phrase("Year"), 8),
)  # then one column per year, headed by the year

DECISION = Column("decision", phrase("Decision"), 20)
OWN_VALUE = Column("own_value", phrase("Own value"), 20)
CONFLICT_COLUMNS = (
    NUMBER,
    Column("text", phrase("Measure"), 36),
    DECISION,
    OWN_VALUE,
    Column("actor", phrase("Actor"), 22),
    Column("field", phrase("Field"), 14),
    Column("base", phrase("As sent"), 20),
    Column("answer", phrase("Answer"), 30),
    Column("now", phrase("In the master"), 20),
    Column("reason", phrase("Why"), 40),
    Column("where", phrase("Where in the file"), 20),
    Column("when", phrase("When"), 16),
    Column("file", phrase("File"), 28),
    Column("measure", phrase("ID of the measure"), 0),
    ID,
)
UNDER = Column("under", phrase("Under goal"), 12, ("Mål", "Mål nr", "Goal"))
PROPOSAL_COLUMNS = (
    Column("actor", phrase("Actor"), 22),
    Column("what", phrase("Proposal"), 52, ("Framlegg", "Forslag")),
    Column("where", phrase("Where in the plan"), 26),
    Column("why", phrase("Why"), 36),
    Column("contact", phrase("Contact"), 22, ("Kontaktperson",)),
    DECISION,
    UNDER,
    Column("when", phrase("When"), 16),
    Column("file", phrase("File"), 28),
    ID,
)
READ = Column("read", phrase("Read"), 8, ("Lese", "Lesen", "Lest", "Sett"))
REMARK_COLUMNS = (
    READ,
    Column("actor", phrase("Actor"), 20),
    NUMBER,
    Column("text", phrase("Measure"), 32),
    Column("kind", phrase("What it is"), 24),
    Column("written", phrase("Written"), 56),
    Column("where", phrase("Where"), 20),
    Column("round", phrase("Round"), 10),
    Column("file", phrase("File"), 26),
    Column("when", phrase("When"), 16),
    ID,
)
LOG_COLUMNS = (
    Column("when", phrase("When"), 16),
    NUMBER,
    Column("text", phrase("Measure"), 40),
    Column("actor", phrase("Who"), 22),
    Column("field", phrase("Field"), 14),
    Column("before", phrase("From"), 26),
    Column("after", phrase("To"), 26),
    Column("file", phrase("File"), 28),
    Column("merge", phrase("Merge no."), 10),
    ID,
)
CHECKLIST_COLUMNS = (
    Column("place", phrase("Where"), 26),
    Column("what", phrase("What"), 60),
    Column("fix", phrase("What to do"), 50),
    Column("done", phrase("Checked"), 12),
)

OVERVIEW = phrase("Overview")
SHARES = phrase("Sub-status")
ACTORS = phrase("Actors")
INDICATORS = phrase("Indicators")
CONFLICTS = phrase("Conflicts")
LOG = phrase("Change log")
CHECKLIST = phrase("To check")
OVER_TIME = phrase("Over time")
GUIDE = phrase("Guide")
MEASURES = phrase("Measures")
PROPOSALS = phrase("Proposals")
REMARKS = phrase("Remarks")

# The decisions offered in Konfliktar.
WAITING_MEASURES = "regionplan_waiting_measures"
"""The defined name of the IDs on Konfliktar of the measures that wait for a decision."""
KEEP_MASTER = phrase("Keep the master's")
PUT_ASIDE = phrase("Put it aside")
TAKE_WORD = phrase("Take the word")
TAKE_COLOUR = phrase("Take the colour")
TAKE_ANSWER = phrase("Take the answer")

# The decisions offered in Framlegg.
ACCEPT = phrase("Make it a measure")
DECLINE = phrase("Decline")

HEADER_WITHIN_ROWS = 20
"""A header row is looked for in the first 20 rows (DESIGN.md section 2)."""

GROUP_WORDS = {
    "organ": phrase("Body"),
    "group": phrase("Group"),
    "role": phrase("Role"),
    "open": phrase("Open"),
}
YES, NO = phrase("Yes"), phrase("No")


@cache
def _keys_by_heading(columns: tuple[Column, ...]) -> dict[str, str]:
    """Return the key of the column by each of its headings, as `comparison_key` returns them."""
    return {name: column.key for column in columns for name in column.names()}


def find_columns(cells: dict[int, str], columns: tuple[Column, ...]) -> dict[str, int]:
    """Return the column number of each of `columns` in a row of headings (column number -> text), by key.

    The first of two equal headings counts. A row is a header row if every key that the caller needs is found.
    """
    keys = _keys_by_heading(columns)
    found: dict[str, int] = {}
    for number in sorted(cells):
        key = keys.get(comparison_key(cells[number]))
        if key is not None:
            found.setdefault(key, number)
    return found
