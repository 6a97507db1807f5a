"""Draw documents as text: a table is lines of cells between bars."""

from collections.abc import Iterable

from regionplan_xl.documents.blocks import (
    Block,
    Continues,
    Document,
    Heading,
    Paragraph,
    Row,
    Table,
    TableCell,
)
from regionplan_xl.documents.draft import Draft
from regionplan_xl.documents.understanding.understand import Choices, understand
from regionplan_xl.errors import Place

COLOURS = {"G": "#00B050", "Y": "#FFC000", "R": "#C00000", "B": "#DDEBF7"}


def table(drawn: str, *, page: int | None = None, number: int = 1, certain: bool = True) -> Table:
    """Return a table as drawn: `<` continues the cell to the left, `^` the one above, `[G]` paints, `\\n` is a line."""
    rows: list[list[TableCell]] = []
    for line in filter(None, (line.strip() for line in drawn.splitlines())):
        cells: list[TableCell] = []
        for at, text in enumerate(line.split("|")):
            cells.append(_cell(text.strip(), cells[-1] if cells else None, rows[-1][at] if rows else None))
        rows.append(cells)
    made = (Row(tuple(cells), Place(row=n, page=page, table=number)) for n, cells in enumerate(rows, 1))
    return Table(tuple(made), Place(page=page, table=number), certain=certain)


def _cell(text: str, left: TableCell | None, above: TableCell | None) -> TableCell:
    origin, going_on = {"<": (left, "left"), "^": (above, "above")}.get(text, (None, ""))
    if origin is not None:
        continues: Continues = "left" if going_on == "left" else "above"
        return TableCell(origin.text, origin.fill, origin.bold, continues=continues)
    fill = ""
    if text[:1] == "[" and text[2:3] == "]":
        fill, text = COLOURS[text[1]], text[3:].strip()
    bold = text.startswith("**")
    return TableCell(text.strip("*").replace("\\n", "\n") if bold else text.replace("\\n", "\n"), fill, bold)


def document(*blocks: Block) -> Document:
    """A document of blocks."""
    return Document("plan.docx", blocks)


def heading(text: str, level: int = 1) -> Heading:
    """A heading."""
    return Heading(text, level, Place())


def lines(*texts: str) -> Iterable[Paragraph]:
    """Paragraphs of a line each."""
    return [Paragraph(text, Place(row=row)) for row, text in enumerate(texts, 1)]


def drafted(*blocks: Block, choices: Choices | None = None) -> Draft:
    """Return the draft that a document of these blocks is understood as."""
    return understand(document(*blocks), choices)


def bullets(*texts: str) -> Iterable[Paragraph]:
    """The items of a list."""
    return [Paragraph(text, Place(row=row), bullet="•") for row, text in enumerate(texts, 1)]


def shown(draft: Draft) -> list[tuple[str, ...]]:
    """Area, goal, number and text of each measure."""
    return [
        (area.name.text, goal.text.text, measure.number.text, measure.text.text)
        for area in draft.areas
        for goal in area.goals
        for measure in goal.measures
    ]
