"""Turn the texts outside the answer cells into remarks, limited so that one file does not bury the others."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from regionplan_xl.errors import Place
from regionplan_xl.excel.parsing.excerpt import excerpt
from regionplan_xl.excel.parsing.grid import Grid
from regionplan_xl.excel.returned.stray_text import Stray
from regionplan_xl.plan.merging.sent_and_returned import Dispatch, Remark
from regionplan_xl.text import counted, with_line_feeds

MORE = counted(
    "{count} more text in this file; look into the file itself",
    "{count} more texts in this file; look into the file itself",
    count=2,
)
_MOST, _LONGEST_TOGETHER = 400, 400_000  # remarks per file, and characters in all of them


def collect_remarks(
    strays: Sequence[Stray], dispatch: Dispatch, *, source: str, file: str, received: datetime
) -> Iterator[Remark]:
    """Yield a remark for each text; after very many, one that states how many more there are."""

    def remark(stray: Stray, written: str) -> Remark:
        sent = stray.sent
        measure, number, text = (sent.measure, sent.number, sent.text) if sent else ("", "", "")
        return Remark(
            actor=dispatch.actor, round=dispatch.round, kind=stray.kind, written=written,
            received=received, source=source, file=file, place=stray.place,
            measure=measure, number=number, text=text,
        )  # fmt: skip

    left = _LONGEST_TOGETHER
    for count, stray in enumerate(strays):
        written = shown_remark(stray.written)
        left -= len(written)
        if count >= _MOST or left < 0:
            more = MORE.with_values(count=len(strays) - count)
            yield remark(Stray(more, "", Place(file=file)), "")
            return
        yield remark(stray, written)


def in_reading_order(grid: Grid, strays: Iterable[Stray]) -> list[Stray]:
    """Sort texts in the order of the sheets: row by row, from the left."""
    sheets = {sheet.name: at for at, sheet in enumerate(grid.sheets)}

    def place(stray: Stray) -> tuple[int, int, str]:
        at = stray.place
        return sheets.get(at.sheet, len(sheets)), at.row or 0, at.column.zfill(5)

    return sorted(strays, key=place)


def shown_remark(text: str) -> str:
    """Return a text as a cell can hold it; a long one is cut off, with its length in characters after it."""
    return excerpt(with_line_feeds(text).strip())
