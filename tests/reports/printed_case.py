"""Read the numbers of a case, by table, from Word and from the PDF, and compute the same from a year's ledger."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import docx
import pdfplumber

from regionplan_xl.reports.charts.status_chart import LEAST_LABELLED
from tests.reports.year import ROUNDS, Year

Row = Sequence[str]
SHOWN = ("not_started", "started", "done", None)
FIRST_CELLS = {"chair": "○ Ikkje påstarta", "facts": "Kva", "areas": "Satsingsområde", "over time": "Runde"}
WHOLE = "Heile planen"


def tables_of_word(path: Path) -> dict[str, list[Row]]:
    """Return the tables of figures in a Word document, without their headings."""
    tables = (
        [[cell.text for cell in row.cells] for row in table.rows] for table in docx.Document(str(path)).tables
    )
    return _by_name(tables)


def tables_of_pdf(path: Path) -> dict[str, list[Row]]:
    """Return the tables of figures in a PDF; one that continues on the next page is joined."""
    with pdfplumber.open(path) as opened:
        return _by_name(
            [[cell or "" for cell in row] for row in table]
            for page in opened.pages
            for table in page.extract_tables()
        )


def _by_name(tables: Iterable[Sequence[Row]]) -> dict[str, list[Row]]:
    names = {first: name for name, first in FIRST_CELLS.items()}
    found: dict[str, list[Row]] = {}
    for headings, *rows in tables:
        if name := names.get(_plain(headings[0])):
            found.setdefault(name, []).extend([[_plain(cell) for cell in row] for row in rows])
    return found


def _plain(text: str) -> str:
    return " ".join(text.split())


def chair_row(year: Year) -> Row:
    """Return the first table of the case, computed from the master."""
    counts = year.status_counts()
    return [*(_with_share(counts[key], 68) for key in SHOWN), "68 tiltak"]


def area_rows(year: Year) -> list[Row]:
    """Return the figures per area, computed from the ledger: name, count and share of each status, all."""
    last = [*ROUNDS][-1]
    counts = {area: by_round[last] for area, by_round in year.area_counts_by_round().items()}
    named = [(_numbered(year, area), one) for area, one in counts.items()]
    return [
        [name, *(_with_share(one[key], one.total()) for key in SHOWN), str(one.total())]
        for name, one in [*named, ("I alt", sum(counts.values(), Counter[str | None]()))]
    ]


def rows_over_time(year: Year) -> list[Row]:
    """Return the table over time, computed from the ledger: a line for each name and below it one per round."""
    late = year.late_by_round(date.today())
    found: list[Row] = []
    for area, counts in _counts_over_time(year).items():
        found.append([WHOLE if area == WHOLE else _numbered(year, area)])
        found += [_row(name, counts[name], _late(year, late[name], area)) for name in ("", *ROUNDS)]
    return found


def _counts_over_time(year: Year) -> Mapping[str, Mapping[str, Counter[str | None]]]:
    """Return the counts of the whole plan and each area, by round."""
    by_area = year.area_counts_by_round()
    whole = {
        name: sum((by_round[name] for by_round in by_area.values()), Counter[str | None]())
        for name in ("", *ROUNDS)
    }
    return {WHOLE: whole, **by_area}


def numbers_in_picture(path: Path) -> list[str]:
    """Return the numbers written in an .svg file."""
    texts = ("".join(one.itertext()) for one in ET.parse(path).iter("{http://www.w3.org/2000/svg}text"))
    return [text for text in texts if text.isdecimal()]


def numbers_on_bars(year: Year) -> list[str]:
    """Return the counts on bars, computed from the ledger: those of parts with room for a number."""
    return [
        str(count)
        for counts in _counts_over_time(year).values()
        for one in counts.values()
        for count in one.values()
        if count / one.total() >= LEAST_LABELLED
    ]


def _late(year: Year, ids: Iterable[str], area: str) -> int:
    return sum(area in (WHOLE, year.areas[one]) for one in ids)


def _row(name: str, counts: Mapping[str | None, int], late: int) -> Row:
    total = sum(counts.values())
    numbers = (*(counts[key] for key in SHOWN), total)
    return [name or "Før første runde", *map(str, numbers), _per_cent(counts["done"], total), str(late)]


def without_days(rows: Iterable[Row]) -> list[Row]:
    """Return the rows of the table over time without the day; from a line with a name, only the name."""
    return [[row[0], *row[2:]] if re.fullmatch(r"\d\d\.\d\d\.\d{4}", row[1]) else [row[0]] for row in rows]


def _numbered(year: Year, area: str) -> str:
    return f"{list(year.areas_in_order).index(area) + 1} {area}"


def _with_share(count: int, total: int) -> str:
    return f"{count} {_per_cent(count, total)}" if count else "0"


def _per_cent(count: int, total: int) -> str:
    """Return a share in whole per cent: 1 to 99 unless it is nothing or all."""
    whole = int(100 * count / total + 0.5)
    return f"{whole if count in (0, total) else min(99, max(1, whole))} %"
