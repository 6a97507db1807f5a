"""Interpret a document: walk its blocks once, tracking the headings above, and collect a draft of the plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import takewhile
from pathlib import PurePath

from regionplan_xl.documents.blocks import Block, Document, Heading, Paragraph, Row, Table
from regionplan_xl.documents.draft import NONE, ColumnUnderstood, Draft, DraftDoubt, Value
from regionplan_xl.documents.understanding.cards.lists import (
    ListedMeasures,
    are_items_of_lists,
    listed_measure,
    listed_measures,
)
from regionplan_xl.documents.understanding.cards.paragraphs import (
    has_measures_below,
    is_labelled,
    read_cards,
    says_of_measure,
)
from regionplan_xl.documents.understanding.cards.tables import (
    is_title_of_card,
    read_card_table,
    rest_of_card,
)
from regionplan_xl.documents.understanding.columns.find import find_header
from regionplan_xl.documents.understanding.columns.header import Header
from regionplan_xl.documents.understanding.columns.roles import roles_said, with_bodies_in_cells
from regionplan_xl.documents.understanding.development_goals import GoalsSaid, goals_at
from regionplan_xl.documents.understanding.nothing_lost import lost_texts
from regionplan_xl.documents.understanding.result_goals import find_result_goals, with_result_goals
from regionplan_xl.documents.understanding.said_above import with_said_above
from regionplan_xl.documents.understanding.tables.heading_boxes import heading_in, with_boxes_as_headings
from regionplan_xl.documents.understanding.tables.joined_measures import with_rest
from regionplan_xl.documents.understanding.tables.measure_table import TableReader, areas_above
from regionplan_xl.documents.understanding.tables.ragged import stacked_tables
from regionplan_xl.documents.understanding.tables.segments import divided
from regionplan_xl.documents.understanding.tables.turned import upright
from regionplan_xl.documents.understanding.words.brackets import with_whom_and_when
from regionplan_xl.documents.understanding.words.cell_shapes import NUMBER_BEFORE
from regionplan_xl.documents.understanding.words.headings_in_cells import without_headings_as_bodies
from regionplan_xl.documents.understanding.words.helping_bodies import with_helpers_as_involved
from regionplan_xl.documents.understanding.words.legend import is_legend, legend_of
from regionplan_xl.documents.understanding.words.levels import (
    GOAL_BAND,
    HEADING,
    SHEET,
    TOPIC,
    UNSTYLED,
    UNSTYLED_GOAL,
    Item,
    Path,
    assemble,
    inside,
    level,
)
from regionplan_xl.documents.understanding.words.single_texts import (
    HEADING_AT_MOST,
    name_of_sheet,
)
from regionplan_xl.documents.vocabulary.lookup import find_label
from regionplan_xl.text import normalise, phrase, squeeze

_FEW_LETTERS = 3
_LEAST_FIELDS = 2  # fields labelled right below a measure's heading
HIDDEN_SHEET = phrase("The sheet is hidden; no measures were read from it.")
_NO_MEASURES = phrase("No measures")
_NO_HEADINGS = phrase("No headings say what is in the columns of the table.")
_GUESSED_COLUMNS = phrase("The columns were understood by what is in them.")
_NAME_SHEET = phrase("If it is part of the plan, import again with --sheet and its name.")


@dataclass(frozen=True)
class Choices:
    """The user's choices: columns (heading normalised with `normalise` -> field) and sheets to read."""

    columns: Mapping[str, str] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()


def understand(document: Document, choices: Choices | None = None) -> Draft:
    """Return the plan in a document as far as it is understood.

    Everything else in its tables is listed in the draft as left out, so that no text of a table is lost.
    """
    choices, document = choices or Choices(), with_boxes_as_headings(document)
    draft = _understood(document, choices, ListedMeasures())
    if are_items_of_lists(document.blocks, draft.measures):
        measures = {measure.text.place for measure in draft.measures}
        if (listed := listed_measures(document.blocks, measures)).items:
            draft = _understood(document, choices, listed)
    return lost_texts(document, draft)


