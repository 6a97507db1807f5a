"""Statuses that Oversikt does not count: they were configured after the master was made."""

from collections.abc import Iterator

from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.common.count_headings import MEASURE_COUNT, SHARE_DONE
from regionplan_xl.locale import every_wording
from regionplan_xl.ooxml import Workbook
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import bare, phrase


def uncounted_statuses(workbook: Workbook, overview: str, scale: Scale, language: str) -> Iterator[Problem]:
    """Yield a problem, with its fix, for each status without a column on the sheet `overview`."""
    for number, cells in workbook.rows(overview):
        headings = {bare(str(cell.value)) for cell in cells.values() if cell.value is not None}
        if not all(headings & set(map(bare, every_wording(one))) for one in (MEASURE_COUNT, SHARE_DONE)):
            continue
        counted = [one for one in scale.statuses if headings & set(map(bare, one.labels.values()))]
        for status in scale.statuses:
            if counted and status not in counted:
                label, neighbour = status.label(language), counted[-1].label(language)
                what = phrase(
                    "Oversikt has no column for «{status}», so it counts those as without status.",
                    status=label,
                )
                fix = phrase(
                    "Copy the column «{beside}» there, insert the copy to the left of it, and write «{status}» as its "
                    "heading.", beside=neighbour, status=label,
                )  # fmt: skip
                yield Problem(Place(overview, number), what, fix)
        return
