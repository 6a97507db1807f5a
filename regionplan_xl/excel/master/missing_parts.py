"""What a master lacks: sheets and columns that somebody has removed or renamed, each with its fix."""

import re
from collections.abc import Collection, Iterator

from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.common import columns as layout
from regionplan_xl.excel.overview.blocks import MEASURE_COUNT, SHARE_DONE
from regionplan_xl.excel.parsing.headed_sheet import HeadedSheet, SheetTop
from regionplan_xl.locale import every_wording
from regionplan_xl.ooxml import Workbook
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import Phrase, bare, nearest, phrase

_MEASURE_ID = re.compile(r"M-[0-9A-Z]{5}")
_CURES: dict[str, tuple[Phrase, Phrase]] = {
    "overview": (
        layout.OVERVIEW,
        phrase("Nothing is lost. To have it again, copy the sheet from the master in workbooks/backups."),
    ),
    "actors": (
        layout.ACTORS,
        phrase(
            "Copy the sheet back from the master in workbooks/backups; until then nobody can be asked or answer."
        ),
    ),
    "shares": (
        layout.SHARES,
        phrase("Nothing to do: the next merge that writes what a member has answered puts the sheet last."),
    ),
    "conflicts": (
        layout.CONFLICTS,
        phrase("Nothing to do: the next merge that has something to ask puts the sheet last."),
    ),
    "log": (
        layout.LOG,
        phrase(
            "The changes are still on record («regionplan history»). To see them in the master again, copy the "
            "sheet from the master in workbooks/backups."
        ),
    ),
}
_WANTED = (layout.NUMBER, layout.RESPONSIBLE, *layout.ANSWERABLE)


def missing_sheets(found: Collection[str]) -> Iterator[Problem]:
    """Our own sheets that are not among `found` (by key)."""
    for key, (name, fix) in _CURES.items():
        if key not in found:
            yield Problem(Place(), phrase("The master has no sheet «{sheet}».", sheet=name), fix)


def missing_statuses(workbook: Workbook, overview: str, scale: Scale, language: str) -> Iterator[Problem]:
    """The statuses that Oversikt does not count: they came into config.yaml after the master was made."""
    for number, cells in workbook.rows(overview):
        headings = {bare(str(cell.value)) for cell in cells.values() if cell.value is not None}
        if not all(headings & set(map(bare, every_wording(one))) for one in (MEASURE_COUNT, SHARE_DONE)):
            continue
        counted = [one for one in scale.statuses if headings & set(map(bare, one.labels.values()))]
        for status in scale.statuses:
            if counted and status not in counted:
                label, beside = status.label(language), counted[-1].label(language)
                what = phrase(
                    "Oversikt has no column for «{status}», so it counts those as without status.",
                    status=label,
                )
                fix = phrase(
                    "Copy the column «{beside}» there, insert the copy to the left of it, and write «{status}» as its "
                    "heading.", beside=beside, status=label,
                )  # fmt: skip
                yield Problem(Place(overview, number), what, fix)
        return


def missing_columns(sheet: HeadedSheet) -> Iterator[Problem]:
    """The columns that an area sheet should have and lacks."""
    free = {text for at, text in sheet.headings.items() if at not in set(sheet.columns.values())}
    for column in _WANTED:
        if column.key in sheet.columns:
            continue
        what = phrase(
            "The sheet has no column «{column}», so nothing can be read or written there.",
            column=column.heading,
        )
        near = {known: nearest(known, free) for known in column.names()}
        likely = next((heading for heading in near.values() if heading), "")
        if likely:
            fix = phrase(
                "Is it «{heading}»? Then write «{column}» there.", heading=likely, column=column.heading
            )
        else:
            fix = phrase("Write the heading «{column}» above an empty column.", column=column.heading)
        yield Problem(Place(sheet.name, sheet.header, likely), what, fix)


def unrecognised_measures(top: SheetTop) -> Iterator[Problem]:
    """A sheet with the IDs of measures that could not be read as a focus area."""
    if holds_measures(top):
        what = phrase("The sheet holds measures, but its headings are not recognised, so it is not read.")
        fix = phrase(
            "Write the headings «No.», «Measure» and «Responsible» again, in one of the first 20 rows."
        )
        yield Problem(Place(top.name), what, fix)


def holds_measures(top: SheetTop) -> bool:
    """True where the ID of a measure stands among the first rows."""
    return any(
        isinstance(cell.value, str) and _MEASURE_ID.fullmatch(cell.value.strip())
        for _, cells in top.rows
        for cell in cells.values()
    )
