"""The sheets and columns of our workbooks: names in every language, aliases and widths."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, cached_property

from regionplan_xl.locale import every_wording
from regionplan_xl.text import Phrase, comparison_key, phrase, workbook_text


@dataclass(frozen=True)
class Column:
    """A column, recognised by its heading. `key` is ours; `width` is in characters, 0 for a hidden column."""

    key: str
    heading: Phrase
    width: float
    aliases: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "heading", workbook_text(self.heading))

    def __hash__(self) -> int:
        return hash(self.key)  # lookups by columns happen for every row that may be a header

    def names(self) -> frozenset[str]:
        """Return every heading it is known by, normalised with `comparison_key`."""
        return self._names

    @cached_property
    def _names(self) -> frozenset[str]:
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

# Delstatus: these columns, then a column per member (headed by its name) with its status, and to the right, per member,
# «<member>: Framdrift», «<member>: Kommentar», «<member>: Venta ferdig» (grouped, collapsed).
ANSWERED = Column("answered", phrase("Answered"), 18)
SHARE_COLUMNS = (NUMBER, MEASURE, ANSWERED, ID)

ACTOR_COLUMNS = (
    Column("name", phrase("Name"), 23, ("Aktør", "Actor")),
    Column("short", phrase("Short name"), 12, ("Forkorting", "Kort")),
    Column("aliases", phrase("Also called"), 29, ("Alias", "Aliases")),
    Column("kind", phrase("Kind"), 10, ("Type",)),
    Column("members", phrase("Members"), 28),
    Column("email", phrase("E-mail"), 31, ("Epost", "Mail")),
    Column("language", phrase("Language"), 9),
    Column("reports", phrase("Reports"), 13),
)
INDICATOR_COLUMNS = (
    Column("name", phrase("Indicator"), 36, ("Resultatmål",)),
    Column("area", phrase("Focus area"), 20),
    Column("baseline", phrase("Baseline"), 12),
    Column("target", phrase("Target"), 10),
    Column("unit", phrase("Unit"), 10),
    Column("year", phrase("Year"), 7),
    Column("direction", phrase("Direction"), 9),
    RESPONSIBLE,
    REMARK,
    ID,
)  # before the remark comes one column per year, headed by the year

VALUE = Column("value", phrase("Value"), 12, ("Verdien", "Tal", "Tall", "Resultat"))
INDICATOR = INDICATOR_COLUMNS[0]

DECISION = Column("decision", phrase("Decision"), 12)
OWN_VALUE = Column("own_value", phrase("Own value"), 9)
CONFLICT_COLUMNS = (
    NUMBER,
    Column("text", phrase("Measure"), 20),
    DECISION,
    OWN_VALUE,
    Column("actor", phrase("Actor"), 16),
    Column("field", phrase("Field"), 10),
    Column("base", phrase("As sent"), 10.5),
    Column("answer", phrase("Answer"), 15),
    Column("now", phrase("In the master"), 10.5),
    Column("reason", phrase("Why"), 21.5),
    Column("where", phrase("Where in the file"), 20),
    Column("when", phrase("When"), 16),
    Column("file", phrase("File"), 28),
    Column("measure", phrase("ID of the measure"), 0),
    ID,
)
LAST_PRINTED_CONFLICT = "reason"
UNDER = Column("under", phrase("Under goal"), 9, ("Mål", "Mål nr", "Goal"))
PROPOSAL_COLUMNS = (
    Column("actor", phrase("Actor"), 16),
    Column("what", phrase("Proposal"), 38, ("Framlegg", "Forslag")),
    Column("where", phrase("Where in the plan"), 17),
    Column("why", phrase("Why"), 26),
    Column("contact", phrase("Contact"), 14, ("Kontaktperson",)),
    DECISION,
    UNDER,
    Column("when", phrase("When"), 16),
    Column("file", phrase("File"), 28),
    ID,
)
LAST_PRINTED_PROPOSAL = UNDER.key
READ = Column("read", phrase("Read"), 7, ("Lese", "Lesen", "Lest", "Sett"))
REMARK_COLUMNS = (
    READ,
    Column("actor", phrase("Actor"), 16),
    NUMBER,
    Column("text", phrase("Measure"), 25),
    Column("kind", phrase("What it is"), 17),
    Column("written", phrase("Written"), 44),
    Column("where", phrase("Where"), 17),
    Column("round", phrase("Round"), 10),
    Column("file", phrase("File"), 26),
    Column("when", phrase("When"), 16),
    ID,
)
LAST_PRINTED_REMARK = "where"
CARRY_OVER_COLUMNS = (
    DECISION,
    Column("certainty", phrase("Certainty"), 14),
    NUMBER,
    Column("text", phrase("Measure"), 36),
    Column("owner", phrase("Responsible"), 16),
    Column("former_number", phrase("Former no."), 9),
    Column("former", phrase("Former measure"), 36),
    Column("former_owner", phrase("Formerly responsible"), 16),
    ID,
)
LOG_COLUMNS = (
    Column("when", phrase("When"), 16),
    NUMBER,
    Column("text", phrase("Measure"), 34),
    Column("actor", phrase("Who"), 16),
    Column("field", phrase("Field"), 12),
    Column("before", phrase("From"), 22),
    Column("after", phrase("To"), 23),
    Column("file", phrase("File"), 28),
    Column("merge", phrase("Merge no."), 13),
    ID,
)
CHECKLIST_COLUMNS = (
    Column("place", phrase("Where"), 24),
    Column("said", phrase("The document says"), 44),
    Column("understood", phrase("Understood as"), 26),
    Column("what", phrase("What is doubtful"), 38, ("What", "Kva", "Hva")),
    Column("fix", phrase("What to do"), 34),
    Column("done", phrase("Checked"), 10),
)

OVERVIEW = workbook_text(phrase("Overview"))
SHARES = workbook_text(phrase("Sub-status"))
ACTORS = workbook_text(phrase("Actors"))
INDICATORS = workbook_text(phrase("Indicators"))
CONFLICTS = workbook_text(phrase("Conflicts"))
LOG = workbook_text(phrase("Change log"))
CHECKLIST = workbook_text(phrase("To check"))
OVER_TIME = workbook_text(phrase("Over time"))
GUIDE = workbook_text(phrase("Guide"))
MEASURES = workbook_text(phrase("Measures"))
PROPOSALS = workbook_text(phrase("Proposals"))
REMARKS = workbook_text(phrase("Remarks"))
CARRY_OVER = workbook_text(phrase("Carry-over"))

# The decisions offered on Konfliktar.
WAITING_MEASURES = "regionplan_waiting_measures"
"""The defined name for the IDs on Konfliktar of the measures that wait for a decision."""
KEEP_MASTER = workbook_text(phrase("Keep the master's"))
PUT_ASIDE = workbook_text(phrase("Put it aside"))
TAKE_WORD = workbook_text(phrase("Take the word"))
TAKE_COLOUR = workbook_text(phrase("Take the colour"))
TAKE_ANSWER = workbook_text(phrase("Take the answer"))

# The decisions offered on Framlegg.
ACCEPT = workbook_text(phrase("Make it a measure"))
DECLINE = workbook_text(phrase("Decline"))

# The decisions offered on Vidareføring.
SAME_MEASURE = workbook_text(phrase("The same"))
OTHER_MEASURE = workbook_text(phrase("Another"))

HEADER_WITHIN_ROWS = 20
"""The header row must be in the first 20 rows (DESIGN.md section 2)."""

GROUP_WORDS = {
    "organ": phrase("Body"),
    "group": phrase("Group"),
    "role": phrase("Role"),
    "open": phrase("Open"),
}
YES, NO = workbook_text(phrase("Yes")), workbook_text(phrase("No"))


@cache
def _keys_by_heading(columns: tuple[Column, ...]) -> dict[str, str]:
    """Return the column keys by heading, normalised with `comparison_key`."""
    return {name: column.key for column in columns for name in column.names()}


def columns_among(texts: Collection[str], columns: tuple[Column, ...]) -> set[str]:
    """Return the keys of the `columns` whose heading is among the texts, normalised with `comparison_key`."""
    return {key for name, key in _keys_by_heading(columns).items() if name in texts}


def find_columns(cells: dict[int, str], columns: tuple[Column, ...]) -> dict[str, int]:
    """Return the number of each of `columns` in a row of headings (column number -> text), by key.

    Of two equal headings the first counts. A row is a header row if it has every key that the caller needs.
    """
    keys = _keys_by_heading(columns)
    found: dict[str, int] = {}
    for number in sorted(cells):
        key = keys.get(comparison_key(cells[number]))
        if key is not None:
            found.setdefault(key, number)
    return found
