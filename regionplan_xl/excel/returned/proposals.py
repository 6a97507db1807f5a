"""Read an actor's proposals: the filled-in rows of Framlegg in a returned workbook."""

from collections.abc import Collection
from dataclasses import dataclass

from regionplan_xl.errors import Place
from regionplan_xl.excel.actor.layout import PROPOSAL_COLUMNS
from regionplan_xl.excel.common.columns import HEADER_WITHIN_ROWS, find_columns
from regionplan_xl.excel.parsing.excerpt import excerpt
from regionplan_xl.excel.parsing.grid import BLANK, Grid, GridCell, GridSheet
from regionplan_xl.excel.parsing.report_cells import read_comment, why_doubtful
from regionplan_xl.plan.merging.sent_and_returned import Held, Unclear
from regionplan_xl.text import LONGEST_TEXT, counted, writable

_MOST = 200  # proposals per file
MORE = counted(
    "{count} more proposal is in this file; look into the file itself.",
    "{count} more proposals are in this file; look into the file itself.",
    count=2,
)


@dataclass(frozen=True)
class ProposalTable:
    """Where the proposals on a sheet are: below row `header`, in `columns` (key -> number)."""

    header: int
    columns: dict[str, int]


def find_proposal_table(sheet: GridSheet) -> ProposalTable | None:
    """Return the table with the headings of proposals among the first 20 rows; None if there is none."""
    for header in sorted(number for number in sheet.rows if number <= HEADER_WITHIN_ROWS):
        texts = {column: cell.text for column, cell in sheet.rows[header].items()}
        columns = find_columns(texts, PROPOSAL_COLUMNS) if len(texts) > 1 else {}
        if "what" in columns and len(columns) > 1:
            return ProposalTable(header, columns)
    return None


def read_returned_proposals(
    grid: Grid, measure_sheets: Collection[str], file: str
) -> tuple[tuple[tuple[str, ...], ...], list[Held]]:
    """Return the proposals, each as the cells of `PROPOSAL_COLUMNS`, and the rows that are held.

    The sheets named in `measure_sheets` are skipped.
    """
    proposals: list[tuple[str, ...]] = []
    held: list[Held] = []
    for sheet in grid.sheets:
        table = find_proposal_table(sheet) if sheet.name not in measure_sheets else None
        if table is None:
            continue
        for number in sorted(n for n in sheet.rows if n > table.header):
            row = sheet.rows[number]
            cells = [
                _writable(row.get(table.columns.get(column.key, 0), BLANK)) for column in PROPOSAL_COLUMNS
            ]
            texts = [why_doubtful(cell) or read_comment(cell, None) for cell in cells]
            unclear = [text for text in texts if isinstance(text, Unclear)]
            place = Place(sheet.name, number, file=file)
            if unclear:
                # The whole row, since none of it becomes a proposal.
                written = "; ".join(excerpt(cell.text) for cell in cells if not cell.is_blank)
                held.append(Held(unclear[0].reason, place, excerpt(written)))
                continue
            proposal = tuple(text if isinstance(text, str) else "" for text in texts)
            if any(proposal):
                proposals.append(proposal)
    if rest := len(proposals[_MOST:]):
        held.append(Held(MORE.with_values(count=rest), Place(file=file)))
    return tuple(proposals[:_MOST]), held


def _writable(cell: GridCell) -> GridCell:
    """Return a cell whose text any workbook can hold; an error or a formula is unchanged."""
    return cell._replace(value=writable(cell.value, LONGEST_TEXT)) if type(cell.value) is str else cell
