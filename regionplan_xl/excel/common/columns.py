"""Sheets and columns by name: what each is called, in every language, and how wide it is."""

from dataclasses import dataclass
from functools import cache

from regionplan_xl.locale import every_wording
from regionplan_xl.text import Phrase, bare, fold, say


@dataclass(frozen=True)
class Column:
    """A column known by its heading. `key` is ours; `width` is in characters; 0 = hidden."""

    key: str
    heading: Phrase
    width: float
    aliases: tuple[str, ...] = ()

    def names(self) -> frozenset[str]:
        """Every heading it is known by, as `heading_key` has it."""
        return frozenset(heading_key(name) for name in (*every_wording(self.heading), *self.aliases))


def heading_key(text: str) -> str:
    """What headings are compared by; one of signs alone («#», «%») still counts."""
    return bare(text) or fold(text)


NUMBER = Column("number", say("No."), 7, ("Nummer", "Number", "No", "#"))
MEASURE = Column("text", say("Measure"), 46, ("Tiltakstekst", "Action"))
TIMEFRAME = Column("timeframe", say("Timeframe"), 10, ("Tidsramme", "Frist", "Time", "Når"))
RESPONSIBLE = Column(
    "responsible", say("Responsible"), 20, ("Ansvarleg", "Ansvarlig", "Eigar", "Eier", "Owner")
)
INVOLVED = Column("involved", say("Involved"), 22, ("Involverte", "Innovering", "Deltakarar", "Participants"))
STATUS = Column("status", say("Status"), 15, ("Stoda",))
PROGRESS = Column("progress", say("Progress"), 11, ("Prosent", "Fremdrift", "Percent", "%"))
COMMENT = Column("comment", say("Comment"), 40, ("Kommentarar", "Kommentarer", "Comments"))
EXPECTED = Column("expected", say("Expected done"), 12, ("Ferdig", "Forventa ferdig", "Ventet ferdig"))
REPORTED_ON = Column("reported_on", say("Last reported"), 12, ("Rapportert",))
REPORTED_BY = Column("reported_by", say("Reported by"), 17)
REMARK = Column("remark", say("Remark"), 22, ("Merknader", "Remarks", "Notat"))
ID = Column("id", say("ID"), 0)

# The columns of an area sheet in the master, and of Tiltak in an actor's workbook.
MEASURE_COLUMNS = (
    NUMBER, MEASURE, TIMEFRAME, RESPONSIBLE, INVOLVED, STATUS, PROGRESS, COMMENT, EXPECTED,
    REPORTED_ON, REPORTED_BY, REMARK, ID,
)  # fmt: skip
ANSWERABLE = (STATUS, PROGRESS, COMMENT, EXPECTED)

# Delstatus: these, then a column per member (headed by its name) with its status, and to the right, per
# member, «<member>: Framdrift», «<member>: Kommentar», «<member>: Venta ferdig» (grouped, collapsed).
ANSWERED = Column("answered", say("Answered"), 18)
SHARE_COLUMNS = (NUMBER, MEASURE, ANSWERED, ID)

ACTOR_COLUMNS = (
    Column("name", say("Name"), 30, ("Aktør", "Actor")),
    Column("short", say("Short name"), 14, ("Forkorting", "Kort")),
    Column("aliases", say("Also called"), 44, ("Alias", "Aliases")),
    Column("kind", say("Kind"), 12, ("Type",)),
    Column("members", say("Members"), 40),
    Column("email", say("E-mail"), 30, ("Epost", "Mail")),
    Column("language", say("Language"), 9),
    Column("reports", say("Reports"), 12),
)
INDICATOR_COLUMNS = (
    Column("name", say("Indicator"), 50, ("Resultatmål",)),
    Column("area", say("Focus area"), 26),
    Column("baseline", say("Baseline"), 12),
    Column("target", say("Target"), 12),
    Column("unit", say("Unit"), 12),
    Column("year", say("Year"), 8),
)  # then one column per year, headed by the year

DECISION = Column("decision", say("Decision"), 20)
OWN_VALUE = Column("own_value", say("Own value"), 20)
CONFLICT_COLUMNS = (
    NUMBER,
    Column("text", say("Measure"), 36),
    Column("actor", say("Actor"), 22),
    Column("field", say("Field"), 14),
    Column("base", say("As sent"), 20),
    Column("answer", say("Answer"), 30),
    Column("now", say("In the master"), 20),
    Column("reason", say("Why"), 40),
    DECISION,
    OWN_VALUE,
    Column("when", say("When"), 16),
    Column("file", say("File"), 28),
    ID,
)
UNDER = Column("under", say("Under goal"), 12, ("Mål", "Mål nr", "Goal"))
PROPOSED_COLUMNS = (
    Column("actor", say("Actor"), 22),
    Column("what", say("Proposal"), 52, ("Framlegg", "Forslag")),
    Column("where", say("Where in the plan"), 26),
    Column("why", say("Why"), 36),
    Column("contact", say("Contact"), 22, ("Kontaktperson",)),
    DECISION,
    UNDER,
    Column("when", say("When"), 16),
    Column("file", say("File"), 28),
    ID,
)
LOG_COLUMNS = (
    Column("when", say("When"), 16),
    NUMBER,
    Column("text", say("Measure"), 40),
    Column("actor", say("Who"), 22),
    Column("field", say("Field"), 14),
    Column("before", say("From"), 26),
    Column("after", say("To"), 26),
    Column("file", say("File"), 28),
    Column("merge", say("Merge no."), 10),
    ID,
)
DOUBT_COLUMNS = (
    Column("place", say("Where"), 26),
    Column("what", say("What"), 60),
    Column("remedy", say("What to do"), 50),
    Column("done", say("Checked"), 12),
)

OVERVIEW = say("Overview")
SHARES = say("Sub-status")
ACTORS = say("Actors")
INDICATORS = say("Indicators")
CONFLICTS = say("Conflicts")
LOG = say("Change log")
DOUBTS = say("To check")
OVER_TIME = say("Over time")
GUIDE = say("Guide")
MEASURES = say("Measures")
PROPOSALS = say("Proposals")

# The decisions offered in Konfliktar.
KEEP_MASTER = say("Keep the master's")
TAKE_ANSWER = say("Take the answer")

# The decisions offered in Framlegg.
ACCEPT = say("Make it a measure")
DECLINE = say("Decline")

HEADER_WITHIN_ROWS = 20
"""A header row is looked for in the first 20 rows (DESIGN.md section 2)."""

GROUP_WORDS = {
    "organ": say("Body"),
    "group": say("Group"),
    "role": say("Role"),
    "open": say("Open"),
}
YES, NO = say("Yes"), say("No")


@cache
def _known(columns: tuple[Column, ...]) -> dict[str, str]:
    """Every heading of the columns, as compared -> the column's key."""
    return {name: column.key for column in columns for name in column.names()}


def find_columns(cells: dict[int, str], columns: tuple[Column, ...]) -> dict[str, int]:
    """Where each of `columns` stands in a row of cells (column number -> text), by heading.

    The first cell that bears a name wins. A row is a header row where the caller's needed keys are all in
    the result.
    """
    known = _known(columns)
    found: dict[str, int] = {}
    for number in sorted(cells):
        key = known.get(heading_key(cells[number]))
        if key is not None:
            found.setdefault(key, number)
    return found
