"""Sheets and columns that somebody removed from the master or renamed, each with its fix."""

import re
from collections.abc import Collection, Iterator

from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.common import columns
from regionplan_xl.excel.parsing.headed_sheet import HeadedSheet, SheetTop
from regionplan_xl.similarity import nearest
from regionplan_xl.text import Phrase, normalise, phrase

_MEASURE_ID = re.compile(r"M-[0-9A-Z]{5}")
_FIXES: dict[str, tuple[Phrase, Phrase]] = {
    "overview": (
        columns.OVERVIEW,
        phrase("Nothing is lost. To have it again, copy the sheet from the master in workbooks/backups."),
    ),
    "actors": (
        columns.ACTORS,
        phrase(
            "Copy the sheet back from the master in workbooks/backups; until then nobody can be asked or answer."
        ),
    ),
    "shares": (
        columns.SHARES,
        phrase("Nothing to do: the next merge that writes what a member has answered puts the sheet last."),
    ),
    "conflicts": (
        columns.CONFLICTS,
        phrase("Nothing to do: the next merge that has something to ask puts the sheet last."),
    ),
    "log": (
        columns.LOG,
        phrase(
            "The changes are still on record («regionplan history»). To see them in the master again, copy the "
            "sheet from the master in workbooks/backups."
        ),
    ),
}
_WANTED = (columns.NUMBER, columns.RESPONSIBLE, *columns.ANSWERABLE)


def missing_sheets(found: Collection[str]) -> Iterator[Problem]:
    """Yield a problem for each of our sheets that is not in `found` (by key)."""
    for key, (name, fix) in _FIXES.items():
        if key not in found:
            yield Problem(Place(), phrase("The master has no sheet «{sheet}».", sheet=name), fix)


def missing_columns(sheet: HeadedSheet) -> Iterator[Problem]:
    """Yield a problem for each column that is missing from an area sheet."""
    free = {text for at, text in sheet.headings.items() if at not in set(sheet.columns.values())}
    for column in _WANTED:
        if column.key in sheet.columns:
            continue
        what = phrase(
            "The sheet has no column «{column}», so nothing can be read or written there.",
            column=column.heading,
        )
        likely = _likely_heading(column, free)
        if likely:
            fix = phrase(
                "Is it «{heading}»? Then write «{column}» there.", heading=likely, column=column.heading
            )
        else:
            fix = phrase("Write the heading «{column}» above an empty column.", column=column.heading)
        yield Problem(Place(sheet.name, sheet.header, likely), what, fix)


def _likely_heading(column: columns.Column, headings: Collection[str]) -> str:
    """Return the heading that is likely the column's own, reworded; "" if none is.

    It is like one of the column's names, or has one of them among other words («Status per november»).
    """
    near = next((heading for known in column.names() if (heading := nearest(known, headings))), "")
    names = {normalise(known) for known in column.names()}
    return near or next(
        (heading for heading in sorted(headings) if names & {*normalise(heading).split()}), ""
    )


def unrecognised_measures(top: SheetTop) -> Iterator[Problem]:
    """Yield a problem if the sheet has IDs of measures but cannot be read as a focus area."""
    if holds_measures(top):
        what = phrase("The sheet holds measures, but its headings are not recognised, so it is not read.")
        fix = phrase(
            "Write the headings «{number}», «{measure}» and «{responsible}» again, in one of the first 20 rows.",
            number=columns.NUMBER.heading,
            measure=columns.MEASURE.heading,
            responsible=columns.RESPONSIBLE.heading,
        )
        yield Problem(Place(top.name), what, fix)


def holds_measures(top: SheetTop) -> bool:
    """Return whether one of the first rows has the ID of a measure."""
    return any(
        isinstance(cell.value, str) and _MEASURE_ID.fullmatch(cell.value.strip())
        for _, cells in top.rows
        for cell in cells.values()
    )
