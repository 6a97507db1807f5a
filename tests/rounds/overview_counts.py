"""The measures per area, as Oversikt counts them and as `status` says."""

import itertools
from typing import Any

from tests.rounds.desk import Desk
from tests.workbooks import load_workbook


def overview(desk: Desk) -> dict[str, tuple[int, int]]:
    """Measures and overdue measures by area, and of the whole plan, as Oversikt has them."""
    sheet: Any = load_workbook(desk.master, data_only=True)["Oversikt"]
    top = next(r for r in range(1, 20) if sheet.cell(r, 2).value == "Satsingsområde")
    column = next(c.column for c in sheet[top] if c.value == "Forfalne")
    rows = itertools.takewhile(lambda row: sheet.cell(row, 2).value, itertools.count(top + 1))
    return {str(sheet.cell(r, 2).value): (sheet.cell(r, 3).value, sheet.cell(r, column).value) for r in rows}


def told(desk: Desk) -> dict[str, tuple[int, int]]:
    """The same as `status` tells it."""
    status = desk.run("status")
    areas = {one["name"]: one for one in status["areas"]} | {"Heile planen": status["total"]}
    return {name: (one["measures"], one["overdue"]) for name, one in areas.items()}