def _understood(document: Document, choices: Choices, listed: ListedMeasures) -> Draft:
    given = {normalise(heading): means for heading, means in choices.columns.items()}
    result_goals = find_result_goals(document.blocks, given, choices.sheets)
    walk = _Walk(document, choices, listed)
    for at in range(len(document.blocks)):
        if at not in result_goals.blocks:
            walk.take(at)
    walk.end_text()
    measures = with_helpers_as_involved(
        without_headings_as_bodies(with_whom_and_when([item.content for item in walk.items]))
    )
    read = [replace(item, content=measure) for item, measure in zip(walk.items, measures, strict=True)]
    items = walk.development_goals.with_goals(with_said_above(read))
    return Draft(
        title=walk.title,
        areas=with_result_goals(assemble(items), result_goals),
        legend=legend_of(block for block in document.blocks if not walk.is_hidden(block)),
        columns=tuple(dict.fromkeys((*walk.columns, *result_goals.columns))),
        doubts=tuple(walk.doubts),
        left_out=(*walk.left_out, *walk.development_goals.unused(items)),
    )


class _Walk:
    """The state while reading the blocks in order."""

    def __init__(self, document: Document, choices: Choices, listed: ListedMeasures) -> None:
        self._blocks = document.blocks
        self._name_of_file = normalise(PurePath(document.name).stem)
        self._choices = choices
        self._listed = listed
        self._roles = roles_said(document.blocks)
        self._path: Path = ()
        self._header: Header | None = None
        self._reader: TableReader | None = None
        self._text: list[Paragraph] = []
        self._title: Value | None = None  # title of the measure in the next table
        self._last_card: Table | None = None
        self._guessed = False
        self.title = NONE
        self.items: list[Item] = []
        self.columns: list[ColumnUnderstood] = []
        self.left_out: list[Value] = []
        self.doubts: list[DraftDoubt] = []
        self.development_goals = GoalsSaid()
        self._read_until = 0

    def is_hidden(self, block: Block) -> bool:
        """Return whether the block is a hidden sheet that the user has not named."""
        return isinstance(block, Table) and block.hidden and block.place.sheet not in self._choices.sheets

    def take(self, at: int) -> None:
        """Read the block at an index of the document."""
        block = self._blocks[at]
        if at < self._read_until:
            return
        if at in self._listed.items:
            self.end_text()
            self.items.append(Item(self._path, listed_measure(block)))
            return
        if at in self._listed.intros:
            block = Paragraph(squeeze(getattr(block, "text", "")), block.place)
        in_card = any(is_labelled(one.text) for one in self._text)
        if self._path and not in_card and (said := goals_at(self._blocks, at)):
            self.development_goals.found.append((self._path, said[0]))
            self._read_until = at + said[1]
        elif isinstance(block, Table):
            self.end_text()
            for table in upright(with_bodies_in_cells(block, self._roles)):
                for section in stacked_tables(table):
                    self._table(section)
        elif isinstance(block, Heading) and self._begins_card(block, at):
            self._text.append(Paragraph(block.text, block.place, bold=True, notes=block.notes))
        elif isinstance(block, Paragraph) and self._is_called(block, at):
            last = self._path[-1]
            text = Value(squeeze(block.text), block.place)
            self._path = (*self._path[:-1], replace(last, text=text, label=""))
        elif isinstance(block, Heading) or self._is_heading(block, at):
            self.end_text()
            title, following = Value(squeeze(block.text), block.place), self._following(at)
            if isinstance(following, Table) and is_title_of_card(title, following):
                self._title = title
            else:
                rank = HEADING + block.level if isinstance(block, Heading) else UNSTYLED
                self._heading(block.text, rank, block)
        else:
            self._text.append(block)

    def end_text(self) -> None:
        """Read the paragraphs since the last heading or table: measures as cards or lists, or text to leave out."""
        if not self._text:
            return
        items, unplaced, self._path = read_cards(self._text, self._path)
        self.items += items
        self.left_out += unplaced
        self._text = []

    def _heading(self, text: str, rank: int, block: Heading | Paragraph) -> None:
        reader, self._reader = self._reader, None
        label = find_label(text)
        if not self.title and not self.items and not label:
            self.title = Value(squeeze(text), block.place)
        if reader is not None and reader.bands and rank == UNSTYLED and label and label.means == "goal":
            # The table above named the area; this is its next goal.
            outer = [band for band in reader.bands if band.rank < GOAL_BAND]
            self._path, rank = (*reader.path, *outer), GOAL_BAND
        elif rank == UNSTYLED and label and label.means == "goal":
            rank = UNSTYLED_GOAL
        self._path = inside(self._path, level(rank, Value(squeeze(text), block.place)))

    def _begins_card(self, block: Heading, at: int) -> bool:
        return self._is_card(block, at, may_say_less=block.level in self._levels_of_cards)

    @cached_property
    def _levels_of_cards(self) -> frozenset[int]:
        """The levels of headings that are measures by what is below them; others on these levels may say less."""
        headings = [(at, block) for at, block in enumerate(self._blocks) if isinstance(block, Heading)]
        return frozenset(
            block.level for at, block in headings if self._is_card(block, at, may_say_less=False)
        )

    def _is_card(self, block: Heading, at: int, *, may_say_less: bool) -> bool:
        """Return whether a heading is a measure («Action 4: …») with labelled lines below it."""
        below = list(takewhile(lambda one: isinstance(one, Paragraph), self._blocks[at + 1 :]))
        labelled = any(is_labelled(line) for one in below for line in getattr(one, "text", "").split("\n"))
        label = find_label(block.text)
        if label is not None and label.means != "text":
            return False
        if label is not None and (labelled or may_say_less):
            return True
        if has_measures_below(block.text, [one.text for one in below if isinstance(one, Paragraph)]):
            return False
        if labelled and NUMBER_BEFORE.match(squeeze(block.text)) is not None:
            return True
        # Labelled lines right below a separate heading: «Ansvar: …», «Frist: …».
        first = below[0] if below and isinstance(below[0], Paragraph) else None
        said = [says_of_measure(one) for one in below if isinstance(one, Paragraph)]
        fields = set().union(*said)
        least = 1 if may_say_less else _LEAST_FIELDS
        return first is not None and is_labelled(first.text) and len(fields) >= least

    def _is_heading(self, block: Paragraph, at: int) -> bool:
        """Return whether a short paragraph looks like a heading and is followed by something else."""
        text = squeeze(block.text)
        if at in self._listed.headings:
            return True
        if block.bullet or not 0 < len(text) <= HEADING_AT_MOST or text.endswith((".", ";", ",")):
            return False
        following = self._following(at)
        label = find_label(text)
        if label and label.means in ("area", "goal"):
            return block.bold or not self._is_within_card(at)
        if self._is_between_parts(at):
            return not text.endswith((":", "?", "!")) and sum(map(str.isalpha, text)) > _FEW_LETTERS
        looks = block.bold or (text.isupper() and len(text) > 3)
        return looks and _is_below_heading(following) and not text.endswith(":")

    def _is_between_parts(self, at: int) -> bool:
        """Return whether this is between two parts of a table laid out with spaces: both have the same headings."""
        above, below = self._blocks[at - 1] if at else None, self._following(at)
        if not isinstance(above, Table) or not isinstance(below, Table) or above.certain or below.certain:
            return False
        return [cell.text for cell in above.rows[0].cells] == [cell.text for cell in below.rows[0].cells]

    def _is_called(self, block: Paragraph, at: int) -> bool:
        """Return whether a paragraph is the text of the goal above, if «Mål 1.1:» is on a separate line."""
        above = self._blocks[at - 1] if at else None
        if self._text or not self._path or not self._path[-1].label or above is None:
            return False
        is_its_label = not isinstance(above, Table) and squeeze(above.text) == self._path[-1].text.text
        return (
            is_its_label
            and not block.bullet
            and not is_labelled(block.text)
            and find_label(block.text) is None
        )

    def _is_within_card(self, at: int) -> bool:
        """Return whether this is between the lines of a measure, some of which may name its area or goal («Mål: …»)."""
        below = (block for block in self._blocks[at + 1 :] if not _says_level(block))
        following = next(below, None)
        if not self._text or not isinstance(following, Paragraph) or not is_labelled(following.text):
            return False
        last = self._text[-1].text
        label = find_label(last)
        return is_labelled(last) or (label is not None and label.means == "text")

    def _following(self, at: int) -> Block | None:
        return next((block for block in self._blocks[at + 1 :]), None)

    def _table(self, table: Table) -> None:
        if self.is_hidden(table):
            self._tell_of_hidden(table)
            return
        if not table.rows or (self._choices.sheets and table.place.sheet not in self._choices.sheets):
            self._leave_out(table)
            return
        path = self._path
        is_of_csv = normalise(table.place.sheet) == self._name_of_file  # its sheet is not an area
        if table.place.sheet and not is_of_csv:
            path = inside(path, level(SHEET, Value(name_of_sheet(table), table.place)))
        given = {normalise(heading): means for heading, means in self._choices.columns.items()}
        is_divided = table.place.sheet and read_card_table(table, path) is None
        parts = divided(table, given) if is_divided else [table]
        for part in parts:
            self._part(part, path, given, is_titled=len(parts) > 1)

    def _part(self, table: Table, path: Path, given: dict[str, str], is_titled: bool) -> None:
        if is_legend(table):
            self._leave_out(table)
            return
        title, self._title = self._title, None
        if cards := read_card_table(table, path, title):
            self.items += cards.items
            self.left_out += cards.unplaced
            self._last_card = table
            return
        if self._follows_card(table) and (rest := rest_of_card(table)):
            self.items[-1] = replace(
                self.items[-1], content=with_rest(self.items[-1].content, rest, certain=False)
            )
            return
        header = find_header(table, given, self._header)
        if header is None:
            self._leave_out(table)
            return
        if header.count or not any(header.headings):
            self._header = header
        if header.count:
            self.columns += header.understood(table)
        elif not any(header.headings):
            self._tell_of_guess(table, header)
        before = self._reader if self._goes_on(table, header) else None
        if self._read_headings_above(table, header):
            before = None
        path = self._path if not table.place.sheet else path
        reader = TableReader(table, header, path, self.items, before)
        reader.read(is_titled=is_titled)
        self._reader = reader
        named = normalise(path[0].text.text) if table.place.sheet and path else ""
        self.left_out += [one for one in reader.unplaced if not named or normalise(one.text) != named]

    def _follows_card(self, table: Table) -> bool:
        """True for the first table of the page after the one with a card as its last block."""
        before, page = self._last_card, table.place.page
        if before is None or page is None or before.place.page != page - 1:
            return False
        at = next((n for n, block in enumerate(self._blocks) if block.place == table.place), 0)
        return at > 0 and self._blocks[at - 1].place == before.place

    def _goes_on(self, table: Table, header: Header) -> bool:
        """Return whether a table continues the previous one: without a header or with the same, on the same sheet."""
        if self._reader is None or self._reader.table.place.sheet != table.place.sheet:
            return False
        return header.count == 0 or list(filter(None, self._reader.headings)) == list(
            filter(None, header.headings)
        )

    def _read_headings_above(self, table: Table, header: Header) -> bool:
        """Read single-text rows above a header as headings, except on sheets; return whether they are new."""
        if table.place.sheet:
            return False
        known = [one.key for one in self._path]
        within = areas_above(table, header)
        rows = [row for row in table.rows[: header.first] if row not in within]
        above = [Value(text, row.place) for row in rows if (text := heading_in(row))]
        for rank, value in enumerate(above, TOPIC - len(above)):
            # Below what only looks like a heading, however many they are.
            self._path = inside(self._path, level(max(rank, UNSTYLED_GOAL + 1), value))
        return [one.key for one in self._path] != known

    def _tell_of_guess(self, table: Table, header: Header) -> None:
        """Ask, once, about the columns of tables without headings."""
        if not self._guessed:
            at = header.at("text")[0]
            row = next((row for row in table.rows if row.cells[at].text.strip()), table.rows[0])
            self.doubts.append(DraftDoubt(_words(row), _GUESSED_COLUMNS, _NO_HEADINGS, row.place))
        self._guessed = True

    def _leave_out(self, table: Table) -> None:
        self.left_out += [Value(words, row.place) for row in table.rows if (words := _words(row))]

    def _tell_of_hidden(self, table: Table) -> None:
        said = "\n".join(filter(None, map(_words, table.rows)))
        self.doubts.append(DraftDoubt(said, _NO_MEASURES, HIDDEN_SHEET, table.place, _NAME_SHEET))


def _is_below_heading(block: Block | None) -> bool:
    """Return whether a block can follow a heading: a table, another heading, or a goal («Mål 1.1: …»)."""
    if isinstance(block, Paragraph):
        label = find_label(block.text)
        return not block.bullet and label is not None and label.means == "goal"
    return isinstance(block, (Table, Heading))


def _says_level(block: Block) -> bool:
    """Return whether a line calls itself an area or a goal."""
    label = find_label(block.text) if isinstance(block, Paragraph) else None
    return label is not None and label.means in ("area", "goal")


def _words(row: Row) -> str:
    """Return the texts of a row, each once."""
    return " | ".join(dict.fromkeys(squeeze(cell.text) for cell in row.cells if cell.text.strip()))
