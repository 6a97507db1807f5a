"""Measures that are not rows of a table: cards with a label on each line, numbered paragraphs, list items."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from regionplan_xl.documents.blocks import Paragraph
from regionplan_xl.documents.draft import Value
from regionplan_xl.documents.understanding.cards.card import Card
from regionplan_xl.documents.understanding.cards.own_lines import with_labels_before_values
from regionplan_xl.documents.understanding.words.cell_shapes import NUMBER_BEFORE
from regionplan_xl.documents.understanding.words.labels import (
    STRONG,
    Labelled,
    labelled,
    own_label,
    with_labels_within,
)
from regionplan_xl.documents.understanding.words.levels import (
    UNSTYLED,
    Item,
    Path,
    inside,
    leading_number,
    level,
)
from regionplan_xl.documents.understanding.words.numbers import figures_in
from regionplan_xl.documents.understanding.words.single_texts import HEADING_AT_MOST
from regionplan_xl.documents.vocabulary.lookup import (
    find_label,
    goes_on_after,
    speaks_of_measures,
)
from regionplan_xl.text import squeeze

_IN_CONTENTS = re.compile(r"(?:\.{4,}|(?:\. ){4,}|\u2026{2,})\s*\d{1,3}$")  # «Tiltak ........ 6»

_DEEPEST = 3  # figures in the number of a heading


@dataclass(frozen=True)
class _Line:
    """A line of a paragraph.

    `kind`: "field" (has a label), "text" (calls itself a measure), "number", "within" (has labels inside), or "".
    `first`: it is the first line of the paragraph.
    """

    text: str
    paragraph: Paragraph
    first: bool
    kind: str = ""
    said: Labelled | None = None

    @property
    def begins(self) -> bool:
        """True if a measure begins with this line, whatever follows."""
        return self.kind in ("text", "number", "within")

    @property
    def counted(self) -> bool:
        """True if it is a numbered list item."""
        return self.first and self.paragraph.bullet[:1].isdigit()

    @property
    def written(self) -> str:
        """The line with its list number."""
        number = self.paragraph.bullet if self.counted else ""
        return squeeze(f"{number} {self.text}")

    @property
    def is_heading(self) -> bool:
        """True for a short line in bold or capitals."""
        text = self.text
        looks = self.paragraph.bold or (text.isupper() and len(text) > 3)
        return looks and not self.paragraph.bullet and len(text) <= HEADING_AT_MOST and text[-1:] not in ".;,"


def read_cards(paragraphs: Sequence[Paragraph], path: Path) -> tuple[list[Item], list[Value], Path]:
    """Return the measures in a run of paragraphs, the texts that belong to none, and the path at the end.

    A measure begins with its number or label («Tiltak: …»), or with the text right above labelled lines; or it is all
    in one text («… Ansvar: Hol. Frist: 2026.»).
    """
    lines = [
        _line(text.strip(), paragraph, nth == 0)
        for paragraph in with_labels_before_values(paragraphs)
        for nth, text in enumerate(line for line in paragraph.text.split("\n") if line.strip())
    ]
    titles = _titles(lines)
    headings = _numbered_as_what_follows(lines)
    run = _Run(path, any(speaks_of_measures(one.text.text) for one in path))
    for at, line in enumerate(lines):
        if at in headings:
            run.open(line)
        else:
            run.take(line, begins=line.begins or at in titles, goes_on=_goes_on(lines, titles, at))
    run.finish()
    return run.items, run.unplaced, run.path


def _line(text: str, paragraph: Paragraph, first: bool) -> _Line:
    if _IN_CONTENTS.search(text):
        return _Line(text, paragraph, first)
    said = labelled(text)
    if said is not None:
        return _Line(text, paragraph, first, "text" if said.means == "text" else "field", said)
    numbered = NUMBER_BEFORE.match(text) is not None
    _, within = with_labels_within(text)
    strong = {one.means for one in within} & STRONG
    if len(strong) > 1 or (strong and (numbered or paragraph.bullet)):
        return _Line(text, paragraph, first, "within")
    return _Line(text, paragraph, first, "number" if numbered else "")


def _titles(lines: Sequence[_Line]) -> set[int]:
    """Return the lines that are measures only because labelled lines follow, if no line calls itself a measure.

    Of the lines above the labels it is the one that looks like a title (bold, or a list item). Otherwise, the number of
    lines per measure is taken to be the same everywhere, and the first of them is the measure.
    """
    if any(line.kind in ("text", "number") for line in lines):
        return set()
    groups = [
        (kind, [at for at, _ in group])
        for kind, group in groupby(enumerate(lines), key=lambda one: one[1].kind == "field")
    ]
    above = [places for (kind, places), (below, _) in pairwise(groups) if below and not kind]
    usual = min((len(places) for places in above[1:]), default=1)
    titles = set()
    for places in above:
        places = [at for at in places if lines[at].kind != "within"]
        looks = [at for at in places if lines[at].paragraph.bold or lines[at].paragraph.bullet]
        if places:
            title = looks[-1] if looks else places[-min(usual, len(places))]
            while title - 1 in places and _is_rest_of(lines[title - 1], lines[title]):
                title -= 1  # the text is longer than a line
            titles.add(title)
    return titles


def _numbered_as_what_follows(lines: Sequence[_Line]) -> set[int]:
    """Return the lines that are headings by their number: «I. Skog» right above «I.1 Verne», «1.2» above «1.2.1»."""
    found = set()
    for at, (line, following) in enumerate(pairwise(lines)):
        below = NUMBER_BEFORE.match(following.text) if following.kind == "number" else None
        if below is None or len(line.text) > HEADING_AT_MOST:
            continue
        number = "" if line.kind else leading_number(line.text)
        is_over = line.kind == "number" and _is_numbered_over(line.text, following.text)
        if is_over or (number and below["number"].startswith(number)):
            found.add(at)
    return found


def _is_numbered_over(text: str, below: str) -> bool:
    """Return whether the number of a text begins that of another: «1.2 Rein luft» over «1.2.1 Fyre mindre»."""
    above, its = NUMBER_BEFORE.match(squeeze(text)), NUMBER_BEFORE.match(squeeze(below))
    if above is None or its is None:
        return False
    return its["number"].startswith(above["number"].rstrip(".") + ".") and figures_in(
        its["number"]
    ) > figures_in(above["number"])


def _goes_on(lines: Sequence[_Line], titles: set[int], at: int) -> bool:
    """Return whether a labelled line of the same measure follows, so that a text in between belongs to it."""
    for place in range(at + 1, len(lines)):
        if lines[place].begins or place in titles:
            return False
        if lines[place].kind == "field":
            return True
    return False


def is_labelled(line: str) -> bool:
    """Return whether a line has the label of a field of a measure, such as «Ansvar: Næringsforum»."""
    said = labelled(line)
    return said is not None and said.means != "text"


def has_measures_below(heading: str, texts: Sequence[str]) -> bool:
    """Return whether a text below a heading is a measure by its number."""
    return any(_begins_measure(text) or _is_numbered_over(heading, text) for text in texts)


def _begins_measure(text: str) -> bool:
    """Return whether a text calls itself a measure and has a number: «Tiltak 4.1.1 Sanere gamle leidningar»."""
    label = find_label(text)
    return label is not None and label.means == "text" and bool(label.number and label.rest)


def says_of_measure(paragraph: Paragraph) -> set[str]:
    """Return the fields labelled in a paragraph that are typical of measures."""
    found: set[str] = set()
    for line in paragraph.text.split("\n"):
        said = labelled(line)
        found |= {said.means} & STRONG if said else set()
        found |= {one.means for one in with_labels_within(line)[1]} & STRONG
    return found


def _is_rest_of(before: _Line, line: _Line) -> bool:
    """True if a line of plain text continues the full line above it."""
    above, row = before.paragraph.place.row, line.paragraph.place.row
    if line.kind or line.paragraph.bullet or above is None or row != above + 1:
        return False
    is_open = before.text.endswith(",") or goes_on_after(before.text)
    return is_open or (line.text[:1].islower() and before.text[-1:] not in ".:;!?")


class _Run:
    """Reads lines one by one."""

    def __init__(self, path: Path, of_measures: bool) -> None:
        self.path = path
        self.items: list[Item] = []
        self.unplaced: list[Value] = []
        self._card: Card | None = None
        self._before: _Line | None = None
        self._unsure = False  # it has only a number, which is weak evidence
        self._of_measures = of_measures

    def take(self, line: _Line, *, begins: bool, goes_on: bool) -> None:
        card = self._card
        if _IN_CONTENTS.search(line.text):
            self.finish()
            self.unplaced.append(Value(squeeze(line.text), line.paragraph.place))
        elif begins:
            self._begin(line)
        elif line.kind == "field" and line.said is not None and card is not None:
            card.add(line.said, line.paragraph)
        elif card is not None and self._before is not None and _is_rest_of(self._before, line):
            card.go_on(line.text)
        elif card is not None and not card.fields and not line.first and line.paragraph.place == card.place:
            card.text += f"\n{line.text}"
        elif card is not None and card.fields and (own := own_label(line.text)):
            card.own.append((own[0], Value(own[1], line.paragraph.place)))
        elif card is not None and (goes_on or (line.paragraph.bullet and not line.is_heading)):
            card.remarks.append(Value(squeeze(line.text), line.paragraph.place))
        else:
            self.finish()
            text = Value(line.written, line.paragraph.place)
            self._of_measures = self._of_measures or speaks_of_measures(line.text)
            if line.is_heading:  # `nothing_lost` lists it if no measure is below it
                self.path = inside(self.path, level(UNSTYLED, text))
            else:
                self.unplaced.append(text)
        self._before = line

    def open(self, line: _Line) -> None:
        """Handle a line that is a heading over the measures below it."""
        self.finish()
        found = level(UNSTYLED, Value(line.written, line.paragraph.place))
        # «1 Miljø» is above «1.2 Rein luft».
        deeper = min(max(figures_in(found.number.text), 1), _DEEPEST) - 1
        self.path = inside(self.path, replace(found, rank=UNSTYLED + deeper))

    def _begin(self, line: _Line) -> None:
        self.finish()
        if line.kind == "within":
            text, fields = with_labels_within(line.text)
            self._card = Card(line.paragraph, text)
            self._card.number = line.paragraph.bullet.rstrip(".) ") if line.counted else ""
            for field in fields:
                self._card.add(field, line.paragraph)
        else:
            text = line.said.value if line.said is not None else line.text
            self._card = Card(line.paragraph, text)
            label = find_label(line.text) if line.kind == "text" else None
            if label and label.number and label.rest:  # «Action 4: …»
                self._card.text, self._card.number = label.rest, label.number
            self._take_labels_in_text(self._card, line)
        self._unsure = line.kind == "number"

    def _take_labels_in_text(self, card: Card, line: _Line) -> None:
        """Take the labelled values on the line of the text: «Tiltak 1.1 Kurs for alle. Ansvar: HR»."""
        text, fields = with_labels_within(card.text)
        if text and any(field.means in STRONG for field in fields):
            card.text = text
            for field in fields:
                card.add(field, line.paragraph)

    def finish(self) -> None:
        """Finish the current measure."""
        card, self._card = self._card, None
        if card is None:
            return
        if card.is_measure and (card.fields or not self._unsure or self._of_measures):
            self.items.append(card.item(self.path))
        else:
            texts = [card.text, *(value.text for value in card.fields.values())]
            self.unplaced += [Value(squeeze(text), card.place) for text in texts if text]
            self.unplaced += card.remarks
