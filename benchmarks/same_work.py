"""Read what was sent and what a master says, to check that all programs did the same work."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from python_calamine import CalamineWorkbook

_HEADINGS = 2  # index of the heading row, in a master and in an actor's workbook


def rows_sent(outbox: Path) -> dict[str, set[tuple[str, ...]]]:
    """Return ID, number, text, owner, status and comment of every measure sent to each body."""
    columns = ("ID", "Nr", "Tiltak", "Ansvar", "Status", "Kommentar")
    return {path.stem: set(_measures(path, columns, "Tiltak")) for path in outbox.glob("*.xlsx")}


def statuses(master: Path) -> dict[str, tuple[str, ...]]:
    """Return every measure's text, owner, status and comment in a master, by ID."""
    columns = ("ID", "Tiltak", "Ansvar", "Status", "Kommentar")
    return {measure: said for measure, *said in map(list, _measures(master, columns))}  # type: ignore[misc]


def _measures(path: Path, columns: tuple[str, ...], sheet: str | None = None) -> Iterator[tuple[str, ...]]:
    book = CalamineWorkbook.from_path(str(path))
    for name in [sheet] if sheet else book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        header = [str(cell) for cell in rows[_HEADINGS]] if len(rows) > _HEADINGS else []
        if set(columns) <= set(header):
            at = [header.index(column) for column in columns]
            for row in rows[_HEADINGS + 1 :]:
                found = tuple(str(row[column]) for column in at)
                if found[0].startswith("M-"):
                    yield found


def check_same(results: Mapping[str, Mapping[str, object]], ours: str, count: int) -> None:
    """Raise `SystemExit` if a program's result differs from ours, or ours does not have `count` entries."""
    wanted = results[ours]
    if len(wanted) != count:
        raise SystemExit(f"{ours} has {len(wanted)} of {count}")
    for who, theirs in results.items():
        different = [key for key in wanted.keys() | theirs.keys() if theirs.get(key) != wanted.get(key)]
        if different:
            one, many = different[0], f"{len(different)} of {count}"
            raise SystemExit(
                f"{who} differs from {ours} in {many}; {one}: {theirs.get(one)}, not {wanted.get(one)}"
            )
