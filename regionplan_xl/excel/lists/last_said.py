"""Rows of a list with error cells or formulas without a result: restore what they said before."""

from collections.abc import Mapping, Sequence

from regionplan_xl.excel.lists.list_sheet import has_content
from regionplan_xl.excel.parsing.headed_sheet import HeadedRow, HeadedSheet
from regionplan_xl.excel.parsing.master_report_cells import ReportReader

_NAME = "name"

Texts = Mapping[str, str]


def rows_as_said(
    sheet: HeadedSheet, columns: Mapping[str, int], values: ReportReader, known: Sequence[Texts]
) -> list[HeadedRow]:
    """Return the rows with content in at least one of `columns`; `known` are the list's rows at the last reading.

    A cell without value is a problem; its row's last known text is used.
    """
    written = list(sheet.rows())
    read = [values.with_values(row, columns.values()) for row in written]
    if all(now is was for now, was in zip(read, written, strict=True)):
        return list(filter(has_content, read))
    listed = [
        (now, now is not was)
        for now, was in zip(read, written, strict=True)
        if now is not was or has_content(now)
    ]
    rows = [row for row, _ in listed]
    said = [
        values.with_texts(row, columns, _last(row, at, rows, columns, known)) if lost else row
        for at, (row, lost) in enumerate(listed)
    ]
    return list(filter(has_content, said))


def _last(
    row: HeadedRow, at: int, rows: Sequence[HeadedRow], columns: Mapping[str, int], known: Sequence[Texts]
) -> Texts:
    """Return the last texts of a row: of the one row with its name, else in its place, else with its texts."""
    if name := row.line(_NAME):
        found = [one for one in known if one.get(_NAME) == name]
    elif len(rows) == len(known) and all(
        row.line(_NAME) in ("", one.get(_NAME)) for row, one in zip(rows, known, strict=True)
    ):
        found = [known[at]]
    else:
        names = {row.line(_NAME) for row in rows}
        texts = {key: row.at(column).text.strip() for key, column in columns.items()}
        texts = {key: text for key, text in texts.items() if text}
        found = [
            one
            for one in known
            if texts and one.get(_NAME) not in names and all(one.get(key) == texts[key] for key in texts)
        ]
    return found[0] if len(found) == 1 else {}
