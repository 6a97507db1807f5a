"""What an actor proposes: the filled-in rows of Framlegg in a returned workbook."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from regionplan_xl.errors import Place
from regionplan_xl.excel.actor.layout import PROPOSAL_COLUMNS
from regionplan_xl.excel.common.columns import HEADER_WITHIN_ROWS, find_columns
from regionplan_xl.excel.parsing.grid import BLANK, Grid, GridCell, GridSheet
from regionplan_xl.excel.parsing.report_cells import read_comment
from regionplan_xl.plan.merging.exchange import Held, Unclear


@dataclass(frozen=True)
class Room:
    """Where proposals stand on a sheet: below row `header`, in `columns` (key -> number)."""

    header: int
    columns: dict[str, int]


def find_room(sheet: GridSheet) -> Room | None:
    """The room for proposals of a sheet, by its headings among the first rows."""
    for header in sorted(number for number in sheet.rows if number <= HEADER_WITHIN_ROWS):
        texts = {column: cell.text for column, cell in sheet.rows[header].items()}
        columns = find_columns(texts, PROPOSAL_COLUMNS)
        if "what" in columns and len(columns) > 1:
            return Room(header, columns)
    return None


def read_proposals(
    grid: Grid, taken: Collection[str], file: str
) -> tuple[tuple[tuple[str, ...], ...], list[Held]]:
    """The filled-in rows, cells as `PROPOSAL_COLUMNS`; and those that no workbook can hold. Not of sheets `taken`."""
    proposals: list[tuple[str, ...]] = []
    refused: list[Held] = []
    for sheet in grid.sheets:
        if sheet.name in taken:
            continue
        for number, cells in _rows(sheet):
            said = [read_comment(cell, None) for cell in cells]
            place = Place(sheet.name, number, file=file)
            refused += [Held(one.reason, place, one.written) for one in said if isinstance(one, Unclear)]
            texts = tuple(one if isinstance(one, str) else "" for one in said)
            if any(texts) and not any(isinstance(one, Unclear) for one in said):
                proposals.append(texts)
    return tuple(proposals), refused


def _rows(sheet: GridSheet) -> Iterator[tuple[int, list[GridCell]]]:
    room = find_room(sheet)
    for number in sorted(sheet.rows) if room else ():
        if room and number > room.header:
            cells = sheet.rows[number]
            yield number, [cells.get(room.columns.get(column.key, 0), BLANK) for column in PROPOSAL_COLUMNS]
